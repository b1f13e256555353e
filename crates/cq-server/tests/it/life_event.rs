//! One entry and everything that follows it: seen first, done once, taken back without losing what happened since.

mod death;
mod deaths;
mod late;
mod limits;
mod others;
mod page;
mod property;

use axum::http::StatusCode;
use cq_platform::{ids::StaffId, policy::Role};
use cq_registry::person::PersonId;
use uuid::Uuid;

use crate::{
    ward::{Ward, elder},
    world::{Answer, Browser, World},
};

/// 单国英 and his wife 马玉珍, who is in the registry as a relative; 仇德昌 beside them. Dr Wang answers for both men.
pub struct Home {
    pub ward: Ward,
    pub husband: PersonId,
    pub wife: PersonId,
    pub neighbour: PersonId,
    pub club: Uuid,
    /// A visit that Dr Wang owes the husband, due on 2026-11-30.
    pub visit: Uuid,
}

impl Home {
    pub async fn of(world: &World) -> Self {
        let elders = vec![
            elder("单国英", "1947-03", "I25", Some(0)),
            elder("马玉珍", "1950", "E11", None),
            elder("仇德昌", "1938-05-12", "J44", Some(0)),
        ];
        let ward = Ward::of(world, elders).await;
        let [husband, wife, neighbour] = ward.elders[..] else { panic!() };
        let (act, wang) = (world.hand(Role::Clerk), ward.wang);
        let (club, visit) = (act.new_id(), act.new_id());
        let write = move |tx: &cq_platform::db::Tx<'_>| {
            let bureau = act.bureau();
            let id = || act.new_id::<Uuid>();
            tx.execute(
                "UPDATE person SET category = 'relative', living = 'spouse', marital = '21' WHERE bureau_id = $1 AND id = $2",
                &[bureau, &wife],
            )?;
            one_retired_less(tx, bureau)?;
            tx.execute(
                "UPDATE responsibility SET since = '2026-01-05' WHERE bureau_id = $1 AND until IS NULL",
                &[bureau],
            )?;
            tx.execute(
                "INSERT INTO relation (bureau_id, id, person_id, other_id, kind, is_contact, is_proxy, since, version)
                 VALUES ($1, $2, $3, $4, 'spouse', 1, 0, '1969', 1)",
                &[bureau, &id(), &wife, &husband],
            )?;
            tx.execute(
                "INSERT INTO person_group (bureau_id, id, kind, name, version)
                 SELECT $1, $2, 'club', CASE WHEN COUNT(*) = 0 THEN '晚霞书画社' ELSE '晚霞书画社之' || COUNT(*) END, 1
                 FROM person_group WHERE bureau_id = $1",
                &[bureau, &club],
            )?;
            tx.execute(
                "INSERT INTO membership (bureau_id, id, group_id, person_id, since, version) VALUES ($1, $2, $3, $4, '2020-05', 1)",
                &[bureau, &id(), &club, &husband],
            )?;
            tx.execute(
                "INSERT INTO post (bureau_id, id, group_id, person_id, kind, since, version) VALUES ($1, $2, $3, $4, 'head', '2022-05', 1)",
                &[bureau, &id(), &club, &husband],
            )?;
            owe(tx, bureau, visit, husband, wang, "2026-11-01", "2026-11-30")
        };
        world.app.db.write(write).await.unwrap();
        Self { ward, husband, wife, neighbour, club, visit }
    }
}

/// The wife was counted as a retiree when she was made.
fn one_retired_less(
    tx: &cq_platform::db::Tx<'_>,
    bureau: &cq_platform::ids::BureauId,
) -> cq_platform::Result<()> {
    let sql = "UPDATE person_tally SET people = people - 1 WHERE bureau_id = $1 AND category = 'retired'";
    tx.execute(sql, &[bureau]).map(drop)
}

pub fn owe(
    tx: &cq_platform::db::Tx<'_>,
    bureau: &cq_platform::ids::BureauId,
    id: Uuid,
    person: PersonId,
    owner: StaffId,
    opens_on: &str,
    due_on: &str,
) -> cq_platform::Result<()> {
    let sql = "INSERT INTO task (bureau_id, id, person_id, owner_id, form, opens_on, due_on, next_on, state, tries, version)
        VALUES ($1, $2, $3, $4, 'home-visit', $5, $6, $6, 'open', 0, 1)";
    tx.execute_one(sql, &[bureau, &id, &person, &owner, &opens_on, &due_on])
}

pub fn hidden(page: &str, name: &str) -> String {
    page.split(&format!("name=\"{name}\" value=\""))
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap_or_default()
        .to_owned()
}

/// Looks at all that an event would do.
pub async fn look(clerk: &mut Browser<'_>, person: PersonId, fields: &[(&str, &str)]) -> Answer {
    clerk.get(&format!("/people/{person}/events/new?kind={}", fields[0].1)).await;
    clerk.post(&format!("/people/{person}/events/preview"), fields).await
}

/// Looks, and notes it as it was seen.
pub async fn note(clerk: &mut Browser<'_>, person: PersonId, fields: &[(&str, &str)]) -> String {
    let preview = look(clerk, person, fields).await;
    assert_eq!(preview.status, StatusCode::OK, "{}", preview.text());
    let page = preview.text();
    let seen = hidden(&page, "seen");
    let mut fields = fields.to_vec();
    fields.push(("seen", &seen));
    let noted = clerk.post(&format!("/people/{person}/events"), &fields).await;
    assert_eq!(noted.status, StatusCode::SEE_OTHER, "{}", noted.text());
    page
}

/// The address of the last event noted.
pub async fn last_event(world: &World) -> String {
    let bureau = world.bureau.id;
    let sql = "SELECT id FROM life_event WHERE bureau_id = $1 ORDER BY noted_at DESC, id DESC LIMIT 1";
    let (id,): (Uuid,) = world.app.db.read(move |conn| conn.one(sql, &[&bureau])).await.unwrap();
    format!("/events/{id}")
}

/// Takes an event back.
pub async fn undo(clerk: &mut Browser<'_>, event: &str) -> Answer {
    let page = clerk.get(event).await.text();
    let version = hidden(&page, "version");
    clerk.post(&format!("{event}/undo"), &[("version", &version), ("because", "记错了人")]).await
}

/// Some text from the database, one column a row.
pub async fn texts(world: &World, sql: &'static str, person: PersonId) -> Vec<String> {
    let bureau = world.bureau.id;
    let rows = world.app.db.read(move |conn| conn.list::<(String,)>(sql, &[&bureau, &person])).await.unwrap();
    rows.into_iter().map(|(text,)| text).collect()
}

/// Open tasks of somebody: form, owner and due day.
pub async fn owed(world: &World, person: PersonId) -> Vec<String> {
    let sql = "SELECT t.form || ' ' || s.name || ' ' || t.due_on FROM task t
        JOIN staff s ON s.bureau_id = t.bureau_id AND s.id = t.owner_id
        WHERE t.bureau_id = $1 AND t.person_id = $2 AND t.state = 'open' ORDER BY t.due_on, t.form";
    texts(world, sql, person).await
}

/// The task of that form that is owed to somebody.
pub async fn task_of(world: &World, person: PersonId, form: &'static str) -> Uuid {
    let bureau = world.bureau.id;
    let sql = "SELECT id FROM task WHERE bureau_id = $1 AND person_id = $2 AND form = $3";
    let (id,) = world.app.db.read(move |conn| conn.one(sql, &[&bureau, &person, &form])).await.unwrap();
    id
}
