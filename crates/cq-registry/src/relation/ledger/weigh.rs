//! Whom a name means: what the family, the file and the registry have by it, and what tells one from the other.

use std::collections::{BTreeSet, HashMap, HashSet};

use cq_calendar::PartialDate;
use cq_platform::{Result, actor::Act, db::Conn, messages::Text};

use super::{
    Families, Row, Who,
    text::{self, Doubt},
    wish::Wish,
};
use crate::{
    person::{EndedBecause, PersonId, pinyin},
    relation::{
        Kind, RelationId,
        model::may_be_parent,
        store::many::{self, Held, Registered},
    },
};

/// What is known before the pass of all who may be meant.
pub(super) struct Weigh<'f> {
    pub families: &'f Families,
    held: HashMap<PersonId, Vec<Held>>,
    registered: HashMap<PersonId, Registered>,
    by_name: HashMap<String, Vec<PersonId>>,
    by_number: HashMap<Vec<u8>, Who>,
}

/// Who is meant.
pub(super) enum Meant<'w> {
    /// Of the family already.
    Held(&'w Held),
    /// Once of the family.
    Over(&'w Held),
    /// Somebody of the file or the registry.
    One(Who),
    /// Nobody whom anything knows.
    Nobody,
}

/// Somebody who may be meant.
pub(super) struct Candidate<'w> {
    pub who: Who,
    born: Option<PartialDate>,
    phone: Option<&'w str>,
    number: Option<&'w [u8]>,
    has_died: bool,
    row: Option<&'w Row>,
    unit: Option<&'w str>,
}

impl Candidate<'_> {
    /// What tells them apart: where they stand in the file, else unit and birth.
    pub fn about(&self) -> String {
        let row = self.row.map(|row| format!("{} {}", row.place.sheet, row.place.row).trim().to_owned());
        row.unwrap_or_else(|| about(self.unit, self.born))
    }
}

