//! One application: for whom, how far it has come, what is to be done next and by whom, and what happened.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_bylaw::bylaw::{self, Workflow};
use cq_platform::{
    Error, Result,
    actor::Act,
    form::Form,
    web::{Ctx, Posted, Ui, page},
};
use cq_registry::task::brief::yuan;

use crate::{
    application::{
        APPROVE, ARCHIVE, FILE, PROPOSE, RECEIPT, REFUSE, REVIEW, UNMASK, VERIFY,
        actions::{self, Shown},
        model::{Course, PaperKind, Relation, ReliefId, Stage},
        words,
    },
    meeting,
    notice::{OBJECT, store::Outcome, veil::veiled},
    reversal,
};

/// Something that happened, in words.
struct EventRow {
    when: String,
    text: String,
    by: String,
}

/// A paper, in words.
struct PaperRow {
    href: String,
    label: String,
    when: String,
}

/// An objection, in words.
struct ObjectionRow {
    id: String,
    said: String,
    who: String,
    noted: String,
    answer: String,
    outcome: String,
    answered: String,
}

/// What whoever reads the page can do now.
#[derive(Default)]
struct Can {
    paper: bool,
    file: bool,
    payee: bool,
    verify: bool,
    review: bool,
    refuse: bool,
    decide: bool,
    meet: bool,
    object: bool,
    answer: bool,
    propose: bool,
    approve: bool,
    receipt: bool,
    archive: bool,
    print: bool,
    reverse: bool,
    agree: bool,
    withdraw: bool,
    unmask: bool,
}

impl Can {
    fn of(act: &Act, shown: &Shown) -> Self {
        let may = |action| act.actor.may(action).is_ok();
        let application = &shown.application;
        let (stage, is_open) = (application.stage, application.course == Course::Open);
        let not_me = |who| shown.me != Some(who);
        let is_alive = shown.died_on.is_none() && shown.payee_dead.is_none();
        let is_over = |noticed: crate::application::model::Noticed| {
            act.today() > noticed.until && noticed.objections == 0
        };
        let (is_sent, may_refuse) = (
            matches!(stage, Stage::Sent(..) | Stage::Paid(_) | Stage::Receipted(..) | Stage::Archived(..)),
            matches!(stage, Stage::Filed { .. } | Stage::Verified(_) | Stage::Reviewed(_)),
        );
        Self {
            paper: is_open && stage.met().is_none() && may(&FILE),
            file: is_open && shown.payee_dead.is_none() && stage == Stage::Drafted && may(&FILE),
            payee: is_open && !is_sent && may(&FILE),
            verify: is_open && matches!(stage, Stage::Filed { .. }) && may(&VERIFY),
            review: is_open && matches!(stage, Stage::Verified(one) if not_me(one.by)) && may(&REVIEW),
            refuse: is_open && may_refuse && may(&REFUSE),
            decide: matches!(application.course, Course::Refusing { by } if not_me(by)) && may(&REFUSE),
            meet: is_open && matches!(stage, Stage::Reviewed(_) | Stage::Met(_)) && may(&meeting::MEET),
            object: is_open && matches!(stage, Stage::Noticed(_) | Stage::Proposed(_)) && may(&OBJECT),
            answer: is_open && matches!(stage, Stage::Noticed(one) if one.objections > 0) && may(&OBJECT),
            propose: is_open
                && is_alive
                && matches!(stage, Stage::Noticed(one) if is_over(one))
                && may(&PROPOSE),
            approve: is_open
                && is_alive
                && matches!(stage, Stage::Proposed(one) if not_me(one.by))
                && may(&APPROVE),
            receipt: is_open && matches!(stage, Stage::Paid(_)) && may(&RECEIPT),
            archive: is_open && matches!(stage, Stage::Receipted(..)) && may(&ARCHIVE),
            print: matches!(stage, Stage::Receipted(..) | Stage::Archived(..)) && may(&ARCHIVE),
            reverse: stage.is_paid() && shown.reversal.is_none() && may(&reversal::NOTE),
            agree: shown.reversal.as_ref().is_some_and(|open| not_me(open.noted_by)) && may(&reversal::AGREE),
            withdraw: (is_open || matches!(application.course, Course::Refusing { .. }))
                && !is_sent
                && may(&FILE),
            unmask: may(&UNMASK),
        }
    }
}

