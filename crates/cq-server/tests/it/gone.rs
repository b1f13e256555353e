//! Rows gone: what stood in the last ledger and stands in this one no more.

use axum::http::StatusCode;
use cq_platform::{messages::Lang, policy::Role};
use cq_registry::intake::{self, Brought, IntakeId, Options, Report, model::Outcome};
use cq_server::ledgers::LEDGERS;

use crate::world::{Browser, World, on_each_engine};

async fn take(world: &World, kind: &str, text: &str) -> Report {
    let brought = Brought {
        kind: kind.into(),
        file_name: "台账.csv".into(),
        bytes: text.as_bytes().to_vec(),
        as_of: None,
    };
    let options = Options { skip_bad: true, ..Options::default() };
    intake::run(&world.app, world.hand(Role::Clerk), LEDGERS, brought, options).await.unwrap()
}

/// Brings a file without taking it in.
async fn check(world: &World, kind: &str, text: &str) -> IntakeId {
    let brought = Brought {
        kind: kind.into(),
        file_name: "台账.csv".into(),
        bytes: text.as_bytes().to_vec(),
        as_of: None,
    };
    intake::actions::bring(&world.app, world.hand(Role::Clerk), LEDGERS, brought).await.unwrap()
}

/// Who is gone in a checked file, by name.
async fn gone(world: &World, id: IntakeId) -> Vec<String> {
    let act = world.hand(Role::Clerk);
    let read = move |conn: &cq_platform::db::Conn<'_>| {
        intake::store::rows_after(conn, act.bureau(), id, Outcome::Gone, 0, 1_000)
    };
    let rows = world.app.db.read(read).await.unwrap();
    let mut names: Vec<String> = rows.into_iter().map(|row| row.label).collect();
    names.sort();
    names
}

async fn gone_in(world: &World, text: &str) -> Vec<String> {
    gone(world, check(world, "people", text).await).await
}

async fn count(world: &World, sql: &'static str) -> i64 {
    let bureau = world.bureau.id;
    world.app.db.read(move |conn| conn.one::<(i64,)>(sql, &[&bureau])).await.unwrap().0
}

async fn execute(world: &World, sql: &'static str) {
    let bureau = world.bureau.id;
    world.app.db.write(move |tx| tx.execute(sql, &[&bureau])).await.unwrap();
}

