//! A segment in an address: short, readable, without anything personal; areas, units, groups and doctors stand by their ids.
//!
//! What stands side by side is a value of `c` each: `?c=living_alone_empty-nest&c=age_80-&c=ill_hypertension`. Within one, `*` is
//! or, `+` is and, `-` before something is not, and brackets bracket.

use std::{collections::BTreeSet, fmt::Display, str::FromStr};

use cq_platform::form::Form;
use uuid::Uuid;

use super::{
    condition::{Ailment, Condition},
    model::{Clause, Flaw, Segment},
};

/// The parameter that holds a part, and the one that says among whom.
pub const PART: &str = "c";
/// Says among whom.
pub const WHOM: &str = "whom";

/// Reads the parts that `form` brings.
pub fn read(form: &Form) -> Result<Segment, Flaw> {
    let parts = form.values(PART);
    let parts = parts.iter().filter(|text| !text.is_empty()).map(|text| parse(text));
    let whom = match form.value(WHOM) {
        "" => Default::default(),
        word => word.parse().map_err(|_| Flaw::Unknown)?,
    };
    Segment { whom, of: Clause::All(parts.collect::<Result<_, _>>()?) }.checked()
}

/// What an address holds of it, parameter by parameter; [`read`] reads it back.
pub fn write(segment: &Segment) -> Vec<(&'static str, String)> {
    let whom = (segment.whom != Default::default()).then(|| (WHOM, segment.whom.to_string()));
    segment.parts().iter().map(|part| (PART, part_text(part))).chain(whom).collect()
}

/// One part as it stands in an address.
pub fn part_text(part: &Clause) -> String {
    let mut text = String::new();
    write_or(part, &mut text);
    text
}

fn write_or(clause: &Clause, text: &mut String) {
    match clause {
        Clause::Any(parts) => write_joined(parts, '*', write_and, text),
        other => write_and(other, text),
    }
}

fn write_and(clause: &Clause, text: &mut String) {
    match clause {
        Clause::All(parts) => write_joined(parts, '+', write_one, text),
        other => write_one(other, text),
    }
}

fn write_joined(parts: &[Clause], by: char, write: fn(&Clause, &mut String), text: &mut String) {
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            text.push(by);
        }
        write(part, text);
    }
}

fn write_one(clause: &Clause, text: &mut String) {
    match clause {
        Clause::Is(condition) => text.push_str(&atom(condition)),
        Clause::Not(inner) => {
            text.push('-');
            write_one(inner, text);
        }
        joined => {
            text.push('(');
            write_or(joined, text);
            text.push(')');
        }
    }
}

fn atom(condition: &Condition) -> String {
    fn any<T: Display>(name: &str, values: &BTreeSet<T>) -> String {
        values.iter().fold(name.to_owned(), |text, value| format!("{text}_{value}"))
    }
    fn end<T: Display>(end: Option<&T>) -> String {
        end.map(T::to_string).unwrap_or_default()
    }
    match condition {
        Condition::Word { field, any: words } => any(field.as_str(), words),
        Condition::Age { from, to } => format!("age_{}_{}", end(from.as_ref()), end(to.as_ref())),
        Condition::BornIn(months) => any("born-in", months),
        Condition::LunarBornIn(months) => any("lunar-born-in", months),
        Condition::Count { field, from, to } => {
            format!("count_{field}_{}_{}", end(from.as_ref()), end(to.as_ref()))
        }
        Condition::Filled(fields) => any("filled", fields),
        Condition::Says { field, any: pieces } => any(&format!("says_{field}"), pieces),
        Condition::Dated { field, from, to } => {
            format!("date_{field}_{}_{}", end(from.as_ref()), end(to.as_ref()))
        }
        Condition::Living(living) => any("living", living),
        Condition::Ill(ailments) => ailments.iter().fold("ill".to_owned(), |text, ailment| match ailment {
            Ailment::Block(illness) => format!("{text}_{illness}"),
            Ailment::Code(code) => format!("{text}_{code}"),
        }),
        Condition::Unit(units) => any("unit", units),
        Condition::PayingUnit(units) => any("paying-unit", units),
        Condition::Area(areas) => any("area", areas),
        Condition::Lacks(gaps) => any("lacks", gaps),
        Condition::Related(ties) => any("has", ties),
        Condition::Member(groups) => any("member", groups),
        Condition::MemberOf(kinds) => any("member-of", kinds),
        Condition::Post(kinds) => any("post", kinds),
        Condition::HasDoctor => "doctor".to_owned(),
        Condition::HasLiaison => "liaison".to_owned(),
        Condition::InHospital => "in-hospital".to_owned(),
        Condition::Awaits(forms) => any("awaits", forms),
        Condition::Doctor(staff) => any("doctor", staff),
        Condition::DoctorAt(hospitals) => any("doctor-at", hospitals),
        Condition::Liaison(staff) => any("liaison", staff),
        Condition::Owed(debts) => any("owed", debts),
        Condition::Unseen { days } => format!("unseen_{days}"),
        Condition::Near { of, id, within_m } => format!("near_{of}_{}_{within_m}", end(id.as_ref())),
        Condition::Ability(levels) => any("ability", levels),
    }
}

