//! How far a campaign has come: figures by hospital, doctor and area, and the names behind each.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::Tx,
    form::Form,
    ids::StaffId,
    web::{Ctx, Routes, Ui, page},
};
use cq_registry::{
    person::PersonId,
    task::{
        self, CampaignId, Row, age,
        store::list::{self as tasks, After, Filter, Pick, Wanted},
    },
};
use jiff::civil::Date;
use serde_json::json;
use uuid::Uuid;

use super::{
    super::{
        VIEW,
        model::{Campaign, Elder},
        store::{self, By, Figures},
    },
    names_out,
};
const PER_PAGE: i64 = 50;
/// Bars in the chart; the table has every row.
const BARS: usize = 20;
/// Elders without anybody, named on the campaign's own page.
const UNCOVERED_SHOWN: i64 = 20;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/campaigns/{id}", &VIEW, show).get("/campaigns/{id}/names", &VIEW, names);
}

/// One line of the table, and one bar.
pub(super) struct Line {
    pub(super) name: String,
    /// A doctor's hospital; else empty.
    pub(super) note: String,
    key: String,
    pub(super) figures: Figures,
    /// Owed and not overdue.
    pub(super) owed: i64,
    pub(super) uncovered: i64,
}

impl Line {
    /// How much is done, in percent; empty where nothing is owed.
    pub(super) fn share(&self) -> String {
        match self.figures.all() {
            0 => String::new(),
            all => format!("{}%", self.figures.done * 100 / all),
        }
    }
}

#[derive(Template)]
#[template(path = "campaign/show.html")]
struct ShowPage {
    ui: Ui,
    campaign: Campaign,
    by: By,
    splits: &'static [By],
    lines: Vec<Line>,
    total: Line,
    bars: Vec<usize>,
    longest: i64,
    uncovered: Vec<Elder>,
    today: Date,
}

impl ShowPage {
    fn names(&self, line: &Line, state: &str) -> String {
        let id = self.campaign.id;
        if line.key.is_empty() {
            return format!("/campaigns/{id}/names?state={state}");
        }
        format!("/campaigns/{id}/names?by={}&key={}&state={state}", self.by, line.key)
    }

    fn illnesses(&self) -> String {
        let words: Vec<String> =
            self.campaign.illnesses.0.iter().map(|illness| self.ui.w("illness", illness)).collect();
        words.join(self.ui.m("campaign-comma"))
    }

    fn barred(&self) -> Vec<&Line> {
        self.bars.iter().filter_map(|at| self.lines.get(*at)).collect()
    }
}

async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    let today = act.today();
    let by = ctx.query("by").and_then(|by| by.parse().ok()).unwrap_or(By::Hospital);
    let read = move |tx: &Tx<'_>| {
        let bureau = act.bureau();
        let campaign = store::find(tx, bureau, id)?;
        let figures = store::figures(tx, bureau, id, by, today)?;
        let counts = store::count_uncovered(tx, bureau, &campaign)?;
        let uncovered = store::list_uncovered(tx, bureau, &campaign, Pick::Any, None, UNCOVERED_SHOWN)?;
        act.record(tx, &VIEW, Subject::one("campaign", id.0), &json!({ "by": by }))?;
        Ok((campaign, figures, counts, uncovered))
    };
    let (campaign, figures, counts, uncovered) = ctx.app.db.write(read).await?;
    let ui = Ui::of(&ctx);
    let lines = lines(&ui, figures, if by == By::Area { &counts } else { &[] });
    let total = total(&ui, &lines, counts.iter().map(|(_, _, n)| n).sum());
    let mut bars: Vec<usize> = (0..lines.len()).collect();
    if lines.len() > BARS {
        bars.sort_by_key(|at| {
            lines.get(*at).map(|line| std::cmp::Reverse((line.figures.overdue, line.figures.all())))
        });
        bars.truncate(BARS);
    }
    let longest = lines.iter().map(|line| line.figures.all()).max().unwrap_or(0).max(1);
    page(&ShowPage { ui, campaign, by, splits: By::ALL, lines, total, bars, longest, uncovered, today })
}

