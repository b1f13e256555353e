//! 今日: everything that a worker owes, over all rules, campaigns and events, today first; who needs it most stands first, with why.

use std::collections::HashMap;

use askama::Template;
use axum::response::Response;
use cq_platform::{
    Result,
    actor::Act,
    audit::Subject,
    db::Tx,
    ids::StaffId,
    policy::Role,
    web::{Ctx, Ui, page},
};
use jiff::{ToSpan, civil::Date};
use serde_json::json;

use super::card::Card;
use crate::{
    absence::{self, store::Named},
    task::{
        Heads, LIST, Standing, TODAY,
        model::WEEK_DAYS,
        store::list::{self, Listed},
    },
};

/// The most tasks read for a day; nobody has as many within a week.
const DAY_MAX: i64 = 1_000;
/// Cards of one group on the page; the rest is one touch away.
const CARDS: usize = 60;

#[derive(Template)]
#[template(path = "task/today.html")]
struct TodayPage {
    ui: Ui,
    today: String,
    groups: Vec<Group>,
    /// Nothing at all is owed these days.
    is_free: bool,
    calls: usize,
    later: i64,
    /// Where the day sheet is printed; empty for those who have none.
    sheet: String,
    /// One is away oneself, and who stands in.
    away: String,
    /// What pillars say of the day.
    heads: Vec<String>,
    /// The account stands for nobody who owes anything.
    is_nobody: bool,
}

/// The tasks that stand alike.
struct Group {
    /// `today`, `overdue`, `coming`.
    kind: &'static str,
    title: String,
    /// Said where there is none; empty: the group is left out.
    none: String,
    cards: Vec<Card>,
    /// How many more there are.
    more: usize,
    /// Where they are.
    all: &'static str,
}

pub(super) async fn show(ctx: Ctx, heads: Heads) -> Result<Response> {
    let act = ctx.act()?;
    act.actor.may(&TODAY)?;
    let today = act.today();
    let ui = Ui::of(&ctx);
    let is_doctor = act.actor.role == Role::Doctor;
    let (voice, staff) = (ui.clone(), act.actor.staff);
    let read = move |tx: &Tx<'_>| {
        let heads = heads.iter().filter_map(|head| head(tx, &act, &voice).transpose());
        let heads = heads.collect::<Result<Vec<_>>>()?;
        Ok((heads, staff.map(|staff| Day::read(tx, &act, staff)).transpose()?))
    };
    let (heads, day) = ctx.app.db.write(read).await?;
    let Some((staff, day)) = staff.zip(day) else { return page(&nobody(ui, today, heads)) };
    let Day { tasks, conditions, later, away } = day;
    let (mut overdue, mut due, mut coming, mut calls) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for (task, cover) in tasks {
        let standing = task.standing(today);
        calls += usize::from(task.form.is_call() && standing != Standing::Week);
        let group = match standing {
            Standing::Overdue => &mut overdue,
            Standing::Today => &mut due,
            _ => &mut coming,
        };
        group.push(Card { cover: said_cover(&ui, cover), ..Card::of(&ui, task, &conditions, today) });
    }
    let away = away.map(|away| said_away(&ui, &away)).unwrap_or_default();
    // Of one day, whoever needs it most comes first; what is overdue longest comes before what is needed as much.
    due.sort_by_key(|card: &Card| std::cmp::Reverse(card.priority));
    overdue.sort_by_key(|card: &Card| std::cmp::Reverse(card.priority));
    let is_free = due.is_empty() && overdue.is_empty() && coming.is_empty();
    let count = |key, cards: &[Card]| ui.a1(key, "n", cards.len()).into_owned();
    let groups = vec![
        Group::of("today", count("task-today-count", &due), ui.m("task-none-today"), due, "/tasks?state=due"),
        Group::of("overdue", count("task-overdue-count", &overdue), "", overdue, "/tasks?state=overdue"),
        Group::of("coming", count("task-coming-count", &coming), "", coming, "/tasks?state=due"),
    ];
    let sheet = if is_doctor { format!("/doctors/{staff}/day.pdf?on={today}") } else { String::new() };
    page(&TodayPage {
        today: said(&ui, today),
        groups,
        is_free,
        calls,
        later,
        sheet,
        away,
        heads,
        is_nobody: false,
        ui,
    })
}

