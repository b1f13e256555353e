//! A small town with two hospitals and three doctors, and elders by the dozen.

use std::collections::BTreeSet;

use cq_calendar::PartialDate;
use cq_platform::{ids::StaffId, policy::Role};
use cq_registry::{
    area,
    person::{self, Category, Facts, Living, PersonId, Sex},
    responsibility::{self, Active, Kind, Responsibility, model::Bond},
};
use uuid::Uuid;

use crate::world::World;

/// Doctors and who is in whose care.
pub struct Ward {
    pub wang: StaffId,
    pub zhang: StaffId,
    pub chen: StaffId,
    pub elders: Vec<PersonId>,
}

/// An elder to be.
#[derive(Debug, Clone)]
pub struct Elder {
    pub name: String,
    pub born: &'static str,
    pub area: Option<&'static str>,
    pub code: &'static str,
    /// 0 Wang, 1 Zhang, 2 Chen; nobody else.
    pub doctor: Option<usize>,
}

pub fn elder(name: &str, born: &'static str, code: &'static str, doctor: Option<usize>) -> Elder {
    Elder { name: name.into(), born, area: Some("双山街道"), code, doctor }
}

impl Ward {
    pub async fn of(world: &World, elders: Vec<Elder>) -> Self {
        let act = world.hand(Role::Clerk);
        let work = move |tx: &cq_platform::db::Tx<'_>| {
            let bureau = act.bureau();
            let mut doctors = Vec::new();
            for (name, pinyin, hospital) in [
                ("王建国", "wang jian guo", "市人民医院"),
                ("张丽华", "zhang li hua", "双山街道卫生院"),
                ("陈志强", "chen zhi qiang", "双山街道卫生院"),
            ] {
                let (id, new): (StaffId, Uuid) = (act.new_id(), act.new_id());
                tx.execute(
                    "INSERT INTO hospital (bureau_id, id, name, version) VALUES ($1, $2, $3, 1) ON CONFLICT (bureau_id, name) DO NOTHING",
                    &[bureau, &new, &hospital],
                )?;
                tx.execute(
                    "INSERT INTO staff (bureau_id, id, name, pinyin, phone, version) VALUES ($1, $2, $3, $4, '15400000001', 1)",
                    &[bureau, &id, &name, &pinyin],
                )?;
                tx.execute(
                    "INSERT INTO doctor (bureau_id, id, hospital_id, sex, specialty, capacity)
                     SELECT $1, $2, h.id, 'male', 'I20-I25', 20 FROM hospital h WHERE h.bureau_id = $1 AND h.name = $3",
                    &[bureau, &id, &hospital],
                )?;
                doctors.push(id);
            }
            area::find_or_insert(tx, &act, "龙山街道")?;
            let mut ids = Vec::new();
            for elder in &elders {
                let id = act.new_id();
                person::store::insert(tx, &act, id, &facts(elder))?;
                ids.push(id);
                if let Some(doctor) = elder.doctor {
                    pair(tx, &act, id, doctors[doctor])?;
                }
            }
            Ok(Self { wang: doctors[0], zhang: doctors[1], chen: doctors[2], elders: ids })
        };
        world.app.db.write(work).await.unwrap()
    }

    /// From now on `doctor` answers for `person`, or nobody.
    pub async fn pair(&self, world: &World, person: PersonId, doctor: Option<StaffId>) {
        let act = world.hand(Role::Clerk);
        let work = move |tx: &cq_platform::db::Tx<'_>| {
            tx.execute(
                "UPDATE responsibility SET until = since, ended_because = 'replaced' WHERE bureau_id = $1 AND person_id = $2 AND kind = 'doctor' AND until IS NULL",
                &[act.bureau(), &person],
            )?;
            if let Some(doctor) = doctor {
                pair(tx, &act, person, doctor)?;
            }
            cq_care::campaign::follow_pairings(tx, &act).map(drop)
        };
        world.app.db.write(work).await.unwrap();
    }
}

fn pair(
    tx: &cq_platform::db::Tx<'_>,
    act: &cq_platform::actor::Act,
    person: PersonId,
    staff: StaffId,
) -> cq_platform::Result<()> {
    let bond =
        Bond { id: act.new_id(), person, kind: Kind::Doctor, staff, since: act.today(), reason: "{}".into() };
    responsibility::store::insert_many(
        tx,
        act.bureau(),
        &[Responsibility::Active(Active { bond, version: 1 })],
    )
}

fn facts(elder: &Elder) -> Facts {
    Facts {
        sex: Sex::Female,
        born: elder.born.parse::<PartialDate>().ok(),
        area: elder.area.map(Into::into),
        address: Some("文博路 6 号 1 单元 102".into()),
        phone: Some("15400005520".into()),
        living: BTreeSet::from([Living::Alone]),
        conditions: BTreeSet::from([elder.code.to_owned()]),
        ..Facts::new(&elder.name, Category::Retired)
    }
}
