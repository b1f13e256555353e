//! Errand money: a pension is drawn and medicine fetched by two, settled to the fen, signed for, called back; and every refusal on the way.

use std::io::Cursor;

use axum::http::{Method, StatusCode};
use cq_errand::{
    errand::{
        ErrandId,
        model::{Move, MoveId},
    },
    purse::{self, actions, store::PaperId},
};
use cq_ledger as ledger;
use cq_platform::{Error, db::Tx, ids::StaffId, policy::Role};
use cq_registry::photo::Picture;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use serde_json::json;

use crate::{
    errands::{done, now, step, take, version, ward, worker},
    repeat::{died, undone},
    world::{Answer, Browser, PASSWORD, World, on_each_engine},
};

/// A mandate, and a movement of `errand` that `staff` made with a receipt: for the matrix.
pub async fn sample(world: &World, errand: ErrandId, staff: StaffId) -> (MoveId, PaperId) {
    let act = world.hand_of(Role::Clerk, staff);
    let work = move |tx: &Tx<'_>| {
        let picture = Picture::of(&photo()).map_err(|_| Error::NotFound)?;
        actions::put_mandate(tx, &act, errand, (act.today(), act.today()), &picture)?;
        let draft = |kind, receipt| {
            let amount = ledger::Amount::of(100).map_err(|_| Error::NotFound)?;
            Ok::<_, Error>(actions::Draft { kind, amount, note: String::new(), receipt })
        };
        actions::move_money(tx, &act, errand, 2, &draft(Move::FromElder, None)?)?;
        actions::move_money(tx, &act, errand, 3, &draft(Move::Paid, Some(picture))?)?;
        let paid = purse::store::moves(tx, &act, errand)?.pop().ok_or(Error::NotFound)?;
        Ok((paid.id, paid.paper.ok_or(Error::NotFound)?))
    };
    world.app.db.write(work).await.unwrap()
}

/// A picture as a phone sends it, with where it was taken.
fn photo() -> Vec<u8> {
    let jpeg = crate::photo::file(90);
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x01\0\0\0\0\0\0\0".to_vec();
    exif.extend(b"GPS 36.71N 117.53E");
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat()
}

/// A PNG of a few hundred bytes that claims to be enormous.
fn bomb() -> Vec<u8> {
    let picture = DynamicImage::ImageRgb8(RgbImage::from_pixel(80, 80, Rgb([90; 3])));
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, ImageFormat::Png).unwrap();
    let mut png = file.into_inner();
    png[16..20].copy_from_slice(&30_000u32.to_be_bytes());
    png[20..24].copy_from_slice(&30_000u32.to_be_bytes());
    let sum = !png[12..29].iter().fold(!0, |sum: u32, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg()))
    });
    png[29..33].copy_from_slice(&sum.to_be_bytes());
    png
}

/// Fills in a movement with a file.
pub async fn moved(browser: &mut Browser<'_>, errand: &str, kind: &str, yuan: &str, file: &[u8]) -> Answer {
    let version = now(browser, errand).await;
    let fields = [("version", version.as_str()), ("move", kind), ("yuan", yuan), ("note", "")];
    browser.upload(&format!("{errand}/money"), &fields, "票据.jpg", file).await
}

pub async fn posted(browser: &mut Browser<'_>, errand: &str, kind: &str, yuan: &str, file: &[u8]) {
    let answer = moved(browser, errand, kind, yuan, file).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{kind}: {}", answer.text());
}

async fn no(browser: &mut Browser<'_>, errand: &str, (kind, yuan): (&str, &str), file: &[u8], why: &str) {
    let answer = moved(browser, errand, kind, yuan, file).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{kind} {yuan}");
    assert!(answer.text().contains(why), "{why}: {}", answer.text());
    assert!(answer.text().contains(yuan), "nothing typed is lost");
}

