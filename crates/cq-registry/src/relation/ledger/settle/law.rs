//! What can be: nobody has two spouses, no child is its parent's parent.

use std::collections::HashSet;

use cq_platform::Result;

use super::{Answer, Settling, Told, Who, pair::pair, text};
use crate::relation::{Kind, Refused, model::may_be_parent, store};

impl Settling<'_, '_> {
    /// Whether the second can be that to the first.
    pub(super) fn may_hold(&mut self, kind: Kind, person: Who, to: Who, at: usize) -> Told<()> {
        match kind {
            Kind::Spouse => self.may_marry(person, to, at),
            Kind::Child => self.may_descend(to, person),
            Kind::Parent => self.may_descend(person, to),
            _ => Ok(()),
        }
    }

    fn may_marry(&mut self, person: Who, to: Who, at: usize) -> Told<()> {
        let mut doubt = None;
        for (one, other) in [(person, to), (to, person)] {
            let Some(another) = self.partners(one).into_iter().find(|partner| *partner != other) else {
                continue;
            };
            let text = text::second_spouse(&self.about(one).name, &self.about(another).name);
            // What was said first is as doubtful, unless both of them said so.
            let tie = self.pairs.get(&pair(one, another)).and_then(|tie| self.settled.ties.get_mut(*tie));
            if let Some(tie) = tie.filter(|tie| !tie.is_mutual) {
                tie.is_off = true;
                let first = tie.wish;
                let text = text::second_spouse(&self.about(one).name, &self.about(other).name);
                if let Some(wish) = self.settled.wishes.get_mut(first).filter(|_| first != at) {
                    wish.answer = Answer::Doubt(text.into());
                }
            }
            doubt = doubt.or(Some(text));
        }
        self.spouses.entry(person).or_default().push(to);
        self.spouses.entry(to).or_default().push(person);
        doubt.map_or(Ok(()), |text| Err(text.into()))
    }

    /// Everybody whose spouse somebody is, in the registry or by the file.
    pub(super) fn partners(&self, who: Who) -> Vec<Who> {
        let held = self.settled.weigh.held(who).iter().filter(|held| held.is_marriage());
        let said = self.spouses.get(&who).into_iter().flatten().copied();
        held.map(|held| Who::Known(held.other)).chain(said).collect()
    }

    fn may_descend(&self, child: Who, parent: Who) -> Told<()> {
        if !may_be_parent(self.about(parent).born, self.about(child).born) {
            return Err(Refused::ParentYounger.text().into());
        }
        // Whoever is nobody's parent closes no circle.
        let has_children = matches!(child, Who::Known(_)) || self.have_children.contains(&child);
        if !has_children {
            return Ok(());
        }
        let (mut seen, mut next) = (HashSet::new(), vec![parent]);
        while let Some(who) = next.pop() {
            if who == child {
                return Err(Refused::Circle.text().into());
            }
            if seen.insert(who) {
                next.extend(self.parents(who)?);
            }
        }
        Ok(())
    }

    /// Somebody's parents, in the registry and by the file.
    fn parents(&self, who: Who) -> Result<Vec<Who>> {
        let mut parents = self.parents.get(&who).cloned().unwrap_or_default();
        if let Who::Known(id) = who {
            parents.extend(store::parents(self.conn, self.act.bureau(), id)?.into_iter().map(Who::Known));
        }
        Ok(parents)
    }
}
