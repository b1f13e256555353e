//! A doctor's day as cards: in order, with times, ways, telephones and reasons.

use cq_platform::{Result, actor::Act, db::Conn, ids::StaffId, web::Ui};
use cq_registry::task::{self, Row, illnesses, store::list as tasks};
use jiff::civil::Date;

use super::map::{Map, Place};
use crate::round::{
    ALONG, VIEW, store,
    store::sheet::{Start, Visit},
    words,
};

/// A day.
pub(super) struct Sheet {
    /// Which.
    pub on: Date,
    /// In words, with its weekday.
    pub day: String,
    /// Where the doctor sets out.
    pub hospital: String,
    /// Visits, leaving, ways, and when he is back, in a line.
    pub sum: String,
    /// In their order.
    pub calls: Vec<Call>,
    /// Where the homes lie; none where nobody knows.
    pub map: Option<Map>,
    /// When he is back; empty where there is nothing to do.
    pub back: String,
}

/// A visit of a day.
pub(super) struct Call {
    /// From 1.
    pub order: usize,
    /// `08:45–09:25`.
    pub time: String,
    /// Which.
    pub task: String,
    /// To whom.
    pub name: String,
    /// Sex and age.
    pub about: String,
    pub address: String,
    pub phone: String,
    pub illnesses: String,
    /// Why somebody comes at all.
    pub reason: String,
    /// The last time.
    pub last: String,
    /// How far it is, from the stop before.
    pub way: String,
    /// What the elder wishes; empty where anything will do.
    pub wish: String,
    /// Why then.
    pub why: String,
    /// Who else is there, in a sentence; empty if nobody.
    pub other: String,
    /// The other makes the visit and writes it down.
    pub is_along: bool,
    pub is_urgent: bool,
    pub is_done: bool,
    /// Names a style, and how it stands in words.
    pub kind: &'static str,
    pub state: String,
    /// The break that follows; empty if none.
    pub pause: String,
}

impl Sheet {
    /// What the actor may see of a doctor's day; what moved to somebody else is not there any more.
    pub fn read(conn: &Conn<'_>, act: &Act, ui: &Ui, staff: StaffId, on: Date) -> Result<Self> {
        let (bureau, today) = (act.bureau(), act.today());
        let (own, along) = (act.actor.scope(&VIEW, task::OWN)?, act.actor.scope(&VIEW, ALONG)?);
        let visits = store::sheet::day(conn, bureau, staff, on)?;
        let mut calls = Vec::new();
        let mut shown: Vec<&Visit> = Vec::new();
        for visit in &visits {
            let scope = if visit.is_along { &along } else { &own };
            let Some(listed) = tasks::find(conn, scope, bureau, visit.task)? else { continue };
            let codes = tasks::codes_of(conn, bureau, visit.person)?;
            let row = Row::of(ui, listed, today);
            let ill = illnesses(ui, codes.iter().map(String::as_str));
            calls.push(call(ui, visit, row, ill, calls.len() + 1, on));
            shown.push(visit);
        }
        let start = store::sheet::start(conn, bureau, staff)?;
        let leaves = shown.first().map(|first| first.starts - first.travel);
        let back = shown.last().and_then(|last| Some(last.ends + last.back?));
        let way: i64 = shown.iter().map(|visit| visit.travel + visit.back.unwrap_or(0)).sum();
        let sum = leaves.map(|leaves| {
            let text = cq_platform::messages::Text::new("round-sum")
                .with("n", calls.len())
                .with("leaves", words::clock(leaves))
                .with("way", words::minutes(ui, way));
            ui.t(&text).into_owned()
        });
        let map = map(ui, start.as_ref(), &shown);
        Ok(Self {
            on,
            map,
            day: words::day(ui, on),
            hospital: start.map(|start| start.name).unwrap_or_default(),
            sum: sum.unwrap_or_default(),
            calls,
            back: back
                .map(|back| ui.a1("round-back", "time", words::clock(back)).into_owned())
                .unwrap_or_default(),
        })
    }
}

/// The hospital and the homes, as far as they are known.
fn map(ui: &Ui, start: Option<&Start>, visits: &[&Visit]) -> Option<Map> {
    let place =
        |order, north: Option<f64>, east: Option<f64>| Some(Place { order, north: north?, east: east? });
    let start = start.and_then(|start| place(None, start.north, start.east));
    let homes =
        visits.iter().zip(1..).filter_map(|(visit, order)| place(Some(order), visit.north, visit.east));
    Map::draw(ui, &start.into_iter().chain(homes).collect::<Vec<_>>())
}

fn call(ui: &Ui, visit: &Visit, row: Row, illnesses: String, order: usize, on: Date) -> Call {
    let agreed = visit.again_on.filter(|_| visit.is_elsewhere(on));
    let (kind, state) = match agreed {
        Some(again) => ("changed", ui.a1("round-agreed", "day", words::day(ui, again)).into_owned()),
        None if visit.is_done() => ("done", ui.m("task-standing-done").to_owned()),
        None => (row.kind, row.state),
    };
    let way = if visit.travel == 0 {
        ui.m("round-way-none").to_owned()
    } else {
        ui.a1("round-way", "way", words::minutes(ui, visit.travel)).into_owned()
    };
    Call {
        order,
        time: words::span(visit.starts, visit.ends),
        task: visit.task.to_string(),
        name: row.name,
        about: row.about,
        address: row.address,
        phone: row.phone,
        illnesses,
        reason: row.reason,
        last: row.last,
        way,
        wish: words::wish(ui, visit.part, visit.weekdays, visit.needs_two),
        // The reason speaks to whoever makes the visit.
        why: if visit.is_along { String::new() } else { words::reason(ui, &visit.reason) },
        other: words::company(ui, visit),
        is_along: visit.is_along,
        is_urgent: visit.urgent.is_some(),
        is_done: visit.is_done(),
        kind,
        state,
        pause: visit
            .pause
            .map(|at| ui.a1("round-pause", "time", words::clock(at)).into_owned())
            .unwrap_or_default(),
    }
}
