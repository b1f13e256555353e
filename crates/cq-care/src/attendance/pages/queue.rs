//! Which desks one has today, and the queue of one: who is on the way, who waits, who is expected, who is done.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::{Conn, Tx},
    policy::Role,
    web::{Ctx, Ui, page, see_other},
};
use jiff::ToSpan;
use serde_json::json;

use crate::{
    attendance::{
        MARK, QUEUE, RECEIVE,
        actions::may,
        card::Card,
        rules::Rules,
        store::{
            self, OWN_DESK,
            list::{self, Listed},
        },
    },
    desk::{self, Desk, DeskId, pages::words},
};

/// So many days back somebody who was admitted is looked for whose stay in hospital nobody has noted.
const ADMITTED_DAYS: i64 = 30;

/// A desk with how its day stands.
struct DeskRow {
    id: DeskId,
    hospital: String,
    place: String,
    hours: String,
    waiting: usize,
    going: usize,
    announced: usize,
    over: usize,
    overdue: usize,
}

#[derive(Template)]
#[template(path = "attendance/desks.html")]
struct DesksPage {
    ui: Ui,
    rows: Vec<DeskRow>,
    /// Admitted, and no stay in hospital is noted.
    admitted: Vec<Admitted>,
    /// Not ended on their day.
    left_over: Vec<Card>,
    today: String,
    is_guide: bool,
    may_list: bool,
}

/// Somebody admitted whose stay a clerk is to note.
struct Admitted {
    card: Card,
    person: String,
    on: String,
}

/// What the page of desks reads.
struct Read {
    rows: Vec<DeskRow>,
    admitted: Vec<Listed>,
    left_over: Vec<Listed>,
    rules: Rules,
}

pub(super) async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let (ui, now) = (Ui::of(&ctx), act.at);
    let (is_guide, may_mark) = (act.actor.role == Role::Guide, may(&act, &MARK));
    let may_list = may(&act, &desk::LIST);
    let (today, voice) = (ui.day(&act.today()), ui.clone());
    // A guide's account that stands for nobody stands at no desk.
    let is_nobody = is_guide && act.actor.staff.is_none();
    let look = move |tx: &Tx<'_>| {
        if is_nobody {
            return Ok(Read::empty());
        }
        let read = read(tx, &act, &voice)?;
        let count = read.admitted.len() + read.left_over.len();
        act.record(tx, &QUEUE, Subject::list("desk"), &json!({ "count": count }))?;
        Ok(read)
    };
    let Read { rows, admitted, left_over, rules } = ctx.app.db.write(look).await?;
    if let ([only], true) = (rows.as_slice(), is_guide) {
        return Ok(see_other(&format!("/desks/{}/queue", only.id), None));
    }
    let card = |listed: &Listed| Card::of(&ui, listed, &rules, now, may_mark);
    let noted = |listed: &Listed| Admitted {
        card: card(listed),
        person: listed.attendance.person.to_string(),
        on: listed.attendance.on.to_string(),
    };
    page(&DesksPage {
        admitted: if may_list { admitted.iter().map(noted).collect() } else { Vec::new() },
        left_over: left_over.iter().map(card).collect(),
        rows,
        today,
        is_guide,
        may_list,
        ui,
    })
}

impl Read {
    fn empty() -> Self {
        Self { rows: Vec::new(), admitted: Vec::new(), left_over: Vec::new(), rules: Rules::default() }
    }
}

fn read(conn: &Conn<'_>, act: &Act, ui: &Ui) -> Result<Read> {
    let scope = act.actor.scope(&QUEUE, OWN_DESK)?;
    let desks = desk::store::in_reach(conn, &act.actor.scope(&QUEUE, desk::store::OWN)?, act.bureau())?;
    let rules = store::rules(conn, act.bureau(), act.today())?.0;
    let day = list::between(conn, act, &scope, act.today(), act.today())?;
    let calendar = desk::actions::calendar_ahead(conn, act)?;
    let rows = desks.iter().map(|desk| {
        let hours = words::open_today(ui, desk.hours.on(act.today(), &calendar));
        row(act, desk, hours, &day, &rules)
    });
    let since = act.today().saturating_sub(ADMITTED_DAYS.days());
    Ok(Read {
        rows: rows.collect(),
        admitted: list::to_note(conn, act, &scope, since)?,
        left_over: list::left_over(conn, act, &scope)?,
        rules,
    })
}

