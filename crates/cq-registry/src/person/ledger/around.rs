//! What stands around people, in columns that go out with their ledger and are left out when it comes back: ages change by
//! themselves, and who answers for whom is told by other ledgers.

use std::collections::HashMap;

use cq_platform::{Result, actor::Act, db::Conn, ids::BureauId};

use super::store::{self, Answering, Belonging};
use crate::{
    age,
    group::model::GroupKind,
    intake::FieldChange,
    person::{Facts, PersonId},
    responsibility::Kind,
};

/// What stands around some people.
#[derive(Default)]
pub(super) struct Around {
    answering: HashMap<PersonId, Vec<Answering>>,
    groups: HashMap<PersonId, Vec<Belonging>>,
}

impl Around {
    /// Reads it for these people.
    pub(super) fn of(conn: &Conn<'_>, bureau: &BureauId, ids: &[PersonId]) -> Result<Self> {
        let mut around = Self::default();
        for one in store::answering(conn, bureau, ids)? {
            around.answering.entry(one.person).or_default().push(one);
        }
        for one in store::belonging(conn, bureau, ids)? {
            around.groups.entry(one.person).or_default().push(one);
        }
        Ok(around)
    }

    /// What the columns say of one of them.
    pub(super) fn say(&self, act: &Act, id: PersonId, facts: &Facts) -> Vec<FieldChange> {
        let completed = cq_calendar::AgeRule::Completed;
        let age = facts.born.and_then(|born| born.age_by(completed, act.today())).map(age::figures);
        let answering =
            |kind| self.answering.get(&id).into_iter().flatten().find(move |one| one.kind == kind);
        let names = |kind| {
            let of_kind = self.groups.get(&id).into_iter().flatten().filter(|one| one.kind == kind);
            let mut names: Vec<&str> = of_kind.map(|one| one.name.as_str()).collect();
            names.sort_unstable();
            Some(names.join("、")).filter(|names| !names.is_empty())
        };
        let (doctor, liaison) = (answering(Kind::Doctor), answering(Kind::Liaison));
        let said = [
            ("age", age),
            ("doctor", doctor.map(|doctor| doctor.name.clone())),
            ("doctor_hospital", doctor.and_then(|doctor| doctor.hospital.clone())),
            ("liaison", liaison.map(|liaison| liaison.name.clone())),
            ("branch", names(GroupKind::Branch)),
            ("clubs", names(GroupKind::Club)),
        ];
        let said = said.into_iter().filter_map(|(key, text)| Some((key, text?)));
        said.map(|(key, text)| FieldChange { field: key.to_owned(), before: None, after: Some(text) })
            .collect()
    }
}
