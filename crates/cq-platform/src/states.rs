//! State machines as documents: what docs/states.md is generated from.
//!
//! The types alone decide what can happen; a feature lists its transitions here beside the methods that make them, with the
//! action that each takes, so that the table of who may do what comes from the grants themselves.

use std::fmt::Write;

use crate::policy::{Action, Reach};

/// A thing with states.
pub struct Machine {
    /// The noun of the glossary.
    pub noun: &'static str,
    /// What it is, in half a line.
    pub about: &'static str,
    /// Every way from one state to another.
    pub transitions: &'static [Transition],
}

/// A way from one state to another.
pub struct Transition {
    /// From; empty where the thing begins.
    pub from: &'static str,
    /// The method that consumes the old value.
    pub verb: &'static str,
    /// To.
    pub to: &'static str,
    /// What it takes.
    pub action: &'static Action,
    /// What else must hold.
    pub when: &'static str,
}

/// The tables as Markdown.
pub fn document(machines: &[&Machine]) -> String {
    let mut text = String::from(
        "# States\n\nGenerated from the code (`cargo test -p cq-server --test it states`); \
         who may do what comes from the grants of each action.\n",
    );
    for machine in machines {
        let _ = write!(
            text,
            "\n## {}\n\n{}\n\n| From | Step | To | Who may | When |\n|---|---|---|---|---|\n",
            machine.noun, machine.about
        );
        for step in machine.transitions {
            let from = if step.from.is_empty() { "—" } else { step.from };
            let _ = writeln!(
                text,
                "| {from} | {} | {} | {} | {} |",
                step.verb,
                step.to,
                who(step.action),
                step.when
            );
        }
    }
    text
}

fn who(action: &Action) -> String {
    let role = |(role, reach): &(crate::policy::Role, Reach)| match reach {
        Reach::Own => format!("{role} (own)"),
        Reach::Bureau => role.to_string(),
    };
    action.grants.iter().map(role).collect::<Vec<_>>().join(", ")
}
