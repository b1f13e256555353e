//! A segment's own sentence: 独居或空巢、年满80周岁、患高血压、30天未见.

use std::{collections::BTreeSet, fmt::Display};

use cq_calendar::PartialDate;
use cq_platform::messages::{Arg, Lang, Messages, Text};
use uuid::Uuid;

use super::{
    condition::{Ailment, Condition, Count, DateField, Debt, Field, PlaceKind},
    model::{Clause, Segment, Whom},
    store::Names,
};

/// The key of a sentence, the key of its contrary where that has words of its own, and what stands in both.
type Said = (&'static str, Option<&'static str>, Vec<(&'static str, Arg)>);

/// In which language, and by which names.
#[derive(Clone, Copy)]
pub struct Voice<'v> {
    /// The texts.
    pub messages: &'v Messages,
    /// The reader's language.
    pub lang: Lang,
    /// What ids are called.
    pub names: &'v Names,
}

impl Voice<'_> {
    /// Who is in the segment.
    pub fn say(&self, segment: &Segment) -> String {
        let whom = match segment.whom {
            Whom::Served => None,
            Whom::Ended => Some("segment-whom-ended"),
            Whom::Relatives => Some("segment-whom-relatives"),
            Whom::Everybody => Some("segment-whom-everybody"),
        };
        let whom = whom.map(|key| self.plain(key).to_owned());
        let parts: Vec<String> =
            whom.into_iter().chain(segment.parts().iter().map(|part| self.part(part))).collect();
        if parts.is_empty() {
            capital(self.plain("segment-everyone"))
        } else {
            capital(&self.join(&parts, "segment-and"))
        }
    }

    /// One of what must all hold, to stand by itself.
    pub fn say_part(&self, clause: &Clause) -> String {
        capital(&self.part(clause))
    }

    /// 2公里, 500米.
    pub fn distance(&self, metres: u32) -> String {
        if metres.is_multiple_of(1_000) {
            self.with("segment-km", "n", metres / 1_000)
        } else {
            self.with("segment-m", "n", metres)
        }
    }

    fn part(&self, clause: &Clause) -> String {
        match clause {
            Clause::Is(condition) => self.condition(condition, true),
            Clause::Not(inner) => match inner.as_ref() {
                Clause::Is(condition) => self.condition(condition, false),
                other => self.with("segment-not", "what", self.part(other)),
            },
            Clause::Any(parts) => {
                let parts: Vec<String> = parts.iter().map(|part| self.bracketed(part)).collect();
                self.join(&parts, "segment-or")
            }
            Clause::All(parts) => {
                let parts: Vec<String> = parts.iter().map(|part| self.bracketed(part)).collect();
                self.join(&parts, "segment-both")
            }
        }
    }

    fn bracketed(&self, clause: &Clause) -> String {
        match clause {
            Clause::Any(_) | Clause::All(_) => self.with("segment-brackets", "what", self.part(clause)),
            _ => self.part(clause),
        }
    }

    fn condition(&self, condition: &Condition, holds: bool) -> String {
        let (yes, no, args) = self.words(condition);
        let text = |key| Text { key, args };
        match (holds, no) {
            (true, _) => self.tell(&text(yes)),
            (false, Some(no)) => self.tell(&text(no)),
            (false, None) => self.with("segment-not", "what", self.tell(&text(yes))),
        }
    }

    fn words(&self, condition: &Condition) -> Said {
        let what = |words: String| vec![("what", Arg::Text(words))];
        match condition {
            Condition::Word { field, any } => self.field(*field, any),
            Condition::Age { from, to } => self.age(*from, *to),
            Condition::BornIn(months) => {
                let months = months.iter().map(|month| self.word("segment-month", month));
                ("segment-born-in", None, what(self.either(months)))
            }
            Condition::LunarBornIn(months) => {
                let months = months.iter().map(|month| self.word("segment-lunar-month", month));
                ("segment-lunar-born-in", None, what(self.either(months)))
            }
            Condition::Count { field, from, to } => self.count(*field, *from, *to),
            Condition::Filled(any) => {
                ("segment-filled", Some("segment-filled-not"), what(self.any("segment-prose", any)))
            }
            Condition::Says { field, any } => {
                let name = Arg::Text(self.word("segment-prose", field));
                let pieces = Arg::Text(self.either(any.iter().cloned()));
                ("segment-says", Some("segment-says-not"), vec![("field", name), ("what", pieces)])
            }
            Condition::Dated { field, from, to } => self.dated(*field, *from, *to),
            Condition::Living(any) => {
                ("segment-living", Some("segment-living-not"), what(self.any("living", any)))
            }
            Condition::Ill(any) => {
                let names = any.iter().map(|ailment| match ailment {
                    Ailment::Block(illness) => self.word("illness", illness),
                    Ailment::Code(code) => code.clone(),
                });
                ("segment-ill", Some("segment-ill-not"), what(self.either(names)))
            }
            Condition::Unit(any) => {
                ("segment-unit", Some("segment-unit-not"), what(self.named(any.iter().map(|id| id.0))))
            }
            Condition::PayingUnit(any) => (
                "segment-paying-unit",
                Some("segment-paying-unit-not"),
                what(self.named(any.iter().map(|id| id.0))),
            ),
            Condition::Area(any) => {
                ("segment-area", Some("segment-area-not"), what(self.named(any.iter().map(|id| id.0))))
            }
            Condition::Lacks(any) => {
                ("segment-lacks", Some("segment-lacks-not"), what(self.any("segment-gap", any)))
            }
            Condition::Related(any) => {
                ("segment-has", Some("segment-has-not"), what(self.any("segment-tie", any)))
            }
            Condition::Member(any) => {
                ("segment-member", Some("segment-member-not"), what(self.named(any.iter().map(|id| id.0))))
            }
            Condition::MemberOf(any) => {
                ("segment-member-of", Some("segment-member-of-not"), what(self.any("group-kind", any)))
            }
            Condition::Post(any) => {
                ("segment-post", Some("segment-post-not"), what(self.any("segment-post", any)))
            }
            Condition::HasDoctor => ("segment-has-doctor", Some("segment-has-doctor-not"), Vec::new()),
            Condition::DoctorAt(any) => {
                ("segment-doctor-at", Some("segment-doctor-at-not"), what(self.named(any.iter().copied())))
            }
            Condition::Liaison(any) => {
                ("segment-liaison", Some("segment-liaison-not"), what(self.named(any.iter().map(|id| id.0))))
            }
            Condition::HasLiaison => ("segment-has-liaison", Some("segment-has-liaison-not"), Vec::new()),
            Condition::InHospital => ("segment-in-hospital", Some("segment-in-hospital-not"), Vec::new()),
            Condition::Awaits(any) => {
                ("segment-awaits", Some("segment-awaits-not"), what(self.any("task-form", any)))
            }
            Condition::Doctor(any) => {
                ("segment-doctor", Some("segment-doctor-not"), what(self.named(any.iter().map(|id| id.0))))
            }
            Condition::Owed(any) if *any == BTreeSet::from([Debt::Overdue]) => {
                ("segment-overdue", Some("segment-overdue-not"), Vec::new())
            }
            Condition::Owed(any) if any.contains(&Debt::Open) && any.iter().all(|debt| debt.is_open()) => {
                ("segment-open", Some("segment-open-not"), Vec::new())
            }
            Condition::Owed(any) => {
                ("segment-owed", Some("segment-owed-not"), what(self.any("segment-debt", any)))
            }
            Condition::Unseen { days } => {
                ("segment-unseen", Some("segment-unseen-not"), vec![("days", Arg::Number((*days).into()))])
            }
            Condition::Near { of, id, within_m } => self.near(*of, *id, *within_m),
            Condition::Ability(any) => ("segment-ability", None, what(self.any("segment-level", any))),
        }
    }

    fn field(&self, field: Field, any: &BTreeSet<String>) -> Said {
        let name = self.word("segment-field", field);
        let family = field.family();
        // A run from the highest down reads as "so much or more".
        let least = field.words().into_iter().rfind(|word| any.contains(*word));
        let least = least.filter(|least| field.is_ranked() && any.len() > 1 && *any == field.at_least(least));
        if let Some(least) = least {
            let least = self.word(family, least);
            return (
                "segment-at-least",
                Some("segment-below"),
                vec![("field", Arg::Text(name)), ("what", Arg::Text(least))],
            );
        }
        let words = self.any(family, any);
        if field.is_ranked() || field == Field::BirthdayBy {
            return (
                "segment-word",
                Some("segment-word-not"),
                vec![("field", Arg::Text(name)), ("what", Arg::Text(words))],
            );
        }
        ("segment-plain", Some("segment-plain-not"), vec![("what", Arg::Text(words))])
    }

    fn age(&self, from: Option<u16>, to: Option<u16>) -> Said {
        let number = |age: Option<u16>| Arg::Number(age.unwrap_or_default().into());
        match (from, to) {
            (Some(_), Some(_)) => {
                ("segment-age-between", None, vec![("from", number(from)), ("to", number(to))])
            }
            (Some(_), None) => {
                ("segment-age-from", Some("segment-age-from-not"), vec![("from", number(from))])
            }
            (None, _) => ("segment-age-to", None, vec![("to", number(to))]),
        }
    }

    fn count(&self, field: Count, from: Option<u8>, to: Option<u8>) -> Said {
        let name = ("field", Arg::Text(self.word("segment-count", field)));
        let number = |count: Option<u8>| Arg::Number(count.unwrap_or_default().into());
        match (from, to) {
            (Some(0), Some(0)) => ("segment-count-none", None, vec![name]),
            (Some(from), Some(to)) if from == to => {
                ("segment-count-exactly", None, vec![name, ("from", Arg::Number(from.into()))])
            }
            (Some(_), Some(_)) => {
                ("segment-count-between", None, vec![name, ("from", number(from)), ("to", number(to))])
            }
            (Some(_), None) => ("segment-count-from", None, vec![name, ("from", number(from))]),
            (None, _) => ("segment-count-to", None, vec![name, ("to", number(to))]),
        }
    }

    fn dated(&self, field: DateField, from: Option<PartialDate>, to: Option<PartialDate>) -> Said {
        let day = |day: Option<PartialDate>| {
            let say = if self.lang == Lang::Zh { PartialDate::chinese } else { PartialDate::english };
            Arg::Text(day.map(say).unwrap_or_default())
        };
        let name = Arg::Text(self.word("segment-date", field));
        let key = match (from, to) {
            (Some(_), Some(_)) => "segment-dated-between",
            (Some(_), None) => "segment-dated-from",
            (None, _) => "segment-dated-to",
        };
        (key, None, vec![("field", name), ("from", day(from)), ("to", day(to))])
    }

    fn near(&self, of: PlaceKind, id: Option<Uuid>, within_m: u32) -> Said {
        let far = self.distance(within_m);
        let place = match id {
            Some(id) => self.named([id].into_iter()),
            None => self.word("segment-place-any", of),
        };
        let key = match of {
            PlaceKind::Area => "segment-near-area",
            PlaceKind::Hospital => "segment-near-hospital",
        };
        (key, None, vec![("place", Arg::Text(place)), ("far", Arg::Text(far))])
    }

    fn any<T: Display>(&self, family: &str, words: &BTreeSet<T>) -> String {
        self.either(words.iter().map(|word| self.word(family, word)))
    }

    fn named(&self, ids: impl Iterator<Item = Uuid>) -> String {
        let gone = || self.plain("segment-gone").to_owned();
        self.either(ids.map(|id| self.names.of(id).map_or_else(gone, str::to_owned)))
    }

    fn either(&self, words: impl Iterator<Item = String>) -> String {
        self.join(&words.collect::<Vec<_>>(), "segment-or")
    }

    fn join(&self, parts: &[String], by: &'static str) -> String {
        parts.join(self.plain(by))
    }

    fn plain(&self, key: &'static str) -> &str {
        self.messages.say(self.lang, key)
    }

    fn word(&self, family: &str, word: impl Display) -> String {
        let said = self.messages.say(self.lang, &format!("{family}-{word}")).to_owned();
        // In the middle of an English sentence; names of peoples and parties keep their capitals, and so does an acronym.
        let is_common = matches!(
            family,
            "sex"
                | "category"
                | "living"
                | "illness"
                | "rank"
                | "self-care"
                | "health"
                | "marital"
                | "education"
                | "unit-kind"
        );
        if is_common && !said.chars().nth(1).is_some_and(char::is_uppercase) {
            initial(&said, char::to_lowercase)
        } else {
            said
        }
    }

    fn with(&self, key: &'static str, name: &'static str, value: impl Into<Arg>) -> String {
        self.tell(&Text::new(key).with(name, value))
    }

    fn tell(&self, text: &Text) -> String {
        self.messages.tell(self.lang, text).into_owned()
    }
}

fn capital(said: &str) -> String {
    initial(said, char::to_uppercase)
}

fn initial<C: Iterator<Item = char>>(said: &str, change: fn(char) -> C) -> String {
    let mut letters = said.chars();
    letters.next().map(|first| change(first).chain(letters).collect()).unwrap_or_default()
}
