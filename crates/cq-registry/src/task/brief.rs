//! What has to be known to do a task that a life event opened, as data; said in words where the task is shown.

use cq_platform::{
    Error, Result,
    secrets::{Place, Secrets},
    web::Ui,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::TaskId;

/// Why a task is there and what it is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Brief {
    /// The life event that opened it.
    pub event: Uuid,
    /// What it is about.
    pub about: About,
}

/// What a task is about, by its form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "kebab-case")]
pub enum About {
    /// A farewell as the family wishes.
    Farewell {
        /// The day of the death.
        died_on: Date,
        /// What the family wishes; none if they did not say.
        wish: Option<String>,
    },
    /// The benefit that the family may claim.
    Claim {
        /// The day of the death.
        died_on: Date,
        /// How much, or why that cannot be said.
        amount: Amount,
    },
    /// Somebody left alone.
    Loss {
        /// Who died.
        lost: String,
        /// When.
        died_on: Date,
    },
    /// 新退休.
    Retired {
        /// When.
        on: Date,
    },
    /// Back from elsewhere.
    Back {
        /// When.
        on: Date,
    },
    /// In hospital.
    InHospital {
        /// Since when.
        on: Date,
        /// Where.
        hospital: String,
    },
    /// Home from hospital.
    Discharged {
        /// When.
        on: Date,
    },
    /// Visits written down for days after the death.
    VisitsAfter {
        /// The day of the death.
        died_on: Date,
        /// Which, and for which days.
        visits: Vec<(TaskId, Date)>,
    },
}

/// The survivor's benefit of one death, worked out or not. Amounts are fen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "amount", rename_all = "kebab-case")]
pub enum Amount {
    /// Worked out: `multiple` × `income_fen` + `months` × `pay_fen`.
    Known {
        /// All of it.
        total_fen: i64,
        /// The prior year's national urban disposable income a head.
        income_fen: i64,
        /// How many times.
        multiple: i64,
        /// Months of pay.
        months: i64,
        /// One month's pay of the deceased.
        pay_fen: i64,
        /// The day from which this rate holds.
        since: Date,
    },
    /// The bureau has entered no rate for that day.
    NoRate,
    /// Nobody said what the deceased was paid a month; what is known is the rest.
    NoPay {
        /// `multiple` × income.
        income_part_fen: i64,
        /// Months of pay to be added.
        months: i64,
    },
}

/// A [`Brief`] as the row keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedBrief(pub(super) Vec<u8>);

impl Brief {
    /// Seals it for the row of `task`.
    pub fn seal(&self, secrets: &Secrets, task: TaskId) -> Result<SealedBrief> {
        let text = serde_json::to_string(self).map_err(Error::internal)?;
        secrets.seal(place(task), &text).map(SealedBrief)
    }

    /// What somebody must know who does it, a sentence each.
    pub fn say(&self, ui: &Ui) -> Vec<String> {
        let day = |key, on: &Date| ui.a1(key, "day", ui.day(on)).into_owned();
        match &self.about {
            About::Farewell { died_on, wish } => {
                let wish = wish.as_ref().map_or_else(
                    || ui.m("task-brief-no-wish").to_owned(),
                    |wish| ui.a1("task-brief-wish", "wish", wish).into_owned(),
                );
                vec![day("task-brief-died", died_on), wish]
            }
            About::Claim { died_on, amount } => vec![day("task-brief-died", died_on), amount.say(ui)],
            About::Loss { lost, died_on } => vec![
                ui.a2("task-brief-lost", "lost", lost, "day", ui.day(died_on)).into_owned(),
                ui.m("task-brief-loss-ask").to_owned(),
            ],
            About::Retired { on } => {
                vec![day("task-brief-retired", on), ui.m("task-brief-retired-acts").to_owned()]
            }
            About::Back { on } => vec![day("task-brief-back", on)],
            About::InHospital { on, hospital } => {
                vec![ui.a2("task-brief-in-hospital", "day", ui.day(on), "hospital", hospital).into_owned()]
            }
            About::Discharged { on } => vec![day("task-brief-discharged", on)],
            About::VisitsAfter { died_on, visits } => vec![
                ui.a2("task-brief-visits-after", "day", ui.day(died_on), "n", visits.len()).into_owned(),
                ui.m("task-brief-visits-after-do").to_owned(),
            ],
        }
    }
}

impl Amount {
    /// How much, and how it came about, in words.
    pub fn say(&self, ui: &Ui) -> String {
        match self {
            Amount::Known { total_fen, income_fen, multiple, months, pay_fen, .. } => {
                let parts = ui.t(&cq_platform::messages::Text::new("task-amount-parts")
                    .with("multiple", *multiple)
                    .with("income", yuan(*income_fen))
                    .with("months", *months)
                    .with("pay", yuan(*pay_fen)));
                ui.a2("task-amount-known", "total", yuan(*total_fen), "parts", parts.into_owned())
                    .into_owned()
            }
            Amount::NoRate => ui.m("task-amount-no-rate").to_owned(),
            Amount::NoPay { income_part_fen, months } => {
                ui.a2("task-amount-no-pay", "part", yuan(*income_part_fen), "months", *months).into_owned()
            }
        }
    }
}

impl SealedBrief {
    /// Opens what was sealed for `task`.
    pub fn open(&self, secrets: &Secrets, task: TaskId) -> Result<Brief> {
        let text = secrets.open(place(task), &self.0)?;
        serde_json::from_str(&text).map_err(|_| Error::internal("task.brief holds no brief"))
    }
}

fn place(task: TaskId) -> Place {
    Place { table: "task", column: "brief", row: task.0 }
}

/// Fen as yuan, thousands apart: `1,234,567.80`.
pub fn yuan(fen: i64) -> String {
    let (whole, rest) = (fen.unsigned_abs() / 100, fen.unsigned_abs() % 100);
    let digits = whole.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if fen < 0 { "-" } else { "" };
    format!("{sign}{grouped}.{rest:02}")
}

#[cfg(test)]
mod tests {
    use super::yuan;

    #[test]
    fn fen_are_said_as_yuan() {
        assert_eq!(yuan(123_456_780), "1,234,567.80");
        assert_eq!((yuan(5), yuan(100_000)), ("0.05".into(), "1,000.00".into()));
    }
}
