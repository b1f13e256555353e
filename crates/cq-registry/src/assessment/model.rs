//! The items, the sum, the level.

use cq_platform::{Error, ids::AccountId, messages::Text, words};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::person::PersonId;

cq_platform::id_type! {
    /// An assessment.
    AssessmentId
}

words! {
    /// The four parts of the assessment.
    pub enum Part {
        /// 自理能力, 32.
        SelfCare = "self-care",
        /// 基础运动能力, 15.
        Mobility = "mobility",
        /// 精神状态, 28.
        Mind = "mind",
        /// 感知觉与社会参与, 15.
        Society = "society",
    }
}

/// One of the 26 items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// Its name in forms; its message is `assessment-item-key`.
    pub key: &'static str,
    /// Where it belongs.
    pub part: Part,
    /// The most that can be scored; the least is 0.
    pub most: u8,
}

const fn item(part: Part, key: &'static str, most: u8) -> Item {
    Item { key, part, most }
}

/// How many items there are.
pub const COUNT: usize = 26;

/// GB/T 42195-2022, in its order: 32 + 15 + 28 + 15 = 90 points.
pub const ITEMS: [Item; COUNT] = [
    item(Part::SelfCare, "eating", 4),
    item(Part::SelfCare, "grooming", 4),
    item(Part::SelfCare, "bathing", 4),
    item(Part::SelfCare, "dressing-upper", 4),
    item(Part::SelfCare, "dressing-lower", 4),
    item(Part::SelfCare, "bladder", 4),
    item(Part::SelfCare, "bowels", 4),
    item(Part::SelfCare, "toilet", 4),
    item(Part::Mobility, "turning", 4),
    item(Part::Mobility, "transfer", 4),
    item(Part::Mobility, "walking", 4),
    item(Part::Mobility, "stairs", 3),
    item(Part::Mind, "time", 4),
    item(Part::Mind, "place", 4),
    item(Part::Mind, "people", 4),
    item(Part::Mind, "memory", 4),
    item(Part::Mind, "understanding", 4),
    item(Part::Mind, "speaking", 4),
    item(Part::Mind, "aggression", 1),
    item(Part::Mind, "depression", 1),
    item(Part::Mind, "consciousness", 2),
    item(Part::Society, "sight", 2),
    item(Part::Society, "hearing", 2),
    item(Part::Society, "affairs", 4),
    item(Part::Society, "transport", 3),
    item(Part::Society, "company", 4),
];

/// The points of each item, in the order of [`ITEMS`]; none above what the item gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<u8>", into = "Vec<u8>")]
pub struct Scores([u8; COUNT]);

impl Scores {
    /// None where an item is scored above what it gives.
    pub fn new(points: [u8; COUNT]) -> Option<Self> {
        points.iter().zip(ITEMS).all(|(points, item)| *points <= item.most).then_some(Self(points))
    }

    /// Each item with its points.
    pub fn each(&self) -> impl Iterator<Item = (Item, u8)> + '_ {
        ITEMS.into_iter().zip(self.0)
    }

    /// The points of a part, of how many.
    pub fn of(&self, part: Part) -> (u32, u32) {
        let of_part = self.each().filter(|(item, _)| item.part == part);
        of_part.fold((0, 0), |(sum, most), (item, points)| {
            (sum + u32::from(points), most + u32::from(item.most))
        })
    }

    /// The points of all.
    pub fn total(&self) -> u32 {
        self.0.iter().map(|points| u32::from(*points)).sum()
    }
}

impl TryFrom<Vec<u8>> for Scores {
    type Error = &'static str;
    fn try_from(points: Vec<u8>) -> Result<Self, Self::Error> {
        <[u8; COUNT]>::try_from(points).ok().and_then(Self::new).ok_or("no scores")
    }
}

impl From<Scores> for Vec<u8> {
    fn from(scores: Scores) -> Self {
        scores.0.to_vec()
    }
}

words! {
    /// How much ability is left.
    pub enum Level {
        /// 能力完好.
        Intact = "0",
        /// 轻度失能.
        Mild = "1",
        /// 中度失能.
        Moderate = "2",
        /// 重度失能.
        Severe = "3",
        /// 完全失能.
        Total = "4",
    }
}

impl Level {
    /// From 0 to 4, as the column holds it.
    pub fn number(self) -> i64 {
        self as i64
    }

