//! A batch goes to the bank as a sheet, and its answer is read back: every line or none, once.

use axum::http::StatusCode;
use cq_relief::budget::store::Way;
use cq_sheet::{ColumnKind, OutCell, TableColumn, TableSpec, write_table};
use jiff::civil::date;

use super::{CARD, Desk, browser, done, left, now, step, version};
use crate::world::{Browser, World, on_each_engine};

/// The bank's answer to these: reference, account, yuan, outcome.
fn answer(rows: &[(&str, &str, f64, &str)]) -> Vec<u8> {
    let column = |header: &str| TableColumn { header: header.into(), width: 12.0, kind: ColumnKind::Text };
    let spec = TableSpec {
        sheet_name: "回执".into(),
        columns: ["附言", "账号", "金额", "处理结果", "失败原因", "流水号"].map(column).to_vec(),
        ..TableSpec::default()
    };
    let rows = rows.iter().map(|(reference, account, yuan, outcome)| {
        let why = if *outcome == "失败" { "户名不符" } else { "" };
        [
            OutCell::from((*reference).to_owned()),
            (*account).to_owned().into(),
            OutCell::Number(*yuan),
            (*outcome).to_owned().into(),
            why.into(),
            format!("L{reference}").into(),
        ]
    });
    write_table(&spec, rows, date(2026, 12, 3)).unwrap()
}

/// An approved pair in a batch that another one has released; the batch's address.
async fn released(world: &World, desk: &Desk) -> (Vec<cq_relief::application::ReliefId>, String) {
    desk.granted(world, Way::Granted, "", 1_000_000).await;
    let ids = desk.approved(world, 2, 100_000).await;
    let (mut zhang, mut li) = (browser(world, "张科员").await, browser(world, "李局长").await);
    zhang.get("/relief/batches").await;
    let (one, two) = (ids[0].to_string(), ids[1].to_string());
    let none = zhang.post("/relief/batches", &[]).await;
    assert!(none.text().contains("没有选申请"), "{}", none.text());
    let made = zhang.post("/relief/batches", &[("of", &one), ("of", &two)]).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    let at = made.to.unwrap().split('?').next().unwrap().to_owned();
    let early = zhang.get(&format!("{at}/bank.xlsx")).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "not before two have let it go");
    let own = step(&mut zhang, &at, "release", &[]).await;
    assert!(own.text().contains("这一步要换一个人"), "{}", own.text());
    done(&mut li, &at, "release", &[]).await;
    (ids, at)
}

async fn sent(browser: &mut Browser<'_>, at: &str, file: &[u8]) -> crate::world::Answer {
    browser.get(at).await;
    browser.upload(&format!("{at}/answer"), &[], "回执.xlsx", file).await
}

#[test]
fn a_batch_is_paid_by_the_banks_answer_signed_for_and_archived() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        let (ids, at) = released(&world, &desk).await;
        let mut zhang = browser(&world, "张科员").await;
        let sheet = zhang.get(&format!("{at}/bank.xlsx")).await;
        let mut book = cq_sheet::Workbook::open(sheet.body, cq_sheet::Limits::default()).unwrap();
        let mut rows = book.rows(0).unwrap();
        let mut shown = Vec::new();
        while let Some(row) = rows.next_row().unwrap() {
            shown.push(row.cells.iter().map(|cell| cell.shown().into_owned()).collect::<Vec<_>>().join("|"));
        }
        assert!(shown[1].contains("序号|户名|账号|开户行|金额|附言"), "{shown:?}");
        assert!(
            shown[2].contains(&format!("1|单国英|{CARD}|工商银行长庆支行|1000|2026-0001-2026-0001")),
            "{shown:?}"
        );
        assert!(shown[4].contains("共 2 笔，合计 2,000.00 元"), "{shown:?}");
        let wrong = answer(&[
            ("2026-0001-2026-0001", CARD, 1000.0, "成功"),
            ("2026-0001-2026-0002", CARD, 1000.01, "成功"),
        ]);
        let refused = sent(&mut zhang, &at, &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refused.text().contains("第 3 行") && refused.text().contains("金额和发出的不一样"),
            "{}",
            refused.text()
        );
        assert_eq!(now(&world, ids[0]).await.stage.word(), "sent", "nothing half");
        let other = answer(&[("2026-0001-2026-0007", CARD, 1000.0, "成功")]);
        assert!(sent(&mut zhang, &at, &other).await.text().contains("这个批次里没有“2026-0001-2026-0007”"));
        let right = answer(&[
            ("2026-0001-2026-0001", CARD, 1000.0, "成功"),
            ("2026-0001-2026-0002", CARD, 1000.0, "失败"),
        ]);
        assert_eq!(sent(&mut zhang, &at, &right).await.status, StatusCode::SEE_OTHER);
        assert_eq!(left(&world, "").await, 800_000, "what the bank returned is still set aside");
        let again = sent(&mut zhang, &at, &right).await;
        assert!(again.to.unwrap().contains("notice-relief-batch-same"), "the same changes nothing");
        let both = answer(&[
            ("2026-0001-2026-0001", CARD, 1000.0, "成功"),
            ("2026-0001-2026-0002", CARD, 1000.0, "成功"),
        ]);
        assert!(sent(&mut zhang, &at, &both).await.text().contains("已经记过另一份回执"));
        assert_eq!(now(&world, ids[1]).await.stage.word(), "returned");
        let page = zhang.get(&at).await.text();
        assert!(page.contains("户名不符") && page.contains("L2026-0001-2026-0001"), "{page}");
        let one = format!("/relief/{}", ids[0]);
        let version = version(&zhang.get(&one).await.text());
        let early = zhang.get(&format!("{one}/archive.pdf")).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
        let fields = [("version", version.as_str())];
        let signed =
            zhang.upload(&format!("{one}/receipt"), &fields, "签收.jpg", &crate::photo::signature()).await;
        assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text());
        done(&mut zhang, &one, "archive", &[]).await;
        assert!(zhang.get("/relief?state=archived").await.text().contains("单国英"));
    });
}

