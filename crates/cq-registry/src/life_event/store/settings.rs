//! Rules, benefit rates, and the people who can be named in them.

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    ids::{AccountId, BureauId, StaffId},
    messages::Text,
};
use jiff::civil::Date;

use crate::{
    life_event::{benefit::Rate, rules::Rules},
    staff::{self, store::Staff},
};

const RULES: &str = "SELECT value, since FROM setting WHERE bureau_id = $1 AND name = $2 AND since <= $3
    ORDER BY bureau_id DESC, name DESC, since DESC LIMIT 1";
const SAVE_RULES: &str = "INSERT INTO setting (bureau_id, name, since, value) VALUES ($1, $2, $3, $4)
    ON CONFLICT (bureau_id, name, since) DO UPDATE SET value = excluded.value";
const RATE: &str = "SELECT since, urban_income_fen, months_pay, income_multiple, income_multiple_at_work, source FROM benefit_rate
    WHERE bureau_id = $1 AND since <= $2 ORDER BY bureau_id DESC, since DESC LIMIT 1";
const RATES: &str = "SELECT since, urban_income_fen, months_pay, income_multiple, income_multiple_at_work, source FROM benefit_rate
    WHERE bureau_id = $1 ORDER BY bureau_id DESC, since DESC LIMIT 100";
const INSERT_RATE: &str =
    "INSERT INTO benefit_rate (bureau_id, since, urban_income_fen, months_pay, income_multiple,
    income_multiple_at_work, source) VALUES ($1, $2, $3, $4, $5, $6, $7)";
const SAVE_RATE: &str = "UPDATE benefit_rate SET urban_income_fen = $3, months_pay = $4, income_multiple = $5,
    income_multiple_at_work = $6, source = $7 WHERE bureau_id = $1 AND since = $2 AND urban_income_fen = $8 AND months_pay = $9
    AND income_multiple = $10 AND income_multiple_at_work = $11 AND source = $12";
const STAFF: &str = "SELECT id, name FROM staff WHERE bureau_id = $1 AND id = $2";
const OFFICERS: &str = "SELECT s.id, s.name FROM staff s WHERE s.bureau_id = $1
    AND NOT EXISTS (SELECT 1 FROM doctor d WHERE d.bureau_id = s.bureau_id AND d.id = s.id) ORDER BY s.pinyin, s.id LIMIT 200";
const STAFF_OF_ACCOUNT: &str =
    "SELECT s.id, s.name FROM account a JOIN staff s ON s.bureau_id = a.bureau_id AND s.id = a.staff_id
    WHERE a.bureau_id = $1 AND a.id = $2";
const HOLD_ACCOUNT: &str = "UPDATE account SET version = version WHERE bureau_id = $1 AND id = $2";
const TIE: &str = "UPDATE account SET staff_id = $3, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND staff_id IS NULL";
const BUREAU: &str = "SELECT name FROM bureau WHERE bureau_id = $1";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[
    RULES,
    SAVE_RULES,
    RATE,
    RATES,
    INSERT_RATE,
    SAVE_RATE,
    STAFF,
    OFFICERS,
    STAFF_OF_ACCOUNT,
    HOLD_ACCOUNT,
    TIE,
    BUREAU,
];

/// Under this name the rules stand among the settings.
const RULES_NAME: &str = "life-event.rules";

/// The rules that hold on `day` and since when; the shipped ones where the bureau never set any.
pub fn rules(conn: &Conn<'_>, bureau: &BureauId, day: Date) -> Result<(Rules, Option<Date>)> {
    match conn.find::<(String, Date)>(RULES, &[bureau, &RULES_NAME, &day])? {
        Some((value, since)) => Ok((serde_json::from_str(&value).map_err(Error::internal)?, Some(since))),
        None => Ok((Rules::default(), None)),
    }
}

/// Sets the rules from `since` on.
pub fn save_rules(tx: &Tx<'_>, bureau: &BureauId, since: Date, rules: &Rules) -> Result<()> {
    let value = serde_json::to_string(rules).map_err(Error::internal)?;
    tx.execute_one(SAVE_RULES, &[bureau, &RULES_NAME, &since, &value])
}

/// The rate that holds on `day`.
pub fn rate(conn: &Conn<'_>, bureau: &BureauId, day: Date) -> Result<Option<Rate>> {
    conn.find(RATE, &[bureau, &day])
}

/// Every rate, the newest first.
pub fn rates(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<Rate>> {
    conn.list(RATES, &[bureau])
}

/// A new rate. One from the same day on is an error at the day.
pub fn insert_rate(tx: &Tx<'_>, bureau: &BureauId, rate: &Rate) -> Result<()> {
    let Rate { since, urban_income_fen, months_pay, income_multiple, income_multiple_at_work, source } = rate;
    let made = tx.execute(
        INSERT_RATE,
        &[bureau, since, urban_income_fen, months_pay, income_multiple, income_multiple_at_work, source],
    );
    made.map(drop).map_err(|error| match &error {
        Error::Db(cause) if cause.violated().is_some() => {
            Error::Invalid(vec![("since".into(), Text::new("life-rate-taken"))])
        }
        _ => error,
    })
}

/// Corrects `was`, which stays the rate from its day on. Somebody who corrected it meanwhile is a conflict.
pub fn save_rate(tx: &Tx<'_>, bureau: &BureauId, was: &Rate, rate: &Rate) -> Result<()> {
    let Rate { urban_income_fen, months_pay, income_multiple, income_multiple_at_work, source, .. } = rate;
    tx.execute_one(
        SAVE_RATE,
        &[
            bureau,
            &was.since,
            urban_income_fen,
            months_pay,
            income_multiple,
            income_multiple_at_work,
            source,
            &was.urban_income_fen,
            &was.months_pay,
            &was.income_multiple,
            &was.income_multiple_at_work,
            &was.source,
        ],
    )
}

/// Somebody on the staff, by name.
pub fn staff(conn: &Conn<'_>, bureau: &BureauId, id: StaffId) -> Result<Option<(StaffId, String)>> {
    conn.find(STAFF, &[bureau, &id])
}

/// Staff who are no doctors, by reading.
pub fn officers(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<(StaffId, String)>> {
    staff::told_apart(conn, bureau, conn.list(OFFICERS, &[bureau])?)
}

/// Who on the staff an account is.
pub fn staff_of(conn: &Conn<'_>, bureau: &BureauId, account: AccountId) -> Result<Option<(StaffId, String)>> {
    conn.find(STAFF_OF_ACCOUNT, &[bureau, &account])
}

/// Who on the staff an account is; `name` is put on the staff where nobody is yet. Of two who do so at once the second finds whom the first
/// made.
pub fn on_staff(tx: &Tx<'_>, act: &Act, account: AccountId, name: &str) -> Result<StaffId> {
    let known = |tx| Ok::<_, Error>(staff_of(tx, act.bureau(), account)?.map(|(id, _)| id));
    if let Some(id) = known(tx)? {
        return Ok(id);
    }
    tx.execute_one(HOLD_ACCOUNT, &[act.bureau(), &account])?;
    if let Some(id) = known(tx)? {
        return Ok(id);
    }
    let id: StaffId = act.new_id();
    staff::store::insert(tx, act.bureau(), &Staff::new(id, name.to_owned(), None))?;
    tx.execute_one(TIE, &[act.bureau(), &account, &id])?;
    Ok(id)
}

/// The bureau's full name.
pub fn bureau_name(conn: &Conn<'_>, bureau: &BureauId) -> Result<String> {
    Ok(conn.one::<(String,)>(BUREAU, &[bureau])?.0)
}
