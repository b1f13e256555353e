//! A registry of as many people as asked for, from the seeded bureau, through the ordinary store; kept between runs.

use std::{
    collections::BTreeSet,
    hash::{DefaultHasher, Hash, Hasher},
    path::PathBuf,
    time::Instant,
};

use cq_demo::{Month, PersonRecord, Scale};
use cq_platform::{
    actor::Act,
    db::{MIGRATIONS, Param, Tx},
    identity::{self, NewAccount},
    policy::Role,
};
use cq_registry::person::{Category, CitizenId, Facts, Living, PersonId, Rank, Sex, store};
use uuid::Uuid;

use super::{Outcome, folder, note, world::World};

/// People of one transaction while filling.
const AT_ONCE: usize = 20_000;
/// Elders of one doctor.
const TO_A_DOCTOR: usize = 10;

/// The clerk who signs in.
pub const LOGIN: &str = "clerk";
/// The clerk's password.
pub const PASSWORD: &str = "evergreen 2026";

/// The same people every time.
pub fn people(count: usize) -> impl Iterator<Item = PersonRecord> {
    cq_demo::people_stream(Scale {
        people: count,
        doctors: 391,
        seed: 1,
        today: jiff::civil::date(2026, 11, 23),
    })
}

/// The program over a SQLite registry of `count` people, filled unless an earlier run left one.
pub async fn on_sqlite(count: usize) -> Outcome<(World, PathBuf)> {
    let mut schema = DefaultHasher::new();
    MIGRATIONS.iter().for_each(|step| step.sql.hash(&mut schema));
    let file = folder().join(format!("people-{count}-{:016x}.db", schema.finish()));
    if !file.exists() {
        let half = file.with_extension("half");
        let world = World::open(&half.to_string_lossy()).await?;
        fill(&world, count).await?;
        // Closing brings everything into the one file.
        drop(world);
        std::fs::rename(&half, &file)?;
    }
    Ok((World::open(&file.to_string_lossy()).await?, file))
}

/// Takes in `count` people, each tenth a doctor's, and says how long that took.
pub async fn fill(world: &World, count: usize) -> Outcome {
    let new = NewAccount {
        login: LOGIN.into(),
        name: "张科员".into(),
        role: Role::Clerk,
        staff: None,
        password: PASSWORD.into(),
        must_change: false,
    };
    identity::create_account(&world.app, world.hand_as(Role::Admin), new).await?;
    let started = Instant::now();
    let mut stream = people(count);
    loop {
        let batch: Vec<PersonRecord> = stream.by_ref().take(AT_ONCE).collect();
        if batch.is_empty() {
            break;
        }
        let act = world.hand();
        world.app.db.write(move |tx| insert(tx, &act, &batch)).await?;
    }
    let filled = started.elapsed();
    world.app.db.analyze().await?;
    let (secs, all) = (filled.as_secs_f64(), started.elapsed().as_secs_f64());
    note(format_args!(
        "filled {count} people in {secs:.0} s ({:.0}/s), with statistics {all:.0} s",
        count as f64 / secs
    ));
    Ok(())
}

fn insert(tx: &Tx<'_>, act: &Act, batch: &[PersonRecord]) -> cq_platform::Result<()> {
    let facts: Vec<(PersonId, Facts)> = batch.iter().map(|record| (act.new_id(), facts(record))).collect();
    let people: Vec<(PersonId, &Facts)> = facts.iter().map(|(id, facts)| (*id, facts)).collect();
    for some in people.chunks(500) {
        store::insert_all(tx, act, some)?;
    }
    let (since, reason, first) = ("2026-01-01", "{}", 1_i64);
    for group in people.chunks(TO_A_DOCTOR) {
        let (staff, name): (Uuid, _) = (act.new_id(), "王医生");
        tx.execute_one(
            "INSERT INTO staff (bureau_id, id, name, pinyin, version) VALUES ($1, $2, $3, 'wang yi sheng', 1)",
            &[act.bureau(), &staff, &name],
        )?;
        let ids: Vec<Uuid> = group.iter().map(|_| act.new_id()).collect();
        let cells = group.iter().zip(&ids).flat_map(|((person, _), id)| {
            [act.bureau() as &dyn Param, id, person, &"doctor", &staff, &since, &reason, &first]
        });
        let cells: Vec<&dyn Param> = cells.collect();
        tx.insert_many(
            "INSERT INTO responsibility (bureau_id, id, person_id, kind, staff_id, since, reason, version)",
            8,
            &cells,
        )?;
    }
    Ok(())
}

/// What a record says, as the registry would take it in.
pub fn facts(record: &PersonRecord) -> Facts {
    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let mut living = BTreeSet::from([match record.living {
        cq_demo::Living::Alone => Living::Alone,
        cq_demo::Living::WithSpouse => Living::Spouse,
        cq_demo::Living::WithChildren => Living::Children,
        cq_demo::Living::Institution => Living::Institution,
    }]);
    living.extend(record.empty_nest.then_some(Living::EmptyNest));
    let category = match record.category {
        cq_demo::Category::Honoured => Category::Honoured,
        cq_demo::Category::Retired => Category::Retired,
        cq_demo::Category::Survivor => Category::Survivor,
    };
    Facts {
        sex: match record.sex {
            cq_demo::Sex::Male => Sex::Male,
            cq_demo::Sex::Female => Sex::Female,
        },
        born: record.birth.to_string().parse().ok(),
        citizen_id: CitizenId::parse(&record.citizen_id).ok(),
        rank: record.rank.map(rank),
        treatment: record.treatment.map(rank),
        ethnicity: Some("01".into()),
        politics: Some("01".into()),
        joined_work: record.joined.and_then(month),
        retired: record.retired.and_then(month),
        unit: text(record.unit().name),
        area: text(record.area().name),
        address: text(&record.address),
        phone: record.phone.clone(),
        latitude: Some(record.home.latitude()),
        longitude: Some(record.home.longitude()),
        living,
        conditions: record.illnesses.iter().map(|illness| illness.code.to_owned()).collect(),
        health_note: text(&record.health_note),
        remark: text(&record.remark),
        ..Facts::new(&record.name, category)
    }
}

fn month(month: Month) -> Option<cq_calendar::PartialDate> {
    format!("{:04}-{:02}", month.year, month.month).parse().ok()
}

fn rank(rank: cq_demo::Rank) -> Rank {
    match rank {
        cq_demo::Rank::Clerk => Rank::Officer,
        cq_demo::Rank::DeputySection => Rank::TownshipDeputy,
        cq_demo::Rank::Section => Rank::TownshipChief,
        cq_demo::Rank::DeputyDivision => Rank::CountyDeputy,
        cq_demo::Rank::Division => Rank::CountyChief,
        cq_demo::Rank::DeputyBureau => Rank::PrefecturalDeputy,
        cq_demo::Rank::Bureau => Rank::PrefecturalChief,
    }
}
