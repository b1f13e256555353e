//! The tree of a year: every goal with its number, its aim, how it stands and who answers for it.

use std::time::{Duration, Instant};

use askama::Template;
use axum::response::Response;
use cq_platform::{
    Error, Result,
    audit::Subject,
    db::Tx,
    web::{Ctx, Ui, page},
};
use jiff::civil::Date;
use serde_json::json;

use super::{
    super::{
        CLOSE, MAKE, VIEW,
        actions::{self, Outcome},
        model::{Standing, TargetId},
        sentence::{self, Known},
        store::{self, Named},
    },
    Shown,
};

/// How long the tree counts before it leaves the rest to be counted when opened.
const COUNTING: Duration = Duration::from_secs(2);

/// A goal as the tree shows it.
struct Row {
    id: TargetId,
    /// 0 at the top.
    depth: usize,
    name: String,
    owner: String,
    owner_id: String,
    /// What it says; empty of what only groups others.
    says: String,
    aim: String,
    periods: Vec<Shown>,
}

impl Row {
    /// How the period at hand stands.
    fn standing(&self) -> Option<Standing> {
        self.periods.last().and_then(|shown| shown.standing)
    }
}

#[derive(Template)]
#[template(path = "target/index.html")]
struct IndexPage {
    ui: Ui,
    year: i16,
    years: Vec<i16>,
    rows: Vec<Row>,
    /// Everybody who answers for something: id and name.
    owners: Vec<(String, String)>,
    /// Whose are shown; empty for everybody's.
    owner: String,
    /// How the numbers stand that are shown; none: however.
    standing: Option<Standing>,
    /// How many stand how, of whoever is shown.
    tally: Vec<(Standing, usize)>,
    is_cut: bool,
    may_make: bool,
    /// Periods that are over and not closed, for whoever may close them.
    closable: usize,
}

impl IndexPage {
    fn at(&self, standing: &str) -> String {
        format!("/targets?year={}&owner={}&standing={standing}", self.year, self.owner)
    }

    fn is_narrowed(&self) -> bool {
        !self.owner.is_empty() || self.standing.is_some()
    }
}

pub(super) async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let today = act.today();
    let this_year = today.year();
    let may_close = act.actor.may(&CLOSE).is_ok();
    let year = match ctx.query("year").as_deref() {
        None | Some("") => this_year,
        Some(text) => text.parse().ok().filter(|year| (2000..=2200).contains(year)).ok_or(Error::NotFound)?,
    };
    let may_make = act.actor.may(&MAKE).is_ok();
    let read = move |tx: &Tx<'_>| {
        let started = Instant::now();
        let named = store::list(tx, act.bureau(), year)?;
        let mut counted = Vec::new();
        for named in named {
            let number = match named.target.number() {
                Some(number) => {
                    let has_time = || started.elapsed() < COUNTING;
                    let closed = actions::closed(tx, &act, named.target.id)?;
                    let outcomes = actions::outcomes(tx, &act, number, &closed, year, has_time)?;
                    Some((Known::of(tx, &act, number)?, outcomes))
                }
                None => None,
            };
            counted.push((named, number));
        }
        act.record(tx, &VIEW, Subject::list("target"), &json!({ "year": year, "count": counted.len() }))?;
        Ok((counted, store::years(tx, act.bureau())?))
    };
    let (counted, mut years) = ctx.app.db.write(read).await?;
    years.extend([this_year, this_year + 1, year]);
    years.sort_unstable();
    years.dedup();
    let ui = Ui::of(&ctx);
    let rows = rows(&ctx, &ui, counted, today);
    let mut owners: Vec<(String, String)> =
        rows.iter().map(|row| (row.owner_id.clone(), row.owner.clone())).collect();
    owners.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
    owners.dedup();
    let owner = ctx.query("owner").unwrap_or_default();
    let standing: Option<Standing> = ctx.query("standing").and_then(|word| word.parse().ok());
    let of_owner: Vec<Row> =
        rows.into_iter().filter(|row| owner.is_empty() || row.owner_id == owner).collect();
    let is_cut = of_owner.iter().flat_map(|row| &row.periods).any(|shown| shown.standing.is_none());
    let all = of_owner.iter().flat_map(|row| &row.periods);
    let closable = all.filter(|shown| may_close && shown.is_over && !shown.is_closed).count();
    let count = |standing: Standing| of_owner.iter().filter(|row| row.standing() == Some(standing)).count();
    let tally = Standing::ALL.iter().map(|standing| (*standing, count(*standing)));
    let tally = tally.filter(|(_, n)| *n > 0).collect();
    let rows: Vec<Row> =
        of_owner.into_iter().filter(|row| standing.is_none() || row.standing() == standing).collect();
    page(&IndexPage { ui, year, years, rows, owners, owner, standing, tally, is_cut, may_make, closable })
}

type Counted = (Named, Option<(Known, Vec<Outcome>)>);

/// The tree from the top, each goal followed by what is part of it.
fn rows(ctx: &Ctx, ui: &Ui, counted: Vec<Counted>, today: Date) -> Vec<Row> {
    let order =
        order(&counted.iter().map(|(named, _)| (named.target.id, named.target.parent)).collect::<Vec<_>>());
    let mut left: Vec<Option<Counted>> = counted.into_iter().map(Some).collect();
    let row = |(at, depth): (usize, usize)| {
        let (Named { target, owner }, number) = left.get_mut(at)?.take()?;
        let number = number.zip(target.number());
        Some(Row {
            says: number.as_ref().map(|((known, _), number)| known.say(ctx, ui, number)).unwrap_or_default(),
            aim: number.as_ref().map(|(_, number)| sentence::aim(ui, number)).unwrap_or_default(),
            periods: number.map_or_else(Vec::new, |((_, outcomes), number)| {
                outcomes.iter().map(|outcome| Shown::of(ui, number, target.year, outcome, today)).collect()
            }),
            id: target.id,
            depth,
            owner,
            owner_id: target.owner.to_string(),
            name: target.name,
        })
    };
    order.into_iter().filter_map(row).collect()
}

/// Where each stands in the list, and how deep. What stands under something that is not there stands at the top.
fn order(year: &[(TargetId, Option<TargetId>)]) -> Vec<(usize, usize)> {
    fn under(
        year: &[(TargetId, Option<TargetId>)],
        parent: Option<TargetId>,
        depth: usize,
        order: &mut Vec<(usize, usize)>,
    ) {
        for (at, (id, above)) in year.iter().enumerate() {
            let above = above.filter(|above| year.iter().any(|(other, _)| other == above));
            if above == parent && depth <= super::super::model::DEPTH_MAX {
                order.push((at, depth));
                under(year, Some(*id), depth + 1, order);
            }
        }
    }
    let mut order = Vec::with_capacity(year.len());
    under(year, None, 0, &mut order);
    order
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn each_goal_is_followed_by_its_parts() {
        let id = |n: u128| TargetId(Uuid::from_u128(n));
        let year =
            [(id(1), None), (id(2), None), (id(3), Some(id(1))), (id(4), Some(id(3))), (id(5), Some(id(9)))];
        assert_eq!(order(&year), [(0, 0), (2, 1), (3, 2), (1, 0), (4, 0)]);
    }
}