/// The address of the last step of that name on the page, and what it answers.
pub async fn press(browser: &mut Browser<'_>, errand: &str, verb: &str) -> Answer {
    let page = browser.get(&format!("{errand}/money")).await.text();
    let at = page.split('"').rfind(|part| part.ends_with(&format!("/{verb}")) && part.contains("/money/"));
    let at = at.unwrap_or_else(|| panic!("no {verb} here: {page}")).to_owned();
    browser.post(&at, &[("version", &version(&page))]).await
}

pub async fn mandated(browser: &mut Browser<'_>, errand: &str) {
    mandated_until(browser, errand, "2027-11-23").await;
}

async fn mandated_until(browser: &mut Browser<'_>, errand: &str, until: &str) {
    browser.get(&format!("{errand}/money")).await;
    let fields = [("signed_on", "2026-11-23"), ("until_on", until)];
    let answer = browser.upload(&format!("{errand}/mandate"), &fields, "委托书.jpg", &photo()).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
}

async fn balanced(world: &World, errand: &str) {
    let (bureau, id): (_, ErrandId) = (world.bureau.id, errand.rsplit('/').next().unwrap().parse().unwrap());
    let read = move |conn: &cq_platform::db::Conn<'_>| {
        let held = conn.one::<(i64, i64)>(
            "SELECT held_fen, advanced_fen FROM errand WHERE bureau_id = $1 AND id = $2",
            &[&bureau, &id],
        )?;
        let purse =
            ledger::store::find(conn, &bureau, "errand", id.0)?.map_or(0, |account| account.balance_fen);
        Ok((held, purse, ledger::store::audit(conn, &bureau)?))
    };
    let (held, purse, audit) = world.app.db.read(read).await.unwrap();
    assert_eq!((held.0, audit), (purse, (0, vec![])), "the errand and the ledger say the same");
}

#[test]
fn a_pension_is_drawn_and_medicine_fetched_by_two_and_settled_to_the_fen() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let (_, mut zhao) = worker(&world, "小赵", "双山街道").await;
        let (_, mut qian) = worker(&world, "小钱", "双山街道").await;
        let errand = take(&mut clerk, ward.elders[0], "banking").await;
        done(&mut zhao, &errand, "claim", &[]).await;
        assert!(
            !zhao.get(&format!("{errand}/money")).await.text().contains("id=\"move\""),
            "two, and a mandate"
        );
        done(&mut qian, &errand, "claim", &[]).await;
        let early = moved(&mut zhao, &errand, "drawn", "3260.50", &[]).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(early.text().contains("还没有有效的委托书"), "{}", early.text());
        mandated(&mut zhao, &errand).await;
        assert!(zhao.get(&format!("{errand}/mandate")).await.body.starts_with(&[0xff, 0xd8]));
        posted(&mut zhao, &errand, "drawn", "3260.50", &[]).await;
        balanced(&world, &errand).await;
        assert!(zhao.get(&format!("{errand}/money")).await.text().contains("等另一人核对"));
        let page = zhao.get(&format!("{errand}/money")).await.text();
        let own =
            page.split('"').find(|part| part.ends_with("/withdraw")).unwrap().replace("withdraw", "agree");
        let alone = zhao.post(&own, &[("version", &version(&page))]).await;
        assert_eq!(alone.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(alone.text().contains("这笔钱要两个人经手"), "{}", alone.text());
        let third = clerk.post(&own, &[("version", &version(&page))]).await;
        assert!(third.text().contains("要由一起办的另一个人核对"), "{}", third.text());
        assert_eq!(press(&mut qian, &errand, "agree").await.status, StatusCode::SEE_OTHER);
        balanced(&world, &errand).await;
        posted(&mut qian, &errand, "paid", "86.35", &photo()).await;
        assert_eq!(press(&mut zhao, &errand, "agree").await.status, StatusCode::SEE_OTHER);
        let page = clerk.get(&format!("{errand}/money")).await.text();
        assert!(page.contains("3,174.15") && page.contains("小钱经手，小赵核对"), "{page}");
        let receipt = page.split('"').find(|part| part.contains("/papers/")).unwrap().to_owned();
        let receipt = clerk.get(&receipt).await;
        assert!(
            receipt.body.starts_with(&[0xff, 0xd8]) && !receipt.body.windows(3).any(|part| part == b"GPS")
        );
        done(&mut zhao, &errand, "done", &[("done_note", "养老金取回，药买了两盒")]).await;
        let said = [("verdict", "satisfied"), ("call_words", "一分不差")];
        let held = step(&mut clerk, &errand, "call", &said).await;
        assert_eq!(held.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            held.text().contains("手里还有 3,174.15 元") && held.text().contains("一分不差"),
            "{}",
            held.text()
        );
        posted(&mut zhao, &errand, "to-elder", "3174.15", &[]).await;
        let pending = step(&mut clerk, &errand, "call", &said).await;
        assert!(pending.text().contains("还有 1 笔钱等另一个人核对"), "{}", pending.text());
        assert_eq!(press(&mut qian, &errand, "agree").await.status, StatusCode::SEE_OTHER);
        let unsigned = step(&mut clerk, &errand, "call", &said).await;
        assert!(unsigned.text().contains("动过钱的要老人签字"), "{}", unsigned.text());
        let version = now(&mut zhao, &errand).await;
        let empty =
            zhao.upload(&format!("{errand}/sign"), &[("version", &version)], "signature.png", &[]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "nothing written");
        let signed = zhao
            .upload(
                &format!("{errand}/sign"),
                &[("version", &version)],
                "signature.png",
                &crate::photo::signature(),
            )
            .await;
        assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text());
        done(&mut clerk, &errand, "call", &said).await;
        balanced(&world, &errand).await;
        assert!(clerk.get(&errand).await.text().contains("办结，满意"));
        let report = clerk.get("/errands/report?month=2026-11").await.text();
        assert!(
            report.contains("银行业务") && report.contains("小赵") && report.contains("小钱"),
            "{report}"
        );
    });
}