#[test]
fn the_answer_to_one_batch_changes_nothing_in_another() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        let (ids, at) = released(&world, &desk).await;
        let (mut zhang, mut li) = (browser(&world, "张科员").await, browser(&world, "李局长").await);
        let first = answer(&[
            ("2026-0001-2026-0001", CARD, 1000.0, "失败"),
            ("2026-0001-2026-0002", CARD, 1000.0, "失败"),
        ]);
        assert_eq!(sent(&mut zhang, &at, &first).await.status, StatusCode::SEE_OTHER);
        let (one, two) = (ids[0].to_string(), ids[1].to_string());
        zhang.get("/relief/batches").await;
        let made = zhang.post("/relief/batches", &[("of", &one), ("of", &two)]).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
        let next = made.to.unwrap().split('?').next().unwrap().to_owned();
        done(&mut li, &next, "release", &[]).await;
        let refused = sent(&mut zhang, &next, &first).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = refused.text();
        assert!(page.contains("第 2 行") && page.contains("这个批次里没有“2026-0001-2026-0001”"), "{page}");
        for id in &ids {
            assert_eq!(
                now(&world, *id).await.stage.word(),
                "sent",
                "the new batch still waits for its answer"
            );
        }
        let own = answer(&[
            ("2026-0002-2026-0001", CARD, 1000.0, "成功"),
            ("2026-0002-2026-0002", CARD, 1000.0, "成功"),
        ]);
        assert_eq!(sent(&mut zhang, &next, &own).await.status, StatusCode::SEE_OTHER);
        assert_eq!(now(&world, ids[0]).await.stage.word(), "paid");
    });
}

