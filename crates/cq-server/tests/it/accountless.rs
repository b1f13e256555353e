//! Errands of workers who sign in nowhere: the desk says what becomes of them, takes them back and hands them on, and somebody else calls.

use axum::http::StatusCode;
use cq_platform::policy::Role;

use crate::{
    errand_money::{mandated, moved, posted, press},
    errands::{done, enlist, hired, now, step, take, ward, worker},
    photo,
    world::{Answer, Browser, on_each_engine},
};

async fn no(answer: Answer, why: &str) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text());
    assert!(answer.text().contains(why), "{why}: {}", answer.text());
}

async fn sign(browser: &mut Browser<'_>, errand: &str, file: &[u8]) -> Answer {
    let version = now(browser, errand).await;
    browser.upload(&format!("{errand}/sign"), &[("version", &version)], "signature.png", file).await
}

#[test]
fn what_a_volunteer_did_is_entered_by_the_desk_and_called_back_by_another_one() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let mut liu = world.signed_in_as(Role::Clerk, "刘科员", None).await;
        let [zhao, sun] = [hired(&world, "赵志愿").await, hired(&world, "孙志愿").await];
        enlist(&world, zhao, "双山街道").await;
        enlist(&world, sun, "双山街道").await;
        let [zhao, sun] = [zhao.to_string(), sun.to_string()];
        let errand = take(&mut clerk, ward.elders[0], "shopping").await;
        done(&mut clerk, &errand, "assign", &[("to", &zhao)]).await;
        assert!(clerk.get(&errand).await.text().contains("赵志愿没有账号"));
        mandated(&mut clerk, &errand).await;
        posted(&mut clerk, &errand, "from-elder", "１００", &[]).await;
        posted(&mut clerk, &errand, "paid", "56.80", &photo::file(90)).await;
        let cut = moved(&mut clerk, &errand, "paid", "1", &photo::file(90)[..600]).await;
        no(cut, "坏了或不完整").await;
        let why = ("recall_note", "他搬走了");
        no(step(&mut clerk, &errand, "recall", &[("from", &zhao), why]).await, "手里还有 43.20 元").await;
        let short = [("from", zhao.as_str()), ("heir", &sun), ("yuan", "43"), why];
        no(step(&mut clerk, &errand, "recall", &short).await, "要如数转交").await;
        let unsaid = [("from", zhao.as_str()), ("heir", &sun), ("yuan", "43.20"), ("recall_note", "")];
        no(step(&mut clerk, &errand, "recall", &unsaid).await, "f-recall_note").await;
        done(&mut clerk, &errand, "recall", &[("from", &zhao), ("heir", &sun), ("yuan", "43.20"), why]).await;
        let page = clerk.get(&errand).await.text();
        assert!(page.contains("孙志愿没有账号") && page.contains("随转 43.20 元"), "{page}");
        assert!(page.contains("记一笔钱（代赵志愿登记）（代付 56.80 元）"), "{page}");
        posted(&mut clerk, &errand, "to-elder", "43.20", &[]).await;
        no(sign(&mut clerk, &errand, &photo::file(255)).await, "签名处还是空白").await;
        assert_eq!(sign(&mut clerk, &errand, &photo::signature()).await.status, StatusCode::SEE_OTHER);
        done(&mut clerk, &errand, "done", &[("done_note", "药买了两盒")]).await;
        let said = [("verdict", "satisfied"), ("call_words", "都好")];
        no(step(&mut clerk, &errand, "call", &said).await, "经手的人不自己回访").await;
        done(&mut liu, &errand, "call", &said).await;
        assert!(liu.get(&errand).await.text().contains("办结，满意"));
    });
}

