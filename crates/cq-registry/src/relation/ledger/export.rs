//! Families in the columns of the ledger: what goes out comes back in as "nothing changed".

use std::collections::HashMap;

use cq_platform::{Result, actor::Act, db::Conn};

use super::columns::{COLUMNS, SPOUSE_CITIZEN_ID};
use crate::{
    intake::{Column, FieldChange},
    person::PersonId,
    relation::{
        Kind,
        store::many::{self, Held},
    },
};

/// The columns that go out: who a spouse is stands in the registry already.
pub(crate) fn out() -> impl Iterator<Item = &'static Column> {
    COLUMNS.iter().filter(|column| column.spec.key != SPOUSE_CITIZEN_ID)
}

/// What the columns say of each of these people.
pub(crate) fn of_people(
    conn: &Conn<'_>,
    act: &Act,
    ids: &[PersonId],
) -> Result<HashMap<PersonId, Vec<FieldChange>>> {
    let mut families: HashMap<PersonId, Vec<Held>> = HashMap::new();
    for held in many::of_people(conn, act.bureau(), ids)?.into_iter().filter(Held::holds) {
        families.entry(held.of).or_default().push(held);
    }
    Ok(families.into_iter().map(|(id, family)| (id, said(&family))).collect())
}

fn said(family: &[Held]) -> Vec<FieldChange> {
    let mut said = Vec::new();
    let mut say = |key: &str, text: Option<String>| {
        said.extend(text.map(|text| FieldChange { field: key.to_owned(), before: None, after: Some(text) }));
    };
    let spouse = family.iter().find(|held| held.kind() == Some(Kind::Spouse));
    say("spouse", spouse.map(|held| held.name.clone()));
    say("spouse_phone", spouse.and_then(|held| held.phone.clone()));
    let children: Vec<&Held> = family.iter().filter(|held| held.kind() == Some(Kind::Child)).collect();
    match children.as_slice() {
        [] => {}
        [one] => {
            say("child", Some(one.name.clone()));
            say("child_phone", one.phone.clone());
        }
        several => {
            let with_phone = |held: &&Held| match &held.phone {
                Some(phone) => format!("{}({phone})", held.name),
                None => held.name.clone(),
            };
            say("child", Some(several.iter().map(with_phone).collect::<Vec<_>>().join("、")));
        }
    }
    let contacts = family.iter().filter(|held| held.is_contact && held.kind().is_some());
    for (held, keys) in contacts.zip([
        ["contact", "contact_phone", "contact_relation"],
        ["relative", "relative_phone", "relative_relation"],
    ]) {
        let [name, phone, kind] = keys;
        say(name, Some(held.name.clone()));
        say(phone, held.phone.clone());
        say(kind, held.kind().map(|kind| kind.as_str().to_owned()));
    }
    said
}
