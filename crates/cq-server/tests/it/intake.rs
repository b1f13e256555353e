//! Ledgers taken in: a bureau's own files, with everything that is wrong with them.

use std::collections::HashMap;

use axum::http::StatusCode;
use cq_demo::{Bureau, Messy, Scale, Verdict};
use cq_platform::{Error, messages::Lang, policy::Role};
use cq_registry::{
    intake::{self, Brought, Options, Report},
    person::PersonId,
};
use cq_server::ledgers::LEDGERS;
use jiff::civil::date;

use crate::{
    desk,
    world::{Answer, Browser, World, on_each_engine},
};

fn small() -> Bureau {
    cq_demo::bureau(Scale { people: 400, doctors: 20, ..Scale::article(date(2026, 11, 23)) })
}

fn csv(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

async fn run(world: &World, kind: &str, bytes: Vec<u8>, options: Options) -> Result<Report, Error> {
    let brought = Brought { kind: kind.into(), file_name: "台账.xlsx".into(), bytes };
    intake::run(&world.app, world.hand(Role::Clerk), LEDGERS, brought, options).await
}

async fn run_bad(world: &World, kind: &str, bytes: Vec<u8>) -> Report {
    run(world, kind, bytes, Options { skip_bad: true, ..Options::default() }).await.unwrap()
}

/// Loads the demo bureau's areas and people.
async fn load(world: &World, bureau: &Bureau) -> Report {
    let ledgers = cq_demo::ledgers(bureau).unwrap();
    let of = |kind: &str| ledgers.iter().find(|ledger| ledger.kind == kind).unwrap().bytes.clone();
    let areas = run_bad(world, "areas", of("areas")).await;
    assert_eq!((areas.counts.new, areas.errors), (20, vec![]));
    run_bad(world, "people", of("people")).await
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

/// Brings people and takes them in; returns the address of the import.
async fn take_in(browser: &mut Browser<'_>, ledger: &[u8]) -> String {
    let (address, page) = brought(browser, "people", ledger).await;
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

#[test]
fn a_bureaus_own_ledger_goes_in_and_each_wrong_row_is_named() {
    let bureau = small();
    let faults = cq_demo::people_faults(&bureau);
    on_each_engine(async |world| {
        let report = load(&world, &bureau).await;
        assert_eq!(
            (report.counts.new, report.counts.wrong),
            (400, faults.len() as i64),
            "{:#?}",
            report.errors
        );
        assert_eq!(people(&world).await, 400);
        for fault in &faults {
            let at = |error: &&intake::ReportError| {
                error.sheet == fault.sheet && error.row == i64::from(fault.row)
            };
            let error = report.errors.iter().find(at).unwrap_or_else(|| panic!("{fault:?} was not found"));
            assert_eq!(error.header.as_deref(), Some(fault.column.as_str()), "{error:?}");
        }
        let again = load_people_again(&world, &bureau).await;
        assert_eq!(
            (again.counts.same, again.counts.changed, again.counts.new),
            (400, 0, 0),
            "the same ledger says the same"
        );
        assert!(!again.written);
    });
}

async fn load_people_again(world: &World, bureau: &Bureau) -> Report {
    let ledgers = cq_demo::ledgers(bureau).unwrap();
    let people = ledgers.into_iter().find(|ledger| ledger.kind == "people").unwrap();
    run_bad(world, "people", people.bytes).await
}

fn expected(verdict: Verdict) -> Option<&'static str> {
    match verdict {
        Verdict::New => Some("new"),
        Verdict::Changed => Some("changed"),
        Verdict::Unchanged => Some("same"),
        Verdict::Repeated | Verdict::Wrong => Some("wrong"),
        Verdict::Ignored => None,
    }
}

#[test]
fn every_row_of_the_messy_ledger_comes_to_what_it_must() {
    let bureau = cq_demo::bureau(Scale { people: 1_500, doctors: 20, ..Scale::article(date(2026, 11, 23)) });
    let Messy { bytes, manifest, .. } = cq_demo::messy_people(&bureau).unwrap();
    on_each_engine(async |world| {
        load(&world, &bureau).await;
        let mut browser = world.signed_in(Role::Clerk).await;
        let (address, _) = brought(&mut browser, "people", &bytes).await;
        let id = address.rsplit('/').next().unwrap().parse::<intake::IntakeId>().unwrap();
        let rows = rows(&world, id).await;
        for row in &manifest.rows {
            let found =
                rows.get(&(row.sheet.clone(), i64::from(row.row))).map(|(verdict, _)| verdict.as_str());
            let detail = rows.get(&(row.sheet.clone(), i64::from(row.row)));
            assert_eq!(found, expected(row.verdict), "{row:?} {detail:?}");
        }
        let wrong = rows.values().filter(|(verdict, _)| verdict == "wrong").count();
        assert_eq!(
            wrong,
            manifest.count(Verdict::Wrong) + manifest.count(Verdict::Repeated),
            "no row but those"
        );
    });
}

/// Verdict and detail of every row by sheet and number.
async fn rows(world: &World, id: intake::IntakeId) -> HashMap<(String, i64), (String, String)> {
    use intake::model::Outcome;
    let act = world.hand(Role::Clerk);
    let read = move |conn: &cq_platform::db::Conn<'_>| {
        let mut all = HashMap::new();
        for outcome in Outcome::ALL.iter().filter(|outcome| **outcome != Outcome::Gone) {
            for row in intake::store::rows_after(conn, act.bureau(), id, *outcome, 0, 10_000)? {
                let detail = intake::actions::detail(&act, id, &row)?;
                let said = format!("{:?} {:?}", detail.changes, detail.errors);
                all.insert((row.sheet.to_string(), row.row_number), (outcome.to_string(), said));
            }
        }
        Ok(all)
    };
    world.app.db.read(read).await.unwrap()
}

const TWO: &str = "姓名,身份证号码,人员类别,电话\n王晓明,11010519491231002X,退休,15400000001\n李桂兰,440524188001010014,遗属,15400000002\n";

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
fn what_a_row_changed_is_put_back_field_by_field() {
    let changed = TWO.replace("15400000001", "15400009999").replace("退休", "离休");
    on_each_engine(async |world| {
        run(&world, "people", csv(TWO), Options::default()).await.unwrap();
        let report = run(&world, "people", csv(&changed), Options::default()).await.unwrap();
        assert_eq!((report.counts.changed, report.counts.same), (1, 1));
        const PHONE: &str = "SELECT COUNT(*) FROM person WHERE bureau_id = $1 AND phone = '15400000001' AND category = 'retired'";
        assert_eq!(count(&world, PHONE).await, 0);
        let mut browser = world.signed_in(Role::Clerk).await;
        browser.get("/imports").await;
        let undone = browser.post(&format!("/imports/{}/undo", report.import.unwrap()), &[]).await;
        assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.text());
        assert_eq!((count(&world, PHONE).await, people(&world).await), (1, 2));
    });
}

