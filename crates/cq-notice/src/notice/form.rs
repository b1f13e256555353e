//! Calls that are written down, and the bureau's rules, as they are filled in.

use cq_platform::{form::Form, messages::Text};
use jiff::civil::Time;

use super::rules::Rules;

/// What was said in a call, in signs.
pub(super) const WORDS_MAX: usize = 300;

/// What became of a call: reached or not, again in so many hours, and what was said.
pub(super) fn call(form: &mut Form) -> Option<(bool, Option<u32>, String)> {
    let reached = match form.value("reached") {
        "yes" => true,
        "no" => false,
        _ => {
            form.reject("reached", Text::new("form-choice"));
            return None;
        }
    };
    let again = form.number("again_hours", 1..=168, false).and_then(|n| u32::try_from(n).ok());
    let words = form.text("words", 0..=WORDS_MAX);
    Some((reached, again, words)).filter(|_| form.errors().is_empty())
}

/// Reads the rules.
pub(super) fn rules(form: &mut Form) -> Option<Rules> {
    let (quiet_from, quiet_to) = (time(form, "quiet_from"), time(form, "quiet_to"));
    let mut number = |name, range| form.number(name, range, true).and_then(|n| u32::try_from(n).ok());
    let (tries, again_hours) = (number("tries", 1..=20), number("again_hours", 1..=72));
    let signature = form.text("signature", 0..=20);
    if signature.contains(['【', '】']) {
        form.reject("signature", Text::new("notice-signature-brackets"));
    }
    let rules = Rules {
        quiet_from: quiet_from?,
        quiet_to: quiet_to?,
        paused: form.has("paused", "yes"),
        tries: tries?,
        again_hours: again_hours?,
        signature,
        tells_late: form.has("tells", "late"),
        tells_errands: form.has("tells", "errands"),
    };
    Some(rules).filter(|_| form.errors().is_empty())
}

fn time(form: &mut Form, name: &str) -> Option<Time> {
    let text = form.value(name).trim().replace('：', ":");
    let read = text.split_once(':').and_then(|(hour, minute)| {
        let (hour, minute) = (hour.parse().ok()?, minute.parse().ok()?);
        Time::new(hour, minute, 0, 0).ok()
    });
    if read.is_none() {
        form.reject(name, Text::new("notice-time-wrong"));
    }
    read
}

/// The rules as the form shows them.
pub(super) fn filled(rules: &Rules) -> Form {
    let clock = |time: Time| format!("{:02}:{:02}", time.hour(), time.minute());
    let fields = [
        ("quiet_from", clock(rules.quiet_from)),
        ("quiet_to", clock(rules.quiet_to)),
        ("tries", rules.tries.to_string()),
        ("again_hours", rules.again_hours.to_string()),
        ("signature", rules.signature.clone()),
    ];
    let yes = [
        (rules.paused, "paused", "yes"),
        (rules.tells_late, "tells", "late"),
        (rules.tells_errands, "tells", "errands"),
    ];
    let ticked = yes.into_iter().filter(|(is, ..)| *is).map(|(_, name, value)| (name, value.to_owned()));
    Form::filled(fields.into_iter().chain(ticked))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_come_back_as_they_were_shown() {
        let rules = Rules { paused: true, signature: "老干部局".into(), ..Rules::default() };
        assert_eq!(super::rules(&mut filled(&rules)), Some(rules));
    }

    #[test]
    fn what_is_no_time_says_so_at_its_place() {
        for wrong in ["", "9", "24:00", "08:60", "八点"] {
            let mut form = filled(&Rules::default());
            form.set("quiet_from", wrong);
            assert_eq!(super::rules(&mut form), None, "{wrong}");
            assert!(form.error("quiet_from").is_some(), "{wrong}");
        }
    }
}
