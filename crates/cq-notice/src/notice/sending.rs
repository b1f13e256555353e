//! Sending what is due. A notice is leased in one transaction, sent outside of any, and what came of it is written down in another, by
//! whoever holds its lease. Cut off in between, text messages are repeated under the same key; mail becomes a person's matter.

use std::time::Duration;

use cq_platform::{
    Result,
    actor::{Act, Actor},
    audit::Subject,
    clock::CHINA,
    db::Tx,
    web::App,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tokio::{task::JoinSet, time::timeout};
use uuid::Uuid;

use super::{
    SEND,
    content::Content,
    model::{Channel, Fault, NoticeId, Outcome, State, Why},
    rules::Rules,
    store, writing,
};
use crate::sender::{Outgoing, Senders, TRY_TIME};

/// So many are leased, and sent side by side.
const AT_ONCE: i64 = 8;
/// Rounds of looking in one transaction; the rest is for the next one.
const ROUNDS: usize = 50;
/// Longer than any try takes, with the writing down.
const LEASE: SignedDuration = SignedDuration::from_mins(5);
/// A try that does not keep its own limits is left after this.
const LEFT_AFTER: Duration = TRY_TIME.saturating_add(Duration::from_secs(10));

/// What one round did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Taken by the other side.
    pub sent: usize,
    /// To be tried again.
    pub later: usize,
    /// For a person to decide.
    pub trouble: usize,
}

/// A notice that this program sends now.
#[derive(Clone)]
pub struct Leased {
    /// Which.
    pub id: NoticeId,
    /// Under which lease.
    pub lease: Uuid,
    /// What goes out.
    pub outgoing: Outgoing,
}

/// Sends what is due in the actor's bureau, until nothing is. Two at once send nothing twice.
pub async fn run(app: &App, actor: &Actor, senders: &Senders) -> Result<Tally> {
    let mut tally = Tally::default();
    for channel in [Channel::Text, Channel::Mail] {
        let Some(sender) = senders.of(channel) else { continue };
        loop {
            let act = app.act(actor.clone());
            let leased = app.db.write(move |tx| lease(tx, &act, channel)).await?;
            if leased.is_empty() {
                break;
            }
            let mut tries = JoinSet::new();
            for one in leased {
                let (app, actor, sender) = (app.clone(), actor.clone(), sender.clone());
                tries.spawn(async move {
                    let outcome = timeout(LEFT_AFTER, sender.send(&one.outgoing)).await;
                    let outcome = outcome.unwrap_or(Outcome::Unclear { fault: Fault::Time });
                    let (act, [dice]) = (app.act(actor), app.ids.random::<1>());
                    app.db.write(move |tx| settle(tx, &act, (one.id, one.lease), outcome, dice)).await
                });
            }
            while let Some(settled) = tries.join_next().await {
                match settled {
                    Ok(Ok(state)) => tally.count(&state),
                    // Not written down: its lease runs out, and then it is looked at again.
                    Ok(Err(error)) => tracing::error!(%error, "a notice's outcome was not written down"),
                    Err(error) => tracing::error!(%error, "a try was cut off"),
                }
            }
        }
    }
    Ok(tally)
}

impl Tally {
    fn count(&mut self, state: &State) {
        match state {
            State::Sent { .. } => self.sent += 1,
            State::Waiting { .. } => self.later += 1,
            _ => self.trouble += 1,
        }
    }
}

