//! A segment as a value: conditions joined by and, or, not; how it is kept; what it refuses.

use cq_platform::{messages::Text, words};
use serde::{Deserialize, Serialize};

use super::condition::Condition;

cq_platform::id_type! {
    /// A saved segment.
    SegmentId
}

/// The shape of the kept form. A later shape gets its own number and reads the earlier ones.
const VERSION: u32 = 1;
/// Most conditions of one segment, and how deep they may stand inside one another.
const CONDITIONS_MAX: usize = 60;
const DEPTH_MAX: usize = 8;

words! {
    /// Among whom: the bureau serves some, and keeps on record those it served.
    #[derive(Default)]
    pub enum Whom {
        /// Those served now.
        #[default]
        Served = "served",
        /// Those whose service has ended: died, moved away.
        Ended = "ended",
        /// Those on record only as the relative of somebody served.
        Relatives = "relatives",
        /// All of them. A record that gave way to another is nobody, here and above.
        Everybody = "everybody",
    }
}

impl Whom {
    /// The category of [`Whom::Relatives`].
    pub const RELATIVE: &'static str = "relative";
}

words! {
    /// Who may use a saved segment.
    pub enum SharedWith {
        /// Whoever made it.
        Owner = "owner",
        /// Everybody in the bureau who sees lists of people.
        Bureau = "bureau",
    }
}

/// Which people: a question that is put to the registry (a list), to one person (a test), or to a reader (a sentence).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Segment {
    /// Among whom.
    pub whom: Whom,
    /// What must hold; `All` of nothing holds for everybody.
    pub of: Clause,
}

/// Conditions, joined.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Clause {
    /// Every one holds.
    All(Vec<Clause>),
    /// At least one holds.
    Any(Vec<Clause>),
    /// It does not hold.
    Not(Box<Clause>),
    /// A single condition.
    Is(Condition),
}

/// Why something is no segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// A condition that this program does not know, or whose values it does not understand.
    Unknown,
    /// A condition without a value, or whose values exclude one another.
    Empty,
    /// More conditions than anybody can read.
    TooMany,
    /// Kept by a later program.
    Later,
}