#[test]
fn what_the_bureau_advances_is_capped_agreed_to_and_given_back() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let (_, mut zhao) = worker(&world, "小赵", "双山街道").await;
        let mut errands = Vec::new();
        for _ in 0..3 {
            let errand = take(&mut clerk, ward.elders[0], "shopping").await;
            done(&mut zhao, &errand, "claim", &[]).await;
            errands.push(errand);
        }
        mandated(&mut zhao, &errands[0]).await;
        no(&mut zhao, &errands[0], ("advance", "500.01"), &[], "一件代办最多垫付 500.00 元").await;
        for errand in &errands[..2] {
            posted(&mut zhao, errand, "advance", "500", &[]).await;
            let own = press(&mut zhao, errand, "withdraw").await;
            assert_eq!(own.status, StatusCode::SEE_OTHER, "whoever made it may take it off the table");
            posted(&mut zhao, errand, "advance", "500", &[]).await;
            assert_eq!(press(&mut clerk, errand, "agree").await.status, StatusCode::SEE_OTHER);
        }
        no(&mut zhao, &errands[2], ("advance", "0.01"), &[], "一位老人最多垫付 1,000.00 元").await;
        let errand = &errands[0];
        posted(&mut zhao, errand, "paid", "120.5", &photo()).await;
        no(&mut zhao, errand, ("paid", "379.51"), &photo(), "手里只有 379.50 元").await;
        let left = step(&mut clerk, errand, "cancel", &[("cancel_note", "不要了")]).await;
        assert!(left.text().contains("代办员手里还有 379.50 元"), "{}", left.text());
        posted(&mut zhao, errand, "back", "379.5", &[]).await;
        let left = step(&mut clerk, errand, "cancel", &[("cancel_note", "不要了")]).await;
        assert!(left.text().contains("局里垫付的 120.50 元还没有还"), "{}", left.text());
        posted(&mut zhao, errand, "from-elder", "120.50", &[]).await;
        no(&mut zhao, errand, ("back", "120.51"), &[], "手里只有 120.50 元").await;
        posted(&mut zhao, errand, "back", "120.50", &[]).await;
        posted(&mut zhao, errand, "from-elder", "1", &[]).await;
        no(&mut zhao, errand, ("back", "1"), &[], "垫付的只有 0.00 元").await;
        posted(&mut zhao, errand, "to-elder", "1", &[]).await;
        balanced(&world, errand).await;
    });
}

