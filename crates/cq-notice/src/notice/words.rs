//! Notices in words.

use cq_platform::{messages::Text, web::Ui};

use super::{
    content::text_parts,
    model::{Because, Channel, Kind, NoticeId},
    store::{hold::Hold, list::Listed},
};
use crate::preference::Contact;

/// A notice in a list.
pub(crate) struct Row {
    pub id: NoticeId,
    pub name: String,
    /// Who takes it for them; empty where they do.
    pub through: String,
    pub about: String,
    pub channel: String,
    pub address: String,
    pub because: String,
    pub written: String,
    /// Names a style.
    pub style: &'static str,
    pub state: String,
    /// What went wrong, or when it is done next.
    pub note: String,
    pub subject: String,
    pub text: String,
    pub signature: String,
    pub signed: String,
    pub version: i64,
}

impl Row {
    pub(crate) fn of(ui: &Ui, listed: &Listed) -> Self {
        let content = &listed.content;
        Self {
            id: listed.id,
            name: content.name.clone(),
            through: match &content.through {
                Some(through) => ui.a1("notice-through", "name", through).into_owned(),
                None => String::new(),
            },
            about: about(ui, listed),
            channel: ui.w("notice-channel", listed.channel),
            address: content.address.clone(),
            because: match listed.because {
                Because::Wished => String::new(),
                because => ui.w("notice-because", because),
            },
            written: ui.instant(&listed.written_at),
            style: style(&listed.state),
            state: state(ui, listed),
            note: note(ui, listed),
            subject: content.subject.clone(),
            text: content.text.clone(),
            signature: content.signature.clone(),
            signed: content.signed(),
            version: listed.version,
        }
    }
}

/// What it is about: the kind of thing that happened, or a circular's own subject.
fn about(ui: &Ui, listed: &Listed) -> String {
    match listed.kind {
        Kind::Circular if !listed.content.subject.is_empty() => listed.content.subject.clone(),
        kind => ui.w("notice-kind", kind),
    }
}

/// Where what happened can be looked at, and as what; empty where it has no page.
pub(crate) fn cause(ui: &Ui, listed: &Listed) -> (String, String) {
    let place = match listed.kind {
        Kind::CaseReceived | Kind::CaseLate => "cases",
        Kind::ErrandAssigned => "errands",
        Kind::Circular => return Default::default(),
    };
    (format!("/{place}/{}", listed.cause), ui.w("notice-cause", listed.kind))
}

fn style(state: &str) -> &'static str {
    match state {
        "unclear" | "given-up" => "wrong",
        "waiting" | "sending" => "coming",
        "withdrawn" => "",
        _ => "done",
    }
}

fn state(ui: &Ui, listed: &Listed) -> String {
    match (listed.state.as_str(), listed.channel) {
        ("waiting", channel) => ui.w("notice-waiting", channel),
        ("sent", _) if listed.ended_by.is_some() => ui.m("notice-state-arrived").to_owned(),
        (state, _) => ui.w("notice-state", state),
    }
}

/// What went wrong and how often it was tried, when it is done next, or who did it.
fn note(ui: &Ui, listed: &Listed) -> String {
    let mut notes = Vec::new();
    if let Some(fault) = listed.fault.filter(|_| listed.is_open()) {
        notes.push(match listed.code {
            Some(code) => {
                ui.a2("notice-fault-code", "fault", ui.w("notice-fault", fault), "code", code).into_owned()
            }
            None => ui.w("notice-fault", fault),
        });
    }
    if listed.is_open() && listed.tries > 0 {
        notes.push(ui.a1("notice-tries", "n", listed.tries).into_owned());
    }
    if listed.state == "waiting" && listed.not_before > listed.written_at {
        notes.push(ui.a1("notice-not-before", "when", ui.instant(&listed.not_before)).into_owned());
    }
    if let Some(why) = listed.why {
        notes.push(ui.w("notice-why", why));
    }
    if let Some(at) = listed.ended_at {
        notes.push(ui.instant(&at));
    }
    if let Some(by) = &listed.ended_by {
        notes.push(by.clone());
    }
    notes.join(ui.m("notice-dot"))
}

/// The way that somebody is told, in a sentence: by what, whereto, and why.
pub(crate) fn way(ui: &Ui, told: &Contact, wished: &Contact) -> String {
    let mut told = told.clone();
    told.wish.channel = told.wish.channel.or(wished.wish.channel);
    let way = told.way();
    if !way.has_address {
        return ui.m("notice-way-none").to_owned();
    }
    let text = Text::new("notice-way")
        .with("name", &told.name)
        .with("channel", ui.w("notice-channel", way.channel))
        .with("address", way.address)
        .with("why", ui.w("notice-because", way.because));
    ui.t(&text).into_owned()
}

/// That everything waits on a way, why, and when it is tried again.
pub(crate) fn held(ui: &Ui, hold: &Hold) -> String {
    let fault = ui.w("notice-fault", hold.fault);
    let fault = match hold.code {
        Some(code) => ui.a2("notice-fault-code", "fault", fault, "code", code).into_owned(),
        None => fault,
    };
    let key = if hold.channel == Channel::Text { "notice-held-text" } else { "notice-held-mail" };
    let text = Text::new(key).with("fault", fault).with("since", ui.instant(&hold.since));
    ui.t(&text.with("next", ui.instant(&hold.next_at))).into_owned()
}

/// As how many text messages it is charged; empty for other ways.
pub(crate) fn parts(ui: &Ui, channel: Channel, as_text: &str) -> String {
    if channel != Channel::Text {
        return String::new();
    }
    let (signs, parts) = (as_text.encode_utf16().count(), text_parts(as_text));
    ui.a2("notice-parts", "signs", signs, "parts", parts).into_owned()
}
