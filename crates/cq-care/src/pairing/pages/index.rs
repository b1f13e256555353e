//! Who is paired, and the proposals.

use askama::Template;
use axum::response::Response;
use cq_platform::{
    Result,
    web::{Ctx, Posted, Ui, page, see_other},
};

use crate::{
    doctor,
    pairing::{PROPOSE, Proposal, actions, store},
};

/// Proposals on the page.
const PROPOSALS: i64 = 20;

#[derive(Template)]
#[template(path = "pairing/index.html")]
struct IndexPage {
    ui: Ui,
    proposals: Vec<Proposal>,
    people: i64,
    paired: i64,
    /// Doctors, their places, their hospitals.
    totals: (i64, i64, i64),
    may_propose: bool,
}

impl IndexPage {
    fn unpaired(&self) -> i64 {
        self.people - self.paired
    }
}

pub(super) async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let bureau = *act.bureau();
    let (proposals, (people, paired), totals) = ctx
        .app
        .db
        .read(move |conn| {
            let proposals = store::list(conn, &bureau, PROPOSALS)?;
            Ok((proposals, store::coverage(conn, &bureau)?, doctor::store::totals(conn, &bureau)?))
        })
        .await?;
    let may_propose = act.actor.may(&PROPOSE).is_ok();
    page(&IndexPage { ui: Ui::of(&ctx), proposals, people, paired, totals, may_propose })
}

pub(super) async fn propose(ctx: Ctx, _: Posted) -> Result<Response> {
    let id = actions::propose(&ctx.app, ctx.act()?).await?;
    Ok(see_other(&format!("/pairings/proposals/{id}"), Some("notice-pairing-proposed")))
}
