//! Meetings: the list, writing one down with what it decided, one of them, and its minutes on paper.

use askama::Template;
use axum::{Extension, extract::Path, response::Response};
use cq_case::case::store::people::{self, Choice};
use cq_paper::{Align, Column, Dossier, Entry, Grid, Part, Press};
use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    form::Form,
    web::{Ctx, Posted, Routes, Ui, invalid, page, see_other},
};
use cq_registry::{paper, task::brief::yuan};

use super::{
    CONFIRM, MEET, MeetingId, PUBLISH, VIEW, actions,
    actions::Shown,
    draft::Verdict,
    form,
    store::{self, Minutes},
};
use crate::application::{
    earlier::earlier,
    rules::Rules,
    store::{self as applications, list::Listed},
    words,
};

/// Registers the pages.
pub(super) fn routes(routes: &mut Routes) {
    routes
        .get("/relief/meetings", &VIEW, index)
        .post("/relief/meetings", &MEET, create)
        .get("/relief/meetings/new", &MEET, new)
        .get("/relief/meetings/{id}", &VIEW, show)
        .get("/relief/meetings/{id}/minutes.pdf", &VIEW, minutes)
        .post("/relief/meetings/{id}/confirm", &CONFIRM, confirm)
        .post("/relief/meetings/{id}/send-back", &CONFIRM, send_back)
        .post("/relief/meetings/{id}/notice", &PUBLISH, publish);
}

/// A meeting in the list.
struct Row {
    id: MeetingId,
    day: String,
    place: String,
    chair: String,
    decided: i64,
    waiting: i64,
    /// What became of the minutes, where they do not count.
    state: String,
}

#[derive(Template)]
#[template(path = "relief/meetings.html")]
struct IndexPage {
    ui: Ui,
    rows: Vec<Row>,
    may_meet: bool,
}

async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let may_meet = act.actor.may(&MEET).is_ok();
    let found = ctx.app.db.read(move |conn| store::list(conn, &act)).await?;
    let ui = Ui::of(&ctx);
    let row = |one: store::Listed| Row {
        id: one.id,
        day: ui.day(&one.held_on),
        place: one.place,
        chair: one.chair,
        decided: one.decided,
        waiting: one.waiting,
        state: match one.state {
            Minutes::Confirmed => String::new(),
            state => ui.w("relief-minutes", state),
        },
    };
    page(&IndexPage { rows: found.into_iter().map(row).collect(), ui, may_meet })
}

/// An application that the meeting can decide on.
struct AgendaRow {
    id: String,
    number: String,
    name: String,
    unit: String,
    kind: String,
    asked: String,
    gives: String,
    version: i64,
    /// What else was asked for the person in the last twelve months.
    earlier: String,
}

#[derive(Template)]
#[template(path = "relief/meeting_new.html")]
struct NewPage {
    ui: Ui,
    form: Form,
    agenda: Vec<AgendaRow>,
    chairs: Vec<Choice>,
    verdicts: &'static [Verdict],
    today: String,
}

impl NewPage {
    fn field(&self, name: &str, row: &AgendaRow) -> String {
        format!("{name}-{}", row.id)
    }

    async fn of(ctx: &Ctx, mut form: Form) -> Result<Self> {
        let act = ctx.act()?;
        let today = act.today();
        let read = move |conn: &Conn<'_>| {
            let mut agenda = Vec::new();
            for listed in actions::agenda(conn, &act)? {
                let rules = applications::rules(conn, act.bureau(), listed.taken_on)?.0;
                let earlier = earlier(conn, &act, listed.person, Some(listed.id))?;
                agenda.push((listed, rules, earlier));
            }
            Ok((agenda, people::choices(conn, &act, None)?))
        };
        let (agenda, chairs) = ctx.app.db.read(read).await?;
        if let Some(from) = ctx.query("from").and_then(|id| id.parse().ok()) {
            again(ctx, from, &mut form).await?;
        }
        let ui = Ui::of(ctx);
        let row = |(listed, rules, before): &(Listed, Rules, Vec<Listed>)| AgendaRow {
            id: listed.id.to_string(),
            number: listed.number.clone(),
            name: listed.name.clone(),
            unit: listed.unit.clone().unwrap_or_default(),
            kind: words::kind(&ui, rules, &listed.kind),
            asked: yuan(listed.asked_fen),
            gives: rules.kind(&listed.kind).map(|kind| words::gives(&ui, kind)).unwrap_or_default(),
            version: listed.version,
            earlier: words::earlier(&ui, rules, before, today),
        };
        let rows: Vec<AgendaRow> = agenda.iter().map(row).collect();
        for (listed, ..) in &agenda {
            let field = format!("yuan-{}", listed.id);
            if form.value(&field).is_empty() {
                form.set(&field, &crate::application::form::plain(listed.asked_fen));
            }
        }
        if form.value("held_on").is_empty() {
            form.set("held_on", &today.to_string());
        }
        Ok(Self { agenda: rows, chairs, verdicts: Verdict::ALL, today: today.to_string(), ui, form })
    }
}

