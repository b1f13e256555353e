//! Bylaws: one writes, another publishes; the pages of what is governed name the version of their day; who has read it is known by name.

use axum::http::StatusCode;
use cq_bylaw::bylaw::{
    BylawId, VersionId, Workflow, actions,
    model::{Kind, Wording},
    store,
};
use cq_platform::{
    Error,
    actor::{Act, Actor},
    db::Tx,
    ids::{AccountId, StaffId},
    policy::Role,
};
use jiff::{ToSpan, civil::Date};

use crate::world::{World, on_each_engine};

const TITLE: &str = "首接负责办法";

/// The hand of the account of that login.
async fn hand(world: &World, role: Role, login: &'static str) -> Act {
    let bureau = world.bureau.id;
    let found = world.app.db.read(move |conn| cq_platform::identity::store::find(conn, &bureau, login)).await;
    let account: AccountId = found.unwrap().unwrap().id;
    let actor = cq_server::cli::user::program_as(&world.bureau, role);
    world.app.act(Actor { account: Some(account), name: login.into(), ..actor })
}

/// A clerk and a leader who can sign in.
async fn two(world: &World) -> [Act; 2] {
    for (login, role) in [("执笔人", Role::Clerk), ("核对人", Role::Leader)] {
        world.signed_in_as(role, login, None).await;
    }
    [hand(world, Role::Clerk, "执笔人").await, hand(world, Role::Leader, "核对人").await]
}

fn wording(from_on: Date, body: &str) -> Wording {
    Wording {
        title: TITLE.into(),
        number: "长老干〔2026〕3 号".into(),
        kind: Kind::Measure,
        issuer: "长庆老干部局".into(),
        body: body.into(),
        governs: vec![Workflow::Case, Workflow::Errand, Workflow::Purse, Workflow::Relief],
        readers: vec![Role::Clerk, Role::Leader, Role::Doctor],
        from_on,
    }
}

/// A document with one version, in force since the beginning of the year.
async fn published(world: &World, [clerk, leader]: &[Act; 2]) -> (BylawId, VersionId) {
    let (clerk, leader) = (clerk.clone(), leader.clone());
    let since = Date::constant(2026, 1, 1);
    let work = move |tx: &Tx<'_>| {
        let made = actions::create(tx, &clerk, &wording(since, "谁先接到谁负责到底。\n三个工作日内回话。"))?;
        actions::publish(tx, &leader, made.1, 1)?;
        Ok(made)
    };
    world.app.db.write(work).await.unwrap()
}

/// For the matrix: a document with its version.
pub async fn sample(world: &World) -> (BylawId, VersionId) {
    published(world, &two(world).await).await
}

async fn found(world: &World, id: VersionId) -> store::Found {
    let bureau = world.bureau.id;
    world.app.db.read(move |conn| store::find(conn, &bureau, id)).await.unwrap().unwrap()
}

#[test]
fn two_publish_at_once_and_the_second_is_told_who_was_first() {
    on_each_engine(async |world| {
        let [clerk, leader] = two(&world).await;
        world.signed_in_as(Role::Admin, "管理员", None).await;
        let admin = hand(&world, Role::Admin, "管理员").await;
        let (writer, today) = (clerk.clone(), clerk.today());
        let write = move |tx: &Tx<'_>| actions::create(tx, &writer, &wording(today, "谁先接到谁负责到底。"));
        let (_, id) = world.app.db.write(write).await.unwrap();
        let own = world.app.db.write(move |tx| actions::publish(tx, &clerk, id, 1)).await;
        assert!(matches!(own, Err(Error::Refused(text)) if text.key == "bylaw-refused-own"));
        let publish = |act: Act| world.app.db.write(move |tx| actions::publish(tx, &act, id, 1));
        let (one, other) = tokio::join!(publish(leader), publish(admin));
        let lost = match (one, other) {
            (Ok(()), Err(error)) | (Err(error), Ok(())) => error,
            (one, other) => panic!("one wins: {one:?} {other:?}"),
        };
        let Error::Overtaken(text) = lost else { panic!("told who was first: {lost:?}") };
        assert_eq!(text.key, "bylaw-overtaken-published");
        let winner = found(&world, id).await.published.unwrap().0;
        assert!(format!("{:?}", text.args).contains(&winner), "{text:?} names {winner}");
    });
}

