//! One errand: for whom and why they go first, what is wanted, who does it, what happened, and what can be done now.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_bylaw::bylaw::{self, Workflow};
use cq_case::case::model::Answer;
use cq_platform::{
    Error, Result,
    actor::Act,
    form::Form,
    ids::StaffId,
    messages::Text,
    web::{Ctx, Ui, page},
};
use cq_registry::{staff::tail, task::brief::yuan};
use jiff::civil::Date;

use crate::errand::{
    ASSIGN, CALL, DO,
    actions::{self, Shown},
    model::{ErrandId, State, Way},
    note::Money,
    store::entry::{Entry, Happened},
    words,
    worker::{Fit, Worker, proposed},
};

/// How many workers are proposed.
const PROPOSED: usize = 3;

/// A worker who suits, in words.
struct ProposedRow {
    staff: StaffId,
    name: String,
    why: String,
}

/// Something that happened, in words.
struct EventRow {
    when: String,
    text: String,
    by: String,
}

/// What whoever reads the page can do now.
#[derive(Default)]
struct Can {
    claim: bool,
    assign: bool,
    leave: bool,
    /// Taken from a worker, or given to another one in their place.
    recall: bool,
    promise: bool,
    answer: bool,
    /// Enough people are on it for it to be done.
    finish: bool,
    cancel: bool,
    call: bool,
}

impl Can {
    fn of(act: &Act, shown: &Shown) -> Self {
        let may = |action| act.actor.may(action).is_ok();
        let errand = &shown.errand;
        let is_on = shown.me.is_some_and(|me| errand.is_on(me));
        let is_worker = shown.workers.iter().any(|worker| worker.is_active && Some(worker.staff) == shown.me);
        let wants = errand.wants_people();
        let goes_on = errand.halted_on.is_none();
        let is_working = matches!(errand.state, State::Working { .. });
        let is_under_way = is_working || matches!(errand.state, State::Waiting);
        let is_answered = matches!(errand.state, State::Answered { .. });
        Self {
            claim: wants && is_worker && !is_on && may(&DO),
            assign: wants && may(&ASSIGN),
            leave: is_working && goes_on && is_on && may(&DO),
            recall: is_working && may(&ASSIGN),
            promise: is_under_way && goes_on && may(&DO),
            answer: is_working && goes_on && (is_on || shown.acts_for.is_some()) && may(&DO),
            finish: !wants,
            cancel: is_under_way && may(&ASSIGN),
            call: is_answered && !is_on && !shown.had_a_hand && may(&CALL),
        }
    }
}

#[derive(Template)]
#[template(path = "errand/show.html")]
pub(crate) struct ShowPage {
    ui: Ui,
    form: Form,
    id: ErrandId,
    name: String,
    person: String,
    /// Why they go first.
    first: String,
    version: i64,
    kind: String,
    hands: String,
    style: &'static str,
    state: String,
    /// By which bylaws it is done, those of the day on which it was taken down.
    basis: String,
    wanted: String,
    spoke: String,
    phone: String,
    address: String,
    channel: String,
    taken: String,
    taken_by: String,
    case: String,
    /// The repeat that it is of, for who may see it.
    repeat: String,
    needed: String,
    promised: String,
    against: String,
    workers: String,
    /// What stands open of its money.
    money: String,
    is_short: bool,
    proposed: Vec<ProposedRow>,
    /// Whom it can be given to besides: value, and name with why not.
    others: Vec<(String, String)>,
    events: Vec<EventRow>,
    can: Can,
    /// How the call can go; nobody is sent again to who is served no more.
    answers: Vec<Answer>,
    /// For whom the desk says what becomes of it; empty where it does not.
    acts_for: String,
    /// Who of its workers is away on the day owed; empty where nobody is.
    away: String,
    /// Who works on it, to be chosen from: value and name.
    crew: Vec<(String, String)>,
    /// To whom it can be handed.
    heirs: Vec<(String, String)>,
    /// What its workers hold, to be handed on.
    held: String,
    /// For whom it waits, where that is not whoever reads.
    waits: String,
    today: String,
}

impl ShowPage {
    fn at(&self, step: &str) -> String {
        format!("/errands/{}/{step}", self.id)
    }

    /// Whether a form was sent and came back.
    fn is_wrong(&self, field: &str) -> bool {
        self.form.is_wrong(field)
    }

