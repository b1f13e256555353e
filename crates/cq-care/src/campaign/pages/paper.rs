//! A campaign on paper. The overdue, for whoever goes after them. And what it came to: the figures, by hospital, area and doctor, and
//! everybody who was not visited, by name; that goes from hand to hand, so neither home nor telephone stands in it.

use axum::{Extension, extract::Path, response::Response};
use cq_paper::{Align, Column, Dossier, Entry, Grid, NameList, Orientation, Part, Press};
use cq_platform::{
    Result,
    audit::Subject,
    db::Tx,
    web::{Ctx, Routes, Ui},
};
use cq_registry::{
    person::model::Illness,
    task::{
        self, Row,
        store::list::{self as tasks, Filter, Listed, Pick, Wanted},
    },
};
use jiff::civil::Date;
use serde_json::json;

use super::{
    super::{
        VIEW,
        model::{Campaign, Elder},
        store::{self, By, Outcome},
    },
    progress::{self, Line},
};
use crate::paper;

/// The longest list of names; the figures above it are whole.
const NAMES_MAX: i64 = 5_000;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/campaigns/{id}/overdue.pdf", &VIEW, overdue).get(
        "/campaigns/{id}/report.pdf",
        &VIEW,
        report,
    );
}

async fn overdue(ctx: Ctx, Path(id): Path<String>, Extension(press): Extension<Press>) -> Result<Response> {
    let (act, id) = (ctx.act()?, progress::parse(&id)?);
    let today = act.today();
    let clerk = act.actor.name.clone();
    let read = move |tx: &Tx<'_>| {
        let bureau = act.bureau();
        let campaign = store::find(tx, bureau, id)?;
        let filter = Filter { campaign: Some(id), ..Filter::by(Wanted::Overdue) };
        let tasks =
            tasks::list(tx, &act.actor.scope(&VIEW, task::OWN)?, bureau, &filter, today, None, NAMES_MAX)?;
        act.record(
            tx,
            &VIEW,
            Subject::one("campaign", id.0),
            &json!({ "printed": "overdue", "count": tasks.len() }),
        )?;
        Ok((campaign, tasks, paper::store::bureau_name(tx, bureau)?))
    };
    let (campaign, tasks, bureau) = ctx.app.db.write(read).await?;
    let ui = Ui::of(&ctx);
    let list = NameList {
        heads: Vec::new(),
        notes: Vec::new(),
        imprint: paper::imprint(&bureau, today),
        title: ui.a1("campaign-paper-overdue", "name", &campaign.name).into_owned(),
        subtitle: Some(
            ui.a2("campaign-days", "from", ui.day(&campaign.opens_on), "to", ui.day(&campaign.closes_on))
                .into_owned(),
        ),
        count_line: Some(ui.a1("campaign-paper-count", "n", tasks.len()).into_owned()),
        no_rows: ui.m("campaign-paper-none").to_owned(),
        orientation: Orientation::Landscape,
        columns: vec![
            column(&ui, "campaign-paper-number", 4, Align::End),
            column(&ui, "campaign-elder", 8, Align::Start),
            column(&ui, "campaign-about", 10, Align::Start),
            column(&ui, "campaign-area", 8, Align::Start),
            column(&ui, "campaign-address", 27, Align::Start),
            column(&ui, "campaign-phone", 11, Align::Start),
            column(&ui, "campaign-doctor", 8, Align::Start),
            column(&ui, "campaign-hospital", 13, Align::Start),
            column(&ui, "campaign-promised", 9, Align::Start),
            column(&ui, "campaign-paper-late", 8, Align::End),
        ],
        rows: tasks.into_iter().enumerate().map(|(at, task)| overdue_row(&ui, at, task, today)).collect(),
        foot: paper::foot(&ui, &bureau, &clerk, today),
    };
    paper::print(&press, list, "overdue.pdf").await
}

fn overdue_row(ui: &Ui, at: usize, task: tasks::Listed, today: Date) -> Vec<String> {
    // Days as figures: a column of a printed list is narrow.
    let (late, promised) = (task.days_overdue(today).to_string(), task.next_on.to_string());
    let Row { name, about, area, address, phone, doctor, hospital, .. } = Row::of(ui, task, today);
    vec![(at + 1).to_string(), name, about, area, address, phone, doctor, hospital, promised, late]
}