fn row(act: &Act, desk: &Desk, hours: String, day: &[Listed], rules: &Rules) -> DeskRow {
    let here: Vec<&Listed> = day.iter().filter(|listed| listed.attendance.desk == desk.id).collect();
    let count = |word: &str| here.iter().filter(|listed| listed.attendance.state.word() == word).count();
    let is_late = |listed: &&&Listed| {
        listed.attendance.state.wait().is_some_and(|wait| {
            let waited = act.at.duration_since(wait.since).as_mins();
            rules.limit(wait.leg).is_some_and(|limit| waited > limit)
        })
    };
    DeskRow {
        id: desk.id,
        hospital: desk.hospital_name.clone(),
        place: desk.place.clone(),
        hours,
        waiting: count("waiting"),
        going: count("going"),
        announced: count("announced"),
        over: count("closed") + count("left") + count("missed"),
        overdue: here.iter().filter(is_late).count(),
    }
}

/// The cards that stand alike.
struct Group {
    name: &'static str,
    title: String,
    cards: Vec<Card>,
    is_folded: bool,
}

#[derive(Template)]
#[template(path = "attendance/queue.html")]
struct QueuePage {
    ui: Ui,
    desk: Desk,
    today: String,
    hours: String,
    /// When the page was made.
    at: String,
    groups: Vec<Group>,
    may_receive: bool,
    may_list: bool,
}

pub(super) async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let (act, id) = (ctx.act()?, desk::pages::parse(&id)?);
    let (now, may_mark) = (act.at, may(&act, &MARK));
    let (may_receive, may_list) = (may(&act, &RECEIVE), may(&act, &desk::LIST));
    let ui = Ui::of(&ctx);
    let (voice, day) = (ui.clone(), act.today());
    let read = move |tx: &Tx<'_>| {
        let own = act.actor.scope(&QUEUE, desk::store::OWN)?;
        let desk = desk::store::find(tx, &own, act.bureau(), id)?.ok_or(Error::NotFound)?;
        let scope = act.actor.scope(&QUEUE, OWN_DESK)?;
        let queue = list::queue(tx, &act, &scope, id, act.today())?;
        let rules = store::rules(tx, act.bureau(), act.today())?.0;
        let calendar = desk::actions::calendar_ahead(tx, &act)?;
        let hours = words::open_today(&voice, desk.hours.on(act.today(), &calendar));
        act.record(tx, &QUEUE, Subject::one("desk", id.0), &json!({ "count": queue.len() }))?;
        Ok((desk, queue, rules, hours))
    };
    let (desk, queue, rules, hours) = ctx.app.db.write(read).await?;
    let cards = queue.iter().map(|listed| Card::of(&ui, listed, &rules, now, may_mark)).collect();
    page(&QueuePage {
        today: ui.day(&day),
        at: crate::attendance::words::clock(now),
        groups: grouped(&ui, cards),
        desk,
        hours,
        may_receive,
        may_list,
        ui,
    })
}

fn grouped(ui: &Ui, mut cards: Vec<Card>) -> Vec<Group> {
    let keys = [
        ("going", "attendance-group-going"),
        ("waiting", "attendance-group-waiting"),
        ("announced", "attendance-group-announced"),
        ("over", "attendance-group-over"),
    ];
    let mut groups = Vec::new();
    for (name, key) in keys {
        let (mine, rest): (Vec<Card>, Vec<Card>) = cards.into_iter().partition(|card| card.group == name);
        cards = rest;
        let title = ui.a1(key, "n", mine.len()).into_owned();
        groups.push(Group { name, title, cards: mine, is_folded: name == "over" });
    }
    groups
}