/// Takes some of what is due: what can be sent is leased, what falls into quiet hours is put off, and of what was leased and never
/// answered it is written down that the answer is lost. Somebody else may take the same at the same time: one has it.
pub fn lease(tx: &Tx<'_>, act: &Act, channel: Channel) -> Result<Vec<Leased>> {
    act.actor.may(&SEND)?;
    let rules = store::rules(tx, act.bureau(), act.today())?.0;
    let quiet = channel.rings() && rules.is_quiet(CHINA.to_datetime(act.at).time());
    let held = store::hold::list(tx, act.bureau())?.into_iter().find(|hold| hold.channel == channel);
    if rules.paused || held.as_ref().is_some_and(|hold| hold.next_at > act.at) {
        return Ok(Vec::new());
    }
    // While the house is refused one goes ahead, and the rest follows when it got through.
    let at_once = if held.is_some() { 1 } else { AT_ONCE };
    let mut leased = Vec::new();
    // What is put off or lost is due no more, so each round finds others.
    for _ in 0..ROUNDS {
        let due = store::due(tx, act.bureau(), channel, act.at, at_once)?;
        if due.is_empty() {
            return Ok(leased);
        }
        for (notice, _) in due {
            if let Some(one) = take(tx, act, notice.id, quiet, &rules)? {
                leased.push(one);
            }
        }
        if !leased.is_empty() {
            break;
        }
    }
    Ok(leased)
}

/// Takes one, whatever it is by now: it is held first.
fn take(tx: &Tx<'_>, act: &Act, id: NoticeId, quiet: bool, rules: &Rules) -> Result<Option<Leased>> {
    store::hold(tx, act.bureau(), id)?;
    let Some((notice, sealed)) = store::find(tx, act.bureau(), id)? else { return Ok(None) };
    if notice.due_at().is_none_or(|due| due > act.at) {
        return Ok(None);
    }
    if matches!(notice.state, State::Sending { .. }) {
        let notice = notice.lost((act.at, u8::MAX / 2), rules)?;
        store::save(tx, act, &notice)?;
        return Ok(None);
    }
    if writing::is_gone(tx, act, notice.to)? {
        store::save(tx, act, &notice.withdrawn(act.at, None, Why::Died)?)?;
        return Ok(None);
    }
    if quiet {
        let to = rules.next_open(notice.channel, act.at);
        store::save(tx, act, &notice.postponed(to)?)?;
        return Ok(None);
    }
    let (lease, until) = (act.new_id(), act.at.saturating_add(LEASE).unwrap_or(act.at));
    let notice = notice.lease(lease, (act.at, until))?;
    store::save(tx, act, &notice)?;
    let content = Content::open(&act.secrets, id.0, &sealed)?;
    Ok(Some(Leased { id, lease, outgoing: outgoing(id, notice.channel, &content, act.at) }))
}

fn outgoing(id: NoticeId, channel: Channel, content: &Content, at: Timestamp) -> Outgoing {
    Outgoing {
        id: id.0,
        address: content.address.clone(),
        name: content.taker().to_owned(),
        subject: content.subject.clone(),
        text: if channel == Channel::Text { content.as_text() } else { content.signed() },
        at,
    }
}

/// Writes down what came of a sending, as far as its lease still holds; returns where the notice stands then.
pub fn settle(
    tx: &Tx<'_>,
    act: &Act,
    (id, lease): (NoticeId, Uuid),
    outcome: Outcome,
    dice: u8,
) -> Result<State> {
    act.actor.may(&SEND)?;
    store::hold(tx, act.bureau(), id)?;
    let (notice, _) = store::find(tx, act.bureau(), id)?.ok_or(cq_platform::Error::NotFound)?;
    let rules = store::rules(tx, act.bureau(), act.today())?.0;
    let channel = notice.channel;
    match &outcome {
        Outcome::Held { fault, code } => {
            store::hold::put(tx, act.bureau(), channel, (*fault, *code), act.at)?;
        }
        Outcome::Taken { .. } | Outcome::Never { code: Some(_), .. } => {
            store::hold::end(tx, act.bureau(), channel)?
        }
        Outcome::Later { .. } | Outcome::Unclear { .. } | Outcome::Never { .. } => {}
    }
    let notice = notice.settled(lease, outcome, (act.at, dice), &rules)?;
    act.record(tx, &SEND, Subject::one("notice", id.0), &json!({ "happened": notice.state.word() }))?;
    store::save(tx, act, &notice)?;
    Ok(notice.state)
}
