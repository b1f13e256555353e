//! A ledger that tells of an earlier day: what it changes counts from then, and what changed since is newer.

use axum::http::StatusCode;
use cq_platform::{
    messages::Lang,
    policy::{Role, Scope},
};
use cq_registry::{
    intake::{self, Brought, IntakeId, Options},
    person::{Facts, PersonId, actions, store},
};
use cq_server::ledgers::LEDGERS;
use jiff::civil::{Date, date};

use super::{csv, said};
use crate::{
    person::register,
    world::{World, on_each_engine},
};

const HEAD: &str = "姓名,出生年月,人员类别,职级,家庭住址,联系电话\n";
const MONTH_END: Date = date(2026, 10, 31);

async fn take(world: &World, row: &str, as_of: Option<Date>) -> IntakeId {
    let bytes = csv(&format!("{HEAD}{row}\n"));
    let brought = Brought { kind: "people".into(), file_name: "十月底.csv".into(), bytes, as_of };
    let report =
        intake::run(&world.app, world.hand(Role::Clerk), LEDGERS, brought, Options::default()).await.unwrap();
    assert!(report.errors.is_empty(), "{:?}", report.errors);
    report.import.unwrap()
}

async fn facts(world: &World, person: PersonId) -> Facts {
    let act = world.hand(Role::Clerk);
    let read = move |conn: &cq_platform::db::Conn<'_>| {
        let person = store::find(conn, &Scope::BUREAU, act.bureau(), person)?.unwrap();
        store::facts(conn, act.bureau(), &act.secrets, &person)
    };
    world.app.db.read(read).await.unwrap()
}

/// What is kept of the past, as `field until value`.
async fn past(world: &World, person: PersonId) -> Vec<String> {
    let bureau = world.bureau.id;
    let sql = "SELECT field, held_until, value FROM person_past WHERE bureau_id = $1 AND person_id = $2
        ORDER BY bureau_id, person_id, field, held_until";
    let read = move |conn: &cq_platform::db::Conn<'_>| {
        conn.list::<(String, String, Option<String>)>(sql, &[&bureau, &person])
    };
    let rows = world.app.db.read(read).await.unwrap().into_iter();
    rows.map(|(field, until, value)| format!("{field} {until} {}", value.unwrap_or_default())).collect()
}

async fn wang(world: &World) -> PersonId {
    let known = Facts {
        born: "1949-12".parse().ok(),
        rank: "142".parse().ok(),
        address: Some("教育局宿舍".into()),
        ..crate::person::known("王晓明")
    };
    register(world, &known).await
}

#[test]
fn what_a_ledger_changes_counts_from_its_day_and_what_changed_since_stays() {
    on_each_engine(async |world| {
        let person = wang(&world).await;
        let before = facts(&world, person).await;
        let moved = Facts { address: Some("幸福小区".into()), ..before.clone() };
        let record = {
            let act = world.hand(Role::Clerk);
            let find = move |conn: &cq_platform::db::Conn<'_>| {
                store::find(conn, &Scope::BUREAU, act.bureau(), person)
            };
            world.app.db.read(find).await.unwrap().unwrap()
        };
        actions::change(&world.app, &world.hand(Role::Clerk), record, &before, moved).await.unwrap();
        let dates = past(&world, person).await;

        let id = take(&world, "王晓明,1949.12,退休,正科级,教育局宿舍,", Some(MONTH_END)).await;
        let after = facts(&world, person).await;
        assert_eq!(after.address.as_deref(), Some("幸福小区"), "the move came after the ledger's day");
        assert_eq!(after.rank.map(|rank| rank.to_string()).as_deref(), Some("141"));
        assert!(
            past(&world, person).await.contains(&"rank 2026-10-31 142".to_owned()),
            "{:?}",
            past(&world, person).await
        );

        let act = world.hand(Role::Clerk);
        intake::actions::undo(&world.app, act, LEDGERS, id, Lang::Zh).await.unwrap();
        assert_eq!(past(&world, person).await, dates, "undone, the past is as it was");
    });
}

#[test]
fn without_a_day_the_ledger_tells_of_today() {
    on_each_engine(async |world| {
        let person = wang(&world).await;
        take(&world, "王晓明,1949.12,退休,正科级,教育局宿舍,", None).await;
        let today = world.hand(Role::Clerk).today();
        assert!(past(&world, person).await.contains(&format!("rank {today} 142")));
    });
}

#[test]
fn a_day_to_come_is_refused_at_its_field_and_a_day_past_is_said_on_the_page() {
    on_each_engine(async |world| {
        wang(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        clerk.get("/imports/new?kind=people").await;
        let bytes = csv(&format!("{HEAD}王晓明,1949.12,退休,正科级,教育局宿舍,\n"));
        let fields = |day| [("kind", "people"), ("as_of", day)];
        let refused = clerk.upload("/imports", &fields("2031-01-01"), "a.csv", &bytes).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains(&said(&world, "intake-as-of-ahead")));
        let brought = clerk.upload("/imports", &fields("2026-10-31"), "a.csv", &bytes).await;
        let address = brought.to.unwrap();
        let page = clerk.get(&address).await.text();
        assert!(page.contains("台账日期：2026年10月31日"), "{page}");
        // A ledger whose changes have no days promises nothing about one.
        let units = [("kind", "units"), ("as_of", "2026-10-31")];
        let brought =
            clerk.upload("/imports", &units, "b.csv", &csv("单位名称,单位性质\n教育局,机关\n")).await;
        let other = clerk.get(&brought.to.unwrap()).await.text();
        assert!(!other.contains("台账日期"), "{other}");
        // A second look keeps the day.
        clerk.post(&format!("{address}/columns"), &[]).await;
        assert!(clerk.get(&address).await.text().contains("台账日期：2026年10月31日"));
    });
}

#[test]
fn the_second_number_of_a_cell_is_kept_and_found_by() {
    on_each_engine(async |world| {
        let person = wang(&world).await;
        take(&world, "王晓明,1949.12,退休,副科级,教育局宿舍,13800004417（本人）/0531-82011234 女儿", None)
            .await;
        let known = facts(&world, person).await;
        assert_eq!(
            (known.phone.as_deref(), known.other_phone.as_deref()),
            (Some("13800004417"), Some("053182011234"))
        );
        let mut clerk = world.signed_in(Role::Clerk).await;
        for typed in ["0531820", "1234", "wxm+1234"] {
            let found = clerk.get(&format!("/people/search?q={typed}")).await.text();
            assert!(found.contains("王晓明"), "{typed}: {found}");
        }
        // One number alone says nothing of the other.
        take(&world, "王晓明,1949.12,退休,副科级,教育局宿舍,13800004418", None).await;
        let known = facts(&world, person).await;
        assert_eq!(
            (known.phone.as_deref(), known.other_phone.as_deref()),
            (Some("13800004418"), Some("053182011234"))
        );
    });
}
