//! The bureau's rules: what it adds has a word of its own, whenever it holds.

use axum::http::StatusCode;
use cq_relief::application::store;

use super::{Desk, browser};
use crate::world::{World, on_each_engine};

/// The kinds that come with the program.
const SHIPPED: [&str; 5] = ["hardship", "illness", "survivor", "urgent", "festival"];

/// The form of the rules from a day on, with these kinds and one to be added.
fn filled(since: &str, kinds: &[&str], added: &str) -> Vec<(String, String)> {
    let mut fields = vec![
        ("since".to_owned(), since.to_owned()),
        ("notice_days".to_owned(), "5".to_owned()),
        ("name-new".to_owned(), added.to_owned()),
    ];
    for code in kinds.iter().copied().chain(["new"]) {
        fields.push((format!("yuan-{code}"), "3000".to_owned()));
        fields.push((format!("gives-{code}"), "up-to".to_owned()));
        fields.push((format!("papers-{code}"), "1".to_owned()));
        fields.push(("open".to_owned(), code.to_owned()));
    }
    fields
}

fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

async fn kinds(world: &World) -> Vec<(String, String)> {
    let bureau = world.bureau.id;
    let all = world.app.db.read(move |conn| store::versions(conn, &bureau)).await.unwrap();
    let (latest, _) = all.last().unwrap();
    latest.kinds.iter().skip(SHIPPED.len()).map(|kind| (kind.code.clone(), kind.name.clone())).collect()
}

#[test]
fn two_added_kinds_never_share_a_word_even_where_the_first_is_still_to_come() {
    on_each_engine(async |world| {
        Desk::of(&world).await;
        world.at("2026-11-23T01:30:00Z");
        let mut clerk = browser(&world, "张科员").await;
        clerk.get("/settings/relief").await;
        let ahead = filled("2027-01-01", &SHIPPED, "灾害救助");
        let answer = clerk.post("/settings/relief", &borrowed(&ahead)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let page = clerk.get("/settings/relief").await.text();
        assert!(page.contains("灾害救助") && page.contains("value=\"2027-01-01\""), "{page}");
        let known: Vec<&str> = SHIPPED.into_iter().chain(["own-1"]).collect();
        let before = filled("2026-11-23", &known, "助学救助");
        let refused = clerk.post("/settings/relief", &borrowed(&before)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("从 2027-01-01 起已经另有规定"), "{}", refused.text());
        let after = filled("2027-02-01", &known, "助学救助");
        let answer = clerk.post("/settings/relief", &borrowed(&after)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let own = |code: &str, name: &str| (code.to_owned(), name.to_owned());
        assert_eq!(kinds(&world).await, [own("own-1", "灾害救助"), own("own-2", "助学救助")]);
    });
}
