//! The twenty-four solar terms, and seasons of work that run from one term to another.

use crate::lunar::{YEARS, solar_date};
use jiff::civil::Date;
use std::fmt;
use std::str::FromStr;

macro_rules! solar_terms {
    ($($variant:ident $key:literal $chinese:literal),+ $(,)?) => {
        /// A solar term, in the order of the solar year (小寒 in January first, 冬至 in December last).
        ///
        /// `Display`, `FromStr` and serde use [`SolarTerm::key`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum SolarTerm { $(#[doc = $chinese] $variant),+ }

        impl SolarTerm {
            /// All twenty-four, in the order of the solar year.
            pub const ALL: [SolarTerm; 24] = [$(SolarTerm::$variant),+];

            /// The key for storage and translation: pinyin without tones, such as `li-dong`.
            pub fn key(self) -> &'static str {
                match self { $(SolarTerm::$variant => $key),+ }
            }

            /// The Chinese name, such as 立冬.
            pub fn chinese(self) -> &'static str {
                match self { $(SolarTerm::$variant => $chinese),+ }
            }
        }
    };
}

solar_terms! {
    XiaoHan "xiao-han" "小寒", DaHan "da-han" "大寒", LiChun "li-chun" "立春", YuShui "yu-shui" "雨水",
    JingZhe "jing-zhe" "惊蛰", ChunFen "chun-fen" "春分", QingMing "qing-ming" "清明", GuYu "gu-yu" "谷雨",
    LiXia "li-xia" "立夏", XiaoMan "xiao-man" "小满", MangZhong "mang-zhong" "芒种", XiaZhi "xia-zhi" "夏至",
    XiaoShu "xiao-shu" "小暑", DaShu "da-shu" "大暑", LiQiu "li-qiu" "立秋", ChuShu "chu-shu" "处暑",
    BaiLu "bai-lu" "白露", QiuFen "qiu-fen" "秋分", HanLu "han-lu" "寒露", ShuangJiang "shuang-jiang" "霜降",
    LiDong "li-dong" "立冬", XiaoXue "xiao-xue" "小雪", DaXue "da-xue" "大雪", DongZhi "dong-zhi" "冬至",
}

impl SolarTerm {
    /// The day of this term in a solar year; `None` outside the years 1600 to 2400.
    pub fn date_in(self, year: i16) -> Option<Date> {
        if !YEARS.contains(&year) {
            return None;
        }
        // The library's year begins with the winter solstice of the December before; ours ends with it.
        let index = self as isize + 1;
        let term = tyme4rs::tyme::solar::SolarTerm::from_index(year.into(), index);
        solar_date(&term.get_solar_day())
    }

    /// The term that falls on a day, if one does; `None` outside the years 1600 to 2400.
    pub fn on(day: Date) -> Option<SolarTerm> {
        // Two a month, in the order of the year.
        let first = usize::try_from(day.month() - 1).ok()? * 2;
        let two = SolarTerm::ALL.get(first..first + 2)?;
        two.iter().copied().find(|term| term.date_in(day.year()) == Some(day))
    }

    /// The first day of this term that is not before `date`; `None` outside the years 1600 to 2400.
    pub fn next_on_or_after(self, date: Date) -> Option<Date> {
        let this_year = self.date_in(date.year())?;
        if this_year >= date { Some(this_year) } else { self.date_in(date.year() + 1) }
    }
}

impl fmt::Display for SolarTerm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

/// A text that is the key of no solar term.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown solar term {0:?}")]
pub struct UnknownSolarTerm(pub String);

impl FromStr for SolarTerm {
    type Err = UnknownSolarTerm;

    fn from_str(key: &str) -> Result<SolarTerm, UnknownSolarTerm> {
        SolarTerm::ALL
            .into_iter()
            .find(|term| term.key() == key)
            .ok_or_else(|| UnknownSolarTerm(key.to_owned()))
    }
}

impl serde::Serialize for SolarTerm {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.key())
    }
}

impl<'de> serde::Deserialize<'de> for SolarTerm {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<SolarTerm, D::Error> {
        let key = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        key.parse().map_err(serde::de::Error::custom)
    }
}