/// Minutes that were sent back, to be written anew.
async fn again(ctx: &Ctx, id: MeetingId, form: &mut Form) -> Result<()> {
    let act = ctx.act()?;
    let read = move |conn: &Conn<'_>| {
        act.actor.may(&MEET)?;
        Ok((store::find(conn, &act, id)?, store::decisions(conn, &act, id)?))
    };
    let (meeting, decisions) = ctx.app.db.read(read).await?;
    let fields = [
        ("held_on", meeting.held_on.to_string()),
        ("place", meeting.place),
        ("chair", meeting.by.0.to_string()),
        ("attendees", meeting.attendees),
        ("minutes", meeting.minutes),
    ];
    for (name, value) in fields {
        form.set(name, &value);
    }
    for one in decisions {
        form.set(&format!("verdict-{}", one.application), one.verdict.as_str());
        form.set(&format!("note-{}", one.application), &one.note);
        if let Some(fen) = one.fen {
            form.set(&format!("yuan-{}", one.application), &crate::application::form::plain(fen));
        }
    }
    Ok(())
}

async fn new(ctx: Ctx) -> Result<Response> {
    page(&NewPage::of(&ctx, Form::from(ctx.query_fields())).await?)
}

async fn create(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let Some(draft) = form::draft(&mut form) else {
        return invalid(&NewPage::of(&ctx, form).await?);
    };
    match ctx.app.db.write(move |tx| actions::meet(tx, &act, &draft)).await {
        Ok(id) => Ok(see_other(&format!("/relief/meetings/{id}"), Some("notice-relief-met"))),
        Err(Error::Invalid(errors)) => invalid(&NewPage::of(&ctx, form.with_errors(errors)).await?),
        Err(Error::Refused(text)) => {
            let errors = vec![("minutes".to_owned(), text)];
            invalid(&NewPage::of(&ctx, form.with_errors(errors)).await?)
        }
        Err(error) => Err(error),
    }
}

/// What a meeting said of one, in words.
struct DecisionRow {
    href: String,
    number: String,
    name: String,
    kind: String,
    verdict: String,
    yuan: String,
    note: String,
}

#[derive(Template)]
#[template(path = "relief/meeting.html")]
struct ShowPage {
    ui: Ui,
    form: Form,
    id: MeetingId,
    day: String,
    place: String,
    chair: String,
    recorder: String,
    attendees: String,
    minutes: String,
    rows: Vec<DecisionRow>,
    waiting: usize,
    may_publish: bool,
    state: Minutes,
    may_confirm: bool,
    /// When the chair confirmed it or sent it back.
    settled: String,
    reason: String,
}

async fn read(ctx: &Ctx, id: &str) -> Result<(Shown, crate::application::rules::Rules, String)> {
    let act = ctx.act()?;
    let id: MeetingId = id.parse().map_err(|_| Error::NotFound)?;
    let read = move |tx: &cq_platform::db::Tx<'_>| {
        let rules = applications::rules(tx, act.bureau(), act.today())?.0;
        Ok((actions::view(tx, &act, id)?, rules, paper::store::bureau_name(tx, act.bureau())?))
    };
    ctx.app.db.write(read).await
}

async fn shown(ctx: &Ctx, id: &str, form: Form) -> Result<ShowPage> {
    let (Shown { meeting, decisions, waiting, is_chair }, rules, _) = read(ctx, id).await?;
    let ui = Ui::of(ctx);
    let row = |one: store::Decision| DecisionRow {
        href: format!("/relief/{}", one.application),
        number: one.number,
        name: one.name,
        kind: words::kind(&ui, &rules, &one.kind),
        verdict: ui.w("relief-verdict", one.verdict),
        yuan: one.fen.map(yuan).unwrap_or_default(),
        note: one.note,
    };
    Ok(ShowPage {
        id: meeting.id,
        state: meeting.state,
        may_confirm: is_chair && meeting.state == Minutes::Waiting,
        settled: meeting.settled_at.map(|at| ui.instant(&at)).unwrap_or_default(),
        reason: meeting.reason,
        day: ui.day(&meeting.held_on),
        place: meeting.place,
        chair: meeting.chair,
        recorder: meeting.recorder,
        attendees: meeting.attendees,
        minutes: meeting.minutes,
        rows: decisions.into_iter().map(row).collect(),
        may_publish: waiting > 0 && ctx.act()?.actor.may(&PUBLISH).is_ok(),
        waiting,
        form,
        ui,
    })
}

