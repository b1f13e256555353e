//! Reading a table, and the names behind a figure.

use std::collections::HashSet;

use cq_platform::{Error, Result, actor::Act, db::Conn, ids::BureauId};
use jiff::civil::{Date, date};

use super::{
    model::{
        Cube, Select,
        change::{Figures, Flow, Moved, Step, Window},
        table::{self, ChangeColumn, Head, Kind},
    },
    store::{self, Closed, Name},
};
use crate::person::PersonId;

/// The first year end that can be asked for.
const FIRST: Date = date(1950, 1, 1);

/// The figures of a table.
pub struct Table {
    /// Which.
    pub kind: Kind,
    /// On which day.
    pub day: Date,
    /// The day's period, if it was closed.
    pub closed: Option<Closed>,
    /// The period of the year end before, where the change is held against one.
    pub closed_before: Option<Closed>,
    /// Row after row; the change has the columns of [`ChangeColumn`].
    pub rows: Vec<(Head, Vec<i64>)>,
}

/// Reads a table. A day in the future, or before 1950, is not found.
pub fn read(conn: &Conn<'_>, act: &Act, kind: Kind, day: Date) -> Result<Table> {
    let source = Source::of(conn, act, day)?;
    let rows = match kind {
        Kind::Change => source.change(conn, act.bureau())?,
        _ => table::figures(kind, &source.cube(conn, act.bureau(), day)?),
    };
    let Source { closed, closed_before, .. } = source;
    Ok(Table { kind, day, closed, closed_before, rows })
}

/// Where the figures of a day come from.
struct Source {
    window: Window,
    closed: Option<Closed>,
    closed_before: Option<Closed>,
}

impl Source {
    fn of(conn: &Conn<'_>, act: &Act, day: Date) -> Result<Self> {
        if !is_told(day, act.today()) {
            return Err(Error::NotFound);
        }
        let window = Window::until(day);
        Ok(Self {
            closed: store::find_period(conn, act.bureau(), day)?,
            closed_before: store::find_period(conn, act.bureau(), window.first)?,
            window,
        })
    }

    /// What was sealed for a day, if it was: the table's own or the year end before it.
    fn sealed(&self, day: Date) -> Option<&Closed> {
        [&self.closed, &self.closed_before].into_iter().flatten().find(|period| period.day == day)
    }

    fn cube(&self, conn: &Conn<'_>, bureau: &BureauId, day: Date) -> Result<Cube> {
        match self.sealed(day) {
            Some(period) => store::sealed_cube(conn, bureau, period.id),
            None => store::cube(conn, bureau, day, &store::changed(conn, bureau, day)?),
        }
    }

    /// Those of both days, as far as the change tells them apart.
    fn totals(&self, conn: &Conn<'_>, bureau: &BureauId) -> Result<[Cube; 2]> {
        let sealed = [self.window.first, self.window.last].map(|day| self.sealed(day));
        let is_live = sealed.iter().any(Option::is_none);
        let mut totals = if is_live { store::totals(conn, bureau, self.window)? } else { Default::default() };
        for (cube, period) in totals.iter_mut().zip(sealed) {
            if let Some(period) = period {
                *cube = store::sealed_cube(conn, bureau, period.id)?;
            }
        }
        Ok(totals)
    }

