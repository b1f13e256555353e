//! What a target counts: the figure, its parts, and the names behind it and missing, all from one condition.
//!
//! A statement is put together of constants in [`piece`]: whose rows, what makes one of them count, and what is asked of them.

mod piece;

use cq_calendar::{PartialDate, Span};
use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Param},
    policy::Scope,
    record, words,
};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use self::piece::Pieces;
pub use self::piece::statements;
use super::super::{
    VIEW,
    model::{Actual, ClosingId, Cover, Measure, MeasureKind, Number, Within, Work},
};
use crate::{
    group::GroupId,
    person::{self, PersonId},
    segment::{self, Bound},
    task::{self, store::list::Pick},
};

words! {
    /// What a figure is split by.
    pub enum By {
        /// 镇街.
        Area = "area",
        /// The hospital of whoever answers or owes.
        Hospital = "hospital",
        /// Whoever answers or owes.
        Person = "person",
    }
}

words! {
    /// Which names are wanted.
    pub enum Which {
        /// Those that count.
        Hit = "hit",
        /// Those that do not.
        Missing = "missing",
        /// Both.
        All = "all",
    }
}

/// A part of a figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Of which area, hospital or person; none for those without.
    pub part: Option<Uuid>,
    /// Its name.
    pub name: Option<String>,
    /// What was counted.
    pub actual: Actual,
}

record! {
    /// A name behind a figure, or missing from it.
    pub struct Name {
        /// The person, or the task.
        pub id: Uuid,
        /// Who, where it is about a person.
        pub person: Option<PersonId>,
        /// Which group, where it is about one; without either it is about the bureau.
        pub group: Option<GroupId>,
        /// What they are called.
        pub name: String,
        /// The reading of a person, the day promised of a task: in this order.
        pub sorted: String,
        /// 所在镇街.
        pub area_id: Option<Uuid>,
        /// Its name.
        pub area: Option<String>,
        /// Who answers, or owes.
        pub staff_id: Option<Uuid>,
        /// Their name.
        pub staff: Option<String>,
        /// Of which hospital.
        pub hospital_id: Option<Uuid>,
        /// Its name.
        pub hospital: Option<String>,
        /// The day by which it was promised, of tasks.
        pub due_on: Option<Date>,
        /// When it was done, or since when they have it.
        pub done: Option<PartialDate>,
        /// Whether it counts.
        pub is_hit: bool,
    }
}

/// Which of the names.
#[derive(Debug, Clone, Copy)]
pub struct Behind {
    /// Those that count, those that do not, or both.
    pub which: Which,
    /// Split by this,
    pub by: By,
    /// of this part.
    pub part: Pick,
}

/// A question that is ready to be put.
pub struct Asked {
    kind: MeasureKind,
    pieces: Pieces,
    /// The value at each named place, in the order of the parameters behind the bureau.
    own: Vec<(&'static str, Own)>,
    whom: Option<Bound>,
}

/// A value at a named place.
#[derive(Clone)]
enum Own {
    Day(Date),
    Word(&'static str),
    Id(Uuid),
}

impl Own {
    fn param(&self) -> &dyn Param {
        match self {
            Own::Day(day) => day,
            Own::Word(word) => word,
            Own::Id(id) => id,
        }
    }
}

impl Asked {
    /// What `number` asks for the days of `span`.
    pub fn of(conn: &Conn<'_>, act: &Act, number: &Number, span: Span) -> Result<Self> {
        let today = act.today();
        let as_of = span.last.min(today);
        let kind = number.measure.kind();
        let mut own = match &number.measure {
            Measure::Covered { by, .. } => vec![
                ("{last}", Own::Day(as_of)),
                (
                    "{cover}",
                    Own::Word(match by {
                        Cover::Doctor => "doctor",
                        Cover::Liaison => "liaison",
                        Cover::Member(kind) => kind.as_str(),
                    }),
                ),
            ],
            _ => vec![("{first}", Own::Day(span.first)), ("{last}", Own::Day(span.last))],
        };
        if kind == MeasureKind::InTime {
            own.push(("{today}", Own::Day(today)));
        }
        match number.measure.work() {
            Some(Work::Rule(id)) => own.push(("{rule}", Own::Id(id.0))),
            Some(Work::Form(form)) => own.push(("{form}", Own::Word(form.as_str()))),
            Some(Work::Any) | None => {}
        }
        match number.within {
            Within::Bureau => {}
            Within::Area(id) => own.push(("{within}", Own::Id(id.0))),
            Within::Hospital(id) => own.push(("{within}", Own::Id(id))),
            Within::Person(id) => own.push(("{within}", Own::Id(id.0))),
        }
        let bind =
            |segment: &segment::Segment| segment::store::bind(conn, act.bureau(), segment.clone(), as_of);
        let whom = number.measure.whom().map(bind).transpose()?;
        Ok(Self { kind, pieces: Pieces::of(number), own, whom })
    }

