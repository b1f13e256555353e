//! A member list or a sign-in sheet for the printer.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Result,
    audit::Subject,
    web::{Ctx, Ui, page},
    words,
};
use serde_json::json;
use uuid::Uuid;

use super::show::post_name;
use crate::{
    group::{
        VIEW,
        model::{Group, Post},
        store::{
            member::{self, Listed},
            post,
        },
    },
    person::{self, OWN, PersonId},
};

words! {
    /// What is printed.
    pub enum Sheet {
        /// 签到表: room to sign.
        SignIn = "sign-in",
        /// 名册: what is known of each.
        List = "list",
    }
}

#[derive(Template)]
#[template(path = "group/sheet.html")]
struct SheetPage {
    ui: Ui,
    group: Group,
    sheet: Sheet,
    rows: Vec<Row>,
    /// Empty lines for those who come unexpected.
    spare: usize,
    today: String,
}

struct Row {
    name: String,
    sex: String,
    born: String,
    unit: String,
    phone: String,
    post: String,
    since: String,
}

impl SheetPage {
    fn address(&self) -> String {
        format!("/groups/{}", self.group.id)
    }
}

pub(super) async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    const SPARE: usize = 3;
    let (act, group) = super::load(&ctx, &id).await?;
    let sheet = ctx.query("for").and_then(|word| word.parse().ok()).unwrap_or(Sheet::SignIn);
    let scope = act.actor.scope(&person::LIST, OWN)?;
    let (id, hand) = (group.id, act.clone());
    let start = (String::new(), PersonId(Uuid::nil()));
    let (members, posts) = ctx
        .app
        .db
        .write(move |tx| {
            let members = member::list(tx, &scope, hand.bureau(), id, &start, i64::MAX)?;
            let detail = json!({ "printed": sheet, "people": members.len() });
            hand.record(tx, &VIEW, Subject::one("group", id.0), &detail)?;
            Ok((members, post::list_of_group(tx, hand.bureau(), id)?))
        })
        .await?;
    let ui = Ui::of(&ctx);
    let rows = members.into_iter().map(|member| row(&ui, &group, member, &posts)).collect();
    let spare = if sheet == Sheet::SignIn { SPARE } else { 0 };
    page(&SheetPage { today: ui.day(&act.today()), ui, group, sheet, rows, spare })
}

fn row(ui: &Ui, group: &Group, member: Listed, posts: &[(Post, String)]) -> Row {
    let held = posts.iter().filter_map(|(post, _)| match post {
        Post::Held(held) if held.what.person == member.person => Some(held),
        _ => None,
    });
    let held: Vec<String> = held.map(|held| post_name(ui, group.facts.kind, held.what.kind)).collect();
    Row {
        post: held.join(ui.m("group-comma")),
        sex: ui.w("sex", member.sex),
        born: member.born.map(|born| ui.partial(&born)).unwrap_or_default(),
        unit: member.unit.unwrap_or_default(),
        phone: member.phone.unwrap_or_default(),
        since: ui.partial(&member.since),
        name: member.name,
    }
}