async fn report(ctx: Ctx, Path(id): Path<String>, Extension(press): Extension<Press>) -> Result<Response> {
    let (act, id) = (ctx.act()?, progress::parse(&id)?);
    let (today, clerk, words) = (act.today(), act.actor.name.clone(), Ui::of(&ctx));
    let read = move |tx: &Tx<'_>| {
        let (bureau, scope) = (act.bureau(), act.actor.scope(&VIEW, task::OWN)?);
        let campaign = store::find(tx, bureau, id)?;
        let counts = store::count_uncovered(tx, bureau, &campaign)?;
        let mut splits = Vec::new();
        for by in [By::Hospital, By::Area, By::Doctor] {
            let figures = store::figures(tx, bureau, id, by, today)?;
            let uncovered = if by == By::Area { counts.as_slice() } else { &[] };
            splits.push((by, progress::lines(&words, figures, uncovered)));
        }
        let mut unvisited = Vec::new();
        for wanted in [Wanted::Open, Wanted::Lapsed, Wanted::Declined] {
            let filter = Filter { campaign: Some(id), ..Filter::by(wanted) };
            unvisited.extend(tasks::list(tx, &scope, bureau, &filter, today, None, NAMES_MAX)?);
        }
        let left = store::list_uncovered(tx, bureau, &campaign, Pick::Any, None, NAMES_MAX)?;
        let outcome = store::outcome(tx, bureau, id)?;
        let detail = json!({ "printed": "report", "count": unvisited.len() + left.len() });
        act.record(tx, &VIEW, Subject::one("campaign", id.0), &detail)?;
        let uncovered = counts.iter().map(|(_, _, n)| n).sum();
        let bureau = paper::store::bureau_name(tx, bureau)?;
        Ok(Told { campaign, splits, uncovered, outcome, unvisited, left, bureau })
    };
    let told = ctx.app.db.write(read).await?;
    let ui = Ui::of(&ctx);
    let file = Dossier {
        imprint: paper::imprint(&told.bureau, today),
        title: ui.a1("campaign-report-title", "name", &told.campaign.name).into_owned(),
        subtitle: (told.campaign.closes_on >= today)
            .then(|| ui.a1("campaign-report-not-over", "day", ui.day(&today)).into_owned()),
        pictures: Vec::new(),
        foot: paper::foot(&ui, &told.bureau, &clerk, today),
        parts: parts(&ui, told, today),
    };
    paper::print(&press, file, "report.pdf").await
}

/// What the report tells.
struct Told {
    campaign: Campaign,
    splits: Vec<(By, Vec<Line>)>,
    uncovered: i64,
    outcome: Outcome,
    unvisited: Vec<Listed>,
    left: Vec<Elder>,
    bureau: String,
}

fn parts(ui: &Ui, told: Told, today: Date) -> Vec<Part> {
    let mut parts = vec![summary(ui, &told)];
    parts.extend(told.splits.iter().filter(|(_, lines)| !lines.is_empty()).map(|(by, lines)| {
        let heading = ui.w("campaign-by", by);
        Part { heading, table: Some(split(ui, *by, lines)), ..Part::default() }
    }));
    parts.push(unvisited(ui, told.unvisited, today));
    if !told.left.is_empty() {
        parts.push(left(ui, told.left));
    }
    if let Some(last) = parts.last_mut() {
        last.closing = vec![told.bureau, ui.day(&today)];
    }
    parts
}

/// The whole in a dozen figures.
fn summary(ui: &Ui, told: &Told) -> Part {
    let lines = told.splits.first().map_or(&[][..], |(_, lines)| lines);
    let (whole, campaign) = (progress::total(ui, lines, told.uncovered), &told.campaign);
    let entry =
        |label: &'static str, value: String| Entry { label: ui.m(label).to_owned(), value: Some(value) };
    let count = |label, n: i64| entry(label, ui.n(n));
    let illnesses: Vec<String> =
        campaign.illnesses.0.iter().map(|illness: &Illness| ui.w("illness", illness)).collect();
    let days = ui.a2("campaign-days", "from", ui.day(&campaign.opens_on), "to", ui.day(&campaign.closes_on));
    let done = match whole.share().as_str() {
        "" => ui.n(whole.figures.done),
        share => ui.a2("campaign-report-share", "n", ui.n(whole.figures.done), "share", share).into_owned(),
    };
    let facts = vec![
        entry("campaign-when", days.into_owned()),
        entry("campaign-illness", illnesses.join(ui.m("campaign-comma"))),
        count("campaign-all", whole.figures.all()),
        entry("campaign-done", done),
        count("campaign-report-in-time", told.outcome.in_time),
        count("campaign-report-written", told.outcome.written),
        count("campaign-report-back-filled", told.outcome.back_filled),
        count("campaign-report-doctors", told.outcome.doctors),
        count("campaign-overdue", whole.figures.overdue),
        count("campaign-report-owed", whole.owed),
        count("campaign-declined", whole.figures.declined),
        count("campaign-lapsed", whole.figures.lapsed),
        count("campaign-left", told.uncovered),
    ];
    Part { facts, ..Part::default() }
}

