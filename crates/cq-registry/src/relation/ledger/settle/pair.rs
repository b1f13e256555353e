//! Two people, tied once: by the first cell that names them, for every cell that does.

use cq_calendar::PartialDate;
use cq_platform::Error;

use super::{Answer, NewTie, Settling, Told, Who, text};
use crate::relation::{Kind, ledger::text::To};

/// The two, whoever names the other.
pub(super) fn pair(one: Who, other: Who) -> (Who, Who) {
    (one.min(other), one.max(other))
}

impl Settling<'_, '_> {
    pub(super) fn tie(
        &mut self,
        at: usize,
        (person, to): (Who, Who),
        kind: Kind,
        died: Option<PartialDate>,
    ) -> Told<Answer> {
        let wish = self.settled.wishes.get(at).ok_or(Error::NotFound)?;
        let weigh = &self.settled.weigh;
        let whom = match to {
            Who::New(new) => match self.settled.people.get(new).map(|one| one.owner) {
                Some(owner) if owner != wish.owner => {
                    To::Same(&weigh.families.rows.get(owner).ok_or(Error::NotFound)?.place)
                }
                _ => To::Nobody,
            },
            Who::Known(id) if weigh.row(to).is_none() => To::Registered(weigh.about(id)),
            _ => To::Row(&weigh.row(to).ok_or(Error::NotFound)?.place),
        };
        let text = text::new(wish, kind, whom);
        let is_contact = wish.named.is_contact && died.is_none();
        let of_blood = match kind {
            Kind::Child => Some((to, person)),
            Kind::Parent => Some((person, to)),
            _ => None,
        };
        if let Some((child, parent)) = of_blood {
            self.parents.entry(child).or_default().push(parent);
            self.have_children.insert(parent);
        }
        let tie = self.settled.ties.len();
        self.settled.ties.push(NewTie {
            person,
            other: to,
            kind,
            is_contact,
            is_contact_back: false,
            wish: at,
            died,
            is_mutual: false,
            is_off: false,
        });
        self.pairs.insert(pair(person, to), tie);
        Ok(Answer::Tie(tie, text))
    }

    /// The two are tied by another cell: from the other side mostly.
    pub(super) fn again(&mut self, at: usize, tie: usize, person: Who) -> Told<Answer> {
        let wish = self.settled.wishes.get(at).ok_or(Error::NotFound)?;
        let tie = self.settled.ties.get_mut(tie).ok_or(Error::NotFound)?;
        let first = self.settled.wishes.get(tie.wish).ok_or(Error::NotFound)?;
        if tie.is_off {
            return match &first.answer {
                Answer::Doubt(doubt) => Err(doubt.clone().into()),
                _ => Err(Error::NotFound.into()),
            };
        }
        let is_own = tie.person == person;
        let known = if is_own { Some(tie.kind) } else { tie.kind.back() };
        if let (Some(said), Some(known)) = (wish.named.kind, known)
            && said != known
        {
            return Err(text::other_kind(wish, known, said).into());
        }
        tie.is_mutual |= !is_own;
        if wish.named.is_contact && tie.died.is_none() {
            *(if is_own { &mut tie.is_contact } else { &mut tie.is_contact_back }) = true;
        }
        let row = self.settled.weigh.families.rows.get(first.owner).ok_or(Error::NotFound)?;
        Ok(Answer::Known(text::same(wish, row)))
    }
}
