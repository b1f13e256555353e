//! The survivor's benefit: so many times the prior year's national urban disposable income a head, and so many months' pay.

use cq_platform::{Result, actor::Act, db::Conn, policy::Scope, record};
use jiff::civil::Date;

use super::{
    model::{Event, EventId},
    store::{self, settings},
};
use crate::task::brief::{About, Amount, Brief};

record! {
    /// A rate, from a day on. What stands in it is what the bureau entered; the program knows no amount of its own.
    pub struct Rate {
        /// The first day.
        pub since: Date,
        /// The prior year's national urban disposable income a head, fen.
        pub urban_income_fen: i64,
        /// Months of pay.
        pub months_pay: i64,
        /// How many times the income.
        pub income_multiple: i64,
        /// The same for a death at work.
        pub income_multiple_at_work: i64,
        /// Where it stands: the document.
        pub source: String,
    }
}

/// What a death comes to by the rate that held on its day.
pub fn amount(rate: Option<&Rate>, at_work: bool, pay_fen: Option<i64>) -> Amount {
    let Some(rate) = rate else { return Amount::NoRate };
    let multiple = if at_work { rate.income_multiple_at_work } else { rate.income_multiple };
    let income_part_fen = multiple.saturating_mul(rate.urban_income_fen);
    let Some(pay_fen) = pay_fen else { return Amount::NoPay { income_part_fen, months: rate.months_pay } };
    Amount::Known {
        total_fen: income_part_fen.saturating_add(rate.months_pay.saturating_mul(pay_fen)),
        income_fen: rate.urban_income_fen,
        multiple,
        months: rate.months_pay,
        pay_fen,
        since: rate.since,
    }
}

/// Works an open claim out anew: its rate may have been entered since the death was noted.
pub fn refresh(conn: &Conn<'_>, act: &Act, brief: &mut Brief) -> Result<()> {
    let About::Claim { died_on, amount: said } = &mut brief.about else { return Ok(()) };
    let noted = store::find(conn, act, &Scope::BUREAU, EventId(brief.event))?;
    if let Some(Event::Death { at_work, pay_fen, .. }) = noted.map(|noted| noted.event) {
        *said = amount(settings::rate(conn, act.bureau(), *died_on)?.as_ref(), at_work, pay_fen);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn rate() -> Rate {
        Rate {
            since: date(2026, 1, 1),
            urban_income_fen: 5_418_800,
            months_pay: 40,
            income_multiple: 2,
            income_multiple_at_work: 20,
            source: "invented".into(),
        }
    }

    #[test]
    fn twice_the_income_and_forty_months() {
        let Amount::Known { total_fen, .. } = amount(Some(&rate()), false, Some(680_000)) else { panic!() };
        assert_eq!(total_fen, 2 * 5_418_800 + 40 * 680_000);
        let Amount::Known { total_fen, .. } = amount(Some(&rate()), true, Some(680_000)) else { panic!() };
        assert_eq!(total_fen, 20 * 5_418_800 + 40 * 680_000);
    }

    #[test]
    fn what_is_missing_is_said() {
        assert_eq!(amount(None, false, Some(1)), Amount::NoRate);
        assert_eq!(
            amount(Some(&rate()), false, None),
            Amount::NoPay { income_part_fen: 10_837_600, months: 40 }
        );
    }
}
