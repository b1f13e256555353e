//! A whole campaign from the database to day sheets: every elder a visit, days and times computed and published, each doctor's days read as his
//! pages show them. `PEOPLE=4000 DOCTORS=391 DAYS=70`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test says what went wrong by failing"
)]

mod measure;

use std::time::Instant;

use cq_care::round::{
    actions,
    model::{Wanted, Whose},
    store,
};
use cq_demo::Scale;
use cq_platform::{db::Tx, ids::StaffId};
use cq_registry::{
    person::{self, Category, Facts, PersonId},
    task::{self, CampaignId, Task},
};
use jiff::{ToSpan, civil::date};
use measure::{
    Outcome, folder, head, row, setting,
    world::{World, on_postgres, statement},
};
use uuid::Uuid;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> Outcome {
    head(&[
        "engine",
        "visits",
        "doctors",
        "days",
        "with a time",
        "computed s",
        "published s",
        "sheets s",
        "in all s",
        "cost / bound",
    ]);
    let file = folder().join(format!("rounds-{}.db", std::process::id()));
    let told = tell("SQLite", &file.to_string_lossy()).await;
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{ending}", file.display()));
    }
    told?;
    on_postgres(async |url: &str| tell("PostgreSQL", url).await).await?;
    Ok(())
}

async fn tell(engine: &str, url: &str) -> Outcome {
    let world = World::open(url).await?;
    let (people, doctors) = (setting("PEOPLE", 4_000), setting("DOCTORS", 391));
    let (from, days) = (date(2026, 11, 24), i64::try_from(setting("DAYS", 70))?);
    let until = from.checked_add(days.days())?;
    let act = world.hand();
    let demo = cq_demo::bureau(Scale { people, doctors, seed: 1, today: date(2026, 11, 20) });
    let (campaign, owners) = world.app.db.write(move |tx| fill(tx, &act, &demo, until)).await?;
    if engine == "PostgreSQL" {
        statement(url, "ANALYZE").await?;
    }
    let began = Instant::now();
    let wanted = Wanted { whose: Whose::Campaign(campaign), from, until };
    let plan = actions::propose(&world.app, world.hand(), wanted, &None).await?;
    let computed = began.elapsed();
    let act = world.hand();
    let visits = world.app.db.write(move |tx| actions::publish(tx, &act, plan, 1)).await?;
    let published = began.elapsed();
    let act = world.hand();
    let bureau = *act.bureau();
    let shown = world
        .app
        .db
        .read(move |conn| {
            let mut shown = 0;
            for owner in &owners {
                for day in store::sheet::days(conn, &bureau, *owner, from, until)? {
                    for visit in store::sheet::day(conn, &bureau, *owner, day.on)? {
                        let scope = &cq_platform::policy::Scope::BUREAU;
                        shown +=
                            usize::from(task::store::list::find(conn, scope, &bureau, visit.task)?.is_some());
                    }
                }
            }
            Ok(shown)
        })
        .await?;
    let sheets = began.elapsed();
    assert_eq!(u64::try_from(shown)?, visits, "every visit stands on a sheet");
    let act = world.hand();
    let (found, _) = world
        .app
        .db
        .read(move |conn| store::find(conn, &cq_platform::policy::Scope::BUREAU, act.bureau(), plan))
        .await?;
    let facts = found.facts();
    row(&[
        engine.to_owned(),
        people.to_string(),
        doctors.to_string(),
        days.to_string(),
        visits.to_string(),
        format!("{:.1}", computed.as_secs_f64()),
        format!("{:.1}", (published - computed).as_secs_f64()),
        format!("{:.1}", (sheets - published).as_secs_f64()),
        format!("{:.1}", sheets.as_secs_f64()),
        format!("{:.4}", facts.cost as f64 / facts.bound.max(1) as f64),
    ]);
    Ok(())
}

/// Elders at home, doctors at their hospitals, and a visit to each elder within a window as a campaign spreads them.
fn fill(
    tx: &Tx<'_>,
    act: &cq_platform::actor::Act,
    demo: &cq_demo::Bureau,
    until: jiff::civil::Date,
) -> cq_platform::Result<(CampaignId, Vec<StaffId>)> {
    let bureau = act.bureau();
    let mut owners = Vec::new();
    for (at, doctor) in demo.doctors.iter().enumerate() {
        let (hospital, id): (Uuid, StaffId) = (act.new_id(), act.new_id());
        let place = doctor.hospital().place;
        tx.execute(
            "INSERT INTO hospital (bureau_id, id, name, latitude, longitude, version) VALUES ($1, $2, $3, $4, $5, 1)",
            &[bureau, &hospital, &format!("医院{at}"), &place.latitude(), &place.longitude()],
        )?;
        tx.execute(
            "INSERT INTO staff (bureau_id, id, name, pinyin, version) VALUES ($1, $2, $3, 'a', 1)",
            &[bureau, &id, &format!("医生{at}")],
        )?;
        tx.execute(
            "INSERT INTO doctor (bureau_id, id, hospital_id, sex, specialty, capacity) VALUES ($1, $2, $3, 'male', '全科', 20)",
            &[bureau, &id, &hospital],
        )?;
        owners.push(id);
    }
    let campaign: CampaignId = act.new_id();
    tx.execute(
        "INSERT INTO campaign (bureau_id, id, name, opens_on, closes_on, conditions, made_at, ends_hard, version)
         VALUES ($1, $2, '冬日送温暖', $3, $4, 'hypertension', $5, 0, 1)",
        &[bureau, &campaign, &act.today(), &until, &act.at],
    )?;
    let places: Vec<(f64, f64)> = demo
        .doctors
        .iter()
        .map(|doctor| {
            let place = doctor.hospital().place;
            (place.latitude(), place.longitude())
        })
        .collect();
    let mut counts = vec![0_i64; owners.len()];
    let mut tasks = Vec::new();
    let most = (demo.people.len() / owners.len() + 2) as i64;
    for record in &demo.people {
        let id: PersonId = act.new_id();
        person::store::insert(tx, act, id, &Facts::new("老人", Category::Retired))?;
        let (north, east) = (record.home.latitude(), record.home.longitude());
        tx.execute(
            "UPDATE person SET latitude = $3, longitude = $4 WHERE bureau_id = $1 AND id = $2",
            &[bureau, &id, &north, &east],
        )?;
        // The nearest doctor with room, as a pairing would have it.
        let far = |at: usize| (places[at].0 - north).hypot(places[at].1 - east);
        let free = (0..owners.len()).filter(|at| counts[*at] < most);
        let Some(at) = free.min_by(|a, b| far(*a).total_cmp(&far(*b))) else { continue };
        counts[at] += 1;
        let share = until.since(act.today()).map_or(0, |span| i64::from(span.get_days()));
        let due = act.today().saturating_add((share * counts[at] / most).max(3).days()).min(until);
        tasks.push(Task::new(act.new_id(), id, owners[at], Some(campaign), act.today(), due));
    }
    task::store::insert_all(tx, bureau, &tasks)?;
    Ok((campaign, owners))
}