impl Flaw {
    /// As it is said to whoever gave it.
    pub fn text(self) -> Text {
        match self {
            Flaw::Unknown => Text::new("segment-flaw-unknown"),
            Flaw::Empty => Text::new("segment-flaw-empty"),
            Flaw::TooMany => Text::new("segment-flaw-too-many").with("max", CONDITIONS_MAX),
            Flaw::Later => Text::new("segment-flaw-later"),
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept<C> {
    version: u32,
    whom: Whom,
    of: C,
}

impl Default for Segment {
    fn default() -> Self {
        Self::everyone(Whom::default())
    }
}

impl Segment {
    /// Without a condition.
    pub fn everyone(whom: Whom) -> Self {
        Self { whom, of: Clause::All(Vec::new()) }
    }

    /// Those served now for whom `of` holds.
    pub fn of(of: impl Into<Clause>) -> Self {
        Self { whom: Whom::Served, of: of.into() }
    }

    /// Those served now for whom every one of `conditions` holds.
    pub fn all(conditions: impl IntoIterator<Item = Condition>) -> Self {
        Self::of(Clause::All(conditions.into_iter().map(Clause::Is).collect()))
    }

    /// Whether it asks nothing beyond who is served.
    pub fn is_open(&self) -> bool {
        *self == Self::default()
    }

    /// For whom `clause` holds as well.
    #[must_use]
    pub fn and(self, clause: impl Into<Clause>) -> Self {
        Self { whom: self.whom, of: Clause::All(vec![self.of, clause.into()]).simplified() }
    }

    /// What stands side by side and must all hold.
    pub fn parts(&self) -> &[Clause] {
        match &self.of {
            Clause::All(parts) => parts,
            one => std::slice::from_ref(one),
        }
    }

    /// Without brackets that change nothing; refused where it says nothing sensible.
    pub fn checked(self) -> Result<Self, Flaw> {
        let of = self.of.simplified();
        if of != Clause::All(Vec::new()) {
            of.check(0)?;
        }
        if of.conditions().count() > CONDITIONS_MAX { Err(Flaw::TooMany) } else { Ok(Self { of, ..self }) }
    }

    /// As the database keeps it.
    pub fn kept(&self) -> String {
        // A tree of words, numbers and ids has nothing that JSON could not say.
        serde_json::to_string(&Kept { version: VERSION, whom: self.whom, of: &self.of }).unwrap_or_default()
    }

    /// Reads [`Segment::kept`].
    pub fn from_kept(text: &str) -> Result<Self, Flaw> {
        let kept: Kept<serde_json::Value> = serde_json::from_str(text).map_err(|_| Flaw::Unknown)?;
        if kept.version > VERSION {
            return Err(Flaw::Later);
        }
        let of = serde_json::from_value(kept.of).map_err(|_| Flaw::Unknown)?;
        Self { whom: kept.whom, of }.checked()
    }
}

impl From<Condition> for Clause {
    fn from(condition: Condition) -> Self {
        Clause::Is(condition)
    }
}

impl std::ops::Not for Clause {
    type Output = Clause;
    fn not(self) -> Clause {
        match self {
            Clause::Not(inner) => *inner,
            other => Clause::Not(Box::new(other)),
        }
    }
}

impl Clause {
    /// The same without brackets that change nothing: `A and (B and C)`, a single thing in brackets, twice not.
    #[must_use]
    pub fn simplified(self) -> Self {
        match self {
            Clause::Is(_) => self,
            Clause::Not(inner) => !inner.simplified(),
            Clause::All(parts) => joined(parts, Clause::All, |part| match part {
                Clause::All(inner) => Ok(inner),
                other => Err(other),
            }),
            Clause::Any(parts) => joined(parts, Clause::Any, |part| match part {
                Clause::Any(inner) => Ok(inner),
                other => Err(other),
            }),
        }
    }

    /// Every condition in it.
    pub fn conditions(&self) -> Box<dyn Iterator<Item = &Condition> + '_> {
        match self {
            Clause::Is(condition) => Box::new(std::iter::once(condition)),
            Clause::Not(inner) => inner.conditions(),
            Clause::All(parts) | Clause::Any(parts) => {
                Box::new(parts.iter().flat_map(|part| part.conditions()))
            }
        }
    }

    fn check(&self, depth: usize) -> Result<(), Flaw> {
        if depth > DEPTH_MAX {
            return Err(Flaw::TooMany);
        }
        match self {
            Clause::Is(condition) => condition.check(),
            Clause::Not(inner) => inner.check(depth + 1),
            Clause::All(parts) | Clause::Any(parts) if parts.is_empty() => Err(Flaw::Empty),
            Clause::All(parts) | Clause::Any(parts) => {
                parts.iter().try_for_each(|part| part.check(depth + 1))
            }
        }
    }
}

fn joined(
    parts: Vec<Clause>,
    join: fn(Vec<Clause>) -> Clause,
    open: fn(Clause) -> Result<Vec<Clause>, Clause>,
) -> Clause {
    let mut flat = Vec::new();
    for part in parts {
        match open(part.simplified()) {
            Ok(inner) => flat.extend(inner),
            Err(other) => flat.push(other),
        }
    }
    match flat.pop() {
        Some(only) if flat.is_empty() => only,
        last => {
            flat.extend(last);
            join(flat)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person::{Illness, Living};
    use crate::segment::condition::Ailment;

    fn alone() -> Clause {
        Condition::Living([Living::Alone].into()).into()
    }

    fn old() -> Clause {
        Condition::Age { from: Some(80), to: None }.into()
    }

    #[test]
    fn brackets_that_change_nothing_go() {
        let nested = Clause::All(vec![Clause::All(vec![alone(), Clause::Any(vec![old()])]), !!old()]);
        assert_eq!(nested.simplified(), Clause::All(vec![alone(), old(), old()]));
        assert_eq!(Segment::default().and(alone()).of, alone());
        assert_eq!(Segment::default().and(alone()).parts().len(), 1);
        assert!(Segment::default().parts().is_empty());
    }

    #[test]
    fn what_is_kept_reads_back() {
        let ill = Condition::Ill([Ailment::Block(Illness::Hypertension)].into());
        let segment = Segment { whom: Whom::Everybody, of: Clause::Any(vec![alone(), !old(), ill.into()]) };
        assert_eq!(Segment::from_kept(&segment.kept()), Ok(segment.clone()));
        assert_eq!(
            segment.kept(),
            r#"{"version":1,"whom":"everybody","of":{"any":[{"is":{"living":["alone"]}},{"not":{"is":{"age":{"from":80,"to":null}}}},{"is":{"ill":[{"block":"hypertension"}]}}]}}"#
        );
    }

    #[test]
    fn what_makes_no_sense_is_refused_and_says_why() {
        let kept = |of: &str| Segment::from_kept(&format!(r#"{{"version":1,"whom":"served","of":{of}}}"#));
        assert_eq!(kept(r#"{"is":{"horoscope":["leo"]}}"#), Err(Flaw::Unknown));
        assert_eq!(kept(r#"{"is":{"living":["palace"]}}"#), Err(Flaw::Unknown));
        assert_eq!(kept(r#"{"is":{"word":{"field":"politics","any":["99"]}}}"#), Err(Flaw::Unknown));
        assert_eq!(kept(r#"{"is":{"living":[]}}"#), Err(Flaw::Empty));
        assert_eq!(kept(r#"{"is":{"age":{"from":90,"to":80}}}"#), Err(Flaw::Empty));
        assert_eq!(kept(r#"{"not":{"all":[]}}"#), Err(Flaw::Empty));
        assert_eq!(kept(r#"{"any":[]}"#), Err(Flaw::Empty));
        assert_eq!(Segment::from_kept(r#"{"version":2,"whom":"served","of":{"moon":1}}"#), Err(Flaw::Later));
        assert_eq!(Segment::from_kept("[]"), Err(Flaw::Unknown));
        assert_eq!(Segment::of(Clause::All(vec![alone(); 61])).checked(), Err(Flaw::TooMany));
        let alternating = |inner, turn| {
            if turn % 2 == 0 { Clause::Any(vec![inner, alone()]) } else { Clause::All(vec![inner, alone()]) }
        };
        assert_eq!(Segment::of((0..10).fold(old(), alternating)).checked(), Err(Flaw::TooMany));
        assert!(Segment::of((0..7).fold(old(), alternating)).checked().is_ok());
    }
}
