//! Families in the ledger of people: each relation once, whoever stands first, and a doubt where it cannot be told.

use axum::http::StatusCode;
use cq_platform::{Error, messages::Lang, policy::Role};
use cq_registry::{
    intake::{self, Options, Report},
    person::PersonId,
    relation::{self, Kind, New, Other},
};
use cq_server::ledgers::LEDGERS;

use super::{all_new, brought, count, csv, execute, people, run, run_bad, version};
use crate::world::{World, on_each_engine};

const HEAD: &str = "姓名,出生年月,人员类别,单位,电话,配偶姓名,配偶电话,配偶身份证号,子女姓名,紧急联系人,紧急联系人电话,与本人关系";
const COUPLE: [&str; 2] = [
    "王建国,1940-05,退休,教育局,15400000001,李秀英,,,,李秀英,,配偶",
    "李秀英,1943-02,退休,卫生局,15400000002,王建国,,,,王建国,,配偶",
];

fn ledger(rows: &[&str]) -> Vec<u8> {
    csv(&format!("{HEAD}\n{}\n", rows.join("\n")))
}

async fn bring(world: &World, rows: &[&str]) -> Report {
    run_bad(world, "people", ledger(rows)).await
}

/// Every relation that holds: person, kind, other, and who is to be called.
async fn families(world: &World) -> Vec<String> {
    const SQL: &str = "SELECT p.name || ' ' || r.kind || ' ' || o.name || ' ' || r.is_contact || r.is_contact_back FROM relation r
        JOIN person p ON p.bureau_id = r.bureau_id AND p.id = r.person_id
        JOIN person o ON o.bureau_id = r.bureau_id AND o.id = r.other_id
        WHERE r.bureau_id = $1 AND r.until IS NULL";
    let bureau = world.bureau.id;
    let all = world.app.db.read(move |conn| conn.list::<(String,)>(SQL, &[&bureau])).await.unwrap();
    let mut all: Vec<String> = all.into_iter().map(|(one,)| one).collect();
    all.sort();
    all
}

async fn undo(world: &World, report: &Report) -> Result<(), Error> {
    let (act, id) = (world.hand(Role::Clerk), report.import.unwrap());
    intake::actions::undo(&world.app, act, LEDGERS, id, Lang::Zh).await
}

async fn id_of(world: &World, name: &'static str) -> PersonId {
    let bureau = world.bureau.id;
    let sql = "SELECT id FROM person WHERE bureau_id = $1 AND name = $2 ORDER BY id LIMIT 1";
    world.app.db.read(move |conn| conn.one::<(PersonId,)>(sql, &[&bureau, &name])).await.unwrap().0
}

/// What is wrong, by row and key.
fn wrong(report: &Report) -> Vec<(i64, &str)> {
    report.errors.iter().map(|error| (error.row, error.code.as_str())).collect()
}

#[test]
fn a_couple_of_one_sheet_is_married_once_whoever_stands_first() {
    on_each_engine(async |world| {
        for rows in [COUPLE, [COUPLE[1], COUPLE[0]]] {
            let report = bring(&world, &rows).await;
            let counts = report.counts;
            assert_eq!((counts.new, counts.wrong, counts.tie, counts.tying), (2, 0, 2, 1), "{report:?}");
            let first = rows[0].split(',').next().unwrap();
            let second = rows[1].split(',').next().unwrap();
            assert_eq!(families(&world).await, [format!("{first} spouse {second} 11")]);
            assert_eq!(people(&world).await, 2, "nobody twice");
            let again = bring(&world, &rows).await;
            assert_eq!((again.counts.same, again.counts.tie, again.counts.writes()), (2, 2, 0), "{again:?}");
            assert!(!again.written);
            undo(&world, &report).await.unwrap();
            assert_eq!((people(&world).await, families(&world).await), (0, vec![]));
        }
    });
}

