//! A month's errands as figures: each is the length of the list it leads to, since both come from the same facts.

use std::{collections::BTreeMap, fmt, str::FromStr};

use cq_case::case::model::Verdict;
use cq_platform::{Result, actor::Act, db::Conn, ids::StaffId, policy::Scope, record};
use cq_registry::area::AreaId;
use jiff::civil::Date;

use super::list::Came;
use crate::errand::model::{ErrandId, Move, Outcome};

const MONTH: &str = "SELECT c.kind, c.worker_id, s.name, c.second_id, z.name, p.area_id, a.name, c.stage, c.outcome, c.answered_on,
    c.needed_on, c.promised_on, c.verdict FROM errand c JOIN person p ON p.bureau_id = c.bureau_id AND p.id = c.person_id
    LEFT JOIN area a ON a.bureau_id = p.bureau_id AND a.id = p.area_id
    LEFT JOIN staff s ON s.bureau_id = c.bureau_id AND s.id = c.worker_id
    LEFT JOIN staff z ON z.bureau_id = c.bureau_id AND z.id = c.second_id
    WHERE c.bureau_id = $1 AND c.taken_on >= $2 AND c.taken_on <= $3 AND {reach} ORDER BY c.bureau_id, c.taken_on, c.id";

/// What was moved of each errand, each way; what was taken back is taken off.
const MOVED: &str = "SELECT c.id, c.kind, p.name, m.kind,
    CAST(SUM(CASE WHEN m.undoes_id IS NULL THEN m.fen ELSE -m.fen END) AS BIGINT), c.held_fen
    FROM errand c JOIN errand_move m ON m.bureau_id = c.bureau_id AND m.errand_id = c.id AND m.state = 'posted'
    JOIN person p ON p.bureau_id = c.bureau_id AND p.id = c.person_id
    WHERE c.bureau_id = $1 AND c.taken_on >= $2 AND c.taken_on <= $3 AND {reach}
    GROUP BY c.id, c.kind, p.name, p.pinyin, m.kind, c.held_fen ORDER BY p.pinyin, c.id, m.kind";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[MONTH, MOVED];

/// A calendar month, `2026-11`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Month(Date);

impl Month {
    /// The month of a day.
    pub fn of(day: Date) -> Self {
        Self(day.first_of_month())
    }

    /// Its first and last day.
    pub fn days(self) -> (Date, Date) {
        (self.0, self.0.last_of_month())
    }

    /// The one before.
    pub fn before(self) -> Self {
        Self::of(self.0.yesterday().unwrap_or(self.0))
    }

    /// The one after.
    pub fn after(self) -> Self {
        Self::of(self.days().1.tomorrow().unwrap_or(self.0))
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

impl FromStr for Month {
    type Err = ();
    fn from_str(text: &str) -> std::result::Result<Self, ()> {
        if text.len() != 7 {
            return Err(());
        }
        format!("{text}-01").parse().map(Self).map_err(drop)
    }
}

record! {
    struct Stored {
        kind: String,
        worker: Option<StaffId>,
        worker_name: Option<String>,
        second: Option<StaffId>,
        second_name: Option<String>,
        area: Option<AreaId>,
        area_name: Option<String>,
        stage: String,
        outcome: Option<Outcome>,
        answered_on: Option<Date>,
        needed_on: Date,
        promised_on: Option<Date>,
        verdict: Option<Verdict>,
    }
}

impl Stored {
    fn is(&self, came: Came) -> bool {
        let is_done = self.outcome == Some(Outcome::Done);
        match came {
            Came::Any => true,
            Came::Open => self.stage != "cancelled" && self.outcome.is_none(),
            Came::Done => is_done,
            Came::Late => {
                let due = self.promised_on.unwrap_or(self.needed_on);
                is_done && self.answered_on.is_some_and(|on| on > due)
            }
            Came::Impossible => self.outcome == Some(Outcome::Impossible),
            Came::Cancelled => self.stage == "cancelled",
            Came::Satisfied => self.verdict == Some(Verdict::Satisfied),
        }
    }
}

/// Figures of some errands, in the order of [`Came::ALL`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures([i64; Came::ALL.len()]);

impl Figures {
    fn add(&mut self, row: &Stored) {
        for (figure, came) in self.0.iter_mut().zip(Came::ALL) {
            *figure += i64::from(row.is(*came));
        }
    }

    /// Each with what it counts.
    pub fn each(&self) -> impl Iterator<Item = (Came, i64)> + '_ {
        Came::ALL.iter().copied().zip(self.0.iter().copied())
    }
}

/// Money of some errands, in fen: what came from elders and from the bank and was advanced is what was spent, given back, and is still with
/// their workers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    /// From the elders' hands, or drawn for them.
    pub received: i64,
    /// From the bureau.
    pub advanced: i64,
    /// Paid out against receipts.
    pub spent: i64,
    /// To the elders, or back to the bureau.
    pub returned: i64,
    /// Still with the workers.
    pub open: i64,
}

