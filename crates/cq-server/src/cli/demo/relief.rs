//! Applications for relief of the demo bureau, in every state they can stand in, brought there by the same steps as on the pages.

use cq_demo::{
    NOT_RELIEVED, RELIEF_ANSWER, RELIEF_BANK, RELIEF_DOCUMENT, RELIEF_MINUTES, RELIEF_OBJECTION,
    RELIEF_OFFICE, RELIEF_PAPERS, RELIEF_PLACE, RELIEF_WITHDRAWN, RELIEVED, Relieved, STAFF, VERIFIED,
};
use cq_platform::{
    Error, Result,
    actor::{Act, Actor},
    db::Tx,
    identity::store,
    policy::{Role, Scope},
    web::App,
};
use cq_registry::{
    liaison,
    person::{self, PersonId},
    photo::Picture,
};
use cq_relief::{
    application::{
        ReliefId,
        account::Account,
        actions::{self, Turn},
        draft::Draft,
        model::Relation,
        said::{Payee, Said},
        store as applications,
    },
    batch::{self, BatchId, answer::Answered, store::Outcome},
    budget::{self, store::Way},
    meeting::{
        self,
        draft::{Decided, Draft as Meeting, Verdict},
    },
    notice::{self, store as objections},
};

use super::{cases::actor, errands::morning};

/// One out of so many people asks.
const EVERY: usize = 23;
/// The last that waits for something before a meeting.
const EARLY: usize = 4;
/// So many ask in all.
const RELIEFS: usize = 18;
/// The budget of the year, in fen, and the part of serious illness.
const BUDGET_FEN: i64 = 12_000_000;
const ILLNESS_FEN: i64 = 5_000_000;

/// Clerk and leader, by how many days ago.
struct Hands {
    clerk: Act,
    leader: Act,
}

impl Hands {
    fn at(app: &App, clerk: &Actor, leader: &Actor, days: usize) -> Self {
        let at = |actor: &Actor, hour| {
            Act::new(actor.clone(), morning(app, days, hour), app.ids.clone(), app.secrets.clone())
        };
        Self { clerk: at(clerk, 9), leader: at(leader, 14) }
    }
}

/// Takes applications and most of them as far as they have come.
pub(super) async fn run(app: &App, bureau: &store::Bureau) -> Result<()> {
    let clerk = actor(app, bureau, Role::Clerk, "clerk").await?;
    let leader = actor(app, bureau, Role::Leader, "leader").await?;
    let hands = |days| Hands::at(app, &clerk, &leader, days);
    let id = bureau.id;
    let people = app.db.read(move |conn| liaison::store::people_without(conn, &id, None)).await?;
    let people: Vec<PersonId> = people.into_iter().skip(3).step_by(EVERY).take(RELIEFS).collect();
    let (early, course) = ((hands(40), hands(30)), [hands(26), hands(12), hands(9), hands(6), hands(3)]);
    let work = move |tx: &Tx<'_>| {
        // Approved in the year of the third, whose budget it has to be.
        settle(tx, &early.0, i64::from(course[2].clerk.today().year()))?;
        let mut ids = Vec::new();
        for (n, person) in people.iter().enumerate() {
            ids.push(asked(tx, &early.1, *person, n)?);
        }
        let late = ids.split_off(EARLY.min(ids.len()));
        decided(tx, &course, &late)
    };
    app.db.write(work).await
}

/// The rules' last word and the budget of the year.
fn settle(tx: &Tx<'_>, hands: &Hands, year: i64) -> Result<()> {
    let act = &hands.clerk;
    let (mut rules, _) = applications::rules(tx, act.bureau(), act.today())?;
    rules.objections_to = RELIEF_OFFICE.into();
    actions::set(tx, act, &rules, act.today(), 0)?;
    for (way, kind, fen) in [(Way::Granted, "", BUDGET_FEN), (Way::Allotted, "illness", ILLNESS_FEN)] {
        let draft =
            budget::actions::Draft { year, way, kind: kind.into(), fen, note: RELIEF_DOCUMENT.into() };
        let id = budget::actions::propose(tx, act, &draft)?;
        budget::actions::agree(tx, &hands.leader, id)?;
    }
    Ok(())
}