/// Days from `first` to `last`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Span {
    /// First day.
    pub first: Date,
    /// Last day.
    pub last: Date,
}

impl Span {
    /// Whether the day lies in the span.
    pub fn contains(self, date: Date) -> bool {
        self.first <= date && date <= self.last
    }
}

/// A season of work: from the day of one term up to, and not including, the day of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct TermWindow {
    /// The term on which it begins.
    pub from: SolarTerm,
    /// The term before which it ends.
    pub to: SolarTerm,
}

impl TermWindow {
    /// 春风行动: 立春 to 立夏.
    pub const SPRING: TermWindow = TermWindow { from: SolarTerm::LiChun, to: SolarTerm::LiXia };
    /// 冬日送温暖: 立冬 to 立春 of the next year.
    pub const WINTER: TermWindow = TermWindow { from: SolarTerm::LiDong, to: SolarTerm::LiChun };

    /// The days of the window that begins in `start_year`; it may end in the next year.
    /// `None` outside the years 1600 to 2400.
    pub fn occurrence(self, start_year: i16) -> Option<Span> {
        let first = self.from.date_in(start_year)?;
        let end_year = if self.to > self.from { start_year } else { start_year + 1 };
        let last = self.to.date_in(end_year)?.yesterday().ok()?;
        Some(Span { first, last })
    }

    /// The occurrence in which `date` lies, if it lies in one.
    pub fn containing(self, date: Date) -> Option<Span> {
        [date.year() - 1, date.year()]
            .into_iter()
            .filter_map(|year| self.occurrence(year))
            .find(|span| span.contains(date))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_terms_of_2026() {
        let days = [
            (1, 5),
            (1, 20),
            (2, 4),
            (2, 18),
            (3, 5),
            (3, 20),
            (4, 5),
            (4, 20),
            (5, 5),
            (5, 21),
            (6, 5),
            (6, 21),
            (7, 7),
            (7, 23),
            (8, 7),
            (8, 23),
            (9, 7),
            (9, 23),
            (10, 8),
            (10, 23),
            (11, 7),
            (11, 22),
            (12, 7),
            (12, 22),
        ];
        for (term, (month, day)) in SolarTerm::ALL.into_iter().zip(days) {
            assert_eq!(term.date_in(2026), Some(date(2026, month, day)), "{}", term.chinese());
        }
    }

    #[test]
    fn winter_crosses_the_year() {
        let winter = TermWindow::WINTER.occurrence(2026).unwrap();
        assert_eq!(winter, Span { first: date(2026, 11, 7), last: date(2027, 2, 3) });
        assert_eq!(TermWindow::WINTER.containing(date(2027, 1, 1)), Some(winter));
        assert_eq!(TermWindow::WINTER.containing(date(2027, 2, 4)), None);
        let spring = TermWindow::SPRING.occurrence(2027).unwrap();
        assert_eq!(spring, Span { first: date(2027, 2, 4), last: date(2027, 5, 5) });
    }

    #[test]
    fn next_term_looks_into_the_next_year() {
        assert_eq!(SolarTerm::LiChun.next_on_or_after(date(2026, 2, 4)), Some(date(2026, 2, 4)));
        assert_eq!(SolarTerm::LiChun.next_on_or_after(date(2026, 2, 5)), Some(date(2027, 2, 4)));
        assert_eq!(SolarTerm::LiChun.next_on_or_after(date(9999, 1, 1)), None);
    }

    #[test]
    fn terms_stay_in_their_year_and_order() {
        for year in YEARS {
            let days: Vec<Date> =
                SolarTerm::ALL.into_iter().map(|term| term.date_in(year).unwrap()).collect();
            assert!(days.is_sorted(), "{year}");
            assert!(days.iter().all(|day| day.year() == year), "{year}");
        }
    }

    #[test]
    fn keys_round_trip() {
        for term in SolarTerm::ALL {
            assert_eq!(term.key().parse(), Ok(term));
        }
        assert_eq!(
            serde_json::to_string(&TermWindow::WINTER).unwrap(),
            r#"{"from":"li-dong","to":"li-chun"}"#
        );
        assert!("winter".parse::<SolarTerm>().is_err());
    }
}