pub(super) fn lines(
    ui: &Ui,
    figures: Vec<Figures>,
    uncovered: &[(Option<Uuid>, Option<String>, i64)],
) -> Vec<Line> {
    let mut rest: Vec<_> = uncovered.to_vec();
    let line = |figures: Figures, uncovered: i64| Line {
        name: figures.name.clone().unwrap_or_else(|| ui.m("campaign-without").to_owned()),
        note: figures.note.clone(),
        key: Pick::exactly(figures.key).to_string(),
        owed: figures.due + figures.later,
        uncovered,
        figures,
    };
    let mut lines: Vec<Line> = figures
        .into_iter()
        .map(|figures| {
            let at = rest.iter().position(|(key, _, _)| *key == figures.key);
            let uncovered = at.map_or(0, |at| rest.swap_remove(at).2);
            line(figures, uncovered)
        })
        .collect();
    // Areas in which nobody at all has a doctor.
    rest.sort_by(|a, b| a.1.cmp(&b.1));
    lines.extend(rest.into_iter().map(|(key, name, n)| {
        line(
            Figures {
                key,
                name,
                note: String::new(),
                done: 0,
                overdue: 0,
                due: 0,
                later: 0,
                declined: 0,
                lapsed: 0,
            },
            n,
        )
    }));
    lines
}

pub(super) fn total(ui: &Ui, lines: &[Line], uncovered: i64) -> Line {
    let sum = |of: fn(&Figures) -> i64| lines.iter().map(|line| of(&line.figures)).sum();
    let figures = Figures {
        key: None,
        name: None,
        note: String::new(),
        done: sum(|f| f.done),
        overdue: sum(|f| f.overdue),
        due: sum(|f| f.due),
        later: sum(|f| f.later),
        declined: sum(|f| f.declined),
        lapsed: sum(|f| f.lapsed),
    };
    let name = ui.m("campaign-total").to_owned();
    Line {
        name,
        note: String::new(),
        key: String::new(),
        owed: figures.due + figures.later,
        uncovered,
        figures,
    }
}

/// The names behind one figure.
#[derive(Clone, Copy)]
struct Behind {
    by: By,
    /// Whichever, where the figure is the whole campaign's.
    key: Pick,
    /// None for those to whom nothing is owed.
    wanted: Option<Wanted>,
}

impl Behind {
    fn of(form: &Form) -> Result<Self> {
        let by = form.value("by").parse().unwrap_or(By::Hospital);
        let key = Pick::parse(form.value("key")).ok_or(Error::NotFound)?;
        let wanted = match form.value("state") {
            "" => Some(Wanted::All),
            "uncovered" => None,
            word => Some(word.parse().map_err(|_| Error::NotFound)?),
        };
        Ok(Self { by, key, wanted })
    }

    fn filter(self, campaign: CampaignId, wanted: Wanted) -> Filter {
        let mut filter = Filter { campaign: Some(campaign), ..Filter::by(wanted) };
        match (self.by, self.key) {
            (By::Hospital, key) => filter.hospital = key,
            (By::Area, key) => filter.area = key,
            (By::Doctor, Pick::One(id)) => filter.owner = Some(StaffId(id)),
            (By::Doctor, _) => {}
        }
        filter
    }

    fn word(self) -> &'static str {
        self.wanted.map_or("uncovered", Wanted::as_str)
    }
}

/// Somebody to whom nothing is owed.
struct Left {
    id: PersonId,
    name: String,
    age: String,
    area: String,
    /// Has a doctor by now, whom the next publication of pairings will tell.
    doctor: String,
}

#[derive(Template)]
#[template(path = "campaign/names.html")]
struct NamesPage {
    ui: Ui,
    campaign: Campaign,
    /// `overdue` and so on.
    state: &'static str,
    /// Whose they are; empty for the whole campaign's.
    whose: String,
    count: i64,
    rows: Vec<Row>,
    left: Vec<Left>,
    next: String,
    /// Where they are taken out.
    export: String,
}

