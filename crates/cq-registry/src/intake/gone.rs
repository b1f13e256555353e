//! Rows gone: what stood in the last ledger of the same kind and stands in this one no more. Mostly a death or a move that nobody
//! noted; now and then a slip in the list itself. Nothing follows from it by itself.
//!
//! A ledger of one unit says nothing of the others, and a list of three new people is not the unit's ledger. So what a file
//! *lists* is decided for each scope (a unit, a group, or all there is), by its rows against those of earlier ledgers.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use cq_platform::{Result, actor::Act, db::Conn};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    ledger::{CHUNK, FieldChange, Ledger, Place},
    model::IntakeId,
    store::{self, Covered},
};

/// Rows of a file by what they are a list of.
pub type Scopes = BTreeMap<String, i64>;

/// What is to end with an import although no row says so, and on which day.
pub type Endings = BTreeMap<Uuid, Date>;

/// Key of the change that ends what is gone: its last day.
pub const UNTIL: &str = "until";

/// Earlier ledgers of a scope that say how long its list used to be.
const REMEMBERED: usize = 6;

/// Something that stood in an earlier ledger and stands in the registry now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Which.
    pub subject: Uuid,
    /// What to call it, as [`Ledger::label`] would.
    pub label: String,
    /// Of which list it is now, as in [`super::Finding::scope`].
    pub scope: String,
    /// Where it can be looked at.
    pub href: String,
}

/// Something of the last ledger that the file lacks.
#[derive(Debug, Clone, PartialEq)]
pub struct Gone {
    /// What it is.
    pub standing: Standing,
    /// A new row of the file has the same name: perhaps it is the same, written otherwise.
    pub has_namesake: bool,
    /// What ending it changes, if it is to end with the import.
    pub changes: Vec<FieldChange>,
}

/// How a file was held against earlier ledgers, list by list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// Lists that were held against an earlier one.
    pub held: usize,
    /// Lists of which no earlier ledger tells.
    pub first: usize,
    /// Lists too short to be the whole: nobody was looked for whom they lack.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub short: Vec<Short>,
}

/// A list that is too short to be the whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Short {
    /// Of what it is a list.
    pub scope: String,
    /// Its rows.
    pub rows: i64,
    /// Those of the fullest of the earlier ones.
    pub before: i64,
}

/// The change that says that something ends.
pub(super) fn ending(on: Date) -> FieldChange {
    FieldChange { field: UNTIL.to_owned(), before: None, after: Some(on.to_string()) }
}

/// What a pass over a file has met.
#[derive(Debug, Default)]
pub(super) struct Met {
    /// Rows by what they are a list of.
    pub scopes: Scopes,
    /// What rows mean in the registry.
    pub subjects: HashSet<Uuid>,
    /// Names of rows that are wrong: whom they mean is not known, but gone they are not.
    pub wrong: HashSet<String>,
    /// Names of new rows.
    pub new: HashSet<String>,
}

/// A name to compare by, without the spaces that pad it.
pub(super) fn bare(label: &str) -> String {
    label.chars().filter(|c| !c.is_whitespace()).collect()
}

/// What is gone, in the order of the last ledgers, each with where it stood there; and what was looked at for it.
pub(super) fn find<L: Ledger>(
    ledger: &L,
    conn: &Conn<'_>,
    act: &Act,
    met: &Met,
) -> Result<(Vec<(Place, Gone)>, Compared)> {
    let (mut all, mut found) = (Vec::new(), HashSet::new());
    if met.scopes.is_empty() {
        return Ok((all, Compared::default()));
    }
    let earlier = store::covered(conn, act.bureau(), ledger.kind())?;
    let (listed, compared) = listed(&earlier, &met.scopes);
    for (intake, scopes) in listed {
        let mut after = 0;
        loop {
            let rows = store::subjects_after(conn, act.bureau(), intake, after, CHUNK as i64)?;
            let Some(last) = rows.last() else { break };
            after = last.number;
            let missing: Vec<_> = rows
                .into_iter()
                .filter(|row| !met.subjects.contains(&row.subject) && found.insert(row.subject))
                .collect();
            let subjects: Vec<Uuid> = missing.iter().map(|row| row.subject).collect();
            let standing = ledger.standing(conn, act, &subjects)?;
            let mut standing: BTreeMap<Uuid, Standing> =
                standing.into_iter().map(|standing| (standing.subject, standing)).collect();
            for row in missing {
                let Some(standing) = standing.remove(&row.subject) else { continue };
                let name = bare(&standing.label);
                if scopes.contains(&standing.scope) && !met.wrong.contains(&name) {
                    let place = Place { sheet: row.sheet, row: u32::try_from(row.row_number).unwrap_or(0) };
                    let has_namesake = met.new.contains(&name);
                    all.push((place, Gone { standing, has_namesake, changes: Vec::new() }));
                }
            }
        }
    }
    Ok((all, compared))
}

/// An earlier ledger, and of what the file is the list in its place.
type Listed = (IntakeId, BTreeSet<String>);

