//! The habits of each unit: its words for headers, its way of writing dates, IDs, names and illnesses.

use jiff::civil::Date;

use crate::{
    ledger::{Cell, DateLook, Field, more, text_of},
    person::{Month, PersonRecord, Rank},
};

/// How a unit writes dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateShape {
    /// 1942-05
    Dash,
    /// 1942.5
    Dot,
    /// 1942年5月
    Chinese,
    /// 1942/05
    Slash,
    /// A date of the spreadsheet's own.
    Excel,
}

/// How a unit writes illnesses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum IllnessShape {
    /// 高血压(I10)、冠心病(I25)
    WordAndCode,
    /// 高血压 I10；冠心病 I25
    WordSpaceCode,
    /// I10、I25
    Codes,
    /// 高血压，冠心病
    Words,
}

/// One unit's habits, which follow from its position alone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct UnitStyle {
    pub(crate) unit: usize,
    pub(crate) dates: DateShape,
    /// Whether births are written to the day.
    pub(crate) whole_births: bool,
}

impl UnitStyle {
    pub(crate) fn of(unit: usize) -> Self {
        const SHAPES: [DateShape; 5] =
            [DateShape::Dash, DateShape::Dot, DateShape::Chinese, DateShape::Excel, DateShape::Slash];
        Self { unit, dates: SHAPES[unit % SHAPES.len()], whole_births: unit % 3 == 1 }
    }

    /// Columns in the unit's order: the form's, with the means of contact first, or with the home last.
    pub(crate) fn fields(self) -> Vec<Field> {
        let mut fields = Field::ALL.to_vec();
        let phone_and_home = |field: &Field| {
            matches!(field, Field::Phone | Field::Area | Field::Address | Field::Longitude | Field::Latitude)
        };
        let early = |field: &Field| matches!(field, Field::Serial | Field::Name | Field::Sex);
        match self.unit % 4 {
            2 => {
                fields.sort_by_key(|field| if early(field) { 0 } else { 2 - u8::from(phone_and_home(field)) })
            }
            3 => {
                fields.sort_by_key(
                    |field| {
                        if *field == Field::Remark { 2 } else { u8::from(phone_and_home(field)) }
                    },
                )
            }
            _ => {}
        }
        fields
    }

