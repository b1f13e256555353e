//! As many people as asked for, as lists and segments see them: rows, illnesses, doctors, visits done and owed. No search terms and
//! no seals, which take most of the time of filling a registry and which no segment reads.

use std::time::Instant;

use cq_demo::PersonRecord;
use cq_platform::{
    db::{Param, Tx},
    ids::StaffId,
};
use cq_registry::{
    area,
    person::{Illness, model::Household},
    unit,
};
use jiff::{ToSpan, civil::Date};
use uuid::Uuid;

use super::{Outcome, note, registry, world::World};

macro_rules! cells {
    ($($cell:expr),+ $(,)?) => { [$(Box::new($cell) as Box<dyn Param>),+] };
}

/// People of one transaction.
const AT_ONCE: usize = 20_000;
/// Doctors of the county.
const DOCTORS: usize = 391;

/// Takes in `count` people. Every fifth was visited at some time in the last hundred days, and every seventh is owed a visit.
pub async fn fill(world: &World, count: usize) -> Outcome {
    let (started, act) = (Instant::now(), world.hand());
    let staff = world
        .app
        .db
        .write(move |tx| {
            let staff: Vec<StaffId> = (0..DOCTORS).map(|_| act.new_id()).collect();
            for id in &staff {
                tx.execute_one(
                    "INSERT INTO staff (bureau_id, id, name, pinyin, version) VALUES ($1, $2, '王医生', 'wang yi sheng', 1)",
                    &[act.bureau(), id],
                )?;
            }
            for (name, north, east) in [("人民医院", 36.712, 117.533), ("东关卫生院", 36.681, 117.402)] {
                tx.execute_one(
                    "INSERT INTO hospital (bureau_id, id, name, latitude, longitude, version) VALUES ($1, $2, $3, $4, $5, 1)",
                    &[act.bureau(), &act.new_id::<Uuid>(), &name, &north, &east],
                )?;
            }
            Ok(staff)
        })
        .await?;
    let mut stream = registry::people(count);
    let mut first = 0;
    loop {
        let batch: Vec<PersonRecord> = stream.by_ref().take(AT_ONCE).collect();
        if batch.is_empty() {
            break;
        }
        let (act, staff, from) = (world.hand(), staff.clone(), first);
        first += batch.len();
        world.app.db.write(move |tx| insert(tx, &act, &staff, &batch, from)).await?;
    }
    world.app.db.analyze().await?;
    note(format_args!("filled {count} people in {:.0} s", started.elapsed().as_secs_f64()));
    Ok(())
}

fn insert(
    tx: &Tx<'_>,
    act: &cq_platform::actor::Act,
    staff: &[StaffId],
    batch: &[PersonRecord],
    first: usize,
) -> cq_platform::Result<()> {
    let (today, bureau) = (act.today(), *act.bureau());
    let (mut people, mut ills, mut bonds, mut tasks): (Cells, Cells, Cells, Cells) = Default::default();
    for (at, record) in batch.iter().enumerate() {
        let (at, facts, id) = (first + at, registry::facts(record), act.new_id::<Uuid>());
        let unit = facts
            .unit
            .as_deref()
            .map(|name| unit::find_or_insert(tx, act, name))
            .transpose()?
            .map(|unit| unit.id);
        let area = facts.area.as_deref().map(|name| area::find_or_insert(tx, act, name)).transpose()?;
        let sealed: Vec<u8> = vec![at as u8; 46];
        people.extend(cells![
            bureau,
            id,
            facts.name.clone(),
            cq_registry::person::pinyin::sort_key(&facts.name),
            facts.sex,
            facts.born,
            sealed,
            facts.category,
            facts.rank,
            facts.treatment,
            facts.ethnicity.clone(),
            facts.politics.clone(),
            facts.joined_work,
            facts.retired,
            unit,
            area,
            facts.address.clone(),
            facts.phone.clone(),
            facts.latitude,
            facts.longitude,
            Household::text(&facts.living),
            Illness::marks(facts.conditions.iter().map(String::as_str)),
            0_i64,
            0_i64,
            1_i64
        ]);
        for code in &facts.conditions {
            ills.extend(cells![bureau, id, code.clone()]);
        }
        let owner = staff.get(at % staff.len()).copied();
        if at % 10 != 9 {
            bonds.extend(cells![
                bureau,
                act.new_id::<Uuid>(),
                id,
                "doctor",
                owner,
                "2026-01-01",
                "{}",
                1_i64
            ]);
        }
        let ago = |days: usize| today.saturating_sub((days as i64).days());
        if at % 5 == 0 {
            tasks.extend(task(act, id, owner, "done", ago(at % 100), Some(ago(at % 100))));
        }
        if at % 7 == 0 {
            tasks.extend(task(act, id, owner, "open", ago(at % 20).saturating_add(10.days()), None));
        }
    }
    for (head, width, cells) in [
        (PEOPLE, 25, &people),
        ("INSERT INTO person_condition (bureau_id, person_id, code)", 3, &ills),
        (
            "INSERT INTO responsibility (bureau_id, id, person_id, kind, staff_id, since, reason, version)",
            8,
            &bonds,
        ),
        (TASKS, 12, &tasks),
    ] {
        let cells: Vec<&dyn Param> = cells.iter().map(|cell| &**cell as &dyn Param).collect();
        tx.insert_many(head, width, &cells)?;
    }
    Ok(())
}

type Cells = Vec<Box<dyn Param>>;

const PEOPLE: &str = "INSERT INTO person (bureau_id, id, name, pinyin, sex, born, citizen_id, category, rank, treatment, ethnicity,
    politics, joined_work, retired, unit_id, area_id, address, phone, latitude, longitude, living, illness_marks, created_at,
    updated_at, version)";
const TASKS: &str = "INSERT INTO task (bureau_id, id, person_id, owner_id, form, opens_on, due_on, next_on, state, tries, done_on, version)";

fn task(
    act: &cq_platform::actor::Act,
    person: Uuid,
    owner: Option<StaffId>,
    state: &'static str,
    day: Date,
    done: Option<Date>,
) -> [Box<dyn Param>; 12] {
    cells![
        *act.bureau(),
        act.new_id::<Uuid>(),
        person,
        owner,
        "home-visit",
        day,
        day,
        day,
        state,
        0_i64,
        done,
        1_i64
    ]
}
