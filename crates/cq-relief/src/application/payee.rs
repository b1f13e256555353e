//! To whom relief is paid: the person, a relative on record, or somebody of whom a clerk says why they are not. Nobody is paid who has died.

use cq_platform::{Error, Result, actor::Act, db::Conn, messages::Text, policy::Scope};
use cq_registry::{
    person::{Person, PersonId},
    relation::{self, Because, Kind, store::Related},
};

use super::{
    actions::known,
    model::{Application, Relation},
    said::Payee,
    store::list,
};

/// The payee as it is kept: with whom of the registry that is. Refused where that one has died, is not on record without a word why, or has
/// another name than their own.
pub(super) fn recognised(conn: &Conn<'_>, act: &Act, person: &Person, payee: &Payee) -> Result<Payee> {
    let wrong = |field: &str, text: Text| Err(Error::Invalid(vec![(field.to_owned(), text)]));
    if payee.relation == Relation::Own {
        if payee.name != person.name {
            return wrong("payee_name", Text::new("relief-payee-own").with("name", person.name.as_str()));
        }
        return Ok(Payee { person: None, unlisted: String::new(), ..payee.clone() });
    }
    match on_record(conn, act, person.id, payee)? {
        OnRecord::Living(id) => Ok(Payee { person: Some(id), unlisted: String::new(), ..payee.clone() }),
        OnRecord::Died(on) => wrong("payee_name", died(&payee.name, on)),
        OnRecord::Nobody if payee.unlisted.is_empty() => {
            let text = Text::new("relief-payee-unlisted-why").with("name", person.name.as_str());
            wrong("payee_unlisted", text.with("payee", payee.name.as_str()))
        }
        OnRecord::Nobody => Ok(Payee { person: None, ..payee.clone() }),
    }
}

/// Why an application's payee cannot be paid: they have died.
pub(super) fn dead(conn: &Conn<'_>, act: &Act, person: PersonId, payee: &Payee) -> Result<Option<Text>> {
    if payee.relation == Relation::Own {
        return Ok(None);
    }
    let on = match payee.person {
        Some(id) => death(&known(conn, act, id)?),
        // Whoever was written down before relatives were recognised, or was not on record then.
        None => match on_record(conn, act, person, payee)? {
            OnRecord::Died(on) => Some(on),
            _ => None,
        },
    };
    Ok(on.map(|on| died(&payee.name, on)))
}

/// Neither who is helped nor who is paid has died.
pub(crate) fn payable(conn: &Conn<'_>, act: &Act, application: &Application) -> Result<()> {
    super::actions::alive(conn, act, application.person)?;
    payee_alive(conn, act, application)
}

/// Who is paid has not died.
pub(crate) fn payee_alive(conn: &Conn<'_>, act: &Act, application: &Application) -> Result<()> {
    let listed = list::find(conn, act, &Scope::BUREAU, application.id)?.ok_or(Error::NotFound)?;
    match dead(conn, act, application.person, &listed.opened(act)?.1)? {
        Some(text) => Err(Error::Refused(text)),
        None => Ok(()),
    }
}

/// Who among a person's relatives a payee is.
enum OnRecord {
    Living(PersonId),
    Died(String),
    Nobody,
}

fn on_record(conn: &Conn<'_>, act: &Act, person: PersonId, payee: &Payee) -> Result<OnRecord> {
    let mut found = OnRecord::Nobody;
    for related in relation::store::of_person(conn, act.bureau(), person)? {
        if related.name != payee.name || !is_kind(&related, payee.relation) {
            continue;
        }
        match (death(&known(conn, act, related.other)?), related.because) {
            (Some(on), _) => found = OnRecord::Died(on),
            (None, None) => return Ok(OnRecord::Living(related.other)),
            (None, Some(_)) => {}
        }
    }
    Ok(found)
}

/// What a relative is to the person, read from their side.
pub(super) fn kind_of(related: &Related) -> Option<Kind> {
    if related.is_own { Some(related.kind) } else { related.kind.back() }
}

/// Whether a relative is what the form calls them. One entered by mistake never was.
fn is_kind(related: &Related, relation: Relation) -> bool {
    let kind = kind_of(related);
    related.because != Some(Because::Mistake)
        && match relation {
            Relation::Own => false,
            Relation::Spouse => kind == Some(Kind::Spouse),
            Relation::Child => kind == Some(Kind::Child),
            Relation::Other => true,
        }
}

fn death(person: &Person) -> Option<String> {
    person.died().map(|on| on.to_string())
}

fn died(name: &str, on: String) -> Text {
    Text::new("relief-payee-died").with("name", name).with("day", on)
}
