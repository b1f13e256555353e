//! What a row holds besides the facts as they are.

use std::collections::HashMap;

use cq_platform::{
    Result,
    actor::Act,
    db::{Param, Tx},
};

use super::{
    super::{
        CitizenId, Facts, PersonId,
        model::{AreaId, Household, UnitId},
        pinyin, term,
    },
    citizen_id_place, health_note_place,
};
use crate::{area, unit};

/// Ids of units and areas already looked up in this unit of work.
#[derive(Default)]
pub(super) struct Places {
    units: HashMap<String, UnitId>,
    areas: HashMap<String, AreaId>,
}

impl Places {
    fn unit(&mut self, tx: &Tx<'_>, act: &Act, name: &str) -> Result<UnitId> {
        if let Some(id) = self.units.get(name) {
            return Ok(*id);
        }
        let id = unit::find_or_insert(tx, act, name)?;
        self.units.insert(name.to_owned(), id);
        Ok(id)
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

/// What a row holds besides the facts as they are: readings, sealed fields, ids for names.
pub(super) struct Written {
    pub(super) pinyin: String,
    citizen_id: Option<Vec<u8>>,
    citizen_id_index: Option<Vec<u8>>,
    health_note: Option<Vec<u8>>,
    unit: Option<UnitId>,
    area: Option<AreaId>,
    living: String,
    pub(super) terms: Vec<String>,
}

impl Written {
    pub(super) fn of(
        tx: &Tx<'_>,
        act: &Act,
        places: &mut Places,
        id: PersonId,
        facts: &Facts,
    ) -> Result<Self> {
        let secrets = &act.secrets;
        let seal_id = |citizen: &CitizenId| secrets.seal(citizen_id_place(id), citizen.as_str());
        Ok(Self {
            pinyin: pinyin::sort_key(&facts.name),
            citizen_id: facts.citizen_id.as_ref().map(seal_id).transpose()?,
            citizen_id_index: facts
                .citizen_id
                .as_ref()
                .map(|citizen| term::id_index(secrets, citizen).to_vec()),
            health_note: facts
                .health_note
                .as_ref()
                .map(|note| secrets.seal(health_note_place(id), note))
                .transpose()?,
            unit: facts.unit.as_ref().map(|name| places.unit(tx, act, name)).transpose()?,
            area: facts.area.as_ref().map(|name| places.area(tx, act, name)).transpose()?,
            living: Household::text(&facts.living),
            terms: term::terms(secrets, facts),
        })
    }

    /// The columns from `name` to `remark`.
    pub(super) fn cells<'w>(&'w self, facts: &'w Facts) -> [&'w dyn Param; 22] {
        [
            &facts.name,
            &self.pinyin,
            &facts.sex,
            &facts.born,
            &self.citizen_id,
            &self.citizen_id_index,
            &facts.category,
            &facts.rank,
            &facts.treatment,
            &facts.ethnicity,
            &facts.politics,
            &facts.joined_work,
            &facts.retired,
            &self.unit,
            &self.area,
            &facts.address,
            &facts.phone,
            &facts.latitude,
            &facts.longitude,
            &self.living,
            &self.health_note,
            &facts.remark,
        ]
    }
}
