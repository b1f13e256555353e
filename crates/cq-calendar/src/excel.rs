//! Spreadsheet serial numbers.

use jiff::civil::Date;

/// The day from which a workbook counts (ECMA-376 part 1, 18.17.4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ExcelEpoch {
    /// Serial 1 is 1900-01-01, and serial 60 is 1900-02-29, a day that never was.
    #[default]
    Y1900,
    /// Serial 0 is 1904-01-01.
    Y1904,
}

const PHANTOM_LEAP_DAY: i64 = 60;

/// The day of a serial number; its fraction is the time of day and is dropped.
///
/// `None` for what is no day: not finite, before the epoch, the phantom 1900-02-29, after 9999-12-31.
pub fn excel_serial_to_date(serial: f64, epoch: ExcelEpoch) -> Option<Date> {
    if !serial.is_finite() || !(0.0..3_000_000.0).contains(&serial) {
        return None;
    }
    let days = serial.floor() as i64;
    let (origin, days) = match epoch {
        ExcelEpoch::Y1904 => (Date::constant(1904, 1, 1), days),
        ExcelEpoch::Y1900 if days == 0 || days == PHANTOM_LEAP_DAY => return None,
        ExcelEpoch::Y1900 if days < PHANTOM_LEAP_DAY => (Date::constant(1899, 12, 31), days),
        ExcelEpoch::Y1900 => (Date::constant(1899, 12, 30), days),
    };
    origin.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn both_epochs_and_the_day_that_never_was() {
        let of_1900 = |serial| excel_serial_to_date(serial, ExcelEpoch::Y1900);
        assert_eq!(of_1900(1.0), Some(date(1900, 1, 1)));
        assert_eq!(of_1900(59.0), Some(date(1900, 2, 28)));
        assert_eq!(of_1900(60.0), None);
        assert_eq!(of_1900(61.0), Some(date(1900, 3, 1)));
        assert_eq!(of_1900(14012.75), Some(date(1938, 5, 12)));
        assert_eq!(of_1900(2_958_465.0), Some(date(9999, 12, 31)));
        assert_eq!(excel_serial_to_date(12550.0, ExcelEpoch::Y1904), Some(date(1938, 5, 12)));
        assert_eq!(excel_serial_to_date(0.0, ExcelEpoch::Y1904), Some(date(1904, 1, 1)));
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for serial in [0.0, -1.0, f64::NAN, f64::INFINITY, 2_958_466.0, 3.7e17] {
            assert_eq!(excel_serial_to_date(serial, ExcelEpoch::Y1900), None, "{serial}");
        }
    }
}