/// Reads one part.
pub fn parse(text: &str) -> Result<Clause, Flaw> {
    let mut rest = Rest { text, depth: 0 };
    let clause = rest.any()?;
    if rest.text.is_empty() { Ok(clause) } else { Err(Flaw::Unknown) }
}

/// What is left to read.
struct Rest<'t> {
    text: &'t str,
    depth: usize,
}

impl Rest<'_> {
    fn took(&mut self, c: char) -> bool {
        let rest = self.text.strip_prefix(c);
        self.text = rest.unwrap_or(self.text);
        rest.is_some()
    }

    fn any(&mut self) -> Result<Clause, Flaw> {
        let mut parts = vec![self.all()?];
        while self.took('*') {
            parts.push(self.all()?);
        }
        Ok(Clause::Any(parts))
    }

    fn all(&mut self) -> Result<Clause, Flaw> {
        let mut parts = vec![self.one()?];
        while self.took('+') {
            parts.push(self.one()?);
        }
        Ok(Clause::All(parts))
    }

    fn one(&mut self) -> Result<Clause, Flaw> {
        self.depth += 1;
        if self.depth > 200 {
            return Err(Flaw::TooMany);
        }
        if self.took('-') {
            return Ok(Clause::Not(Box::new(self.one()?)));
        }
        if self.took('(') {
            let inner = self.any()?;
            return if self.took(')') { Ok(inner) } else { Err(Flaw::Unknown) };
        }
        let end = self.text.find(['*', '+', '(', ')']).unwrap_or(self.text.len());
        let (atom, rest) = self.text.split_at(end);
        self.text = rest;
        condition(atom).map(Clause::Is)
    }
}

fn condition(atom: &str) -> Result<Condition, Flaw> {
    let mut words = atom.split('_');
    let name = words.next().unwrap_or_default();
    let words: Vec<&str> = words.collect();
    fn all<T: FromStr + Ord>(words: &[&str]) -> Result<BTreeSet<T>, Flaw> {
        words.iter().map(|word| word.parse().map_err(|_| Flaw::Unknown)).collect()
    }
    fn end<T: FromStr>(word: &str) -> Result<Option<T>, Flaw> {
        if word.is_empty() { Ok(None) } else { word.parse().map(Some).map_err(|_| Flaw::Unknown) }
    }
    let number = |word: &str| word.parse::<u32>().map_err(|_| Flaw::Unknown);
    Ok(match (name, words.as_slice()) {
        ("age", [from, to]) => Condition::Age { from: end(from)?, to: end(to)? },
        ("born-in", months) => Condition::BornIn(all(months)?),
        ("lunar-born-in", months) => Condition::LunarBornIn(all(months)?),
        ("count", [field, from, to]) => Condition::Count {
            field: field.parse().map_err(|_| Flaw::Unknown)?,
            from: end(from)?,
            to: end(to)?,
        },
        ("filled", fields) => Condition::Filled(all(fields)?),
        ("date", [field, from, to]) => Condition::Dated {
            field: field.parse().map_err(|_| Flaw::Unknown)?,
            from: end(from)?,
            to: end(to)?,
        },
        ("living", living) => Condition::Living(all(living)?),
        ("ill", ailments) => Condition::Ill(ailments.iter().map(|word| ailment(word)).collect()),
        ("unit", units) => Condition::Unit(all(units)?),
        ("paying-unit", units) => Condition::PayingUnit(all(units)?),
        ("area", areas) => Condition::Area(all(areas)?),
        ("lacks", gaps) => Condition::Lacks(all(gaps)?),
        ("has", ties) => Condition::Related(all(ties)?),
        ("member", groups) => Condition::Member(all(groups)?),
        ("member-of", kinds) => Condition::MemberOf(all(kinds)?),
        ("post", kinds) => Condition::Post(all(kinds)?),
        ("says", [field, pieces @ ..]) => Condition::Says {
            field: field.parse().map_err(|_| Flaw::Unknown)?,
            any: pieces.iter().map(|piece| (*piece).to_owned()).collect(),
        },
        ("liaison", []) => Condition::HasLiaison,
        ("liaison", staff) => Condition::Liaison(all(staff)?),
        ("in-hospital", []) => Condition::InHospital,
        ("awaits", forms) => Condition::Awaits(all(forms)?),
        ("doctor", []) => Condition::HasDoctor,
        ("doctor", staff) => Condition::Doctor(all(staff)?),
        ("doctor-at", hospitals) => Condition::DoctorAt(all(hospitals)?),
        ("owed", debts) => Condition::Owed(all(debts)?),
        ("unseen", [days]) => Condition::Unseen { days: days.parse().map_err(|_| Flaw::Unknown)? },
        ("near", [of, id, within_m]) => Condition::Near {
            of: of.parse().map_err(|_| Flaw::Unknown)?,
            id: end::<Uuid>(id)?,
            within_m: number(within_m)?,
        },
        ("ability", levels) => Condition::Ability(all(levels)?),
        (field, any) => Condition::Word {
            field: field.parse().map_err(|_| Flaw::Unknown)?,
            any: any.iter().map(|word| (*word).to_owned()).collect(),
        },
    })
}