#[test]
fn an_advance_spent_before_a_death_is_collected_from_the_family_under_the_last_mandate() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let person = ward.elders[0];
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let (_, mut zhao) = worker(&world, "小赵", "双山街道").await;
        let errand = take(&mut clerk, person, "shopping").await;
        done(&mut zhao, &errand, "claim", &[]).await;
        mandated_until(&mut zhao, &errand, "2026-11-24").await;
        posted(&mut zhao, &errand, "advance", "100", &[]).await;
        assert_eq!(press(&mut clerk, &errand, "agree").await.status, StatusCode::SEE_OTHER);
        posted(&mut zhao, &errand, "paid", "100", &photo()).await;
        let preview = [("kind", "death"), ("on", "2026-11-23")];
        let page = clerk.post(&format!("/people/{person}/events/preview"), &preview).await.text();
        assert!(page.contains("局里垫付的 100.00 元还没有还，先结清"), "{page}");
        died(&world, person).await;
        world.at("2026-11-25T01:30:00Z");
        zhao.sign_in("小赵", PASSWORD).await;
        clerk.sign_in("张科员", PASSWORD).await;
        no(&mut zhao, &errand, ("from-elder", "100.01"), &[], "只结清钱").await;
        no(&mut zhao, &errand, ("advance", "1"), &[], "只结清钱").await;
        posted(&mut zhao, &errand, "from-elder", "100", &[]).await;
        posted(&mut zhao, &errand, "back", "100", &[]).await;
        balanced(&world, &errand).await;
        done(&mut clerk, &errand, "cancel", &[("cancel_note", "人已去世，垫付由女儿还清")]).await;
        assert!(clerk.get(&errand).await.text().contains("已撤销"));
    });
}

#[test]
fn a_death_taken_back_lets_an_errand_go_on_though_a_fen_was_moved_meanwhile() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let (_, mut zhao) = worker(&world, "小赵", "双山街道").await;
        let errand = take(&mut clerk, ward.elders[0], "shopping").await;
        done(&mut zhao, &errand, "claim", &[]).await;
        mandated(&mut zhao, &errand).await;
        posted(&mut zhao, &errand, "from-elder", "100", &[]).await;
        let event = died(&world, ward.elders[0]).await;
        let left = step(&mut zhao, &errand, "leave", &[("leave_note", "")]).await;
        assert_eq!(left.status, StatusCode::UNPROCESSABLE_ENTITY, "nobody else could take it up");
        posted(&mut zhao, &errand, "to-elder", "100", &[]).await;
        undone(&world, event).await;
        assert!(!zhao.get(&errand).await.text().contains("不再派人去办"), "goes on");
        done(&mut zhao, &errand, "done", &[("done_note", "买好了")]).await;
        // Somebody who has died after it was done is not sent anybody again.
        assert!(clerk.get(&errand).await.text().contains("value=\"again\""), "while they are served");
        let preview = [("kind", "death"), ("on", "2026-11-23")];
        let page = clerk.post(&format!("/people/{}/events/preview", ward.elders[0]), &preview).await.text();
        assert!(page.contains("已经办过的代办只结清、回访家属，不再去办：购物买菜"), "{page}");
        died(&world, ward.elders[0]).await;
        let page = clerk.get(&errand).await.text();
        assert!(page.contains("value=\"satisfied\"") && !page.contains("value=\"again\""), "{page}");
        no(&mut zhao, &errand, ("advance", "1"), &[], "只结清钱").await;
        let again = [("verdict", "again"), ("call_words", "家属说再买一次")];
        let again = step(&mut clerk, &errand, "call", &again).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.text().contains("不能再派人去办"), "{}", again.text());
        balanced(&world, &errand).await;
    });
}