/// The figures of each hospital, area or doctor, and their sum.
fn split(ui: &Ui, by: By, lines: &[Line]) -> Grid {
    let mut columns = vec![Column { label: ui.w("campaign-head", by), share: 8, align: Align::Start }];
    columns.extend(
        [
            "campaign-all",
            "campaign-done",
            "campaign-overdue",
            "campaign-report-owed",
            "campaign-report-ended",
            "campaign-share",
        ]
        .map(|label| column(ui, label, 3, Align::End)),
    );
    if by == By::Area {
        columns.push(column(ui, "campaign-left", 3, Align::End));
    }
    let row = |line: &Line| {
        let mut cells = vec![if line.note.is_empty() {
            line.name.clone()
        } else {
            ui.a2("campaign-report-whose", "name", &line.name, "hospital", &line.note).into_owned()
        }];
        let figures = &line.figures;
        let ended = figures.declined + figures.lapsed;
        cells.extend([figures.all(), figures.done, figures.overdue, line.owed, ended].map(|n| ui.n(n)));
        cells.push(line.share());
        if by == By::Area {
            cells.push(ui.n(line.uncovered));
        }
        cells
    };
    let whole = progress::total(ui, lines, lines.iter().map(|line| line.uncovered).sum());
    Grid { columns, rows: lines.iter().chain([&whole]).map(row).collect() }
}

/// Everybody to whom a visit was owed and who had none, and how that stands.
fn unvisited(ui: &Ui, tasks: Vec<Listed>, today: Date) -> Part {
    let heading = ui.m("campaign-report-unvisited").to_owned();
    if tasks.is_empty() {
        let words = vec![ui.m("campaign-report-all-visited").to_owned()];
        return Part { heading, words, ..Part::default() };
    }
    let columns = vec![
        column(ui, "campaign-paper-number", 2, Align::End),
        column(ui, "campaign-elder", 4, Align::Start),
        column(ui, "campaign-area", 5, Align::Start),
        column(ui, "campaign-doctor", 4, Align::Start),
        column(ui, "campaign-promised", 5, Align::Start),
        column(ui, "campaign-how", 5, Align::Start),
    ];
    let rows = tasks.into_iter().enumerate().map(|(at, task)| {
        let promised = task.next_on.to_string();
        let Row { name, area, doctor, state_beside_day, .. } = Row::of(ui, task, today);
        vec![(at + 1).to_string(), name, area, doctor, promised, state_beside_day]
    });
    Part { heading, table: Some(Grid { columns, rows: rows.collect() }), ..Part::default() }
}

/// Everybody who should have had a visit and to whom none was owed.
fn left(ui: &Ui, elders: Vec<Elder>) -> Part {
    let columns = vec![
        column(ui, "campaign-paper-number", 2, Align::End),
        column(ui, "campaign-elder", 4, Align::Start),
        column(ui, "campaign-area", 6, Align::Start),
        column(ui, "campaign-why-left", 10, Align::Start),
    ];
    let rows = elders.into_iter().enumerate().map(|(at, elder)| {
        let why = elder.doctor_name.map_or_else(
            || ui.m("campaign-no-doctor").to_owned(),
            |name| ui.a1("campaign-doctor-since", "name", name).into_owned(),
        );
        vec![(at + 1).to_string(), elder.name, elder.area.unwrap_or_default(), why]
    });
    let table = Some(Grid { columns, rows: rows.collect() });
    Part { heading: ui.m("campaign-left").to_owned(), table, ..Part::default() }
}

fn column(ui: &Ui, label: &'static str, share: u16, align: Align) -> Column {
    Column { label: ui.m(label).to_owned(), share, align }
}
