//! What becomes of each wish: two who name one another are tied once, and what cannot be is a doubt.

mod law;
mod pair;

use std::collections::{HashMap, HashSet};

use cq_calendar::PartialDate;
use cq_platform::{Error, Result, actor::Act, db::Conn, messages::Text};

use super::{
    Families, Who,
    text::{self, Doubt},
    weigh::{Meant, Weigh},
    wish::{self, Answer, Wish},
};
use crate::{
    person::{Category, CitizenId, EndedBecause, PersonId, Sex},
    relation::{Kind, Refused, RelationId, store::many::Held},
};
use pair::pair;

/// A file's families, told.
pub(super) struct Settled<'f> {
    /// In the order of the rows.
    pub wishes: Vec<Wish>,
    /// New relations.
    pub ties: Vec<NewTie>,
    /// New people whom they tie.
    pub people: Vec<NewPerson>,
    /// Relations of which somebody is to be called from now on.
    pub calls: Vec<Call>,
    /// Telephones of relatives that the file knows better.
    pub phones: Vec<Phone>,
    pub weigh: Weigh<'f>,
}

/// A new relation.
pub(super) struct NewTie {
    /// Whose it is written as.
    pub person: Who,
    /// The other.
    pub other: Who,
    /// What the other is to the person.
    pub kind: Kind,
    /// The other is to be called.
    pub is_contact: bool,
    /// The person is to be called.
    pub is_contact_back: bool,
    /// The wish that it stands for.
    wish: usize,
    /// When one of them died, if one has.
    died: Option<PartialDate>,
    /// Both name one another.
    is_mutual: bool,
    /// Another was named in the same place: neither is done.
    pub is_off: bool,
}

impl NewTie {
    /// The last day of a marriage that a death has ended.
    pub fn until(&self) -> Option<PartialDate> {
        self.died.filter(|_| self.kind == Kind::Spouse)
    }
}

/// Somebody new by being named.
pub(super) struct NewPerson {
    pub name: String,
    pub sex: Sex,
    pub phone: Option<String>,
    pub citizen_id: Option<CitizenId>,
    number: Option<[u8; 32]>,
    /// The first who names them.
    owner: usize,
}

/// A relation of which one side or both is to be called.
pub(super) struct Call {
    pub relation: RelationId,
    pub version: i64,
    /// Before and after: the other, and the person.
    pub before: (bool, bool),
    pub after: (bool, bool),
}

/// A relative's telephone.
pub(super) struct Phone {
    pub owner: usize,
    pub column: &'static str,
    pub person: PersonId,
    name: String,
    before: Option<String>,
    pub after: String,
}

impl Phone {
    /// What is said of it.
    pub fn text(&self) -> Text {
        let key = if self.before.is_some() { "relation-ledger-phone" } else { "relation-ledger-phone-new" };
        let before = self.before.as_deref().unwrap_or_default();
        Text::new(key).with("name", &self.name).with("before", before).with("after", &self.after)
    }
}

impl<'f> Settled<'f> {
    /// What there is to tell; what it was weighed by is let go, since a large ledger has more ties than people.
    pub fn told(self) -> (Vec<Wish>, Vec<Phone>) {
        (self.wishes, self.phones)
    }

    /// Tells what becomes of all that the rows name.
    pub fn of(conn: &Conn<'_>, act: &Act, families: &'f Families, made: &HashSet<PersonId>) -> Result<Self> {
        let wishes = wish::all(act, families);
        let weigh = Weigh::load(conn, act, families, &wishes, made)?;
        // Spouses who name one another are certain, then other spouses: who is whose child may follow from them.
        let rank = |wish: &Wish| match wish.named.kind {
            Some(Kind::Spouse) if weigh.is_mutual(wish) => 0,
            Some(Kind::Spouse) => 1,
            _ => 2,
        };
        let ranks: Vec<i32> = wishes.iter().map(rank).collect();
        let settled = Self {
            wishes,
            ties: Vec::new(),
            people: Vec::new(),
            calls: Vec::new(),
            phones: Vec::new(),
            weigh,
        };
        let mut settling = Settling {
            settled,
            conn,
            act,
            pairs: HashMap::new(),
            spouses: HashMap::new(),
            parents: HashMap::new(),
            have_children: HashSet::new(),
            named: HashMap::new(),
        };
        for round in 0..3 {
            for at in (0..ranks.len()).filter(|at| ranks.get(*at) == Some(&round)) {
                settling.settle(at)?;
            }
        }
        Ok(settling.settled)
    }
}