fn about(unit: Option<&str>, born: Option<PartialDate>) -> String {
    let born = born.map(|born| born.to_string());
    [unit.map(str::to_owned), born].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

impl<'f> Weigh<'f> {
    /// Asks the registry for all whom the wishes name. `made` are left out: before the pass there were none.
    pub fn load(
        conn: &Conn<'_>,
        act: &Act,
        families: &'f Families,
        wishes: &[Wish],
        made: &HashSet<PersonId>,
    ) -> Result<Self> {
        let readings: BTreeSet<String> =
            wishes.iter().map(|wish| pinyin::sort_key(&wish.named.name)).collect();
        let readings: Vec<String> = readings.into_iter().collect();
        let numbers: Vec<[u8; 32]> = wishes.iter().filter_map(|wish| wish.number).collect();
        let mut found = many::by_reading(conn, act.bureau(), &readings)?;
        found.extend(many::by_number(conn, act.bureau(), &numbers)?);
        found.retain(|one| !made.contains(&one.id));
        let mut this = Self {
            families,
            held: HashMap::new(),
            registered: HashMap::new(),
            by_name: HashMap::new(),
            by_number: HashMap::new(),
        };
        let named: HashSet<&str> = wishes.iter().map(|wish| wish.named.name.as_str()).collect();
        for one in found.into_iter().filter(|one| !families.met.contains_key(&one.id)) {
            if named.contains(one.name.as_str()) && !this.registered.contains_key(&one.id) {
                this.by_name.entry(one.name.clone()).or_default().push(one.id);
            }
            this.by_number.extend(one.number.clone().map(|number| (number, Who::Known(one.id))));
            this.registered.insert(one.id, one);
        }
        if !numbers.is_empty() {
            let rows = families.rows.iter().filter_map(|row| Some((row.number?.to_vec(), row.who)));
            this.by_number.extend(rows);
        }
        this.load_held(conn, act, wishes)?;
        Ok(this)
    }

    /// The families of all who name or are named.
    fn load_held(&mut self, conn: &Conn<'_>, act: &Act, wishes: &[Wish]) -> Result<()> {
        let named =
            wishes.iter().filter_map(|wish| self.families.by_name.get(&wish.named.name)).flatten().copied();
        let rows = wishes.iter().map(|wish| wish.owner).chain(named);
        let known = rows.filter_map(|at| match self.families.rows.get(at)?.who {
            Who::Known(id) => Some(id),
            _ => None,
        });
        let ids: BTreeSet<PersonId> = known.chain(self.registered.keys().copied()).collect();
        let ids: Vec<PersonId> = ids.into_iter().collect();
        for mut held in many::of_people(conn, act.bureau(), &ids)? {
            // The file says what they are called now; the pass may have written it already.
            if let Some(row) = self.families.met.get(&held.other).and_then(|at| self.families.rows.get(*at)) {
                (held.name, held.phone, held.born) = (row.name.clone(), row.phone.clone(), row.born);
            }
            if !self.families.met.contains_key(&held.other) {
                self.registered.entry(held.other).or_insert_with(|| Registered {
                    id: held.other,
                    name: held.name.clone(),
                    born: held.born,
                    unit: None,
                    phone: held.phone.clone(),
                    category: held.category,
                    ended: held.ended,
                    ended_on: held.ended_on,
                    number: held.number.clone(),
                });
            }
            self.held.entry(held.of).or_default().push(held);
        }
        Ok(())
    }

    /// The family of somebody before the pass.
    pub fn held(&self, who: Who) -> &[Held] {
        match who {
            Who::Known(id) => self.held.get(&id).map(Vec::as_slice).unwrap_or_default(),
            _ => &[],
        }
    }

    /// Somebody of the registry of whom the file has no row.
    pub fn registered(&self, id: PersonId) -> Option<&Registered> {
        self.registered.get(&id)
    }

    /// Every relation of these people, by which and which version, as it was before the pass.
    pub fn versions(&self, ids: &BTreeSet<PersonId>) -> BTreeSet<(RelationId, i64)> {
        let held = ids.iter().flat_map(|id| self.held(Who::Known(*id)));
        held.map(|held| (held.id, held.version)).collect()
    }

    /// The row of somebody of whom the file has one.
    pub fn row(&self, who: Who) -> Option<&'f Row> {
        let at = match who {
            Who::Row(at) => at,
            Who::Known(id) => *self.families.met.get(&id)?,
            Who::New(_) => return None,
        };
        self.families.rows.get(at)
    }

    /// What tells somebody of the registry apart.
    pub fn about(&self, id: PersonId) -> String {
        self.registered(id).map(|one| about(one.unit.as_deref(), one.born)).unwrap_or_default()
    }

    /// Whether a row of that name names the wish's owner as spouse too.
    pub fn is_mutual(&self, wish: &Wish) -> bool {
        let Some(owner) = self.families.rows.get(wish.owner) else { return false };
        let rows = self.families.by_name.get(&wish.named.name).into_iter().flatten();
        rows.filter_map(|at| self.families.rows.get(*at)).any(|row| names_spouse(row) == Some(&owner.name))
    }

    /// Who is meant. `partners` are the owner's spouses.
    pub fn meant(&self, wish: &Wish, partners: &[Who]) -> std::result::Result<Meant<'_>, Doubt> {
        let Some(owner) = self.families.rows.get(wish.owner) else { return Ok(Meant::Nobody) };
        if let Some(meant) = self.of_family(wish, owner)? {
            return Ok(meant);
        }
        if let Some(who) = wish.number.and_then(|number| self.by_number.get(number.as_slice())) {
            let name = self.row(*who).map(|row| row.name.as_str());
            let name = name.or(match who {
                Who::Known(id) => self.registered(*id).map(|one| one.name.as_str()),
                _ => None,
            });
            return match name {
                Some(name) if name != wish.named.name => Err(Text::new("relation-ledger-other-number")
                    .with("name", &wish.named.name)
                    .with("other", name)
                    .into()),
                _ => Ok(Meant::One(*who)),
            };
        }
        self.by_name(wish, owner, partners)
    }

    /// Somebody of that name in the family, now or once.
    fn of_family(&self, wish: &Wish, owner: &Row) -> std::result::Result<Option<Meant<'_>>, Doubt> {
        let is_other = |held: &Held| matches!((&wish.number, &held.number), (Some(said), Some(known)) if said.as_slice() != known.as_slice());
        let of_name = |held: &&Held| held.name == wish.named.name && !is_other(held);
        let all: Vec<&Held> = self.held(owner.who).iter().filter(of_name).collect();
        let open: Vec<&Held> = all.iter().copied().filter(|held| held.holds()).collect();
        let fits = |held: &&&Held| wish.named.kind.is_none() || held.kind() == wish.named.kind;
        let fitting: Vec<&Held> = open.iter().filter(fits).copied().collect();
        let others: HashSet<PersonId> = fitting.iter().map(|held| held.other).collect();
        let same_phone = |held: &&&Held| wish.named.phone.is_some() && held.phone == wish.named.phone;
        match (fitting.as_slice(), open.first()) {
            ([first, ..], _) if others.len() == 1 => Ok(Some(Meant::Held(first))),
            ([_, _, ..], _) => match fitting.iter().find(same_phone) {
                Some(held) => Ok(Some(Meant::Held(held))),
                None => Err(Text::new("relation-ledger-several-held").with("name", &wish.named.name).into()),
            },
            // Called something else in the family: a friend who is a child too, or a slip.
            ([], Some(held)) => match (held.kind(), wish.named.kind) {
                (Some(known), Some(said)) if known.is_family() && said.is_family() => {
                    Err(text::other_kind(wish, known, said).into())
                }
                (Some(_), Some(said)) if said.is_family() => Ok(Some(Meant::One(Who::Known(held.other)))),
                _ => Ok(Some(Meant::Held(held))),
            },
            ([_], _) | ([], None) => Ok(all.first().map(|held| Meant::Over(held))),
        }
    }

    /// Somebody of that name in the file or the registry.
    fn by_name(&self, wish: &Wish, owner: &Row, partners: &[Who]) -> std::result::Result<Meant<'_>, Doubt> {
        let differs = |one: &Candidate<'_>| matches!((one.phone, &wish.named.phone), (Some(one), Some(said)) if one != said);
        let mut all = self.candidates(wish, owner);
        let is_spouse = wish.named.kind == Some(Kind::Spouse);
        let is_one = all.len() == 1;
        if is_spouse {
            all.retain(|one| (is_one && !differs(one)) || !self.is_anothers(one, owner));
        }
        let certain: Vec<&Candidate<'_>> =
            all.iter().filter(|one| self.is_certain(one, wish, owner, partners)).collect();
        let possible: Vec<&Candidate<'_>> = all.iter().filter(|one| is_spouse || !differs(one)).collect();
        match (certain.as_slice(), possible.as_slice()) {
            ([one], _) => Ok(Meant::One(one.who)),
            ([], []) => Ok(Meant::Nobody),
            ([], [one]) if is_spouse && !differs(one) => Ok(Meant::One(one.who)),
            ([], some) | (some, _) => Err(text::several(wish, some)),
        }
    }

    fn candidates(&self, wish: &Wish, owner: &Row) -> Vec<Candidate<'_>> {
        let rows = self.families.by_name.get(&wish.named.name).into_iter().flatten();
        let rows = rows.filter_map(|at| self.families.rows.get(*at)).map(|row| Candidate {
            who: row.who,
            born: row.born,
            phone: row.phone.as_deref(),
            number: row.number.as_ref().map(<[u8; 32]>::as_slice),
            has_died: row.died.is_some(),
            row: Some(row),
            unit: row.unit.as_deref(),
        });
        let registered = self.by_name.get(&wish.named.name).into_iter().flatten();
        let registered = registered.filter_map(|id| self.registered.get(id)).map(|one| Candidate {
            who: Who::Known(one.id),
            born: one.born,
            phone: one.phone.as_deref(),
            number: one.number.as_deref(),
            has_died: one.ended == Some(EndedBecause::Died),
            row: None,
            unit: one.unit.as_deref(),
        });
        let may_be = |one: &Candidate<'_>| {
            let is_other =
                matches!((&wish.number, one.number), (Some(said), Some(known)) if said.as_slice() != known);
            let is_of_age = match wish.named.kind {
                Some(Kind::Child) => may_be_parent(owner.born, one.born),
                Some(Kind::Parent) => may_be_parent(one.born, owner.born),
                _ => true,
            };
            // The dead are nobody's contact; whether a spouse has died is for a person to say.
            let is_there = !one.has_died || wish.named.kind == Some(Kind::Spouse);
            one.who != owner.who && !is_other && is_of_age && is_there
        };
        rows.chain(registered).filter(may_be).collect()
    }

    /// Something besides the name says that it is them.
    fn is_certain(&self, one: &Candidate<'_>, wish: &Wish, owner: &Row, partners: &[Who]) -> bool {
        let is_child_of_both = || {
            let theirs = partners.iter().flat_map(|partner| self.held(*partner));
            wish.named.kind == Some(Kind::Child)
                && theirs
                    .filter(|held| held.holds() && held.kind() == Some(Kind::Child))
                    .any(|held| Who::Known(held.other) == one.who)
        };
        let is_numbered = wish.number.is_some_and(|said| one.number == Some(said.as_slice()));
        let is_called = wish.named.phone.is_some() && one.phone == wish.named.phone.as_deref();
        let names_back =
            wish.named.kind == Some(Kind::Spouse) && one.row.and_then(names_spouse) == Some(&owner.name);
        is_numbered || is_called || names_back || is_child_of_both()
    }

    /// Whether somebody is married to another than `owner`, or says so.
    fn is_anothers(&self, one: &Candidate<'_>, owner: &Row) -> bool {
        let said = one.row.and_then(names_spouse).is_some_and(|name| *name != owner.name);
        said || self
            .held(one.who)
            .iter()
            .any(|held| held.is_marriage() && Who::Known(held.other) != owner.who)
    }
}

/// Whom a row names as spouse.
fn names_spouse(row: &Row) -> Option<&String> {
    let mut named = row.said.iter().flat_map(|said| &said.named);
    named.find(|named| named.kind == Some(Kind::Spouse)).map(|named| &named.name)
}
