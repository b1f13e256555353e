//! What somebody is told: written with its cause, sent once, and never lost, whatever breaks off where.

mod hand;
mod servers;

use std::collections::BTreeMap;

use axum::http::StatusCode;
use cq_notice::{
    notice::{
        self, Addressee, Cause, Channel, Fact, Kind, NoticeId, Told,
        actions::{self, Turn},
        rules::Rules,
        sending::{self, Tally},
        store::{self, list},
    },
    preference::{self, Preference},
    sender::Senders,
};
use cq_platform::{Error, db::Tx, policy::Role};
use cq_registry::person::PersonId;
use uuid::Uuid;

use self::servers::{Does, Server, senders};
use crate::{
    ward::{Ward, elder},
    world::{World, on_each_engine},
};

/// A notice to `person` that waits, as a call: for the matrix.
pub async fn sample(world: &World, person: PersonId) -> NoticeId {
    prefer(world, person, Channel::Call).await;
    tell(world, person, 1).await
}

async fn ward(world: &World) -> Ward {
    let elders = vec![elder("单国英", "1947", "I25", Some(0)), elder("仇德昌", "1938", "J44", Some(1))];
    Ward::of(world, elders).await
}

async fn prefer(world: &World, person: PersonId, channel: Channel) {
    let act = world.hand(Role::Clerk);
    let mail = Some(format!("{}@elders.example", &person.to_string()[30..]));
    let wish = Preference { channel: Some(channel), mail, ..Preference::default() };
    let put = move |tx: &Tx<'_>| {
        let seen = preference::store::contact(tx, &act, Addressee::Person(person))?.and_then(|c| c.version);
        preference::put(tx, &act, person, seen, &wish)
    };
    world.app.db.write(put).await.unwrap();
}

fn facts() -> [(&'static str, Fact); 2] {
    let on = jiff::civil::date(2026, 11, 25);
    [("worker", Fact::Names(vec!["小张".into(), "小李".into()])), ("when", Fact::Day(on))]
}

/// Writes that somebody comes, for the `n`th time.
async fn write(world: &World, person: PersonId, n: i64) -> Told {
    let act = world.hand(Role::Clerk);
    let cause = Cause { kind: Kind::ErrandAssigned, id: Uuid::from_u128(11), occasion: n };
    let write = move |tx: &Tx<'_>| notice::write(tx, &act, &cause, Addressee::Person(person), &facts());
    world.app.db.write(write).await.unwrap()
}

async fn tell(world: &World, person: PersonId, n: i64) -> NoticeId {
    assert_eq!(write(world, person, n).await, Told::Written);
    let act = world.hand(Role::Clerk);
    let lately = world.app.db.read(move |conn| list::of_person(conn, &act, person, 50)).await.unwrap();
    lately.iter().max_by_key(|listed| listed.id).unwrap().id
}

async fn listed(world: &World, id: NoticeId) -> list::Listed {
    let act = world.hand(Role::Clerk);
    world.app.db.read(move |conn| list::find(conn, &act, id)).await.unwrap().unwrap()
}

async fn state(world: &World, id: NoticeId) -> String {
    listed(world, id).await.state
}

async fn send(world: &World, senders: &Senders) -> Tally {
    let actor = cq_server::cli::user::program_as(&world.bureau, Role::Clerk);
    sending::run(&world.app, &actor, senders).await.unwrap()
}

async fn turn(world: &World, id: NoticeId, turn: Turn) -> cq_platform::Result<()> {
    let (act, seen) = (world.hand(Role::Clerk), listed(world, id).await.version);
    world.app.db.write(move |tx| actions::turn(tx, &act, id, seen, turn)).await
}

async fn set(world: &World, rules: Rules) {
    let act = world.hand(Role::Clerk);
    world.app.db.write(move |tx| actions::set(tx, &act, &rules)).await.unwrap();
}

/// So many minutes after the world's first morning.
fn later(world: &World, minutes: i64) {
    let start: jiff::Timestamp = crate::world::NOW.parse().unwrap();
    world.clock.set(start.saturating_add(jiff::SignedDuration::from_mins(minutes)).unwrap());
}

#[test]
fn the_same_is_told_once_whoever_writes_it() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let id = tell(&world, ward.elders[0], 1).await;
        assert_eq!(write(&world, ward.elders[0], 1).await, Told::Already);
        assert_eq!(write(&world, ward.elders[0], 2).await, Told::Written);
        assert_eq!(write(&world, ward.elders[1], 1).await, Told::Written);
        let content = listed(&world, id).await.content;
        assert_eq!(content.address, "15400005520");
        assert_eq!(
            content.text,
            "单国英您好！您托办的事已安排小张、小李2026年11月25日来办。我们的人不会向您要银行卡和密码。"
        );
        // Two at once: the key is one.
        let pair = tokio::join!(write(&world, ward.elders[0], 3), write(&world, ward.elders[0], 3));
        let act = world.hand(Role::Clerk);
        let person = ward.elders[0];
        let all = world.app.db.read(move |conn| list::of_person(conn, &act, person, 50)).await.unwrap();
        assert_eq!(all.len(), 3, "{pair:?}");
    });
}