struct Settling<'s, 'f> {
    settled: Settled<'f>,
    conn: &'s Conn<'s>,
    act: &'s Act,
    /// New relations by the two whom they tie.
    pairs: HashMap<(Who, Who), usize>,
    /// Everybody's spouses as the file says, done or in doubt.
    spouses: HashMap<Who, Vec<Who>>,
    /// Everybody's parents as the file says.
    parents: HashMap<Who, Vec<Who>>,
    /// Everybody who is somebody's parent as the file says.
    have_children: HashSet<Who>,
    /// New people by name.
    named: HashMap<String, Vec<usize>>,
}

impl Settling<'_, '_> {
    fn settle(&mut self, at: usize) -> Result<()> {
        let Some(wish) = self.settled.wishes.get(at) else { return Ok(()) };
        if matches!(wish.answer, Answer::Doubt(_)) {
            return Ok(());
        }
        let answer = match self.answer(at) {
            Ok(answer) => answer,
            Err(Untold::Doubt(doubt)) => Answer::Doubt(doubt),
            Err(Untold::Failed(error)) => return Err(error),
        };
        if let Some(wish) = self.settled.wishes.get_mut(at) {
            wish.answer = answer;
        }
        Ok(())
    }

    fn answer(&mut self, at: usize) -> Told<Answer> {
        let weigh = &self.settled.weigh;
        let wish = self.settled.wishes.get(at).ok_or(Error::NotFound)?;
        let owner = weigh.families.rows.get(wish.owner).ok_or(Error::NotFound)?;
        if wish.named.name == owner.name && (wish.number.is_none() || wish.number == owner.number) {
            return Err(Refused::Oneself.text().into());
        }
        let partners = self.partners(owner.who);
        match weigh.meant(wish, &partners)? {
            Meant::Held(held) => self.known(at, &held.clone()),
            Meant::Over(held) => Ok(Answer::Known(text::over(wish, held))),
            // Whom the dead wanted called, nobody calls.
            _ if owner.died.is_some() && wish.named.kind.is_none() => {
                Ok(Answer::Known(Text::new("relation-ledger-has-died").with("name", &owner.name)))
            }
            Meant::One(who) => self.propose(at, who),
            Meant::Nobody => {
                let to = self.newcomer(at, &partners)?;
                self.propose(at, Who::New(to))
            }
        }
    }

    /// The relation is there: perhaps whom to call, or the number to call, is new.
    fn known(&mut self, at: usize, held: &Held) -> Told<Answer> {
        self.phone(at, held.other, held.category, held.phone.as_deref())?;
        let wish = self.settled.wishes.get(at).ok_or(Error::NotFound)?;
        let owner = self.settled.weigh.families.rows.get(wish.owner).ok_or(Error::NotFound)?;
        let has_died = owner.died.is_some() || held.ended == Some(EndedBecause::Died);
        if !wish.named.is_contact || held.is_contact || has_died {
            return Ok(Answer::Known(text::held(wish, held)));
        }
        let text = text::call(wish, held);
        let side = |called: &mut (bool, bool)| if held.is_own { called.0 = true } else { called.1 = true };
        if let Some(call) = self.settled.calls.iter_mut().find(|call| call.relation == held.id) {
            side(&mut call.after);
            return Ok(Answer::Known(text));
        }
        let before = if held.is_own { (false, held.is_contact_back) } else { (held.is_contact_back, false) };
        let mut call = Call { relation: held.id, version: held.version, before, after: before };
        side(&mut call.after);
        self.settled.calls.push(call);
        Ok(Answer::Call(self.settled.calls.len() - 1, text))
    }

    /// What the file knows better of a relative who has no row and is not served.
    fn phone(&mut self, at: usize, person: PersonId, category: Category, before: Option<&str>) -> Told<()> {
        let wish = self.settled.wishes.get(at).ok_or(Error::NotFound)?;
        let Some(after) = wish.named.phone.as_deref().filter(|said| before != Some(*said)) else {
            return Ok(());
        };
        if category != Category::Relative || self.settled.weigh.row(Who::Known(person)).is_some() {
            return Ok(());
        }
        match self.settled.phones.iter().find(|phone| phone.person == person) {
            Some(phone) if phone.after != after => {
                Err(Text::new("relation-ledger-two-phones").with("name", &wish.named.name).into())
            }
            Some(_) => Ok(()),
            None => {
                self.settled.phones.push(Phone {
                    owner: wish.owner,
                    column: wish.named.column,
                    person,
                    name: wish.named.name.clone(),
                    before: before.map(str::to_owned),
                    after: after.to_owned(),
                });
                Ok(())
            }
        }
    }

