//! A meeting as it is filled in.

use cq_platform::{form::Form, messages::Text};

use super::draft::{Decided, Draft, Verdict};
use crate::application::{
    form::{NOTE_MAX, amount},
    model::ReliefId,
};

/// What was said at a meeting, in signs.
const MINUTES_MAX: usize = 4_000;

/// Reads a meeting. Of what the form says nothing about, nothing was decided.
pub(super) fn draft(form: &mut Form) -> Option<Draft> {
    let held_on = form.day("held_on");
    let place = form.text("place", 2..=60);
    let chair = form.text("chair", 1..=60);
    let attendees = form.text("attendees", 2..=400);
    let minutes = form.text("minutes", 2..=MINUTES_MAX);
    let ids: Vec<ReliefId> = form.values("of").iter().filter_map(|id| id.parse().ok()).collect();
    let mut decisions = Vec::new();
    for id in ids {
        let field = |name: &str| format!("{name}-{id}");
        if form.value(&field("verdict")).is_empty() {
            continue;
        }
        let verdict = form.choice::<Verdict>(&field("verdict"));
        let fen = match verdict {
            Some(Verdict::Agreed) => amount(form, &field("yuan")).map(cq_ledger::Amount::fen),
            _ => None,
        };
        let note = form.text(&field("note"), 0..=NOTE_MAX);
        if note.is_empty() && verdict.is_some_and(|verdict| verdict != Verdict::Agreed) {
            form.reject(&field("note"), Text::new("relief-decision-why"));
        }
        let seen = form.value(&field("version")).parse().unwrap_or(0);
        if let Some(verdict) = verdict {
            decisions.push(Decided { application: id, seen, verdict, fen, note });
        }
    }
    Some(Draft { held_on: held_on?, place, chair, attendees, minutes, decisions })
        .filter(|_| form.errors().is_empty())
}