#[test]
fn a_slip_is_taken_back_within_ten_minutes_and_not_after() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let (_, mut zhao) = worker(&world, "小赵", "双山街道").await;
        let errand = take(&mut clerk, ward.elders[0], "shopping").await;
        done(&mut zhao, &errand, "claim", &[]).await;
        mandated(&mut zhao, &errand).await;
        posted(&mut zhao, &errand, "from-elder", "50", &[]).await;
        let page = zhao.get(&format!("{errand}/money")).await.text();
        let undo = page.split('"').find(|part| part.ends_with("/undo")).unwrap().to_owned();
        posted(&mut zhao, &errand, "paid", "20", &photo()).await;
        let version = now(&mut zhao, &errand).await;
        let spent = zhao.post(&undo, &[("version", &version)]).await;
        assert_eq!(spent.status, StatusCode::UNPROCESSABLE_ENTITY, "it is spent: {}", spent.text());
        assert_eq!(press(&mut zhao, &errand, "undo").await.status, StatusCode::SEE_OTHER, "the payment");
        let page = zhao.get(&format!("{errand}/money")).await.text();
        assert!(page.contains("已撤回") && page.contains("撤回：代付"), "both stay: {page}");
        balanced(&world, &errand).await;
        world.at("2026-11-23T01:40:01Z");
        let version = now(&mut zhao, &errand).await;
        let late = zhao.post(&undo, &[("version", &version)]).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(late.text().contains("已经过了十分钟"), "{}", late.text());
        assert!(!late.text().contains("撤回这一笔"), "nor is it offered");
    });
}

#[test]
fn what_is_no_receipt_and_no_amount_is_refused_at_its_place() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let (_, mut zhao) = worker(&world, "小赵", "双山街道").await;
        let (_, mut qian) = worker(&world, "小钱", "双山街道").await;
        let errand = take(&mut clerk, ward.elders[0], "shopping").await;
        done(&mut zhao, &errand, "claim", &[]).await;
        for (signed, until, why) in [
            ("2026-11-24", "2027-11-23", "这一天还没到"),
            ("2024-11-23", "2026-11-22", "已经过期的委托书不能用"),
            ("2026-11-23", "2029-11-23", "委托书最长两年"),
        ] {
            zhao.get(&format!("{errand}/money")).await;
            let fields = [("signed_on", signed), ("until_on", until)];
            let answer = zhao.upload(&format!("{errand}/mandate"), &fields, "x.jpg", &photo()).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{why}");
            assert!(answer.text().contains(why), "{}", answer.text());
        }
        mandated(&mut zhao, &errand).await;
        posted(&mut zhao, &errand, "from-elder", "50", &[]).await;
        no(&mut zhao, &errand, ("paid", "20"), &[], "代付要有票据").await;
        no(&mut zhao, &errand, ("paid", "20"), b"PK\x03\x04 no picture", "id=\"f-file\"").await;
        no(&mut zhao, &errand, ("paid", "20"), &bomb(), "id=\"f-file\"").await;
        no(&mut zhao, &errand, ("paid", "20"), &vec![0xff; 50 << 20], "20 MB").await;
        for (yuan, why) in [
            ("-20", "大于零"),
            ("0", "大于零"),
            ("20.005", "最小到分"),
            ("二十", "用数字写"),
            ("", "id=\"f-yuan\""),
        ] {
            no(&mut zhao, &errand, ("from-elder", yuan), &[], why).await;
        }
        no(&mut zhao, &errand, ("drawn", "20"), &[], "只有银行业务才能代取").await;
        let other = moved(&mut qian, &errand, "from-elder", "20", &[]).await;
        assert!(other.text().contains("不在您名下"), "{}", other.text());
        let version = now(&mut zhao, &errand).await;
        let fields =
            [("version", version.as_str()), ("move", "from-elder"), ("yuan", "20"), ("note", "密码 1234")];
        let secret = zhao.upload(&format!("{errand}/money"), &fields, "", &[]).await;
        assert!(secret.text().contains("密码、验证码不能记"), "{}", secret.text());
        let early = zhao
            .upload(&format!("{errand}/sign"), &[("version", &version)], "s.png", &crate::photo::signature())
            .await;
        assert!(early.text().contains("代办员手里还有 50.00 元"), "{}", early.text());
        let mut chen = world.signed_in_as(Role::Doctor, "chen", Some(ward.chen)).await;
        assert_eq!(chen.get(&format!("{errand}/money")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(chen.get(&format!("{errand}/mandate")).await.status, StatusCode::NOT_FOUND);
        let stranger = chen.upload(&format!("{errand}/money"), &fields, "", &[]).await;
        assert_eq!(stranger.status, StatusCode::NOT_FOUND);
        balanced(&world, &errand).await;
    });
}

