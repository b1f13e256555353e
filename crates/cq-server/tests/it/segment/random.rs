//! Random people and random segments about them. Values are few, so that what is asked is often so.

use std::collections::BTreeSet;

use cq_platform::{
    Result,
    actor::Act,
    db::{Param, Tx},
    ids::StaffId,
};
use cq_registry::{
    person::{
        Illness, Living, PersonId,
        model::{AreaId, Household, UnitId},
    },
    segment::{
        Clause, Condition, Segment, Whom,
        condition::{
            Ailment, Count, DateField, Debt, Field, Gap, GroupId, GroupKind, PlaceKind, PostKind, Prose,
            TaskForm, Tie,
        },
    },
};
use proptest::{prelude::*, sample::select, strategy::ValueTree, test_runner::TestRunner};
use uuid::Uuid;

/// What people and segments may refer to.
#[derive(Debug, Clone, Default)]
pub struct Known {
    pub areas: Vec<AreaId>,
    pub units: Vec<UnitId>,
    pub staff: Vec<StaffId>,
    pub groups: Vec<GroupId>,
    pub hospitals: Vec<Uuid>,
}

const DATES: [&str; 14] = [
    "1936",
    "1946",
    "1946-11",
    "1946-10",
    "1946-12",
    "1946-11-22",
    "1946-11-23",
    "1946-11-24",
    "1947-02",
    "1947-02-28",
    "1948-02-29",
    "1955-01-01",
    "1955",
    "1955-12-31",
];
const DAYS: [&str; 6] = ["2026-09-01", "2026-10-23", "2026-10-24", "2026-10-25", "2026-11-22", "2026-11-23"];

/// A day or less of a date, or none.
fn date() -> impl Strategy<Value = Option<&'static str>> {
    prop::option::of(select(&DATES[..]))
}

fn some<T: Clone + Ord + std::fmt::Debug + 'static>(of: Vec<T>) -> BoxedStrategy<BTreeSet<T>> {
    let most = of.len().min(3);
    prop::collection::btree_set(select(of), 1..=most).boxed()
}