#[test]
fn a_cause_that_fails_takes_its_notice_with_it() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let (act, person) = (world.hand(Role::Clerk), ward.elders[0]);
        let cause = Cause { kind: Kind::ErrandAssigned, id: Uuid::from_u128(11), occasion: 1 };
        let failing = move |tx: &Tx<'_>| {
            notice::write(tx, &act, &cause, Addressee::Person(person), &facts())?;
            Err::<(), _>(Error::refused("form-choice"))
        };
        assert!(world.app.db.write(failing).await.is_err());
        let act = world.hand(Role::Clerk);
        let all = world.app.db.read(move |conn| list::of_person(conn, &act, person, 50)).await.unwrap();
        assert!(all.is_empty());
    });
}

#[test]
fn two_programs_that_send_at_once_send_nothing_twice() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let (mail, text) = (Server::mail(), Server::text());
        let senders = senders(&mail, &text);
        for n in 0..15 {
            tell(&world, ward.elders[0], n).await;
        }
        prefer(&world, ward.elders[1], Channel::Mail).await;
        for n in 0..15 {
            tell(&world, ward.elders[1], n).await;
        }
        let (one, other) = tokio::join!(send(&world, &senders), send(&world, &senders));
        assert_eq!(one.sent + other.sent, 30, "{one:?} {other:?}");
        for server in [&mail, &text] {
            assert_eq!(server.taken(), 15);
            server.seen(|seen| assert!(seen.asked.values().all(|n| *n == 1), "{:?}", seen.asked));
        }
        assert_eq!(send(&world, &senders).await, Tally::default(), "nothing is due any more");
        let ids: BTreeMap<String, usize> = text.seen(|seen| seen.asked.clone());
        assert_eq!(ids.len(), 15);
        text.seen(|seen| assert!(seen.taken[0].2.starts_with("【长庆县委老干部局】"), "{}", seen.taken[0].2));
    });
}

#[test]
fn cut_off_between_sending_and_writing_down_nobody_is_told_twice() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let (mail, text) = (Server::mail(), Server::text());
        let senders = senders(&mail, &text);
        prefer(&world, ward.elders[1], Channel::Mail).await;
        let ids = [tell(&world, ward.elders[0], 1).await, tell(&world, ward.elders[1], 1).await];
        for channel in [Channel::Text, Channel::Mail] {
            // The program sends and dies before it writes that down.
            let act = world.hand(Role::Clerk);
            let leased = world.app.db.write(move |tx| sending::lease(tx, &act, channel)).await.unwrap();
            assert_eq!(leased.len(), 1);
            senders.of(channel).unwrap().send(&leased[0].outgoing).await;
        }
        assert_eq!((mail.taken(), text.taken()), (1, 1));
        assert_eq!(send(&world, &senders).await, Tally::default(), "another program waits for the answer");
        later(&world, 6);
        send(&world, &senders).await;
        later(&world, 20);
        send(&world, &senders).await;
        assert_eq!(state(&world, ids[0]).await, "sent", "the gateway knows the key");
        assert_eq!((text.taken(), text.seen(|seen| seen.asked.values().sum::<usize>())), (1, 2));
        assert_eq!(state(&world, ids[1]).await, "unclear", "of mail nobody knows");
        assert_eq!(mail.taken(), 1);
        later(&world, 600);
        send(&world, &senders).await;
        assert_eq!(mail.taken(), 1, "it is not repeated by itself");
        // A clerk would rather send it twice; the other side may still tell that it is the same.
        turn(&world, ids[1], Turn::Again).await.unwrap();
        send(&world, &senders).await;
        assert_eq!((state(&world, ids[1]).await.as_str(), mail.taken()), ("sent", 2));
        mail.seen(|seen| assert_eq!(seen.asked.len(), 1, "one Message-ID: {:?}", seen.asked));
    });
}

