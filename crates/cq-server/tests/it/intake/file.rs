//! Files that are no ledgers.

use axum::http::StatusCode;
use cq_demo::Scale;
use cq_platform::{Error, messages::Lang, policy::Role};
use cq_registry::intake::Options;
use jiff::civil::date;

use super::{bring, brought, count, csv, people, run, said};
use crate::world::on_each_engine;

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
fn people_are_chosen_beforehand_and_a_file_that_looks_like_another_kind_is_pointed_at() {
    let ledger = "姓名,性别,出生年月,单位,人员类别,电话,所在镇街,经度,纬度\n王晓明,男,1938-05,教育局,退休,15400000001,明水街道,117.5,36.7\n";
    on_each_engine(async |world| {
        let mut clerk = world.signed_in(Role::Clerk).await;
        let page = clerk.get("/imports/new").await.text();
        let people = page.split("<input").find(|input| input.contains("value=\"people\"")).unwrap();
        let towns = page.split("<input").find(|input| input.contains("value=\"areas\"")).unwrap();
        assert!(people.split('>').next().unwrap().contains("checked"), "{people}");
        assert!(!towns.split('>').next().unwrap().contains("checked"), "{towns}");

        let choose = said(&world, "intake-other-kind-choose");
        let (_, page) = brought(&mut clerk, "areas", &csv(ledger)).await;
        assert!(page.contains(&choose) && page.contains("href=\"/imports/new?kind=people\""), "{page}");
        let (_, page) = brought(&mut clerk, "people", &csv(ledger)).await;
        assert!(!page.contains(&choose), "{page}");
        let (_, page) = brought(&mut clerk, "areas", &csv("镇街名称,经度,纬度\n明水街道,117.5,36.7\n")).await;
        assert!(!page.contains(&choose), "{page}");
    });
}