pub fn conditions(known: &Known) -> BoxedStrategy<Condition> {
    let ids = |of: Vec<Uuid>| if of.is_empty() { vec![Uuid::from_u128(9)] } else { of };
    let words = select(Field::ALL).prop_flat_map(|field| {
        // Of many words, those that people have.
        let words = field.words().into_iter().take(4).map(str::to_owned).collect();
        some(words).prop_map(move |any| Condition::Word { field, any })
    });
    let ages = prop_oneof![
        (78u16..82).prop_map(|age| Condition::Age { from: Some(age), to: None }),
        (0u16..82).prop_map(|age| Condition::Age { from: None, to: Some(age) }),
        (70u16..80, 80u16..82).prop_map(|(from, to)| Condition::Age { from: Some(from), to: Some(to) }),
    ];
    let dated = (select(DateField::ALL), date(), date()).prop_filter_map("empty", |(field, from, to)| {
        let day = |text: Option<&str>| text.and_then(|text| text.parse().ok());
        let condition = Condition::Dated { field, from: day(from), to: day(to) };
        Segment::of(condition.clone()).checked().is_ok().then_some(condition)
    });
    let ailments = prop_oneof![
        select(Illness::ALL).prop_map(Ailment::Block),
        select(&["I1", "I10", "I25.1", "E1", "N18"][..]).prop_map(|code| Ailment::Code(code.into())),
    ];
    let areas = ids(known.areas.iter().map(|id| id.0).collect());
    let hospitals = ids(known.hospitals.clone());
    let doctors_at = hospitals.clone();
    let near = (any::<bool>(), prop::option::of(select(areas.clone())), select(hospitals), 300u32..9_000)
        .prop_map(|(of_area, area, hospital, within_m)| {
            let (of, id) =
                if of_area { (PlaceKind::Area, area) } else { (PlaceKind::Hospital, Some(hospital)) };
            Condition::Near { of, id, within_m }
        });
    let group =
        |of: &Known| ids(of.groups.iter().map(|id| id.0).collect()).into_iter().map(GroupId).collect();
    let groups: Vec<GroupId> = group(known);
    let units: Vec<UnitId> =
        ids(known.units.iter().map(|id| id.0).collect()).into_iter().map(UnitId).collect();
    let staff: Vec<StaffId> =
        ids(known.staff.iter().map(|id| id.0).collect()).into_iter().map(StaffId).collect();
    let areas: Vec<AreaId> = areas.into_iter().map(AreaId).collect();
    prop_oneof![
        3 => words,
        3 => ages,
        1 => some((1u8..=12).collect()).prop_map(Condition::BornIn),
        1 => some((1u8..=12).collect()).prop_map(Condition::LunarBornIn),
        2 => (select(Count::ALL), 0u8..2, 0u8..2, 0..3).prop_map(|(field, from, more, open)| Condition::Count {
            field,
            from: (open != 0).then_some(from),
            to: (open != 1).then_some(from + more),
        }),
        1 => some(Prose::ALL.to_vec()).prop_map(Condition::Filled),
        1 => some(units.clone()).prop_map(Condition::PayingUnit),
        1 => some(doctors_at).prop_map(Condition::DoctorAt),
        1 => some(staff.clone()).prop_map(Condition::Liaison),
        2 => dated,
        2 => some(Living::ALL.to_vec()).prop_map(Condition::Living),
        2 => prop::collection::btree_set(ailments, 1..3).prop_map(Condition::Ill),
        1 => some(units).prop_map(Condition::Unit),
        1 => some(areas).prop_map(Condition::Area),
        2 => some(Gap::ALL.to_vec()).prop_map(Condition::Lacks),
        2 => some(Tie::ALL.to_vec()).prop_map(Condition::Related),
        1 => some(groups).prop_map(Condition::Member),
        1 => some(GroupKind::ALL.to_vec()).prop_map(Condition::MemberOf),
        1 => some(PostKind::ALL.to_vec()).prop_map(Condition::Post),
        1 => Just(Condition::HasDoctor),
        1 => Just(Condition::HasLiaison),
        1 => Just(Condition::InHospital),
        1 => some(vec![TaskForm::HomeVisit, TaskForm::PhoneCall, TaskForm::Greeting]).prop_map(Condition::Awaits),
        2 => (select(Prose::ALL), some(vec!["书法".to_owned(), "太极".into(), "棋".into(), "永宁".into()]))
            .prop_map(|(field, any)| Condition::Says { field, any }),
        1 => some(staff).prop_map(Condition::Doctor),
        1 => some(Debt::ALL.to_vec()).prop_map(Condition::Owed),
        2 => select(&[1u16, 29, 30, 31, 400][..]).prop_map(|days| Condition::Unseen { days }),
        3 => near,
        1 => some((0u8..=4).collect()).prop_map(Condition::Ability),
    ]
    .boxed()
}

/// Segments as [`Segment::checked`] leaves them.
pub fn segments(known: &Known) -> BoxedStrategy<Segment> {
    let clause = conditions(known).prop_map(Clause::Is).prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(Clause::All),
            prop::collection::vec(inner.clone(), 1..4).prop_map(Clause::Any),
            inner.prop_map(|clause| Clause::Not(Box::new(clause))),
        ]
    });
    let whom = prop_oneof![4 => Just(Whom::Served), 1 => select(Whom::ALL)];
    (whom, clause).prop_map(|(whom, of)| Segment { whom, of }.checked().unwrap()).boxed()
}

/// One of `of`, or nothing.
fn maybe<T: Clone + std::fmt::Debug + 'static>(runner: &mut TestRunner, of: &[T]) -> Option<T> {
    let pick = prop::option::of(prop::sample::select(of.to_vec()));
    pick.new_tree(runner).unwrap().current()
}

fn pick<T: Clone + std::fmt::Debug + 'static>(runner: &mut TestRunner, of: &[T]) -> T {
    prop::sample::select(of.to_vec()).new_tree(runner).unwrap().current()
}

/// Registers `count` people at random, and everything around them, as the rows say it.
pub fn people(
    tx: &Tx<'_>,
    act: &Act,
    runner: &mut TestRunner,
    count: usize,
) -> Result<(Known, Vec<PersonId>)> {
    let known = surroundings(tx, act)?;
    let mut people = Vec::new();
    for _ in 0..count {
        people.push(person(tx, act, runner, &known)?);
    }
    for id in &people {
        around(tx, act, runner, &known, *id, &people)?;
    }
    Ok((known, people))
}

