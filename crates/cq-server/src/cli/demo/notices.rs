//! What people in the demo bureau were told: by every way, and as far as it comes, by the same steps as on the pages. Nothing leaves the
//! machine: what the other side would have said is made up.

use cq_notice::{
    circular::{self, CircularId, Draft},
    notice::{
        Addressee, Channel, NoticeId,
        actions::{self, Turn},
        model::{Fault, Outcome},
        rules::Rules,
        sending,
        store::list::{self, Wanted},
    },
    preference::{self, Preference},
};
use cq_platform::{
    Result, actor::Act, clock::CHINA, db::Tx, identity::store, messages::Text, policy::Role, web::App,
};
use cq_registry::{liaison, person::PersonId};
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::cases;
use crate::cli::out;

/// So many people get the circular.
const PEOPLE: usize = 14;
/// Rounds of sending at most.
const ROUNDS: usize = 40;

/// Writes to some people, and lets most of it arrive.
pub(super) async fn tell(app: &App, bureau: &store::Bureau) -> Result<()> {
    let clerk = cases::actor(app, bureau, Role::Clerk, "clerk").await?;
    let (id, at) = (bureau.id, by_day(app.clock.now()));
    let act = Act::new(clerk, at, app.ids.clone(), app.secrets.clone());
    let people = app.db.read(move |conn| liaison::store::people_without(conn, &id, None)).await?;
    let picked: Vec<PersonId> = people.into_iter().skip(2).step_by(3).take(PEOPLE).collect();
    let say = |key| app.messages.tell(out::lang(), &Text::new(key)).into_owned();
    let draft = Draft {
        segment: None,
        picked: picked.clone(),
        subject: say("cli-demo-circular-subject"),
        text: say("cli-demo-circular"),
    };
    let words = [say("cli-demo-call-words")];
    app.db
        .write(move |tx| {
            wishes(tx, &act, &picked)?;
            let id: CircularId = act.new_id();
            let seen = circular::plan(tx, &act, id, &draft)?.print;
            circular::make(tx, &act, id, &draft, &seen)?;
            for channel in [Channel::Text, Channel::Mail] {
                arrive(tx, &act, channel)?;
            }
            by_hand(tx, &act, &words)
        })
        .await
}

/// `now`, or an hour before the quiet hours that it falls into: whenever the demo is loaded, people were written to and called by day.
fn by_day(now: Timestamp) -> Timestamp {
    let (rules, local) = (Rules::default(), CHINA.to_datetime(now));
    if !rules.is_quiet(local.time()) {
        return now;
    }
    let before_midnight = local.time() >= rules.quiet_from;
    let evening = if before_midnight { local.date() } else { local.date().saturating_sub(1.day()) };
    let begins = CHINA.to_timestamp(evening.to_datetime(rules.quiet_from)).unwrap_or(now);
    begins.checked_sub(SignedDuration::from_hours(1)).unwrap_or(now)
}

/// Each way is wished by somebody.
fn wishes(tx: &Tx<'_>, act: &Act, people: &[PersonId]) -> Result<()> {
    for (n, person) in people.iter().enumerate() {
        let channel = match n % 7 {
            0 | 1 => Channel::Call,
            2 => Channel::Letter,
            3 => Channel::Paste,
            4 => Channel::Mail,
            _ => continue,
        };
        let mail = (channel == Channel::Mail).then(|| format!("elder{n}@example.org"));
        let wish = Preference { channel: Some(channel), mail, ..Preference::default() };
        preference::store::put(tx, act, Addressee::Person(*person), None, &wish)?;
    }
    Ok(())
}

/// What is due is sent, and answered: mostly taken, one mail with its answer lost, one number refused, one to be tried again.
fn arrive(tx: &Tx<'_>, act: &Act, channel: Channel) -> Result<()> {
    let mut n = 0;
    for _ in 0..ROUNDS {
        let leased = sending::lease(tx, act, channel)?;
        if leased.is_empty() {
            break;
        }
        for one in leased {
            let outcome = match (channel, n) {
                (Channel::Mail, 0) => Outcome::Unclear { fault: Fault::Lost },
                (Channel::Text, 1) => Outcome::Never { fault: Fault::Rejected, code: Some(422) },
                (Channel::Text, 3) => Outcome::Later { fault: Fault::Busy, code: Some(429), after: None },
                _ => Outcome::Taken { receipt: format!("demo-{n:04}") },
            };
            sending::settle(tx, act, (one.id, one.lease), outcome, 0)?;
            n += 1;
        }
    }
    Ok(())
}

/// One call reached somebody and one did not, one letter is printed, one notice withdrawn; the rest waits.
fn by_hand(tx: &Tx<'_>, act: &Act, words: &[String]) -> Result<()> {
    let first = |channel: Channel| -> Result<Vec<(NoticeId, i64)>> {
        let found = list::by_hand(tx, act, channel, 3)?;
        Ok(found.into_iter().map(|listed| (listed.id, listed.version)).collect())
    };
    let calls = first(Channel::Call)?;
    let spoken = words.first().map(String::as_str).unwrap_or_default();
    if let [told, missed, ..] = calls[..] {
        actions::called(tx, act, told.0, told.1, (true, None), spoken)?;
        actions::called(tx, act, missed.0, missed.1, (false, None), "")?;
    }
    if let [(id, seen), _, ..] = first(Channel::Letter)?[..] {
        actions::print(tx, act, id, seen)?;
    }
    if let [(id, seen), _, ..] = first(Channel::Paste)?[..] {
        actions::turn(tx, act, id, seen, Turn::Pasted)?;
    }
    let waiting = list::list(tx, act, (Wanted::Waiting, Some(Channel::Call)), None, 1)?;
    match waiting.first() {
        Some(listed) if listed.tries == 0 => {
            actions::turn(tx, act, listed.id, listed.version, Turn::Withdraw)
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_demo_loaded_at_night_tells_of_the_evening_before() {
        let told = |now: &str| by_day(now.parse().unwrap()).to_string();
        assert_eq!(told("2026-11-26T12:59:00Z"), "2026-11-26T12:59:00Z");
        assert_eq!(told("2026-11-26T13:00:00Z"), "2026-11-26T12:00:00Z");
        assert_eq!(told("2026-11-26T23:30:00Z"), "2026-11-26T12:00:00Z", "half past seven in China");
        assert_eq!(told("2026-11-27T00:00:00Z"), "2026-11-27T00:00:00Z");
    }
}
