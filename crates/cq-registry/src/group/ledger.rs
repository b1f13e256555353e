//! Groups from ledgers: branches with the committee above them, and clubs. A group is known by its kind and name; what a row
//! leaves blank stays as it is.

mod export;
pub mod member;

pub use export::MembershipExport;

use std::collections::HashMap;

use cq_calendar::PartialDate;
use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    messages::Text,
};
use uuid::Uuid;

use super::{
    columns::{BRANCHES, CLUBS, KINDS},
    model::{Facts, Group, GroupId, GroupKind, Life},
    store,
};
use crate::{
    area,
    intake::{
        Applied, Blocked, CellError, Cells, Column, Done, Errors, FieldChange, Finding, Ledger, LedgerKind,
        Read, Standing, Verdict, changed,
    },
    person::model::AreaId,
};

/// Kinds `branches` and `clubs`.
pub struct GroupLedger {
    kind: &'static str,
    columns: &'static [Column],
    /// What a row is that does not say.
    usual: GroupKind,
}

/// 支部台账: branches, and the committees and party groups that a column says are such.
pub const BRANCH_LEDGER: GroupLedger =
    GroupLedger { kind: "branches", columns: BRANCHES, usual: GroupKind::Branch };
/// 社团台账.
pub const CLUB_LEDGER: GroupLedger = GroupLedger { kind: "clubs", columns: CLUBS, usual: GroupKind::Club };

/// What a row says.
#[derive(Debug, Clone)]
pub struct Row {
    kind: GroupKind,
    name: String,
    above: Option<String>,
    area: Option<String>,
    founded_on: Option<PartialDate>,
    term_months: Option<u32>,
    category: Option<String>,
    remark: Option<String>,
}

/// All open groups and all areas: there are some hundred.
pub struct Session {
    groups: HashMap<(GroupKind, String), Group>,
    areas: HashMap<String, AreaId>,
    area_names: HashMap<AreaId, String>,
    names: HashMap<GroupId, String>,
    /// New groups further up in the file; their identity once they are written.
    new: HashMap<(GroupKind, String), Option<GroupId>>,
}

impl Session {
    fn known(&self, row: &Row) -> Option<&Group> {
        self.groups.get(&(row.kind, row.name.clone()))
    }

    /// The group that the row stands under, where it says one; nil for one that is still to be written.
    fn above(&self, row: &Row) -> Result<Option<GroupId>, CellError> {
        let Some(name) = &row.above else { return Ok(None) };
        let unknown = || CellError::at("parent", Text::new("group-ledger-above-unknown").with("name", name));
        let key = (row.kind.above().ok_or_else(unknown)?, name.clone());
        match (self.groups.get(&key), self.new.get(&key)) {
            (Some(group), _) => Ok(Some(group.id)),
            (None, Some(id)) => Ok(Some(id.unwrap_or(GroupId(Uuid::nil())))),
            (None, None) => Err(unknown()),
        }
    }

    fn area(&self, row: &Row) -> Result<Option<AreaId>, CellError> {
        let Some(name) = &row.area else { return Ok(None) };
        let unknown = || CellError::at("area", Text::new("group-ledger-area-unknown").with("name", name));
        self.areas.get(name).copied().map(Some).ok_or_else(unknown)
    }

    /// `before` as the row would have it.
    fn onto(&self, row: &Row, before: Option<&Facts>) -> Result<Facts, CellError> {
        let of = |field: fn(&Facts) -> &Option<String>| before.and_then(|facts| field(facts).clone());
        Ok(Facts {
            kind: row.kind,
            name: row.name.clone(),
            above: self.above(row)?.or(before.and_then(|facts| facts.above)),
            area: self.area(row)?.or(before.and_then(|facts| facts.area)),
            founded_on: row.founded_on.or(before.and_then(|facts| facts.founded_on)),
            term_months: row.term_months.or(before.and_then(|facts| facts.term_months)),
            category: row.category.clone().or_else(|| of(|facts| &facts.category)),
            remark: row.remark.clone().or_else(|| of(|facts| &facts.remark)),
        })
    }

    fn fields(&self, facts: &Facts, row: Option<&Row>) -> Vec<(&'static str, Option<String>)> {
        let above = facts.above.and_then(|id| self.names.get(&id).cloned());
        vec![
            ("name", Some(facts.name.clone())),
            ("kind", Some(facts.kind.to_string())),
            ("parent", above.or_else(|| row.and_then(|row| row.above.clone()))),
            ("category", facts.category.clone()),
            ("area", facts.area.and_then(|id| self.area_names.get(&id).cloned())),
            ("founded_on", facts.founded_on.map(|day| day.to_string())),
            ("term_months", facts.term_months.map(|months| months.to_string())),
            ("remark", facts.remark.clone()),
        ]
    }

    fn verdict(&self, row: &Row) -> Verdict {
        let known = self.known(row);
        let before = known.map(|group| &group.facts);
        let after = match self.onto(row, before) {
            Ok(after) => after,
            Err(error) => return Verdict::Wrong(vec![error]),
        };
        let Some(group) = known else { return Verdict::New(changed(&[], self.fields(&after, Some(row)))) };
        match changed(&self.fields(&group.facts, None), self.fields(&after, None)) {
            none if none.is_empty() => Verdict::Same { subject: group.id.0 },
            changes => Verdict::Changed { subject: group.id.0, changes },
        }
    }
}