#[test]
fn a_family_of_three_generations_is_entered_once_in_any_order() {
    let rows = [
        "王建国,1940-05,退休,教育局,15400000001,李秀英,,,王小明（15400000009）、王小红,王小明,15400000009,儿子",
        "李秀英,1943-02,退休,卫生局,15400000002,,,,王小明、王小红,王小红,15400000008,女儿",
        "张桂兰,1921-03,离休,教育局,15400000003,,,,王建国（15400000001）,刘大姐,15400000007,保姆",
        "赵一,1945-03,退休,教育局,15400000004,钱二,15400000006,,,孙三,15400000005,",
    ];
    let expected = [
        "张桂兰 carer 刘大姐 10",
        "张桂兰 child 王建国 00",
        "李秀英 child 王小明 00",
        "李秀英 child 王小红 10",
        "王建国 child 王小明 10",
        "王建国 child 王小红 00",
        "王建国 spouse 李秀英 00",
        "赵一 kin 孙三 10",
        "赵一 spouse 钱二 00",
    ];
    on_each_engine(async |world| {
        for turn in 0..rows.len() {
            let mut turned = rows;
            turned.rotate_left(turn);
            let report = bring(&world, &turned).await;
            assert_eq!(wrong(&report), [], "{report:?}");
            assert_eq!(families(&world).await, expected, "turned by {turn}");
            // Four of the sheet, and 王小明, 王小红, 刘大姐, 钱二, 孙三.
            assert_eq!(people(&world).await, 9);
            assert_eq!(bring(&world, &turned).await.counts.writes(), 0, "brought again it says the same");
            undo(&world, &report).await.unwrap();
            assert_eq!((people(&world).await, families(&world).await), (0, vec![]));
            assert_eq!(count(&world, "SELECT COUNT(*) FROM search_term WHERE bureau_id = $1").await, 0);
        }
    });
}

#[test]
fn whoever_is_registered_is_not_entered_again() {
    on_each_engine(async |world| {
        bring(
            &world,
            &["李秀英,1943-02,退休,卫生局,15400000002,,,,,,,", "李明,1970-02,退休,卫生局,15400000012,,,,,,,"],
        )
        .await;
        let report =
            bring(&world, &["王建国,1940-05,退休,教育局,15400000001,李秀英,,,李明,李明,15400000012,儿子"])
                .await;
        assert_eq!((wrong(&report), report.counts.tying), (vec![], 2), "{report:?}");
        assert_eq!(families(&world).await, ["王建国 child 李明 10", "王建国 spouse 李秀英 00"]);
        assert_eq!(people(&world).await, 3);
        // Somebody entered as a relative is served one day: the same person still.
        let back =
            bring(&world, &["李秀英,1943-02,退休,卫生局,15400000002,王建国,,,,王建国,15400000001,"]).await;
        assert_eq!((back.counts.same, back.counts.tying), (1, 1), "{back:?}");
        assert_eq!(families(&world).await, ["王建国 child 李明 10", "王建国 spouse 李秀英 01"]);
        undo(&world, &back).await.unwrap();
        assert_eq!(families(&world).await, ["王建国 child 李明 10", "王建国 spouse 李秀英 00"]);
        undo(&world, &report).await.unwrap();
        assert_eq!((people(&world).await, families(&world).await), (2, vec![]));
    });
}

/// Rows of a ledger; the doubts at their rows; the relations that come of it.
type Told = (Vec<&'static str>, Vec<(i64, &'static str)>, Vec<&'static str>);