    /// Puts the parameters in their places, `more` of the list's own behind the measure's, and asks.
    fn ask<T>(
        &self,
        act: &Act,
        sql: String,
        more: &[(&str, &dyn Param)],
        ask: impl FnOnce(&Scope, &str, &[&dyn Param]) -> Result<T>,
    ) -> Result<T> {
        let mut params: Vec<&dyn Param> = vec![act.bureau()];
        let mut sql = sql;
        let own = self.own.iter().map(|(place, own)| (*place, own.param()));
        for (place, param) in own.chain(more.iter().copied()) {
            if !sql.contains(place) {
                continue;
            }
            params.push(param);
            sql = sql.replace(place, &format!("${}", params.len()));
        }
        let scope = if self.kind.is_of_people() {
            act.actor.scope(&VIEW, person::OWN)?
        } else {
            act.actor.scope(&VIEW, task::OWN)?
        };
        match &self.whom {
            Some(bound) => {
                let held = segment::store::condition(bound, params.len());
                ask(&scope, &held.within(&sql), &held.behind(&params))
            }
            None => ask(&scope, &sql, &params),
        }
    }

    /// The figure.
    pub fn actual(&self, conn: &Conn<'_>, act: &Act) -> Result<Actual> {
        if self.kind == MeasureKind::DaysLate {
            let parts = self.lines(conn, act, By::Area)?;
            return Ok(Line::sum(&parts));
        }
        let found = self.ask(act, self.pieces.figure(), &[], |scope, sql, params| {
            conn.find_in::<(i64, i64)>(scope, sql, params)
        })?;
        Ok(found.map_or(Actual::default(), |(hit, of)| Actual { hit, of }))
    }

    /// Its parts, by name; those without one last. Together they are the figure.
    pub fn lines(&self, conn: &Conn<'_>, act: &Act, by: By) -> Result<Vec<Line>> {
        let mut lines = if self.kind == MeasureKind::DaysLate {
            let pairs = self.ask(act, self.pieces.pairs(by), &[], |scope, sql, params| {
                conn.list_in::<Pair>(scope, sql, params)
            })?;
            summed(pairs)
        } else {
            let lines = self.ask(act, self.pieces.lines(by), &[], |scope, sql, params| {
                conn.list_in::<(Option<Uuid>, Option<String>, i64, i64)>(scope, sql, params)
            })?;
            let line = |(part, name, hit, of)| Line { part, name, actual: Actual { hit, of } };
            lines.into_iter().map(line).collect()
        };
        Line::sort(&mut lines);
        Ok(lines)
    }

    /// Names in order after `after`, at most `limit`.
    pub fn names(
        &self,
        conn: &Conn<'_>,
        act: &Act,
        behind: Behind,
        after: &(String, Uuid),
        limit: i64,
    ) -> Result<Vec<Name>> {
        let Behind { which, by, part } = behind;
        let (pick, picked) = match part {
            Pick::Any => ("any", Uuid::nil()),
            Pick::Without => ("none", Uuid::nil()),
            Pick::One(id) => ("one", id),
        };
        let more: [(&str, &dyn Param); 6] = [
            ("{after}", &after.0),
            ("{after_id}", &after.1),
            ("{pick}", &pick),
            ("{picked}", &picked),
            ("{which}", &which),
            ("{limit}", &limit),
        ];
        self.ask(act, self.pieces.names(by), &more, |scope, sql, params| conn.list_in(scope, sql, params))
    }

    /// What counts by now and was not counted when `closing` was sealed at `sealed_at`, at most `limit`: people who were missing, and
    /// tasks written down since.
    pub fn late(
        &self,
        conn: &Conn<'_>,
        act: &Act,
        closing: ClosingId,
        sealed_at: Timestamp,
        limit: i64,
    ) -> Result<Vec<Name>> {
        let more: [(&str, &dyn Param); 3] =
            [("{closing}", &closing), ("{sealed_at}", &sealed_at), ("{limit}", &limit)];
        // Whoever was missing then stands in what was sealed, whatever the segment says of them by now.
        let asked = Self { kind: self.kind, pieces: self.pieces.clone(), own: self.own.clone(), whom: None };
        asked.ask(act, self.pieces.late(), &more, |scope, sql, params| conn.list_in(scope, sql, params))
    }
}

impl Line {
    /// By name; those without one last.
    pub(super) fn sort(lines: &mut [Line]) {
        lines.sort_by(|a, b| (a.name.is_none(), &a.name, a.part).cmp(&(b.name.is_none(), &b.name, b.part)));
    }

    /// All of them together.
    pub fn sum<'l>(lines: impl IntoIterator<Item = &'l Line>) -> Actual {
        let sum =
            |sum: Actual, line: &Line| Actual { hit: sum.hit + line.actual.hit, of: sum.of + line.actual.of };
        lines.into_iter().fold(Actual::default(), sum)
    }
}

/// A part and its name, the day promised, the day done, and how many.
pub(super) type Pair = (Option<Uuid>, Option<String>, Date, Date, i64);

/// Days late of each part, from how many were due and done when.
pub(super) fn summed(pairs: Vec<Pair>) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for (part, name, due_on, done_on, n) in pairs {
        let late = due_on.until(done_on).map_or(0, |span| i64::from(span.get_days())).max(0);
        let actual = Actual { hit: late * n, of: n };
        match lines.iter_mut().find(|line| line.part == part) {
            Some(line) => {
                line.actual = Actual { hit: line.actual.hit + actual.hit, of: line.actual.of + actual.of };
            }
            None => lines.push(Line { part, name, actual }),
        }
    }
    lines
}
