//! Ledgers of units, branches, clubs and members: taken in, taken in again, mended, taken back.

use axum::http::StatusCode;
use cq_demo::Scale;
use cq_platform::{messages::Lang, policy::Role};
use cq_registry::intake::{self, Brought, Options, Report};
use cq_server::ledgers::LEDGERS;
use jiff::civil::date;

use crate::world::{World, on_each_engine};

async fn take(world: &World, kind: &str, bytes: Vec<u8>) -> Report {
    let brought = Brought { kind: kind.into(), file_name: format!("{kind}.csv"), bytes, as_of: None };
    let options = Options { skip_bad: true, new_names: true, ..Options::default() };
    intake::run(&world.app, world.hand(Role::Clerk), LEDGERS, brought, options).await.unwrap()
}

async fn csv(world: &World, kind: &str, text: &str) -> Report {
    take(world, kind, text.as_bytes().to_vec()).await
}

fn counts(report: &Report) -> (i64, i64, i64, i64) {
    let counts = report.counts;
    (counts.new, counts.changed, counts.same, counts.wrong)
}

fn codes(report: &Report) -> Vec<&str> {
    report.errors.iter().map(|error| error.code.as_str()).collect()
}

async fn undo(world: &World, report: &Report) -> Result<(), cq_platform::Error> {
    let (act, id) = (world.hand(Role::Clerk), report.import.unwrap());
    intake::actions::undo(&world.app, act, LEDGERS, id, Lang::Zh).await
}

async fn count(world: &World, sql: &'static str) -> i64 {
    let bureau = world.bureau.id;
    world.app.db.read(move |conn| conn.one::<(i64,)>(sql, &[&bureau])).await.unwrap().0
}

const MEMBERS: &str = "SELECT COUNT(*) FROM membership WHERE bureau_id = $1";
const POSTS: &str = "SELECT COUNT(*) FROM post WHERE bureau_id = $1";

#[test]
fn a_whole_bureaus_groups_go_in_and_say_the_same_the_next_time() {
    let bureau = cq_demo::bureau(Scale { people: 400, doctors: 20, ..Scale::article(date(2026, 11, 23)) });
    let ledgers = cq_demo::ledgers(&bureau).unwrap();
    on_each_engine(async |world| {
        let mut last = None;
        for ledger in ledgers.iter().filter(|ledger| {
            !["hospitals", "doctors", "pairings", "holidays", "divisions"].contains(&ledger.kind)
        }) {
            let report = take(&world, ledger.kind, ledger.bytes.clone()).await;
            if ledger.kind != "people" {
                assert!(report.is_all_right(), "{}: {:?}", ledger.kind, report.errors);
            }
            last = Some(report);
        }
        let all = last.unwrap();
        let (members, posts) = (count(&world, MEMBERS).await, count(&world, POSTS).await);
        assert_eq!(all.counts.new, members);
        assert!(members > 200 && posts > 60, "{members} {posts}");
        for kind in ["units", "branches", "clubs", "memberships"] {
            let ledger = ledgers.iter().find(|ledger| ledger.kind == kind).unwrap();
            let again = take(&world, kind, ledger.bytes.clone()).await;
            let (new, changed, same, wrong) = counts(&again);
            assert_eq!((new, changed, wrong), (0, 0, 0), "{kind}: {:?}", again.errors);
            assert!(same > 30, "{kind}");
        }
        undo(&world, &all).await.unwrap();
        assert_eq!((count(&world, MEMBERS).await, count(&world, POSTS).await), (0, 0));
    });
}

const PEOPLE: &str = "姓名,身份证号,人员类别,原工作单位\n王晓明,11010519491231002X,退休,县教育局\n李桂兰,440524193601010014,退休,县教育局\n赵前程,,退休,县教育局\n赵前程,,退休,县水利局\n";

async fn small(world: &World) {
    csv(world, "areas", "镇街名称,代码\n明湖街道,370114001\n").await;
    assert_eq!(counts(&csv(world, "people", PEOPLE).await).0, 4);
    let branches = "党组织名称,组织类别,上级党组织,成立时间,每届月数\n县党工委,党工委,,2009-06,60\n第一支部,,县党工委,2010,36\n第二支部,,市党工委,,\n";
    let report = csv(world, "branches", branches).await;
    assert_eq!((counts(&report), codes(&report)), ((2, 0, 0, 1), vec!["group-ledger-above-unknown"]));
    let clubs = "社团名称,类型,所在镇街\n合唱团,合唱,明湖街道\n舞蹈队,舞蹈,没有的街道\n";
    let report = csv(world, "clubs", clubs).await;
    assert_eq!((counts(&report), codes(&report)), ((1, 0, 0, 1), vec!["group-ledger-area-unknown"]));
}

