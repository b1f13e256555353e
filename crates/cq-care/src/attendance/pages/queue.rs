//! Which desks one has today, and the queue of one: who is on the way, who waits, who is expected, who is done.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Result,
    actor::Act,
    audit::Subject,
    db::{Conn, Tx},
    policy::{Role, Scope},
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
            self,
            list::{self, Listed},
        },
    },
    desk::{
        self, Desk, DeskId,
        pages::{off::OffDuty, words},
        roster::{self, Reached},
    },
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
    /// Why a guide has no desk today.
    off: OffDuty,
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
    off: OffDuty,
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
            return Ok(Read { off: off(tx, &act, &voice, &[])?, ..Read::empty() });
        }
        let read = read(tx, &act, &voice)?;
        let count = read.admitted.len() + read.left_over.len();
        act.record(tx, &QUEUE, Subject::list("desk"), &json!({ "count": count }))?;
        Ok(read)
    };
    let Read { rows, admitted, left_over, rules, off } = ctx.app.db.write(look).await?;
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
        off,
        today,
        is_guide,
        may_list,
        ui,
    })
}

impl Read {
    fn empty() -> Self {
        Self {
            rows: Vec::new(),
            admitted: Vec::new(),
            left_over: Vec::new(),
            rules: Rules::default(),
            off: OffDuty::default(),
        }
    }
}

fn read(conn: &Conn<'_>, act: &Act, ui: &Ui) -> Result<Read> {
    let reached = roster::reached(conn, act, &QUEUE)?;
    let mut desks = desk::store::list(conn, act.bureau())?;
    desks.retain(|desk| reached.has(desk.id));
    let rules = store::rules(conn, act.bureau(), act.today())?.0;
    let calendar = desk::actions::calendar_ahead(conn, act)?;
    let rows = desks.iter().map(|desk| {
        let hours = words::open_today(ui, desk.hours.on(act.today(), &calendar));
        Ok(row(act, desk, hours, &list::queue(conn, act, desk.id, act.today())?, &rules))
    });
    let read = Read { rows: rows.collect::<Result<_>>()?, rules, ..Read::empty() };
    match reached {
        Reached::Today(_) => Ok(Read { off: off(conn, act, ui, &read.rows)?, ..read }),
        Reached::All => {
            let since = act.today().saturating_sub(ADMITTED_DAYS.days());
            let admitted = list::to_note(conn, act, &Scope::BUREAU, since)?;
            Ok(Read { admitted, left_over: list::left_over(conn, act, &Scope::BUREAU)?, ..read })
        }
    }
}

/// Why a guide has no desk today, and when she has one next; nothing where she has one.
fn off(conn: &Conn<'_>, act: &Act, ui: &Ui, rows: &[DeskRow]) -> Result<OffDuty> {
    if !rows.is_empty() {
        return Ok(OffDuty::default());
    }
    let (off, next) = roster::why_off(conn, act)?;
    Ok(OffDuty::of(ui, &off, next.as_ref()))
}

fn row(act: &Act, desk: &Desk, hours: String, here: &[Listed], rules: &Rules) -> DeskRow {
    let count = |word: &str| here.iter().filter(|listed| listed.attendance.state.word() == word).count();
    let is_late = |listed: &&Listed| {
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
        let desk = roster::desk(tx, &act, &QUEUE, id)?;
        let queue = list::queue(tx, &act, id, act.today())?;
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
