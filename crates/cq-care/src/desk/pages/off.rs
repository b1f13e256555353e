//! Why somebody is at no desk today, and when they are at one next, in words.

use cq_platform::web::Ui;

use super::words;
use crate::desk::roster::{Next, Off, Turn};

/// Why, and what comes next.
#[derive(Default)]
pub(crate) struct OffDuty {
    /// A heading.
    pub(crate) title: String,
    /// Why, and when and where they are at a desk next, or whom to ask.
    pub(crate) text: String,
}

impl OffDuty {
    /// In the reader's language.
    pub(crate) fn of(ui: &Ui, off: &Off, next: Option<&Next>) -> Self {
        let title = match off {
            Off::NoDuty => "desk-off-no-duty",
            Off::Away(_) | Off::Holiday | Off::OtherDays => "desk-off-today",
        };
        let why = match off {
            Off::NoDuty => String::new(),
            Off::Away(away) => match away.until {
                Some(until) => {
                    let (day, name) = (ui.day(&until), away.substitute_name.as_str());
                    ui.a2("desk-off-away", "day", day, "name", name).into_owned()
                }
                None => ui.a1("desk-off-gone", "name", away.substitute_name.as_str()).into_owned(),
            },
            Off::Holiday => ui.m("desk-off-holiday").to_owned(),
            Off::OtherDays => ui.m("desk-off-other-days").to_owned(),
        };
        let next = match next {
            None => ui.m("desk-off-ask").to_owned(),
            Some((day, turns)) => {
                let turns: Vec<String> = turns.iter().map(|turn| said(ui, turn)).collect();
                let day = format!("{} {}", words::short(ui, *day), words::weekday(ui, day.weekday()));
                ui.a2("desk-off-next", "day", day, "where", turns.join(ui.m("person-comma"))).into_owned()
            }
        };
        let text = match why.as_str() {
            "" => next,
            why => ui.a2("desk-off-why-next", "why", why, "next", next).into_owned(),
        };
        Self { title: ui.m(title).to_owned(), text }
    }
}

/// In which hospital, at which hours.
fn said(ui: &Ui, turn: &Turn) -> String {
    format!("{} {}", turn.hospital, words::stretches(ui, &turn.stretches)).trim_end().to_owned()
}