#[test]
fn a_mail_server_is_believed_in_what_it_says_and_only_in_that() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let (mail, text) = (Server::mail(), Server::text());
        let senders = senders(&mail, &text);
        prefer(&world, ward.elders[0], Channel::Mail).await;
        let id = tell(&world, ward.elders[0], 1).await;
        mail.will(&[Does::Says(451), Does::HangsUp, Does::SaysLate(452)]);
        for n in 1..=3 {
            assert_eq!(send(&world, &senders).await, Tally { later: 1, ..Tally::default() }, "try {n}");
            assert_eq!(send(&world, &senders).await, Tally::default(), "it waits first");
            let now = listed(&world, id).await;
            assert_eq!((now.state.as_str(), now.tries), ("waiting", n));
            later(&world, 60 * i64::from(n));
        }
        assert_eq!(send(&world, &senders).await.sent, 1);
        let sent = listed(&world, id).await;
        assert_eq!(sent.receipt.as_deref(), Some("2.0.0 queued as 4711"));
        mail.seen(|seen| {
            let (key, to, message) = &seen.taken[0];
            assert_eq!(*key, format!("<{id}@zq.example>"));
            assert!(to.ends_with("@elders.example") && message.contains("From: =?utf-8?"), "{message}");
        });
        // An address that is none, said at once or after the message.
        for (n, does) in [(2, Does::Says(550)), (3, Does::SaysLate(554))] {
            let id = tell(&world, ward.elders[0], n).await;
            mail.will(&[does]);
            assert_eq!(send(&world, &senders).await.trouble, 1);
            assert_eq!(state(&world, id).await, "given-up");
        }
        // The line breaks after the message: it may have arrived.
        let id = tell(&world, ward.elders[0], 4).await;
        mail.will(&[Does::TakesAndDrops]);
        assert_eq!(send(&world, &senders).await.trouble, 1);
        assert_eq!(state(&world, id).await, "unclear");
        let mut clerk = world.signed_in(Role::Clerk).await;
        let page = clerk.get(&format!("/notices/{id}")).await.text();
        assert!(page.contains("可能到了，也可能没到") && page.contains("再发一次"), "{page}");
        assert!(clerk.get("/notices?state=trouble").await.text().contains("号码或地址不对（550）"));
        turn(&world, id, Turn::Arrived).await.unwrap();
        assert_eq!(state(&world, id).await, "sent");
        assert!(turn(&world, id, Turn::Again).await.is_err(), "what is sent is not sent again");
    });
}

#[test]
fn a_gateway_that_is_busy_is_left_alone_for_as_long_as_it_asks() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let (mail, text) = (Server::mail(), Server::text());
        let senders = senders(&mail, &text);
        let id = tell(&world, ward.elders[0], 1).await;
        text.will(&[Does::Busy(7_200)]);
        assert_eq!(send(&world, &senders).await.later, 1);
        later(&world, 119);
        assert_eq!(send(&world, &senders).await, Tally::default());
        text.will(&[Does::Says(500), Does::TakesAndSleeps, Does::TakesAndDrops]);
        for minutes in [121, 150, 200, 260] {
            later(&world, minutes);
            send(&world, &senders).await;
        }
        assert_eq!(state(&world, id).await, "sent");
        assert_eq!(text.seen(|seen| (seen.taken.len(), seen.asked.values().sum::<usize>())), (1, 5));
        // A number that the gateway will not have.
        let id = tell(&world, ward.elders[0], 2).await;
        text.will(&[Does::Says(422)]);
        assert_eq!(send(&world, &senders).await.trouble, 1);
        assert_eq!(state(&world, id).await, "given-up");
        // Tried often enough.
        set(&world, Rules { tries: 2, ..Rules::default() }).await;
        let id = tell(&world, ward.elders[0], 3).await;
        text.will(&[Does::Says(503), Does::HangsUp]);
        send(&world, &senders).await;
        later(&world, 300);
        send(&world, &senders).await;
        let given_up = listed(&world, id).await;
        assert_eq!((given_up.state.as_str(), given_up.tries), ("given-up", 2));
        turn(&world, id, Turn::Again).await.unwrap();
        assert_eq!(send(&world, &senders).await.sent, 1);
    });
}

