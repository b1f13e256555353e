//! Which columns conditions ask for: what the index `person_asked` answers by itself, and what needs the person's own row.
//!
//! SQLite goes to the row of each entry in the range of births before it asks the rest of the entry. So where a range of births
//! leads and something else needs the row, the index is asked first, and only those whom it lets through are looked at.

use crate::segment::{
    condition::{Ailment, Condition, Count, DateField, Field, Gap, Prose},
    model::Clause,
};

/// Parts of a segment that the index answers; none where asking it first saves nothing.
pub(super) fn by_index(parts: &[Clause]) -> Vec<&Clause> {
    let narrow: Vec<&Clause> = parts.iter().filter(|part| is_in_index(part)).collect();
    let leads = narrow.iter().any(|part| is_oldest(part));
    let needs_row = parts.iter().any(needs_row);
    if leads && needs_row { narrow } else { Vec::new() }
}

/// A range of births that ends: few are old.
fn is_oldest(part: &Clause) -> bool {
    match part {
        Clause::Is(Condition::Age { from, .. }) => from.is_some(),
        Clause::Is(Condition::Dated { field: DateField::Born, to, .. }) => to.is_some(),
        _ => false,
    }
}

fn is_in_index(part: &Clause) -> bool {
    let Clause::Is(condition) = part else { return false };
    match condition {
        Condition::Age { .. } | Condition::BornIn(_) | Condition::Living(_) | Condition::Area(_) => true,
        Condition::Word { field, .. } => {
            matches!(field, Field::Sex | Field::Category | Field::Rank | Field::Treatment)
        }
        Condition::Dated { field, .. } => matches!(field, DateField::Born | DateField::Ended),
        Condition::Ill(any) => any.iter().all(|ailment| matches!(ailment, Ailment::Block(_))),
        Condition::Unit(_) | Condition::Near { .. } => true,
        _ => false,
    }
}

/// Asks for a column that is not in the index.
fn needs_row(part: &Clause) -> bool {
    match part {
        Clause::All(parts) | Clause::Any(parts) => parts.iter().any(needs_row),
        Clause::Not(inner) => needs_row(inner),
        Clause::Is(
            Condition::Says { .. }
            | Condition::Filled(_)
            | Condition::Count { .. }
            | Condition::PayingUnit(_)
            | Condition::LunarBornIn(_),
        ) => true,
        Clause::Is(Condition::Word { .. } | Condition::Dated { .. }) => !is_in_index(part),
        Clause::Is(Condition::Lacks(any)) => any.iter().any(|gap| {
            !matches!(
                gap,
                Gap::Born
                    | Gap::BornDay
                    | Gap::Area
                    | Gap::Place
                    | Gap::Unit
                    | Gap::Rank
                    | Gap::Treatment
                    | Gap::Living
                    | Gap::Illness
                    | Gap::Contact
            )
        }),
        Clause::Is(_) => false,
    }
}

/// Where a word of a closed list stands.
pub(super) fn word_column(field: Field) -> &'static str {
    match field {
        Field::Sex => "p.sex",
        Field::Category => "p.category",
        Field::Rank => "p.rank",
        Field::Treatment => "p.treatment",
        Field::Ethnicity => "p.ethnicity",
        Field::Politics => "p.politics",
        Field::Education => "p.education",
        Field::Marital => "p.marital",
        Field::Health => "p.health",
        Field::SelfCare => "p.self_care",
        Field::RevolutionPeriod => "p.revolution_period",
        Field::BirthdayBy => "p.birthday_by",
        // Asked of the unit's row.
        Field::UnitKind => "NULL",
        Field::EndedBecause => "p.ended_because",
    }
}

/// Where a field stands that says something in words of its own.
pub(super) fn prose_column(field: Prose) -> &'static str {
    match field {
        Prose::FormerName => "p.former_name",
        Prose::Skills => "p.skills",
        Prose::Hobbies => "p.hobbies",
        Prose::Office => "p.post",
        Prose::Title => "p.title",
        Prose::NativePlace => "p.native_place",
        Prose::Address => "p.address",
        Prose::SettledAt => "p.settled_at",
        Prose::NearbyHospital => "p.nearby_hospital",
        Prose::Disability => "p.disability",
        Prose::MedicalTreatment => "p.medical_treatment",
        Prose::TreatmentDocument => "p.treatment_document",
        Prose::StatisticsMark => "p.statistics_mark",
        Prose::Awards => "p.awards",
        Prose::Contribution => "p.contribution",
        Prose::Remark => "p.remark",
        Prose::Farewell => "p.farewell",
        Prose::BenefitPayee => "p.benefit_payee",
        Prose::BenefitUnpaid => "p.benefit_unpaid_because",
    }
}

/// Where a number stands.
pub(super) fn count_column(field: Count) -> &'static str {
    match field {
        Count::Children => "p.children",
        Count::DependentChildren => "p.dependent_children",
    }
}
