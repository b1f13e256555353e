//! What a clerk fills in to add conditions: as many fields as she likes at once. What is empty asks nothing.

use std::{collections::BTreeSet, str::FromStr};

use cq_calendar::PartialDate;
use cq_platform::{form::Form, messages::Text, words};

use super::{
    address::WHOM,
    condition::{Ailment, Condition, Count, DateField, Field, Prose},
    model::{Clause, Segment, SharedWith, Whom},
    words::is_piece,
};

words! {
    /// Which of the ranks a chosen one stands for.
    pub enum Ranks {
        /// It and those above.
        AtLeast = "at-least",
        /// It alone.
        Exactly = "exactly",
    }
}

words! {
    /// How what is filled in joins what was there before.
    pub enum Join {
        /// All of it must hold as well.
        All = "all",
        /// At least one of it must hold.
        Any = "any",
        /// None of it may hold.
        None = "none",
    }
}

/// Distances offered, in metres.
pub(super) const DISTANCES_M: [u32; 7] = [500, 1_000, 2_000, 3_000, 5_000, 10_000, 20_000];
/// Dates whose span may be filled in, under `<name>_from` and `<name>_to`.
pub(super) const SPANS: [DateField; 8] = [
    DateField::Retired,
    DateField::JoinedWork,
    DateField::RevolutionSince,
    DateField::TreatmentGranted,
    DateField::JoinedParty,
    DateField::Born,
    DateField::Ended,
    DateField::BenefitPaid,
];

/// Fields whose words are ticked or chosen, each under its own name.
const WORDS: [Field; 12] = [
    Field::Sex,
    Field::Category,
    Field::Politics,
    Field::Ethnicity,
    Field::Education,
    Field::Marital,
    Field::Health,
    Field::SelfCare,
    Field::RevolutionPeriod,
    Field::BirthdayBy,
    Field::UnitKind,
    Field::EndedBecause,
];

/// Every condition filled in; each mistake stands at its field.
pub(super) fn conditions(form: &mut Form) -> Vec<Clause> {
    let mut asked: Vec<Clause> = Vec::new();
    let mut add = |condition: Option<Clause>| asked.extend(condition);
    add(some(ticked(form, "living"), Condition::Living));
    add(age(form).map(Clause::Is));
    add(some(illnesses(form), Condition::Ill));
    add(form
        .number("unseen", 1..=3_650, false)
        .and_then(|days| u16::try_from(days).ok())
        .map(|days| Condition::Unseen { days }.into()));
    add(some(ticked(form, "owed"), Condition::Owed));
    add(some(ticked(form, "awaits"), Condition::Awaits));
    add(either_way(form, "doctor", Condition::HasDoctor));
    add(some(ticked(form, "doctor_is"), Condition::Doctor));
    add(some(ticked(form, "doctor_at"), Condition::DoctorAt));
    add(either_way(form, "liaison", Condition::HasLiaison));
    add(some(ticked(form, "liaison_is"), Condition::Liaison));
    add(either_way(form, "in_hospital", Condition::InHospital));
    add(near(form).map(Clause::Is));
    for field in WORDS {
        add(some(words(form, field), |any| Condition::Word { field, any }));
    }
    for field in [Field::Rank, Field::Treatment] {
        add(some(ranks(form, field), |any| Condition::Word { field, any }));
    }
    add(says(form));
    add(some(ticked(form, "born_in"), Condition::BornIn));
    add(some(ticked(form, "lunar_born_in"), Condition::LunarBornIn));
    for field in Count::ALL {
        add(count(form, *field).map(Clause::Is));
    }
    for field in SPANS {
        add(span(form, field).map(Clause::Is));
    }
    add(some(ticked(form, "unit"), Condition::Unit));
    add(some(ticked(form, "paying_unit"), Condition::PayingUnit));
    add(some(ticked(form, "area"), Condition::Area));
    add(some(ticked(form, "has"), Condition::Related));
    add(some(ticked(form, "has_not"), Condition::Related).map(|clause| !clause));
    add(some(ticked(form, "member_of"), Condition::MemberOf));
    add(some(ticked(form, "not_member_of"), Condition::MemberOf).map(|clause| !clause));
    add(some(ticked(form, "member"), Condition::Member));
    add(some(ticked(form, "post"), Condition::Post));
    add(some(ticked(form, "lacks"), Condition::Lacks));
    add(some(ticked(form, "ability"), Condition::Ability));
    asked
}

/// `before` with what was filled in. `at` names a part that it is another way to satisfy.
pub(super) fn joined(before: &Segment, asked: Vec<Clause>, join: Join, at: Option<usize>) -> Segment {
    let mut parts = before.parts().to_vec();
    match (at.and_then(|at| parts.get_mut(at)), join) {
        (Some(part), _) => *part = Clause::Any(vec![part.clone(), Clause::All(asked)]),
        (None, Join::All) => parts.extend(asked),
        (None, Join::Any) => parts.push(Clause::Any(asked)),
        (None, Join::None) => parts.extend(asked.into_iter().map(|clause| !clause)),
    }
    Segment { whom: before.whom, of: Clause::All(parts) }
}

