//! One person registered twice: warned of, listed, merged, and taken apart again.

mod lists;
mod noticed;
mod property;
mod schema;
mod undo;

use cq_platform::{Error, actor::Act, db::Tx, ids::StaffId, policy::Role, policy::Scope};
use cq_registry::{
    duplicate::{
        Case, MergeId, Side,
        actions::{self, Choice},
    },
    person::{self, CitizenId, Facts, PersonId},
};
use cq_server::references::REFERENCES;
use uuid::Uuid;

use crate::{
    desk,
    person::{doctor, pair},
    photo,
    world::{World, on_each_engine},
};

const HIS: &str = "11010519491231002X";
const OTHERS: &str = "440524193601010014";

fn elder(name: &str, citizen_id: Option<&str>, unit: &str) -> Facts {
    let mut facts = desk::elder(name, HIS);
    facts.citizen_id = citizen_id.map(|id| CitizenId::parse(id).unwrap());
    facts.born = "1941-03".parse().ok();
    facts.unit = Some(unit.into());
    facts.phone = None;
    facts
}

async fn registered(world: &World, facts: Facts) -> PersonId {
    person::actions::create(&world.app, &world.hand(Role::Clerk), facts).await.unwrap()
}

async fn write<T: Send + 'static>(
    world: &World,
    work: impl FnOnce(&Tx<'_>, &Act) -> cq_platform::Result<T> + Send + 'static,
) -> T {
    let act = world.hand(Role::Clerk);
    world.app.db.write(move |tx| work(tx, &act)).await.unwrap()
}

async fn facts(world: &World, id: PersonId) -> Facts {
    let act = world.hand(Role::Clerk);
    let read = world.app.db.read(move |conn| {
        let person = person::store::find(conn, &Scope::BUREAU, act.bureau(), id)?.ok_or(Error::NotFound)?;
        person::store::facts(conn, act.bureau(), &act.secrets, &person)
    });
    read.await.unwrap()
}

async fn version(world: &World, id: PersonId) -> i64 {
    let bureau = world.bureau.id;
    let find = world.app.db.read(move |conn| person::store::find(conn, &Scope::BUREAU, &bureau, id));
    find.await.unwrap().unwrap().version
}

async fn choice(world: &World, case: Case) -> Choice {
    let versions = (version(world, case.kept).await, version(world, case.gone).await);
    Choice { versions, ..Choice::default() }
}

async fn merged(world: &World, case: Case, choice: Choice) -> Result<MergeId, Error> {
    actions::merge(&world.app, &world.hand(Role::Clerk), REFERENCES, case, choice).await
}

async fn undone(world: &World, id: MergeId) -> Result<(), Error> {
    actions::undo(&world.app, &world.hand(Role::Clerk), REFERENCES, id).await
}

/// Two records of 王晓明, and everything that can belong to one.
struct Twins {
    case: Case,
    doctors: [StaffId; 2],
    club: Uuid,
    campaign: Uuid,
    visits: [Uuid; 2],
    wife: PersonId,
}

impl Twins {
    async fn of(world: &World) -> Self {
        let kept = registered(world, elder("王晓明", None, "教育局")).await;
        let mut second = elder("王小明", Some(HIS), "教育局");
        second.phone = Some("15400009999".into());
        second.conditions = ["E11".to_owned()].into();
        let gone = registered(world, second).await;
        let wife = registered(world, elder("李桂兰", Some(OTHERS), "水利局")).await;
        let doctors = [doctor(world, "张丽华").await, doctor(world, "王建国").await];
        pair(world, kept, doctors[0]).await;
        pair(world, gone, doctors[1]).await;
        photo::put(world, kept, 40).await;
        photo::put(world, gone, 200).await;
        let (club, campaign, visits) =
            write(world, move |tx, act| belongings(tx, act, [kept, gone], wife, doctors)).await;
        Self { case: Case { kept, gone }, doctors, club, campaign, visits, wife }
    }
}

