//! A cell as the file keeps it, and what it can be read as.

use crate::word::half_width;
use crate::xlsx::Shows;
use calamine::{CellErrorType, DataRef};
use cq_calendar::{ExcelEpoch, PartialDate, PartialDateError, excel_serial_to_date};
use jiff::civil::{Date, DateTime};
use std::borrow::Cow;
use std::fmt::Write;

/// One cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cell<'a> {
    /// What it holds; the last computed value of a formula.
    pub value: CellValue<'a>,
    /// Whether the value was computed by a formula. A text that begins with `=` is no formula.
    pub formula: bool,
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum CellValue<'a> {
    /// Nothing.
    #[default]
    Empty,
    /// Text, exactly as kept.
    Text(Cow<'a, str>),
    /// A number; of long numbers only fifteen digits were ever kept.
    Number(f64),
    /// A day by the cell's number format, or only the month or year if the format shows no more and the
    /// cell stands on the first day.
    Date(PartialDate),
    /// A day with a time other than midnight.
    Moment(DateTime),
    /// True or false.
    Bool(bool),
    /// An error such as `#N/A`.
    Error(&'static str),
}

/// An identifying number (citizen ID, telephone, bank card) as read from a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IdText {
    /// No content.
    Missing,
    /// All of it, without spaces, in half-width characters, `x` as `X`. Not checked in any other way.
    Exact(String),
    /// Excel took it for a number and lost every digit after the fifteenth.
    Damaged {
        /// What the cell shows, such as `3.70181E+17`.
        shown: String,
        /// The leading digits that are still right, up to fifteen.
        kept: String,
    },
    /// A date, a fraction, an error or a truth value.
    NotAnId {
        /// What the cell shows.
        shown: String,
    },
}

/// Why a cell is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CellDateError {
    /// The text or number is not a date.
    #[error(transparent)]
    Text(#[from] PartialDateError),
    /// A number such as 1938.1, which may have been typed as 1938.10.
    #[error("{year}.1 may be January or October")]
    JanuaryOrOctober {
        /// The year, which is certain.
        year: i16,
    },
    /// An error or truth value.
    #[error("not a date")]
    NotADate,
}

impl<'a> Cell<'a> {
    /// Whether the cell holds nothing.
    pub fn is_empty(&self) -> bool {
        matches!(self.value, CellValue::Empty)
    }

    /// Whether it shows nothing but spaces.
    pub fn is_blank(&self) -> bool {
        match &self.value {
            CellValue::Empty => true,
            CellValue::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// What the cell shows, as text without surrounding spaces: numbers as Excel's general format shows them,
    /// dates in ISO 8601.
    pub fn shown(&self) -> Cow<'_, str> {
        match &self.value {
            CellValue::Empty => Cow::Borrowed(""),
            CellValue::Text(text) => Cow::Borrowed(text.trim()),
            CellValue::Number(number) => Cow::Owned(general(*number)),
            CellValue::Date(date) => Cow::Owned(date.to_string()),
            CellValue::Moment(moment) => Cow::Owned(moment.strftime("%Y-%m-%d %H:%M").to_string()),
            CellValue::Bool(true) => Cow::Borrowed("TRUE"),
            CellValue::Bool(false) => Cow::Borrowed("FALSE"),
            CellValue::Error(error) => Cow::Borrowed(error),
        }
    }

    /// Reads an identifying number and says whether Excel has spoilt it.
    pub fn as_id_text(&self) -> IdText {
        match &self.value {
            CellValue::Empty => IdText::Missing,
            CellValue::Text(text) => id_from_text(text),
            CellValue::Number(number) => id_from_number(*number),
            _ => IdText::NotAnId { shown: self.shown().into_owned() },
        }
    }

    /// Reads a date that may be known only to the month or year; `None` if the cell is blank.
    ///
    /// A number is read as 1938, 193805, 19380512 or 1938.05 if it looks so, otherwise as a day serial whose date
    /// format was lost.
    pub fn as_date(&self) -> Result<Option<PartialDate>, CellDateError> {
        match &self.value {
            _ if self.is_blank() => Ok(None),
            CellValue::Text(text) => Ok(Some(PartialDate::parse_loose(text)?)),
            CellValue::Number(number) => date_from_number(*number).map(Some),
            CellValue::Date(date) => Ok(Some(*date)),
            CellValue::Moment(moment) => Ok(Some(moment.date().into())),
            _ => Err(CellDateError::NotADate),
        }
    }
}

/// The value calamine read, with dates resolved.
pub(crate) fn value_of<'a>(
    raw: &calamine::Cell<DataRef<'a>>,
    epoch: ExcelEpoch,
    shows: Shows,
) -> CellValue<'a> {
    match raw.get_value() {
        DataRef::SharedString("") => CellValue::Empty,
        DataRef::SharedString(text) => CellValue::Text(Cow::Borrowed(text)),
        DataRef::String(text) if text.is_empty() => CellValue::Empty,
        DataRef::String(text) | DataRef::DurationIso(text) => CellValue::Text(Cow::Owned(text.clone())),
        DataRef::Float(number) => CellValue::Number(*number),
        DataRef::Int(number) => CellValue::Number(*number as f64),
        DataRef::Bool(truth) => CellValue::Bool(*truth),
        DataRef::DateTime(serial) if serial.is_datetime() => date_value(serial.as_f64(), epoch, shows),
        DataRef::DateTime(duration) => CellValue::Number(duration.as_f64()),
        DataRef::DateTimeIso(text) => iso_value(text),
        DataRef::Error(error) => CellValue::Error(error_name(error)),
        DataRef::Empty => CellValue::Empty,
    }
}

