//! One proposal: its figures, its rows, and what can be done with it.

use std::collections::HashMap;

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    db::Conn,
    form::Form,
    ids::StaffId,
    messages::Text,
    web::{Ctx, Posted, Ui, page, see_other},
};
use cq_registry::person::PersonId;
use uuid::Uuid;

use super::parse;
use crate::{
    doctor::{
        self, Doctor,
        pages::{after, cursor},
    },
    pairing::{
        EDIT, Proposal, ProposalId, actions,
        compute::{Choice, Input},
        form,
        model::{Counts, Reason, Row, Share, State, Turn, Which},
        store::{self, Filter},
        words,
    },
};

/// Rows on a page.
const ON_A_PAGE: usize = 100;
/// People who lose their doctor, named above all else.
const LOST: i64 = 50;
/// Doctors to choose from.
const CHOICES: usize = 40;

#[derive(Template)]
#[template(path = "pairing/proposal.html")]
struct ProposalPage {
    ui: Ui,
    form: Form,
    proposal: Proposal,
    counts: Counts,
    /// Who has a doctor now and would have none.
    lost: Vec<Row>,
    shares: Vec<Share>,
    rows: Vec<Row>,
    which: Option<Which>,
    /// The doctor whose rows are asked for.
    doctor: Option<Doctor>,
    next: String,
    first: String,
    may_edit: bool,
}

impl ProposalPage {
    fn id(&self) -> ProposalId {
        self.proposal.facts().id
    }

    fn tab(&self, which: &Which) -> bool {
        self.which == Some(*which)
    }

    fn count(&self, which: &Which) -> String {
        let counts = &self.counts;
        let count = match which {
            Which::Moved => return String::new(),
            Which::Changed => counts.changed,
            Which::New => counts.new,
            Which::Kept => counts.kept,
            Which::Left => counts.left,
            Which::Lost => counts.lost,
            Which::ByHand => counts.by_hand,
            Which::All => counts.people,
        };
        count.to_string()
    }

    fn why(&self, row: &Row) -> String {
        words::say(&self.ui, &row.reason)
    }

    /// How many of those who lose their doctor are not named.
    fn lost_more(&self) -> i64 {
        self.counts.lost - i64::try_from(self.lost.len()).unwrap_or_default()
    }

    fn km(&self, metres: &i64) -> String {
        words::km(*metres)
    }

    /// What the changes by hand cost, in the kilometres that the rules hold as dear.
    fn by_hand(&self) -> String {
        let facts = self.proposal.facts();
        let more = self.counts.cost - facts.cost;
        let metres = more.saturating_mul(1_000).checked_div(facts.rules.per_km).unwrap_or(0);
        let key = match metres {
            50.. => "pairing-by-hand-farther",
            ..=-50 => "pairing-by-hand-nearer",
            _ => "pairing-by-hand-same",
        };
        let text = Text::new(key).with("count", self.counts.by_hand).with("km", words::km(metres.abs()));
        self.ui.t(&text).into_owned()
    }

    fn day(&self) -> String {
        self.ui.instant(&self.proposal.facts().made_at)
    }

    /// What publishing would do.
    fn consequence(&self) -> String {
        let Counts { new, changed, lost, .. } = self.counts;
        let text =
            Text::new("pairing-publish-does").with("new", new).with("changed", changed).with("lost", lost);
        self.ui.t(&text).into_owned()
    }

    /// The version that a publishing would act on.
    fn version(&self) -> i64 {
        match &self.proposal {
            Proposal::Draft(draft) => draft.version,
            Proposal::Published { .. } | Proposal::Discarded { .. } => 0,
        }
    }
}

pub(super) async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let act = ctx.act()?;
    let (bureau, id): (_, ProposalId) = (*act.bureau(), parse(&id)?);
    let form = Form::from(ctx.query_fields());
    let name = form.value("name").trim().to_owned();
    let staff: Option<StaffId> = form.value("doctor").parse().ok();
    let (filter, kept) = match staff {
        Some(staff) => (Filter::Doctor(staff), format!("doctor={staff}")),
        None if !name.is_empty() => {
            (Filter::Name(name.clone()), format!("name={}", doctor::pages::escape(&name)))
        }
        None => {
            let which = form.value("rows").parse().unwrap_or(Which::Moved);
            (Filter::Which(which), format!("rows={which}"))
        }
    };
    let which = match &filter {
        Filter::Which(which) => Some(*which),
        Filter::Doctor(_) | Filter::Name(_) => None,
    };
    let after = after(&form);
    let begins = after.0.is_empty();
    let look = move |conn: &Conn<'_>| {
        let proposal = store::find(conn, &bureau, id)?.ok_or(Error::NotFound)?;
        let rows = store::rows(conn, &bureau, id, &filter, &after, ON_A_PAGE as i64 + 1)?;
        let doctor = staff.map(|staff| doctor::store::find(conn, &bureau, staff)).transpose()?.flatten();
        let lost = Filter::Which(Which::Lost);
        let lost = store::rows(conn, &bureau, id, &lost, &(String::new(), Uuid::nil()), LOST)?;
        let counts = store::counts(conn, &bureau, id)?;
        Ok((proposal, rows, doctor, counts, lost, store::shares(conn, &bureau, id)?))
    };
    let (proposal, mut rows, doctor, counts, lost, shares) = ctx.app.db.read(look).await?;
    let more = rows.len() > ON_A_PAGE;
    rows.truncate(ON_A_PAGE);
    let base = format!("/pairings/proposals/{id}?{kept}");
    let next =
        rows.last().filter(|_| more).map(|last| format!("{base}&{}", cursor(&last.pinyin, last.person.0)));
    let first = if begins { String::new() } else { base };
    let may_edit = act.actor.may(&EDIT).is_ok() && proposal.state() == State::Draft;
    let next = next.unwrap_or_default();
    page(&ProposalPage {
        ui: Ui::of(&ctx),
        form,
        proposal,
        counts,
        lost,
        shares,
        rows,
        which,
        doctor,
        next,
        first,
        may_edit,
    })
}

