//! Who can be at a case: whoever signs in as a clerk or leader, and the doctors who answer for the person.

use crate::case::rules::Rules;
use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    ids::{AccountId, BureauId, StaffId},
    messages::Text,
};
use cq_registry::{life_event::store::settings, person::PersonId, rule, staff};

use crate::case::model::CaseId;

/// Before the id of an account that is not on the staff yet.
const ACCOUNT: &str = "account-";

const COLLEAGUES: &str =
    "SELECT a.id, a.staff_id, a.name, a.role, a.login FROM account a WHERE a.bureau_id = $1
    AND a.role IN ('clerk', 'leader') AND a.closed_at IS NULL ORDER BY a.name, a.id LIMIT 300";
const DOCTORS: &str = "SELECT s.id, s.name FROM responsibility r JOIN staff s ON s.bureau_id = r.bureau_id AND s.id = r.staff_id
    WHERE r.bureau_id = $1 AND r.person_id = $2 AND r.kind = 'doctor' AND r.until IS NULL ORDER BY r.since, s.id";
const LIAISON: &str = "SELECT r.staff_id FROM responsibility r WHERE r.bureau_id = $1 AND r.person_id = $2 AND r.kind = 'liaison'
    AND r.until IS NULL AND EXISTS (SELECT 1 FROM account a WHERE a.bureau_id = r.bureau_id AND a.staff_id = r.staff_id
    AND a.role IN ('clerk', 'leader', 'doctor') AND a.closed_at IS NULL) ORDER BY r.since, r.id LIMIT 1";
const STOOD_IN_FOR: &str = "SELECT v.staff_id FROM absence v LEFT JOIN absence_share h ON h.bureau_id = v.bureau_id
    AND h.absence_id = v.id AND h.person_id = $3 WHERE v.bureau_id = $1 AND v.state = 'holds' AND v.from_on <= $4
    AND (v.until_on IS NULL OR v.until_on >= $4) AND COALESCE(h.substitute_id, v.substitute_id) = $2 ORDER BY v.staff_id";
const PHONES: &str = "SELECT p.phone, p.other_phone FROM person p WHERE p.bureau_id = $1 AND p.id = $2";
const NAME: &str = "SELECT s.name FROM staff s WHERE s.bureau_id = $1 AND s.id = $2";
const PERSON_NAME: &str =
    "SELECT p.name FROM case_file c JOIN person p ON p.bureau_id = c.bureau_id AND p.id = c.person_id
    WHERE c.bureau_id = $1 AND c.id = $2";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[PHONES, COLLEAGUES, DOCTORS, LIAISON, STOOD_IN_FOR, NAME, PERSON_NAME];

/// Who acts, as a worker; made where the account never owed anything.
pub fn me(tx: &Tx<'_>, act: &Act) -> Result<StaffId> {
    match act.actor.staff {
        Some(staff) => Ok(staff),
        None => rule::actions::myself(tx, act),
    }
}

/// Who asks, if they ever owed anything.
pub fn known(conn: &Conn<'_>, act: &Act) -> Result<Option<StaffId>> {
    match (act.actor.staff, act.actor.account) {
        (Some(staff), _) => Ok(Some(staff)),
        (None, Some(account)) => Ok(settings::staff_of(conn, act.bureau(), account)?.map(|(id, _)| id)),
        (None, None) => Ok(None),
    }
}

/// Somebody who can be given a case: what stands in the form, the name, and the word of the role.
pub struct Choice {
    /// The form's value.
    pub value: String,
    /// Who.
    pub name: String,
    /// `clerk`, `leader` or `doctor`.
    pub role: String,
}

/// Everybody who can be given something, save whoever asks, namesakes told apart; of doctors those who answer for `person`.
pub fn choices(conn: &Conn<'_>, act: &Act, person: Option<PersonId>) -> Result<Vec<Choice>> {
    let named = named(conn, act, person)?.into_iter().map(|(choice, login)| {
        let name = choice.name.clone();
        ((choice, login), name)
    });
    let apart = staff::apart(named.collect(), |(choice, login)| match choice.value.parse::<StaffId>() {
        Ok(id) => staff::told_by(conn, act.bureau(), &id),
        Err(_) => Ok(login.clone()),
    })?;
    Ok(apart.into_iter().map(|((choice, _), name)| Choice { name, ..choice }).collect())
}