impl LedgerKind for GroupLedger {
    fn kind(&self) -> &'static str {
        self.kind
    }

    fn columns(&self) -> &'static [Column] {
        self.columns
    }

    fn remedies(&self) -> &'static [(&'static str, &'static str)] {
        &[("/close", "intake-gone-close")]
    }

    fn undo(&self, tx: &Tx<'_>, act: &Act, rows: &[Done]) -> Result<Vec<Blocked>> {
        let session = self.begin(tx, act)?;
        let mut blocked = Vec::new();
        for done in rows {
            let group = store::find(tx, act.bureau(), GroupId(done.subject))?;
            let key = match group.filter(|group| group.version == done.version && group.life == Life::Open) {
                None => "intake-undo-changed",
                Some(group) if !done.is_new => {
                    store::save(tx, act.bureau(), &put_back(&session, group, &done.changes)?)?;
                    continue;
                }
                Some(group) if store::is_needed(tx, act.bureau(), group.id)? => "group-undo-needed",
                Some(group) => {
                    store::delete(tx, act.bureau(), group.id, group.version)?;
                    continue;
                }
            };
            let name = session.names.get(&GroupId(done.subject)).cloned().unwrap_or_default();
            blocked.push(Blocked { subject: done.subject, text: Text::new(key).with("name", name) });
        }
        Ok(blocked)
    }
}

impl Ledger for GroupLedger {
    type Row = Row;
    type Session = Session;

    fn begin(&self, conn: &Conn<'_>, act: &Act) -> Result<Session> {
        let groups = store::list_open(conn, act.bureau(), None)?;
        let areas = area::list(conn, act.bureau())?;
        Ok(Session {
            names: groups.iter().map(|group| (group.id, group.facts.name.clone())).collect(),
            groups: groups
                .into_iter()
                .map(|group| ((group.facts.kind, group.facts.name.clone()), group))
                .collect(),
            areas: areas.iter().map(|area| (area.name.clone(), area.id)).collect(),
            area_names: areas.into_iter().map(|area| (area.id, area.name)).collect(),
            new: HashMap::new(),
        })
    }

    fn label(&self, cells: &Cells<'_>) -> String {
        cells.shown("name")
    }

    fn read(&self, act: &Act, cells: &Cells<'_>, errors: &mut Errors) -> Option<Row> {
        let name = cells.required_text("name", 40, errors);
        let kind = if cells.has("kind") { cells.word("kind", KINDS, errors) } else { None };
        let term_months = cells.whole("term_months", 1..=240, errors);
        Some(Row {
            kind: kind.unwrap_or(self.usual),
            above: cells.text("parent", 40, errors),
            area: cells.text("area", 40, errors),
            founded_on: cells.past("founded_on", act.today(), errors),
            term_months: term_months.and_then(|months| u32::try_from(months).ok()),
            category: cells.text("category", 20, errors),
            remark: cells.text("remark", 200, errors),
            name: name?,
        })
    }

    fn check(
        &self,
        _: &Conn<'_>,
        _: &Act,
        session: &mut Session,
        rows: &[Read<Row>],
    ) -> Result<Vec<Finding>> {
        let mut findings = Vec::with_capacity(rows.len());
        for Read { row, .. } in rows {
            let verdict = session.verdict(row);
            if matches!(verdict, Verdict::New(_)) {
                session.new.entry((row.kind, row.name.clone())).or_default();
            }
            let key = format!("{}\u{1f}{}", row.kind, row.name);
            findings.push(Finding::new(key, verdict).within(row.kind.as_str()));
        }
        Ok(findings)
    }

    fn apply(
        &self,
        tx: &Tx<'_>,
        act: &Act,
        session: &mut Session,
        rows: &[(&Read<Row>, &Verdict)],
    ) -> Result<Vec<Applied>> {
        let mut applied = Vec::with_capacity(rows.len());
        for (Read { row, .. }, _) in rows {
            let wrong = |error: CellError| Error::Refused(error.text);
            let known = session.known(row).cloned();
            let facts = session.onto(row, known.as_ref().map(|group| &group.facts)).map_err(wrong)?;
            if let Some(group) = known {
                let (subject, version) = (group.id.0, group.version + 1);
                store::save(tx, act.bureau(), &Group { facts, ..group })?;
                applied.push(Applied { subject, version });
                continue;
            }
            let id: GroupId = act.new_id();
            store::insert(tx, act.bureau(), id, &facts)?;
            session.new.insert((row.kind, row.name.clone()), Some(id));
            applied.push(Applied { subject: id.0, version: 1 });
        }
        Ok(applied)
    }

    fn standing(&self, conn: &Conn<'_>, act: &Act, subjects: &[Uuid]) -> Result<Vec<Standing>> {
        let groups = store::list_open(conn, act.bureau(), None)?.into_iter();
        let standing = groups.filter(|group| subjects.contains(&group.id.0)).map(|group| Standing {
            subject: group.id.0,
            href: format!("/groups/{}", group.id),
            label: group.facts.name,
            scope: group.facts.kind.to_string(),
        });
        Ok(standing.collect())
    }
}

fn put_back(session: &Session, mut group: Group, changes: &[FieldChange]) -> Result<Group> {
    let facts = &mut group.facts;
    for FieldChange { field, before, .. } in changes {
        let before = before.clone();
        match field.as_str() {
            "parent" => {
                let above = facts.kind.above();
                let of = |name| above.and_then(|kind| session.groups.get(&(kind, name)));
                facts.above = before.and_then(of).map(|group| group.id);
            }
            "category" => facts.category = before,
            "area" => facts.area = before.and_then(|name| session.areas.get(&name).copied()),
            "founded_on" => {
                facts.founded_on = before.map(|day| day.parse().map_err(Error::internal)).transpose()?;
            }
            "term_months" => {
                facts.term_months =
                    before.map(|months| months.parse().map_err(Error::internal)).transpose()?;
            }
            "remark" => facts.remark = before,
            other => return Err(Error::internal(format!("a group has no field {other}"))),
        }
    }
    Ok(group)
}