fn ailment(word: &str) -> Ailment {
    word.parse().map_or_else(|_| Ailment::Code(word.to_owned()), Ailment::Block)
}

#[cfg(test)]
mod tests {
    use cq_platform::form::Raw;

    use super::*;
    use crate::{
        person::{Illness, Living},
        segment::{
            condition::{Gap, PlaceKind},
            model::Whom,
        },
    };

    fn round(segment: &Segment) -> Result<Segment, Flaw> {
        let pairs = write(segment).into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        read(&Form::from(Raw(pairs)))
    }

    #[test]
    fn the_quoted_segment_is_short_and_readable() {
        let area = Uuid::from_u128(7);
        let segment = Segment::all([
            Condition::Living([Living::Alone, Living::EmptyNest].into()),
            Condition::Age { from: Some(80), to: None },
            Condition::Ill([Ailment::Block(Illness::Hypertension), Ailment::Code("I48.9".into())].into()),
            Condition::Unseen { days: 30 },
            Condition::Near { of: PlaceKind::Area, id: Some(area), within_m: 2_000 },
        ]);
        let parts: Vec<String> = write(&segment).into_iter().map(|(_, text)| text).collect();
        let near = format!("near_area_{area}_2000");
        assert_eq!(
            parts,
            ["living_alone_empty-nest", "age_80_", "ill_hypertension_I48.9", "unseen_30", &near]
        );
        assert_eq!(round(&segment), Ok(segment));
    }

    #[test]
    fn and_or_not_and_brackets_keep_their_meaning() {
        let lacks = |gap| Clause::Is(Condition::Lacks([gap].into()));
        let (a, b, c) = (lacks(Gap::Phone), lacks(Gap::Area), Clause::Is(Condition::HasDoctor));
        let both = Clause::All(vec![a.clone(), b.clone()]);
        let either = Clause::Any(vec![both.clone(), !c.clone()]);
        assert_eq!(part_text(&either), "lacks_phone+lacks_area*-doctor");
        assert_eq!(part_text(&!either.clone()), "-(lacks_phone+lacks_area*-doctor)");
        let segment =
            Segment { whom: Whom::Ended, of: Clause::All(vec![!either, Clause::Any(vec![a, c]), b]) };
        assert_eq!(round(&segment), Ok(segment));
    }

    #[test]
    fn what_it_does_not_understand_is_refused() {
        for text in [
            "",
            "moon_full",
            "age_80",
            "age_x_",
            "age__",
            "living",
            "living_palace",
            "(doctor",
            "doctor)",
            "doctor*",
            "--",
            "-",
            "unseen_0",
            "near_area__10",
            "near_moon__2000",
            "ill_10",
            "ill_i10",
            "born-in_13",
            "member_club",
            "sex_both",
            "says_hobbies",
            "says_hobbies_",
            "says_moon_书法",
            "liaison_x",
            "awaits_dinner",
        ] {
            let form = Form::from(Raw(vec![(PART.into(), text.into()), (PART.into(), "doctor".into())]));
            // An empty part is no part.
            assert_eq!(read(&form).is_err(), !text.is_empty(), "{text}");
        }
        assert!(parse(&"-".repeat(100_000)).is_err() && parse(&"(".repeat(100_000)).is_err());
    }
}