#[derive(Template)]
#[template(path = "relief/show.html")]
pub(crate) struct ShowPage {
    ui: Ui,
    form: Form,
    id: ReliefId,
    number: String,
    name: String,
    person: String,
    unit: String,
    kind: String,
    version: i64,
    style: &'static str,
    state: String,
    /// By which bylaws it is decided, those of the day on which it was taken down.
    basis: String,
    /// What is to be done next.
    next: String,
    /// Why nobody can be paid.
    dead: String,
    /// Why the payee cannot be paid; what is to be done then.
    payee_dead: String,
    /// Why somebody is paid who is not on record.
    unlisted: String,
    /// What else was asked for the person in the last twelve months.
    earlier: Vec<words::Earlier>,
    is_unmasked: bool,
    why: String,
    spoke: String,
    phone: String,
    source: String,
    taken: String,
    asked: String,
    granted: String,
    gives: String,
    notice: String,
    payee: String,
    bank: String,
    account: String,
    papers: Vec<PaperRow>,
    needed: String,
    objections: Vec<ObjectionRow>,
    events: Vec<EventRow>,
    meeting: String,
    batch: String,
    /// What the bank gives back, in the bank's words and by whom it was noted.
    reversal: Option<(String, String)>,
    relations: &'static [Relation],
    outcomes: &'static [Outcome],
    can: Can,
    /// What is done is void where the payee changes.
    voids: bool,
    steps: Vec<(String, &'static str)>,
}

impl ShowPage {
    fn at(&self, step: &str) -> String {
        format!("/relief/{}/{step}", self.id)
    }

    /// Whether a form was sent and came back.
    fn is_wrong(&self, field: &str) -> bool {
        self.form.error(field).is_some()
    }