    fn of(ctx: &Ctx, act: &Act, form: Form, shown: &Shown) -> Self {
        let (ui, listed, today) = (Ui::of(ctx), &shown.listed, act.today());
        let (style, state) = words::state(&ui, listed, today);
        let can = Can::of(act, shown);
        let own_phone = listed.phone.clone().unwrap_or_default();
        Self {
            id: listed.id,
            basis: String::new(),
            name: listed.name.clone(),
            person: listed.person.to_string(),
            first: words::first(&ui, &listed.first),
            version: listed.version,
            kind: words::kind(&ui, &shown.rules, &listed.kind),
            hands: words::hands(&ui, listed.hands),
            style,
            state,
            wanted: listed.said.wanted.clone(),
            spoke: listed.said.name.clone(),
            phone: Some(listed.said.phone.clone()).filter(|phone| !phone.is_empty()).unwrap_or(own_phone),
            address: listed.address.clone().unwrap_or_default(),
            channel: ui.w("case-channel", listed.channel),
            taken: ui.instant(&listed.taken_at),
            taken_by: listed.taken_by.clone(),
            case: listed.case.map(|case| case.to_string()).unwrap_or_default(),
            repeat: listed
                .repeat
                .filter(|_| act.actor.may(&crate::repeat::VIEW).is_ok())
                .map(|id| id.to_string())
                .unwrap_or_default(),
            needed: ui.day(&listed.needed_on),
            promised: listed.promised_on.map(|day| ui.day(&day)).unwrap_or_default(),
            against: words::against(&ui, listed),
            workers: words::workers(&ui, listed),
            money: shown
                .errand
                .purse
                .settled()
                .err()
                .map(|open| ui.t(&open.text()).into_owned())
                .unwrap_or_default(),
            is_short: listed.is_short(),
            proposed: proposed_rows(&ui, shown, &can),
            others: others(&ui, shown, can.assign),
            heirs: others(&ui, shown, can.recall),
            crew: listed.workers.iter().map(|(id, name)| (id.to_string(), name.clone())).collect(),
            held: Some(shown.errand.purse.held).filter(|held| *held > 0).map(yuan).unwrap_or_default(),
            acts_for: acts_for(&ui, shown),
            away: away(&ui, shown),
            events: shown.entries.iter().map(|entry| event(&ui, entry)).collect(),
            waits: waits(&ui, shown, &can),
            answers: answers(shown).collect(),
            today: today.to_string(),
            can,
            form,
            ui,
        }
    }
}

fn answers(shown: &Shown) -> impl Iterator<Item = Answer> {
    let is_over = shown.has_ended || shown.errand.halted_on.is_some();
    Answer::ALL.iter().copied().filter(move |answer| !is_over || *answer != Answer::Again)
}

fn on_it(shown: &Shown) -> Vec<StaffId> {
    shown.listed.workers.iter().map(|(id, _)| *id).collect()
}

fn proposed_rows(ui: &Ui, shown: &Shown, can: &Can) -> Vec<ProposedRow> {
    if !can.assign {
        return Vec::new();
    }
    let found = proposed(&shown.workers, &shown.wish, &on_it(shown)).into_iter().take(PROPOSED);
    let said = |(worker, distance): (&Worker, Option<u32>)| {
        let far = words::distance(ui, distance);
        let busy = match worker.busy {
            0 => ui.m("errand-worker-free").to_owned(),
            n => ui.a2("errand-worker-busy", "n", n, "max", worker.daily_max).into_owned(),
        };
        let parts: Vec<String> =
            [worker.base_name.clone(), far, busy].into_iter().filter(|part| !part.is_empty()).collect();
        ProposedRow { staff: worker.staff, name: worker.name.clone(), why: parts.join(ui.m("person-comma")) }
    };
    found.map(said).collect()
}

/// The worker who signs in nowhere, for whom the reader says what becomes of it.
fn acts_for(ui: &Ui, shown: &Shown) -> String {
    let worker = shown.listed.workers.iter().find(|(id, _)| Some(*id) == shown.acts_for);
    worker.map(|(_, name)| ui.a1("errand-acts-for", "name", name.as_str()).into_owned()).unwrap_or_default()
}

fn away(ui: &Ui, shown: &Shown) -> String {
    if !matches!(shown.errand.state, State::Working { .. }) {
        return String::new();
    }
    let is_away = |id: &StaffId| shown.workers.iter().any(|worker| worker.staff == *id && worker.is_away);
    let names: Vec<&str> =
        shown.listed.workers.iter().filter(|(id, _)| is_away(id)).map(|(_, name)| name.as_str()).collect();
    match names.is_empty() {
        true => String::new(),
        false => ui.a1("errand-crew-away", "name", names.join(ui.m("person-comma"))).into_owned(),
    }
}

