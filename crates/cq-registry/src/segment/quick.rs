//! The few conditions that have a field of their own above the list of people, e.g. `?living=alone&doctor=none`. They are conditions
//! like any other; only their addresses are shorter.

use cq_platform::form::Form;

use super::{
    address,
    condition::{Ailment, Condition, Field},
    model::{Clause, Flaw, Segment, Whom},
};
use crate::person::{Illness, Living, SelfCare};

/// What a clerk asks for most: each a box to tick, all that are ticked must hold.
pub fn asked_most() -> Vec<Clause> {
    let ill = |illness| Condition::Ill([Ailment::Block(illness)].into());
    let no_self_care = Condition::Word { field: Field::SelfCare, any: [SelfCare::None.to_string()].into() };
    [
        Condition::Living([Living::Alone].into()),
        Condition::Living([Living::EmptyNest].into()),
        Condition::Age { from: Some(80), to: None },
        no_self_care,
        ill(Illness::Hypertension),
        ill(Illness::CoronaryHeart),
        ill(Illness::Diabetes),
        ill(Illness::Copd),
    ]
    .into_iter()
    .map(Clause::from)
    .collect()
}

/// Reads what `form` asks, in fields of their own and otherwise. Words that a field of its own does not know ask nothing.
pub fn read(form: &Form) -> Result<Segment, Flaw> {
    let mut segment = address::read(form)?;
    let mut parts = segment.parts().to_vec();
    let category = form.value("category").to_owned();
    if category == Whom::RELATIVE {
        segment.whom = Whom::Relatives;
    } else if Field::Category.words().contains(&category.as_str()) {
        parts.push(Condition::Word { field: Field::Category, any: [category].into() }.into());
    }
    parts.extend(one(form, "unit", |id| Condition::Unit([id].into())));
    parts.extend(one(form, "area", |id| Condition::Area([id].into())));
    parts.extend(one(form, "living", |word| Condition::Living([word].into())));
    parts.extend(one(form, "illness", |illness| Condition::Ill([Ailment::Block(illness)].into())));
    match form.value("doctor") {
        "some" => parts.push(Condition::HasDoctor.into()),
        "none" => parts.push(!Clause::from(Condition::HasDoctor)),
        _ => {}
    }
    Segment { whom: segment.whom, of: Clause::All(parts) }.checked()
}

fn one<T: std::str::FromStr>(form: &Form, name: &str, condition: fn(T) -> Condition) -> Option<Clause> {
    form.value(name).parse().ok().map(|value| Clause::Is(condition(value)))
}

/// What the fields of their own show, and what is left for the address. [`read`] puts both together again.
pub fn split(segment: &Segment) -> (Vec<(&'static str, String)>, Segment) {
    let mut fields: Vec<(&'static str, String)> = Vec::new();
    let mut rest = Vec::new();
    for part in segment.parts() {
        match field(part).filter(|(name, _)| fields.iter().all(|(taken, _)| taken != name)) {
            Some(field) => fields.push(field),
            None => rest.push(part.clone()),
        }
    }
    let whom = match segment.whom {
        Whom::Served => None,
        Whom::Relatives if fields.iter().any(|(taken, _)| *taken == "category") => None,
        Whom::Relatives => Some(("category", Whom::RELATIVE.to_owned())),
        whom => Some((address::WHOM, whom.to_string())),
    };
    let kept = if whom.is_some() { Whom::Served } else { segment.whom };
    fields.extend(whom);
    (fields, Segment { whom: kept, of: Clause::All(rest).simplified() })
}

/// The field of its own, where the part asks for exactly one value.
fn field(part: &Clause) -> Option<(&'static str, String)> {
    fn only<T: ToString + Ord>(any: &std::collections::BTreeSet<T>) -> Option<String> {
        any.first().filter(|_| any.len() == 1).map(T::to_string)
    }
    match part {
        Clause::Not(inner) if **inner == Clause::Is(Condition::HasDoctor) => Some(("doctor", "none".into())),
        Clause::Is(condition) => match condition {
            Condition::HasDoctor => Some(("doctor", "some".into())),
            Condition::Word { field: Field::Category, any } => only(any).map(|word| ("category", word)),
            Condition::Unit(any) => only(any).map(|id| ("unit", id)),
            Condition::Area(any) => only(any).map(|id| ("area", id)),
            Condition::Living(any) => only(any).map(|word| ("living", word)),
            Condition::Ill(any) => match any.first()? {
                Ailment::Block(illness) if any.len() == 1 => Some(("illness", illness.to_string())),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person::Living;

    #[test]
    fn among_whom_has_a_field_of_its_own() {
        for whom in Whom::ALL {
            let segment = Segment { whom: *whom, ..Segment::of(Condition::Living([Living::Alone].into())) };
            let (fields, rest) = split(&segment);
            assert_eq!(
                rest.whom,
                Whom::Served,
                "what is left says nothing of it, or the field could not change it"
            );
            assert_eq!(
                read(&Form::filled(fields.into_iter().chain(address::write(&rest)))).unwrap(),
                segment
            );
        }
    }

    #[test]
    fn fields_of_their_own_and_the_rest_make_the_same_segment() {
        let form = Form::filled([
            ("living", "alone".to_owned()),
            ("doctor", "none".to_owned()),
            ("illness", "hypertension".to_owned()),
            ("category", "unheard-of".to_owned()),
            ("c", "living_empty-nest".to_owned()),
            ("c", "age_80_".to_owned()),
        ]);
        let segment = read(&form).unwrap();
        let (fields, rest) = split(&segment);
        // The first of a kind has the field; a second one stays a condition beside it.
        assert_eq!(
            fields,
            [
                ("living", "empty-nest".to_owned()),
                ("illness", "hypertension".to_owned()),
                ("doctor", "none".to_owned())
            ]
        );
        let alone = Clause::from(Condition::Living([Living::Alone].into()));
        assert_eq!(rest.of, Clause::All(vec![Condition::Age { from: Some(80), to: None }.into(), alone]));
        let again = Form::filled(fields.into_iter().chain(address::write(&rest)));
        let mut parts = read(&again).unwrap().parts().to_vec();
        let mut before = segment.parts().to_vec();
        parts.sort_by_key(address::part_text);
        before.sort_by_key(address::part_text);
        assert_eq!(parts, before);
    }
}