#[test]
fn each_wrong_row_of_a_members_ledger_says_what_to_do() {
    on_each_engine(async |world| {
        small(&world).await;
        let rows = "姓名,身份证号,所在组织,加入时间,职务\n\
            王晓明,11010519491231002X,第一支部,2020-05,书记、组织委员\n\
            李桂兰,440524193601010014,第一支部,2021-01-05,书记\n\
            王晓明,11010519491231002X,第一支部,2022,\n\
            赵前程,,合唱团,2020,\n\
            钱没有,,合唱团,2020,\n\
            李桂兰,440524193601010014,诗社,2020,\n\
            李桂兰,440524193601010014,合唱团,,会长\n\
            王晓明,11010519491231002X,合唱团,2020,主席\n\
            李桂兰,11010519491231002X,合唱团,2020,\n\
            王晓明,,合唱团,2020,纪检委员\n";
        let report = csv(&world, "memberships", rows).await;
        assert_eq!(counts(&report).0, 1, "{:#?}", report.errors);
        let expected = [
            "group-ledger-has-head",
            "intake-row-repeated",
            "person-named-several",
            "person-named-nobody",
            "group-ledger-unknown",
            "intake-cell-required",
            "intake-word-unknown",
            "person-named-otherwise",
            "group-no-such-post",
        ];
        assert_eq!(codes(&report), expected);
        assert_eq!((count(&world, MEMBERS).await, count(&world, POSTS).await), (1, 2));
    });
}

#[test]
fn a_changed_row_changes_and_an_undone_import_is_as_if_it_had_not_been() {
    on_each_engine(async |world| {
        small(&world).await;
        let first = "姓名,身份证号,所在组织,加入时间,职务\n王晓明,11010519491231002X,第一支部,2020-05,\n";
        assert_eq!(counts(&csv(&world, "memberships", first).await), (1, 0, 0, 0));
        let vaguer = "姓名,身份证号,所在组织,加入时间,职务\n王晓明,11010519491231002X,第一支部,2020,\n";
        assert_eq!(
            counts(&csv(&world, "memberships", vaguer).await),
            (0, 0, 1, 0),
            "a vaguer day says nothing new"
        );
        let exact = "姓名,身份证号,所在组织,加入时间,职务,任职时间,换届到期\n王晓明,11010519491231002X,第一支部,2020-05-08,书记,2023-01-01,2025-12-31\n";
        let changed = csv(&world, "memberships", exact).await;
        assert_eq!(counts(&changed), (0, 1, 0, 0), "{:?}", changed.errors);
        assert_eq!(counts(&csv(&world, "memberships", exact).await), (0, 0, 1, 0));
        let mut clerk = world.signed_in(Role::Clerk).await;
        let index = clerk.get("/groups").await.text();
        assert!(index.contains("换届逾期"), "{index}");
        undo(&world, &changed).await.unwrap();
        assert_eq!(count(&world, POSTS).await, 0);
        assert_eq!(counts(&csv(&world, "memberships", first).await), (0, 0, 1, 0), "the day is what it was");

        // What somebody changed since is not taken back.
        let branches = "党组织名称,每届月数\n第一支部,48\n";
        let longer = csv(&world, "branches", branches).await;
        assert_eq!(counts(&longer), (0, 1, 0, 0));
        let id = index
            .split("href=\"/groups/")
            .filter_map(|rest| rest.split('"').next())
            .find(|id| id.len() == 36)
            .unwrap()
            .to_owned();
        let page = clerk.get(&format!("/groups/{id}/edit")).await.text();
        let value = |name: &str| {
            page.split(&format!("name=\"{name}\""))
                .nth(1)
                .unwrap()
                .split("value=\"")
                .nth(1)
                .unwrap()
                .split('"')
                .next()
                .unwrap()
                .to_owned()
        };
        let fields = [
            ("version", value("version")),
            ("kind", "branch".into()),
            ("name", "老一支部".into()),
            ("parent", String::new()),
            ("term_months", "48".into()),
        ];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(clerk.post(&format!("/groups/{id}"), &fields).await.status, StatusCode::SEE_OTHER);
        assert!(undo(&world, &longer).await.is_err());
    });
}

#[test]
fn what_a_clerk_said_a_header_means_is_known_the_next_time_for_the_same_kind() {
    on_each_engine(async |world| {
        small(&world).await;
        let odd = |day: &str| {
            format!("姓名,身份证号,所在组织,啥时候来的\n王晓明,11010519491231002X,合唱团,{day}\n")
                .into_bytes()
        };
        let first = take(&world, "memberships", odd("2020-05")).await;
        assert_eq!(codes(&first), ["intake-cell-required"], "the day is under a header that nobody knows");
        let mut clerk = world.signed_in(Role::Clerk).await;
        clerk.get("/imports/new?kind=memberships").await;
        let brought = clerk.upload("/imports", &[("kind", "memberships")], "成员.csv", &odd("2020-05")).await;
        let address = brought.to.unwrap();
        let page = clerk.get(&address).await.text();
        let column =
            page.split("value=\"啥时候来的\"").next().unwrap().rsplit("name=\"header-").next().unwrap();
        let number = column.split('"').next().unwrap().to_owned();
        let fields = [(format!("header-{number}"), "啥时候来的"), (format!("column-{number}"), "since")];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        clerk.post(&format!("{address}/columns"), &fields).await;
        let next = take(&world, "memberships", odd("2021-06")).await;
        assert_eq!(counts(&next), (1, 0, 0, 0), "{:?}", next.errors);
        let other = take(
            &world,
            "branches",
            "党组织名称,每届月数,啥时候来的\n第三支部,36,2020\n".as_bytes().to_vec(),
        )
        .await;
        assert_eq!(counts(&other), (1, 0, 0, 0), "another kind has its own memory");
    });
}