/// 退汇: reported as paid, signed for and archived, and given back days later.
#[test]
fn what_the_bank_gives_back_after_all_is_found_by_two_and_paid_anew_to_whom_is_right() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        let (ids, at) = released(&world, &desk).await;
        let (mut zhang, mut liu) = (browser(&world, "张科员").await, browser(&world, "刘科员").await);
        let (mut li, mut chen) = (browser(&world, "李局长").await, browser(&world, "陈局长").await);
        let paid = answer(&[
            ("2026-0001-2026-0001", CARD, 1000.0, "成功"),
            ("2026-0001-2026-0002", CARD, 1000.0, "成功"),
        ]);
        assert_eq!(sent(&mut zhang, &at, &paid).await.status, StatusCode::SEE_OTHER);
        // The bank's later sheet names the one alone; read twice it is noted once.
        let back = answer(&[("2026-0001-2026-0001", CARD, 1000.0, "失败")]);
        assert!(sent(&mut zhang, &at, &back).await.to.unwrap().contains("notice-relief-batch-back"));
        assert!(sent(&mut zhang, &at, &back).await.to.unwrap().contains("notice-relief-batch-same"));
        let one = format!("/relief/{}", ids[0]);
        assert_eq!(now(&world, ids[0]).await.stage.word(), "paid", "one alone changes nothing");
        assert!(zhang.get(&one).await.text().contains("户名不符"));
        let seen = super::seen(&world, &one).await.to_string();
        let early = [("version", seen.as_str())];
        let signed =
            zhang.upload(&format!("{one}/receipt"), &early, "签收.jpg", &crate::photo::signature()).await;
        assert!(signed.text().contains("有一笔退汇还没有核对"), "{}", signed.text());
        super::no(&mut zhang, &one, "reversal/agree", &[], "这一步要换一个人").await;
        done(&mut liu, &one, "reversal/agree", &[("reversal_note", "流水已核对")]).await;
        assert_eq!(now(&world, ids[0]).await.stage.word(), "returned");
        assert_eq!(left(&world, "").await, 800_000, "set aside again, and the books add up");
        super::no(&mut liu, &one, "reversal/agree", &[], "没有待核对的退汇").await;
        // To somebody else's account: what was approved is void, and it takes the whole way from there.
        let payee = [
            ("payee_relation", "self"),
            ("payee_name", "单国英"),
            ("payee_bank", "建设银行长庆支行"),
            ("payee_account", super::PASSBOOK),
            ("payee_again", super::PASSBOOK),
        ];
        done(&mut zhang, &one, "payee", &payee).await;
        assert_eq!(now(&world, ids[0]).await.stage.word(), "noticed");
        assert_eq!(left(&world, "").await, 900_000);
        done(&mut zhang, &one, "propose", &[]).await;
        done(&mut chen, &one, "approve", &[]).await;
        let made = zhang.post("/relief/batches", &[("of", &ids[0].to_string())]).await;
        let next = made.to.unwrap().split('?').next().unwrap().to_owned();
        done(&mut li, &next, "release", &[]).await;
        let paid = answer(&[("2026-0002-2026-0001", super::PASSBOOK, 1000.0, "成功")]);
        assert_eq!(sent(&mut zhang, &next, &paid).await.status, StatusCode::SEE_OTHER);
        assert_eq!(now(&world, ids[0]).await.stage.word(), "paid");
        assert_eq!(left(&world, "").await, 800_000);
        let page = zhang.get(&one).await.text();
        for happened in ["记下银行退汇", "退汇核对属实，重新发放", "收款人改了，审批作废"]
        {
            assert!(page.contains(happened), "{happened}: {page}");
        }
        // By form, and found otherwise.
        let two = format!("/relief/{}", ids[1]);
        super::no(&mut zhang, &two, "reversal", &[("reversal_why", "")], "").await;
        done(&mut zhang, &two, "reversal", &[("reversal_why", "账户已销户")]).await;
        done(&mut liu, &two, "reversal/deny", &[("reversal_note", "银行更正")]).await;
        assert_eq!(now(&world, ids[1]).await.stage.word(), "paid");
    });
}

#[test]
fn of_two_who_find_a_payment_given_back_one_does_and_the_money_comes_back_once() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        let (ids, at) = released(&world, &desk).await;
        let (mut zhang, mut liu) = (browser(&world, "张科员").await, browser(&world, "刘科员").await);
        let mut li = browser(&world, "李局长").await;
        let one = format!("/relief/{}", ids[0]);
        super::no(&mut zhang, &one, "reversal", &[("reversal_why", "账户已销户")], "这件申请现在不能这样办")
            .await;
        let paid = answer(&[
            ("2026-0001-2026-0001", CARD, 1000.0, "成功"),
            ("2026-0001-2026-0002", CARD, 1000.0, "成功"),
        ]);
        assert_eq!(sent(&mut zhang, &at, &paid).await.status, StatusCode::SEE_OTHER);
        done(&mut zhang, &one, "reversal", &[("reversal_why", "账户已销户")]).await;
        super::no(&mut liu, &one, "reversal", &[("reversal_why", "又退了")], "有一笔退汇还没有核对").await;
        super::no(&mut zhang, &one, "reversal/agree", &[], "这一步要换一个人").await;
        super::no(&mut zhang, &one, "reversal/deny", &[], "这一步要换一个人").await;
        assert_eq!(left(&world, "").await, 800_000);
        let seen = super::seen(&world, &one).await.to_string();
        let fields = [("version", seen.as_str())];
        let path = format!("{one}/reversal/agree");
        liu.get(&one).await;
        li.get(&one).await;
        let (first, second) = tokio::join!(liu.post(&path, &fields), li.post(&path, &fields));
        let mut both = [first.status, second.status];
        both.sort();
        assert_eq!(both, [StatusCode::SEE_OTHER, StatusCode::CONFLICT]);
        assert_eq!(now(&world, ids[0]).await.stage.word(), "returned");
        let bureau = world.bureau.id;
        let read = move |conn: &cq_platform::db::Conn<'_>| {
            let sql = "SELECT kind, CAST(SUM(balance_fen) AS BIGINT) FROM ledger_account WHERE bureau_id = $1
                AND kind IN ('relief-bank', 'relief-paid', 'relief-reserved') GROUP BY kind ORDER BY kind";
            conn.list::<(String, i64)>(sql, &[&bureau])
        };
        let balances = world.app.db.read(read).await.unwrap();
        let of = |kind: &str| balances.iter().find(|(of, _)| of == kind).map_or(0, |(_, fen)| *fen);
        assert_eq!(
            [of("relief-bank"), of("relief-paid"), of("relief-reserved")],
            [0, 100_000, 100_000],
            "one is paid, one set aside again, nothing is at the bank"
        );
        assert_eq!(left(&world, "").await, 800_000, "and the books add up");
    });
}
