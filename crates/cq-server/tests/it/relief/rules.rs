//! The bureau's rules: what it adds has a word of its own, whenever it holds.

use axum::http::StatusCode;
use cq_platform::{Error, db::Tx};
use cq_relief::application::{
    actions::{self, Turn},
    store,
};

use super::{Desk, browser, draft, now};
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
        let mut after = filled("2027-02-01", &known, "助学救助");
        after.push(("version".to_owned(), "1".to_owned()));
        let answer = clerk.post("/settings/relief", &borrowed(&after)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let own = |code: &str, name: &str| (code.to_owned(), name.to_owned());
        assert_eq!(kinds(&world).await, [own("own-1", "灾害救助"), own("own-2", "助学救助")]);
    });
}

#[test]
fn what_was_taken_before_new_rules_is_handed_in_and_decided_by_the_old_ones() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        world.at("2026-11-23T01:30:00Z");
        let hands = desk.hands(&world);
        let take = move |tx: &Tx<'_>| {
            actions::take(tx, &hands.zhang, &draft(hands.elders[0], "单国英", "urgent", 200_000))
        };
        let taken = world.app.db.write(take).await.unwrap();
        world.at("2026-12-01T01:30:00Z");
        let hands = desk.hands(&world);
        let work = move |tx: &Tx<'_>| {
            let mut rules = store::rules(tx, hands.zhang.bureau(), hands.zhang.today())?.0;
            for kind in &mut rules.kinds {
                (kind.fen, kind.papers) = (150_000, 2);
            }
            actions::set(tx, &hands.zhang, &rules, hands.zhang.today(), 0)?;
            // Of the new rules' day: two papers, and no more than the new amount.
            let new =
                actions::take(tx, &hands.zhang, &draft(hands.elders[1], "欧阳德昌", "urgent", 150_000))?;
            let bare = actions::file(tx, &hands.zhang, new, 1);
            assert!(matches!(bare, Err(Error::Refused(_))), "{bare:?}");
            actions::file(tx, &hands.zhang, taken, 1)?;
            actions::turn(tx, &hands.zhang, taken, 2, Turn::Verify, "上门看过，属实")?;
            actions::turn(tx, &hands.liu, taken, 3, Turn::Review, "")?;
            hands.noticed(tx, &[taken], 200_000)
        };
        world.app.db.write(work).await.unwrap();
        assert_eq!(now(&world, taken).await.stage.word(), "noticed");
    });
}

#[test]
fn of_two_who_save_the_rules_at_once_one_wins_and_the_other_is_told_who() {
    on_each_engine(async |world| {
        Desk::of(&world).await;
        world.at("2026-11-23T01:30:00Z");
        let (mut zhang, mut liu) = (browser(&world, "张科员").await, browser(&world, "刘科员").await);
        let fields = || {
            let mut fields = filled("2026-11-23", &SHIPPED, "");
            fields.push(("version".to_owned(), "0".to_owned()));
            fields
        };
        zhang.get("/settings/relief").await;
        assert!(liu.get("/settings/relief").await.text().contains("name=\"version\" value=\"0\""));
        let (mine, theirs) = (fields(), fields());
        let (mine, theirs) = (borrowed(&mine), borrowed(&theirs));
        let (one, other) =
            tokio::join!(zhang.post("/settings/relief", &mine), liu.post("/settings/relief", &theirs));
        let (first, second, name) = if one.status == StatusCode::SEE_OTHER {
            (one, other, "张科员")
        } else {
            (other, one, "刘科员")
        };
        assert_eq!((first.status, second.status), (StatusCode::SEE_OTHER, StatusCode::CONFLICT));
        assert!(second.text().contains(&format!("救助规定刚由{name}改过")), "{}", second.text());
        assert!(zhang.get("/settings/relief").await.text().contains("name=\"version\" value=\"1\""));
    });
}