async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    page(&shown(&ctx, &id, Form::default()).await?)
}

async fn publish(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, form) = (ctx.act()?, Form::from(raw));
    let meeting: MeetingId = id.parse().map_err(|_| Error::NotFound)?;
    match ctx.app.db.write(move |tx| actions::publish(tx, &act, meeting)).await {
        Ok(()) => Ok(see_other("/relief/notice", Some("notice-relief-noticed"))),
        Err(Error::Refused(text)) => {
            invalid(&shown(&ctx, &id, form.with_errors(vec![("notice".to_owned(), text)])).await?)
        }
        Err(error) => Err(error),
    }
}

async fn confirm(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    settled(ctx, &id, Form::from(raw), ("confirm", "notice-relief-confirmed"), actions::confirm).await
}

async fn send_back(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let mut form = Form::from(raw);
    let reason = form.text("reason", 2..=200);
    settled(ctx, &id, form, ("reason", "notice-relief-minutes-returned"), move |tx, act, meeting| {
        actions::send_back(tx, act, meeting, &reason)
    })
    .await
}

/// Settles the minutes; what is refused is said at `field`.
async fn settled<F>(
    ctx: Ctx,
    id: &str,
    form: Form,
    (field, notice): (&str, &str),
    step: F,
) -> Result<Response>
where
    F: FnOnce(&Tx<'_>, &Act, MeetingId) -> Result<()> + Send + 'static,
{
    if !form.errors().is_empty() {
        return invalid(&shown(&ctx, id, form).await?);
    }
    let (act, meeting) = (ctx.act()?, id.parse().map_err(|_| Error::NotFound)?);
    match ctx.app.db.write(move |tx| step(tx, &act, meeting)).await {
        Ok(()) => Ok(see_other(&format!("/relief/meetings/{id}"), Some(notice))),
        Err(Error::Refused(text)) => {
            invalid(&shown(&ctx, id, form.with_errors(vec![(field.to_owned(), text)])).await?)
        }
        Err(error) => Err(error),
    }
}

async fn minutes(ctx: Ctx, Path(id): Path<String>, Extension(press): Extension<Press>) -> Result<Response> {
    let (Shown { meeting, decisions, .. }, rules, bureau) = read(&ctx, &id).await?;
    let (ui, act) = (Ui::of(&ctx), ctx.act()?);
    let fact = |key: &str, value: &str| Entry { label: ui.m(key).to_owned(), value: Some(value.to_owned()) };
    let column = |key: &str, share, align| Column { label: ui.m(key).to_owned(), share, align };
    let rows = decisions.iter().map(|one| {
        vec![
            one.number.clone(),
            one.name.clone(),
            words::kind(&ui, &rules, &one.kind),
            ui.w("relief-verdict", one.verdict),
            one.fen.map(yuan).unwrap_or_default(),
            one.note.clone(),
        ]
    });
    let about = Part {
        facts: vec![
            fact("relief-meeting-held-on", &ui.day(&meeting.held_on)),
            fact("relief-meeting-place", &meeting.place),
            fact("relief-meeting-chair", &meeting.chair),
            fact("relief-meeting-recorder", &meeting.recorder),
            fact("relief-meeting-attendees", &meeting.attendees),
        ],
        ..Part::default()
    };
    let said = Part {
        heading: ui.m("relief-meeting-minutes").to_owned(),
        words: vec![meeting.minutes.clone()],
        ..Part::default()
    };
    let decided = Part {
        heading: ui.m("relief-meeting-decisions").to_owned(),
        table: Some(Grid {
            columns: vec![
                column("relief-number", 4, Align::Center),
                column("relief-for", 3, Align::Start),
                column("relief-kind", 4, Align::Start),
                column("relief-meeting-decision", 3, Align::Center),
                column("relief-yuan-head", 4, Align::End),
                column("relief-decision-note", 5, Align::Start),
            ],
            rows: rows.collect(),
        }),
        ..Part::default()
    };
    let signed = Part {
        facts: ["relief-meeting-sign-chair", "relief-meeting-sign-recorder"]
            .map(|key| Entry { label: ui.m(key).to_owned(), value: None })
            .to_vec(),
        ..Part::default()
    };
    let dossier = Dossier {
        imprint: paper::imprint(&bureau, act.today()),
        title: ui.m("relief-minutes-title").to_owned(),
        subtitle: None,
        parts: vec![about, said, decided, signed],
        pictures: Vec::new(),
        foot: paper::foot(&ui, &bureau, &act.actor.name, act.today()),
    };
    paper::print(&press, dossier, "minutes.pdf").await
}