fn relieved(n: usize) -> Result<&'static Relieved> {
    RELIEVED.get(n % RELIEVED.len()).ok_or(Error::NotFound)
}

/// Asks, and goes as far as its place in the row says: written down, handed in, verified, or reviewed.
fn asked(tx: &Tx<'_>, hands: &Hands, person: PersonId, n: usize) -> Result<ReliefId> {
    let act = &hands.clerk;
    let found = person::store::find(tx, &Scope::BUREAU, act.bureau(), person)?.ok_or(Error::NotFound)?;
    let (rules, mut relieved) = (applications::rules(tx, act.bureau(), act.today())?.0, relieved(n)?);
    // What is a survivor's is asked for by survivors.
    if rules.kind(relieved.kind).is_some_and(|kind| !kind.is_for(found.category())) {
        relieved = self::relieved(n + 1)?;
    }
    let account = Account::parse(&format!("1510104{:07}", 1_000_003 + n * 7_919));
    let payee = Payee {
        name: found.name,
        relation: Relation::Own,
        bank: RELIEF_BANK.into(),
        account: account.map_err(|_| Error::internal("an account of the demo"))?,
        person: None,
        unlisted: String::new(),
    };
    let draft = Draft {
        person,
        kind: relieved.kind.into(),
        source: relieved.source.parse().map_err(Error::internal)?,
        said: Said { why: relieved.why.into(), name: relieved.name.into(), phone: String::new() },
        asked_fen: relieved.asked_fen,
        payee,
        again: String::new(),
    };
    let id = actions::take(tx, act, &draft)?;
    for label in RELIEF_PAPERS {
        actions::put_paper(tx, act, id, seen(tx, act, id)?, (label, &slip(10)?))?;
    }
    if n == 0 {
        return Ok(id);
    }
    actions::file(tx, act, id, seen(tx, act, id)?)?;
    if n == 1 {
        return Ok(id);
    }
    turned(tx, act, id, Turn::Verify, VERIFIED)?;
    if n == 2 {
        return Ok(id);
    }
    turned(tx, &hands.leader, id, Turn::Review, "")?;
    Ok(id)
}

/// What a meeting granted, each as far as its place in the row says. Two were not granted.
fn decided(tx: &Tx<'_>, course: &[Hands; 5], ids: &[ReliefId]) -> Result<()> {
    let [met, over, approved, released, answered] = course;
    let [refused, withdrawn, granted @ ..] = ids else { return Ok(()) };
    turned(tx, &met.clerk, *refused, Turn::Refuse, NOT_RELIEVED)?;
    turned(tx, &met.leader, *refused, Turn::RefuseToo, "")?;
    turned(tx, &met.clerk, *withdrawn, Turn::Withdraw, RELIEF_WITHDRAWN)?;
    let (on_notice, granted) = granted.split_at(granted.len().min(1));
    let first = held(tx, met, granted)?;
    meeting::actions::publish(tx, &met.clerk, first)?;
    let fresh = held(tx, answered, on_notice)?;
    meeting::actions::publish(tx, &answered.clerk, fresh)?;
    objected(tx, met, granted)?;
    for id in granted.iter().skip(1) {
        turned(tx, &over.clerk, *id, Turn::Propose, "")?;
    }
    for id in granted.iter().skip(2) {
        actions::approve(tx, &approved.leader, *id, seen(tx, &approved.leader, *id)?)?;
    }
    let paid = granted.get(4..).unwrap_or_default();
    let (sent, paid) = paid.split_at(paid.len().min(1));
    let done = batched(tx, released, paid)?;
    batched(tx, answered, sent)?;
    bank_says(tx, answered, done, paid)
}