fn others(ui: &Ui, shown: &Shown, wanted: bool) -> Vec<(String, String)> {
    if !wanted {
        return Vec::new();
    }
    let on_it = on_it(shown);
    let free = shown.workers.iter().filter(|worker| worker.is_active && !on_it.contains(&worker.staff));
    let is_namesake =
        |worker: &Worker| shown.workers.iter().filter(|other| other.name == worker.name).count() > 1;
    let said = |worker: &Worker| {
        let phone = worker.phone.as_deref().filter(|_| is_namesake(worker)).map(tail);
        let called: Vec<String> = [Some(worker.name.clone()), phone].into_iter().flatten().collect();
        let called = called.join(" \u{b7} ");
        let name = match worker.fit(&shown.wish) {
            Fit::Yes { .. } => called,
            Fit::No(why) => {
                let why = ui.m(unfit(why)).to_owned();
                ui.a2("errand-worker-unfit", "name", called, "why", why).into_owned()
            }
        };
        (worker.staff.to_string(), name)
    };
    free.map(said).collect()
}

fn unfit(why: crate::errand::worker::Unfit) -> &'static str {
    use crate::errand::worker::Unfit;
    match why {
        Unfit::Inactive => "errand-worker-inactive",
        Unfit::Kind => "errand-unfit-kind",
        Unfit::Area => "errand-unfit-area",
        Unfit::Day => "errand-unfit-day",
        Unfit::Away => "errand-worker-away",
        Unfit::Full => "errand-unfit-full",
    }
}

fn event(ui: &Ui, entry: &Entry) -> EventRow {
    let what = match (entry.kind, &entry.to) {
        (Happened::Left, Some(from)) => ui.a1("errand-happened-recalled", "name", from).into_owned(),
        (Happened::Withdrawn, Some(_)) => ui.m("errand-happened-retracted").to_owned(),
        (kind, None) => ui.w("errand-happened", kind),
        (Happened::Assigned, Some(to)) => {
            ui.a2("case-happened-to", "what", ui.w("errand-happened", entry.kind), "name", to).into_owned()
        }
        (kind, Some(worker)) => {
            let what = ui.w("errand-happened", kind);
            ui.a2("errand-happened-for", "what", what, "name", worker).into_owned()
        }
    };
    let money = Money::parse(&entry.note);
    let what = match &money {
        Some(money) => with_money(ui, what, money),
        None => what,
    };
    let note = match (money, entry.note.parse::<Date>()) {
        (Some(money), _) => money.words,
        (None, Ok(day)) => ui.day(&day),
        (None, Err(_)) => entry.note.clone(),
    };
    let text = match note.is_empty() {
        true => what,
        false => ui.a2("case-happened-note", "what", what, "note", note).into_owned(),
    };
    EventRow { when: ui.instant(&entry.at), text, by: entry.by.clone() }
}

/// Which way money went, and how much of it.
fn with_money(ui: &Ui, what: String, money: &Money) -> String {
    let Some(kind) = money.kind else {
        return match money.fen {
            0 => what,
            fen => ui.a2("errand-happened-with", "what", what, "yuan", yuan(fen)).into_owned(),
        };
    };
    let kind = ui.w("purse-move", kind);
    let kind = match money.way {
        Way::Forth => kind,
        Way::Undo => ui.a1("purse-undone", "what", kind).into_owned(),
    };
    let text = Text::new("errand-happened-sum").with("what", what).with("kind", kind);
    ui.t(&text.with("yuan", yuan(money.fen))).into_owned()
}

fn waits(ui: &Ui, shown: &Shown, can: &Can) -> String {
    let workers = words::workers(ui, &shown.listed);
    match shown.errand.state {
        State::Working { .. } if shown.errand.halted_on.is_some() => ui.m("errand-halted-text").to_owned(),
        State::Working { .. } if !can.answer => ui.a1("errand-waits-working", "name", workers).into_owned(),
        State::Answered { .. } if shown.errand.halted_on.is_some() => {
            ui.m("errand-halted-answered").to_owned()
        }
        State::Answered { .. } if !can.call => ui.m("errand-waits-answered").to_owned(),
        _ => String::new(),
    }
}

pub(super) async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let id = parse(&id)?;
    page(&shown(&ctx, id, Form::default()).await?)
}

pub(crate) async fn shown(ctx: &Ctx, id: ErrandId, form: Form) -> Result<ShowPage> {
    let act = ctx.act()?;
    let shown = actions::view(&ctx.app, act.clone(), id).await?;
    let basis = bylaw::basis(ctx, &[Workflow::Errand], shown.listed.taken_on).await?;
    Ok(ShowPage { basis, ..ShowPage::of(ctx, &act, form, &shown) })
}

pub(crate) fn parse(id: &str) -> Result<ErrandId> {
    id.parse().map_err(|_| Error::NotFound)
}