fn surroundings(tx: &Tx<'_>, act: &Act) -> Result<Known> {
    let mut known = Known::default();
    for at in 0..4 {
        let (area, unit, staff, hospital): (Uuid, Uuid, Uuid, Uuid) =
            (act.new_id(), act.new_id(), act.new_id(), act.new_id());
        let name = format!("第{at}");
        let place = (at < 3).then_some((36.70 + 0.02 * f64::from(at), 117.50 + 0.03 * f64::from(at)));
        let (north, east) = (place.map(|place| place.0), place.map(|place| place.1));
        let bureau = act.bureau();
        tx.execute("INSERT INTO area (bureau_id, id, code, name, latitude, longitude, version) VALUES ($1, $2, '', $3, $4, $5, 1)", &[bureau, &area, &name, &north, &east])?;
        tx.execute(
            "INSERT INTO unit (bureau_id, id, name, kind, version) VALUES ($1, $2, $3, $4, 1)",
            &[bureau, &unit, &name, &[None, Some("organ"), Some("institution"), Some("organ")][at as usize]],
        )?;
        tx.execute(
            "INSERT INTO staff (bureau_id, id, name, pinyin, version) VALUES ($1, $2, $3, $3, 1)",
            &[bureau, &staff, &name],
        )?;
        tx.execute("INSERT INTO hospital (bureau_id, id, name, latitude, longitude, version) VALUES ($1, $2, $3, $4, $5, 1)", &[bureau, &hospital, &name, &east.map(|east| east - 80.8), &east])?;
        if at > 0 {
            tx.execute(
                "INSERT INTO doctor (bureau_id, id, hospital_id, sex, specialty, capacity) VALUES ($1, $2, $3, 'unknown', 'general', 30)",
                &[bureau, &staff, known.hospitals.last().unwrap_or(&hospital)],
            )?;
        }
        known.areas.push(AreaId(area));
        known.units.push(UnitId(unit));
        known.staff.push(StaffId(staff));
        known.hospitals.push(hospital);
    }
    for (at, kind) in GroupKind::ALL.iter().enumerate() {
        let (id, name): (Uuid, _) = (act.new_id(), format!("{at}组"));
        tx.execute(
            "INSERT INTO person_group (bureau_id, id, kind, name, version) VALUES ($1, $2, $3, $4, 1)",
            &[act.bureau(), &id, kind, &name],
        )?;
        known.groups.push(GroupId(id));
    }
    Ok(known)
}