impl Sums {
    fn add(&mut self, kind: Move, fen: i64) {
        *match kind {
            Move::FromElder | Move::Drawn => &mut self.received,
            Move::Advance => &mut self.advanced,
            Move::Paid => &mut self.spent,
            Move::ToElder | Move::Back => &mut self.returned,
        } += fen;
    }

    fn with(self, other: Self) -> Self {
        Self {
            received: self.received + other.received,
            advanced: self.advanced + other.advanced,
            spent: self.spent + other.spent,
            returned: self.returned + other.returned,
            open: self.open + other.open,
        }
    }

    /// Whether every fen is somewhere.
    pub fn is_even(&self) -> bool {
        self.received + self.advanced == self.spent + self.returned + self.open
    }
}

/// Money of one errand.
#[derive(Debug, Clone)]
pub struct OfErrand {
    /// Which.
    pub id: ErrandId,
    /// A word of the bureau's kinds.
    pub kind: String,
    /// For whom, by name.
    pub name: String,
    /// Its money.
    pub sums: Sums,
}

record! {
    struct MovedRow {
        id: ErrandId,
        kind: String,
        name: String,
        way: Move,
        fen: i64,
        held: i64,
    }
}

/// The money of each errand of a month that had any, by name.
pub fn money(conn: &Conn<'_>, act: &Act, scope: &Scope, month: Month) -> Result<Vec<OfErrand>> {
    let (first, last) = month.days();
    let rows = conn.list_in::<MovedRow>(scope, MOVED, &[act.bureau(), &first, &last])?;
    let mut all: Vec<OfErrand> = Vec::new();
    for row in rows {
        if all.last().is_none_or(|last| last.id != row.id) {
            let sums = Sums { open: row.held, ..Sums::default() };
            all.push(OfErrand { id: row.id, kind: row.kind, name: row.name, sums });
        }
        if let Some(of) = all.last_mut() {
            of.sums.add(row.way, row.fen);
        }
    }
    Ok(all)
}

/// The same by kind, and all of it.
pub fn by_kind(money: &[OfErrand]) -> (Vec<(String, Sums)>, Sums) {
    let mut kinds: BTreeMap<String, Sums> = BTreeMap::new();
    for of in money {
        let sums = kinds.entry(of.kind.clone()).or_default();
        *sums = sums.with(of.sums);
    }
    let all = kinds.values().fold(Sums::default(), |all, sums| all.with(*sums));
    (kinds.into_iter().collect(), all)
}

/// A line of the report.
#[derive(Debug, Clone)]
pub struct Line {
    /// What the list behind it is narrowed to: a word or an id.
    pub key: String,
    /// What it is called; empty where that is for the page to say.
    pub name: String,
    /// Its figures.
    pub figures: Figures,
}

/// A month's errands. What two did counts for each of them, so workers' lines come to more than the whole.
#[derive(Debug, Clone)]
pub struct Report {
    /// All.
    pub all: Figures,
    /// By kind.
    pub kinds: Vec<Line>,
    /// By worker.
    pub workers: Vec<Line>,
    /// By area; without a key those who have none.
    pub areas: Vec<Line>,
}

/// The report of a month.
pub fn report(conn: &Conn<'_>, act: &Act, scope: &Scope, month: Month) -> Result<Report> {
    let (first, last) = month.days();
    let rows = conn.list_in::<Stored>(scope, MONTH, &[act.bureau(), &first, &last])?;
    let mut all = Figures::default();
    let [mut kinds, mut workers, mut areas] = [(); 3].map(|()| BTreeMap::<(String, String), Figures>::new());
    for row in &rows {
        all.add(row);
        kinds.entry((String::new(), row.kind.clone())).or_default().add(row);
        let named = |id: Option<StaffId>, name: &Option<String>| {
            id.map(|id| (name.clone().unwrap_or_default(), id.to_string()))
        };
        for who in
            [named(row.worker, &row.worker_name), named(row.second, &row.second_name)].into_iter().flatten()
        {
            workers.entry(who).or_default().add(row);
        }
        let area = row.area.map(|id| (row.area_name.clone().unwrap_or_default(), id.to_string()));
        areas.entry(area.unwrap_or_default()).or_default().add(row);
    }
    let lines = |map: BTreeMap<(String, String), Figures>| {
        map.into_iter().map(|((name, key), figures)| Line { key, name, figures }).collect()
    };
    Ok(Report { all, kinds: lines(kinds), workers: lines(workers), areas: lines(areas) })
}