fn belongings(
    tx: &Tx<'_>,
    act: &Act,
    twins: [PersonId; 2],
    wife: PersonId,
    doctors: [StaffId; 2],
) -> cq_platform::Result<(Uuid, Uuid, [Uuid; 2])> {
    let bureau = act.bureau();
    let (club, class, campaign): (Uuid, Uuid, Uuid) = (act.new_id(), act.new_id(), act.new_id());
    for (id, kind, name) in [(club, "club", "书画社"), (class, "class", "诗词班")] {
        tx.execute(
            "INSERT INTO person_group (bureau_id, id, kind, name, version) VALUES ($1, $2, $3, $4, 1)",
            &[bureau, &id, &kind, &name],
        )?;
    }
    let join = "INSERT INTO membership (bureau_id, id, group_id, person_id, since, version) VALUES ($1, $2, $3, $4, $5, 1)";
    for (group, person, since) in
        [(club, twins[0], "2020-01-01"), (club, twins[1], "2021-01-01"), (class, twins[1], "2022-01-01")]
    {
        tx.execute(join, &[bureau, &act.new_id::<Uuid>(), &group, &person, &since])?;
    }
    tx.execute(
        "INSERT INTO post (bureau_id, id, group_id, person_id, kind, since, version) VALUES ($1, $2, $3, $4, 'deputy', '2022-01-01', 1)",
        &[bureau, &act.new_id::<Uuid>(), &class, &twins[1]],
    )?;
    tx.execute(
        "INSERT INTO campaign (bureau_id, id, name, opens_on, closes_on, conditions, made_at, version)
        VALUES ($1, $2, '随访', '2026-11-01', '2026-12-31', 'hypertension', $3, 1)",
        &[bureau, &campaign, &act.at],
    )?;
    let mut visits = [Uuid::nil(); 2];
    for (at, (person, owner)) in twins.into_iter().zip(doctors).enumerate() {
        visits[at] = desk::owed(tx, act, person, owner)?;
        tx.execute(
            "UPDATE task SET campaign_id = $3 WHERE bureau_id = $1 AND id = $2",
            &[bureau, &visits[at], &campaign],
        )?;
        desk::owed(tx, act, person, owner)?;
    }
    let relate =
        "INSERT INTO relation (bureau_id, id, person_id, other_id, kind, is_contact, is_proxy, version)
        VALUES ($1, $2, $3, $4, $5, 0, 0, 1)";
    for (person, other, kind) in [
        (twins[0], wife, "spouse"),
        (twins[1], wife, "spouse"),
        (wife, twins[1], "friend"),
        (twins[0], twins[1], "sibling"),
    ] {
        tx.execute(relate, &[bureau, &act.new_id::<Uuid>(), &person, &other, &kind])?;
    }
    tx.execute(
        "INSERT INTO assessment (bureau_id, id, person_id, assessed_on, scores, total, level, noted_at, version)
        VALUES ($1, $2, $3, '2026-05-01', $4, 80, 1, $5, 1)",
        &[bureau, &act.new_id::<Uuid>(), &twins[1], &vec![1_u8], &act.at],
    )?;
    Ok((club, campaign, visits))
}

/// Everything there is about people, without what only counts changes.
async fn dump(world: &World) -> Vec<String> {
    const TABLES: [(&str, &str); 7] = [
        (
            "responsibility",
            "SELECT id, person_id, staff_id, since, until, ended_because FROM responsibility WHERE bureau_id = $1",
        ),
        (
            "membership",
            "SELECT id, person_id, group_id, since, until, ended_because FROM membership WHERE bureau_id = $1",
        ),
        (
            "post",
            "SELECT id, person_id, group_id, since, until, ended_because FROM post WHERE bureau_id = $1",
        ),
        (
            "relation",
            "SELECT id, person_id, other_id, kind, until, ended_because FROM relation WHERE bureau_id = $1",
        ),
        (
            "task",
            "SELECT id, person_id, owner_id, state, cancelled_because, done_on FROM task WHERE bureau_id = $1",
        ),
        (
            "assessment",
            "SELECT id, person_id, person_id, assessed_on, assessor, assessor FROM assessment WHERE bureau_id = $1",
        ),
        (
            "proposal",
            "SELECT proposal_id, person_id, person_id, reason, reason, reason FROM proposal_row WHERE bureau_id = $1",
        ),
    ];
    type Row = (Uuid, Uuid, Uuid, Option<String>, Option<String>, Option<String>);
    let act = world.hand(Role::Clerk);
    let read = world.app.db.read(move |conn| {
        let bureau = act.bureau();
        let mut dump = Vec::new();
        for (table, sql) in TABLES {
            let rows = conn.list::<Row>(sql, &[bureau])?;
            dump.extend(rows.into_iter().map(|row| format!("{table} {row:?}")));
        }
        let campaigns = "SELECT id, campaign_id FROM task WHERE bureau_id = $1";
        let rows = conn.list::<(Uuid, Option<Uuid>)>(campaigns, &[bureau])?;
        dump.extend(rows.into_iter().map(|row| format!("visit {row:?}")));
        let terms = "SELECT person_id, term FROM search_term WHERE bureau_id = $1";
        let rows = conn.list::<(Uuid, String)>(terms, &[bureau])?;
        dump.extend(rows.into_iter().map(|row| format!("term {row:?}")));
        let tally = "SELECT category, people FROM person_tally WHERE bureau_id = $1 AND people <> 0";
        let rows = conn.list::<(String, i64)>(tally, &[bureau])?;
        dump.extend(rows.into_iter().map(|row| format!("tally {row:?}")));
        for (id,) in conn.list::<(PersonId,)>("SELECT id FROM person WHERE bureau_id = $1", &[bureau])? {
            let person = person::store::find(conn, &Scope::BUREAU, bureau, id)?.unwrap();
            let facts = person::store::facts(conn, bureau, &act.secrets, &person)?;
            let number = facts.citizen_id.as_ref().map(|id| id.as_str().to_owned());
            dump.push(format!("person {id} {facts:?} {number:?}"));
            let photo = cq_registry::photo::store::find(conn, bureau, id)?.map(|photo| photo.content);
            dump.push(format!("photo {id} {photo:?}"));
        }
        dump.sort();
        Ok(dump)
    });
    read.await.unwrap()
}