fn person(tx: &Tx<'_>, act: &Act, runner: &mut TestRunner, known: &Known) -> Result<PersonId> {
    let id: PersonId = act.new_id();
    let text = |value: Option<&'static str>| value.map(str::to_owned);
    let living: BTreeSet<Living> =
        (0..pick(runner, &[0, 1, 1, 2])).map(|_| pick(runner, Living::ALL)).collect();
    let word = |runner: &mut TestRunner, field: Field| {
        maybe(runner, &field.words()[..4.min(field.words().len())]).map(str::to_owned)
    };
    let (sex, category) = (
        pick(runner, &["male", "female", "unknown"]),
        pick(runner, &["honoured", "retired", "retired", "survivor", "relative"]),
    );
    let dates: Vec<Option<String>> = (0..4).map(|_| text(maybe(runner, &DATES))).collect();
    let (ended, because) = if pick(runner, &[0, 0, 0, 1]) == 1 {
        (Some("1955-12-31"), maybe(runner, &["died", "moved", "merged"]))
    } else {
        (None, None)
    };
    let sealed = maybe(runner, &[vec![1u8, 2, 3]]);
    let north = maybe(runner, &[36.70, 36.705, 36.71, 36.72, 36.735, 36.75]);
    let east = maybe(runner, &[117.49, 117.50, 117.51, 117.53, 117.56]);
    let (unit, area) = (maybe(runner, &known.units), maybe(runner, &known.areas));
    let (rank, treatment) = (word(runner, Field::Rank), word(runner, Field::Treatment));
    let (ethnicity, politics) = (word(runner, Field::Ethnicity), word(runner, Field::Politics));
    let (phone, address) = (text(maybe(runner, &["13800004417"])), text(maybe(runner, &["永宁街道 1 号"])));
    let children = maybe(runner, &[0i64, 1, 2]);
    let more = [Field::Education, Field::Marital, Field::Health, Field::SelfCare, Field::RevolutionPeriod];
    let more = more.map(|field| word(runner, field));
    let codes: BTreeSet<&str> = (0..pick(runner, &[0, 1, 2, 3]))
        .map(|_| pick(runner, &["I10", "I11.9", "I25", "I25.1", "E11", "N18.9", "J44", "F03"]))
        .collect();
    let marks = Illness::marks(codes.iter().copied());
    let paying = maybe(runner, &known.units).filter(|_| unit.is_none());
    let because = because.map(str::to_owned).filter(|_| ended.is_some());
    tx.execute(
        "INSERT INTO person (bureau_id, id, name, pinyin, sex, born, citizen_id, category, rank, treatment, ethnicity, politics,
            joined_work, joined_party, retired, unit_id, area_id, address, phone, latitude, longitude, living, children, ended_on,
            ended_because, education, marital, health, self_care, revolution_period, paying_unit_id, illness_marks, created_at, updated_at,
            version)
         VALUES ($1, $2, '某人', 'mou ren', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
            $23, $24, $25, $26, $27, $28, $29, $30, 0, 0, 1)",
        &[
            act.bureau(), &id, &sex, &dates[0], &sealed, &category, &rank, &treatment, &ethnicity, &politics, &dates[1], &dates[2],
            &dates[3], &unit, &area, &address, &phone, &north, &east, &Household::text(&living), &children, &ended, &because, &more[0],
            &more[1], &more[2], &more[3], &more[4], &paying,
            &marks,
        ],
    )?;
    let prose = |runner: &mut TestRunner| text(maybe(runner, &["书法", "下棋、太极拳", "书法 象棋", "永宁"]));
    let (skills, hobbies, remark) = (prose(runner), prose(runner), prose(runner));
    let (settled, title) = (text(maybe(runner, &["永宁"])), prose(runner));
    tx.execute(
        "UPDATE person SET skills = $3, hobbies = $4, remark = $5, settled_at = $6, title = $7, post = $7, native_place = $6,
         nearby_hospital = $3 WHERE bureau_id = $1 AND id = $2",
        &[act.bureau(), &id, &skills, &hobbies, &remark, &settled, &title],
    )?;
    let (granted, since, paid) =
        (text(maybe(runner, &DATES)), text(maybe(runner, &DATES)), text(maybe(runner, &DATES)));
    let (by, dependent) = (text(maybe(runner, &["solar", "lunar"])), maybe(runner, &[0i64, 1, 2]));
    let (some, other) = (prose(runner), prose(runner));
    tx.execute(
        "UPDATE person SET treatment_granted = $3, revolution_since = $4, benefit_paid_on = $5, birthday_by = $6,
         dependent_children = $7, former_name = $8, disability = $9, medical_treatment = $8, treatment_document = $9, statistics_mark = $8,
         awards = $9, contribution = $8, farewell = $9, benefit_payee = $8, benefit_unpaid_because = $9
         WHERE bureau_id = $1 AND id = $2",
        &[act.bureau(), &id, &granted, &since, &paid, &by, &dependent, &some, &other],
    )?;
    // Whoever is paid by another unit than the one retired from.
    if let Some(other) = maybe(runner, &known.units) {
        tx.execute(
            "UPDATE person SET paying_unit_id = $3 WHERE bureau_id = $1 AND id = $2",
            &[act.bureau(), &id, &other],
        )?;
    }
    for code in codes {
        tx.execute(
            "INSERT INTO person_condition (bureau_id, person_id, code) VALUES ($1, $2, $3)",
            &[act.bureau(), &id, &code],
        )?;
    }
    Ok(id)
}

