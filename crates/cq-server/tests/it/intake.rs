//! Ledgers taken in: a bureau's own files, with everything that is wrong with them.

mod as_of;
mod bad_input;
mod bureau;
mod cell;
mod doubt;
mod family;
mod file;
mod named;
mod roll;
mod undo;

use axum::http::StatusCode;
use cq_platform::{Error, messages::Lang, policy::Role};
use cq_registry::{
    intake::{self, Brought, Options, Report},
    person::PersonId,
};
use cq_server::ledgers::LEDGERS;

use crate::world::{Answer, Browser, World, on_each_engine};

fn csv(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

async fn run(world: &World, kind: &str, bytes: Vec<u8>, options: Options) -> Result<Report, Error> {
    let brought = Brought { kind: kind.into(), file_name: "台账.xlsx".into(), bytes, as_of: None };
    intake::run(&world.app, world.hand(Role::Clerk), LEDGERS, brought, options).await
}

async fn run_bad(world: &World, kind: &str, bytes: Vec<u8>) -> Report {
    run(world, kind, bytes, Options { skip_bad: true, new_names: true, ..Options::default() }).await.unwrap()
}

async fn count(world: &World, sql: &'static str) -> i64 {
    let bureau = world.bureau.id;
    world.app.db.read(move |conn| conn.one::<(i64,)>(sql, &[&bureau])).await.unwrap().0
}

async fn people(world: &World) -> i64 {
    count(world, "SELECT COUNT(*) FROM person WHERE bureau_id = $1").await
}

/// What a message says, up to its first argument.
fn said(world: &World, key: &str) -> String {
    world.app.messages.say(Lang::Zh, key).to_owned()
}

async fn bring(browser: &mut Browser<'_>, kind: &str, bytes: &[u8]) -> Answer {
    browser.get(&format!("/imports/new?kind={kind}")).await;
    browser.upload("/imports", &[("kind", kind)], "人员台账.xlsx", bytes).await
}

/// Brings a file that can be read; returns the address of its check page, and the page.
async fn brought(browser: &mut Browser<'_>, kind: &str, bytes: &[u8]) -> (String, String) {
    let answer = bring(browser, kind, bytes).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let address = answer.to.unwrap();
    let page = browser.get(&address).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    (address, page.text())
}

/// Says that whatever the file names and the registry does not have is new; returns the page since.
async fn all_new(browser: &mut Browser<'_>, address: &str) -> String {
    let said = browser.post(&format!("{address}/columns"), &[("names", "said"), ("all", "yes")]).await;
    assert_eq!(said.to, Some(format!("{address}?notice=notice-intake-names")), "{}", said.text());
    browser.get(address).await.text()
}

/// Brings people and takes them in, whatever they name; returns the address of the import.
async fn take_in(browser: &mut Browser<'_>, ledger: &[u8]) -> String {
    let (address, _) = brought(browser, "people", ledger).await;
    let page = all_new(browser, &address).await;
    browser.post(&format!("{address}/done"), &[("version", &version(&page))]).await;
    address
}

async fn execute(world: &World, sql: &'static str) {
    let bureau = world.bureau.id;
    world.app.db.write(move |tx| tx.execute(sql, &[&bureau])).await.unwrap();
}

async fn one_person(world: &World) -> PersonId {
    let bureau = world.bureau.id;
    let sql = "SELECT id FROM person WHERE bureau_id = $1 ORDER BY id LIMIT 1";
    world.app.db.read(move |conn| conn.one::<(PersonId,)>(sql, &[&bureau])).await.unwrap().0
}

fn version(page: &str) -> String {
    page.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

const TWO: &str = "姓名,身份证号码,人员类别,电话\n王晓明,11010519491231002X,退休,15400000001\n李桂兰,440524193601010014,遗属,15400000002\n";

#[test]
fn a_clerk_checks_takes_in_and_takes_back() {
    on_each_engine(async |world| {
        let mut browser = world.signed_in(Role::Clerk).await;
        let (address, page) = brought(&mut browser, "people", &csv(TWO)).await;
        assert!(
            page.contains("110***********002X") && !page.contains("11010519491231002X"),
            "numbers are masked"
        );
        assert_eq!(people(&world).await, 0, "a check changes nothing");
        let fields = [("version", version(&page))];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let done = browser.post(&format!("{address}/done"), &fields).await;
        assert_eq!(done.to, Some(format!("{address}?notice=notice-intake-done")), "{}", done.text());
        assert_eq!(people(&world).await, 2);
        assert_eq!(
            browser.post(&format!("{address}/done"), &fields).await.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "once is enough"
        );
        let kept =
            count(&world, "SELECT COUNT(*) FROM intake WHERE bureau_id = $1 AND content IS NOT NULL").await;
        assert_eq!(kept, 0, "the file is not kept any longer than needed");
        let (_, again) = brought(&mut browser, "people", &csv(TWO)).await;
        assert!(again.contains("已经导入过了"), "{again}");
        let undone = browser.post(&format!("{address}/undo"), &[]).await;
        assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.text());
        assert_eq!(people(&world).await, 0);
        assert_eq!(count(&world, "SELECT COUNT(*) FROM search_term WHERE bureau_id = $1").await, 0);
        assert_eq!(
            browser.post(&format!("{address}/undo"), &[]).await.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "once is enough"
        );
    });
}

#[test]
fn the_second_of_two_clerks_looks_again_before_anything_is_written() {
    let other = TWO.replace("15400000001", "15400007777");
    on_each_engine(async |world| {
        let mut first = world.signed_in_as(Role::Clerk, "zhao", None).await;
        let mut second = world.signed_in_as(Role::Clerk, "qian", None).await;
        let (one, one_page) = brought(&mut first, "people", &csv(TWO)).await;
        let (two, two_page) = brought(&mut second, "people", &csv(&other)).await;
        first.post(&format!("{one}/done"), &[("version", &version(&one_page))]).await;
        let stale = second.post(&format!("{two}/done"), &[("version", &version(&two_page))]).await;
        assert_eq!(stale.to, Some(format!("{two}?notice=notice-warn-intake-rechecked")), "{}", stale.text());
        assert_eq!(
            count(&world, "SELECT COUNT(*) FROM person WHERE bureau_id = $1 AND phone = '15400007777'").await,
            0
        );
        let fresh = second.get(&two).await.text();
        assert!(
            fresh.contains("15400000001") && fresh.contains("15400007777"),
            "what the first wrote, and what the second would"
        );
        let old = second.post(&format!("{two}/done"), &[("version", &version(&two_page))]).await;
        assert_eq!(old.status, StatusCode::CONFLICT, "the page of before the second look decides nothing");
        second.post(&format!("{two}/done"), &[("version", &version(&fresh))]).await;
        assert_eq!(
            count(&world, "SELECT COUNT(*) FROM person WHERE bureau_id = $1 AND phone = '15400007777'").await,
            1
        );
    });
}

#[test]
fn only_clerks_bring_ledgers_and_everything_stands_in_the_log() {
    on_each_engine(async |world| {
        let brought =
            || Brought { kind: "people".into(), file_name: "a.csv".into(), bytes: csv(TWO), as_of: None };
        for role in [Role::Doctor, Role::Leader, Role::Auditor, Role::Admin] {
            let refused =
                intake::run(&world.app, world.hand(role), LEDGERS, brought(), Options::default()).await;
            assert!(matches!(refused, Err(Error::Forbidden)), "{role}");
        }
        let report = run(&world, "people", csv(TWO), Options::default()).await.unwrap();
        let mut browser = world.signed_in(Role::Clerk).await;
        browser.get(&format!("/imports/{}", report.import.unwrap())).await;
        browser.get(&format!("/imports/{}/failed.xlsx", report.import.unwrap())).await;
        browser.post(&format!("/imports/{}/undo", report.import.unwrap()), &[]).await;
        for action in ["intake.apply", "intake.view", "intake.failed", "intake.undo"] {
            let bureau = world.bureau.id;
            const SQL: &str = "SELECT COUNT(*) FROM audit_entry WHERE bureau_id = $1 AND action = $2";
            let (entries,) =
                world.app.db.read(move |conn| conn.one::<(i64,)>(SQL, &[&bureau, &action])).await.unwrap();
            assert_eq!(entries, 1, "{action}");
        }
    });
}
