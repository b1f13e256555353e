//! The county's own size: every doctor's nine to twelve visits over ten days, and a plan made again after an
//! urgent visit came in.

use crate::clock::Cpu;
use cq_planner::pairing::LatLon;
use cq_planner::rounds::plan::{Opening, Plan, PlanProblem, PlanWeights, Prices, Visit, solve};
use cq_planner::rounds::{Break, Day, Straight, Time, Unlimited, Window, check};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const DOCTORS: usize = 391;
const PRICES: Prices = Prices { day: 400, time: 40, tolerance: 30 };

/// One doctor's campaign: half of the doctors go out in the afternoons, half all day with a break.
struct Campaign {
    travel: Straight,
    days: Vec<Day>,
    visits: Vec<Visit>,
}

impl Campaign {
    fn new(doctor: usize, visits: usize, days: u8, random: &mut ChaCha8Rng) -> Self {
        let home = (random.random_range(36.5..36.9), random.random_range(117.3..117.7));
        let mut near = |spread: f64| {
            let shift =
                |random: &mut ChaCha8Rng| (0..3).map(|_| random.random_range(-spread..spread)).sum::<f64>();
            LatLon::new(home.0 + shift(random), home.1 + shift(random)).unwrap()
        };
        let places: Vec<LatLon> = (0..=visits).map(|at| near(if at == 0 { 0.001 } else { 0.03 })).collect();
        let all_day = doctor % 2 == 1;
        let hours = if all_day { Window::new(510, 1_020) } else { Window::new(840, 1_020) };
        let pause = all_day.then_some(Break { window: Window::new(690, 750), length: 60 });
        let day = |at: u8| Day { weekday: at % 5, hours, pause, from: 0, to: Some(0) };
        let visit = |place: u32| Self::visit(place, days.into(), random);
        Self {
            travel: Straight::new(&places, 1.3, 30.0, 3),
            days: (0..days).map(day).collect(),
            visits: (1..=visits as u32).map(visit).collect(),
        }
    }

    fn visit(place: u32, days: u32, random: &mut ChaCha8Rng) -> Visit {
        let first_day = if random.random_bool(0.3) { random.random_range(0..days / 2) } else { 0 };
        let due_day = if random.random_bool(0.3) { random.random_range(days / 2..days) } else { days - 1 };
        let narrow = Window::new(870, 960);
        let opening = Opening { weekdays: random.random_range(1..32), window: narrow };
        Visit {
            place,
            length: [25, 30, 40, 50][random.random_range(0..4)] as Time,
            first_day,
            due_day,
            openings: if random.random_bool(0.3) { vec![opening] } else { Vec::new() },
            urgent: random.random_bool(0.08),
            settled: None,
            former: None,
            leave: 100_000,
        }
    }

    fn plan(&self) -> Plan {
        let (travel, days, visits) = (&self.travel, &self.days[..], &self.visits[..]);
        let problem = PlanProblem { travel, days, visits, weights: PlanWeights::default(), seed: 1 };
        let plan = solve(&problem, &mut Unlimited).unwrap();
        check::plan(&problem, &plan).unwrap();
        plan
    }
}

#[derive(Default)]
struct Sum {
    plans: u32,
    proven: u32,
    left: usize,
    cost: i64,
    bound: i64,
    longest: f64,
}

impl Sum {
    fn add(&mut self, plan: &Plan, seconds: f64) {
        self.plans += 1;
        self.proven += u32::from(plan.optimal);
        self.left += plan.left.len();
        self.cost += plan.cost;
        self.bound += plan.bound;
        self.longest = self.longest.max(seconds);
    }

    fn print(&self, what: &str, seconds: f64, moved: &str) {
        let Self { plans, proven, left, cost, bound, longest } = self;
        let ratio = *cost as f64 / (*bound).max(1) as f64;
        println!(
            "| {what} | {plans} | {proven} | {left} | {ratio:.3} | {seconds:.2} | {longest:.3} | {moved} |"
        );
    }
}

pub fn run() {
    println!(
        "| county | plans | proven optimal | visits left out | cost / bound | CPU s in all | the longest | moved |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    let random = &mut ChaCha8Rng::seed_from_u64(1);
    let mut campaigns: Vec<Campaign> =
        (0..DOCTORS).map(|at| Campaign::new(at, 9 + at % 4, 10, random)).collect();
    let (mut first, mut again, mut kept, mut moved) = (Sum::default(), Sum::default(), 0, 0);
    let (mut seconds, mut seconds_again) = (0.0, 0.0);
    for campaign in &mut campaigns {
        let cpu = Cpu::start();
        let plan = campaign.plan();
        first.add(&plan, cpu.seconds());
        seconds += cpu.seconds();
        for (visit, at) in campaign.visits.iter_mut().zip(0..) {
            visit.former = plan.former(at, PRICES);
        }
        let place = campaign.visits[0].place;
        let urgent = Visit {
            urgent: true,
            openings: Vec::new(),
            first_day: 0,
            due_day: 9,
            former: None,
            ..campaign.visits[0].clone()
        };
        campaign.visits.push(Visit { place: place + 1, ..urgent });
        let cpu = Cpu::start();
        let replan = campaign.plan();
        again.add(&replan, cpu.seconds());
        seconds_again += cpu.seconds();
        for placed in &plan.placed {
            let now = replan.placed.iter().find(|other| other.visit == placed.visit);
            let same = now.is_some_and(|now| now.day == placed.day);
            (kept, moved) = if same { (kept + 1, moved) } else { (kept, moved + 1) };
        }
    }
    first.print("9–12 visits × 10 days", seconds, "");
    again.print("the same and an urgent visit more", seconds_again, &format!("{moved} of {}", kept + moved));
    let mut large = Sum::default();
    let mut seconds = 0.0;
    for at in 0..10 {
        let campaign = Campaign::new(at, 40, 25, random);
        let cpu = Cpu::start();
        large.add(&campaign.plan(), cpu.seconds());
        seconds += cpu.seconds();
    }
    large.print("40 visits × 25 days", seconds, "");
    against_proof(random);
}

/// The search for many visits, on as many as can still be proven: some that no day suits make them too many.
fn against_proof(random: &mut ChaCha8Rng) {
    let (mut proven, mut found) = (Sum::default(), Sum::default());
    let (mut seconds, mut search_seconds) = (0.0, 0.0);
    for at in 0..20 {
        let mut campaign = Campaign::new(at, 16, 10, random);
        let cpu = Cpu::start();
        let best = campaign.plan();
        proven.add(&best, cpu.seconds());
        seconds += cpu.seconds();
        let out = Visit { leave: 0, first_day: 99, due_day: 99, ..campaign.visits[0].clone() };
        campaign.visits.push(out);
        let cpu = Cpu::start();
        let plan = campaign.plan();
        found.add(&plan, cpu.seconds());
        search_seconds += cpu.seconds();
        found.bound += best.cost - plan.bound;
    }
    proven.print("16 visits × 10 days", seconds, "");
    found.print("the same by the search for more, against what is proven", search_seconds, "");
}