/// Relations, groups, posts, a doctor, tasks, assessments; some of each have ended.
fn around(
    tx: &Tx<'_>,
    act: &Act,
    runner: &mut TestRunner,
    known: &Known,
    id: PersonId,
    people: &[PersonId],
) -> Result<()> {
    let bureau = act.bureau();
    let ended = |runner: &mut TestRunner| maybe(runner, &["2026-05-01"]);
    for _ in 0..pick(runner, &[0, 0, 1, 2]) {
        let (other, kind) =
            (pick(runner, people), pick(runner, &["spouse", "spouse", "child", "parent", "kin"]));
        let (until, contact, proxy) = (ended(runner), pick(runner, &[0i64, 1]), pick(runner, &[0i64, 0, 1]));
        if other != id {
            tx.execute(
                "INSERT INTO relation (bureau_id, id, person_id, other_id, kind, is_contact, is_proxy, until, ended_because, version)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1) ON CONFLICT DO NOTHING",
                &[bureau, &act.new_id::<Uuid>(), &id, &other, &kind, &contact, &proxy, &until, &until.map(|_| "other")],
            )?;
        }
    }
    for _ in 0..pick(runner, &[0, 1, 2]) {
        let (group, until) = (pick(runner, &known.groups), ended(runner));
        tx.execute(
            "INSERT INTO membership (bureau_id, id, group_id, person_id, since, until, ended_because, version)
             VALUES ($1, $2, $3, $4, '2020-01-01', $5, $6, 1) ON CONFLICT DO NOTHING",
            &[bureau, &act.new_id::<Uuid>(), &group, &id, &until, &until.map(|_| "left")],
        )?;
        let kind = pick(runner, PostKind::ALL);
        tx.execute(
            "INSERT INTO post (bureau_id, id, group_id, person_id, kind, since, until, ended_because, version)
             VALUES ($1, $2, $3, $4, $5, '2020-01-01', $6, $7, 1) ON CONFLICT DO NOTHING",
            &[bureau, &act.new_id::<Uuid>(), &group, &id, &kind, &until, &until.map(|_| "left")],
        )?;
    }
    if let Some(staff) = maybe(runner, &known.staff) {
        let until = ended(runner);
        tx.execute(
            "INSERT INTO responsibility (bureau_id, id, person_id, kind, staff_id, since, until, ended_because, reason, version)
             VALUES ($1, $2, $3, 'doctor', $4, '2026-01-01', $5, $6, '{}', 1)",
            &[bureau, &act.new_id::<Uuid>(), &id, &staff, &until, &until.map(|_| "replaced")],
        )?;
    }
    if let Some(staff) = maybe(runner, &known.staff) {
        let until = ended(runner);
        tx.execute(
            "INSERT INTO responsibility (bureau_id, id, person_id, kind, staff_id, since, until, ended_because, reason, version)
             VALUES ($1, $2, $3, 'liaison', $4, '2026-01-01', $5, $6, '{}', 1)",
            &[bureau, &act.new_id::<Uuid>(), &id, &staff, &until, &until.map(|_| "replaced")],
        )?;
    }
    for _ in 0..pick(runner, &[0, 0, 1, 2, 3]) {
        let (kind, day) = (pick(runner, &["admission", "admission", "discharge"]), pick(runner, &DAYS));
        let undone = maybe(runner, &[0i64]);
        tx.execute(
            "INSERT INTO life_event (bureau_id, id, person_id, kind, happened_on, detail, noted_at, undone_at, undone_because, version)
             VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, 1)",
            &[bureau, &act.new_id::<Uuid>(), &id, &kind, &day, &vec![0u8], &undone, &undone.map(|_| vec![0u8])],
        )?;
    }
    for _ in 0..pick(runner, &[0, 1, 2]) {
        let (state, day, owner) = (
            pick(runner, &["open", "done", "done", "cancelled", "declined", "lapsed"]),
            pick(runner, &DAYS),
            pick(runner, &known.staff),
        );
        let (done, because) =
            ((state == "done").then_some(day), (state == "cancelled").then_some("uncovered"));
        let ended = ["declined", "lapsed"].contains(&state).then_some(day);
        let form = pick(runner, &["home-visit", "phone-call", "care-visit"]);
        let cells: &[&dyn Param] =
            &[bureau, &act.new_id::<Uuid>(), &id, &owner, &day, &state, &done, &because, &ended, &form];
        tx.execute(
            "INSERT INTO task (bureau_id, id, person_id, owner_id, form, opens_on, due_on, next_on, state, tries, done_on, cancelled_because, ended_on, version)
             VALUES ($1, $2, $3, $4, $10, $5, $5, $5, $6, 0, $7, $8, $9, 1)",
            cells,
        )?;
    }
    for _ in 0..pick(runner, &[0, 0, 1, 2]) {
        let (day, level) = (pick(runner, &DAYS), pick(runner, &[0i64, 1, 2, 3, 4]));
        let withdrawn = pick(runner, &[None, None, Some(1i64)]);
        tx.execute(
            "INSERT INTO assessment (bureau_id, id, person_id, assessed_on, scores, total, level, withdrawn_at, because, noted_at, version)
             VALUES ($1, $2, $3, $4, $5, 0, $6, $7, $8, 0, 1)",
            &[bureau, &act.new_id::<Uuid>(), &id, &day, &vec![0u8], &level, &withdrawn, &withdrawn.map(|_| vec![0u8])],
        )?;
    }
    Ok(())
}
