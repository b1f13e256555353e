//! The workbooks that the bureau holds, one for each kind of record.

mod column;
mod groups;
mod more;
mod people;
mod plain;
mod sheet;
mod style;

use rust_xlsxwriter::XlsxError;

pub(crate) use self::{
    column::{Cell, DateLook, Field, text_of},
    sheet::{Book, Line},
    style::{DateShape, UnitStyle, person_cell, spaced},
};
use crate::{Bureau, FaultAt};

/// A workbook, ready to be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    /// The import's word for it: `areas`, `hospitals`, `doctors`, `people`, `pairings`, `units`, `branches`, `clubs`,
    /// `memberships`, `holidays` or `divisions`.
    pub kind: &'static str,
    /// What the bureau calls the file.
    pub file_name: String,
    /// xlsx
    pub bytes: Vec<u8>,
}

/// All workbooks, in the order in which they must be loaded.
pub fn ledgers(bureau: &Bureau) -> Result<Vec<Ledger>, XlsxError> {
    let made = [
        ("areas", "镇街台账.xlsx", plain::areas()?),
        ("hospitals", "医院台账.xlsx", plain::hospitals()?),
        ("doctors", "责任医生台账.xlsx", plain::doctors(bureau)?),
        ("people", "离退休干部及遗属台账.xlsx", people::workbook(bureau)?),
        ("pairings", "亲情联系台账.xlsx", plain::pairings(bureau)?),
        ("units", "单位台账.xlsx", groups::units()?),
        ("branches", "党组织台账.xlsx", groups::branches()?),
        ("clubs", "社团台账.xlsx", groups::clubs()?),
        ("memberships", "组织成员台账.xlsx", groups::memberships(bureau)?),
        ("holidays", "2026年放假安排.xlsx", plain::holidays()?),
        ("divisions", "行政区划代码.xlsx", plain::divisions()?),
    ];
    let ledger = |(kind, name, bytes): (_, &str, _)| Ledger { kind, file_name: name.to_owned(), bytes };
    Ok(made.into_iter().map(ledger).collect())
}

/// Where the people ledger is wrong on purpose, in the order of its rows.
pub fn people_faults(bureau: &Bureau) -> Vec<FaultAt> {
    people::faults(bureau)
}