    /// The inverse of [`Level::number`].
    pub fn of(number: i64) -> Option<Self> {
        usize::try_from(number).ok().and_then(|at| Self::ALL.get(at)).copied()
    }

    /// One level less able; nobody is less able than not at all.
    #[must_use]
    pub fn worse(self) -> Self {
        Self::of(self.number() + 1).unwrap_or(Level::Total)
    }
}

/// From how many points each level begins; below the last it is [`Level::Total`]. Falling, the first at most 90.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thresholds {
    /// 能力完好 from here.
    pub intact: u32,
    /// 轻度失能 from here.
    pub mild: u32,
    /// 中度失能 from here.
    pub moderate: u32,
    /// 重度失能 from here.
    pub severe: u32,
}

/// GB/T 42195-2022: 90, 66–89, 46–65, 30–45, 0–29.
impl Default for Thresholds {
    fn default() -> Self {
        Self { intact: 90, mild: 66, moderate: 46, severe: 30 }
    }
}

impl Thresholds {
    /// Whether each level begins below the one before.
    pub fn are_falling(self) -> bool {
        let Self { intact, mild, moderate, severe } = self;
        intact <= 90 && intact > mild && mild > moderate && moderate > severe && severe > 0
    }

    /// The level that a sum comes to.
    pub fn level(self, total: u32) -> Level {
        let begins = [
            (self.intact, Level::Intact),
            (self.mild, Level::Mild),
            (self.moderate, Level::Moderate),
            (self.severe, Level::Severe),
        ];
        begins.into_iter().find(|(from, _)| total >= *from).map_or(Level::Total, |(_, level)| level)
    }
}

/// What was found, points and what overrides them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    /// The points.
    pub scores: Scores,
    /// 昏迷.
    pub is_comatose: bool,
    /// A diagnosis of F00–F99.
    pub has_mental_illness: bool,
    /// 跌倒、走失、噎食、自杀等 in the last 30 days.
    pub risk_events: u32,
    /// Where the levels began on that day.
    pub thresholds: Thresholds,
}

impl Findings {
    /// The level by points alone.
    pub fn by_points(&self) -> Level {
        self.thresholds.level(self.scores.total())
    }

    /// Whether the level is one worse than the points say: a mental illness, or two and more risk events.
    pub fn is_worsened(&self) -> bool {
        self.has_mental_illness || self.risk_events >= 2
    }

    /// The level in the end. A coma overrides everything.
    pub fn level(&self) -> Level {
        match (self.is_comatose, self.is_worsened()) {
            (true, _) => Level::Total,
            (false, true) => self.by_points().worse(),
            (false, false) => self.by_points(),
        }
    }
}

/// Whether ICD-10 counts `code` among mental and behavioural disorders, F00–F99.
pub fn is_mental(code: &str) -> bool {
    code.starts_with('F')
}

/// An assessment as it was made.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    /// Identity.
    pub id: AssessmentId,
    /// Of whom.
    pub person: PersonId,
    /// When.
    pub on: Date,
    /// What was found.
    pub findings: Findings,
    /// By whom, where it was somebody else than who entered it.
    pub assessor: Option<String>,
    /// Whether it counts.
    pub state: State,
    /// Guards saves.
    pub version: i64,
}

/// Whether an assessment counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// It does.
    Stands,
    /// It was wrong, and is there to be read alone.
    Withdrawn {
        /// When it was taken back.
        at: Timestamp,
        /// By whom; none where a program did.
        by: Option<AccountId>,
        /// Why.
        because: String,
    },
}

/// Why an assessment is not taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// Somebody was first.
    Withdrawn,
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Withdrawn => Error::Overtaken(Text::new("assessment-overtaken")),
        }
    }
}

impl Assessment {
    /// One that was just made.
    pub fn new(
        id: AssessmentId,
        person: PersonId,
        on: Date,
        findings: Findings,
        assessor: Option<String>,
    ) -> Self {
        Self { id, person, on, findings, assessor, state: State::Stands, version: 1 }
    }