#[test]
fn the_database_lets_nobody_publish_their_own_and_nothing_published_change() {
    on_each_engine(async |world| {
        let hands = two(&world).await;
        let (bylaw, id) = published(&world, &hands).await;
        let [clerk, leader] = hands;
        let (act, day) = (clerk.clone(), clerk.today());
        let change =
            move |tx: &Tx<'_>| actions::change(tx, &act, id, 2, &wording(day, "另一种说法，另一种说法。"));
        assert!(matches!(world.app.db.write(change).await, Err(Error::Conflict)));
        let before = found(&world, id).await;
        let (act, version) = (clerk.clone(), before.version.clone());
        let change =
            move |tx: &Tx<'_>| store::change(tx, &act, &version, &wording(day, "另一种说法，另一种说法。"));
        assert!(world.app.db.write(change).await.is_err(), "no statement changes what is published");
        assert_eq!(found(&world, id).await.wording, before.wording);
        // A second draft of one document waits for the first.
        let (act, tomorrow) = (clerk.clone(), day.saturating_add(1.day()));
        let draft =
            move |tx: &Tx<'_>| actions::draft(tx, &act, bylaw, &wording(tomorrow, "谁先接到谁负责到底。"));
        let next = world.app.db.write(draft).await.unwrap();
        let act = leader.clone();
        let again = move |tx: &Tx<'_>| {
            actions::draft(tx, &Act::clone(&act), bylaw, &wording(tomorrow, "又一份又一份又一份。"))
        };
        let refused = world.app.db.write(again).await;
        assert!(matches!(refused, Err(Error::Forbidden)), "a leader writes none");
        let act = clerk.clone();
        let again =
            move |tx: &Tx<'_>| actions::draft(tx, &act, bylaw, &wording(tomorrow, "又一份又一份又一份。"));
        assert!(matches!(world.app.db.write(again).await, Err(Error::Overtaken(_))));
        let mine = found(&world, next).await.version;
        let forced = cq_bylaw::bylaw::model::Version {
            state: cq_bylaw::bylaw::model::State::Published { edition: 2, by: mine.writer },
            ..mine
        };
        let act = clerk.clone();
        let by = forced.writer;
        let force = move |tx: &Tx<'_>| store::save(tx, &act, &forced, by, "");
        assert!(world.app.db.write(force).await.is_err(), "by another, says the database");
    });
}

#[test]
fn what_was_read_is_noted_once_and_who_has_not_is_named() {
    on_each_engine(async |world| {
        let hands = two(&world).await;
        let (bylaw, id) = published(&world, &hands).await;
        let [clerk, leader] = hands;
        let reading = |act: &Act| {
            let act = act.clone();
            world.app.db.write(move |tx| actions::read(tx, &act, id))
        };
        let unread = |act: &Act| {
            let act = act.clone();
            world.app.db.read(move |conn| actions::unread(conn, &act))
        };
        assert_eq!(unread(&clerk).await.unwrap().len(), 1);
        let (one, other) = tokio::join!(reading(&clerk), reading(&clerk));
        assert!(one.is_ok() && other.is_ok());
        let first = coverage(&world, &leader, bylaw, id).await;
        world.at("2026-12-20T02:00:00Z");
        let later = hand(&world, Role::Clerk, "执笔人").await;
        reading(&later).await.unwrap();
        let second = coverage(&world, &leader, bylaw, id).await;
        assert_eq!(first, second, "the first time stands");
        assert!(unread(&clerk).await.unwrap().is_empty());
        let names: Vec<(&str, bool)> = first.iter().map(|(name, at)| (name.as_str(), at.is_some())).collect();
        assert_eq!(names, [("执笔人", true), ("核对人", false)]);
        // Who does not have to read it is not reminded, and may say that they have.
        world.signed_in_as(Role::Auditor, "审计员", None).await;
        let auditor = hand(&world, Role::Auditor, "审计员").await;
        assert!(unread(&auditor).await.unwrap().is_empty());
        reading(&auditor).await.unwrap();
        assert_eq!(coverage(&world, &leader, bylaw, id).await.len(), 3);
        let act = auditor.clone();
        let names = world.app.db.read(move |conn| actions::coverage(conn, &act, bylaw, id).map(drop)).await;
        assert!(matches!(names, Err(Error::Forbidden)));
    });
}

type Names = Vec<(String, Option<jiff::Timestamp>)>;

async fn coverage(world: &World, act: &Act, bylaw: BylawId, id: VersionId) -> Names {
    let act = act.clone();
    let shown = world.app.db.read(move |conn| actions::coverage(conn, &act, bylaw, id)).await.unwrap();
    let mut names: Names = shown.readers.into_iter().map(|reader| (reader.name, reader.read_at)).collect();
    names.sort();
    names
}

