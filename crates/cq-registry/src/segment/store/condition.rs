//! A segment as the condition of a statement. The person's table goes by `p`, and `$1` is the bureau.
//!
//! Every piece is either true or false, never unknown, so that "not" means in SQL what it means in memory: a column that may be
//! empty is asked whether it is, first.

use std::{collections::BTreeSet, fmt::Display};

use cq_calendar::PartialDate;
use cq_platform::db::{Param, Value};
use jiff::civil::Date;
use uuid::Uuid;

use super::{
    around::{
        ABILITY, DOCTOR, DOCTOR_AT, ENDED, ILL, IN_HOSPITAL, LIAISON, MEMBER, MEMBER_OF, OPEN, POST,
        SEEN_SINCE, UNIT_KIND,
    },
    column::{self, count_column, prose_column, word_column},
    known::{has, lacks},
    lunar,
};
use crate::segment::{
    bound::{Bound, YEAR_DAYS},
    condition::{Ailment, Condition, DateField, Debt, Field, PlaceKind},
    model::{Clause, Whom},
};

/// Around each place a box, which leaves out most at a glance, and within it the circle; the arithmetic is [`Bound`]'s, in the same
/// order.
const NEAR: &str = "(p.latitude >= {south} AND p.latitude <= {north} AND p.longitude >= {west} AND p.longitude <= {east}
    AND (p.latitude - {y}) * (p.latitude - {y}) * {north_m2} + (p.longitude - {x}) * (p.longitude - {x}) * {east_m2} <= {most_m2})";
const PAYING: &str = "COALESCE(p.paying_unit_id, p.unit_id)";
/// Births in spans of days, each looked up in the index; a birth that is not known to the day is of no lunar month.
const LUNAR_BORN: &str = "p.id IN (SELECT q.id FROM (VALUES {births}) AS v JOIN person q ON q.bureau_id = $1 AND q.born >= v.column1
    AND q.born <= v.column2 WHERE LENGTH(q.born) = 10)";
const RARELY_ILL: &str = "p.id IN (SELECT c.person_id FROM person_condition c WHERE c.bureau_id = $1 AND (";

/// A value in a segment's statement.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// A word, a code, a date.
    Text(String),
    /// An id.
    Id(Uuid),
    /// A whole number.
    Int(i64),
    /// Degrees, squares of metres.
    Real(f64),
}

impl Param for Given {
    fn value(&self) -> Value<'_> {
        match self {
            Given::Text(text) => Value::Text(text),
            Given::Id(id) => Value::Id(*id),
            Given::Int(n) => Value::Int(*n),
            Given::Real(x) => Value::Real(*x),
        }
    }
}

/// A condition and what it is given.
#[derive(Debug, Clone, PartialEq)]
pub struct Where {
    /// What stands behind `AND`.
    pub sql: String,
    /// In the order of the places, from the one asked for on.
    pub given: Vec<Given>,
}

/// The segment's condition; its parameters follow the first `before` ones of the statement.
pub fn condition(bound: &Bound, before: usize) -> Where {
    written(bound, before, true)
}

/// The same for a statement that reads people in the order of a list and stops when its page is full: nothing in it tempts the
/// database to find everybody first and sort them.
pub fn condition_in_order(bound: &Bound, before: usize) -> Where {
    written(bound, before, false)
}

fn written(bound: &Bound, before: usize, leads: bool) -> Where {
    let mut text = Text { bound, before, leads, given: Vec::new() };
    let among = match bound.segment.whom {
        Whom::Served => "p.ended_on IS NULL AND p.category <> 'relative'",
        Whom::Ended => {
            "p.ended_on IS NOT NULL AND COALESCE(p.ended_because, '') <> 'merged' AND p.category <> 'relative'"
        }
        Whom::Relatives => {
            "p.category = 'relative' AND (p.ended_on IS NULL OR COALESCE(p.ended_because, '') <> 'merged')"
        }
        Whom::Everybody => "(p.ended_on IS NULL OR COALESCE(p.ended_because, '') <> 'merged')",
    };
    let parts = bound.segment.parts();
    let first = if leads { column::by_index(parts) } else { Vec::new() };
    let (first, rest): (Vec<&Clause>, Vec<&Clause>) = parts.iter().partition(|part| first.contains(part));
    let mut all = |parts: Vec<&Clause>| {
        let parts = parts.into_iter().map(|part| text.clause(part));
        std::iter::once(among.to_owned()).chain(parts).collect::<Vec<_>>().join(" AND ")
    };
    let mut sql = all(rest);
    if !first.is_empty() {
        sql = format!(
            "p.id IN (SELECT p.id FROM person p WHERE p.bureau_id = $1 AND {}) AND {sql}",
            all(first)
        );
    }
    Where { sql, given: text.given }
}

