//! Calendar rules of the bureau, without a clock: dates that may be known only to the month, spreadsheet
//! serial numbers, the twenty-four solar terms and lunar dates. Whole days are [`jiff::civil::Date`].

mod excel;
mod lunar;
mod partial;
mod term;

pub use excel::{ExcelEpoch, excel_serial_to_date};
pub use lunar::{LunarDate, lunar_day_to_solar};
pub use partial::{AgeRange, PartialDate, PartialDateError};
pub use term::{SolarTerm, Span, TermWindow, UnknownSolarTerm};