fn date_value(serial: f64, epoch: ExcelEpoch, shows: Shows) -> CellValue<'static> {
    const SECONDS_A_DAY: f64 = 86_400.0;
    let Some(date) = excel_serial_to_date(serial, epoch) else { return CellValue::Number(serial) };
    // Half a second before midnight is Excel's rounding, not a time.
    let seconds = (serial.fract() * SECONDS_A_DAY).round().min(SECONDS_A_DAY - 1.0);
    if seconds >= 1.0 {
        let time = jiff::Span::new().try_seconds(seconds as i64).ok();
        if let Some(moment) =
            time.and_then(|time| date.to_datetime(Default::default()).checked_add(time).ok())
        {
            return CellValue::Moment(moment);
        }
    }
    CellValue::Date(as_shown(date, shows))
}

fn as_shown(date: Date, shows: Shows) -> PartialDate {
    let vague = match (shows, date.month(), date.day()) {
        (Shows::Month, month, 1) => PartialDate::from_year_month(date.year(), month).ok(),
        (Shows::Year, 1, 1) => PartialDate::from_year(date.year()).ok(),
        _ => None,
    };
    vague.unwrap_or(PartialDate::from(date))
}

fn iso_value(text: &str) -> CellValue<'static> {
    match (text.parse::<DateTime>(), text.parse::<Date>()) {
        (Ok(moment), _) if moment.time() != Default::default() => CellValue::Moment(moment),
        (_, Ok(date)) => CellValue::Date(date.into()),
        _ => CellValue::Text(Cow::Owned(text.to_owned())),
    }
}

fn error_name(error: &CellErrorType) -> &'static str {
    match error {
        CellErrorType::Div0 => "#DIV/0!",
        CellErrorType::NA => "#N/A",
        CellErrorType::Name => "#NAME?",
        CellErrorType::Null => "#NULL!",
        CellErrorType::Num => "#NUM!",
        CellErrorType::Ref => "#REF!",
        CellErrorType::Value => "#VALUE!",
        CellErrorType::GettingData => "#GETTING_DATA",
    }
}

/// Largest whole number that keeps all of its digits: Excel keeps fifteen.
const EXACT_BELOW: f64 = 1e15;

/// A number as Excel's general format shows it in a cell: eleven digits, then an exponent.
fn general(number: f64) -> String {
    if number.abs() >= 1e11 || (number != 0.0 && number.abs() < 1e-9) {
        let scientific = format!("{number:.5E}");
        let (digits, exponent) = scientific.split_once('E').unwrap_or((&scientific, "0"));
        let digits =
            if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { digits };
        let (sign, exponent) = match exponent.strip_prefix('-') {
            Some(exponent) => ('-', exponent),
            None => ('+', exponent),
        };
        return format!("{digits}E{sign}{exponent:0>2}");
    }
    let mut text = String::new();
    if number.fract() == 0.0 || write!(text, "{number:.9}").is_err() {
        return format!("{number:.0}");
    }
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn id_from_number(number: f64) -> IdText {
    if number < 0.0 || number.fract() != 0.0 || !number.is_finite() {
        return IdText::NotAnId { shown: general(number) };
    }
    let digits = format!("{number:.0}");
    if number < EXACT_BELOW {
        return IdText::Exact(digits);
    }
    IdText::Damaged { shown: general(number), kept: digits.chars().take(15).collect() }
}

fn id_from_text(text: &str) -> IdText {
    let mut id: String = half_width(text)
        .chars()
        .filter(|c| {
            !c.is_whitespace() && !matches!(c, '\u{200b}' | '\u{feff}' | '\u{200e}' | '\u{202c}' | '\u{202d}')
        })
        .map(|c| c.to_ascii_uppercase())
        .collect();
    // ="0123" and '0123 are how people keep Excel from taking an ID for a number.
    if let Some(quoted) = id.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        id = quoted.to_owned();
    }
    let id = id.trim_start_matches(['\'', '`', '‘', '’']).to_owned();
    if id.is_empty() {
        return IdText::Missing;
    }
    // A CSV saved by Excel holds the exponent as text.
    let scientific = id.split_once("E+").is_some_and(|(digits, exponent)| {
        digits.chars().all(|c| c.is_ascii_digit() || c == '.') && exponent.bytes().all(|b| b.is_ascii_digit())
    });
    if scientific {
        let mantissa = id.split('E').next().unwrap_or_default();
        let kept = mantissa.chars().filter(char::is_ascii_digit).take(15).collect();
        return IdText::Damaged { shown: id, kept };
    }
    IdText::Exact(id)
}