#[test]
fn two_agree_at_once_and_it_is_posted_once() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let mut leader = world.signed_in_as(Role::Leader, "赵局长", None).await;
        let (_, mut zhao) = worker(&world, "小赵", "双山街道").await;
        let errand = take(&mut clerk, ward.elders[0], "shopping").await;
        done(&mut zhao, &errand, "claim", &[]).await;
        mandated(&mut zhao, &errand).await;
        posted(&mut zhao, &errand, "advance", "100", &[]).await;
        let page = clerk.get(&format!("{errand}/money")).await.text();
        let agree = page.split('"').find(|part| part.ends_with("/agree")).unwrap().to_owned();
        let version = version(&page);
        leader.get(&format!("{errand}/money")).await;
        let fields = [("version", version.as_str())];
        let (a, b) = tokio::join!(clerk.post(&agree, &fields), leader.post(&agree, &fields));
        let mut statuses = [a.status, b.status];
        statuses.sort();
        assert_eq!(statuses, [StatusCode::SEE_OTHER, StatusCode::CONFLICT]);
        balanced(&world, &errand).await;
        let id: ErrandId = errand.rsplit('/').next().unwrap().parse().unwrap();
        let bureau = world.bureau.id;
        let closed = "UPDATE errand SET stage = 'cancelled', is_open = 0 WHERE bureau_id = $1 AND id = $2";
        let closed = world.app.db.write(move |tx| tx.execute(closed, &[&bureau, &id])).await;
        assert!(matches!(closed, Err(Error::Db(_))), "not while money is out: {closed:?}");
    });
}

#[test]
fn the_months_money_is_even_opens_to_its_errands_and_goes_out_as_a_sheet() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let (_, mut zhao) = worker(&world, "小赵", "双山街道").await;
        let mut errands = Vec::new();
        for elder in [0, 1] {
            let errand = take(&mut clerk, ward.elders[elder], "shopping").await;
            done(&mut zhao, &errand, "claim", &[]).await;
            mandated(&mut zhao, &errand).await;
            posted(&mut zhao, &errand, "from-elder", "100", &[]).await;
            errands.push(errand);
        }
        posted(&mut zhao, &errands[0], "paid", "86.35", &photo()).await;
        posted(&mut zhao, &errands[0], "to-elder", "13.65", &[]).await;
        posted(&mut zhao, &errands[1], "from-elder", "5", &[]).await;
        assert_eq!(press(&mut zhao, &errands[1], "undo").await.status, StatusCode::SEE_OTHER);
        posted(&mut zhao, &errands[1], "advance", "50", &[]).await;
        assert_eq!(press(&mut clerk, &errands[1], "agree").await.status, StatusCode::SEE_OTHER);
        let page = clerk.get("/errands/report?month=2026-11").await.text();
        for sum in [">200.00<", ">50.00<", ">86.35<", ">13.65<", ">150.00<"] {
            assert!(page.contains(sum), "{sum}: {page}");
        }
        let behind = "/errands/report/money?month=2026-11&kind=shopping";
        assert!(page.replace("&#38;", "&").replace("&amp;", "&").contains(behind), "{page}");
        let page = clerk.get(behind).await.text();
        assert!(page.contains("单国英") && page.contains("仇德昌") && page.contains(">150.00<"), "{page}");
        assert!(!clerk.get("/errands/report/money?month=2026-10").await.text().contains("单国英"));
        let act = world.hand(Role::Clerk);
        let read = move |conn: &cq_platform::db::Conn<'_>| {
            use cq_errand::errand::store::month::{Month, by_kind, money};
            let all = cq_platform::policy::Scope::BUREAU;
            let of = money(conn, &act, &all, Month::of(act.today()))?;
            Ok((of.iter().all(|one| one.sums.is_even()), by_kind(&of).1.is_even()))
        };
        assert_eq!(world.app.db.read(read).await.unwrap(), (true, true), "every fen is somewhere");
        let file = clerk.get("/errands/report/table.xlsx?month=2026-11").await;
        assert_eq!(file.status, StatusCode::OK, "{}", file.text());
        assert!(file.body.starts_with(b"PK"), "a workbook");
        let mut doctor = world.signed_in_as(Role::Doctor, "王建国", Some(ward.wang)).await;
        for closed in ["/errands/report/table.xlsx", "/errands/report/money"] {
            assert_eq!(doctor.get(closed).await.status, StatusCode::FORBIDDEN, "{closed}");
        }
    });
}