#[derive(Template)]
#[template(path = "pairing/choose.html")]
struct ChoosePage {
    ui: Ui,
    id: ProposalId,
    row: Row,
    choices: Vec<Offer>,
}

/// A doctor on offer.
struct Offer {
    choice: Choice,
    free: i64,
    /// Its place among all doctors within reach, the most fitting first.
    rank: usize,
}

impl ChoosePage {
    fn why(&self, offer: &Offer) -> String {
        words::say_fit(&self.ui, &offer.choice.fit)
    }

    fn now(&self) -> String {
        words::say(&self.ui, &self.row.reason)
    }

    /// Its place, and what it means against what stands there now.
    fn than(&self, offer: &Offer) -> String {
        let now = match Reason::of(&self.row.reason) {
            Some(Reason::Pair(fit)) => Some(fit),
            Some(Reason::Left(_) | Reason::Ledger) | None => None,
        };
        let than = words::compared(&self.ui, now.as_ref(), &offer.choice.fit);
        self.ui.a2("pairing-choose-than", "rank", offer.rank, "than", than).into_owned()
    }
}

pub(super) async fn choose(ctx: Ctx, Path((id, person)): Path<(String, String)>) -> Result<Response> {
    let bureau = *ctx.act()?.bureau();
    let (id, person): (ProposalId, PersonId) = (parse(&id)?, parse(&person)?);
    let look = move |conn: &Conn<'_>| {
        let proposal = store::find(conn, &bureau, id)?.ok_or(Error::NotFound)?;
        let row = store::find_row(conn, &bureau, id, person)?.ok_or(Error::NotFound)?;
        let (choices, _) = Input::load(conn, &bureau, proposal.facts().rules)?.choices(person)?;
        Ok((row, choices, store::free_places(conn, &bureau, id)?))
    };
    let (row, choices, free) = ctx.app.db.report(look).await?;
    let free: HashMap<StaffId, i64> = free.into_iter().collect();
    let offer = |(choice, rank): (Choice, usize)| {
        let free = free.get(&choice.doctor.id).copied().unwrap_or_default();
        (free > 0 && row.staff != Some(choice.doctor.id)).then_some(Offer { choice, free, rank })
    };
    let choices = choices.into_iter().zip(1..).filter_map(offer).take(CHOICES).collect();
    page(&ChoosePage { ui: Ui::of(&ctx), id, row, choices })
}

pub(super) async fn change(
    ctx: Ctx,
    Path((id, person)): Path<(String, String)>,
    Posted(raw): Posted,
) -> Result<Response> {
    let (id, person): (ProposalId, PersonId) = (parse(&id)?, parse(&person)?);
    let bureau = *ctx.act()?.bureau();
    let known = ctx.app.db.read(move |conn| store::find_row(conn, &bureau, id, person)).await?;
    known.ok_or(Error::NotFound)?;
    let choice = form::choice(&Form::from(raw))?;
    actions::change(&ctx.app, ctx.act()?, id, person, choice).await?;
    Ok(see_other(&format!("/pairings/proposals/{id}?rows=by-hand"), Some("notice-pairing-changed")))
}

pub(super) async fn publish(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, id): (_, ProposalId) = (ctx.act()?, parse(&id)?);
    let bureau = *act.bureau();
    ctx.app.db.read(move |conn| store::find(conn, &bureau, id)).await?.ok_or(Error::NotFound)?;
    let mut form = Form::from(raw);
    let version = form.number("version", 0..=i64::MAX, true);
    let version = form.finish(version)?;
    ctx.app.db.write(move |tx| actions::publish(tx, &act, id, version)).await?;
    cq_registry::rule::plan::follow_up(&ctx.app, &ctx.act()?).await;
    Ok(see_other(&format!("/pairings/proposals/{id}"), Some("notice-pairing-published")))
}

pub(super) async fn discard(ctx: Ctx, Path(id): Path<String>, _: Posted) -> Result<Response> {
    let (act, id): (_, ProposalId) = (ctx.act()?, parse(&id)?);
    ctx.app.db.write(move |tx| actions::discard(tx, &act, id)).await?;
    Ok(see_other("/pairings", Some("notice-pairing-discarded")))
}