#[test]
fn who_has_left_comes_in_as_somebody_who_was_a_member() {
    on_each_engine(async |world| {
        small(&world).await;
        let head = "姓名,身份证号,所在组织,加入时间,离开时间,离开原因\n";
        let row = |until: &str, why: &str| {
            format!("{head}王晓明,11010519491231002X,第一支部,2020-05-01,{until},{why}\n")
        };
        let left = csv(&world, "memberships", &row("2024-06-30", "转出")).await;
        assert_eq!(counts(&left).0, 1, "{left:?}");
        let was = "SELECT COUNT(*) FROM membership WHERE bureau_id = $1 AND until = '2024-06-30' AND ended_because = 'moved'";
        let open = "SELECT COUNT(*) FROM membership WHERE bureau_id = $1 AND until IS NULL";
        assert_eq!((count(&world, was).await, count(&world, open).await), (1, 0), "he is no member");
        let again = csv(&world, "memberships", &row("2024-06-30", "转出")).await;
        assert_eq!((again.counts.same, again.written), (1, false), "{again:?}");
        undo(&world, &left).await.unwrap();
        assert_eq!(count(&world, was).await, 0);

        csv(&world, "memberships", &row("", "")).await;
        assert_eq!(count(&world, open).await, 1);
        let left = csv(&world, "memberships", &row("2024-06-30", "转出")).await;
        assert_eq!(left.counts.changed, 1, "{left:?}");
        assert_eq!((count(&world, was).await, count(&world, open).await), (1, 0));
        undo(&world, &left).await.unwrap();
        assert_eq!((count(&world, was).await, count(&world, open).await), (0, 1), "as it was");
        let early = csv(&world, "memberships", &row("2019-06-30", "退出")).await;
        assert_eq!(codes(&early), ["group-ends-before-it-began"]);
    });
}

#[test]
fn who_left_and_is_back_has_a_row_for_each_time_and_goes_out_as_he_came_in() {
    on_each_engine(async |world| {
        small(&world).await;
        let head = "姓名,身份证号,所在组织,加入时间,离开时间,离开原因\n";
        let who = "王晓明,11010519491231002X,第一支部";
        let rows = |back: &str| format!("{head}{who},2020-05-01,2022-06-30,转出\n{who},{back},,\n");
        let both = csv(&world, "memberships", &rows("2021-01-01")).await;
        assert_eq!(codes(&both), ["group-belongs-already"], "at one time twice");
        undo(&world, &both).await.unwrap();
        let both = csv(&world, "memberships", &rows("2024-01-01")).await;
        assert_eq!((both.counts.new, both.written), (2, true), "{both:?}");
        let again = csv(&world, "memberships", &rows("2024-01-01")).await;
        assert_eq!((again.counts.same, again.written), (2, false), "{again:?}");
        let mut clerk = world.signed_in(Role::Clerk).await;
        let choose = clerk.get("/groups/memberships/export").await.text();
        assert!(choose.contains("已经离开的成员也列出来"), "{choose}");
        let columns = "columns=name,citizen_id,group,since,until,left&format=csv";
        let present = clerk.get(&format!("/groups/memberships/export?{columns}")).await.text();
        assert!(present.contains("2024-01-01") && !present.contains("2022-06-30"), "{present}");
        let all = clerk.get(&format!("/groups/memberships/export?{columns}&former=yes")).await.text();
        assert!(all.contains("2024-01-01") && all.contains("2022-06-30") && all.contains("转出"), "{all}");
        let back = csv(&world, "memberships", all.trim_start_matches('\u{feff}')).await;
        assert_eq!((back.counts.same, back.counts.new, back.counts.wrong), (2, 0, 0), "{back:?}");
        undo(&world, &both).await.unwrap();
        assert_eq!(count(&world, "SELECT COUNT(*) FROM membership WHERE bureau_id = $1").await, 0);
    });
}

#[test]
fn a_relative_joins_nothing() {
    on_each_engine(async |world| {
        small(&world).await;
        csv(&world, "people", "姓名,身份证号,人员类别\n周小红,110105194205010044,亲属\n").await;
        let rows = "姓名,身份证号,所在组织,加入时间\n周小红,110105194205010044,第一支部,2020-05-01\n";
        assert_eq!(codes(&csv(&world, "memberships", rows).await), ["group-not-served"]);
    });
}