/// The same by their names alone, with the name that a colleague signs in with.
fn named(conn: &Conn<'_>, act: &Act, person: Option<PersonId>) -> Result<Vec<(Choice, String)>> {
    let rows =
        conn.list::<(AccountId, Option<StaffId>, String, String, String)>(COLLEAGUES, &[act.bureau()])?;
    let others = rows.into_iter().filter(|(account, ..)| Some(*account) != act.actor.account);
    let mut choices: Vec<(Choice, String)> = others
        .map(|(account, staff, name, role, login)| {
            let value = staff.map_or_else(|| format!("{ACCOUNT}{account}"), |staff| staff.to_string());
            (Choice { value, name, role }, login)
        })
        .collect();
    if let Some(person) = person {
        let doctors = conn.list::<(StaffId, String)>(DOCTORS, &[act.bureau(), &person])?.into_iter();
        let doctors = doctors.filter(|(id, _)| Some(*id) != act.actor.staff);
        choices.extend(doctors.map(|(id, name)| {
            (Choice { value: id.to_string(), name, role: "doctor".into() }, String::new())
        }));
    }
    Ok(choices)
}

/// The worker who was chosen under `value`; put on the staff where they were not. Whoever came onto the staff after the form was opened is
/// chosen all the same. Anybody else is an error at `field`.
pub fn chosen(tx: &Tx<'_>, act: &Act, person: Option<PersonId>, field: &str, value: &str) -> Result<StaffId> {
    let account = value.strip_prefix(ACCOUNT).and_then(|id| id.parse::<AccountId>().ok());
    let since = account.map(|account| settings::staff_of(tx, act.bureau(), account)).transpose()?.flatten();
    let value = since.map_or_else(|| value.to_owned(), |(staff, _)| staff.to_string());
    let wrong = || Error::Invalid(vec![(field.to_owned(), Text::new("form-choice"))]);
    let (choice, _) =
        named(tx, act, person)?.into_iter().find(|(choice, _)| choice.value == value).ok_or_else(wrong)?;
    if let Ok(staff) = choice.value.parse() {
        return Ok(staff);
    }
    settings::on_staff(tx, act, account.ok_or_else(wrong)?, &choice.name)
}

/// Who receives what is asked for `person` on a page: somebody who signs in. Their liaison, the head, or the first of the clerks.
pub fn receiver(tx: &Tx<'_>, act: &Act, person: PersonId, rules: &Rules) -> Result<Option<StaffId>> {
    if let Some((liaison,)) = tx.find::<(StaffId,)>(LIAISON, &[act.bureau(), &person])? {
        return Ok(Some(liaison));
    }
    let colleagues = choices(tx, act, None)?;
    // A head who has left receives nothing.
    let head = rules.head.filter(|head| colleagues.iter().any(|choice| choice.value == head.to_string()));
    if head.is_some() {
        return Ok(head);
    }
    let clerk = colleagues.into_iter().find(|choice| choice.role == "clerk");
    clerk.map(|clerk| chosen(tx, act, None, "person", &clerk.value)).transpose()
}

/// For whom `me` stands in today as far as `person` is concerned.
pub fn stood_in_for(conn: &Conn<'_>, act: &Act, me: StaffId, person: PersonId) -> Result<Vec<StaffId>> {
    let found = conn.list::<(StaffId,)>(STOOD_IN_FOR, &[act.bureau(), &me, &person, &act.today()])?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// What a worker is called.
pub fn name(conn: &Conn<'_>, bureau: &BureauId, id: StaffId) -> Result<String> {
    Ok(conn.find::<(String,)>(NAME, &[bureau, &id])?.map(|(name,)| name).unwrap_or_default())
}

/// What whoever a case is about is called.
pub fn person_name(conn: &Conn<'_>, bureau: &BureauId, case: CaseId) -> Result<String> {
    Ok(conn.find::<(String,)>(PERSON_NAME, &[bureau, &case])?.map(|(name,)| name).unwrap_or_default())
}

/// The numbers under which a person is reached.
pub fn phones(conn: &Conn<'_>, bureau: &BureauId, person: PersonId) -> Result<Vec<String>> {
    let (phone, other): (Option<String>, Option<String>) = conn.one(PHONES, &[bureau, &person])?;
    Ok(phone.into_iter().chain(other).filter(|phone| !phone.is_empty()).collect())
}