struct Text<'b> {
    bound: &'b Bound,
    before: usize,
    /// Whether a condition may lead to the people whom it holds for.
    leads: bool,
    given: Vec<Given>,
}

impl Text<'_> {
    fn clause(&mut self, clause: &Clause) -> String {
        match clause {
            Clause::All(parts) if parts.is_empty() => "1=1".to_owned(),
            Clause::Any(parts) if parts.is_empty() => "1=0".to_owned(),
            Clause::All(parts) => self.joined(parts, " AND "),
            Clause::Any(parts) => self.joined(parts, " OR "),
            Clause::Not(inner) => format!("NOT {}", self.clause(inner)),
            Clause::Is(condition) => format!("({})", self.is(condition)),
        }
    }

    fn joined(&mut self, parts: &[Clause], by: &str) -> String {
        let parts: Vec<String> = parts.iter().map(|part| self.clause(part)).collect();
        format!("({})", parts.join(by))
    }

    fn is(&mut self, condition: &Condition) -> String {
        match condition {
            Condition::Word { field: Field::UnitKind, any } => format!("{UNIT_KIND}{})", self.any_text(any)),
            Condition::Word { field, any } => {
                let column = word_column(*field);
                format!("{column} IS NOT NULL AND {column} IN {}", self.any_text(any))
            }
            Condition::Age { from, to } => self.age(*from, *to),
            Condition::BornIn(months) => {
                let months = months.iter().map(|month| format!("{month:02}"));
                format!("p.born IS NOT NULL AND SUBSTR(p.born, 6, 2) IN {}", self.any_text(months))
            }
            Condition::LunarBornIn(months) => {
                let births = lunar::births(months, self.bound.today)
                    .into_iter()
                    .map(|(first, last)| format!("({}, {})", self.day(first), self.day(last)));
                LUNAR_BORN.replace("{births}", &births.collect::<Vec<_>>().join(", "))
            }
            Condition::Count { field, from, to } => self.count(count_column(*field), *from, *to),
            Condition::Filled(any) => {
                let filled = any.iter().map(|field| format!("{} IS NOT NULL", prose_column(*field)));
                filled.collect::<Vec<_>>().join(" OR ")
            }
            Condition::Says { field, any } => {
                let column = prose_column(*field);
                let has = any.iter().map(|piece| {
                    format!("REPLACE({column}, {}, '') <> {column}", self.put(Given::Text(piece.clone())))
                });
                format!("{column} IS NOT NULL AND ({})", has.collect::<Vec<_>>().join(" OR "))
            }
            Condition::Dated { field, from, to } => self.dated(self.date_column(*field), *from, *to),
            Condition::Living(any) => {
                let each = any.iter().map(|word| {
                    format!("REPLACE(p.living, {}, '') <> p.living", self.put(Given::Text(word.to_string())))
                });
                each.collect::<Vec<_>>().join(" OR ")
            }
            Condition::Ill(any) => self.ill(any),
            Condition::Unit(any) => {
                format!("p.unit_id IS NOT NULL AND p.unit_id IN {}", self.any_id(any.iter().map(|id| id.0)))
            }
            Condition::PayingUnit(any) => {
                format!("{PAYING} IS NOT NULL AND {PAYING} IN {}", self.any_id(any.iter().map(|id| id.0)))
            }
            Condition::Area(any) => {
                format!("p.area_id IS NOT NULL AND p.area_id IN {}", self.any_id(any.iter().map(|id| id.0)))
            }
            Condition::Lacks(any) => any.iter().map(|gap| lacks(*gap)).collect::<Vec<_>>().join(" OR "),
            Condition::Related(any) => any.iter().map(|tie| has(*tie)).collect::<Vec<_>>().join(" OR "),
            Condition::Member(any) => format!("{MEMBER}{})", self.any_id(any.iter().map(|id| id.0))),
            Condition::MemberOf(any) => format!("{MEMBER_OF}{})", self.any_text(any)),
            Condition::Post(any) => format!("{POST}{})", self.any_text(any)),
            Condition::HasDoctor => format!("{DOCTOR})"),
            Condition::Doctor(any) => {
                format!("{DOCTOR} AND d.staff_id IN {})", self.any_id(any.iter().map(|id| id.0)))
            }
            Condition::DoctorAt(any) => {
                format!("{DOCTOR}{DOCTOR_AT}{}))", self.any_id(any.iter().copied()))
            }
            Condition::HasLiaison => format!("{LIAISON})"),
            Condition::Liaison(any) => {
                format!("{LIAISON} AND d.staff_id IN {})", self.any_id(any.iter().map(|id| id.0)))
            }
            Condition::InHospital => IN_HOSPITAL.to_owned(),
            Condition::Awaits(any) => format!("{OPEN} AND t.form IN {})", self.any_text(any)),
            Condition::Owed(any) => any.iter().map(|debt| self.owed(*debt)).collect::<Vec<_>>().join(" OR "),
            Condition::Unseen { days } => {
                format!("NOT {SEEN_SINCE}{})", self.day(self.bound.days_ago(*days)))
            }
            Condition::Near { of, id, within_m } => self.near(*of, *id, *within_m),
            Condition::Ability(any) => {
                let levels = any.iter().map(|level| Given::Int((*level).into()));
                format!("{ABILITY}{})", self.any(levels))
            }
        }
    }

    fn owed(&mut self, debt: Debt) -> String {
        match debt {
            Debt::Open => format!("{OPEN})"),
            Debt::Overdue => format!("{OPEN} AND t.next_on < {})", self.day(self.bound.today)),
            ended => format!("{ENDED}{} AND t.state = '{ended}')", self.day(self.bound.days_ago(YEAR_DAYS))),
        }
    }

    fn date_column(&self, field: DateField) -> &'static str {
        match field {
            DateField::Born if self.leads => "p.born",
            // The same text, which no index is sorted by.
            DateField::Born => "(p.born || '')",
            DateField::JoinedWork => "p.joined_work",
            DateField::JoinedParty => "p.joined_party",
            DateField::Retired => "p.retired",
            DateField::RevolutionSince => "p.revolution_since",
            DateField::TreatmentGranted => "p.treatment_granted",
            DateField::BenefitPaid => "p.benefit_paid_on",
            DateField::Ended => "p.ended_on",
        }
    }

    fn count(&mut self, column: &str, from: Option<u8>, to: Option<u8>) -> String {
        let mut sql = format!("{column} IS NOT NULL");
        for (by, end) in [(">=", from), ("<=", to)] {
            if let Some(end) = end {
                sql.push_str(&format!(" AND {column} {by} {}", self.put(Given::Int(end.into()))));
            }
        }
        sql
    }

    fn put(&mut self, value: Given) -> String {
        self.given.push(value);
        format!("${}", self.before + self.given.len())
    }

    fn day(&mut self, day: Date) -> String {
        self.put(Given::Text(day.to_string()))
    }

    /// A list in brackets, filled up with its last value to a power of two: so there are few statements to be kept prepared.
    fn any(&mut self, values: impl Iterator<Item = Given>) -> String {
        let mut values: Vec<Given> = values.collect();
        if let Some(last) = values.last().cloned() {
            values.resize(values.len().next_power_of_two(), last);
        }
        let places: Vec<String> = values.into_iter().map(|value| self.put(value)).collect();
        format!("({})", places.join(", "))
    }

    fn any_text(&mut self, words: impl IntoIterator<Item = impl Display>) -> String {
        self.any(words.into_iter().map(|word| Given::Text(word.to_string())))
    }

    fn any_id(&mut self, ids: impl Iterator<Item = Uuid>) -> String {
        self.any(ids.map(Given::Id))
    }

    /// Whole blocks are bits of the person's row. Of single codes, where few have one, they lead; else each person is looked at in
    /// whose row the block's bit stands.
    fn ill(&mut self, any: &BTreeSet<Ailment>) -> String {
        let (blocks, codes): (Vec<_>, Vec<_>) =
            any.iter().partition(|ailment| matches!(ailment, Ailment::Block(_)));
        let marks = |any: &[&Ailment]| any.iter().fold(0, |marks, ailment| marks | ailment.marks());
        let mut ways = Vec::new();
        if !blocks.is_empty() {
            ways.push(self.marked(marks(&blocks)));
        }
        if !codes.is_empty() && self.leads && self.bound.rare.contains(any) {
            ways.push(format!("{RARELY_ILL}{}))", self.ranges(codes)));
        } else if !codes.is_empty() {
            ways.push(format!("({} AND {ILL}{})))", self.marked(marks(&codes)), self.ranges(codes)));
        }
        ways.join(" OR ")
    }

    fn marked(&mut self, marks: i64) -> String {
        format!("(p.illness_marks & {}) <> 0", self.put(Given::Int(marks)))
    }

    fn ranges<'a>(&mut self, any: impl IntoIterator<Item = &'a Ailment>) -> String {
        let ranges = any.into_iter().map(|ailment| {
            let (from, to) = ailment.codes();
            format!("(c.code >= {} AND c.code < {})", self.put(Given::Text(from)), self.put(Given::Text(to)))
        });
        ranges.collect::<Vec<_>>().join(" OR ")
    }

    fn age(&mut self, from: Option<u16>, to: Option<u16>) -> String {
        let mut parts = vec!["p.born IS NOT NULL".to_owned()];
        if let Some(age) = from {
            parts.push(self.of_age(age));
        }
        if let Some(age) = to {
            parts.push(format!("NOT ({})", self.of_age(age + 1)));
        }
        parts.join(" AND ")
    }

    /// `age` years are completed: the last day that the birth can mean is not after this day so many years ago.
    fn of_age(&mut self, age: u16) -> String {
        let today = self.bound.today;
        self.until(
            self.date_column(DateField::Born),
            today.year().saturating_sub_unsigned(age),
            today.month(),
            today.day(),
        )
    }

    fn dated(&mut self, column: &str, from: Option<PartialDate>, to: Option<PartialDate>) -> String {
        let mut parts = vec![format!("{column} IS NOT NULL")];
        if let Some(first) = from.map(PartialDate::first_day) {
            // The vaguest date that begins on this day: every later beginning is a greater text.
            let text = match (first.month(), first.day()) {
                (1, 1) => format!("{:04}", first.year()),
                (_, 1) => format!("{:04}-{:02}", first.year(), first.month()),
                _ => first.to_string(),
            };
            parts.push(format!("{column} >= {}", self.put(Given::Text(text))));
        }
        if let Some(last) = to.map(PartialDate::last_day) {
            parts.push(self.until(column, last.year(), last.month(), last.day()));
        }
        parts.join(" AND ")
    }

    /// The last day that a date can mean is not after this one. As text, a month or a year comes before its days, so those that
    /// end later are left out by name.
    fn until(&mut self, column: &str, year: i16, month: i8, day: i8) -> String {
        let mut sql =
            format!("{column} <= {}", self.put(Given::Text(format!("{year:04}-{month:02}-{day:02}"))));
        let last_of_month = Date::new(year, month, 1).map_or(31, |first| first.days_in_month());
        if day < last_of_month {
            let month = self.put(Given::Text(format!("{year:04}-{month:02}")));
            sql.push_str(&format!(" AND {column} <> {month}"));
        }
        if (month, day) < (12, 31) {
            sql.push_str(&format!(" AND {column} <> {}", self.put(Given::Text(format!("{year:04}")))));
        }
        sql
    }

    fn near(&mut self, of: PlaceKind, id: Option<Uuid>, within_m: u32) -> String {
        let Some(ground) = self.bound.grounds.get(&(of, id)).filter(|ground| !ground.points.is_empty())
        else {
            return "1=0".to_owned();
        };
        let ((up, right), (north_m2, east_m2, most_m2)) = (ground.reach(within_m), ground.squares(within_m));
        let shared = [("{north_m2}", north_m2), ("{east_m2}", east_m2), ("{most_m2}", most_m2)];
        let shared = shared.map(|(place, value)| (place, self.put(Given::Real(value))));
        let around = ground.points.iter().map(|(y, x)| {
            let sql = shared.iter().fold(NEAR.to_owned(), |sql, (place, given)| sql.replace(place, given));
            let own = [
                ("{south}", y - up),
                ("{north}", y + up),
                ("{west}", x - right),
                ("{east}", x + right),
                ("{y}", *y),
                ("{x}", *x),
            ];
            own.into_iter().fold(sql, |sql, (place, value)| sql.replace(place, &self.put(Given::Real(value))))
        });
        let around: Vec<String> = around.collect();
        format!("p.latitude IS NOT NULL AND p.longitude IS NOT NULL AND ({})", around.join(" OR "))
    }
}
