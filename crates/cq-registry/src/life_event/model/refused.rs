//! Why an event is not noted, in words.

use cq_calendar::PartialDate;
use cq_platform::{Error, messages::Text};

/// Why an event is not noted.
#[derive(Debug, Clone, PartialEq)]
pub enum Refused {
    /// Its day has not come.
    InFuture,
    /// Its day lies before the birth.
    BeforeBirth(PartialDate),
    /// A death is noted already.
    DiedAlready(PartialDate),
    /// Nothing happens to the dead.
    AfterDeath(PartialDate),
    /// Served no longer for another reason; only a return is noted.
    NoLongerServed(PartialDate),
    /// The record was merged into another.
    Merged,
    /// The same is noted for that day.
    NotedAlready,
    /// The end lies before the beginning.
    EndsBeforeItBegins,
    /// The spouse is in the registry and lives: the death is noted there.
    SpouseIsRegistered(String),
    /// The spouse lives.
    SpouseLives(String),
    /// The dead do not marry.
    DeadDoNotMarry(PartialDate),
    /// An earlier marriage held on that day.
    MarriedThen(PartialDate),
    /// Nobody marries herself.
    SameOne,
    /// The other has died or left.
    OtherIsGone(String),
    /// The other's spouse lives.
    OtherIsMarried(String, String),
    /// The other is family already.
    OtherIsFamily,
    /// The other was not born by that day.
    OtherUnborn(String, PartialDate),
    /// Somebody still at work on that day: the record says that they retired later.
    DiedBeforeRetired(PartialDate),
}

impl Refused {
    /// The error, with its sentence at the field that can be mended.
    pub fn error(&self) -> Error {
        let at = |field: &str, text| Error::Invalid(vec![(field.to_owned(), text)]);
        let dated = |key, day: &PartialDate| Text::new(key).with("day", day.to_string());
        match self {
            Refused::InFuture => at("on", Text::new("life-refused-in-future")),
            Refused::BeforeBirth(day) => at("on", dated("life-refused-before-birth", day)),
            Refused::DiedAlready(day) => Error::Refused(dated("life-refused-died-already", day)),
            Refused::AfterDeath(day) => at("on", dated("life-refused-after-death", day)),
            Refused::NoLongerServed(day) => Error::Refused(dated("life-refused-no-longer-served", day)),
            Refused::Merged => Error::refused("life-refused-merged"),
            Refused::NotedAlready => at("on", Text::new("life-refused-noted-already")),
            Refused::EndsBeforeItBegins => at("until", Text::new("life-refused-ends-before")),
            Refused::SpouseIsRegistered(name) => {
                at("on", Text::new("life-refused-spouse-registered").with("name", name))
            }
            Refused::SpouseLives(name) => {
                at("spouse", Text::new("life-refused-spouse-lives").with("name", name))
            }
            Refused::DeadDoNotMarry(day) => Error::Refused(dated("life-refused-dead-marry", day)),
            Refused::MarriedThen(day) => at("on", dated("life-refused-married-then", day)),
            Refused::SameOne => at("spouse", Text::new("life-refused-same-one")),
            Refused::OtherIsGone(name) => {
                at("spouse", Text::new("life-refused-other-gone").with("name", name))
            }
            Refused::OtherIsFamily => at("spouse", Text::new("relation-already")),
            Refused::OtherUnborn(name, day) => {
                at("on", dated("life-refused-other-unborn", day).with("name", name))
            }
            Refused::DiedBeforeRetired(day) => at("on", dated("life-refused-died-before-retired", day)),
            Refused::OtherIsMarried(name, spouse) => at(
                "spouse",
                Text::new("life-refused-other-married").with("name", name).with("spouse", spouse),
            ),
        }
    }
}
