//! Reasons in words.

use cq_platform::{messages::Text, web::Ui};
use cq_registry::person::icd;

use super::{
    compute::Sums,
    model::{Fit, Reason, Was, Why},
};

/// A stored reason as a sentence; empty if it cannot be read.
pub fn say(ui: &Ui, reason: &str) -> String {
    match Reason::of(reason) {
        Some(Reason::Ledger) => ui.m("pairing-reason-ledger").to_owned(),
        Some(Reason::Pair(fit)) => say_fit(ui, &fit),
        Some(Reason::Left(why)) => ui.t(&left(&why)).into_owned(),
        None => String::new(),
    }
}

/// How well two fit: "2.1 km, cardiology for coronary heart disease, was the doctor before".
pub(super) fn say_fit(ui: &Ui, fit: &Fit) -> String {
    let distance = match fit.distance_m {
        Some(metres) => Text::new("pairing-reason-distance").with("km", km(i64::from(metres))),
        None => Text::new("pairing-reason-no-distance"),
    };
    let suits = fit.specialty.as_ref().zip(fit.condition.as_ref()).map(|(specialty, condition)| {
        Text::new("pairing-reason-suits")
            .with("specialty", specialty)
            .with("condition", icd::said(ui, condition))
    });
    let was = match fit.was {
        Was::Now => Some(Text::new("pairing-reason-was-now")),
        Was::Once => Some(Text::new("pairing-reason-was-once")),
        Was::Never => None,
    };
    let parts: Vec<_> =
        [Some(distance), suits, was].iter().flatten().map(|text| ui.t(text).into_owned()).collect();
    parts.join(ui.m("pairing-reason-join"))
}

/// What taking `then` instead of `now` means for the person: farther or nearer, with the right specialty or without, the
/// doctor kept or not. Points say it to the program only.
pub(super) fn compared(ui: &Ui, now: Option<&Fit>, then: &Fit) -> String {
    let Some(now) = now else { return ui.m("pairing-than-nobody").to_owned() };
    let mut parts = vec![farther(now.distance_m, then.distance_m)];
    parts.push(match (now.specialty.is_some(), then.specialty.is_some()) {
        (true, false) => Some(Text::new("pairing-than-no-specialty")),
        (false, true) => Some(Text::new("pairing-than-specialty")),
        _ => None,
    });
    parts.push(match (now.was, then.was) {
        (Was::Now, Was::Once | Was::Never) => Some(Text::new("pairing-than-new-doctor")),
        (Was::Once | Was::Never, Was::Now) => Some(Text::new("pairing-than-old-doctor")),
        _ => None,
    });
    let parts: Vec<_> = parts.iter().flatten().map(|text| ui.t(text).into_owned()).collect();
    if parts.is_empty() {
        ui.m("pairing-than-same").to_owned()
    } else {
        parts.join(ui.m("pairing-reason-join"))
    }
}

/// The mean road of a pairing's pairs and the longest, as its page shows kilometres; nothing where no road is known.
pub(super) fn roads(sums: &Sums) -> Option<(String, String)> {
    let mean = sums.road_m.checked_div(u64::try_from(sums.measured).ok()?)?;
    Some((km(i64::try_from(mean).ok()?), km(sums.farthest_m.into())))
}

/// Differences below what [`km`] shows are none.
fn farther(now: Option<u32>, then: Option<u32>) -> Option<Text> {
    let more = i64::from(then?) - i64::from(now?);
    match more {
        50.. => Some(Text::new("pairing-than-farther").with("km", km(more))),
        ..=-50 => Some(Text::new("pairing-than-nearer").with("km", km(-more))),
        _ => None,
    }
}

fn left(why: &Why) -> Text {
    match why {
        Why::NobodyAccepts => Text::new("pairing-left-nobody"),
        Why::TooFar { doctor, distance_m } => {
            Text::new("pairing-left-too-far").with("doctor", doctor).with("km", km(i64::from(*distance_m)))
        }
        Why::AllFull { doctor } => Text::new("pairing-left-full").with("doctor", doctor),
        Why::TooDear { doctor } => Text::new("pairing-left-too-dear").with("doctor", doctor),
        Why::ByHand => Text::new("pairing-left-by-hand"),
    }
}

/// Metres as kilometres with one decimal.
pub(super) fn km(metres: i64) -> String {
    let tenths = (metres + 50) / 100;
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    #[test]
    fn metres_are_said_as_kilometres() {
        assert_eq!([0, 49, 2_149, 2_150, 12_000].map(super::km), ["0.0", "0.0", "2.1", "2.2", "12.0"]);
    }
}