#[test]
fn a_case_is_done_by_the_version_of_its_day() {
    on_each_engine(async |world| {
        let hands = two(&world).await;
        let (bylaw, _) = published(&world, &hands).await;
        let [clerk, leader] = hands;
        let desk = crate::desk::Desk::of(&world).await;
        let (case, _) = crate::cases::sample(&world, desk.his, desk.doctor).await;
        let errand = crate::errands::sample(&world, desk.his, desk.doctor).await;
        let tomorrow = clerk.today().saturating_add(1.day());
        let next = move |tx: &Tx<'_>| {
            let id = actions::draft(
                tx,
                &clerk,
                bylaw,
                &wording(tomorrow, "谁先接到谁负责到底。\n两个工作日内回话。"),
            )?;
            actions::publish(tx, &leader, id, 1).map(|()| id)
        };
        let id = world.app.db.write(next).await.unwrap();
        world.at(&format!("{}T02:00:00Z", tomorrow.saturating_add(3.days())));
        let mut browser = world.signed_in(Role::Clerk).await;
        for path in
            [format!("/cases/{case}"), format!("/errands/{errand}"), format!("/errands/{errand}/money")]
        {
            let page = browser.get(&path).await.text();
            assert!(page.contains("《首接负责办法》第 1 版"), "{path}");
            assert!(!page.contains("第 2 版"), "{path} is done by the version of its day");
            assert!(page.contains("当天执行的版本"), "{path} says that another holds today");
        }
        for path in ["/cases/new", "/settings/cases", "/errands/new", "/relief/new", "/settings/relief"] {
            let page = browser.get(path).await.text();
            assert!(page.contains("《首接负责办法》第 2 版"), "{path}");
            assert!(page.contains(&format!("/bylaws/{bylaw}/versions/{id}")), "{path} leads there");
        }
        let changes = browser.get(&format!("/bylaws/{bylaw}/versions/{id}/changes")).await.text();
        assert!(changes.contains("三个工作日内回话。</del>") && changes.contains("两个工作日内回话。</ins>"));
        assert!(changes.contains("<p>谁先接到谁负责到底。</p>"));
    });
}

#[test]
fn a_draft_is_seen_by_who_writes_and_publishes_and_nobody_else() {
    on_each_engine(async |world| {
        let [clerk, _] = two(&world).await;
        let today = clerk.today();
        let write = move |tx: &Tx<'_>| actions::create(tx, &clerk, &wording(today, "谁先接到谁负责到底。"));
        let (bylaw, id) = world.app.db.write(write).await.unwrap();
        let address = format!("/bylaws/{bylaw}/versions/{id}");
        let staff: Option<StaffId> = None;
        for (role, expected) in [
            (Role::Clerk, StatusCode::OK),
            (Role::Leader, StatusCode::OK),
            (Role::Admin, StatusCode::OK),
            (Role::Auditor, StatusCode::NOT_FOUND),
        ] {
            let mut browser = world.signed_in_as(role, role.as_str(), staff).await;
            assert_eq!(browser.get(&address).await.status, expected, "{role}");
            let list = browser.get("/bylaws?show=draft").await.text();
            assert_eq!(list.contains(TITLE), expected == StatusCode::OK, "{role}");
            assert!(!browser.get("/cases/new").await.text().contains(TITLE), "a draft is no basis");
        }
    });
}

#[test]
fn a_draft_says_at_its_field_what_is_wrong_and_keeps_nothing_of_it() {
    on_each_engine(async |world| {
        let mut clerk = world.signed_in(Role::Clerk).await;
        let right = [
            ("title", "《值班规定》"),
            ("number", "长老干〔2026〕7 号"),
            ("kind", "provision"),
            ("issuer", "长庆老干部局"),
            ("from_on", "2026-12-01"),
            ("governs", "case"),
            ("readers", "clerk"),
            ("body", "  每天有人值班。  \n\n电话响三声之内接起来。"),
        ];
        let long = "字".repeat(30_001);
        let many = "段\n".repeat(501);
        for (field, wrong) in [
            ("title", ""),
            ("title", "长"),
            ("number", "\u{202e}号号"),
            ("kind", "law"),
            ("issuer", ""),
            ("from_on", "2026-02-30"),
            ("governs", "everything"),
            ("readers", ""),
            ("readers", "elder"),
            ("body", "短"),
            ("body", long.as_str()),
            ("body", many.as_str()),
        ] {
            let typed = right.map(|(name, value)| (name, if name == field { wrong } else { value }));
            let answer = clerk.post("/bylaws", &typed).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
            assert!(answer.text().contains(&format!("href=\"#f-{field}\"")), "{field} is where it is said");
        }
        let bureau = world.bureau.id;
        let none = world.app.db.read(move |conn| store::list(conn, &bureau)).await.unwrap();
        assert!(none.is_empty(), "nothing is kept");
        let made = clerk.post("/bylaws", &right).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER);
        let page = clerk.get(&made.to.unwrap()).await.text();
        assert!(
            page.contains("《值班规定》草稿")
                && page.contains("<p>每天有人值班。</p><p>电话响三声之内接起来。</p>")
        );
    });
}