#[test]
fn programs_move_money_as_the_page_does_and_are_refused_as_it_refuses() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let (_, mut zhao) = worker(&world, "小赵", "双山街道").await;
        let errand = take(&mut clerk, ward.elders[0], "shopping").await;
        done(&mut zhao, &errand, "claim", &[]).await;
        let money = format!("/api/v1{errand}/money");
        let post = Method::POST;
        let from = json!({ "move": "from-elder", "fen": 10000 });
        let blind = zhao.json(post.clone(), &money, &[], &from).await;
        assert_eq!(blind.status, StatusCode::PRECONDITION_REQUIRED);
        let early = zhao.json(post.clone(), &money, &[("if-match", "\"2\"")], &from).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "no mandate");
        mandated(&mut zhao, &errand).await;
        let tag = format!("\"{}\"", now(&mut zhao, &errand).await);
        for (body, why) in [
            (json!({ "move": "from-elder", "fen": 0 }), "fen"),
            (json!({ "move": "from-elder", "fen": 1.5 }), "fen"),
            (json!({ "move": "lent", "fen": 100 }), "move"),
            (json!({ "move": "paid", "fen": 100, "receipt": "***" }), "receipt"),
            (json!({ "move": "paid", "fen": 100, "receipt": "aGVsbG8=" }), "receipt"),
            (json!({ "move": "from-elder", "fen": 100, "note": "密码 1234" }), "note"),
            (json!({ "move": "to-elder", "fen": 100 }), "yuan"),
        ] {
            let wrong = zhao.json(post.clone(), &money, &[("if-match", tag.as_str())], &body).await;
            assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}: {}", wrong.text());
            assert!(wrong.text().contains(why), "{body}: {}", wrong.text());
        }
        let moved = zhao.json(post.clone(), &money, &[("if-match", tag.as_str())], &from).await;
        assert_eq!(moved.status, StatusCode::OK, "{}", moved.text());
        let moved: serde_json::Value = serde_json::from_slice(&moved.body).unwrap();
        assert_eq!(
            (moved["held_fen"].as_i64(), moved["moves"][0]["state"].as_str()),
            (Some(10_000), Some("posted"))
        );
        let stale = zhao.json(post.clone(), &money, &[("if-match", tag.as_str())], &from).await;
        assert!(
            matches!(stale.status, StatusCode::PRECONDITION_FAILED | StatusCode::CONFLICT),
            "{}",
            stale.status
        );
        let undo = format!("{money}/{}/undo", moved["moves"][0]["id"].as_str().unwrap());
        let tag = format!("\"{}\"", moved["version"]);
        let undone = zhao.json(post.clone(), &undo, &[("if-match", tag.as_str())], &json!({})).await;
        let undone: serde_json::Value = serde_json::from_slice(&undone.body).unwrap();
        assert_eq!(undone["held_fen"], 0);
        balanced(&world, &errand).await;
        let not_his = clerk.json(post, &undo, &[("if-match", "\"1\"")], &json!({})).await;
        assert!(
            matches!(not_his.status, StatusCode::PRECONDITION_FAILED | StatusCode::CONFLICT),
            "{}",
            not_his.status
        );
    });
}