/// Among whom what is filled in is asked: what is on record of an end is those of people whose service has ended.
pub(super) fn whom(form: &Form, asked: &[Clause]) -> Whom {
    let chosen = form.value(WHOM).parse().unwrap_or_default();
    let is_of_an_end = |clause: &Clause| {
        matches!(clause, Clause::Is(Condition::Word { field: Field::EndedBecause, .. }))
            || match clause {
                Clause::Is(Condition::Dated { field, .. }) => field.is_of_an_end(),
                Clause::Is(Condition::Says { field, .. }) => field.is_of_an_end(),
                Clause::Is(Condition::Filled(any)) => any.iter().all(|field| field.is_of_an_end()),
                _ => false,
            }
    };
    if chosen == Whom::Served && asked.iter().any(is_of_an_end) { Whom::Ended } else { chosen }
}

/// Name and who may use it.
pub(super) fn named(form: &mut Form) -> Option<(String, SharedWith)> {
    let name = form.text("name", 1..=40);
    let shared_with = form.choice("shared_with")?;
    form.errors().is_empty().then_some((name, shared_with))
}

fn some<T>(any: BTreeSet<T>, condition: impl FnOnce(BTreeSet<T>) -> Condition) -> Option<Clause> {
    if any.is_empty() { None } else { Some(condition(any).into()) }
}

/// What was ticked or chosen; a page of ours sends nothing else, so anything else is left out.
fn ticked<T: FromStr + Ord>(form: &Form, name: &str) -> BTreeSet<T> {
    form.values(name).iter().filter_map(|value| value.parse().ok()).collect()
}

fn words(form: &Form, field: Field) -> BTreeSet<String> {
    let known = field.words();
    form.values(field.as_str()).into_iter().filter(|word| known.contains(&word.as_str())).collect()
}

/// The chosen rank, with those above it unless it is to be exactly that one.
fn ranks(form: &Form, field: Field) -> BTreeSet<String> {
    let how = form.value(&format!("{field}_how")).parse().unwrap_or(Ranks::AtLeast);
    match how {
        Ranks::AtLeast => field.at_least(form.value(field.as_str())),
        Ranks::Exactly => words(form, field),
    }
}

fn count(form: &mut Form, field: Count) -> Option<Condition> {
    let mut end = |end| {
        form.number(&format!("{field}_{end}"), 0..=30, false).and_then(|count| u8::try_from(count).ok())
    };
    let (from, to) = (end("from"), end("to"));
    if let (Some(from), Some(to)) = (from, to)
        && from > to
    {
        form.reject(&format!("{field}_to"), Text::new("segment-count-reversed"));
    }
    (from.is_some() || to.is_some()).then_some(Condition::Count { field, from, to })
}

fn age(form: &mut Form) -> Option<Condition> {
    let number = |form: &mut Form, name, least| {
        form.number(name, least..=150, false).and_then(|age| u16::try_from(age).ok())
    };
    let (from, to) = (number(form, "age_from", 1), number(form, "age_to", 0));
    if let (Some(from), Some(to)) = (from, to)
        && from > to
    {
        form.reject("age_to", Text::new("segment-age-reversed"));
    }
    (from.is_some() || to.is_some()).then_some(Condition::Age { from, to })
}

fn illnesses(form: &mut Form) -> BTreeSet<Ailment> {
    let mut any: BTreeSet<Ailment> = ticked(form, "ill").into_iter().map(Ailment::Block).collect();
    let codes = form.value("codes").to_uppercase();
    for code in codes.split([' ', ',', '，', '、', '；', ';']).filter(|code| !code.is_empty()) {
        let ailment = Ailment::Code(code.to_owned());
        let condition = Condition::Ill([ailment.clone()].into());
        if Segment::of(condition).checked().is_ok() {
            any.insert(ailment);
        } else {
            form.reject("codes", Text::new("person-code-wrong").with("code", code));
        }
    }
    any
}

/// What holds, where `some` is chosen; what does not, where `none` is.
fn either_way(form: &Form, name: &str, condition: Condition) -> Option<Clause> {
    match form.value(name) {
        "some" => Some(condition.into()),
        "none" => Some(!Clause::from(condition)),
        _ => None,
    }
}

/// Pieces of text for one of the fields in words, any of which will do: 书法、太极. The field alone asks that anything stands there.
fn says(form: &mut Form) -> Option<Clause> {
    let typed = form.value("says").trim().to_owned();
    let pieces =
        typed.split([' ', ',', '，', '、', '；', ';']).map(str::trim).filter(|piece| !piece.is_empty());
    let any: BTreeSet<String> = pieces.map(str::to_owned).collect();
    let Ok(field) = form.value("says_in").parse::<Prose>() else {
        if !any.is_empty() {
            form.reject("says_in", Text::new("form-choice"));
        }
        return None;
    };
    if let Some(wrong) = any.iter().find(|piece| !is_piece(piece)) {
        form.reject("says", Text::new("segment-says-wrong").with("text", wrong.as_str()));
        return None;
    }
    if any.is_empty() {
        return Some(Condition::Filled([field].into()).into());
    }
    some(any, |any| Condition::Says { field, any })
}