/// Which earlier ledgers a file takes the place of, and for which scopes. `earlier`: what ledgers listed, the latest first.
fn listed(earlier: &[Covered], here: &Scopes) -> (Vec<Listed>, Compared) {
    let mut last: BTreeMap<&str, (IntakeId, i64)> = BTreeMap::new();
    let mut by_scope: BTreeMap<&str, Vec<&Covered>> = BTreeMap::new();
    for covered in earlier {
        by_scope.entry(&covered.scope).or_default().push(covered);
    }
    for (scope, ledgers) in by_scope {
        let fullest = ledgers.iter().take(REMEMBERED).map(|ledger| ledger.rows).max().unwrap_or(0);
        // Of the earlier ones too, a few additions are no list.
        if let Some(ledger) = ledgers.iter().find(|ledger| is_list(ledger.rows, fullest)) {
            last.insert(scope, (ledger.intake, fullest));
        }
    }
    let mut listed: BTreeMap<IntakeId, BTreeSet<String>> = BTreeMap::new();
    let mut compared = Compared::default();
    for (scope, rows) in here {
        match last.get(scope.as_str()) {
            None => compared.first += 1,
            Some((intake, fullest)) if is_list(*rows, *fullest) => {
                compared.held += 1;
                listed.entry(*intake).or_default().insert(scope.clone());
            }
            Some((_, before)) => {
                compared.short.push(Short { scope: scope.clone(), rows: *rows, before: *before });
            }
        }
    }
    // A file that lists most of what another listed is that ledger again: a unit whose last person is gone is in it no more.
    for (intake, scopes) in &mut listed {
        let of_it: Vec<&str> =
            last.iter().filter(|(_, (of, _))| of == intake).map(|(scope, _)| *scope).collect();
        if scopes.len() * 2 > of_it.len() {
            let lacking = of_it.iter().filter(|scope| !here.contains_key(**scope));
            scopes.extend(lacking.map(|scope| (*scope).to_owned()).collect::<Vec<_>>());
        }
    }
    (listed.into_iter().collect(), compared)
}

/// Whether so many rows are a list of what had `fullest` rows before, rather than additions to it. The two are for small units.
fn is_list(rows: i64, fullest: i64) -> bool {
    rows * 2 + 2 >= fullest
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn covered(intake: u128, scope: &str, rows: i64) -> Covered {
        Covered { intake: IntakeId(Uuid::from_u128(intake)), scope: scope.to_owned(), rows, done_at: None }
    }

    fn here(scopes: &[(&str, i64)]) -> Scopes {
        scopes.iter().map(|(scope, rows)| ((*scope).to_owned(), *rows)).collect()
    }

    fn said(earlier: &[Covered], now: &[(&str, i64)]) -> Vec<(u128, Vec<String>)> {
        let (listed, _) = listed(earlier, &here(now));
        listed
            .into_iter()
            .map(|(intake, scopes)| (intake.0.as_u128(), scopes.into_iter().collect()))
            .collect()
    }

    fn of(intake: u128, scopes: &[&str]) -> (u128, Vec<String>) {
        (intake, scopes.iter().map(|scope| (*scope).to_owned()).collect())
    }

    #[test]
    fn a_ledger_of_one_unit_says_nothing_of_the_others() {
        let earlier = [covered(1, "农业局", 30), covered(1, "教育局", 40), covered(1, "卫生局", 20)];
        assert_eq!(said(&earlier, &[("教育局", 39)]), [of(1, &["教育局"])]);
    }

    #[test]
    fn additions_are_no_list_neither_now_nor_before() {
        let earlier = [covered(2, "教育局", 2), covered(1, "教育局", 40)];
        assert_eq!(said(&earlier, &[("教育局", 3)]), []);
        assert_eq!(said(&earlier, &[("教育局", 38)]), [of(1, &["教育局"])], "the two were no list");
        assert_eq!(said(&[covered(1, "档案馆", 3)], &[("档案馆", 1)]), [of(1, &["档案馆"])]);
    }

    #[test]
    fn what_was_too_short_to_be_held_against_the_last_is_said() {
        let earlier = [covered(1, "教育局", 40), covered(1, "农业局", 30)];
        let (_, compared) = listed(&earlier, &here(&[("教育局", 3), ("农业局", 29), ("档案馆", 2)]));
        assert_eq!((compared.held, compared.first), (1, 1));
        assert_eq!(compared.short, [Short { scope: "教育局".to_owned(), rows: 3, before: 40 }]);
    }

    #[test]
    fn a_unit_whose_last_person_is_gone_belongs_to_the_ledger_that_listed_it() {
        let earlier = [covered(1, "农业局", 30), covered(1, "教育局", 40), covered(1, "档案馆", 1)];
        assert_eq!(
            said(&earlier, &[("教育局", 40), ("农业局", 30)]),
            [of(1, &["农业局", "教育局", "档案馆"])]
        );
    }

    #[test]
    fn each_unit_is_held_against_its_own_last_ledger() {
        let earlier = [covered(2, "教育局", 40), covered(1, "农业局", 30)];
        assert_eq!(
            said(&earlier, &[("教育局", 40), ("农业局", 30)]),
            [of(1, &["农业局"]), of(2, &["教育局"])]
        );
    }
}