async fn count(world: &World, sql: &'static str, id: Uuid) -> i64 {
    let bureau = world.bureau.id;
    world.app.db.read(move |conn| conn.one::<(i64,)>(sql, &[&bureau, &id])).await.unwrap().0
}

#[test]
fn a_merge_moves_everything_and_decides_what_cannot_stand_twice() {
    on_each_engine(async |world| {
        let twins = Twins::of(&world).await;
        let Case { kept, gone } = twins.case;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let address = format!("/people/{kept}/duplicates/{gone}");
        let page = clerk.get(&address).await.text();
        for said in ["张丽华", "王建国", "书画社", "诗词班", "随访", "能力评估", "保留", "并入"]
        {
            assert!(page.contains(said), "{said} is not on the page: {page}");
        }
        assert!(!page.contains(HIS), "the number stays masked");
        let questions: Vec<String> = page
            .split("name=\"rival-")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap().to_owned())
            .collect();
        let mut fields: Vec<(String, String)> =
            questions.iter().map(|id| (format!("rival-{id}"), "gone".into())).collect();
        for name in ["version-kept", "version-gone"] {
            let value =
                page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap().split('"').next().unwrap();
            fields.push((name.into(), value.into()));
        }
        for (field, side) in
            [("citizen_id", "gone"), ("phone", "gone"), ("name", "kept"), ("conditions", "both")]
        {
            fields.push((format!("field-{field}"), side.into()));
        }
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let done = clerk.post(&address, &fields).await;
        assert_eq!(
            done.to,
            Some(format!("/people/{kept}?notice=notice-duplicate-merged")),
            "{}",
            done.text()
        );

        let known = facts(&world, kept).await;
        assert_eq!((known.name.as_str(), known.phone.as_deref()), ("王晓明", Some("15400009999")));
        assert_eq!(known.citizen_id.as_ref().map(CitizenId::as_str), Some(HIS));
        assert_eq!(known.conditions, ["E11".to_owned(), "I10".to_owned()].into());
        for table in ["responsibility", "task", "membership", "post", "assessment"] {
            let left: &'static str = Box::leak(
                format!("SELECT COUNT(*) FROM {table} WHERE bureau_id = $1 AND person_id = $2")
                    .into_boxed_str(),
            );
            assert_eq!(count(&world, left, gone.0).await, 0, "{table}");
        }
        let active =
            "SELECT COUNT(*) FROM responsibility WHERE bureau_id = $1 AND staff_id = $2 AND until IS NULL";
        assert_eq!(count(&world, active, twins.doctors[0].0).await, 0, "the other doctor was chosen");
        assert_eq!(count(&world, active, twins.doctors[1].0).await, 1);
        let owned = "SELECT COUNT(*) FROM task WHERE bureau_id = $1 AND campaign_id = $2 AND state = 'open'";
        assert_eq!(count(&world, owned, twins.campaign).await, 1, "one visit of the campaign");
        let called_off = "SELECT COUNT(*) FROM task WHERE bureau_id = $1 AND id = $2 AND state = 'cancelled'";
        assert_eq!(count(&world, called_off, twins.visits[0]).await, 1);
        let members =
            "SELECT COUNT(*) FROM membership WHERE bureau_id = $1 AND group_id = $2 AND until IS NULL";
        assert_eq!(count(&world, members, twins.club).await, 1);
        let married = "SELECT COUNT(*) FROM relation WHERE bureau_id = $1 AND other_id = $2 AND kind = 'spouse' AND until IS NULL";
        assert_eq!(count(&world, married, twins.wife.0).await, 1);

        // Whoever looks for the other finds this one.
        let led = clerk.get(&format!("/people/{gone}")).await;
        assert_eq!(led.to, Some(format!("/people/{kept}?notice=notice-duplicate-led")));
        let found = clerk.get("/people?q=%E7%8E%8B%E5%B0%8F%E6%98%8E").await.text();
        assert!(
            found.contains(&format!("/people/{kept}")) && !found.contains(&format!("/people/{gone}")),
            "{found}"
        );
        let list = clerk.get("/people").await.text();
        assert!(!list.contains(&format!("/people/{gone}\"")), "{list}");
        assert!(clerk.get("/duplicates").await.text().contains("没有看着重复的档案"));
        let person = clerk.get(&format!("/people/{kept}")).await.text();
        assert!(person.contains("王小明并进来了"), "{person}");
    });
}

