//! Health files of the demo bureau, written by the same actions that a clerk and a doctor use.

use cq_care::health::{
    self,
    model::{Allergy, Content, Medicine, Moment, Reading, Severity, Supply, Value},
};
use cq_demo::{DOCTOR_OF_THE_STORIES, HealthFile};
use cq_platform::{Result, actor::Act, db::Tx, identity::store, policy::Role, web::App};
use cq_registry::{
    person::{self, PersonId},
    responsibility::{self, Kind},
    staff,
};
use jiff::{ToSpan, civil::Date};

use super::user;

/// So many elders have a file, those of the doctor of the stories first.
const FILES: usize = 60;
/// So many are written in one transaction.
const AT_ONCE: usize = 20;

/// Writes the files.
pub(super) async fn note(app: &App, bureau: &store::Bureau, seed: u64) -> Result<()> {
    let id = bureau.id;
    let clerk = app.db.read(move |conn| store::find(conn, &id, "clerk")).await?;
    let mut actor = user::program_as(bureau, Role::Clerk);
    actor.account = clerk.map(|account| account.id);
    let act = app.act(actor);
    let elders = app
        .db
        .read(move |conn| {
            let of_stories = staff::store::find_by_name(conn, &id, DOCTOR_OF_THE_STORIES)?;
            let mut pairs = responsibility::store::list_active(conn, &id, Kind::Doctor)?;
            pairs.sort_by_key(|pair| Some(pair.bond.staff) != of_stories.as_ref().map(|doctor| doctor.id));
            Ok(pairs.into_iter().map(|pair| pair.bond.person).take(FILES).collect::<Vec<_>>())
        })
        .await?;
    for (at, chunk) in elders.chunks(AT_ONCE).enumerate() {
        let (act, chunk) = (act.clone(), chunk.to_vec());
        let work = move |tx: &Tx<'_>| {
            for (number, person) in (at * AT_ONCE..).zip(chunk) {
                note_one(tx, &act, person, seed, number as u64)?;
            }
            Ok(())
        };
        app.db.write(work).await?;
    }
    Ok(())
}

fn note_one(tx: &Tx<'_>, act: &Act, id: PersonId, seed: u64, number: u64) -> Result<()> {
    let person = health::actions::write_reach(tx, act, id)?;
    let facts = person::store::facts(tx, act.bureau(), &act.secrets, &person)?;
    let codes: Vec<&str> = facts.conditions.iter().map(String::as_str).collect();
    let file = cq_demo::health_file(seed, number, &codes);
    for content in contents(&file, act.today()) {
        health::actions::note(tx, act, id, content)?;
    }
    Ok(())
}

fn contents(file: &HealthFile, today: Date) -> Vec<Content> {
    let ago = |days: i64| today.saturating_sub(days.days());
    let allergy = file.allergy.map(|(to, reaction, is_severe)| {
        let severity = if is_severe { Severity::Severe } else { Severity::Mild };
        Content::Allergy(Allergy { to: to.into(), reaction: reaction.into(), severity })
    });
    let medicines = file.medicines.iter().map(|taken| {
        let (days, since) = taken.supply;
        Content::Medicine(Medicine {
            name: taken.name.into(),
            dose: taken.dose.into(),
            often: taken.often.into(),
            since: cq_calendar::PartialDate::from_year(today.year() - 3).ok(),
            until: None,
            supply: Some(Supply { on: ago(since), days }),
        })
    });
    let readings = file.measured.iter().flat_map(|measured| {
        let (upper, lower) = measured.pressure;
        let glucose =
            measured.glucose_tenths.map(|tenths| Value::Glucose { tenths, moment: Moment::Fasting });
        let values = [
            Some(Value::Pressure { upper, lower }),
            Some(Value::Pulse { beats: measured.pulse }),
            Some(Value::Weight { tenths: measured.weight_tenths }),
            glucose,
        ];
        let on = ago(measured.days_ago).into();
        values.into_iter().flatten().map(move |value| Content::Reading(Reading { on, value }))
    });
    allergy.into_iter().chain(medicines).chain(readings).collect()
}
