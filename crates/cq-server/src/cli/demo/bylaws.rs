//! The bylaws of the demo bureau: one has a second version, and not everybody has read it.

use cq_bylaw::bylaw::{BylawId, actions, model::Wording};
use cq_demo::{BUREAU, BYLAWS, BylawRecord, BylawText, DOCTOR_OF_THE_STORIES};
use cq_platform::{
    Error, Result,
    actor::{Act, Actor},
    db::Tx,
    identity::store,
    policy::Role,
    web::App,
};
use jiff::ToSpan;

use super::{cases::actor, errands::morning};

/// Writes and publishes them, each in its time, and says who has read which.
pub(super) async fn publish(app: &App, bureau: &store::Bureau) -> Result<()> {
    let clerk = actor(app, bureau, Role::Clerk, "clerk").await?;
    let leader = actor(app, bureau, Role::Leader, "leader").await?;
    let doctor = actor(app, bureau, Role::Doctor, "doctor").await?;
    let doctor = Actor { name: DOCTOR_OF_THE_STORIES.into(), ..doctor };
    let staff = [("clerk", clerk), ("leader", leader), ("doctor", doctor)];
    let hand = app.clone();
    let work = move |tx: &Tx<'_>| {
        let at = |login: &str, days: usize, hour: i8| -> Result<Act> {
            let who = staff.iter().find(|(known, _)| *known == login).ok_or(Error::NotFound)?;
            Ok(Act::new(who.1.clone(), morning(&hand, days, hour), hand.ids.clone(), hand.secrets.clone()))
        };
        BYLAWS.iter().try_for_each(|record| {
            record.versions.iter().try_fold(None, |bylaw, text| {
                let (days, _) = text.published;
                let (clerk, leader) = (at("clerk", days, 8)?, at("leader", days, 10)?);
                let (bylaw, id) = written(tx, &clerk, bylaw, (record, text))?;
                actions::publish(tx, &leader, id, 1)?;
                for login in text.read {
                    actions::read(tx, &at(login, days.saturating_sub(1), 15)?, id)?;
                }
                Ok::<_, Error>(Some(bylaw))
            })?;
            Ok(())
        })
    };
    app.db.write(work).await
}

fn written(
    tx: &Tx<'_>,
    act: &Act,
    bylaw: Option<BylawId>,
    (record, text): (&BylawRecord, &BylawText),
) -> Result<(BylawId, cq_bylaw::bylaw::VersionId)> {
    let wording = Wording {
        title: record.title.into(),
        number: text.number.into(),
        kind: record.kind.parse().map_err(Error::internal)?,
        issuer: BUREAU.into(),
        body: text.body.join("\n"),
        governs: words(record.governs)?,
        readers: words(record.readers)?,
        from_on: act.today().saturating_add(text.published.1.days()),
    };
    match bylaw {
        None => actions::create(tx, act, &wording),
        Some(bylaw) => Ok((bylaw, actions::draft(tx, act, bylaw, &wording)?)),
    }
}

fn words<T: std::str::FromStr<Err = cq_platform::db::UnknownWord>>(words: &[&str]) -> Result<Vec<T>> {
    words.iter().map(|word| word.parse().map_err(Error::internal)).collect()
}
