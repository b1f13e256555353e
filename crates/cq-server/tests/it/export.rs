//! Lists taken out: in the shape of their ledgers, so that they come back in as nothing changed.

mod lists;

use std::time::Duration;

use axum::http::StatusCode;
use cq_demo::{Bureau, Scale};
use cq_platform::policy::Role;
use cq_registry::{
    intake::{self, Brought, Options, Report},
    person::{Category, CitizenId, Facts, code::EDUCATION},
};
use cq_server::ledgers::{EXPORTS, LEDGERS};
use jiff::civil::date;

use crate::{
    person::{known, register},
    world::{Browser, World, on_each_engine},
};

async fn run(world: &World, kind: &str, name: &str, bytes: Vec<u8>, dry_run: bool) -> Report {
    let brought = Brought { kind: kind.into(), file_name: name.into(), bytes, as_of: None };
    let options = Options { skip_bad: true, new_names: !dry_run, dry_run, ..Options::default() };
    intake::run(&world.app, world.hand(Role::Clerk), LEDGERS, brought, options).await.unwrap()
}

async fn load(world: &World, bureau: &Bureau) {
    for ledger in cq_demo::ledgers(bureau).unwrap() {
        run(world, ledger.kind, &ledger.file_name, ledger.bytes, false).await;
    }
}

/// Every column of a kind, as the address gives them.
fn columns(kind: &str) -> String {
    let export = EXPORTS.iter().find(|export| export.kind() == kind).unwrap();
    export.columns().iter().map(|column| column.spec.key).collect::<Vec<_>>().join(",")
}

async fn out(browser: &mut Browser<'_>, address: &str, kind: &str, format: &str) -> Vec<u8> {
    let join = if address.contains('?') { '&' } else { '?' };
    let answer = browser.get(&format!("{address}{join}format={format}&columns={}", columns(kind))).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.body
}

fn is_unchanged(report: &Report, told: &str) -> i64 {
    let counts = report.counts;
    assert_eq!((counts.new, counts.changed, counts.wrong), (0, 0, 0), "{told}: {:#?}", report.errors);
    counts.same
}

#[test]
fn what_goes_out_comes_back_as_nothing_changed() {
    let bureau = cq_demo::bureau(Scale { people: 400, doctors: 20, ..Scale::article(date(2026, 11, 23)) });
    on_each_engine(async |world| {
        load(&world, &bureau).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        for format in ["xlsx", "csv"] {
            for (address, kind, least) in [
                ("/people/export", "people", 400),
                ("/doctors/export", "doctors", 20),
                ("/units/export", "units", 20),
                ("/hospitals/export", "hospitals", 12),
                ("/groups/branches/export", "branches", 5),
                ("/groups/clubs/export", "clubs", 3),
            ] {
                let file = out(&mut clerk, address, kind, format).await;
                let report = run(&world, kind, &format!("{kind}.{format}"), file, true).await;
                let same = is_unchanged(&report, &format!("{kind} {format}"));
                assert!(same >= least, "{kind} {format}: {same}");
            }
        }
        let index = clerk.get("/groups?kind=club").await.text();
        let group =
            index.split("class=\"row-link\" href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let file = out(&mut clerk, &format!("{group}/export"), "memberships", "xlsx").await;
        is_unchanged(&run(&world, "memberships", "成员.xlsx", file, true).await, "members");

        // Only what the list shows: those who live alone.
        let alone = out(&mut clerk, "/people/export?living=alone", "people", "xlsx").await;
        let report = run(&world, "people", "独居.xlsx", alone, true).await;
        let same = is_unchanged(&report, "alone");
        let all = bureau.people.iter().filter(|one| one.living == cq_demo::Living::Alone).count() as i64;
        assert_eq!(same, all);
    });
}

#[test]
fn who_answers_for_people_goes_out_beside_them_and_is_left_out_when_it_comes_back() {
    on_each_engine(async |world| {
        let born =
            Facts {
                born: "1949-12-31".parse().ok(), unit: Some("县教育局".into()), ..known("王晓明")
            };
        let person = register(&world, &born).await;
        let doctor = crate::person::doctor(&world, "李心内").await;
        let act = world.hand(Role::Clerk);
        let group: uuid::Uuid = act.new_id();
        let around = move |tx: &cq_platform::db::Tx<'_>| {
            let bureau = act.bureau();
            for kind in ["doctor", "liaison"] {
                tx.execute(
                    "INSERT INTO responsibility (bureau_id, id, person_id, kind, staff_id, since, reason, version)
                     VALUES ($1, $2, $3, $4, $5, '2026-01-01', '{}', 1)",
                    &[bureau, &act.new_id::<uuid::Uuid>(), &person, &kind, &doctor],
                )?;
            }
            tx.execute(
                "INSERT INTO person_group (bureau_id, id, kind, name, version) VALUES ($1, $2, 'branch', '第一支部', 1)",
                &[bureau, &group],
            )?;
            tx.execute(
                "INSERT INTO membership (bureau_id, id, group_id, person_id, since, version) VALUES ($1, $2, $3, $4, '2020', 1)",
                &[bureau, &act.new_id::<uuid::Uuid>(), &group, &person],
            )
        };
        world.app.db.write(around).await.unwrap();
        let mut clerk = world.signed_in(Role::Clerk).await;
        let file = out(&mut clerk, "/people/export", "people", "csv").await;
        let text = String::from_utf8(file.clone()).unwrap();
        for said in ["责任医生", "李心内", "李心内的医院", "第一支部", "年龄", ",76,"] {
            assert!(text.contains(said), "{said}: {text}");
        }
        let report = run(&world, "people", "people.csv", file, false).await;
        assert_eq!(is_unchanged(&report, "around"), 1);
    });
}

