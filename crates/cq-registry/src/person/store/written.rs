//! What a row holds besides the facts as they are.

use std::collections::HashMap;

use cq_calendar::PartialDate;
use cq_platform::{
    Result,
    actor::Act,
    db::{Param, Tx},
};

use super::{
    super::{
        Facts, PersonId,
        model::{AreaId, EndedBecause, Household, Illness, UnitId},
        pinyin, term,
    },
    Sealed, place,
};
use crate::{
    area,
    unit::{self, Unit},
};

/// Units and areas already looked up in this unit of work.
#[derive(Default)]
pub(super) struct Places {
    units: HashMap<String, Unit>,
    areas: HashMap<String, AreaId>,
}

impl Places {
    fn unit(&mut self, tx: &Tx<'_>, act: &Act, name: &str) -> Result<&mut Unit> {
        if !self.units.contains_key(name) {
            self.units.insert(name.to_owned(), unit::find_or_insert(tx, act, name)?);
        }
        self.units.get_mut(name).ok_or(cq_platform::Error::Conflict)
    }

    fn unit_id(&mut self, tx: &Tx<'_>, act: &Act, name: Option<&String>) -> Result<Option<UnitId>> {
        name.map(|name| self.unit(tx, act, name).map(|unit| unit.id)).transpose()
    }

    /// The unit somebody retired from; its kind is learned where it was not known.
    fn old_unit(&mut self, tx: &Tx<'_>, act: &Act, facts: &Facts) -> Result<Option<UnitId>> {
        let Some(name) = &facts.unit else { return Ok(None) };
        let unit = self.unit(tx, act, name)?;
        if unit.kind.is_none() && facts.unit_kind.is_some() {
            unit::store::set_kind(tx, act, unit.id, facts.unit_kind)?;
            unit.kind = facts.unit_kind;
        }
        Ok(Some(unit.id))
    }

    fn area(&mut self, tx: &Tx<'_>, act: &Act, name: &str) -> Result<AreaId> {
        if let Some(id) = self.areas.get(name) {
            return Ok(*id);
        }
        let id = area::find_or_insert(tx, act, name)?;
        self.areas.insert(name.to_owned(), id);
        Ok(id)
    }
}

/// What a row holds besides the facts as they are: readings, sealed fields, ids for names. Fields go by the facts' names.
pub(in crate::person) struct Written {
    pub(super) pinyin: String,
    pub(in crate::person) sealed: Sealed,
    /// The keyed index of the citizen id.
    pub(in crate::person) citizen_id: Option<Vec<u8>>,
    pub(in crate::person) unit: Option<UnitId>,
    pub(in crate::person) paying_unit: Option<UnitId>,
    pub(in crate::person) area: Option<AreaId>,
    pub(in crate::person) living: String,
    pub(in crate::person) ended_on: Option<PartialDate>,
    pub(in crate::person) ended_because: Option<EndedBecause>,
    /// Of [`Illness::marks`].
    pub(super) illness_marks: i64,
    pub(super) terms: Vec<String>,
}

impl Written {
    /// What can be said without the database: units and area have no ids before [`Written::place`].
    pub(super) fn of(act: &Act, id: PersonId, facts: &Facts) -> Result<Self> {
        let secrets = &act.secrets;
        let seal =
            |column, text: Option<&str>| text.map(|text| secrets.seal(place(column, id), text)).transpose();
        let citizen_id = facts.citizen_id.as_ref();
        Ok(Self {
            pinyin: pinyin::sort_key(&facts.name),
            sealed: Sealed {
                citizen_id: seal("citizen_id", citizen_id.map(|citizen| citizen.as_str()))?,
                health_note: seal("health_note", facts.health_note.as_deref())?,
                allergies: seal("allergies", facts.allergies.as_deref())?,
                death_cause: seal("death_cause", facts.death_cause.as_deref())?,
            },
            citizen_id: citizen_id.map(|citizen| term::id_index(secrets, citizen).to_vec()),
            unit: None,
            paying_unit: None,
            area: None,
            living: Household::text(&facts.living),
            ended_on: facts.ended.map(|ended| ended.on),
            ended_because: facts.ended.map(|ended| ended.because),
            illness_marks: Illness::marks(facts.conditions.iter().map(String::as_str)),
            terms: term::terms(secrets, facts),
        })
    }

    /// Finds units and area, or makes them.
    pub(super) fn place(&mut self, tx: &Tx<'_>, act: &Act, places: &mut Places, facts: &Facts) -> Result<()> {
        self.unit = places.old_unit(tx, act, facts)?;
        self.paying_unit = places.unit_id(tx, act, facts.paying_unit.as_ref())?;
        self.area = facts.area.as_ref().map(|name| places.area(tx, act, name)).transpose()?;
        Ok(())
    }

    /// The columns of `columns!`, the reading and the marks of illnesses.
    pub(super) fn cells<'w>(&'w self, facts: &'w Facts, cells: &mut Vec<&'w dyn Param>) {
        facts.cells(self, cells);
        cells.extend([&self.pinyin as &dyn Param, &self.illness_marks]);
    }
}

/// Somebody new with everything made ready that needs no database, so that whoever loads a registry can do so elsewhere.
pub struct Newcomer {
    pub(super) id: PersonId,
    pub(super) facts: Facts,
    pub(super) written: Written,
}

impl Newcomer {
    /// Gives them an id, seals, and finds what they will be found by.
    pub fn of(act: &Act, facts: Facts) -> Result<Self> {
        let id = act.new_id();
        Ok(Self { id, written: Written::of(act, id, &facts)?, facts })
    }

    /// Who they will be.
    pub fn id(&self) -> PersonId {
        self.id
    }
}