#[test]
fn the_kept_record_keeps_its_photo_or_gets_the_others_and_gives_it_back() {
    on_each_engine(async |world| {
        let twins = Twins::of(&world).await;
        let Case { kept, gone } = twins.case;
        let both = async || (photo::shade(&world, kept).await, photo::shade(&world, gone).await);
        assert_eq!(both().await, (Some(40), Some(200)));
        let page = world.signed_in(Role::Clerk).await.get(&format!("/people/{kept}/duplicates/{gone}")).await;
        assert!(page.text().contains(&format!("name=\"rival-{gone}\"")), "the clerk is asked which");

        let merge = merged(&world, twins.case, choice(&world, twins.case).await).await.unwrap();
        assert_eq!(both().await, (Some(40), Some(200)), "its own");
        undone(&world, merge).await.unwrap();

        let others = Choice { rivals: [(gone.0, Side::Gone)].into(), ..choice(&world, twins.case).await };
        let merge = merged(&world, twins.case, others).await.unwrap();
        assert_eq!(both().await, (Some(200), Some(40)), "the other's, as a clerk chose");
        undone(&world, merge).await.unwrap();
        assert_eq!(both().await, (Some(40), Some(200)));

        write(&world, move |tx, act| {
            tx.execute(
                "DELETE FROM person_photo WHERE bureau_id = $1 AND person_id = $2",
                &[act.bureau(), &kept],
            )
        })
        .await;
        let merge = merged(&world, twins.case, choice(&world, twins.case).await).await.unwrap();
        assert_eq!(both().await, (Some(200), None), "the other's, where it had none");
        // Taken away since: nothing is left to give back.
        write(&world, move |tx, act| {
            let version = cq_registry::photo::store::version(tx, act.bureau(), kept)?.unwrap();
            cq_registry::photo::remove(tx, act, kept, version)
        })
        .await;
        undone(&world, merge).await.unwrap();
        assert_eq!(both().await, (None, None));
    });
}

#[test]
fn of_two_who_merge_at_once_one_does() {
    on_each_engine(async |world| {
        let twins = Twins::of(&world).await;
        let Case { kept, gone } = twins.case;
        let turned = Case { kept: gone, gone: kept };
        for (one, other) in [(twins.case, twins.case), (twins.case, turned)] {
            let (first, second) = (choice(&world, one).await, choice(&world, other).await);
            let (a, b) = tokio::join!(merged(&world, one, first), merged(&world, other, second));
            let won: Vec<MergeId> =
                [&a, &b].into_iter().filter_map(|done| done.as_ref().ok().copied()).collect();
            assert_eq!(won.len(), 1, "{a:?} {b:?}");
            assert!([a, b].iter().any(|done| matches!(done, Err(Error::Conflict))));
            undone(&world, won[0]).await.unwrap();
            assert!(matches!(undone(&world, won[0]).await, Err(Error::Refused(_))), "once is enough");
        }
    });
}

#[test]
fn a_page_that_is_out_of_date_merges_nothing() {
    on_each_engine(async |world| {
        let twins = Twins::of(&world).await;
        let old = choice(&world, twins.case).await;
        let before = facts(&world, twins.case.gone).await;
        let act = world.hand(Role::Clerk);
        let (person, known) = person::actions::load(&world.app, &act, twins.case.gone).await.unwrap();
        person::actions::change(
            &world.app,
            &act,
            person,
            &known,
            Facts { remark: Some("改过".into()), ..before },
        )
        .await
        .unwrap();
        let state = dump(&world).await;
        assert!(matches!(merged(&world, twins.case, old).await, Err(Error::Conflict)));
        assert_eq!(dump(&world).await, state);
    });
}