    fn moved(&self, conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<(PersonId, Moved)>> {
        match &self.closed {
            Some(period) if period.has_change == 1 => store::list_moves(conn, bureau, period.id),
            _ if self.closed.is_some() => Err(Error::refused("report-base-only")),
            _ => {
                let before = self.closed_before.as_ref().map(|period| period.id);
                store::moved_between(conn, bureau, self.window, before)
            }
        }
    }

    fn names(
        &self,
        conn: &Conn<'_>,
        bureau: &BureauId,
        day: Date,
        select: &Select,
        after: &(String, PersonId),
        limit: usize,
    ) -> Result<Vec<Name>> {
        match self.sealed(day) {
            Some(period) => store::sealed_names(conn, bureau, period.id, select, after, limit),
            None => store::names(conn, bureau, day, select, after, limit),
        }
    }

    fn change(&self, conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<(Head, Vec<i64>)>> {
        let [last, actual] = self.totals(conn, bureau)?;
        let moved = self.moved(conn, bureau)?;
        let mut rows = Vec::new();
        for row in table::rows(Kind::Change) {
            let figures = Figures {
                last: row.select.count(&last),
                actual: row.select.count(&actual),
                ..Figures::of(&row.select, self.window, moved.iter().map(|(_, moved)| moved))
            };
            if !figures.adds_up() {
                return Err(Error::internal(format!(
                    "the change of {} does not add up: {figures:?}",
                    row.key
                )));
            }
            let counts = ChangeColumn::ALL.iter().map(|column| figure(&figures, *column)).collect::<Vec<_>>();
            if row.depth < 2 || counts.iter().any(|count| *count != 0) {
                rows.push((row, counts));
            }
        }
        Ok(rows)
    }
}

fn figure(figures: &Figures, column: ChangeColumn) -> i64 {
    match column {
        ChangeColumn::Last => figures.last,
        ChangeColumn::New => figures.new,
        ChangeColumn::Died => figures.died,
        ChangeColumn::MovedIn => figures.moved_in,
        ChangeColumn::MovedOut => figures.moved_out,
        ChangeColumn::Expected => figures.expected(),
        ChangeColumn::Actual => figures.actual,
        ChangeColumn::Differs => figures.difference,
    }
}

/// A name behind a figure.
#[derive(Debug, Clone)]
pub struct Behind {
    /// Who.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// Its reading.
    pub pinyin: String,
    /// What they count or counted as.
    pub dims: super::model::Dims,
    /// What brought them here, in the columns of those who came, went or differ.
    pub step: Option<(Moved, Step)>,
}

/// Which figure.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Of which table.
    pub kind: Kind,
    /// On which day.
    pub day: Date,
    /// Key of the row.
    pub row: String,
    /// Key of the column.
    pub column: String,
}

/// The names behind a figure after `after`, at most `limit`; a row or column that is not there is not found.
pub fn behind(
    conn: &Conn<'_>,
    act: &Act,
    asked: &Asked,
    after: &(String, PersonId),
    limit: usize,
) -> Result<Vec<Behind>> {
    let source = Source::of(conn, act, asked.day)?;
    let row = table::rows(asked.kind).into_iter().find(|row| row.key == asked.row).ok_or(Error::NotFound)?;
    let bureau = act.bureau();
    if asked.kind != Kind::Change {
        let columns = table::columns(asked.kind);
        let column = columns.into_iter().find(|column| column.key == asked.column).ok_or(Error::NotFound)?;
        let select = row.select.and(column.select);
        let names = source.names(conn, bureau, asked.day, &select, after, limit)?;
        return Ok(names.into_iter().map(Behind::counted).collect());
    }
    let column: ChangeColumn = asked.column.parse().map_err(|_| Error::NotFound)?;
    let flow = match column {
        ChangeColumn::Last | ChangeColumn::Actual => {
            let day = if column == ChangeColumn::Last { source.window.first } else { source.window.last };
            let names = source.names(conn, bureau, day, &row.select, after, limit)?;
            return Ok(names.into_iter().map(Behind::counted).collect());
        }
        ChangeColumn::Expected => return expected(conn, &source, bureau, &row.select, after, limit),
        ChangeColumn::New => Flow::New,
        ChangeColumn::Died => Flow::Died,
        ChangeColumn::MovedIn => Flow::MovedIn,
        ChangeColumn::MovedOut => Flow::MovedOut,
        ChangeColumn::Differs => Flow::Differs,
    };
    let mut names =
        stepped(source.moved(conn, bureau)?, &row.select, source.window, |step| step.flow == flow);
    names.retain(|name| (&name.pinyin, name.id) > (&after.0, after.1));
    names.truncate(limit);
    Ok(names)
}

/// Those of the last year end who did not go, and those who came: everybody who should be there.
fn expected(
    conn: &Conn<'_>,
    source: &Source,
    bureau: &BureauId,
    select: &Select,
    after: &(String, PersonId),
    limit: usize,
) -> Result<Vec<Behind>> {
    let moved = source.moved(conn, bureau)?;
    let is_known = |step: &Step| step.flow != Flow::Differs;
    let steps = stepped(moved, select, source.window, is_known);
    let (came, went): (Vec<_>, Vec<_>) =
        steps.into_iter().partition(|name| name.step.as_ref().is_some_and(|(_, step)| step.adds > 0));
    let went: HashSet<PersonId> = went.iter().map(|name| name.id).collect();
    // So many more are read that the page is full when those who went are taken out.
    let last = source.names(conn, bureau, source.window.first, select, after, limit + went.len())?;
    let mut names: Vec<Behind> = last.into_iter().map(Behind::counted).collect();
    names.extend(came.into_iter().filter(|name| (&name.pinyin, name.id) > (&after.0, after.1)));
    names.retain(|name| !went.contains(&name.id));
    names.sort_by(|a, b| (&a.pinyin, a.id).cmp(&(&b.pinyin, b.id)));
    names.truncate(limit);
    Ok(names)
}

/// Everybody with such a step, in the order of their readings.
fn stepped(
    moved: Vec<(PersonId, Moved)>,
    select: &Select,
    window: Window,
    wanted: impl Fn(&Step) -> bool,
) -> Vec<Behind> {
    let mut names = Vec::new();
    for (id, moved) in moved {
        for step in moved.steps(select, window).into_iter().filter(&wanted) {
            let shown = if step.adds > 0 { &moved.after } else { &moved.before };
            let Some(dims) = shown.as_ref().or(moved.between.as_ref()) else { continue };
            let (name, pinyin, dims) = (moved.name.clone(), moved.pinyin.clone(), dims.clone());
            names.push(Behind { id, name, pinyin, dims, step: Some((moved.clone(), step)) });
        }
    }
    names.sort_by(|a, b| (&a.pinyin, a.id).cmp(&(&b.pinyin, b.id)));
    names
}

impl Behind {
    fn counted(name: Name) -> Self {
        Self { id: name.id, name: name.name, pinyin: name.pinyin, dims: name.dims, step: None }
    }
}

/// Whether there are tables of a day: from 1950 up to today.
pub fn is_told(day: Date, today: Date) -> bool {
    (FIRST..=today).contains(&day)
}

/// The year ends that can be closed: those that are over and after the last one closed or being closed, at most five.
pub fn closable(conn: &Conn<'_>, act: &Act) -> Result<Vec<Date>> {
    let closed = store::list_periods(conn, act.bureau())?.first().map(|period| period.day);
    let latest =
        store::list_under_way(conn, act.bureau())?.iter().map(|closing| closing.day).max().max(closed);
    let mut day = Window::until(act.today()).first;
    let mut days = Vec::new();
    while days.len() < 5 && latest.is_none_or(|latest| day > latest) {
        days.push(day);
        day = Window::until(day).first;
    }
    Ok(days)
}
