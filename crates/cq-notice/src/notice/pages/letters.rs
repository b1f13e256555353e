//! Letters: one PDF, a sheet for each, the address where a window envelope shows it. What is printed is marked as printed once.

use askama::Template;
use axum::{Extension, extract::Path, response::Response};
use cq_paper::{Letter, Letters, Press};
use cq_platform::{
    Error, Result,
    audit::Subject,
    db::{Conn, Tx},
    web::{Ctx, Posted, Ui, page},
};
use cq_registry::paper;
use serde_json::json;

use super::{hand::LIMIT, show::parse};
use crate::notice::{
    HANDLE, actions,
    model::{Channel, NoticeId},
    store::list::{self, Listed},
    words::Row,
};

#[derive(Template)]
#[template(path = "notice/letters.html")]
struct LettersPage {
    ui: Ui,
    rows: Vec<Row>,
}

pub(super) async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let read = move |tx: &Tx<'_>| {
        act.actor.may(&HANDLE)?;
        let rows = list::by_hand(tx, &act, Channel::Letter, LIMIT)?;
        act.record(tx, &HANDLE, Subject::list("notice"), &json!({ "of": "letter", "count": rows.len() }))?;
        Ok(rows)
    };
    let rows = ctx.app.db.write(read).await?;
    let ui = Ui::of(&ctx);
    page(&LettersPage { rows: rows.iter().map(|listed| Row::of(&ui, listed)).collect(), ui })
}

/// Prints every letter that waits.
pub(super) async fn print(ctx: Ctx, press: Extension<Press>, Posted(_): Posted) -> Result<Response> {
    let act = ctx.act()?;
    let waiting = move |conn: &Conn<'_>| list::by_hand(conn, &act, Channel::Letter, LIMIT);
    let letters = ctx.app.db.read(waiting).await?;
    if letters.is_empty() {
        return Err(Error::refused("notice-letters-none"));
    }
    printed(&ctx, &press, letters).await
}

/// Prints one letter, once more where it was printed before.
pub(super) async fn print_one(
    ctx: Ctx,
    press: Extension<Press>,
    Path(id): Path<String>,
    Posted(_): Posted,
) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    let found = ctx.app.db.read(move |conn: &Conn<'_>| list::find(conn, &act, id)).await?;
    let letter = found.ok_or(Error::NotFound)?;
    if letter.channel != Channel::Letter || !matches!(letter.state.as_str(), "waiting" | "printed") {
        return Err(Error::refused("notice-refused-stage"));
    }
    printed(&ctx, &press, vec![letter]).await
}

/// Sets the sheets first: where that fails nothing is marked as printed.
async fn printed(ctx: &Ctx, press: &Press, letters: Vec<Listed>) -> Result<Response> {
    let (act, ui) = (ctx.act()?, Ui::of(ctx));
    let (hand, today) = (act.clone(), act.today());
    let bureau = move |conn: &Conn<'_>| paper::store::bureau_name(conn, hand.bureau());
    let bureau = ctx.app.db.read(bureau).await?;
    let seen: Vec<(NoticeId, i64)> = letters.iter().map(|letter| (letter.id, letter.version)).collect();
    let sheets = letters.into_iter().map(|letter| Letter {
        address: letter.content.address.clone(),
        addressee: ui.a1("notice-letter-to", "name", letter.content.taker()).into_owned(),
        subject: letter.content.subject.clone(),
        paragraphs: letter.content.text.lines().map(str::to_owned).collect(),
        signature: letter.content.signature.clone(),
        date: ui.day(&cq_platform::clock::day_in_china(letter.written_at)),
    });
    let document = Letters {
        imprint: paper::imprint(&bureau, today),
        title: ui.m("notice-letters").to_owned(),
        sender: bureau,
        letters: sheets.collect(),
    };
    let response = paper::print(press, document, "letters.pdf").await?;
    let mark = move |tx: &Tx<'_>| {
        seen.into_iter().try_for_each(|(id, version)| actions::print(tx, &act, id, version))
    };
    ctx.app.db.write(mark).await?;
    Ok(response)
}