#[test]
fn nobody_is_woken_and_nothing_goes_out_while_it_is_paused() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let (mail, text) = (Server::mail(), Server::text());
        let senders = senders(&mail, &text);
        world.at("2026-11-23T14:00:00Z"); // 22:00 in China
        let id = tell(&world, ward.elders[0], 1).await;
        for at in ["2026-11-23T14:00:00Z", "2026-11-23T16:30:00Z", "2026-11-23T23:59:00Z"] {
            world.at(at);
            assert_eq!(send(&world, &senders).await, Tally::default(), "{at}");
        }
        world.at("2026-11-24T00:00:00Z");
        assert_eq!(send(&world, &senders).await.sent, 1, "08:00");
        assert_eq!(state(&world, id).await, "sent");
        // Quiet hours that were set after it was written hold as well.
        let id = tell(&world, ward.elders[0], 2).await;
        let clock = |hour| jiff::civil::Time::constant(hour, 0, 0, 0);
        set(&world, Rules { quiet_from: clock(7), quiet_to: clock(10), ..Rules::default() }).await;
        assert_eq!(send(&world, &senders).await, Tally::default());
        assert_eq!(listed(&world, id).await.not_before.to_string(), "2026-11-24T02:00:00Z");
        world.at("2026-11-24T02:00:00Z");
        set(&world, Rules { paused: true, ..Rules::default() }).await;
        assert_eq!(send(&world, &senders).await, Tally::default(), "paused");
        set(&world, Rules::default()).await;
        assert_eq!(send(&world, &senders).await.sent, 1);
    });
}

#[test]
fn nothing_of_whom_or_what_lies_open_in_the_database() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let id = tell(&world, ward.elders[0], 1).await;
        let bureau = world.bureau.id;
        let (_, content) =
            world.app.db.read(move |conn| store::find(conn, &bureau, id)).await.unwrap().unwrap();
        for open in ["单国英", "15400005520", "小张"] {
            let bytes = open.as_bytes();
            assert!(!content.windows(bytes.len()).any(|window| window == bytes), "{open} lies open");
        }
    });
}

/// The sender's address is refused at `MAIL FROM`: that is the house's own trouble and no addressee's.
#[test]
fn a_house_that_is_refused_gives_up_nobody_and_goes_on_when_it_is_mended() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let (mail, text) = (Server::mail(), Server::text());
        let senders = senders(&mail, &text);
        prefer(&world, ward.elders[0], Channel::Mail).await;
        let mut waiting = Vec::new();
        for n in 1..=10 {
            waiting.push(tell(&world, ward.elders[0], n).await);
        }
        mail.will(&[Does::SaysFirst(553); 12]);
        assert_eq!(send(&world, &senders).await.trouble, 0, "nobody is given up");
        later(&world, 1);
        assert_eq!(send(&world, &senders).await, Tally::default(), "nothing is tried while it waits");
        let (mut clerk, minutes) = (world.signed_in(Role::Clerk).await, [6, 12, 18, 24]);
        for page in ["/notices", "/settings/notices"] {
            let page = clerk.get(page).await.text();
            assert!(page.contains("邮件停发：邮件服务器不认发件地址") && page.contains("553"), "{page}");
        }
        for at in minutes {
            later(&world, at);
            assert_eq!(send(&world, &senders).await.later, 1, "one goes ahead");
        }
        for id in &waiting {
            let listed = listed(&world, *id).await;
            assert_eq!((listed.state.as_str(), listed.tries), ("waiting", 0));
        }
        later(&world, 30);
        assert_eq!(send(&world, &senders).await.sent, 10);
        assert!(!clerk.get("/notices").await.text().contains("邮件停发"));
    });
}

/// The account is refused; a person puts it right and does not wait for the next try.
#[test]
fn whoever_has_mended_it_lets_everything_go_at_once() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let (mail, text) = (Server::mail(), Server::text());
        let senders = senders(&mail, &text);
        prefer(&world, ward.elders[0], Channel::Mail).await;
        let mut ids = Vec::new();
        for n in 1..=3 {
            ids.push(tell(&world, ward.elders[0], n).await);
        }
        mail.will(&[Does::SaysFirst(535); 3]);
        send(&world, &senders).await;
        later(&world, 1);
        assert_eq!(send(&world, &senders).await, Tally::default(), "held");
        let path = "/settings/notices/holds/mail";
        let mut leader = world.signed_in(Role::Leader).await;
        assert_eq!(leader.post(path, &[]).await.status, StatusCode::FORBIDDEN);
        let mut clerk = world.signed_in(Role::Clerk).await;
        assert!(clerk.get("/settings/notices").await.text().contains(path), "a button for it");
        assert_eq!(clerk.post("/settings/notices/holds/pigeon", &[]).await.status, StatusCode::NOT_FOUND);
        assert_eq!(clerk.post(path, &[]).await.status, StatusCode::SEE_OTHER);
        assert!(!clerk.get("/notices").await.text().contains("邮件停发"));
        assert_eq!(send(&world, &senders).await.sent, 3, "all of it at once");
        for id in ids {
            let listed = listed(&world, id).await;
            assert_eq!(listed.state, "sent", "refusals are no tries: nothing was given up");
        }
    });
}
