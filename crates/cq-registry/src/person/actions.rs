//! Registering a person, changing what is known, and seeing what is sealed.

use cq_calendar::{AgeRule, PartialDate};
use cq_platform::{
    Error, Result,
    actor::Act,
    audit::{self, Subject},
    db::{Conn, Tx},
    messages::Text,
    policy::{Reach, Scope},
    web::App,
};
use jiff::civil::Date;
use serde_json::json;

use crate::{
    age,
    division::{self, Place},
    duplicate, rule, task,
};

use super::{
    EDIT, Facts, LIST, MEND, Mend, OWN, Person, PersonId, UNMASK, VIEW,
    field::Field,
    past::Dates,
    store,
    store::{
        list::Listed,
        past::{self, Past},
        search::{Hit, Search},
        surroundings::{self, Done, Owed, Responsible},
    },
};
use crate::segment::{self, Bound, Segment, Whom};

/// How many of a person's log entries are read for the page.
const ENTRIES: i64 = 100;

/// A person with everything that stands around them.
pub struct Whole {
    /// The person.
    pub person: Person,
    /// What the bureau knows, opened, as it was on the day asked for; pages mask it.
    pub facts: Facts,
    /// The same as it is now.
    pub now: Facts,
    /// What dated fields said before.
    pub past: Past,
    /// What the first digits of the citizen id name.
    pub place: Option<Place>,
    /// What the native place names, where it is a code.
    pub native_place: Option<Place>,
    /// By which rule ages are said first.
    pub rule: AgeRule,
    /// Who answers and answered, the latest first.
    pub responsible: Vec<Responsible>,
    /// What is owed.
    pub owed: Vec<Owed>,
    /// What was done.
    pub done: Vec<Done>,
    /// The log about this person, the latest first.
    pub entries: Vec<audit::Entry>,
    /// What dated fields said before, with when it was noted.
    pub noted: duplicate::model::Pasts,
}

/// Reads a person's page, and notes who read it.
pub async fn view(app: &App, act: &Act, id: PersonId) -> Result<Whole> {
    view_on(app, act, id, None).await
}

/// [`view`] as things were on `day`, as far as their past is kept.
pub async fn view_on(app: &App, act: &Act, id: PersonId, day: Option<Date>) -> Result<Whole> {
    let whole = read(app, act, id, day).await?;
    let act = act.clone();
    app.db.write(move |tx| act.record(tx, &VIEW, Subject::one("person", id.0), &json!({}))).await?;
    Ok(whole)
}

/// Whom an old link to `id` leads to: the record it was merged into, for whoever may see that.
pub async fn leads_to(app: &App, act: &Act, id: PersonId) -> Result<Option<PersonId>> {
    let (scope, bureau) = (act.actor.scope(&VIEW, OWN)?, *act.bureau());
    let read = move |conn: &Conn<'_>| {
        let Some(kept) = duplicate::store::leads_to(conn, &bureau, id)? else { return Ok(None) };
        store::find(conn, &scope, &bureau, kept)?.ok_or(Error::NotFound)?;
        Ok(Some(kept))
    };
    app.db.read(read).await
}

/// Reads a person's page to show `what` in full; the log has it before the reader does. Whether there is such a person within
/// reach is answered before whether `what` makes sense.
pub async fn unmask(app: &App, act: &Act, id: PersonId, what: Option<&'static Field>) -> Result<Whole> {
    // Reach of seeing and of unmasking may differ one day: both must hold.
    let (scope, bureau) = (act.actor.scope(&UNMASK, OWN)?, *act.bureau());
    app.db.read(move |conn| store::find(conn, &scope, &bureau, id)).await?.ok_or(Error::NotFound)?;
    let what = what
        .filter(|field| field.is_sealed)
        .ok_or_else(|| Error::Invalid(vec![("what".into(), Text::new("form-choice"))]))?;
    let whole = read(app, act, id, None).await?;
    let act = act.clone();
    let detail = json!({ "shown": [what.key] });
    app.db.write(move |tx| act.record(tx, &UNMASK, Subject::one("person", id.0), &detail)).await?;
    Ok(whole)
}