fn version(page: &str) -> String {
    page.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

const HEAD: &str = "姓名,出生年月,人员类别,原工作单位,电话\n";

/// Rows of a unit: 甲一, 甲二, ….
fn rows(family: &str, unit: &str, numbers: impl IntoIterator<Item = usize>) -> String {
    const NUMBERS: &[&str] = &["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    let row = |n: usize| format!("{family}{},19{}-05,退休,{unit},1540000000{n}\n", NUMBERS[n], 30 + n);
    numbers.into_iter().map(row).collect()
}

fn ledger(parts: &[String]) -> String {
    format!("{HEAD}{}", parts.concat())
}

#[test]
fn who_stood_in_last_months_sheet_and_stands_in_it_no_more_is_shown_by_name() {
    on_each_engine(async |world| {
        let first = ledger(&[rows("甲", "农业局", 0..6), rows("乙", "教育局", 0..8)]);
        let report = take(&world, "people", &first).await;
        assert_eq!((report.counts.new, report.counts.gone), (14, 0), "nothing was before the first");
        let second = ledger(&[rows("甲", "农业局", [0, 1, 2, 4, 5]), rows("乙", "教育局", 0..8)]);
        let id = check(&world, "people", &second).await;
        assert_eq!(gone(&world, id).await, ["甲四"]);
        let mut clerk = world.signed_in(Role::Clerk).await;
        let page = clerk.get(&format!("/imports/{id}?show=gone")).await.text();
        assert!(page.contains("甲四") && page.contains("/events/new?kind=death"), "{page}");
        assert!(!page.contains("name=\"ending\""), "of people nothing ends with an import");
        let one = ledger(&[rows("乙", "教育局", 1..8)]);
        assert_eq!(gone_in(&world, &one).await, ["乙一"], "a ledger of one unit says nothing of the others");
        let three = ledger(&[rows("乙", "教育局", 0..2)]);
        assert_eq!(gone_in(&world, &three).await, [""; 0], "two rows are no list of eight");
    });
}

#[test]
fn a_sheet_too_short_to_be_the_list_says_that_nobody_was_looked_for() {
    on_each_engine(async |world| {
        let mut clerk = world.signed_in(Role::Clerk).await;
        let id = check(&world, "people", &ledger(&[rows("乙", "教育局", 0..9)])).await;
        let page = clerk.get(&format!("/imports/{id}?show=gone")).await.text();
        assert!(page.contains(world.app.messages.say(Lang::Zh, "intake-gone-first")), "{page}");
        take(&world, "people", &ledger(&[rows("乙", "教育局", 0..9)])).await;
        let id = check(&world, "people", &ledger(&[rows("乙", "教育局", 0..3)])).await;
        let page = clerk.get(&format!("/imports/{id}?show=gone")).await.text();
        assert!(page.contains("“教育局”这次只有 3 行，上次有 9 行，少得多，不当作整册"), "{page}");
        let empty = world.app.messages.say(Lang::Zh, "intake-gone-nobody");
        assert!(page.contains("<span class=\"count\">未比对</span>") && !page.contains(empty), "{page}");
        let id = check(&world, "people", &ledger(&[rows("乙", "教育局", 0..9)])).await;
        let page = clerk.get(&format!("/imports/{id}?show=gone")).await.text();
        assert!(page.contains(empty) && !page.contains("未比对"), "{page}");
    });
}

#[test]
fn whom_the_registry_knows_to_be_gone_or_elsewhere_is_not_missed() {
    on_each_engine(async |world| {
        let all = ledger(&[rows("甲", "农业局", 0..6), rows("乙", "教育局", 0..8)]);
        take(&world, "people", &all).await;
        let fewer = ledger(&[rows("甲", "农业局", 0..4), rows("乙", "教育局", 0..8)]);
        assert_eq!(gone_in(&world, &fewer).await, ["甲五", "甲六"]);
        execute(
            &world,
            "UPDATE person SET ended_on = '2026-10-01', ended_because = 'died' WHERE bureau_id = $1 AND name = '甲五'",
        )
        .await;
        assert_eq!(gone_in(&world, &fewer).await, ["甲六"], "the dead are not missed");
        execute(&world, "UPDATE person SET unit_id = NULL WHERE bureau_id = $1 AND name = '甲六'").await;
        assert_eq!(gone_in(&world, &fewer).await, [""; 0], "nor is who belongs to another unit");
    });
}

#[test]
fn a_row_that_is_wrong_is_there_all_the_same_and_a_new_namesake_is_told() {
    on_each_engine(async |world| {
        take(&world, "people", &ledger(&[rows("甲", "农业局", 0..6)])).await;
        let wrong = ledger(&[rows("甲", "农业局", 0..5), "甲 六,1935-05,退休,农业局,打不通\n".to_owned()]);
        assert_eq!(gone_in(&world, &wrong).await, [""; 0]);
        let otherwise =
            ledger(&[rows("甲", "农业局", 0..5), "甲六,1953-05,退休,农业局,15400000005\n".to_owned()]);
        let id = check(&world, "people", &otherwise).await;
        assert_eq!(gone(&world, id).await, ["甲六"]);
        let mut clerk = world.signed_in(Role::Clerk).await;
        let page = clerk.get(&format!("/imports/{id}?show=gone")).await.text();
        assert!(page.contains(world.app.messages.say(Lang::Zh, "intake-gone-namesake")), "{page}");
    });
}

#[test]
fn a_ledger_taken_back_is_no_last_ledger_and_additions_between_do_not_hide_it() {
    on_each_engine(async |world| {
        take(&world, "people", &ledger(&[rows("甲", "农业局", 0..6)])).await;
        let addition = take(&world, "people", &ledger(&[rows("甲", "农业局", 6..7)])).await;
        assert_eq!(addition.counts.gone, 0);
        let later = ledger(&[rows("甲", "农业局", 1..7)]);
        assert_eq!(
            gone_in(&world, &later).await,
            ["甲一"],
            "held against the list, not against the addition"
        );
        let more = take(&world, "people", &ledger(&[rows("甲", "农业局", 1..9)])).await;
        assert_eq!((more.counts.new, more.counts.gone), (2, 1));
        assert_eq!(
            gone_in(&world, &ledger(&[rows("甲", "农业局", 1..8)])).await,
            ["甲九"],
            "who was gone the last time already stood not in the last ledger"
        );
        let (act, id) = (world.hand(Role::Clerk), more.import.unwrap());
        intake::actions::undo(&world.app, act, LEDGERS, id, Lang::Zh).await.unwrap();
        assert_eq!(gone_in(&world, &later).await, ["甲一"], "what was taken back never was");
    });
}

/// What is gone equals what a clerk would find with two printed lists, for any lists.
#[test]
fn the_gone_are_the_served_of_the_units_listed_less_those_in_the_sheet() {
    const UNITS: [(&str, &str, usize); 3] = [("甲", "农业局", 10), ("乙", "教育局", 6), ("丙", "档案馆", 2)];
    on_each_engine(async |world| {
        let all: Vec<String> =
            UNITS.iter().map(|(family, unit, size)| rows(family, unit, 0..*size)).collect();
        take(&world, "people", &ledger(&all)).await;
        for seed in 0_u64..12 {
            let keeps = |unit: usize, n: usize| {
                let hash = (seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (unit * 11 + n);
                hash & 3 != 0 || n == 0
            };
            let in_sheet: Vec<Vec<usize>> = UNITS
                .iter()
                .enumerate()
                .map(|(at, (_, _, size))| {
                    let is_left_out = seed as usize % 4 == at;
                    (0..*size).filter(|n| !is_left_out && keeps(at, *n)).collect()
                })
                .collect();
            let parts = UNITS.iter().zip(&in_sheet);
            let sheet: Vec<String> = parts
                .map(|((family, unit, _), numbers)| rows(family, unit, numbers.iter().copied()))
                .collect();
            let listed = |at: usize| in_sheet[at].len() * 2 + 2 >= UNITS[at].2;
            let own: Vec<bool> = (0..3).map(|at| !in_sheet[at].is_empty() && listed(at)).collect();
            let most = own.iter().filter(|own| **own).count() * 2 >= 3;
            let mut expected = Vec::new();
            for (at, (family, unit, size)) in UNITS.iter().enumerate() {
                if own[at] || (most && in_sheet[at].is_empty()) {
                    let lacking = (0..*size).filter(|n| !in_sheet[at].contains(n));
                    let row = |n| rows(family, unit, [n]).split(',').next().unwrap().to_owned();
                    expected.extend(lacking.map(row));
                }
            }
            expected.sort();
            assert_eq!(gone_in(&world, &ledger(&sheet)).await, expected, "seed {seed}: {in_sheet:?}");
        }
    });
}

const MEMBERS: &str = "姓名,所在组织,加入时间,职务\n甲一,第一支部,2020-05,书记\n甲二,第一支部,2020-05,组织委员\n甲三,第一支部,2021,\n甲四,第一支部,2021,\n";
const OPEN: &str = "SELECT COUNT(*) FROM membership WHERE bureau_id = $1 AND until IS NULL";
const HELD: &str = "SELECT COUNT(*) FROM post WHERE bureau_id = $1 AND until IS NULL";

async fn branch(world: &World) {
    take(world, "people", &ledger(&[rows("甲", "农业局", 0..6)])).await;
    take(world, "branches", "党组织名称,组织类别,上级党组织\n第一支部,支部,\n").await;
    let report = take(world, "memberships", MEMBERS).await;
    assert_eq!(report.counts.new, 4, "{:?}", report.errors);
}

/// Brings the members without 甲二; returns the address and the page of those gone.
async fn fewer(world: &World, clerk: &mut Browser<'_>, more: &str) -> (String, String) {
    let text = format!("{}{more}", MEMBERS.replace("甲二,第一支部,2020-05,组织委员\n", ""));
    let id = check(world, "memberships", &text).await;
    let address = format!("/imports/{id}");
    let page = clerk.get(&format!("{address}?show=gone")).await.text();
    assert!(page.contains("甲二 第一支部"), "{page}");
    (address, page)
}

fn row(page: &str) -> String {
    page.split("name=\"row\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[test]
fn a_membership_gone_ends_by_a_tick_with_the_import_and_comes_back_with_its_undoing() {
    on_each_engine(async |world| {
        branch(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let (address, page) = fewer(&world, &mut clerk, "").await;
        let stays = clerk.post(&format!("{address}/done"), &[("version", &version(&page))]).await;
        assert_eq!(stays.status, StatusCode::UNPROCESSABLE_ENTITY, "nothing ends by itself");
        let number = row(&page);
        let tick = [("version", version(&page)), ("row", number.clone()), ("ending", number.clone())];
        let at = format!("{address}/gone?show=gone");
        let to = |day: &str| -> Vec<(String, String)> {
            let tick = tick.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
            tick.chain([("until".to_owned(), day.to_owned())]).collect()
        };
        for wrong in ["2019-01-01", "2030-01-01", "", "昨天"] {
            let fields = to(wrong);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            let refused = clerk.post(&at, &fields).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
            let kept = refused.text();
            assert!(
                kept.contains(&format!(
                    "name=\"ending\" value=\"{number}\" aria-label=\"甲二 第一支部\" checked"
                )),
                "{kept}"
            );
        }
        let fields = to("2026-10-31");
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let kept = clerk.post(&at, &fields).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text());
        assert_eq!(
            clerk.post(&at, &fields).await.status,
            StatusCode::CONFLICT,
            "of two who tick one is first"
        );
        assert_eq!((count(&world, OPEN).await, count(&world, HELD).await), (4, 2), "nothing is written yet");
        let page = clerk.get(&format!("{address}?show=gone")).await.text();
        assert!(page.contains("2026年10月31日"), "{page}");
        let done = clerk.post(&format!("{address}/done"), &[("version", &version(&page))]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        assert_eq!((count(&world, OPEN).await, count(&world, HELD).await), (3, 1));
        let undone = clerk.post(&format!("{address}/undo"), &[]).await;
        assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.text());
        assert_eq!((count(&world, OPEN).await, count(&world, HELD).await), (4, 2), "with the post");
    });
}

#[test]
fn an_end_that_no_longer_holds_stops_the_whole_import() {
    on_each_engine(async |world| {
        branch(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let (address, page) = fewer(&world, &mut clerk, "甲五,第一支部,2022,\n").await;
        let number = row(&page);
        let fields = [
            ("version", version(&page)),
            ("row", number.clone()),
            ("ending", number),
            ("until", "2026-10-31".to_owned()),
        ];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        clerk.post(&format!("{address}/gone?show=gone"), &fields).await;
        let page = clerk.get(&address).await.text();
        execute(
            &world,
            "UPDATE membership SET until = '2026-09-01', ended_because = 'left', version = version + 1 WHERE bureau_id = $1
            AND person_id = (SELECT id FROM person WHERE bureau_id = $1 AND name = '甲二')",
        )
        .await;
        let stale = clerk.post(&format!("{address}/done"), &[("version", &version(&page))]).await;
        assert!(stale.to.unwrap().contains("rechecked"));
        assert_eq!(
            count(&world, "SELECT COUNT(*) FROM membership WHERE bureau_id = $1").await,
            4,
            "all or nothing"
        );
        let page = clerk.get(&address).await.text();
        assert!(!page.contains("随这次导入结束"), "whoever ended already ends no more: {page}");
        clerk.post(&format!("{address}/done"), &[("version", &version(&page))]).await;
        assert_eq!(count(&world, OPEN).await, 4);
        execute(
            &world,
            "UPDATE membership SET until = NULL, ended_because = NULL, version = version + 1 WHERE bureau_id = $1
            AND person_id = (SELECT id FROM person WHERE bureau_id = $1 AND name = '甲二')",
        )
        .await;
        assert_eq!(count(&world, OPEN).await, 5);
    });
}

#[test]
fn other_ledgers_name_what_they_lack_too() {
    on_each_engine(async |world| {
        take(&world, "units", "单位名称,单位性质\n农业局,机关\n教育局,机关\n一中,事业\n").await;
        let id = check(&world, "units", "单位名称,单位性质\n农业局,机关\n一中,事业\n").await;
        assert_eq!(gone(&world, id).await, ["教育局"]);
        take(&world, "branches", "党组织名称,组织类别,上级党组织\n第一支部,支部,\n第二支部,支部,\n").await;
        let id = check(&world, "branches", "党组织名称,组织类别,上级党组织\n第一支部,支部,\n").await;
        assert_eq!(gone(&world, id).await, ["第二支部"]);
    });
}