    /// Somebody new of that name: one whom the file names with the same telephone or citizen id, or the spouse as child, else another.
    fn newcomer(&mut self, at: usize, partners: &[Who]) -> Told<usize> {
        let wish = self.settled.wishes.get(at).ok_or(Error::NotFound)?;
        let of_name = self.named.entry(wish.named.name.clone()).or_default();
        let of_partner = |to: usize| {
            let parents = self.parents.get(&Who::New(to)).into_iter().flatten();
            wish.named.kind == Some(Kind::Child)
                && parents.into_iter().any(|parent| partners.contains(parent))
        };
        let is_same = |to: usize, one: &NewPerson| {
            let is_numbered = wish.number.is_some() && one.number == wish.number;
            let is_called = wish.named.phone.is_some() && one.phone == wish.named.phone;
            let differs = matches!((wish.number, one.number), (Some(said), Some(known)) if said != known);
            !differs && (is_numbered || is_called || of_partner(to))
        };
        let people = &mut self.settled.people;
        let found = of_name.iter().copied().find(|to| people.get(*to).is_some_and(|one| is_same(*to, one)));
        if let Some(person) = found.and_then(|to| people.get_mut(to)) {
            if person.phone.is_none() {
                person.phone.clone_from(&wish.named.phone);
            }
            return found.ok_or_else(|| Error::NotFound.into());
        }
        of_name.push(people.len());
        people.push(NewPerson {
            name: wish.named.name.clone(),
            sex: wish.named.sex,
            phone: wish.named.phone.clone(),
            citizen_id: wish.named.citizen_id.clone(),
            number: wish.number,
            owner: wish.owner,
        });
        Ok(people.len() - 1)
    }

    /// A new relation to `to`, unless the two are tied already.
    fn propose(&mut self, at: usize, to: Who) -> Told<Answer> {
        let wish = self.settled.wishes.get(at).ok_or(Error::NotFound)?;
        let weigh = &self.settled.weigh;
        let person = weigh.families.rows.get(wish.owner).ok_or(Error::NotFound)?.who;
        let kind = wish.named.kind.unwrap_or(Kind::Kin);
        // A friend may turn out to be family.
        let bars = |held: &Held| held.written.is_family() || !kind.is_family();
        let held = |held: &&Held| held.holds() && Who::Known(held.other) == to && bars(held);
        if let Some(held) = weigh.held(person).iter().find(held) {
            return match (held.kind(), wish.named.kind) {
                (Some(known), Some(said)) if known != said && known.is_family() && said.is_family() => {
                    Err(text::other_kind(wish, known, said).into())
                }
                _ => self.known(at, &held.clone()),
            };
        }
        if let Some(tie) = self.pairs.get(&pair(person, to)).copied() {
            return self.again(at, tie, person);
        }
        let died = [self.about(person).died, self.about(to).died].into_iter().flatten();
        let died = died.min_by_key(|day| day.first_day());
        // Of a marriage that a death has ended nothing is to be held against another.
        if kind != Kind::Spouse || died.is_none() {
            self.may_hold(kind, person, to, at)?;
        }
        if let Who::Known(id) = to
            && let Some(one) = self.settled.weigh.registered(id)
        {
            let (category, before) = (one.category, one.phone.clone());
            self.phone(at, id, category, before.as_deref())?;
        }
        self.tie(at, (person, to), kind, died)
    }

    fn about(&self, who: Who) -> About {
        let weigh = &self.settled.weigh;
        if let Some(row) = weigh.row(who) {
            return About { name: row.name.clone(), born: row.born, died: row.died };
        }
        match who {
            Who::Known(id) => weigh.registered(id).map(|one| About {
                name: one.name.clone(),
                born: one.born,
                died: one.ended_on.filter(|_| one.ended == Some(EndedBecause::Died)),
            }),
            Who::New(at) => self.settled.people.get(at).map(|one| About {
                name: one.name.clone(),
                born: one.citizen_id.as_ref().map(|id| id.born().into()),
                died: None,
            }),
            Who::Row(_) => None,
        }
        .unwrap_or_default()
    }
}

#[derive(Default)]
struct About {
    name: String,
    born: Option<PartialDate>,
    died: Option<PartialDate>,
}

/// What can be told, else a doubt in words, or that the registry does not answer.
type Told<T> = std::result::Result<T, Untold>;

enum Untold {
    Doubt(Doubt),
    Failed(Error),
}

impl From<Text> for Untold {
    fn from(text: Text) -> Self {
        Untold::Doubt(text.into())
    }
}

impl From<Doubt> for Untold {
    fn from(doubt: Doubt) -> Self {
        Untold::Doubt(doubt)
    }
}

impl From<Error> for Untold {
    fn from(error: Error) -> Self {
        Untold::Failed(error)
    }
}