struct Names {
    campaign: Campaign,
    whose: String,
    count: i64,
    tasks: Vec<tasks::Listed>,
    left: Vec<Elder>,
}

async fn names(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    let today = act.today();
    let form = Form::from(ctx.query_fields());
    let behind = Behind::of(&form)?;
    let after = form.value("after").to_owned();
    let mut names = ctx.app.db.write(move |tx| read_names(tx, &act, id, behind, &after)).await?;
    let ui = Ui::of(&ctx);
    let here = format!("/campaigns/{id}/names?by={}&key={}&state={}", behind.by, behind.key, behind.word());
    let full = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    let more = names.tasks.len() > full || names.left.len() > full;
    names.tasks.truncate(full);
    names.left.truncate(full);
    let last_task = names.tasks.last().map(|last| last.after().to_string());
    let last = last_task.or_else(|| names.left.last().map(|last| format!("{}.{}", last.id, last.pinyin)));
    let next = last
        .filter(|_| more)
        .map(|last| format!("{here}&after={}", last.replace(' ', "+")))
        .unwrap_or_default();
    let left = names.left.into_iter().map(|elder| Left {
        age: age(&ui, elder.born, today),
        id: elder.id,
        name: elder.name,
        area: elder.area.unwrap_or_default(),
        doctor: elder.doctor_name.unwrap_or_default(),
    });
    page(&NamesPage {
        left: left.collect(),
        rows: names.tasks.into_iter().map(|task| Row::of(&ui, task, today)).collect(),
        campaign: names.campaign,
        state: behind.word(),
        whose: names.whose,
        count: names.count,
        export: names_out::address(id, behind.by, behind.key, behind.word()),
        next,
        ui,
    })
}

fn read_names(tx: &Tx<'_>, act: &Act, id: CampaignId, behind: Behind, after: &str) -> Result<Names> {
    let (bureau, today, scope) = (act.bureau(), act.today(), act.actor.scope(&VIEW, task::OWN)?);
    let campaign = store::find(tx, bureau, id)?;
    let counts = store::count_uncovered(tx, bureau, &campaign)?;
    let figures = store::figures(tx, bureau, id, behind.by, today)?;
    let named = |key: Option<Uuid>| {
        let of_figures =
            figures.iter().find(|figures| figures.key == key).and_then(|figures| figures.name.clone());
        of_figures
            .or_else(|| counts.iter().find(|(at, _, _)| *at == key).and_then(|(_, name, _)| name.clone()))
    };
    let whose = match behind.key {
        Pick::One(key) => named(Some(key)).unwrap_or_default(),
        Pick::Any | Pick::Without => String::new(),
    };
    let (count, tasks, left) = match behind.wanted {
        Some(wanted) => {
            let filter = behind.filter(id, wanted);
            let after: Option<After> = after.parse().ok();
            let count = tasks::count(tx, &scope, bureau, &filter, today)?;
            (count, tasks::list(tx, &scope, bureau, &filter, today, after, PER_PAGE + 1)?, Vec::new())
        }
        None => {
            let area = if behind.by == By::Area { behind.key } else { Pick::Any };
            let is_wanted = |key: Option<Uuid>| area == Pick::Any || area == Pick::exactly(key);
            let count = counts.iter().filter(|(key, _, _)| is_wanted(*key)).map(|(_, _, n)| n).sum();
            let after =
                after.split_once('.').and_then(|(id, pinyin)| Some((pinyin.to_owned(), id.parse().ok()?)));
            (count, Vec::new(), store::list_uncovered(tx, bureau, &campaign, area, after, PER_PAGE + 1)?)
        }
    };
    let detail = json!({ "names": behind.word(), "by": behind.by, "count": count });
    act.record(tx, &VIEW, Subject::one("campaign", id.0), &detail)?;
    Ok(Names { campaign, whose, count, tasks, left })
}

pub(super) fn parse(id: &str) -> Result<CampaignId> {
    id.parse().map_err(|_| Error::NotFound)
}