async fn read(app: &App, act: &Act, id: PersonId, day: Option<Date>) -> Result<Whole> {
    let scope = act.actor.scope(&VIEW, OWN)?;
    let act = act.clone();
    app.db
        .read(move |conn| {
            let bureau = act.bureau();
            let person = store::find(conn, &scope, bureau, id)?.ok_or(Error::NotFound)?;
            let (now, past) =
                (store::facts(conn, bureau, &act.secrets, &person)?, past::list(conn, bureau, id)?);
            let born = now.born.map_or_else(|| act.today(), PartialDate::first_day);
            let code = now.native_place.as_deref().filter(|text| is_division_code(text));
            let number = now.citizen_id.as_ref();
            Ok(Whole {
                place: number.map(|number| division::place_of(conn, bureau, number)).transpose()?,
                native_place: code
                    .map(|code| division::store::place(conn, bureau, code, born))
                    .transpose()?,
                facts: day
                    .map(|day| past::facts_on(&now, &past, day))
                    .transpose()?
                    .unwrap_or_else(|| now.clone()),
                now,
                past,
                rule: age::store::rule(conn, bureau, act.today())?.0,
                responsible: surroundings::responsible(conn, bureau, id)?,
                owed: surroundings::owed(conn, bureau, id)?,
                done: surroundings::done(conn, bureau, id)?,
                entries: audit::store::list_about(conn, bureau, "person", id.0, ENTRIES)?,
                noted: duplicate::store::past::list(conn, bureau, id)?,
                person,
            })
        })
        .await
}

fn is_division_code(text: &str) -> bool {
    text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether the first digits of a citizen id are doubted.
pub async fn is_doubted(app: &App, act: &Act, facts: &Facts) -> Result<bool> {
    let (bureau, Some(id)) = (*act.bureau(), facts.citizen_id.clone()) else { return Ok(false) };
    let place = app.db.read(move |conn| division::place_of(conn, &bureau, &id)).await?;
    Ok(place.doubt.is_some())
}

/// A person for the edit form: only who may edit finds one.
pub async fn load(app: &App, act: &Act, id: PersonId) -> Result<(Person, Facts)> {
    let scope = act.actor.scope(&EDIT, OWN)?;
    let act = act.clone();
    app.db
        .read(move |conn| {
            let person = store::find(conn, &scope, act.bureau(), id)?.ok_or(Error::NotFound)?;
            let facts = store::facts(conn, act.bureau(), &act.secrets, &person)?;
            Ok((person, facts))
        })
        .await
}

/// [`load`], with what dated fields said before: only who may mend it finds one.
pub async fn load_past(app: &App, act: &Act, id: PersonId) -> Result<(Person, Facts, Past)> {
    let scope = act.actor.scope(&MEND, OWN)?;
    let act = act.clone();
    let read = move |conn: &Conn<'_>| {
        let person = store::find(conn, &scope, act.bureau(), id)?.ok_or(Error::NotFound)?;
        let facts = store::facts(conn, act.bureau(), &act.secrets, &person)?;
        Ok((person, facts, past::list(conn, act.bureau(), id)?))
    };
    app.db.read(read).await
}

/// Mends what `field` of `person`, as the form's reader saw it, is said to have been, and notes why. What holds now stays.
pub async fn mend(
    app: &App,
    act: &Act,
    person: Person,
    field: &'static Field,
    mend: Mend,
    reason: String,
) -> Result<()> {
    act.actor.may(&MEND)?;
    let act = act.clone();
    let save = move |tx: &Tx<'_>| {
        let facts = store::facts(tx, act.bureau(), &act.secrets, &person)?;
        let was = past::timeline(&facts, &past::list(tx, act.bureau(), person.id)?, field);
        let is = mend.done(&was, act.today())?;
        past::mend(tx, &act, &person, field, (&was, &is))?;
        let detail = json!({ "field": field.key, "done": mend.word(), "reason": reason });
        act.record(tx, &MEND, Subject::one("person", person.id.0), &detail)
    };
    app.db.write(save).await
}