#[test]
fn whoever_may_not_unmask_takes_out_masked_ids_and_they_come_back_alone() {
    on_each_engine(async |world| {
        let facts = Facts {
            citizen_id: CitizenId::parse("11010519491231002X").ok(),
            born: "1949-12-31".parse().ok(),
            unit: Some("县教育局".into()),
            health_note: Some("装有起搏器".into()),
            ..known("王晓明")
        };
        register(&world, &facts).await;
        let mut leader = world.signed_in(Role::Leader).await;
        let file = out(&mut leader, "/people/export", "people", "csv").await;
        let text = String::from_utf8(file.clone()).unwrap();
        assert!(text.contains("110***********002X") && !text.contains("19491231"), "{text}");
        assert!(!text.contains("起搏器"), "{text}");
        let report = run(&world, "people", "人员.csv", file, true).await;
        assert_eq!(is_unchanged(&report, "masked"), 1);
        let page = leader.get("/people/export").await.text();
        assert!(page.contains("只显示头尾") && !page.contains("value=\"health_note\""), "{page}");

        let mut doctor = world
            .signed_in_as(Role::Doctor, "doctor", Some(crate::person::doctor(&world, "王建国").await))
            .await;
        assert_eq!(doctor.get("/people/export?format=csv&columns=name").await.status, StatusCode::FORBIDDEN);
    });
}

#[test]
fn formulas_go_out_as_text_and_come_back_as_they_were() {
    on_each_engine(async |world| {
        for (name, remark) in [
            ("王一", "=1+1"),
            ("王二", "+86 10"),
            ("王三", "-见附件"),
            ("王四", "@王建国"),
            ("王五", "'=2"),
            ("王六", "＝三"),
        ] {
            let facts = Facts {
                remark: Some(remark.into()),
                address: Some(format!("{remark}\"，1 号")),
                born: "1940-01".parse().ok(),
                category: Category::Retired,
                unit: Some("县教育局".into()),
                ..known(name)
            };
            register(&world, &facts).await;
        }
        let mut clerk = world.signed_in(Role::Clerk).await;
        let file = out(&mut clerk, "/people/export", "people", "csv").await;
        let text = String::from_utf8(file.clone()).unwrap();
        for line in text.lines().skip(1) {
            let runs = |cell: &str| cell.trim_matches('"').starts_with(['=', '+', '-', '@', '\t', '＝']);
            assert!(!line.split(',').any(runs), "{line}");
        }
        assert!(text.contains("'=1+1") && text.contains("''=2"), "{text}");
        assert_eq!(is_unchanged(&run(&world, "people", "人员.csv", file, true).await, "csv"), 6);
        let file = out(&mut clerk, "/people/export", "people", "xlsx").await;
        assert_eq!(is_unchanged(&run(&world, "people", "人员.xlsx", file, true).await, "xlsx"), 6);
    });
}

/// Every word of a closed list and every code of an illness is read back as itself, retired ones too.
#[test]
fn every_word_and_code_goes_out_and_comes_back() {
    on_each_engine(async |world| {
        for (nth, code) in EDUCATION.codes.iter().enumerate() {
            let facts = Facts {
                unit: Some("县教育局".into()),
                born: format!("1940-{:02}-{:02}", nth / 28 + 1, nth % 28 + 1).parse().ok(),
                education: Some(code.code.to_owned()),
                conditions: ["E11.900", "I10.X00", "I25", "I25.1"].map(str::to_owned).into(),
                latitude: Some(36.5),
                longitude: Some(117.25),
                ..Facts::new("José García", Category::Retired)
            };
            register(&world, &facts).await;
        }
        let mut clerk = world.signed_in(Role::Clerk).await;
        for format in ["xlsx", "csv"] {
            let file = out(&mut clerk, "/people/export", "people", format).await;
            let report = run(&world, "people", &format!("people.{format}"), file, true).await;
            assert!(is_unchanged(&report, format) > 40, "{format}");
        }
    });
}

