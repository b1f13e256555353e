//! What is wrong with a cell or a header, and how it is mended.

use axum::http::StatusCode;
use cq_platform::{Error, messages::Lang, policy::Role};
use cq_registry::intake::Options;

use super::{TWO, brought, count, csv, people, run, said, version};
use crate::world::on_each_engine;

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
        let bare = csv("姓名,人员类别\n赵玉珍,退休\n");
        assert_eq!(run(&world, "people", bare.clone(), Options::default()).await.unwrap().counts.new, 1);
        let same = run(&world, "people", bare, Options::default()).await.unwrap();
        assert_eq!((same.counts.same, same.counts.wrong), (1, 0), "nothing tells them apart: {same:?}");
        let elsewhere = code("姓名,出生年月,单位,人员类别\n王秀英,1942.5,档案局,退休\n").await;
        assert_eq!(elsewhere.as_deref(), Some("intake-person-elsewhere"));
        let twins = "姓名,身份证号,出生年月,单位,人员类别\n李桂兰,440524193601010014,,教育局,遗属\n李桂兰,,1936-01,教育局,遗属\n";
        assert_eq!(code(twins).await.as_deref(), Some("intake-person-twin"));
        let twice =
            "姓名,身份证号,人员类别\n李桂兰,440524193601010014,遗属\n李桂芳,44052419360101001４,遗属\n";
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