/// Registers somebody.
pub async fn create(app: &App, act: &Act, facts: Facts) -> Result<PersonId> {
    act.actor.may(&EDIT)?;
    let (hand, id) = (act.clone(), act.new_id::<PersonId>());
    app.db
        .write(move |tx| {
            rule::plan::hold(tx, &hand)?;
            store::insert(tx, &hand, id, &facts)?;
            rule::plan::of_subject(tx, &hand, task::Subject::Person(id))?;
            hand.record(tx, &EDIT, Subject::one("person", id.0), &json!({ "made": true }))
        })
        .await?;
    rule::plan::follow_up(app, act).await;
    Ok(id)
}

/// Makes `person`, as the form's reader saw it, say `facts` from today on. What is the same already is not saved.
pub async fn change(app: &App, act: &Act, person: Person, before: &Facts, facts: Facts) -> Result<()> {
    change_since(app, act, person, before, facts, Dates::new()).await
}

/// [`change`], where fields hold from the days of `dates` on.
pub async fn change_since(
    app: &App,
    act: &Act,
    person: Person,
    before: &Facts,
    facts: Facts,
    dates: Dates,
) -> Result<()> {
    act.actor.may(&EDIT)?;
    let fields = before.differing(&facts);
    if fields.is_empty() {
        return Ok(());
    }
    let hand = act.clone();
    app.db
        .write(move |tx| {
            rule::plan::hold(tx, &hand)?;
            store::save_since(tx, &hand, &person, &facts, &dates)?;
            rule::plan::of_subject(tx, &hand, task::Subject::Person(person.id))?;
            hand.record(tx, &EDIT, Subject::one("person", person.id.0), &json!({ "fields": fields }))
        })
        .await?;
    rule::plan::follow_up(app, act).await;
    Ok(())
}

/// Everybody on record, served or not.
pub fn everybody(conn: &Conn<'_>, act: &Act) -> Result<Bound> {
    segment::store::bind(conn, act.bureau(), Segment::everyone(Whom::Everybody), act.today())
}

/// Finds anybody within reach by what they are or were called and by their numbers, for pages on which somebody is picked.
pub fn find_anybody(conn: &Conn<'_>, act: &Act, typed: &str, limit: usize) -> Result<Vec<Listed>> {
    search(conn, act, &everybody(conn, act)?, typed, limit)
}

/// Finds people of `segment` by what they are or were called and by their numbers, for lists that say no more than who they are.
pub fn search(conn: &Conn<'_>, act: &Act, segment: &Bound, typed: &str, limit: usize) -> Result<Vec<Listed>> {
    let hits = looked_for(conn, act, segment, typed, limit, false)?;
    Ok(hits.into_iter().map(|hit| hit.listed).collect())
}

/// Finds people of `segment` by what is typed into the box: also by their relatives' names and by what the words are near to, for
/// pages that say why somebody is found.
pub fn find(conn: &Conn<'_>, act: &Act, segment: &Bound, typed: &str, limit: usize) -> Result<Vec<Hit>> {
    looked_for(conn, act, segment, typed, limit, true)
}

fn looked_for(
    conn: &Conn<'_>,
    act: &Act,
    segment: &Bound,
    typed: &str,
    limit: usize,
    is_wide: bool,
) -> Result<Vec<Hit>> {
    // No name holds it, and PostgreSQL takes no such text.
    if typed.contains('\0') {
        return Ok(Vec::new());
    }
    let (reach, scope) = (act.actor.may(&LIST)?, act.actor.scope(&LIST, OWN)?);
    // Whoever sees everybody may answer for some of them.
    let answers = reach == Reach::Bureau && act.actor.staff.is_some();
    let own = if answers { Some(Scope::of(&act.actor, Reach::Own, OWN)?) } else { None };
    let (bureau, secrets, scope, own) = (act.bureau(), &act.secrets, &scope, own.as_ref());
    Search { bureau, reach, scope, own, secrets, segment, limit, is_wide }.run(conn, typed)
}