#[test]
fn what_was_taken_out_stands_in_the_log_and_the_columns_are_remembered() {
    on_each_engine(async |world| {
        register(&world, &known("王晓明")).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let first = clerk.get("/people/export").await.text();
        let ticked = |page: &str, key: &str| page.contains(&format!("value=\"{key}\" checked"));
        assert!(
            ticked(&first, "phone") && !ticked(&first, "citizen_id"),
            "sealed columns are chosen knowingly\n{first}"
        );
        let none = clerk.get("/people/export?format=xlsx").await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(none.text().contains("请至少选一列"));
        let file = clerk.get("/people/export?format=xlsx&columns=name&columns=citizen_id").await;
        assert_eq!((file.status, &file.body[..2]), (StatusCode::OK, &b"PK"[..]));
        let none = clerk
            .get("/people/export?format=csv&columns=name&whom=ended&c=age_80_&q=%E7%8E%8B%E6%99%93%E6%98%8E")
            .await;
        assert_eq!(none.status, StatusCode::OK);
        clerk.get("/people/export?format=xlsx&columns=name&columns=citizen_id").await;
        let again = clerk.get("/people/export").await.text();
        assert!(ticked(&again, "citizen_id") && !ticked(&again, "phone"));
        let logged = logged(&world).await;
        assert_eq!(logged.len(), 3, "every file, also one without anybody: {logged:?}");
        assert!(logged[0].contains("\"rows\":1") && logged[0].contains("citizen_id"), "{logged:?}");
        let narrowed = &logged[1];
        assert!(narrowed.contains("\"rows\":0") && narrowed.contains("\"searched\":true"), "{narrowed}");
        assert!(narrowed.contains("whom=ended") && narrowed.contains("c=age_80_"), "{narrowed}");
        assert!(!logged.iter().any(|detail| detail.contains("王晓明")), "{logged:?}");
    });
}

/// What the log says of the lists of people taken out, in their order.
async fn logged(world: &World) -> Vec<String> {
    let bureau = world.bureau.id;
    let sql = "SELECT detail FROM audit_entry WHERE bureau_id = $1 AND action = 'person.export' ORDER BY seq";
    let entries: Vec<(String,)> = world.app.db.read(move |conn| conn.list(sql, &[&bureau])).await.unwrap();
    entries.into_iter().map(|(detail,)| detail).collect()
}

/// A registry whose list is longer than what may wait for a client.
async fn with_many(world: &World, count: u32) {
    let row = |n: u32| {
        let name = char::from_u32(0x4e00 + n).unwrap();
        format!("王{name},1940-05,退休,明湖街道{}号\n", "长".repeat(180))
    };
    let ledger = format!("姓名,出生年月,人员类别,家庭住址\n{}", (0..count).map(row).collect::<String>());
    let report = run(world, "people", "人员.csv", ledger.into_bytes(), false).await;
    assert_eq!(report.counts.new, i64::from(count));
}

#[test]
fn a_long_list_is_sent_in_pieces_and_stands_in_the_log_with_all_its_rows() {
    on_each_engine(async |world| {
        with_many(&world, 700).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        for format in ["csv", "xlsx"] {
            let answer = clerk
                .get(&format!("/people/export?format={format}&columns=name,born,category,address"))
                .await;
            assert_eq!(answer.status, StatusCode::OK);
            assert!(!answer.headers.contains_key("content-length"), "how long it gets is not known before");
            let length = answer.body.len();
            assert!(format == "xlsx" || length > 256 << 10, "more than one piece: {length}");
            let report = run(&world, "people", &format!("a.{format}"), answer.body, true).await;
            assert_eq!(is_unchanged(&report, format), 700);
            let detail = logged(&world).await.pop().unwrap();
            assert!(detail.contains("\"rows\":700") && !detail.contains("broken_off"), "{detail}");
        }
    });
}

#[test]
fn the_reading_ends_when_its_reader_goes_away_and_the_log_says_so() {
    on_each_engine(async |world| {
        with_many(&world, 1_600).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let (status, _) = clerk.headers("/people/export?format=csv&columns=name,address", None).await;
        assert_eq!(status, StatusCode::OK);
        let mut entries = Vec::new();
        for _ in 0..200 {
            entries = logged(&world).await;
            if !entries.is_empty() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        let [detail] = entries.as_slice() else { panic!("one entry: {entries:?}") };
        assert!(detail.contains("\"broken_off\":true") && !detail.contains("\"rows\":1600"), "{detail}");
    });
}
