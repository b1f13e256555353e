//! Many deaths at once from a list, and deaths of which only the month is known.

use cq_platform::{Error, messages::Lang, policy::Role};
use cq_registry::{
    intake::{self, Brought, IntakeId, Options, Report, actions::TakenIn},
    person::PersonId,
};
use cq_server::ledgers::LEDGERS;

use super::{Home, look, note, owed, texts};
use crate::world::{World, on_each_engine};

const LIST: &str = "姓名,单位名称,去世日期,死因\n单国英,,2026.11.21,心肌梗死\n无此人,,2026.11.1,\n";

fn brought(text: &str) -> Brought {
    Brought {
        kind: "deaths".into(), file_name: "殡仪馆名单.csv".into(), bytes: text.into(), as_of: None
    }
}

async fn take(world: &World, text: &str) -> Report {
    let options = Options { skip_bad: true, ..Options::default() };
    intake::run(&world.app, world.hand(Role::Clerk), LEDGERS, brought(text), options).await.unwrap()
}

async fn undo(world: &World, id: IntakeId) -> Result<(), Error> {
    intake::actions::undo(&world.app, world.hand(Role::Clerk), LEDGERS, id, Lang::Zh).await
}

async fn ended(world: &World, person: PersonId) -> String {
    let sql = "SELECT COALESCE(ended_on, '') || ' ' || COALESCE(ended_because, '') FROM person WHERE bureau_id = $1 AND id = $2";
    texts(world, sql, person).await.remove(0)
}

async fn answering(world: &World, person: PersonId) -> Vec<String> {
    let sql = "SELECT COALESCE(until, '') FROM responsibility WHERE bureau_id = $1 AND person_id = $2 AND kind = 'doctor'";
    texts(world, sql, person).await
}

async fn noted(world: &World, person: PersonId) -> usize {
    let sql = "SELECT kind FROM life_event WHERE bureau_id = $1 AND person_id = $2 AND undone_at IS NULL";
    texts(world, sql, person).await.len()
}

#[test]
fn a_death_known_to_the_month_is_kept_so_and_ends_what_it_ends_with_the_month() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let vague = [("kind", "death"), ("on", ""), ("month", "2026年10月"), ("cause", "心衰")];
        let page = look(&mut clerk, home.husband, &vague).await.text();
        assert!(page.contains("2026年10月去世") && !page.contains("10月31日去世"), "{page}");
        note(&mut clerk, home.husband, &vague).await;
        assert_eq!(ended(&world, home.husband).await, "2026-10 died");
        assert_eq!(answering(&world, home.husband).await, ["2026-10-31"]);
        let page = clerk.get(&format!("/people/{}", home.husband)).await.text();
        assert!(page.contains("2026年10月</time><p><a href=\"/events/"), "the day is not made up: {page}");

        let wrong = [("kind", "death"), ("on", ""), ("month", "2027-01")];
        let page = look(&mut clerk, home.wife, &wrong).await;
        assert!(page.text().contains(world.app.messages.say(Lang::Zh, "life-refused-in-future")));
    });
}

#[test]
fn a_list_of_deaths_does_all_that_follows_and_is_taken_back_as_a_whole() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let before = (owed(&world, home.husband).await, answering(&world, home.husband).await);
        let report = take(&world, LIST).await;
        assert_eq!((report.counts.new, report.counts.wrong), (1, 1), "{:?}", report.errors);
        assert_eq!(ended(&world, home.husband).await, "2026-11-21 died");
        let open = owed(&world, home.husband).await;
        let (farewell, claim) = (&open[0], &open[1]);
        assert!(farewell.starts_with("farewell ") && farewell.ends_with(" 2026-11-26"), "{open:?}");
        assert!(claim.starts_with("benefit-claim ") && claim.ends_with(" 2026-12-23"), "{open:?}");

        let again = take(&world, LIST).await;
        assert_eq!((again.counts.new, again.counts.same, again.written), (0, 1, false));
        // A list that knows no more than the month says nothing new.
        let vague = take(&world, "姓名,去世日期\n单国英,2026.11\n").await;
        assert_eq!((vague.counts.new, vague.counts.same), (0, 1));

        undo(&world, report.import.unwrap()).await.unwrap();
        assert_eq!(ended(&world, home.husband).await, " ");
        assert_eq!((owed(&world, home.husband).await, answering(&world, home.husband).await), before);
        assert_eq!(noted(&world, home.husband).await, 0);
    });
}

#[test]
fn what_cannot_be_is_said_at_its_row_and_who_is_named_twice_dies_once() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let list = "姓名,去世日期\n单国英,2026-11-20\n单国英,2026-11-21\n马玉珍,1900-01-01\n马玉珍,2031-01-01\n,2026-11-01\n";
        let report = take(&world, list).await;
        assert_eq!((report.counts.new, report.counts.wrong), (1, 4), "{:#?}", report.errors);
        assert_eq!(noted(&world, home.husband).await, 1);
        assert_eq!(ended(&world, home.wife).await, " ");
    });
}

#[test]
fn of_two_who_take_one_list_in_at_once_one_notes_the_deaths() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let hand = || world.hand(Role::Clerk);
        let mut ids = Vec::new();
        for _ in 0..2 {
            let list = "姓名,去世日期\n单国英,2026-11-21\n";
            ids.push(intake::actions::bring(&world.app, hand(), LEDGERS, brought(list)).await.unwrap());
        }
        let one = intake::actions::take_in(&world.app, hand(), LEDGERS, ids[0], 1, false);
        let other = intake::actions::take_in(&world.app, hand(), LEDGERS, ids[1], 1, false);
        let (one, other) = tokio::join!(one, other);
        let done = [&one, &other].iter().filter(|done| matches!(done, Ok(TakenIn::Done))).count();
        assert_eq!(done, 1, "{one:?} {other:?}");
        assert_eq!(noted(&world, home.husband).await, 1);
    });
}
