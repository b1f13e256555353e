//! What is on notice: as it hangs on the wall, on screen and on paper; and objections to one.

use askama::Template;
use axum::{Extension, extract::Path, response::Response};
use cq_paper::{Align, Column, Dossier, Grid, Part, Press};
use cq_platform::{
    Error, Result,
    form::Form,
    messages::Text,
    web::{Ctx, Posted, Routes, Ui, page},
};
use cq_registry::{paper, task::brief::yuan};

use super::{
    OBJECT, ObjectionId, VIEW, actions,
    store::{Outcome, Words},
    veil::veiled,
};
use crate::application::{
    form::NOTE_MAX,
    pages::{made, parse},
    rules::Rules,
    store::list::Listed,
    words,
};

/// Registers the pages.
pub(super) fn routes(routes: &mut Routes) {
    routes
        .get("/relief/notice", &VIEW, index)
        .get("/relief/notice.pdf", &VIEW, print)
        .post("/relief/{id}/objections", &OBJECT, object)
        .post("/relief/{id}/objections/{objection}", &OBJECT, answer);
}

/// A decision with as little as hangs on the wall.
struct Row {
    number: String,
    name: String,
    unit: String,
    kind: String,
    yuan: String,
    from: String,
    until: String,
}

impl Row {
    fn of(ui: &Ui, rules: &Rules, listed: &Listed) -> Self {
        let day = |on: Option<jiff::civil::Date>| on.map(|on| ui.day(&on)).unwrap_or_default();
        Self {
            number: listed.number.clone(),
            name: veiled(&listed.name, ui.m("relief-notice-some")),
            unit: listed.unit.clone().unwrap_or_default(),
            kind: words::on_the_wall(ui, rules, &listed.kind),
            yuan: yuan(listed.fen.unwrap_or_default()),
            from: day(listed.noticed_from),
            until: day(listed.noticed_until),
        }
    }
}

#[derive(Template)]
#[template(path = "relief/notice.html")]
struct IndexPage {
    ui: Ui,
    rows: Vec<Row>,
    objections_to: String,
}

async fn read(ctx: &Ctx) -> Result<(Vec<Listed>, Rules, String)> {
    let act = ctx.act()?;
    let read = move |tx: &cq_platform::db::Tx<'_>| {
        let (listed, rules) = actions::view(tx, &act)?;
        Ok((listed, rules, paper::store::bureau_name(tx, act.bureau())?))
    };
    ctx.app.db.write(read).await
}

async fn index(ctx: Ctx) -> Result<Response> {
    let (listed, rules, _) = read(&ctx).await?;
    let ui = Ui::of(&ctx);
    let rows = listed.iter().map(|one| Row::of(&ui, &rules, one)).collect();
    page(&IndexPage { rows, objections_to: rules.objections_to, ui })
}

async fn print(ctx: Ctx, Extension(press): Extension<Press>) -> Result<Response> {
    let (listed, rules, bureau) = read(&ctx).await?;
    let (ui, act) = (Ui::of(&ctx), ctx.act()?);
    let column = |key: &str, share, align| Column { label: ui.m(key).to_owned(), share, align };
    let latest = listed.iter().filter_map(|one| one.noticed_from).max().unwrap_or(act.today());
    let rows = listed.iter().map(|one| Row::of(&ui, &rules, one));
    let days = |row: &Row| {
        ui.a2("relief-from-until", "from", row.from.as_str(), "until", row.until.as_str()).into_owned()
    };
    let table = Grid {
        columns: vec![
            column("relief-number", 4, Align::Center),
            column("relief-for", 3, Align::Center),
            column("relief-unit", 6, Align::Start),
            column("relief-kind", 4, Align::Center),
            column("relief-yuan-head", 4, Align::End),
            column("relief-file-days", 7, Align::Center),
        ],
        rows: rows.map(|row| printed(days(&row), row)).collect(),
    };
    let to = match rules.objections_to.as_str() {
        "" => bureau.clone(),
        to => to.to_owned(),
    };
    let part = Part {
        words: vec![
            ui.a1("relief-notice-text", "n", i64::try_from(listed.len()).unwrap_or(0)).into_owned(),
            ui.a1("relief-notice-objections", "to", to).into_owned(),
        ],
        table: Some(table),
        closing: vec![bureau.clone(), ui.day(&latest)],
        ..Part::default()
    };
    let dossier = Dossier {
        imprint: paper::imprint(&bureau, act.today()),
        title: ui.m("relief-notice-title").to_owned(),
        subtitle: None,
        parts: vec![part],
        pictures: Vec::new(),
        foot: paper::foot(&ui, &bureau, &act.actor.name, act.today()),
    };
    paper::print(&press, dossier, "notice.pdf").await
}

/// A row on paper, with its own period: what hangs side by side was not put up on the same day.
fn printed(days: String, row: Row) -> Vec<String> {
    vec![row.number, row.name, row.unit, row.kind, row.yuan, days]
}

async fn object(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (id, mut form) = (parse(&id)?, Form::from(raw));
    let (name, phone) = (form.text("objector", 0..=40), form.text("objector_phone", 0..=20));
    if !phone.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | ' ' | '+')) {
        form.reject("objector_phone", Text::new("case-phone-wrong"));
    }
    let said = Words { name, phone, text: form.text("objection", 2..=NOTE_MAX), is_mixed: false };
    made(&ctx, id, form, ("objection", "notice-relief-objected"), move |tx, act, id, seen| {
        actions::object(tx, act, id, seen, &said)
    })
    .await
}

async fn answer(
    ctx: Ctx,
    Path((id, objection)): Path<(String, String)>,
    Posted(raw): Posted,
) -> Result<Response> {
    let (id, mut form) = (parse(&id)?, Form::from(raw));
    let objection: ObjectionId = objection.parse().map_err(|_| Error::NotFound)?;
    let outcome = form.choice::<Outcome>("outcome");
    let words = form.text("answer", 2..=NOTE_MAX);
    made(&ctx, id, form, ("answer", "notice-relief-answered"), move |tx, act, id, seen| {
        let outcome = outcome.ok_or(Error::NotFound)?;
        actions::answer(tx, act, (id, objection), seen, (outcome, &words))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_on_paper_has_its_own_period() {
        let row = |number: &str| Row {
            number: number.into(),
            name: "单某某".into(),
            unit: "长庆局".into(),
            kind: "临时救助".into(),
            yuan: "1,000.00".into(),
            from: String::new(),
            until: String::new(),
        };
        let one = printed("11月23日至11月27日".into(), row("2026-0001"));
        let other = printed("11月25日至12月1日".into(), row("2026-0002"));
        assert_eq!(one[5], "11月23日至11月27日");
        assert_eq!((other[0].as_str(), other[5].as_str()), ("2026-0002", "11月25日至12月1日"));
    }
}