    fn of(ctx: &Ctx, act: &Act, form: Form, shown: &Shown, is_unmasked: bool) -> Self {
        let (ui, listed, today) = (Ui::of(ctx), &shown.listed, act.today());
        let (style, state) = words::state(&ui, (&listed.stage, &listed.course), listed.noticed_until, today);
        let rule = shown.rules.kind(&listed.kind);
        let own_phone = listed.phone.clone().unwrap_or_default();
        let relation = ui.w("relief-relation", shown.payee.relation);
        let notice = listed.noticed_from.zip(listed.noticed_until);
        let (papers, needed) = papers(&ui, shown);
        let hidden = |text: &str| if is_unmasked { text.to_owned() } else { String::new() };
        Self {
            id: listed.id,
            basis: String::new(),
            number: listed.number.clone(),
            name: listed.name.clone(),
            person: listed.person.to_string(),
            unit: listed.unit.clone().unwrap_or_default(),
            kind: words::kind(&ui, &shown.rules, &listed.kind),
            version: listed.version,
            style,
            state,
            next: words::next(&ui, &shown.application, today),
            dead: shown
                .died_on
                .as_ref()
                .filter(|_| listed.is_open())
                .map(|day| ui.a2("relief-refused-dead", "name", &listed.name, "day", day).into_owned())
                .unwrap_or_default(),
            payee_dead: shown
                .payee_dead
                .as_ref()
                .filter(|_| listed.is_open())
                .map(|text| ui.t(text).into_owned())
                .unwrap_or_default(),
            unlisted: shown.payee.unlisted.clone(),
            earlier: words::earlier_rows(&ui, &shown.rules, &shown.earlier, today),
            why: hidden(&shown.said.why),
            spoke: shown.said.name.clone(),
            phone: Some(shown.said.phone.clone()).filter(|phone| !phone.is_empty()).unwrap_or(own_phone),
            source: ui.w("relief-source", listed.source),
            taken: format!("{}{}{}", ui.instant(&listed.taken_at), ui.m("person-comma"), listed.taken_by),
            asked: yuan(listed.asked_fen),
            granted: listed.fen.map(yuan).unwrap_or_default(),
            gives: rule.map(|kind| words::gives(&ui, kind)).unwrap_or_default(),
            notice: notice
                .map(|(from, until)| {
                    ui.a2("relief-from-until", "from", ui.day(&from), "until", ui.day(&until)).into_owned()
                })
                .unwrap_or_default(),
            payee: ui.a2("relief-payee-is", "name", &shown.payee.name, "relation", relation).into_owned(),
            bank: shown.payee.bank.clone(),
            account: words::account(&shown.payee, is_unmasked),
            papers,
            needed,
            objections: shown.objections.iter().map(|one| objection(&ui, one, is_unmasked)).collect(),
            events: shown.entries.iter().map(|entry| event(&ui, entry, is_unmasked)).collect(),
            meeting: listed.meeting.map(|id| id.to_string()).unwrap_or_default(),
            reversal: shown.reversal.as_ref().map(|open| {
                let noted = format!("{}{}{}", ui.instant(&open.noted_at), ui.m("person-comma"), open.name);
                (format!("{} {}", open.said.why, open.said.reference).trim_end().to_owned(), noted)
            }),
            batch: listed.batch.map(|id| id.to_string()).unwrap_or_default(),
            relations: Relation::ALL,
            outcomes: Outcome::ALL,
            can: Can::of(act, shown),
            voids: shown.application.stage.proposed().is_some(),
            steps: steps(&ui, shown),
            is_unmasked,
            form,
            ui,
        }
    }
}

/// The way from an application to the archive, and where this one stands on it.
fn steps(ui: &Ui, shown: &Shown) -> Vec<(String, &'static str)> {
    let stage = shown.application.stage;
    let done = [
        stage.filed_on().is_some(),
        stage.verified().is_some(),
        stage.reviewed().is_some(),
        stage.met().is_some(),
        stage.noticed().is_some(),
        stage.is_approved(),
        matches!(stage, Stage::Paid(_) | Stage::Receipted(..) | Stage::Archived(..)),
        matches!(stage, Stage::Receipted(..) | Stage::Archived(..)),
        matches!(stage, Stage::Archived(..)),
    ];
    let names =
        ["filed", "verified", "reviewed", "met", "noticed", "approved", "paid", "receipted", "archived"];
    let now = done.iter().position(|done| !done).filter(|_| shown.listed.is_open());
    let said = names.into_iter().zip(done).enumerate().map(|(at, (name, is_done))| {
        let state = if is_done {
            "done"
        } else if Some(at) == now {
            "now"
        } else {
            ""
        };
        (ui.w("relief-step", name), state)
    });
    said.collect()
}

fn papers(ui: &Ui, shown: &Shown) -> (Vec<PaperRow>, String) {
    let rows = shown.papers.iter().map(|paper| PaperRow {
        href: format!("/relief/{}/papers/{}", shown.listed.id, paper.id),
        label: match paper.kind {
            PaperKind::Evidence => paper.label.clone(),
            PaperKind::Receipt => ui.m("relief-paper-receipt").to_owned(),
        },
        when: ui.instant(&paper.put_at),
    });
    let here = shown.papers.iter().filter(|paper| paper.kind == PaperKind::Evidence).count();
    let here = i64::try_from(here).unwrap_or(i64::MAX);
    let needed = match shown.rules.kind(&shown.listed.kind) {
        Some(kind) if kind.papers > here => match kind.evidence.as_str() {
            "" => ui.a1("relief-papers-missing", "n", kind.papers - here).into_owned(),
            which => {
                ui.a2("relief-papers-missing-which", "n", kind.papers - here, "which", which).into_owned()
            }
        },
        _ => String::new(),
    };
    (rows.collect(), needed)
}

/// Who objects, and where to reach them, is told to who asked for that; what was said is for whoever answers it.
fn objection(ui: &Ui, one: &crate::notice::store::Objection, in_full: bool) -> ObjectionRow {
    let noted = format!("{}{}{}", ui.instant(&one.noted_at), ui.m("person-comma"), one.noted_by);
    let answered = one.answered_at.map(|at| {
        let by = one.answered_by.clone().unwrap_or_default();
        format!("{}{}{by}", ui.instant(&at), ui.m("person-comma"))
    });
    ObjectionRow {
        id: one.id.to_string(),
        said: said_against(ui, &one.said, in_full),
        who: match (one.said.name.as_str(), in_full) {
            ("", _) => String::new(),
            (name, true) => format!("{name} {}", one.said.phone).trim_end().to_owned(),
            (name, false) => veiled(name, ui.m("relief-notice-some")),
        },
        noted,
        answer: one.answer.clone(),
        outcome: one.outcome.map(|outcome| ui.w("relief-outcome", outcome)).unwrap_or_default(),
        answered: answered.unwrap_or_default(),
    }
}

/// What was said against a decision; where it was written down together with who said it, that is hidden with them.
pub(super) fn said_against(ui: &Ui, said: &crate::notice::store::Words, in_full: bool) -> String {
    if said.is_mixed && !in_full { ui.m("relief-objection-masked").to_owned() } else { said.text.clone() }
}

/// What was said along the way can tell of an illness: it is shown to who asked for that.
fn event(ui: &Ui, entry: &crate::application::store::entry::Entry, in_full: bool) -> EventRow {
    let what = ui.w("relief-happened", entry.kind);
    let text = match entry.note.as_str() {
        "" => what,
        note if in_full => ui.a2("case-happened-note", "what", what, "note", note).into_owned(),
        _ => ui.a1("relief-happened-masked", "what", what).into_owned(),
    };
    EventRow { when: ui.instant(&entry.at), text, by: entry.by.clone() }
}

pub(super) async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let id = parse(&id)?;
    page(&shown(&ctx, id, Form::default()).await?)
}

/// The page with why, the account and what was said along the way in full; the log has it.
pub(super) async fn unmask(ctx: Ctx, Path(id): Path<String>, Posted(_): Posted) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    let hand = act.clone();
    let shown = ctx.app.db.write(move |tx| actions::view(tx, &hand, id, true)).await?;
    page(&with_basis(&ctx, &shown, ShowPage::of(&ctx, &act, Form::default(), &shown, true)).await?)
}

pub(crate) async fn shown(ctx: &Ctx, id: ReliefId, form: Form) -> Result<ShowPage> {
    let act = ctx.act()?;
    let hand = act.clone();
    let shown = ctx.app.db.write(move |tx| actions::view(tx, &hand, id, false)).await?;
    with_basis(ctx, &shown, ShowPage::of(ctx, &act, form, &shown, false)).await
}

async fn with_basis(ctx: &Ctx, shown: &Shown, page: ShowPage) -> Result<ShowPage> {
    let basis = bylaw::basis(ctx, &[Workflow::Relief], shown.listed.taken_on).await?;
    Ok(ShowPage { basis, ..page })
}

pub(crate) fn parse(id: &str) -> Result<ReliefId> {
    id.parse().map_err(|_| Error::NotFound)
}
