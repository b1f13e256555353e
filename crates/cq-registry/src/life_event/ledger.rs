//! Deaths from a list, such as the civil registry or a funeral home sends: each row is noted as a life event, with all that
//! follows from it, and the import is taken back as the events are.

use std::collections::HashSet;

use cq_calendar::PartialDate;
use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    messages::Text,
    policy::Scope,
};
use jiff::civil::Date;

use super::{
    NOTE,
    actions::{self, PutBack},
    columns::COLUMNS,
    consequence::Consequences,
    model::{Event, EventId, LifeEvent, State},
    store,
};
use crate::{
    intake::{
        Applied, Blocked, CellError, Cells, Column, Done, Errors, Field, Finding, Ledger, LedgerKind, Read,
        Verdict, changed,
    },
    person::{
        CitizenId, Person, PersonId,
        ledger::{Named, citizen_id, named},
    },
};

/// Kind `deaths`, with what follows a death.
pub struct DeathLedger(pub Consequences);

/// Stands for the reason of an event that was taken back with its import.
pub(super) const WITH_IMPORT: &str = "with-import";

/// What a row says.
#[derive(Debug, Clone)]
pub struct Row {
    name: String,
    citizen_id: Option<CitizenId>,
    unit: Option<String>,
    on: PartialDate,
    cause: Option<String>,
    farewell: Option<String>,
}

impl Row {
    fn event(&self, today: Date) -> Event {
        Event::Death {
            on: self.on.last_day().min(today),
            known: Some(self.on).filter(|on| on.day().is_none()),
            cause: self.cause.clone(),
            farewell: self.farewell.clone(),
            at_work: false,
            pay_fen: None,
        }
    }

    fn person(&self, conn: &Conn<'_>, act: &Act) -> Result<std::result::Result<Person, CellError>> {
        let Row { name, citizen_id, unit, .. } = self;
        named(conn, act, Named { name, citizen_id: citizen_id.as_ref(), unit: unit.as_deref() })
    }

    fn fields(&self, follows: usize) -> Vec<Field> {
        vec![
            ("name", Some(self.name.clone())),
            ("unit", self.unit.clone()),
            ("on", Some(self.on.to_string())),
            ("cause", self.cause.clone()),
            ("farewell", self.farewell.clone()),
            ("follows", Some(follows.to_string())),
        ]
    }
}

impl LedgerKind for DeathLedger {
    fn kind(&self) -> &'static str {
        "deaths"
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn undo(&self, tx: &Tx<'_>, act: &Act, rows: &[Done]) -> Result<Vec<Blocked>> {
        let mut blocked = Vec::new();
        for done in rows {
            let id = EventId(done.subject);
            let Some(event) = store::find(tx, act, &Scope::BUREAU, id)? else { continue };
            let LifeEvent { person, version, state: State::Holds, .. } = event else { continue };
            let PutBack { kept, .. } = actions::undo(tx, act, self.0, id, version, WITH_IMPORT.to_owned())?;
            if kept > 0 {
                let name = actions::find(tx, act, person)?.name;
                let text = Text::new("life-ledger-undo-kept").with("name", name).with("kept", kept);
                blocked.push(Blocked { subject: done.subject, text });
            }
        }
        Ok(blocked)
    }
}

impl Ledger for DeathLedger {
    type Row = Row;
    /// Who was in a row already: what the pass itself wrote must not change its findings.
    type Session = HashSet<PersonId>;

    fn begin(&self, _: &Conn<'_>, act: &Act) -> Result<Self::Session> {
        act.actor.may(&NOTE)?;
        Ok(HashSet::new())
    }

    fn label(&self, cells: &Cells<'_>) -> String {
        cells.shown("name").chars().take(20).collect()
    }

    fn read(&self, act: &Act, cells: &Cells<'_>, errors: &mut Errors) -> Option<Row> {
        let name = cells.person_name("name", errors);
        let on = cells.past("on", act.today(), errors);
        if on.is_none() && errors.0.is_empty() {
            errors.at("on", Text::new("form-required"));
        }
        Some(Row {
            citizen_id: citizen_id(cells, "citizen_id", act.today(), errors),
            unit: cells.text("unit", 80, errors),
            cause: cells.text("cause", 200, errors),
            farewell: cells.text("farewell", 100, errors),
            name: name?,
            on: on?,
        })
    }

    fn check(
        &self,
        conn: &Conn<'_>,
        act: &Act,
        seen: &mut Self::Session,
        rows: &[Read<Row>],
    ) -> Result<Vec<Finding>> {
        rows.iter().map(|read| self.finding(conn, act, seen, &read.row)).collect()
    }

    fn apply(
        &self,
        tx: &Tx<'_>,
        act: &Act,
        _: &mut Self::Session,
        rows: &[(&Read<Row>, &Verdict)],
    ) -> Result<Vec<Applied>> {
        let note = |row: &Row| {
            let person = row.person(tx, act)?.map_err(|_| Error::Conflict)?;
            let event = row.event(act.today());
            let seen = actions::preview(tx, act, self.0, person.id, event.clone())?.seen;
            actions::note(tx, act, self.0, person.id, event, &seen)
        };
        let mut applied = Vec::with_capacity(rows.len());
        for (read, _) in rows {
            let id = note(&read.row).map_err(overtaken)?;
            applied.push(Applied { subject: id.0, version: 1 });
        }
        Ok(applied)
    }
}

impl DeathLedger {
    fn finding(
        &self,
        conn: &Conn<'_>,
        act: &Act,
        seen: &mut HashSet<PersonId>,
        row: &Row,
    ) -> Result<Finding> {
        let person = match row.person(conn, act)? {
            Ok(person) => person,
            Err(error) => return Ok(Finding::new("", Verdict::Wrong(vec![error]))),
        };
        let key = person.id.to_string();
        let is_known = person.died().is_some_and(|died| died == row.on || may_be(row.on, died));
        if !seen.insert(person.id) || is_known {
            return Ok(Finding::new(key, Verdict::Same { subject: person.id.0 }));
        }
        let wrong = |text| Verdict::Wrong(vec![CellError::at("on", text)]);
        let verdict = match actions::preview(conn, act, self.0, person.id, row.event(act.today())) {
            Ok(preview) => Verdict::New(changed(&[], row.fields(preview.planned.len()))),
            Err(Error::Refused(text)) => wrong(text),
            Err(Error::Invalid(fields)) => {
                wrong(fields.into_iter().next().map_or(Text::new("form-required"), |(_, text)| text))
            }
            Err(error) => return Err(error),
        };
        Ok(Finding::new(key, verdict))
    }
}

/// Whether a vaguer day may be the one that is known.
fn may_be(vague: PartialDate, known: PartialDate) -> bool {
    vague.first_day() <= known.first_day() && known.last_day() <= vague.last_day()
}

/// What was right when it was looked at and is not any more: somebody was faster.
fn overtaken(error: Error) -> Error {
    if matches!(error, Error::Invalid(_) | Error::Refused(_)) { Error::Conflict } else { error }
}