fn date_from_number(number: f64) -> Result<PartialDate, CellDateError> {
    // 2200-01-01; above the plain years 1800 to 2199, which serials of 1904 to 1906 would also be.
    const SERIALS: std::ops::Range<f64> = 2200.0..109_575.0;
    if (1800.0..2200.0).contains(&number) && number.fract() != 0.0 {
        let hundredths = (number * 100.0).round();
        if (number * 100.0 - hundredths).abs() > 1e-6 {
            return Err(PartialDateError::Shape.into());
        }
        let (year, month) = ((hundredths / 100.0).floor() as i16, (hundredths % 100.0) as i8);
        // The spreadsheet drops a final zero, so .1 is January or October, and .5 is May.
        return match month {
            10 => Err(CellDateError::JanuaryOrOctober { year }),
            20 | 30 | 40 | 50 | 60 | 70 | 80 | 90 => Ok(PartialDate::from_year_month(year, month / 10)?),
            _ => Ok(PartialDate::from_year_month(year, month)?),
        };
    }
    if SERIALS.contains(&number) {
        let date = excel_serial_to_date(number, ExcelEpoch::Y1900).ok_or(PartialDateError::Shape)?;
        return Ok(date.into());
    }
    if number.fract() != 0.0 {
        return Err(PartialDateError::Shape.into());
    }
    Ok(PartialDate::parse_loose(&format!("{number:.0}"))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(number: f64) -> Cell<'static> {
        Cell { value: CellValue::Number(number), formula: false }
    }

    fn text(text: &'static str) -> Cell<'static> {
        Cell { value: CellValue::Text(text.into()), formula: false }
    }

    #[test]
    fn ids_kept_as_numbers_are_damaged_beyond_fifteen_digits() {
        let damaged = |shown: &str, kept: &str| IdText::Damaged { shown: shown.into(), kept: kept.into() };
        let exact = |id: &str| IdText::Exact(id.into());
        assert_eq!(number(370_181_194_001_010_018.0).as_id_text(), damaged("3.70181E+17", "370181194001010"));
        assert_eq!(number(13_805_311_234.0).as_id_text(), exact("13805311234"));
        assert_eq!(number(370_181_400_101_001.0).as_id_text(), exact("370181400101001"));
        assert_eq!(text("3.70181E+17").as_id_text(), damaged("3.70181E+17", "370181"));
        assert_eq!(text(" 3701811940 0101001x ").as_id_text(), exact("37018119400101001X"));
        assert_eq!(text("３７０１８１１９４００１０１００１ｘ").as_id_text(), exact("37018119400101001X"));
        assert_eq!(text("'370181194001010012").as_id_text(), exact("370181194001010012"));
        assert_eq!(text("=\"0531\"").as_id_text(), exact("0531"));
        assert_eq!(text("　").as_id_text(), IdText::Missing);
        assert_eq!(number(1.5).as_id_text(), IdText::NotAnId { shown: "1.5".into() });
        let date = Cell { value: CellValue::Date(PartialDate::from_year(1940).unwrap()), formula: false };
        assert_eq!(date.as_id_text(), IdText::NotAnId { shown: "1940".into() });
    }

    #[test]
    fn numbers_show_as_in_excel() {
        for (value, shown) in [
            (5.0, "5"),
            (0.5, "0.5"),
            (-3.25, "-3.25"),
            (13_805_311_234.0, "13805311234"),
            (370_181_194_001_010_018.0, "3.70181E+17"),
            (4e17, "4E+17"),
            (0.0, "0"),
            (1e-10, "1E-10"),
        ] {
            assert_eq!(number(value).shown(), shown);
        }
    }

    #[test]
    fn dates_kept_as_numbers() {
        let date = |cell: Cell<'_>| cell.as_date().map(|date| date.map(|date| date.to_string()));
        assert_eq!(date(number(1938.0)), Ok(Some("1938".into())));
        assert_eq!(date(number(193_805.0)), Ok(Some("1938-05".into())));
        assert_eq!(date(number(19_380_512.0)), Ok(Some("1938-05-12".into())));
        assert_eq!(date(number(1938.05)), Ok(Some("1938-05".into())));
        assert_eq!(date(number(1938.5)), Ok(Some("1938-05".into())));
        assert_eq!(date(number(1938.12)), Ok(Some("1938-12".into())));
        assert_eq!(date(number(1938.1)), Err(CellDateError::JanuaryOrOctober { year: 1938 }));
        assert_eq!(date(number(1938.13)), Err(PartialDateError::Month(13).into()));
        assert_eq!(date(number(14_012.0)), Ok(Some("1938-05-12".into())));
        assert_eq!(date(number(1938.055)), Err(PartialDateError::Shape.into()));
        assert_eq!(date(number(-1.0)), Err(PartialDateError::Shape.into()));
        assert_eq!(date(text("  ")), Ok(None));
        assert_eq!(date(Cell { value: CellValue::Bool(true), formula: false }), Err(CellDateError::NotADate));
    }
}