    /// Taken back: it is read still, and counts no longer.
    pub fn withdraw(self, at: Timestamp, by: Option<AccountId>, because: String) -> Result<Self, Refused> {
        match self.state {
            State::Stands => Ok(Self { state: State::Withdrawn { at, by, because }, ..self }),
            State::Withdrawn { .. } => Err(Refused::Withdrawn),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn points() -> impl Strategy<Value = [u8; COUNT]> {
        prop::collection::vec(0u8..=4, COUNT).prop_map(|points| {
            let mut all = [0; COUNT];
            for (at, item) in ITEMS.iter().enumerate() {
                all[at] = points[at].min(item.most);
            }
            all
        })
    }

    fn thresholds() -> impl Strategy<Value = Thresholds> {
        (4u32..=90, 1u32..30, 1u32..30, 1u32..30).prop_filter_map("falling", |(intact, a, b, c)| {
            let mild = intact.checked_sub(a)?;
            let moderate = mild.checked_sub(b)?;
            let severe = moderate.checked_sub(c)?;
            Some(Thresholds { intact, mild, moderate, severe }).filter(|thresholds| thresholds.are_falling())
        })
    }

    fn findings() -> impl Strategy<Value = Findings> {
        (points(), any::<bool>(), any::<bool>(), 0u32..4, thresholds()).prop_map(
            |(points, is_comatose, has_mental_illness, risk_events, thresholds)| Findings {
                scores: Scores::new(points).unwrap(),
                is_comatose,
                has_mental_illness,
                risk_events,
                thresholds,
            },
        )
    }

    #[test]
    fn twenty_six_items_give_ninety_points() {
        let most: [u8; COUNT] = ITEMS.map(|item| item.most);
        let scores = Scores::new(most).unwrap();
        let parts = Part::ALL.iter().map(|part| scores.of(*part).1).collect::<Vec<_>>();
        assert_eq!((parts, scores.total()), (vec![32, 15, 28, 15], 90));
    }

    #[test]
    fn the_standards_levels_begin_where_it_says() {
        let level = |total| Thresholds::default().level(total);
        assert_eq!((level(90), level(89), level(66)), (Level::Intact, Level::Mild, Level::Mild));
        assert_eq!((level(65), level(46), level(45)), (Level::Moderate, Level::Moderate, Level::Severe));
        assert_eq!((level(30), level(29), level(0)), (Level::Severe, Level::Total, Level::Total));
    }

    #[test]
    fn what_was_taken_back_is_not_taken_back_again() {
        let findings = Findings {
            scores: Scores::new([0; COUNT]).unwrap(),
            is_comatose: false,
            has_mental_illness: false,
            risk_events: 0,
            thresholds: Thresholds::default(),
        };
        let nobody = uuid::Uuid::nil();
        let on = jiff::civil::date(2026, 11, 23);
        let made = Assessment::new(AssessmentId(nobody), PersonId(nobody), on, findings, None);
        let gone = made.clone().withdraw(Timestamp::UNIX_EPOCH, None, "评错人了".into()).unwrap();
        assert_eq!((gone.findings, gone.version), (made.findings, made.version));
        assert_eq!(gone.withdraw(Timestamp::UNIX_EPOCH, None, "再".into()), Err(Refused::Withdrawn));
    }

    #[test]
    fn an_item_gives_no_more_than_its_points() {
        let mut points = [0; COUNT];
        points[11] = 4;
        assert_eq!(Scores::new(points), None);
        assert!(serde_json::from_str::<Scores>("[1,2]").is_err());
    }

    proptest! {
        #[test]
        fn more_points_are_never_a_worse_level(findings in findings(), at in 0..COUNT) {
            let mut better = Vec::from(findings.scores);
            better[at] = (better[at] + 1).min(ITEMS[at].most);
            let better = Findings { scores: Scores::try_from(better).unwrap(), ..findings };
            prop_assert!(better.level() <= findings.level());
        }

        #[test]
        fn what_overrides_never_makes_it_better(findings in findings()) {
            prop_assert!(findings.level() >= findings.by_points());
            prop_assert!(findings.level().number() - findings.by_points().number() <= 1 || findings.is_comatose);
            prop_assert!(!findings.is_comatose || findings.level() == Level::Total);
        }

        #[test]
        fn findings_come_back_as_they_were_kept(findings in findings()) {
            let kept = serde_json::to_string(&findings).unwrap();
            prop_assert_eq!(serde_json::from_str::<Findings>(&kept).unwrap(), findings);
        }
    }
}
