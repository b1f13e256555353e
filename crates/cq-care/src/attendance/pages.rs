//! The day's queue of a desk, one attendance, announcing, figures with the names behind them, the rules, and the board in the hall.

mod announce;
mod board;
mod figures;
mod mine;
mod queue;
mod receive;
mod settings;
mod show;

use cq_platform::{
    Error, Result,
    web::{PUBLIC, Routes},
};

use super::{ANNOUNCE, AttendanceId, MARK, QUEUE, RECEIVE, REPORT, SET, TOLD, VIEW};

/// Registers the pages.
pub(super) fn routes(routes: &mut Routes) {
    routes
        .get("/queue", &QUEUE, queue::index)
        .get("/desks/{id}/queue", &QUEUE, queue::show)
        .get("/desks/{id}/arrivals", &RECEIVE, receive::new)
        .post("/desks/{id}/arrivals", &RECEIVE, receive::create)
        .get("/board/{id}", &PUBLIC, board::show)
        .get("/attendances", &REPORT, figures::names)
        .get("/attendances/figures", &REPORT, figures::show)
        .get("/attendances/mine", &TOLD, mine::index)
        .get("/attendances/new", &ANNOUNCE, announce::new)
        .post("/attendances", &ANNOUNCE, announce::create)
        .get("/attendances/{id}", &VIEW, show::show)
        .post("/attendances/{id}/marks", &MARK, show::mark)
        .get("/settings/green-channel", &SET, settings::show)
        .post("/settings/green-channel", &SET, settings::save);
}

pub(super) fn parse(id: &str) -> Result<AttendanceId> {
    id.parse().map_err(|_| Error::NotFound)
}