#[test]
fn what_cannot_be_told_is_a_doubt_at_its_cell_and_holds_up_nobody() {
    let two =
        ["李秀英,1943-02,退休,卫生局,15400000002,,,,,,,", "李秀英,1950-07,退休,财政局,15400000003,,,,,,,"];
    let of = |rows: &[&'static str]| [&two[..], rows].concat();
    let cases: Vec<Told> = vec![
        (of(&["王建国,1940-05,退休,教育局,,李秀英,,,,,,"]), vec![(4, "relation-ledger-several")], vec![]),
        (
            of(&["王建国,1940-05,退休,教育局,,李秀英,15400000003,,,,,"]),
            vec![],
            vec!["王建国 spouse 李秀英 00"],
        ),
        (of(&["王建国,1940-05,退休,教育局,,王建国,,,,,,"]), vec![(4, "relation-oneself")], vec![]),
        (
            of(&[
                "王建国,1940-05,退休,教育局,,王芳,,11010519491231002X,,,,",
                "赵一,1949-12-31,退休,教育局,,,,,,,,",
            ]),
            vec![],
            vec!["王建国 spouse 王芳 00"],
        ),
        (
            vec![
                "李秀英,1943-02,退休,卫生局,,,,,,,,",
                "王建国,1940-05,退休,教育局,,李秀英,,,,,,",
                "赵一,1941-05,退休,教育局,,李秀英,,,,,,",
            ],
            vec![(3, "relation-ledger-second-spouse"), (4, "relation-ledger-second-spouse")],
            vec![],
        ),
        (
            vec![
                "李秀英,1943-02,退休,卫生局,,王建国,,,,,,",
                "赵一,1941-05,退休,教育局,,李秀英,,,,,,",
                "王建国,1940-05,退休,教育局,,李秀英,,,,,,",
            ],
            vec![(3, "relation-ledger-second-spouse")],
            vec!["李秀英 spouse 王建国 00"],
        ),
        (
            vec!["王建国,,退休,教育局,,,,,李明,,,", "李明,,退休,卫生局,,,,,王建国,,,"],
            vec![(2, "relation-ledger-perhaps"), (3, "relation-ledger-perhaps")],
            vec![],
        ),
        (
            vec![
                "王建国,,退休,教育局,15400000001,,,,李明（15400000002）,,,",
                "李明,,退休,卫生局,15400000002,,,,赵一（15400000003）,,,",
                "赵一,,退休,卫生局,15400000003,,,,王建国（15400000001）,,,",
            ],
            vec![(4, "relation-circle")],
            vec!["李明 child 赵一 00", "王建国 child 李明 00"],
        ),
        (
            vec![
                "李秀英,1943-02,退休,卫生局,15400000002,赵一,,,,,,",
                "王建国,1940-05,退休,教育局,,李秀英,15400000009,,,,,",
            ],
            vec![],
            vec!["李秀英 spouse 赵一 00", "王建国 spouse 李秀英 00"],
        ),
        (
            vec![
                "李秀英,1943-02,退休,卫生局,15400000002,,,,,,,",
                "王建国,1940-05,退休,教育局,,李秀英,15400000009,,,,,",
            ],
            vec![(3, "relation-ledger-perhaps")],
            vec![],
        ),
        (
            vec!["王建国,1940-05,退休,教育局,,李秀英,,,,李秀英,,女儿"],
            vec![(2, "relation-ledger-two-kinds")],
            vec![],
        ),
        (
            vec!["王建国,1940-05,退休,教育局,,李秀英2,,,,李红,1540000,父女"],
            vec![(2, "intake-name-characters"), (2, "relation-ledger-kind-unknown")],
            vec![],
        ),
    ];
    on_each_engine(async |world| {
        for (rows, errors, relations) in &cases {
            let report = bring(&world, rows).await;
            assert_eq!(wrong(&report), *errors, "{rows:?}: {report:#?}");
            assert_eq!(report.counts.new, rows.len() as i64, "a doubt holds up nobody: {rows:?}");
            assert_eq!(families(&world).await, *relations, "{rows:?}");
            undo(&world, &report).await.unwrap();
            assert_eq!(people(&world).await, 0, "{rows:?}");
        }
    });
}

#[test]
fn names_of_every_kind_are_named() {
    let long = "阿卜杜热合曼·买买提依明江·艾合买提".to_owned();
    let rows = format!(
        "王建国,1940-05,退休,教育局,,𠮷,,,一、{long}，女儿：欧阳娜娜 / 丁,古丽·买买提,+86 154-0000-0009,朋友\n赵一,1940-05,退休,教育局,,无,,,—,/,,\n钱二,1940-05,退休,教育局,,丧\u{200b}偶,,,,,,\n孙三,1940-05,退休,教育局,,{},,,,,,",
        "一".repeat(41)
    );
    on_each_engine(async |world| {
        let report = bring(&world, &rows.split('\n').collect::<Vec<_>>()).await;
        let expected = [(4, "intake-cell-hidden-characters"), (5, "intake-cell-too-long")];
        assert_eq!(wrong(&report), expected, "{report:?}");
        let mut expected = vec![
            "王建国 child 一 00".to_owned(),
            "王建国 child 丁 00".to_owned(),
            "王建国 child 欧阳娜娜 00".to_owned(),
            format!("王建国 child {long} 00"),
            "王建国 friend 古丽·买买提 10".to_owned(),
            "王建国 spouse 𠮷 00".to_owned(),
        ];
        expected.sort();
        assert_eq!(families(&world).await, expected);
    });
}

#[test]
fn the_check_says_at_each_cell_what_becomes_of_it() {
    on_each_engine(async |world| {
        bring(&world, &["李秀英,1943-02,退休,卫生局,15400000002,,,,,,,"]).await;
        let mut browser = world.signed_in(Role::Clerk).await;
        let rows = ["王建国,1940-05,退休,教育局,,李秀英,,,王小明,王小明,15400000009,儿子"];
        let (address, _) = brought(&mut browser, "people", &ledger(&rows)).await;
        let page = all_new(&mut browser, &address).await;
        assert!(page.contains("家属关系 2 条，其中新登记或改动 2 条"), "{page}");
        assert_eq!((people(&world).await, families(&world).await), (1, vec![]), "a check changes nothing");
        let ties = browser.get(&format!("{address}?show=tie")).await.text();
        for said in [
            "F 配偶姓名",
            "登记配偶李秀英，名册上已有这位（卫生局 1943-02），不另建",
            "I 子女姓名",
            "登记子女王小明，册上没有这个人，按亲属新建一份，设为紧急联系人",
        ] {
            assert!(ties.contains(said), "{said} in {ties}");
        }
        browser.post(&format!("{address}/done"), &[("version", &version(&page))]).await;
        assert_eq!(families(&world).await, ["王建国 child 王小明 10", "王建国 spouse 李秀英 00"]);
        let (_, again) = brought(&mut browser, "people", &ledger(&rows)).await;
        assert!(again.contains("家属关系 2 条，都已经登记"), "{again}");
    });
}

#[test]
fn a_doubt_is_downloaded_mended_and_brought_again() {
    let rows = [
        "李秀英,1943-02,退休,卫生局,15400000002,,,,,,,",
        "李秀英,1950-07,退休,财政局,15400000003,,,,,,,",
        "王建国,1940-05,退休,教育局,,李秀英,,,,,,",
    ];
    on_each_engine(async |world| {
        let strict = run(&world, "people", ledger(&rows), Options::default()).await.unwrap();
        assert!(!strict.written && strict.counts.wrong == 1, "all or nothing");
        let mut browser = world.signed_in(Role::Clerk).await;
        let (address, page) = brought(&mut browser, "people", &ledger(&rows)).await;
        browser.post(&format!("{address}/done"), &[("version", &version(&page)), ("wrong", "skip")]).await;
        assert_eq!((people(&world).await, families(&world).await), (3, vec![]));
        let failed = browser.get(&format!("{address}/failed.xlsx")).await;
        let mut book = cq_sheet::Workbook::open(failed.body, cq_sheet::Limits::default()).unwrap();
        let head = book.head(0, 5).unwrap();
        assert!(head[1].texts[0].contains("叫李秀英的有 2 位") && head[1].texts[1] == "王建国", "{head:?}");
        let (_, again) = brought(&mut browser, "people", &ledger(&rows[2..])).await;
        for who in ["卫生局 1943-02", "财政局 1950-07"] {
            assert!(again.contains(&format!("\">{who}</a>")), "each of the two is a link: {again}");
        }
        let mended = bring(&world, &["王建国,1940-05,退休,教育局,,李秀英,15400000003,,,,,"]).await;
        assert_eq!((mended.counts.same, mended.counts.tying), (1, 1), "{mended:?}");
        assert_eq!(families(&world).await.len(), 1);
    });
}

#[test]
fn a_relatives_new_telephone_is_taken_over_and_put_back() {
    const PHONE: &str = "SELECT COUNT(*) FROM person WHERE bureau_id = $1 AND phone = '15400008888'";
    let row = "王建国,1940-05,退休,教育局,,,,,,王小明,15400000009,儿子";
    on_each_engine(async |world| {
        bring(&world, &[row]).await;
        let report = bring(&world, &[&row.replace("15400000009", "15400008888")]).await;
        assert_eq!((report.counts.same, report.counts.tie, report.counts.tying), (1, 2, 1), "{report:?}");
        assert_eq!((count(&world, PHONE).await, people(&world).await), (1, 2));
        undo(&world, &report).await.unwrap();
        assert_eq!(count(&world, PHONE).await, 0);
    });
}

#[test]
fn what_was_changed_since_keeps_the_whole_import() {
    on_each_engine(async |world| {
        let report = bring(&world, &COUPLE).await;
        execute(&world, "UPDATE relation SET remark = '1965 年', version = version + 1 WHERE bureau_id = $1")
            .await;
        let refused = undo(&world, &report).await;
        let is_said = matches!(&refused, Err(Error::Refused(text)) if format!("{text:?}").contains("有一条家属关系后来又改过"));
        assert!(is_said, "{refused:?}");
        assert_eq!((people(&world).await, families(&world).await.len()), (2, 1), "nothing was taken back");
    });
}

#[test]
fn a_relation_ended_by_hand_is_not_entered_again() {
    on_each_engine(async |world| {
        bring(&world, &COUPLE).await;
        execute(
            &world,
            "UPDATE relation SET until = '2020-05', ended_because = 'divorced', version = version + 1 WHERE bureau_id = $1",
        )
        .await;
        let again = bring(&world, &COUPLE).await;
        assert_eq!((again.counts.wrong, again.counts.writes()), (0, 0), "{again:?}");
        assert_eq!(families(&world).await, Vec::<String>::new());
    });
}

#[test]
fn whoever_marries_meanwhile_is_looked_at_again() {
    on_each_engine(async |world| {
        bring(&world, &["李秀英,1943-02,退休,卫生局,15400000002,,,,,,,", "赵一,1941-05,退休,教育局,,,,,,,,"])
            .await;
        let mut browser = world.signed_in(Role::Clerk).await;
        let rows = ["王建国,1940-05,退休,教育局,,李秀英,,,,,,"];
        let (address, page) = brought(&mut browser, "people", &ledger(&rows)).await;
        let (zhao, li) = (id_of(&world, "赵一").await, id_of(&world, "李秀英").await);
        let (is_contact, is_proxy, since, remark) = (false, false, None, None);
        let new = New { other: Other::Known(li), kind: Kind::Spouse, is_contact, is_proxy, since, remark };
        relation::add(&world.app, &world.hand(Role::Clerk), zhao, new).await.unwrap();
        let stale = browser.post(&format!("{address}/done"), &[("version", &version(&page))]).await;
        assert_eq!(
            stale.to,
            Some(format!("{address}?notice=notice-warn-intake-rechecked")),
            "{}",
            stale.text()
        );
        assert_eq!(families(&world).await, ["赵一 spouse 李秀英 00"]);
        let fresh = browser.get(&format!("{address}?show=wrong")).await.text();
        assert!(fresh.contains("李秀英的配偶已经是赵一"), "{fresh}");
    });
}

#[test]
fn a_header_that_was_pointed_at_once_is_remembered() {
    let odd = HEAD.replace("配偶姓名", "老来伴");
    let bytes = csv(&format!(
        "{odd}\n{}\n",
        COUPLE.join("\n").replace(",李秀英,,配偶", ",,,").replace(",王建国,,配偶", ",,,")
    ));
    on_each_engine(async |world| {
        let mut browser = world.signed_in(Role::Clerk).await;
        let (address, page) = brought(&mut browser, "people", &bytes).await;
        assert!(!page.contains("家属关系 "), "{page}");
        browser.post(&format!("{address}/columns"), &[("header-1", "老来伴"), ("column-1", "spouse")]).await;
        assert!(browser.get(&address).await.text().contains("家属关系 2 条"));
        let (_, next) = brought(&mut browser, "people", &bytes).await;
        assert!(next.contains("家属关系 2 条"), "{next}");
    });
}

#[test]
fn a_family_that_goes_out_comes_back_as_nothing_changed() {
    let rows = [
        COUPLE[0],
        COUPLE[1],
        "张桂兰,1921-03,离休,教育局,15400000003,,,,王建国（15400000001）、张红（15400000011）,刘大姐,15400000007,保姆",
        "赵一,1945-03,退休,教育局,15400000004,钱二,15400000006,,孙四,孙三,15400000005,邻居",
    ];
    on_each_engine(async |world| {
        let report = bring(&world, &rows).await;
        assert_eq!(wrong(&report), [], "{report:?}");
        let before = families(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let columns = "name,born,category,unit,phone,spouse,spouse_phone,child,child_phone,contact,contact_phone,contact_relation,relative,relative_phone,relative_relation";
        for format in ["csv", "xlsx"] {
            let file = clerk.get(&format!("/people/export?format={format}&columns={columns}")).await;
            assert_eq!(file.status, StatusCode::OK, "{}", file.text());
            if format == "csv" {
                let text = file.text();
                for line in [
                    "李秀英,15400000002,,,李秀英,15400000002,配偶",
                    "张红(15400000011)、王建国(15400000001),,刘大姐,15400000007,照料人",
                ] {
                    assert!(text.contains(line), "{line} in {text}");
                }
            }
            let back = run_bad(&world, "people", file.body).await;
            assert_eq!((back.counts.wrong, back.counts.writes()), (0, 0), "{format}: {back:#?}");
            assert_eq!((back.counts.same, families(&world).await), (4, before.clone()));
        }
    });
}

#[test]
fn a_ledger_says_whom_the_dead_were_married_to_and_whose_parents_they_were() {
    let ledger = "姓名,出生年月,人员类别,单位,离世时间,配偶姓名,子女姓名,紧急联系人,紧急联系人电话,与本人关系\n\
        王建国,1940-05,退休,教育局,2020-03-04,李秀英,王小明,王小明,15400000009,儿子\n\
        李秀英,1943-02,遗属,卫生局,,王建国,,,,\n";
    on_each_engine(async |world| {
        let report = run_bad(&world, "people", csv(ledger)).await;
        assert_eq!((report.counts.new, report.counts.wrong), (2, 0), "{report:?}");
        assert_eq!(families(&world).await, ["王建国 child 王小明 00"], "nobody is called for the dead");
        let ended = "SELECT COUNT(*) FROM relation WHERE bureau_id = $1 AND kind = 'spouse' AND until = '2020-03-04' AND ended_because = 'died'";
        assert_eq!(count(&world, ended).await, 1, "once, whoever says it");
        let again = run_bad(&world, "people", csv(ledger)).await;
        assert_eq!((again.counts.writes(), again.counts.wrong), (0, 0), "{again:?}");
        undo(&world, &report).await.unwrap();
        assert_eq!((people(&world).await, count(&world, ended).await), (0, 0));
    });
}
