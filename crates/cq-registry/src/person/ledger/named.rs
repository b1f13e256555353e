//! Whom a row of another ledger means: by citizen id, else by a name that one person alone has, or has in that unit.

use cq_platform::{Result, actor::Act, db::Conn, messages::Text};

use crate::{
    intake::{About, CellError},
    person::{CitizenId, Person, store},
};

/// How a row names somebody.
#[derive(Debug, Clone, Copy)]
pub struct Named<'r> {
    /// The name.
    pub name: &'r str,
    /// The citizen id, where it says one; then the name must be that person's.
    pub citizen_id: Option<&'r CitizenId>,
    /// 原工作单位, to tell namesakes apart.
    pub unit: Option<&'r str>,
}

/// Namesakes that are named.
const NAMED: usize = 3;

/// The person, or what is wrong at `name` or `citizen_id`.
pub fn named(
    conn: &Conn<'_>,
    act: &Act,
    Named { name, citizen_id, unit }: Named<'_>,
) -> Result<std::result::Result<Person, CellError>> {
    let wrong = |column, text| Ok(Err(CellError::at(column, text)));
    if let Some(id) = citizen_id {
        return match store::find_by_citizen_id(conn, act.bureau(), &act.secrets, id)? {
            Some(person) if person.name == name => Ok(Ok(person)),
            Some(_) => wrong("name", Text::new("person-named-otherwise")),
            None => wrong("citizen_id", Text::new("person-named-nobody").with("name", name)),
        };
    }
    let mut namesakes = store::find_likely(conn, act.bureau(), name, None)?;
    if let Some(unit) = unit.filter(|_| namesakes.len() > 1) {
        namesakes.retain(|person| person.unit() == Some(unit));
    }
    match (namesakes.pop(), namesakes.is_empty()) {
        (Some(only), true) => Ok(Ok(only)),
        (Some(last), false) => {
            let about = namesakes.iter().chain([&last]).take(NAMED).map(about).collect::<Vec<_>>();
            let known: Vec<&str> = about.iter().map(|one| one.name.as_str()).collect();
            let text = Text::new("person-named-several").with("name", name).with("known", known.join(" / "));
            Ok(Err(CellError::at("citizen_id", text).about(about)))
        }
        (None, _) => wrong("name", Text::new("person-named-nobody").with("name", name)),
    }
}

/// A namesake, with what is known to tell them apart.
fn about(person: &Person) -> About {
    let born = person.born().map(|born| born.to_string());
    let parts = [Some(person.name.clone()), born, person.unit().map(str::to_owned)];
    About {
        name: parts.into_iter().flatten().collect::<Vec<_>>().join(" "),
        href: format!("/people/{}", person.id),
    }
}
