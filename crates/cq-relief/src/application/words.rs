//! An application in words.

use cq_platform::web::Ui;
use cq_registry::task::brief::yuan;
use jiff::civil::Date;

use super::{
    model::{Application, Course, ReliefId, Stage},
    rules::{KindOf, Rules, Shipped},
    said::Payee,
    store::list::Listed,
};

/// What a kind is called.
pub(crate) fn kind(ui: &Ui, rules: &Rules, code: &str) -> String {
    match rules.kind(code).map(|kind| kind.name.as_str()) {
        Some(name) if !name.is_empty() => name.to_owned(),
        _ => shipped(ui, code),
    }
}

/// What a shipped kind is called; of one that the bureau added that it is one of its own.
pub(super) fn shipped(ui: &Ui, code: &str) -> String {
    match code.parse::<Shipped>() {
        Ok(shipped) => ui.w("relief-kind", shipped),
        Err(_) => ui.m("relief-kind-own").to_owned(),
    }
}

/// What a kind is called on the wall: an illness is nobody's business.
pub(crate) fn on_the_wall(ui: &Ui, rules: &Rules, code: &str) -> String {
    let set = rules.kind(code).map(|kind| kind.notice_name.as_str()).filter(|name| !name.is_empty());
    match (set, code.parse::<Shipped>()) {
        (Some(name), _) => name.to_owned(),
        (None, Ok(Shipped::Illness)) => ui.m("relief-kind-on-the-wall").to_owned(),
        _ => kind(ui, rules, code),
    }
}

/// `3,000.00 元以内`, `500.00 元`.
pub(crate) fn gives(ui: &Ui, kind: &KindOf) -> String {
    let key = match kind.gives {
        super::rules::Gives::Fixed => "relief-gives-fixed",
        super::rules::Gives::UpTo => "relief-gives-up-to",
    };
    ui.a1(key, "yuan", yuan(kind.fen)).into_owned()
}

/// `3,000.00 元`.
pub(crate) fn money(ui: &Ui, fen: i64) -> String {
    ui.a1("relief-yuan", "yuan", yuan(fen)).into_owned()
}

/// The style and the words of how an application stands.
pub(crate) fn state(
    ui: &Ui,
    (stage, course): (&str, &str),
    noticed_until: Option<Date>,
    today: Date,
) -> (&'static str, String) {
    match course {
        "open" => {}
        "done" => return ("done", ui.m("relief-stage-archived").to_owned()),
        "refusing" => return ("near", ui.m("relief-course-refusing").to_owned()),
        other => return ("done", ui.w("relief-course", other)),
    }
    match stage {
        "noticed" if noticed_until.is_some_and(|until| today > until) => {
            ("today", ui.m("relief-stage-notice-over").to_owned())
        }
        "noticed" => ("coming", ui.m("relief-stage-noticed").to_owned()),
        "returned" => ("wrong", ui.m("relief-stage-returned").to_owned()),
        "proposed" | "paid" => ("near", ui.w("relief-stage", stage)),
        stage => ("coming", ui.w("relief-stage", stage)),
    }
}

/// An account with the rest of it masked, or in full.
pub(crate) fn account(payee: &Payee, in_full: bool) -> String {
    if in_full { payee.account.digits().to_owned() } else { payee.account.masked() }
}

/// An application in a list.
pub(crate) struct Row {
    pub id: ReliefId,
    pub number: String,
    pub name: String,
    pub unit: String,
    pub kind: String,
    /// How much was granted, or else asked for.
    pub yuan: String,
    pub taken: String,
    /// Names a style.
    pub style: &'static str,
    pub state: String,
}

impl Row {
    pub fn of(ui: &Ui, rules: &Rules, listed: &Listed, today: Date) -> Self {
        let (style, state) = state(ui, (&listed.stage, &listed.course), listed.noticed_until, today);
        Self {
            id: listed.id,
            number: listed.number.clone(),
            name: listed.name.clone(),
            unit: listed.unit.clone().unwrap_or_default(),
            kind: kind(ui, rules, &listed.kind),
            yuan: yuan(listed.fen.unwrap_or(listed.asked_fen)),
            taken: ui.day(&listed.taken_on),
            style,
            state,
        }
    }
}

/// What is to be done next, in a sentence, and by whom.
pub(crate) fn next(ui: &Ui, application: &Application, today: Date) -> String {
    let key = match (application.course, application.stage) {
        (Course::Refusing { .. }, _) => "relief-next-refusing",
        (Course::Open, Stage::Drafted) => "relief-next-drafted",
        (Course::Open, Stage::Filed { .. }) => "relief-next-filed",
        (Course::Open, Stage::Verified(_)) => "relief-next-verified",
        (Course::Open, Stage::Reviewed(_)) => "relief-next-reviewed",
        (Course::Open, Stage::Met(_)) => "relief-next-met",
        (Course::Open, Stage::Noticed(noticed)) if noticed.objections > 0 => "relief-next-objected",
        (Course::Open, Stage::Noticed(noticed)) if today <= noticed.until => {
            return ui.a1("relief-next-noticed", "day", ui.day(&noticed.until)).into_owned();
        }
        (Course::Open, Stage::Noticed(_)) => "relief-next-notice-over",
        (Course::Open, Stage::Proposed(_)) => "relief-next-proposed",
        (Course::Open, Stage::Approved(_)) => "relief-next-approved",
        (Course::Open, Stage::Batched(..)) => "relief-next-batched",
        (Course::Open, Stage::Sent(..)) => "relief-next-sent",
        (Course::Open, Stage::Returned(_)) => "relief-next-returned",
        (Course::Open, Stage::Paid(_)) => "relief-next-paid",
        (Course::Open, Stage::Receipted(..)) => "relief-next-receipted",
        _ => return String::new(),
    };
    ui.m(key).to_owned()
}

/// An earlier application, in words.
pub struct Earlier {
    /// Its page.
    pub href: String,
    /// Number, kind, how it stands, how much.
    pub said: String,
}

/// Earlier applications, each in words.
pub(crate) fn earlier_rows(ui: &Ui, rules: &Rules, earlier: &[Listed], today: Date) -> Vec<Earlier> {
    let row = |listed: &Listed| {
        let (_, state) = state(ui, (&listed.stage, &listed.course), listed.noticed_until, today);
        let parts = [
            listed.number.clone(),
            kind(ui, rules, &listed.kind),
            state,
            money(ui, listed.fen.unwrap_or(listed.asked_fen)),
        ];
        Earlier { href: format!("/relief/{}", listed.id), said: parts.join(ui.m("person-comma")) }
    };
    earlier.iter().map(row).collect()
}

/// The same in one sentence.
pub(crate) fn earlier(ui: &Ui, rules: &Rules, earlier: &[Listed], today: Date) -> String {
    let rows: Vec<String> = earlier_rows(ui, rules, earlier, today).into_iter().map(|row| row.said).collect();
    rows.join(ui.m("relief-earlier-apart"))
}
