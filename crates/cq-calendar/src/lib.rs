//! Calendar rules of the bureau, without a clock: dates that may be known only to the month, spreadsheet
//! serial numbers, the twenty-four solar terms, lunar dates and the birthdays kept by them, ages, working days and working
//! time. Whole days are [`jiff::civil::Date`].

mod age;
mod birthday;
mod excel;
mod lunar;
mod partial;
mod term;
mod work;

pub use age::AgeRule;
pub use birthday::LunarBirthday;
pub use excel::{ExcelEpoch, excel_serial_to_date};
pub use lunar::{LunarDate, leap_month, lunar_day_to_solar, month_length};
pub use partial::{AgeRange, PartialDate, PartialDateError};
pub use term::{SolarTerm, Span, TermWindow, UnknownSolarTerm};
pub use work::{DayKind, DeskHours, DeskHoursError, Stretch, WorkCalendar, WorkingTime};