/// A meeting decides on these.
fn held(tx: &Tx<'_>, hands: &Hands, ids: &[ReliefId]) -> Result<meeting::MeetingId> {
    let act = &hands.clerk;
    let mut decisions = Vec::new();
    for id in ids {
        let listed = applications::list::find(tx, act, &Scope::BUREAU, *id)?.ok_or(Error::NotFound)?;
        let relieved = RELIEVED.iter().find(|one| one.kind == listed.kind);
        decisions.push(Decided {
            application: *id,
            seen: listed.version,
            verdict: Verdict::Agreed,
            fen: relieved.map(|one| one.granted_fen),
            note: String::new(),
        });
    }
    let chairs = cq_case::case::store::people::choices(tx, act, None)?;
    let chair = chairs.into_iter().find(|choice| choice.role == "leader").ok_or(Error::NotFound)?;
    let draft = Meeting {
        held_on: act.today(),
        place: RELIEF_PLACE.into(),
        chair: chair.value,
        attendees: [STAFF.leader, STAFF.clerk].join(" "),
        minutes: RELIEF_MINUTES.into(),
        decisions,
    };
    let id = meeting::actions::meet(tx, act, &draft)?;
    meeting::actions::confirm(tx, &hands.leader, id).map(|()| id)
}

/// Somebody objects to the last, and is answered.
fn objected(tx: &Tx<'_>, hands: &Hands, ids: &[ReliefId]) -> Result<()> {
    let (act, Some(id)) = (&hands.clerk, ids.last().copied()) else { return Ok(()) };
    notice::actions::object(
        tx,
        act,
        id,
        seen(tx, act, id)?,
        &notice::store::Words { text: RELIEF_OBJECTION.into(), ..Default::default() },
    )?;
    let objection = objections::list(tx, act, id)?.pop().ok_or(Error::NotFound)?.id;
    let answer = (objections::Outcome::Kept, RELIEF_ANSWER);
    notice::actions::answer(tx, act, (id, objection), seen(tx, act, id)?, answer)
}

fn batched(tx: &Tx<'_>, hands: &Hands, ids: &[ReliefId]) -> Result<Option<BatchId>> {
    if ids.is_empty() {
        return Ok(None);
    }
    let id = batch::actions::make(tx, &hands.clerk, ids)?;
    batch::actions::release(tx, &hands.leader, id, 1)?;
    Ok(Some(id))
}

/// The bank has paid all but the first; of those some are signed for, and some of those are archived.
fn bank_says(tx: &Tx<'_>, hands: &Hands, batch: Option<BatchId>, ids: &[ReliefId]) -> Result<()> {
    let (act, Some(batch)) = (&hands.clerk, batch) else { return Ok(()) };
    let said = |n: usize| match n {
        0 => (
            Outcome::Returned,
            batch::store::Said { reference: String::new(), why: cq_demo::RELIEF_RETURNED.into() },
        ),
        n => (
            Outcome::Paid,
            batch::store::Said { reference: format!("N{:08}", 20_260_000 + n), why: String::new() },
        ),
    };
    let answers: Vec<Answered> = ids
        .iter()
        .enumerate()
        .map(|(n, id)| {
            let (outcome, said) = said(n);
            Answered { application: *id, outcome, said }
        })
        .collect();
    batch::actions::answer(tx, act, batch, &answers)?;
    for (n, id) in ids.iter().enumerate().skip(2) {
        actions::receipt(tx, act, *id, seen(tx, act, *id)?, &slip(3)?)?;
        if n > 2 {
            turned(tx, act, *id, Turn::Archive, "")?;
        }
    }
    Ok(())
}

fn turned(tx: &Tx<'_>, act: &Act, id: ReliefId, turn: Turn, note: &str) -> Result<()> {
    actions::turn(tx, act, id, seen(tx, act, id)?, turn, note)
}

fn seen(tx: &Tx<'_>, act: &Act, id: ReliefId) -> Result<i64> {
    Ok(applications::find(tx, &Scope::BUREAU, act.bureau(), id)?.ok_or(Error::NotFound)?.version)
}

fn slip(lines: u32) -> Result<Picture> {
    Picture::of(&cq_demo::slip(lines)).map_err(|_| Error::internal("a slip that is no picture"))
}