#[test]
fn an_import_that_something_depends_on_stays() {
    let changed = TWO.replace("15400000001", "15400009999");
    on_each_engine(async |world| {
        let first = run(&world, "people", csv(TWO), Options::default()).await.unwrap();
        run(&world, "people", csv(&changed), Options::default()).await.unwrap();
        let mut browser = world.signed_in(Role::Clerk).await;
        browser.get("/imports").await;
        let refused = browser.post(&format!("/imports/{}/undo", first.import.unwrap()), &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refused.text().contains("有 1 处") && refused.text().contains("王晓明"),
            "{}",
            refused.text()
        );
        assert_eq!(people(&world).await, 2, "nobody was taken back");
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
fn one_wrong_row_stops_the_file_or_is_skipped_and_mended() {
    let ledger = format!("{TWO}张三,11010519491231003X,退休,15400000003\n");
    on_each_engine(async |world| {
        let strict = run(&world, "people", csv(&ledger), Options::default()).await.unwrap();
        assert!(!strict.written && strict.counts.wrong == 1 && strict.counts.new == 2);
        assert_eq!(people(&world).await, 0, "all or nothing");
        let mut browser = world.signed_in(Role::Clerk).await;
        let (address, page) = brought(&mut browser, "people", &csv(&ledger)).await;
        assert!(page.contains("B 身份证号码") && page.contains(&said(&world, "intake-id-check")), "{page}");
        assert!(!page.contains("11010519491231003X"), "an error does not repeat the number");
        let number = version(&page);
        let stopped =
            browser.post(&format!("{address}/done"), &[("version", &number), ("wrong", "stop")]).await;
        assert_eq!(stopped.status, StatusCode::UNPROCESSABLE_ENTITY);
        browser.post(&format!("{address}/done"), &[("version", &number), ("wrong", "skip")]).await;
        assert_eq!(people(&world).await, 2);
        let failed = browser.get(&format!("{address}/failed.xlsx")).await;
        let mut book = cq_sheet::Workbook::open(failed.body.clone(), cq_sheet::Limits::default()).unwrap();
        let head = book.head(0, 5).unwrap();
        assert_eq!(head[0].texts[1..], ["姓名", "身份证号码", "人员类别", "电话"]);
        assert!(
            head[1].texts[0].contains("校验位") && head[1].texts[1..3] == ["张三", "11010519491231003X"],
            "{head:?}"
        );
        let unmended = run(&world, "people", failed.body, Options::default()).await.unwrap();
        assert_eq!(
            (unmended.counts.wrong, unmended.counts.writes()),
            (1, 0),
            "the file can be brought again as it is"
        );
    });
}

#[test]
fn a_column_that_was_taken_for_something_else_can_be_mended() {
    let ledger = TWO.replace("电话", "亲属说的号");
    on_each_engine(async |world| {
        let mut browser = world.signed_in(Role::Clerk).await;
        let (address, page) = brought(&mut browser, "people", &csv(&ledger)).await;
        assert!(!page.contains("15400000001"), "nobody knows what the column means");
        let again = browser
            .post(&format!("{address}/columns"), &[("header-4", "亲属说的号"), ("column-4", "phone")])
            .await;
        assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.text());
        assert!(browser.get(&address).await.text().contains("15400000001"));
        let without =
            browser.post(&format!("{address}/columns"), &[("header-1", "姓名"), ("column-1", "")]).await;
        assert_eq!(without.status, StatusCode::SEE_OTHER);
        assert!(browser.get(&address).await.text().contains("没有“姓名”这一列"));
        let gone = browser.post(&format!("{address}/discard"), &[]).await;
        assert_eq!(gone.to.as_deref(), Some("/imports?notice=notice-intake-discarded"));
        assert_eq!(count(&world, "SELECT COUNT(*) FROM intake_row WHERE bureau_id = $1").await, 0);
    });
}

#[test]
fn what_is_wrong_with_a_cell_is_said_at_the_cell() {
    let header = "姓名,性别,身份证号码,出生年月,人员类别,职级,经度,纬度,所患疾病,联系电话,居住状态";
    // 11010519491231002X is a woman's number.
    let cases = [
        ("=A1,男,,1942-05,退休,,,,,,", "intake-name-characters"),
        ("王\u{202e}明,男,,1942-05,退休,,,,,,", "intake-cell-hidden-characters"),
        (",男,,1942-05,退休,,,,,,", "intake-cell-required"),
        ("王明,女,11010519491231002X,1950-01,退休,,,,,,", "intake-id-other-birth"),
        ("王明,女,11010519491231002X,,退休,,,,,,", "intake-word-ok"),
        ("王明,男,11010519491231002X,,退休,,,,,,", "intake-id-other-sex"),
        ("王明,男,1.10105E+17,,退休,,,,,,", "intake-id-damaged"),
        ("王明,男,1101051949123100,,退休,,,,,,", "intake-id-length"),
        ("王明,男,11010519490230002X,,退休,,,,,,", "intake-id-birth"),
        ("王明,男,,1942年2月30日,退休,,,,,,", "intake-date-day"),
        ("王明,男,,2062-05,退休,,,,,,", "intake-date-future"),
        ("王明,男,,42.5,退休,,,,,,", "intake-date-shape"),
        ("王明,男,,1942-05,在职,,,,,,", "intake-word-unknown"),
        ("王明,男,,1942-05,,,,,,,", "intake-person-no-category"),
        ("王明,男,,1942-05,退休,大官,,,,,", "intake-rank-unknown"),
        ("王明,男,,1942-05,退休,,36.7,117.5,,,", "intake-coordinates-swapped"),
        ("王明,男,,1942-05,退休,,2.35,48.85,,,", "intake-coordinates-abroad"),
        ("王明,男,,1942-05,退休,,117.5,,,,", "intake-coordinates-half"),
        ("王明,男,,1942-05,退休,,,,高血压、忧国忧民,,", "intake-illness-unknown"),
        ("王明,男,,1942-05,退休,,,,,12,", "intake-phone"),
        (
            "王明,男,,1942-05,退休,二级主任科员,117.5,36.7,高血压、I25.1；慢阻肺(J44),138 0000 0000（女儿）,独居、空巢",
            "intake-word-ok",
        ),
        ("𠮷·买买提,1,,1942-05,退休,正科,,,无,0540-6000000,", "intake-word-ok"),
    ];
    on_each_engine(async |world| {
        for (row, key) in cases {
            let report = run(
                &world,
                "people",
                csv(&format!("{header}\n{row}\n")),
                Options { dry_run: true, ..Options::default() },
            )
            .await;
            let report = report.unwrap();
            let codes: Vec<&str> = report.errors.iter().map(|error| error.code.as_str()).collect();
            let expected = if key == "intake-word-ok" { vec![] } else { vec![key] };
            assert_eq!(codes, expected, "{row}: {:?}", report.errors);
            for error in &report.errors {
                assert!(
                    Lang::ALL.iter().all(|lang| world.app.messages.has(*lang, &error.code)),
                    "{}",
                    error.code
                );
                assert!(!error.message.contains("{ $"), "{}", error.message);
            }
        }
    });
}

#[test]
fn people_without_a_number_are_known_by_name_birth_and_unit() {
    let first = "姓名,出生年月,单位,人员类别,电话\n王秀英,1942-05,教育局,退休,15400000001\n王秀英,1942-05,财政局,退休,15400000002\n";
    on_each_engine(async |world| {
        let report = run(&world, "people", csv(first), Options::default()).await.unwrap();
        assert_eq!(report.counts.new, 2, "{:?}", report.errors);
        let again =
            run(&world, "people", csv(&first.replace("0001", "0009")), Options::default()).await.unwrap();
        assert_eq!((again.counts.changed, again.counts.same), (1, 1));
        let code = async |text: &str| {
            let report = run(&world, "people", csv(text), Options { dry_run: true, ..Options::default() })
                .await
                .unwrap();
            report.errors.first().map(|error| error.code.clone())
        };
        let elsewhere = code("姓名,出生年月,单位,人员类别\n王秀英,1942.5,档案局,退休\n").await;
        assert_eq!(elsewhere.as_deref(), Some("intake-person-elsewhere"));
        let twins = "姓名,身份证号,出生年月,单位,人员类别\n李桂兰,440524188001010014,,教育局,遗属\n李桂兰,,1880-01,教育局,遗属\n";
        assert_eq!(code(twins).await.as_deref(), Some("intake-person-twin"));
        let twice =
            "姓名,身份证号,人员类别\n李桂兰,440524188001010014,遗属\n李桂芳,44052418800101001４,遗属\n";
        assert_eq!(code(twice).await.as_deref(), Some("intake-row-repeated"));
        let filled_in = "姓名,身份证号,出生年月,单位,人员类别\n王秀英,110105194205010044,,教育局,退休\n";
        let report = run(&world, "people", csv(filled_in), Options { dry_run: true, ..Options::default() })
            .await
            .unwrap();
        assert_eq!((report.counts.changed, report.counts.new), (1, 0), "{report:?}");
    });
}

#[test]
fn a_header_that_nobody_recognises_is_pointed_at_by_hand() {
    let ledger = csv("本局老同志情况,,\n谁,哪一号,怎么回事\n王晓明,11010519491231002X,退休\n");
    on_each_engine(async |world| {
        let alone = run(&world, "people", ledger.clone(), Options::default()).await;
        assert!(matches!(alone, Err(Error::Refused(text)) if text.key == "intake-file-no-header"));

        let mut browser = world.signed_in(Role::Clerk).await;
        let (address, page) = brought(&mut browser, "people", &ledger).await;
        assert!(page.contains(&format!("{address}/header?sheet=")), "the page says where to point: {page}");
        let head = browser.get(&format!("{address}/header")).await.text();
        assert!(head.contains("哪一号") && head.contains("第 2 行"), "{head}");
        for row in ["", "0", "7", "x"] {
            let refused = browser.post(&format!("{address}/header"), &[("sheet", ""), ("row", row)]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{row}");
            assert!(refused.text().contains("href=\"#f-row\""), "{row}");
        }
        let absent = browser.get(&format!("{address}/header?sheet=nowhere")).await;
        assert_eq!(absent.status, StatusCode::NOT_FOUND);

        browser.post(&format!("{address}/header"), &[("sheet", ""), ("row", "2")]).await;
        let meant = [
            ("header-1", "谁"),
            ("column-1", "name"),
            ("header-2", "哪一号"),
            ("column-2", "citizen_id"),
            ("header-3", "怎么回事"),
            ("column-3", "category"),
        ];
        browser.post(&format!("{address}/columns"), &meant).await;
        let page = browser.get(&address).await.text();
        browser.post(&format!("{address}/done"), &[("version", &version(&page))]).await;
        assert_eq!(people(&world).await, 1);
        let late = browser.post(&format!("{address}/header"), &[("sheet", ""), ("row", "1")]).await;
        assert!(late.status.is_client_error(), "what was taken in is not read anew");
    });
}

#[test]
fn units_and_areas_go_with_the_import_that_brought_them() {
    let ledger = csv("姓名,身份证号码,人员类别,单位,镇街\n王晓明,11010519491231002X,退休,教育局,双山街道\n");
    let later = csv("姓名,身份证号码,人员类别,单位,镇街\n李建国,440524188001010014,退休,水利局,双山街道\n");
    on_each_engine(async |world| {
        let units = "SELECT COUNT(*) FROM unit WHERE bureau_id = $1";
        let areas = "SELECT COUNT(*) FROM area WHERE bureau_id = $1";
        let mut browser = world.signed_in(Role::Clerk).await;
        let first = take_in(&mut browser, &ledger).await;
        let second = take_in(&mut browser, &later).await;
        assert_eq!((count(&world, units).await, count(&world, areas).await), (2, 1));
        browser.post(&format!("{first}/undo"), &[]).await;
        assert_eq!((people(&world).await, count(&world, units).await), (1, 1));
        assert_eq!(count(&world, areas).await, 1, "somebody else lives there");
        browser.post(&format!("{second}/undo"), &[]).await;
        assert_eq!((count(&world, units).await, count(&world, areas).await), (0, 0));
    });
}

#[test]
fn an_import_that_was_built_upon_is_not_taken_back() {
    on_each_engine(async |world| {
        let mut browser = world.signed_in(Role::Clerk).await;
        let address = take_in(&mut browser, &csv(TWO)).await;
        let id = one_person(&world).await;
        let staff = crate::person::doctor(&world, "张丽华").await;
        crate::person::pair(&world, id, staff).await;
        let refused = browser.post(&format!("{address}/undo"), &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("已经有结对或者任务"), "{}", refused.text());
        assert_eq!(people(&world).await, 2, "nothing is half undone");

        // Without the pairing, a task is enough.
        execute(&world, "DELETE FROM responsibility WHERE bureau_id = $1").await;
        let act = world.hand(Role::Clerk);
        world.app.db.write(move |tx| desk::owed(tx, &act, id, staff)).await.unwrap();
        let refused = browser.post(&format!("{address}/undo"), &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        execute(&world, "DELETE FROM task WHERE bureau_id = $1").await;
        browser.post(&format!("{address}/undo"), &[]).await;
        assert_eq!(people(&world).await, 0);
    });
}

#[test]
fn a_file_that_cannot_be_read_says_what_to_do_and_changes_nothing() {
    let truncated = {
        let bureau = cq_demo::bureau(Scale { people: 30, doctors: 3, ..Scale::article(date(2026, 11, 23)) });
        let whole = cq_demo::messy_people(&bureau).unwrap().bytes;
        whole[..whole.len() / 2].to_vec()
    };
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (Vec::new(), "intake-file-empty"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and more".to_vec(), "intake-file-old-excel"),
        (b"%PDF-1.7".to_vec(), "intake-file-not-a-sheet"),
        (b"<html><table>".to_vec(), "intake-file-markup"),
        (b"\x89PNG\r\n".to_vec(), "intake-file-not-a-sheet"),
        (csv("\n\n"), "intake-file-blank"),
        (truncated, "intake-file-truncated"),
    ];
    on_each_engine(async |world| {
        let mut browser = world.signed_in(Role::Clerk).await;
        for (bytes, key) in &cases {
            let answer = bring(&mut browser, "people", bytes).await;
            let start = world
                .app
                .messages
                .tell(Lang::Zh, &cq_platform::messages::Text::new(intake_key(key)).with("column", "姓名"))
                .into_owned();
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{key}");
            assert!(answer.text().contains(&start.replace('"', "&#34;")), "{key}: {}", answer.text());
            assert!(
                matches!(
                    run(&world, "people", bytes.clone(), Options::default()).await,
                    Err(Error::Refused(_))
                ),
                "{key}"
            );
        }
        assert_eq!(count(&world, "SELECT COUNT(*) FROM intake WHERE bureau_id = $1").await, 0);
        assert_eq!(people(&world).await, 0);
    });
}

fn intake_key(key: &str) -> &'static str {
    Box::leak(key.to_owned().into_boxed_str())
}

#[test]
fn any_bytes_are_an_answer_and_never_a_crash() {
    let bureau = cq_demo::bureau(Scale { people: 30, doctors: 3, ..Scale::article(date(2026, 11, 23)) });
    let whole = cq_demo::messy_people(&bureau).unwrap().bytes;
    on_each_engine(async |world| {
        for at in (0..whole.len()).step_by(whole.len() / 20) {
            let mut bent = whole.clone();
            bent[at] ^= 0x5a;
            let _ = run(&world, "people", bent, Options { dry_run: true, ..Options::default() }).await;
        }
        assert_eq!(people(&world).await, 0);
    });
}

#[test]
fn only_clerks_bring_ledgers_and_everything_stands_in_the_log() {
    on_each_engine(async |world| {
        let brought = || Brought { kind: "people".into(), file_name: "a.csv".into(), bytes: csv(TWO) };
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

#[test]
fn what_an_import_taught_of_a_unit_goes_with_it_and_what_was_said_since_stays() {
    const KIND: &str = "SELECT COUNT(*) FROM unit WHERE bureau_id = $1 AND kind = 'organ'";
    const UNITS: &str = "SELECT COUNT(*) FROM unit WHERE bureau_id = $1";
    let plain = "姓名,身份证号码,人员类别,原工作单位\n王晓明,11010519491231002X,退休,教育局\n";
    let kinds = "姓名,身份证号码,人员类别,原工作单位,单位性质\n王晓明,11010519491231002X,退休,教育局,机关\n李桂兰,440524188001010014,退休,教育局,机关\n";
    on_each_engine(async |world| {
        let undo = async |report: &Report| {
            let (act, id) = (world.hand(Role::Clerk), report.import.unwrap());
            intake::actions::undo(&world.app, act, LEDGERS, id, Lang::Zh).await.unwrap();
        };
        let first = run(&world, "people", csv(kinds), Options::default()).await.unwrap();
        assert_eq!((count(&world, KIND).await, count(&world, UNITS).await), (1, 1));
        undo(&first).await;
        assert_eq!((count(&world, UNITS).await, people(&world).await), (0, 0), "the unit goes too");
        run(&world, "people", csv(plain), Options::default()).await.unwrap();
        let second = run(&world, "people", csv(kinds), Options::default()).await.unwrap();
        assert_eq!((second.counts.new, second.counts.changed, count(&world, KIND).await), (1, 1, 1));
        undo(&second).await;
        assert_eq!((count(&world, KIND).await, count(&world, UNITS).await), (0, 1), "the kind is forgotten");
        let third = run(&world, "people", csv(kinds), Options::default()).await.unwrap();
        let units = "单位名称,单位性质\n教育局,事业\n";
        run(&world, "units", csv(units), Options::default()).await.unwrap();
        undo(&third).await;
        let said =
            count(&world, "SELECT COUNT(*) FROM unit WHERE bureau_id = $1 AND kind = 'institution'").await;
        assert_eq!(said, 1, "what was said of the unit itself stays");
    });
}