/// For whom one stands in, and until when; nothing for one's own.
pub(super) fn said_cover(ui: &Ui, cover: Option<Cover>) -> String {
    match cover {
        Some(Cover { name, until: Some(until) }) => {
            ui.a2("absence-for", "name", name, "until", ui.day(&until)).into_owned()
        }
        Some(Cover { name, until: None }) => ui.a1("absence-for-good", "name", name).into_owned(),
        None => String::new(),
    }
}

fn said_away(ui: &Ui, away: &Named) -> String {
    let days = (away.absence.from, away.absence.until.unwrap_or(away.absence.from));
    let days = ui.a2("absence-days", "from", ui.day(&days.0), "until", ui.day(&days.1)).into_owned();
    ui.a2("absence-own-away", "days", days, "name", &away.substitute).into_owned()
}

fn nobody(ui: Ui, today: Date, heads: Vec<String>) -> TodayPage {
    TodayPage {
        today: said(&ui, today),
        ui,
        groups: Vec::new(),
        is_free: true,
        calls: 0,
        later: 0,
        sheet: String::new(),
        away: String::new(),
        heads,
        is_nobody: true,
    }
}

fn said(ui: &Ui, today: Date) -> String {
    format!("{} {}", ui.day(&today), ui.w("task-weekday", today.weekday().to_monday_one_offset()))
}

/// What a worker owes now and this week.
pub(super) struct Day {
    /// Each with whose it is, where one stands in.
    pub tasks: Vec<(Listed, Option<Cover>)>,
    pub conditions: Vec<(crate::person::PersonId, String)>,
    /// How much comes after the week.
    pub later: i64,
    /// One is away oneself.
    pub away: Option<Named>,
}

/// Whose task it is that one does, and until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cover {
    pub name: String,
    pub until: Option<Date>,
}

impl Day {
    /// A day with nothing in it.
    pub fn empty() -> Self {
        Self { tasks: Vec::new(), conditions: Vec::new(), later: 0, away: None }
    }

    pub fn read(tx: &Tx<'_>, act: &Act, staff: StaffId) -> Result<Self> {
        let (bureau, today) = (act.bureau(), act.today());
        let week_over = today.saturating_add((WEEK_DAYS + 1).days());
        let own = list::day(tx, bureau, staff, week_over, DAY_MAX)?;
        let mut tasks: Vec<_> = own.into_iter().map(|task| (task, None)).collect();
        let later = list::count_from(tx, bureau, staff, week_over)?;
        let mut conditions = list::conditions_of_owner(tx, bureau, staff, week_over)?;
        for Named { absence, name, .. } in
            absence::store::by_substitute(tx, bureau, staff, today, Some(today))?
        {
            let shares: HashMap<_, _> = absence::store::shares(tx, bureau, absence.id)?.into_iter().collect();
            let mut theirs = list::day(tx, bureau, absence.staff, week_over, DAY_MAX)?;
            // What is due after the end is done by whoever is back by then.
            theirs.retain(|task| {
                let to = task.person.and_then(|id| shares.get(&id).copied()).unwrap_or(absence.substitute);
                to == staff && absence.until.is_none_or(|until| task.next_on <= until)
            });
            conditions.extend(list::conditions_of_owner(tx, bureau, absence.staff, week_over)?);
            let cover = Cover { name, until: absence.until };
            tasks.extend(theirs.into_iter().map(|task| (task, Some(cover.clone()))));
        }
        tasks.sort_by_key(|(task, _)| (task.next_on, task.id));
        let away = absence::store::of_staff(tx, bureau, staff, today, Some(today))?;
        act.record(tx, &LIST, Subject::list("task"), &json!({ "of": "today", "count": tasks.len() }))?;
        Ok(Self { tasks, conditions, later, away })
    }
}

impl Group {
    fn of(kind: &'static str, title: String, none: &str, mut cards: Vec<Card>, all: &'static str) -> Self {
        let more = cards.len().saturating_sub(CARDS);
        cards.truncate(CARDS);
        Self { kind, title, none: none.to_owned(), cards, more, all }
    }
}
