//! A rule in words, as a clerk would say it: 每14天一次, 从立冬到立春, 由结对的责任医生上门.

use cq_calendar::{LunarDate, TermWindow};
use cq_platform::{
    messages::{Arg, Text},
    web::Ui,
};

use super::content::{Clock, Content, Counted, Unit, When};
use crate::task::store::list::Listed;

/// Why a task of a rule is there: 每14天 · 高血压独居 · 第3次. None where no rule asks for it.
pub fn why(ui: &Ui, task: &Listed) -> Option<String> {
    let content = Content::from_kept(task.rule_says.as_deref()?).ok()?;
    let name = task.rule_name.as_deref()?;
    let nth = task.nth.filter(|nth| *nth > 0).map(|nth| ui.a1("rule-nth", "n", nth).into_owned());
    let landed = task.is_fallback.then(|| ui.m("rule-landed").to_owned());
    let parts = [Some(when(ui, &content.when)), Some(name.to_owned()), nth, landed];
    Some(parts.into_iter().flatten().collect::<Vec<_>>().join(ui.m("rule-dot")))
}

/// When, in a few words: 每14天, 每季度一次, 立冬前3天.
pub fn when(ui: &Ui, when: &When) -> String {
    match when {
        When::Cycle { every, unit: Unit::Days, .. } => with(ui, "rule-when-days", i64::from(*every)),
        When::Cycle { every, unit: Unit::Months, .. } => with(ui, "rule-when-months", i64::from(*every)),
        When::Each { period } => ui.w("rule-each", period),
        When::Dates { months, day } => {
            let months: Vec<String> = months.iter().map(|month| ui.w("segment-month", month)).collect();
            let months = months.join(ui.m("task-comma"));
            ui.a2("rule-when-dates", "months", months, "day", i64::from(*day)).into_owned()
        }
        When::Term { term, offset } => shifted(ui, &ui.w("solar-term", term), *offset),
        When::Lunar { month, day, offset } => {
            shifted(ui, &ui.a1("rule-lunar", "day", lunar(ui, *month, *day)), *offset)
        }
        When::Birthday => ui.m("rule-when-birthday").to_owned(),
        When::After { event, days } => {
            ui.a2("rule-when-after", "event", ui.w("life-kind", event), "n", i64::from(*days)).into_owned()
        }
        When::Unseen { days } => with(ui, "rule-when-unseen", i64::from(*days)),
    }
}

/// The season: 从立冬到立春. Empty where there is none.
pub fn season(ui: &Ui, season: Option<TermWindow>) -> String {
    let term = |term| ui.w("solar-term", term);
    let said =
        |TermWindow { from, to }| ui.a2("rule-season", "from", term(from), "to", term(to)).into_owned();
    season.map(said).unwrap_or_default()
}

/// The rule as a whole, a sentence each; `whom`, `owner` and `fallback` are said by the caller, who has the names.
pub fn says(ui: &Ui, content: &Content, whom: &str, owner: &str, fallback: &str) -> Vec<String> {
    let Content { when: at, window, form, cap, .. } = content;
    let season = season(ui, content.season);
    let first = Text::new(if season.is_empty() { "rule-says" } else { "rule-says-season" })
        .with("whom", whom)
        .with("season", season)
        .with("when", when(ui, at))
        .with("form", ui.w("task-form", form))
        .with("owner", owner);
    let mut said = vec![ui.t(&first).into_owned()];
    if let When::Cycle { counted, .. } = at {
        let key = if *counted == Counted::Rolling { "rule-says-rolling" } else { "rule-says-fixed" };
        said.push(ui.m(key).to_owned());
    }
    let has_own_opening = match at {
        When::Cycle { counted, .. } => *counted == Counted::Fixed,
        When::Each { .. } | When::After { .. } => true,
        _ => false,
    };
    let clock = if window.clock == Clock::Working { "working" } else { "calendar" };
    let key = if has_own_opening { "rule-says-grace" } else { "rule-says-window" };
    let window = Text::new(key)
        .with("before", i64::from(window.before))
        .with("grace", i64::from(window.grace))
        .with("clock", ui.w("rule-clock", clock));
    said.push(ui.t(&window).into_owned());
    if content.ends_hard {
        said.push(ui.m("rule-says-ends-hard").to_owned());
    }
    said.push(ui.a1("rule-says-fallback", "fallback", fallback).into_owned());
    said.push(ui.a1("rule-says-cap", "cap", i64::from(*cap)).into_owned());
    said
}

fn with(ui: &Ui, key: &'static str, n: i64) -> String {
    ui.a1(key, "n", n).into_owned()
}

fn shifted(ui: &Ui, day: &str, offset: i16) -> String {
    let key = match offset {
        0 => "rule-on",
        1.. => "rule-days-after",
        _ => "rule-days-before",
    };
    let n = i64::from(offset.unsigned_abs());
    let text = Text { key, args: vec![("day", Arg::Text(day.to_owned())), ("n", Arg::Number(n))] };
    ui.t(&text).into_owned()
}

/// 九月初九, or 9/9.
fn lunar(ui: &Ui, month: u8, day: u8) -> String {
    let named = (2000..2060).find_map(|year| LunarDate::new(year, month, false, day)).filter(|_| ui.zh());
    named.map_or_else(|| format!("{month}/{day}"), |day| day.to_string())
}
