//! Routes with their times, so that a place for a visit is tried in a few steps.

use super::model::{FleetProblem, Invalid, MOST_MINUTES, MOST_VISITS, Visit};
use crate::rounds::{PRICE_LIMIT, Time, Travel, Window};

/// A problem made ready. Node 0 is the depot, node `v + 1` visit `v`.
pub(super) struct Ground {
    pub nodes: usize,
    minutes: Vec<i32>,
    pub windows: Vec<Window>,
    pub length: Vec<Time>,
    pub load: Vec<u64>,
    pub leave: Vec<i64>,
    pub capacity: u64,
    pub vehicles: usize,
    pub price: i64,
    /// For each node, the others by nearness.
    pub near: Vec<Vec<u16>>,
}

impl Ground {
    pub fn new<T: Travel + ?Sized>(problem: &FleetProblem<T>) -> Result<Self, Invalid> {
        check(problem)?;
        let visits = problem.visits;
        let nodes = visits.len() + 1;
        let place = |node: usize| if node == 0 { problem.fleet.depot } else { visits[node - 1].place };
        let mut minutes = Vec::with_capacity(nodes * nodes);
        for from in 0..nodes {
            for to in 0..nodes {
                let (a, b) = (place(from), place(to));
                let way = if a == b { Some(0) } else { problem.travel.minutes(a, b) };
                let way = way.filter(|way| (0..=MOST_MINUTES).contains(way));
                let visit = from.max(to).saturating_sub(1) as u32;
                minutes.push(way.ok_or(Invalid::Visit { visit })? as i32);
            }
        }
        let near = |from: usize| {
            let mut others: Vec<u16> = (1..nodes as u16).filter(|&to| usize::from(to) != from).collect();
            others.sort_by_key(|&to| minutes[from * nodes + usize::from(to)]);
            others.insert(0, from as u16);
            others
        };
        Ok(Self {
            nodes,
            windows: std::iter::once(problem.fleet.hours)
                .chain(visits.iter().map(|visit| visit.window))
                .collect(),
            length: std::iter::once(0).chain(visits.iter().map(|visit| visit.length)).collect(),
            load: std::iter::once(0).chain(visits.iter().map(|visit| visit.load)).collect(),
            leave: std::iter::once(0).chain(visits.iter().map(|visit| visit.leave)).collect(),
            capacity: problem.fleet.capacity,
            vehicles: problem.fleet.vehicles as usize,
            price: problem.fleet.price,
            near: (0..nodes).map(near).collect(),
            minutes,
        })
    }

    #[inline]
    pub fn minutes(&self, from: u16, to: u16) -> Time {
        self.minutes[usize::from(from) * self.nodes + usize::from(to)].into()
    }
}

/// A route with its times: entry `k` of `starts` and `latest` belongs to stop `k` of `stops`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Line {
    pub stops: Vec<u16>,
    pub starts: Vec<Time>,
    pub latest: Vec<Time>,
    pub load: u64,
    /// Minutes on the way and the vehicle's price.
    pub cost: i64,
}

impl Line {
    /// Works out the times anew; whether all windows are kept.
    pub fn time(&mut self, ground: &Ground) -> bool {
        let many = self.stops.len();
        self.starts.resize(many, 0);
        self.latest.resize(many, 0);
        let (mut last, mut free, mut kept) = (0, ground.windows[0].opens, true);
        (self.load, self.cost) = (0, 0);
        for (at, &stop) in self.stops.iter().enumerate() {
            let way = ground.minutes(last, stop);
            let node = usize::from(stop);
            let start = (free + way).max(ground.windows[node].opens);
            kept &= start <= ground.windows[node].closes;
            self.starts[at] = start;
            self.load += ground.load[node];
            self.cost += way;
            (last, free) = (stop, start + ground.length[node]);
        }
        let home = ground.minutes(last, 0);
        kept &= free + home <= ground.windows[0].closes && self.load <= ground.capacity;
        self.cost += if many == 0 { 0 } else { home + ground.price };
        let (mut next, mut due) = (0, ground.windows[0].closes);
        for (at, &stop) in self.stops.iter().enumerate().rev() {
            let node = usize::from(stop);
            due = (due - ground.minutes(stop, next) - ground.length[node]).min(ground.windows[node].closes);
            self.latest[at] = due;
            next = stop;
        }
        kept
    }

