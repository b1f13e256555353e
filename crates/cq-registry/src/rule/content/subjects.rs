//! For whom a rule is: people of a segment, groups of some kinds, or the bureau itself.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    group::GroupKind,
    segment::{Flaw, Segment},
    task::SubjectKind,
};

/// For whom a rule is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Kept", into = "Kept")]
pub enum Subjects {
    /// Each person of a segment.
    People(Segment),
    /// Each group of these kinds that is not closed.
    Groups(BTreeSet<GroupKind>),
    /// The bureau, once.
    Bureau,
}

impl Subjects {
    /// To what kind of subject its tasks are owed.
    pub fn kind(&self) -> SubjectKind {
        match self {
            Subjects::People(_) => SubjectKind::Person,
            Subjects::Groups(_) => SubjectKind::Group,
            Subjects::Bureau => SubjectKind::Bureau,
        }
    }

    /// The people, where it is for people.
    pub fn people(&self) -> Option<&Segment> {
        if let Subjects::People(segment) = self { Some(segment) } else { None }
    }

    /// The kinds of groups, where it is for groups.
    pub fn groups(&self) -> Option<&BTreeSet<GroupKind>> {
        if let Subjects::Groups(kinds) = self { Some(kinds) } else { None }
    }
}

impl From<Segment> for Subjects {
    fn from(segment: Segment) -> Self {
        Subjects::People(segment)
    }
}

/// As a rule keeps it: a segment as it keeps itself, which is all that there was at first, or what else it is for.
#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum Kept {
    Segment(String),
    Other(Other),
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "kebab-case", deny_unknown_fields)]
enum Other {
    Groups { kinds: BTreeSet<GroupKind> },
    Bureau,
}

impl TryFrom<Kept> for Subjects {
    type Error = String;

    fn try_from(kept: Kept) -> Result<Self, String> {
        Ok(match kept {
            Kept::Segment(text) => {
                let segment =
                    Segment::from_kept(&text).map_err(|flaw: Flaw| format!("no segment: {flaw:?}"))?;
                Subjects::People(segment)
            }
            Kept::Other(Other::Groups { kinds }) => Subjects::Groups(kinds),
            Kept::Other(Other::Bureau) => Subjects::Bureau,
        })
    }
}

impl From<Subjects> for Kept {
    fn from(subjects: Subjects) -> Self {
        match subjects {
            Subjects::People(segment) => Kept::Segment(segment.kept()),
            Subjects::Groups(kinds) => Kept::Other(Other::Groups { kinds }),
            Subjects::Bureau => Kept::Other(Other::Bureau),
        }
    }
}
