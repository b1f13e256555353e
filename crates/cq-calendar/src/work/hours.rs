//! The hours in which a desk is manned.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Time;

/// The hours of every working day, e.g. 08:30–12:00 and 13:30–17:30, to the minute.
///
/// `Display` and `FromStr` write `08:30-12:00 13:30-17:30`. There is at least one stretch, none is empty, and each begins
/// after the one before has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskHours(Vec<(Time, Time)>);

/// Why a text is no desk hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DeskHoursError {
    /// Not the shape `08:30-12:00 13:30-17:30`.
    #[error("not of the shape 08:30-12:00 13:30-17:30")]
    Shape,
    /// A stretch ends before it begins, or begins before the one before it has ended.
    #[error("out of order")]
    Order,
}

impl DeskHours {
    /// The stretches of a day, in order.
    pub fn stretches(&self) -> &[(Time, Time)] {
        &self.0
    }

    /// Minutes of a whole day.
    pub fn minutes_a_day(&self) -> u32 {
        self.0.iter().map(|(from, to)| minutes_between(*from, *to)).sum()
    }
}

impl Default for DeskHours {
    /// 08:30–12:00 and 13:30–17:30.
    fn default() -> Self {
        let at = |hour, minute| Time::constant(hour, minute, 0, 0);
        Self(vec![(at(8, 30), at(12, 0)), (at(13, 30), at(17, 30))])
    }
}

/// Whole minutes from one time to a later one of the same day; 0 if it is not later.
pub(super) fn minutes_between(from: Time, to: Time) -> u32 {
    minute_of(to).saturating_sub(minute_of(from))
}

/// Minutes since midnight.
pub(super) fn minute_of(time: Time) -> u32 {
    let minutes = i32::from(time.hour()) * 60 + i32::from(time.minute());
    u32::try_from(minutes).unwrap_or(0)
}

impl fmt::Display for DeskHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (from, to)) in self.0.iter().enumerate() {
            let space = if place == 0 { "" } else { " " };
            let (h, m, to_h, to_m) = (from.hour(), from.minute(), to.hour(), to.minute());
            write!(f, "{space}{h:02}:{m:02}-{to_h:02}:{to_m:02}")?;
        }
        Ok(())
    }
}

impl FromStr for DeskHours {
    type Err = DeskHoursError;

    /// Also takes what people type: full-width colons and dashes, `、` and `，` between stretches.
    fn from_str(text: &str) -> Result<Self, DeskHoursError> {
        let plain: String = text
            .chars()
            .map(|c| match c {
                '：' => ':',
                '－' | '–' | '—' | '~' | '～' | '至' => '-',
                '、' | '，' | ',' | ';' | '；' => ' ',
                c => c,
            })
            .collect();
        let stretch = |text: &str| {
            let (from, to) = text.split_once('-').ok_or(DeskHoursError::Shape)?;
            Ok((time(from)?, time(to)?))
        };
        let stretches = plain.split_whitespace().map(stretch).collect::<Result<Vec<_>, _>>()?;
        if stretches.is_empty() {
            return Err(DeskHoursError::Shape);
        }
        let times: Vec<Time> = stretches.iter().flat_map(|(from, to)| [*from, *to]).collect();
        let rises = times.windows(2).enumerate().all(|(place, pair)| match pair {
            [a, b] if place % 2 == 0 => a < b,
            [a, b] => a <= b,
            _ => true,
        });
        if rises { Ok(Self(stretches)) } else { Err(DeskHoursError::Order) }
    }
}

fn time(text: &str) -> Result<Time, DeskHoursError> {
    let (hour, minute) = text.split_once(':').ok_or(DeskHoursError::Shape)?;
    let digits = |text: &str| {
        let is_number = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        if is_number {
            text.parse::<i8>().map_err(|_| DeskHoursError::Shape)
        } else {
            Err(DeskHoursError::Shape)
        }
    };
    Time::new(digits(hour)?, digits(minute)?, 0, 0).map_err(|_| DeskHoursError::Shape)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_is_read_and_written_one_way() {
        let read = |text: &str| text.parse::<DeskHours>().map(|hours| hours.to_string());
        assert_eq!(read("8:30-12:00 13:30-17:30").as_deref(), Ok("08:30-12:00 13:30-17:30"));
        assert_eq!(read("8：30—12：00、14：00～18：00").as_deref(), Ok("08:30-12:00 14:00-18:00"));
        assert_eq!(DeskHours::default().minutes_a_day(), 450);
        assert_eq!(DeskHours::default().to_string().parse(), Ok(DeskHours::default()));
    }

    #[test]
    fn what_is_no_desk_hours_is_refused() {
        let read = |text: &str| text.parse::<DeskHours>().unwrap_err();
        for text in ["", "9-17", "08:30", "08:30-25:00", "08:61-12:00", "+8:30-12:00"] {
            assert_eq!(read(text), DeskHoursError::Shape, "{text}");
        }
        for text in ["12:00-08:30", "08:30-08:30", "08:30-12:00 11:00-17:00"] {
            assert_eq!(read(text), DeskHoursError::Order, "{text}");
        }
    }
}