fn near(form: &mut Form) -> Option<Condition> {
    let place = form.value("near").to_owned();
    let (of, id) = place.split_once('_')?;
    let of = of.parse().ok()?;
    let id = if id.is_empty() { None } else { Some(id.parse().ok()?) };
    match form.value("near_m").parse() {
        Ok(within_m) => Some(Condition::Near { of, id, within_m }),
        Err(_) => {
            form.reject("near_m", Text::new("form-choice"));
            None
        }
    }
}

fn span(form: &mut Form, field: DateField) -> Option<Condition> {
    let mut end = |end: &str| {
        let name = format!("{field}_{end}");
        let text = form.value(&name).trim().to_owned();
        if text.is_empty() {
            return None;
        }
        let day = PartialDate::parse_loose(&text).ok();
        if day.is_none() {
            form.reject(&name, Text::new("person-date-wrong"));
        }
        day
    };
    let (from, to) = (end("from"), end("to"));
    if let (Some(from), Some(to)) = (from, to)
        && from.first_day() > to.last_day()
    {
        form.reject(&format!("{field}_to"), Text::new("segment-span-reversed"));
    }
    (from.is_some() || to.is_some()).then_some(Condition::Dated { field, from, to })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::address;

    fn filled(fields: &[(&'static str, &str)]) -> Form {
        Form::filled(fields.iter().map(|(name, value)| (*name, (*value).to_owned())))
    }

    fn parts(segment: &Segment) -> Vec<String> {
        segment.parts().iter().map(address::part_text).collect()
    }

    #[test]
    fn the_quoted_segment_is_filled_in_at_once() {
        let mut form = filled(&[
            ("living", "alone"),
            ("living", "empty-nest"),
            ("age_from", "80"),
            ("age_to", ""),
            ("ill", "hypertension"),
            ("unseen", "30"),
            ("near", "hospital_"),
            ("near_m", "2000"),
            ("doctor", ""),
            ("rank", ""),
        ]);
        let asked = conditions(&mut form);
        assert!(form.errors().is_empty());
        let segment = joined(&Segment::default(), asked, Join::All, None).checked().unwrap();
        assert_eq!(
            parts(&segment),
            ["living_alone_empty-nest", "age_80_", "ill_hypertension", "unseen_30", "near_hospital__2000"]
        );
    }

    #[test]
    fn any_none_and_another_way() {
        let asked =
            || conditions(&mut filled(&[("rank", "141"), ("lacks", "phone"), ("not_member_of", "club")]));
        let before = || Segment::all([Condition::HasDoctor]);
        let join = |join, at| parts(&joined(&before(), asked(), join, at).checked().unwrap());
        let ranks = "rank_111_112_121_122_131_132_141";
        assert_eq!(
            join(Join::Any, None),
            ["doctor".to_owned(), format!("{ranks}*-member-of_club*lacks_phone")]
        );
        assert_eq!(
            join(Join::None, None),
            ["doctor".to_owned(), format!("-{ranks}"), "member-of_club".into(), "-lacks_phone".into()]
        );
        assert_eq!(join(Join::All, Some(0)), [format!("doctor*{ranks}+-member-of_club+lacks_phone")]);
    }

    #[test]
    fn one_rank_alone_and_the_other_fields_of_a_person() {
        let mut form = filled(&[
            ("rank", "141"),
            ("rank_how", "exactly"),
            ("treatment", "111"),
            ("treatment_how", "at-least"),
            ("says_in", "disability"),
            ("says", " "),
            ("lunar_born_in", "9"),
            ("children_from", "0"),
            ("children_to", "0"),
            ("birthday-by", "lunar"),
            ("revolution-since_to", "1945-09-02"),
        ]);
        let asked = conditions(&mut form);
        assert!(form.errors().is_empty());
        assert_eq!(
            parts(&joined(&Segment::default(), asked, Join::All, None).checked().unwrap()),
            [
                "birthday-by_lunar",
                "rank_141",
                "treatment_111",
                "filled_disability",
                "lunar-born-in_9",
                "count_children_0_0",
                "date_revolution-since__1945-09-02"
            ]
        );
        assert_eq!(
            whom(&form, &[Condition::Filled([Prose::Farewell].into()).into()]),
            Whom::Ended,
            "a farewell is of somebody who died"
        );
    }

    #[test]
    fn mistakes_stand_at_their_fields() {
        let mut form = filled(&[
            ("age_from", "90"),
            ("age_to", "80"),
            ("unseen", "soon"),
            ("codes", "I48 老毛病"),
            ("near", "area_"),
            ("near_m", ""),
            ("retired_from", "2020"),
            ("retired_to", "2010-05"),
            ("joined-work_from", "去年"),
            ("children_from", "3"),
            ("children_to", "1"),
        ]);
        conditions(&mut form);
        let wrong: Vec<&str> = form.errors().iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(
            wrong,
            ["age_to", "codes", "unseen", "near_m", "children_to", "retired_to", "joined-work_from"]
        );
    }
}
