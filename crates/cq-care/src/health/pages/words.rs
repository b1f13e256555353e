//! What is said in a file, in words.

use cq_platform::web::Ui;

use crate::health::{
    form::decimal,
    model::{Allergy, Content, Medicine, Value},
};

/// A value with its unit.
pub(super) fn value(ui: &Ui, value: Value) -> String {
    let said = |key, n: String| ui.a1(key, "n", n).into_owned();
    match value {
        Value::Pressure { upper, lower } => said("health-unit-pressure", format!("{upper}/{lower}")),
        Value::Glucose { tenths, moment } => {
            let said = said("health-unit-glucose", decimal(tenths));
            ui.a2("health-glucose-at", "value", said, "moment", ui.w("health-moment", moment)).into_owned()
        }
        Value::Weight { tenths } => said("health-unit-weight", decimal(tenths)),
        Value::Pulse { beats } => said("health-unit-pulse", beats.to_string()),
        Value::Oxygen { percent } => said("health-unit-oxygen", percent.to_string()),
    }
}

/// An entry in one line, for its history.
pub(super) fn line(ui: &Ui, content: &Content) -> String {
    match content {
        Content::Allergy(Allergy { to, reaction, severity }) => {
            let severity = ui.w("health-severity", severity);
            joined([to.clone(), reaction.clone(), severity])
        }
        Content::Medicine(Medicine { name, dose, often, since, until, supply }) => {
            let since = since.map(|day| ui.a1("health-since-day", "day", ui.partial(&day)).into_owned());
            let until = until.map(|day| ui.a1("health-until-day", "day", ui.day(&day)).into_owned());
            let supply = supply.map(|supply| {
                ui.a2("health-supplied", "day", ui.day(&supply.on), "n", supply.days).into_owned()
            });
            let parts = [Some(name.clone()), Some(dose.clone()), Some(often.clone()), since, until, supply];
            joined(parts.into_iter().flatten())
        }
        Content::Reading(reading) => joined([ui.partial(&reading.on), value(ui, reading.value)]),
    }
}

fn joined(parts: impl IntoIterator<Item = String>) -> String {
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}