#[test]
fn who_agrees_in_the_place_of_a_worker_does_not_call_either() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let mut liu = world.signed_in_as(Role::Clerk, "刘科员", None).await;
        let (_, mut zhao) = worker(&world, "小赵", "双山街道").await;
        let sun = hired(&world, "孙志愿").await;
        enlist(&world, sun, "双山街道").await;
        let errand = take(&mut clerk, ward.elders[0], "banking").await;
        done(&mut zhao, &errand, "claim", &[]).await;
        done(&mut clerk, &errand, "assign", &[("to", &sun.to_string())]).await;
        mandated(&mut zhao, &errand).await;
        for movement in ["drawn", "to-elder"] {
            posted(&mut zhao, &errand, movement, "300", &[]).await;
            assert_eq!(press(&mut clerk, &errand, "agree").await.status, StatusCode::SEE_OTHER);
        }
        assert_eq!(sign(&mut zhao, &errand, &photo::signature()).await.status, StatusCode::SEE_OTHER);
        done(&mut zhao, &errand, "done", &[("done_note", "养老金取回")]).await;
        let said = [("verdict", "satisfied"), ("call_words", "一分不差")];
        no(step(&mut clerk, &errand, "call", &said).await, "经手的人不自己回访").await;
        done(&mut liu, &errand, "call", &said).await;
    });
}

#[test]
fn who_agrees_to_an_advance_as_the_desk_may_call() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let mut liu = world.signed_in_as(Role::Clerk, "刘科员", None).await;
        let sun = hired(&world, "孙志愿").await;
        enlist(&world, sun, "双山街道").await;
        let errand = take(&mut clerk, ward.elders[0], "shopping").await;
        done(&mut clerk, &errand, "assign", &[("to", &sun.to_string())]).await;
        mandated(&mut clerk, &errand).await;
        posted(&mut clerk, &errand, "advance", "50", &[]).await;
        assert_eq!(press(&mut liu, &errand, "agree").await.status, StatusCode::SEE_OTHER);
        posted(&mut clerk, &errand, "back", "50", &[]).await;
        assert_eq!(sign(&mut clerk, &errand, &photo::signature()).await.status, StatusCode::SEE_OTHER);
        done(&mut clerk, &errand, "done", &[("done_note", "店里关门，没买，钱退了")]).await;
        let said = [("verdict", "satisfied"), ("call_words", "没买就算了")];
        no(step(&mut clerk, &errand, "call", &said).await, "经手的人不自己回访").await;
        done(&mut liu, &errand, "call", &said).await;
    });
}

#[test]
fn the_desk_takes_an_errand_from_any_worker_and_speaks_for_none_who_signs_in() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let (qian, _) = worker(&world, "小钱", "双山街道").await;
        let errand = take(&mut clerk, ward.elders[0], "shopping").await;
        done(&mut clerk, &errand, "assign", &[("to", &qian.to_string())]).await;
        assert!(!clerk.get(&errand).await.text().contains("没有账号"));
        no(step(&mut clerk, &errand, "done", &[("done_note", "办了")]).await, "不在您名下").await;
        let back = [("from", qian.to_string()), ("recall_note", "他病了".to_owned())];
        let back: Vec<(&str, &str)> = back.iter().map(|(name, value)| (*name, value.as_str())).collect();
        done(&mut clerk, &errand, "recall", &back).await;
        let page = clerk.get(&errand).await.text();
        assert!(page.contains("从小钱处收回：他病了") && page.contains("派给"), "{page}");
    });
}

#[test]
fn an_errand_is_for_a_day_within_a_year() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let person = ward.elders[0].to_string();
        let asked = |on: &'static str| {
            [
                ("person", person.as_str()),
                ("kind", "shopping"),
                ("channel", "phone"),
                ("wanted", "买菜"),
                ("needed_on", on),
            ]
        };
        no(clerk.post("/errands", &asked("2036-11-25")).await, "最远只能排到一年以内").await;
        assert_eq!(clerk.post("/errands", &asked("2027-11-23")).await.status, StatusCode::SEE_OTHER);
    });
}

#[test]
fn an_account_made_later_is_that_of_the_same_worker() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let zhao = hired(&world, "赵志愿").await;
        enlist(&world, zhao, "双山街道").await;
        let errand = take(&mut clerk, ward.elders[0], "shopping").await;
        done(&mut clerk, &errand, "assign", &[("to", &zhao.to_string())]).await;
        let mut own = world.signed_in_as(Role::Clerk, "赵志愿", Some(zhao)).await;
        no(step(&mut clerk, &errand, "done", &[("done_note", "办了")]).await, "不在您名下").await;
        done(&mut own, &errand, "done", &[("done_note", "办了")]).await;
    });
}
