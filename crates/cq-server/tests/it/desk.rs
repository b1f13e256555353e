//! The smallest bureau that has something to show: a hospital, a doctor, two elders, one of them his.

use std::collections::BTreeSet;

use cq_platform::{Result, actor::Act, db::Tx, ids::StaffId, policy::Role};
use cq_registry::{
    assessment,
    intake::{self, Brought},
    person::{self, Category, CitizenId, Facts, PersonId, Sex},
    responsibility::{self, Active, Kind, Responsibility, model::Bond},
    segment::{self, SegmentId},
};
use cq_server::ledgers::LEDGERS;
use uuid::Uuid;

use crate::world::World;

/// What the desk holds.
pub struct Desk {
    pub doctor: StaffId,
    /// 王晓明, whose doctor he is.
    pub his: PersonId,
    /// 李桂兰, who has none.
    pub other: PersonId,
    /// A visit that he owes 王晓明, due in a week.
    pub his_task: Uuid,
    /// A visit that a colleague owes 李桂兰.
    pub other_task: Uuid,
    pub colleague: StaffId,
    /// A campaign for those with hypertension, without a visit so far.
    pub campaign: Uuid,
    /// A ledger that was checked and not taken in.
    pub intake: Uuid,
    /// A segment that everybody may use.
    pub segment: SegmentId,
    /// The daughter of each, and what each was assessed as: 王晓明's, 李桂兰's.
    pub relations: [Uuid; 2],
    pub assessments: [Uuid; 2],
}

impl Desk {
    pub async fn of(world: &World) -> Self {
        let act = world.hand(Role::Clerk);
        let ledger = Brought {
            kind: "areas".into(),
            file_name: "镇街.csv".into(),
            bytes: "镇街名称,代码\n永宁街道,01\n".into(),
            as_of: None,
        };
        let intake = intake::actions::bring(&world.app, act.clone(), LEDGERS, ledger).await.unwrap().0;
        world
            .app
            .db
            .write(move |tx| {
                let bureau = act.bureau();
                let (hospital, doctor): (Uuid, StaffId) = (act.new_id(), act.new_id());
                tx.execute(
                    "INSERT INTO hospital (bureau_id, id, name, version) VALUES ($1, $2, '东关卫生院', 1)",
                    &[bureau, &hospital],
                )?;
                tx.execute(
                    "INSERT INTO staff (bureau_id, id, name, pinyin, version) VALUES ($1, $2, '王建国', 'wang jian guo', 1)",
                    &[bureau, &doctor],
                )?;
                tx.execute(
                    "INSERT INTO doctor (bureau_id, id, hospital_id, sex, specialty, capacity) VALUES ($1, $2, $3, 'male', '心血管', 10)",
                    &[bureau, &doctor, &hospital],
                )?;
                let (his, other) = (act.new_id(), act.new_id());
                person::store::insert(tx, &act, his, &elder("王晓明", "11010519491231002X"))?;
                person::store::insert(tx, &act, other, &elder("李桂兰", "440524193601010014"))?;
                let since = act.today();
                let bond = Bond { id: act.new_id(), person: his, kind: Kind::Doctor, staff: doctor, since, reason: "{}".into() };
                responsibility::store::insert_many(tx, bureau, &[Responsibility::Active(Active { bond, version: 1 })])?;
                let colleague: StaffId = act.new_id();
                tx.execute(
                    "INSERT INTO staff (bureau_id, id, name, pinyin, version) VALUES ($1, $2, '刘同事', 'liu tong shi', 1)",
                    &[bureau, &colleague],
                )?;
                tx.execute(
                    "INSERT INTO doctor (bureau_id, id, hospital_id, sex, specialty, capacity) VALUES ($1, $2, $3, 'female', '全科', 10)",
                    &[bureau, &colleague, &hospital],
                )?;
                let his_task = owed(tx, &act, his, doctor)?;
                let other_task = owed(tx, &act, other, colleague)?;
                let (relations, assessments) = ([act.new_id(), act.new_id()], [act.new_id(), act.new_id()]);
                for (at, person) in [his, other].into_iter().enumerate() {
                    related_and_assessed(tx, &act, person, relations[at], assessments[at])?;
                }
                let campaign: Uuid = act.new_id();
                tx.execute(
                    "INSERT INTO campaign (bureau_id, id, name, opens_on, closes_on, conditions, made_at, version)
                     VALUES ($1, $2, '随访', $3, $3, 'hypertension', $4, 1)",
                    &[bureau, &campaign, &act.today(), &act.at],
                )?;
                let alone = segment::Segment::of(segment::Condition::HasDoctor);
                let draft = segment::store::Draft { name: "有医生的".into(), shared_with: segment::SharedWith::Bureau, segment: alone };
                let segment = segment::actions::create(tx, &act, &draft)?;
                Ok(Self { doctor, his, other, his_task, other_task, colleague, campaign, intake, segment, relations, assessments })
            })
            .await
            .unwrap()
    }
}

/// A daughter, and an assessment that came to 88 points.
fn related_and_assessed(
    tx: &Tx<'_>,
    act: &Act,
    person: PersonId,
    relation: Uuid,
    assessed: Uuid,
) -> Result<()> {
    let daughter: PersonId = act.new_id();
    person::store::insert(tx, act, daughter, &Facts::new("王小丽", Category::Relative))?;
    tx.execute(
        "INSERT INTO relation (bureau_id, id, person_id, other_id, kind, is_contact, is_proxy, version) VALUES ($1, $2, $3, $4, 'child', 1, 0, 1)",
        &[act.bureau(), &relation, &person, &daughter],
    )?;
    let mut points = assessment::model::ITEMS.map(|item| item.most);
    points[0] -= 2;
    let findings = assessment::Findings {
        scores: assessment::Scores::new(points).unwrap(),
        is_comatose: false,
        has_mental_illness: false,
        risk_events: 0,
        thresholds: assessment::Thresholds::default(),
    };
    let id = assessment::AssessmentId(assessed);
    let assessment = assessment::Assessment::new(id, person, act.today(), findings, None);
    assessment::store::insert(tx, act, &assessment)
}

/// A home visit due in a week.
pub fn owed(tx: &Tx<'_>, act: &Act, person: PersonId, owner: StaffId) -> Result<Uuid> {
    let (id, today): (Uuid, _) = (act.new_id(), act.today());
    let due = today.checked_add(jiff::Span::new().days(7)).unwrap();
    tx.execute(
        "INSERT INTO task (bureau_id, id, person_id, owner_id, form, opens_on, due_on, next_on, state, tries, version)
         VALUES ($1, $2, $3, $4, 'home-visit', $5, $6, $6, 'open', 0, 1)",
        &[act.bureau(), &id, &person, &owner, &today, &due],
    )?;
    Ok(id)
}

/// An elder with hypertension, of whom little else is known.
pub fn elder(name: &str, citizen_id: &str) -> Facts {
    let citizen_id = CitizenId::parse(citizen_id).unwrap();
    Facts {
        sex: Sex::Male,
        born: Some(citizen_id.born().into()),
        citizen_id: Some(citizen_id),
        address: Some("永宁街道 1 号".into()),
        phone: Some("15400001234".into()),
        conditions: BTreeSet::from(["I10".to_owned()]),
        health_note: Some("夜里血压高".into()),
        ..Facts::new(name, Category::Retired)
    }
}