    /// The cheapest place for a visit, at less than `most`; places are overlooked as `blink` says.
    #[inline]
    pub fn place(
        &self,
        ground: &Ground,
        visit: u16,
        mut most: i64,
        mut blink: impl FnMut() -> bool,
    ) -> Option<(i64, usize)> {
        let node = usize::from(visit);
        if self.load + ground.load[node] > ground.capacity {
            return None;
        }
        let (window, length) = (ground.windows[node], ground.length[node]);
        let mut best = None;
        let first = self.latest.partition_point(|&latest| latest < window.opens + length);
        for at in first..=self.stops.len() {
            let (before, free) = match at.checked_sub(1) {
                Some(last) => {
                    let stop = self.stops[last];
                    (stop, self.starts[last] + ground.length[usize::from(stop)])
                }
                None => (0, ground.windows[0].opens),
            };
            if free > window.closes {
                break;
            }
            let (after, due) =
                self.stops.get(at).map_or((0, ground.windows[0].closes), |&stop| (stop, self.latest[at]));
            let (there, on) = (ground.minutes(before, visit), ground.minutes(visit, after));
            let empty = self.stops.is_empty();
            let cost = there + on - if empty { -ground.price } else { ground.minutes(before, after) };
            if cost >= most {
                continue;
            }
            let start = (free + there).max(window.opens);
            if start > window.closes || start + length + on > due || blink() {
                continue;
            }
            most = cost;
            best = Some((cost, at));
        }
        best
    }
}

/// All routes, and where each visit is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lines {
    pub lines: Vec<Line>,
    /// By node, the route it is in; [`OUT`] if in none.
    pub of: Vec<u16>,
    pub out: Vec<u16>,
    pub cost: i64,
}

/// In no route.
pub(super) const OUT: u16 = u16::MAX;

impl Lines {
    pub fn new(ground: &Ground) -> Self {
        let out: Vec<u16> = (1..ground.nodes as u16).collect();
        let vehicles = ground.vehicles.min(out.len());
        Self {
            lines: vec![Line::default(); vehicles],
            of: vec![OUT; ground.nodes],
            cost: ground.leave.iter().sum(),
            out,
        }
    }

    /// Times a route anew after its stops have changed, and counts its cost.
    pub fn renew(&mut self, ground: &Ground, line: usize) {
        self.cost -= self.lines[line].cost;
        self.lines[line].time(ground);
        self.cost += self.lines[line].cost;
    }
}

fn check<T: Travel + ?Sized>(problem: &FleetProblem<T>) -> Result<(), Invalid> {
    if problem.visits.len() > MOST_VISITS {
        return Err(Invalid::TooManyVisits);
    }
    let time = |time: Time| (-MOST_MINUTES..=MOST_MINUTES).contains(&time);
    let window = |window: Window| time(window.opens) && time(window.closes);
    let fleet = problem.fleet;
    if !window(fleet.hours) || !(0..=PRICE_LIMIT).contains(&fleet.price) || fleet.capacity > 1 << 40 {
        return Err(Invalid::Fleet);
    }
    let sound = |visit: &Visit| {
        window(visit.window)
            && (0..=MOST_MINUTES).contains(&visit.length)
            && visit.load <= 1 << 40
            && (0..=1 << 40).contains(&visit.leave)
    };
    match problem.visits.iter().position(|visit| !sound(visit)) {
        Some(visit) => Err(Invalid::Visit { visit: visit as u32 }),
        None => Ok(()),
    }
}
