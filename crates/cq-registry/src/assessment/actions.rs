//! Assessing, reading what was scored, and saying where levels begin.

use cq_platform::{Error, Result, actor::Act, audit::Subject, messages::Text, web::App};
use jiff::civil::Date;
use serde_json::json;

use super::{
    ASSESS, SET, WITHDRAW,
    form::Answers,
    model::{Assessment, AssessmentId, Findings, Thresholds},
    store,
};
use crate::{
    person::{self, Facts, OWN, Person, PersonId},
    rule::plan,
};

/// The elder, for the form.
pub(super) async fn load(app: &App, act: &Act, id: PersonId) -> Result<(Person, Facts)> {
    let (act, scope) = (act.clone(), act.actor.scope(&ASSESS, OWN)?);
    app.db
        .read(move |conn| {
            let person = person::store::find(conn, &scope, act.bureau(), id)?.ok_or(Error::NotFound)?;
            let facts = person::store::facts(conn, act.bureau(), &act.secrets, &person)?;
            Ok((person, facts))
        })
        .await
}

/// Records an assessment, by the thresholds of its day.
pub async fn assess(app: &App, act: &Act, person: PersonId, answers: Answers) -> Result<AssessmentId> {
    let (act, scope) = (act.clone(), act.actor.scope(&ASSESS, OWN)?);
    let id: AssessmentId = act.new_id();
    app.db
        .write(move |tx| {
            plan::hold(tx, &act)?;
            let elder = person::store::find(tx, &scope, act.bureau(), person)?.ok_or(Error::NotFound)?;
            let Answers { on, scores, is_comatose, has_mental_illness, risk_events, assessor } = answers;
            let at = |text| Err(Error::Invalid(vec![("on".into(), Text::new(text))]));
            if elder.died().is_some_and(|died| died.last_day() < on) {
                return at("assessment-after-death");
            }
            if elder.born().is_some_and(|born| born.first_day() > on) {
                return at("person-before-birth");
            }
            let (thresholds, _) = store::thresholds(tx, act.bureau(), on)?;
            let findings = Findings { scores, is_comatose, has_mental_illness, risk_events, thresholds };
            store::insert(tx, &act, &Assessment::new(id, person, on, findings, assessor))?;
            plan::of_people(tx, &act, &[person])?;
            // The level is medical: the log says that somebody was assessed, not to what.
            act.record(tx, &ASSESS, Subject::one("person", person.0), &json!({ "assessment": id }))
        })
        .await?;
    Ok(id)
}

/// Takes back an assessment that was wrong, as its reader saw it (`seen` is its version). The level that counts is that of the latest
/// that stands.
pub async fn withdraw(
    app: &App,
    act: &Act,
    person: PersonId,
    id: AssessmentId,
    seen: i64,
    because: String,
) -> Result<()> {
    let (act, scope) = (act.clone(), act.actor.scope(&WITHDRAW, OWN)?);
    app.db
        .write(move |tx| {
            plan::hold(tx, &act)?;
            person::store::find(tx, &scope, act.bureau(), person)?.ok_or(Error::NotFound)?;
            let (found, _) =
                store::find(tx, act.bureau(), &act.secrets, id, person)?.ok_or(Error::NotFound)?;
            if found.version != seen {
                return Err(Error::Overtaken(Text::new("assessment-overtaken")));
            }
            let gone = found.withdraw(act.at, act.actor.account, because)?;
            store::withdraw(tx, &act, &gone)?;
            plan::of_people(tx, &act, &[person])?;
            // Why may be medical: it lies sealed beside the assessment.
            act.record(tx, &WITHDRAW, Subject::one("person", person.0), &json!({ "assessment": id }))
        })
        .await
}

/// What was scored, and the name of who took it back.
pub(super) async fn read(
    app: &App,
    act: &Act,
    person: PersonId,
    id: AssessmentId,
) -> Result<(Person, Assessment, Option<String>)> {
    let (act, scope) = (act.clone(), act.actor.scope(&ASSESS, OWN)?);
    app.db
        .read(move |conn| {
            let elder = person::store::find(conn, &scope, act.bureau(), person)?.ok_or(Error::NotFound)?;
            let (assessment, by) =
                store::find(conn, act.bureau(), &act.secrets, id, person)?.ok_or(Error::NotFound)?;
            Ok((elder, assessment, by))
        })
        .await
}

/// Says where levels begin from `since` on. What was assessed before keeps its level.
pub(super) async fn set(app: &App, act: &Act, since: Date, thresholds: Thresholds) -> Result<()> {
    act.actor.may(&SET)?;
    let act = act.clone();
    app.db
        .write(move |tx| {
            store::set_thresholds(tx, act.bureau(), since, thresholds)?;
            let detail = json!({ "since": since, "thresholds": thresholds });
            act.record(tx, &SET, Subject::list("setting"), &detail)
        })
        .await
}