    /// The unit's word for a column.
    pub(crate) fn header(self, field: Field) -> &'static str {
        let words = field.headers();
        let at = match field {
            Field::Birth => usize::from(self.whole_births),
            // One contact is headed alike in all three columns.
            Field::Contact | Field::ContactPhone | Field::ContactRelation => self.unit / 2 % words.len(),
            _ => (self.unit / 2 + field as usize) % words.len(),
        };
        words.get(at).copied().unwrap_or_default()
    }

    /// Whether a row stays blank after every dozen or so.
    pub(crate) fn blank_after(self, row: usize) -> bool {
        self.unit.is_multiple_of(3) && row % (11 + self.unit % 7) == 10
    }

    pub(crate) fn day(self, date: Date) -> Cell {
        let (year, month, day) = (date.year(), date.month(), date.day());
        Cell::Text(match self.dates {
            DateShape::Dash => format!("{year}-{month:02}-{day:02}"),
            DateShape::Dot => format!("{year}.{month}.{day}"),
            DateShape::Chinese => format!("{year}年{month}月{day}日"),
            DateShape::Slash => format!("{year}/{month:02}/{day:02}"),
            DateShape::Excel => return Cell::Date(date, DateLook::Day),
        })
    }

    pub(crate) fn month(self, of: Month) -> Cell {
        let Month { year, month } = of;
        Cell::Text(match self.dates {
            DateShape::Dash => format!("{year}-{month:02}"),
            DateShape::Dot => format!("{year}.{month}"),
            DateShape::Chinese => format!("{year}年{month}月"),
            DateShape::Slash => format!("{year}/{month:02}"),
            DateShape::Excel => {
                return Date::new(year, month, 1)
                    .map_or(Cell::Blank, |first| Cell::Date(first, DateLook::Month));
            }
        })
    }

    fn birth(self, date: Date) -> Cell {
        if self.whole_births {
            return self.day(date);
        }
        self.month(Month { year: date.year(), month: date.month() })
    }

    /// Names of two characters are stretched to the width of three in some units.
    fn name(self, name: &str) -> String {
        let gap = match self.unit % 6 {
            2 => " ",
            4 => "\u{3000}",
            _ => return name.to_owned(),
        };
        let mut characters = name.chars();
        match (characters.next(), characters.next(), characters.next()) {
            (Some(first), Some(last), None) => format!("{first}{gap}{last}"),
            _ => name.to_owned(),
        }
    }

    fn id(self, id: &str) -> String {
        match self.unit % 10 {
            3 => id.to_lowercase(),
            6 => spaced(id),
            8 => format!("{id} "),
            _ => id.to_owned(),
        }
    }

    fn rank(self, rank: Option<Rank>) -> Cell {
        let Some(rank) = rank else { return Cell::Blank };
        text_of(if self.unit % 5 == 3 { rank.formal_label() } else { rank.label() })
    }

    fn illnesses(self, person: &PersonRecord) -> String {
        let (shape, between) = match self.unit % 4 {
            0 => (IllnessShape::WordAndCode, "、"),
            1 => (IllnessShape::WordSpaceCode, "；"),
            2 => (IllnessShape::Codes, "、"),
            _ => (IllnessShape::Words, "，"),
        };
        let written = person.illnesses.iter().map(|illness| match shape {
            IllnessShape::WordAndCode => format!("{}({})", illness.word, illness.code),
            IllnessShape::WordSpaceCode => format!("{} {}", illness.word, illness.code),
            IllnessShape::Codes => illness.code.to_owned(),
            IllnessShape::Words => illness.word.to_owned(),
        });
        written.collect::<Vec<_>>().join(between)
    }

    fn living(self, person: &PersonRecord) -> String {
        let between = if self.unit.is_multiple_of(2) { "、" } else { "，" };
        let nest = if person.empty_nest { format!("{between}空巢") } else { String::new() };
        format!("{}{nest}", person.living.label())
    }
}

/// 379721 19480512 0013
pub(crate) fn spaced(id: &str) -> String {
    let part = |from: usize, to: usize| id.get(from..to).unwrap_or_default();
    format!("{} {} {}", part(0, 6), part(6, 14), part(14, 18))
}

/// What the unit writes into a column about somebody. The serial number is the sheet's, not the person's.
pub(crate) fn person_cell(style: UnitStyle, field: Field, person: &PersonRecord) -> Cell {
    match field {
        Field::Serial => Cell::Blank,
        Field::Name => text_of(style.name(&person.name)),
        Field::Sex => text_of(person.sex.label()),
        Field::CitizenId => text_of(style.id(&person.citizen_id)),
        Field::Birth => style.birth(person.birth),
        Field::Ethnic if style.unit.is_multiple_of(2) => text_of(format!("{}族", person.ethnic)),
        Field::Ethnic => text_of(person.ethnic),
        Field::Political => text_of(person.political),
        Field::Category => text_of(person.category.label()),
        Field::Rank => style.rank(person.rank),
        Field::Treatment => style.rank(person.treatment),
        Field::Joined => person.joined.map_or(Cell::Blank, |month| style.month(month)),
        Field::Retired => person.retired.map_or(Cell::Blank, |month| style.month(month)),
        Field::Phone => person.phone.clone().map_or(Cell::Blank, Cell::Text),
        Field::Area => text_of(person.area().name),
        Field::Address => text_of(person.address.as_str()),
        Field::Longitude => Cell::Number(person.home.longitude()),
        Field::Latitude => Cell::Number(person.home.latitude()),
        Field::Living => text_of(style.living(person)),
        Field::Illness => text_of(style.illnesses(person)),
        Field::HealthNote => text_of(person.health_note.as_str()),
        Field::Remark => text_of(person.remark.as_str()),
        further => more::cell(style, further, person),
    }
}
