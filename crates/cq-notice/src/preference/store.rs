//! How people can be reached: read from their own records, with what they wish beside it.

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Param, Tx},
    messages::Lang,
    record,
    secrets::Place,
};
use cq_registry::person::PersonId;
use uuid::Uuid;

use super::model::{Contact, Preference};
use crate::notice::model::{Addressee, Channel};

macro_rules! wish {
    () => {
        "w.id, w.channel, w.mail, w.lang, w.by_proxy, w.receipts, w.version"
    };
}

const PERSON: &str = concat!(
    "SELECT p.name, p.phone, p.other_phone, p.address, a.name, p.ended_on, ",
    wish!(),
    " FROM person p LEFT JOIN area a ON a.bureau_id = p.bureau_id AND a.id = p.area_id
    LEFT JOIN notice_preference w ON w.bureau_id = p.bureau_id AND w.person_id = p.id
    WHERE p.bureau_id = $1 AND p.id = $2"
);
const STAFF: &str = concat!(
    "SELECT s.name, s.phone, NULL, NULL, NULL, NULL, ",
    wish!(),
    " FROM staff s LEFT JOIN notice_preference w ON w.bureau_id = s.bureau_id AND w.staff_id = s.id
    WHERE s.bureau_id = $1 AND s.id = $2"
);
const PROXY: &str =
    "SELECT r.other_id FROM relation r JOIN person o ON o.bureau_id = r.bureau_id AND o.id = r.other_id
    WHERE r.bureau_id = $1 AND r.person_id = $2 AND r.is_proxy = 1 AND r.until IS NULL AND o.ended_on IS NULL
    ORDER BY r.is_contact DESC, r.kind, r.id LIMIT 1";
const INSERT: &str = "INSERT INTO notice_preference (bureau_id, id, person_id, staff_id, channel, mail, lang, by_proxy, receipts, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)";
const SAVE: &str = "UPDATE notice_preference SET channel = $4, mail = $5, lang = $6, by_proxy = $7, receipts = $8, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3";
const ID: &str = "SELECT w.id FROM notice_preference w WHERE w.bureau_id = $1 AND w.person_id = $2
    UNION ALL SELECT w.id FROM notice_preference w WHERE w.bureau_id = $1 AND w.staff_id = $3";

/// For a merge: what the one that gives way wished goes along, unless the other has wished something.
pub(super) const HELD: &str = "SELECT w.id, w.version, '', COALESCE(w.channel, ''), NULL, NULL, NULL, NULL, NULL FROM notice_preference w
    WHERE w.bureau_id = $1 AND w.person_id = $2 AND NOT EXISTS (SELECT 1 FROM notice_preference k
    WHERE k.bureau_id = $1 AND k.person_id = $3)";
pub(super) const TAKE: &str = "UPDATE notice_preference SET person_id = $3, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $4";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[PERSON, STAFF, PROXY, INSERT, SAVE, ID, HELD, TAKE];

record! {
    struct Row {
        name: String,
        phone: Option<String>,
        other_phone: Option<String>,
        address: Option<String>,
        area: Option<String>,
        ended_on: Option<String>,
        id: Option<Uuid>,
        channel: Option<Channel>,
        mail: Option<Vec<u8>>,
        lang: Option<String>,
        by_proxy: Option<bool>,
        receipts: Option<bool>,
        version: Option<i64>,
    }
}

fn place(row: Uuid) -> Place {
    Place { table: "notice_preference", column: "mail", row }
}

impl Row {
    fn into_contact(self, act: &Act) -> Result<Contact> {
        let mail = match (self.id, self.mail) {
            (Some(id), Some(sealed)) => Some(act.secrets.open(place(id), &sealed)?),
            _ => None,
        };
        let postal = self.address.filter(|address| !address.is_empty()).map(|address| match self.area {
            Some(area) if !address.contains(&area) => format!("{area}{address}"),
            _ => address,
        });
        Ok(Contact {
            name: self.name,
            phones: self.phone.into_iter().chain(self.other_phone).collect(),
            postal,
            works_here: false,
            has_ended: self.ended_on.is_some(),
            wish: Preference {
                channel: self.channel,
                mail,
                lang: Lang::from_tag(self.lang.as_deref().unwrap_or_default()),
                by_proxy: self.by_proxy.unwrap_or_default(),
                receipts: self.receipts.unwrap_or_default(),
            },
            version: self.version,
        })
    }
}

/// How somebody can be reached and wishes to be.
pub fn contact(conn: &Conn<'_>, act: &Act, who: Addressee) -> Result<Option<Contact>> {
    let row = match who {
        Addressee::Person(id) => conn.find::<Row>(PERSON, &[act.bureau(), &id])?,
        Addressee::Staff(id) => conn.find::<Row>(STAFF, &[act.bureau(), &id])?,
    };
    let contact = row.map(|row| row.into_contact(act)).transpose()?;
    Ok(contact.map(|contact| Contact { works_here: who.staff().is_some(), ..contact }))
}

/// Who of the family acts for somebody, if anybody does: whoever is called first comes first.
pub fn proxy(conn: &Conn<'_>, act: &Act, person: PersonId) -> Result<Option<PersonId>> {
    Ok(conn.find::<(PersonId,)>(PROXY, &[act.bureau(), &person])?.map(|(id,)| id))
}

/// Writes down how somebody wishes to be told. `seen`: the version it was read with; none where there was none.
pub fn put(tx: &Tx<'_>, act: &Act, who: Addressee, seen: Option<i64>, wish: &Preference) -> Result<()> {
    let (person, staff, lang) = (who.person(), who.staff(), wish.lang.tag());
    let known = tx.find::<(Uuid,)>(ID, &[act.bureau(), &person, &staff])?.map(|(id,)| id);
    let id = known.unwrap_or_else(|| act.new_id());
    let mail = wish.mail.as_ref().map(|mail| act.secrets.seal(place(id), mail)).transpose()?;
    let Preference { channel, by_proxy, receipts, .. } = wish;
    match known {
        Some(_) => {
            let seen = seen.unwrap_or(0);
            tx.execute_one(SAVE, &[act.bureau(), &id, &seen, channel, &mail, &lang, by_proxy, receipts])
        }
        None => {
            let cells: [&dyn Param; 9] =
                [act.bureau(), &id, &person, &staff, channel, &mail, &lang, by_proxy, receipts];
            tx.execute_one(INSERT, &cells).map_err(|error| match &error {
                Error::Db(cause) if cause.violated().is_some() => Error::Conflict,
                _ => error,
            })
        }
    }
}
