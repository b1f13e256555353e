//! The board in the hall: numbers, no names. Open to anybody, so that a screen needs no account.

use askama::Template;
use axum::{
    extract::Path,
    http::{HeaderValue, header},
    response::Response,
};
use cq_platform::{
    Error, Result,
    db::Conn,
    identity,
    web::{Ctx, Ui, page},
};
use jiff::civil::Date;

use crate::{
    attendance::{
        store::list::{self, Number},
        words,
    },
    desk::{self, Desk, DeskId},
};

/// Numbers that were called and stay on the board.
const CALLED: usize = 4;
/// Numbers that are called next.
const NEXT: usize = 12;
/// The screen asks anew after so many seconds, by a header that every browser knows.
const REFRESH_SECONDS: &str = "15";

#[derive(Template)]
#[template(path = "attendance/board.html")]
struct BoardPage {
    ui: Ui,
    hospital: String,
    place: String,
    called: Vec<u32>,
    next: Vec<u32>,
    waiting: usize,
    at: String,
}

pub(super) async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let id = desk::pages::parse(&id)?;
    let now = ctx.app.clock.now();
    let day = cq_platform::clock::day_in_china(now);
    let (desk, numbers) = ctx.app.db.read(move |conn| read(conn, id, day)).await?.ok_or(Error::NotFound)?;
    let of = |is_called: bool| {
        let stands = move |number: &&Number| number.called_at.is_some() == is_called;
        numbers.iter().filter(stands).map(|number| number.token).collect::<Vec<u32>>()
    };
    let (called, waiting) = (of(true), of(false));
    let mut response = page(&BoardPage {
        ui: Ui::of(&ctx),
        hospital: desk.hospital_name,
        place: desk.place,
        called: called.into_iter().take(CALLED).collect(),
        next: waiting.iter().copied().take(NEXT).collect(),
        waiting: waiting.len(),
        at: words::clock(now),
    })?;
    response.headers_mut().insert(header::REFRESH, HeaderValue::from_static(REFRESH_SECONDS));
    Ok(response)
}

/// The desk of whichever bureau has it, with its numbers of the day.
fn read(conn: &Conn<'_>, id: DeskId, day: Date) -> Result<Option<(Desk, Vec<Number>)>> {
    for bureau in identity::store::list_bureaus(conn)? {
        if let Some(desk) = desk::store::find(conn, &bureau.id, id)? {
            return Ok(Some((desk, list::numbers(conn, &bureau.id, id, day)?)));
        }
    }
    Ok(None)
}
