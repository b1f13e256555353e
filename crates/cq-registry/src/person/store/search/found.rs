//! What a look has found so far, in the order in which it will be shown.

use std::collections::HashSet;

use cq_platform::{
    Result,
    db::{Conn, Param},
    policy::{Reach, Scope},
};
use uuid::Uuid;

use super::{
    BY_GROUP, BY_TERM, BY_UNIT, CHUNK, Candidate, Category, Hit, IN_REACH, Listed, PersonId, RELATED,
    RELATED_IN_REACH, RELATIVES_IN_REACH, ROWS_MAX, Related, RelativeOf, SERVED_BY_TERM, SERVED_MAX, Search,
    Why, Word, term,
};

pub(super) struct Found<'f> {
    search: &'f Search<'f>,
    is_near: bool,
    /// Whom the bureau serves.
    served: Vec<Hit>,
    /// Whom it served once, and relatives.
    others: Vec<Hit>,
    /// Everybody the words mean, on the list that is searched or not: somebody may have them as a relative.
    meant: Vec<(PersonId, String)>,
    /// Everybody found, and everybody looked at.
    found: HashSet<PersonId>,
    seen: HashSet<PersonId>,
    looked_at: usize,
}

impl<'f> Found<'f> {
    pub(super) fn of(search: &'f Search<'f>, is_near: bool) -> Self {
        Self {
            search,
            is_near,
            served: Vec::new(),
            others: Vec::new(),
            meant: Vec::new(),
            found: HashSet::new(),
            seen: HashSet::new(),
            looked_at: 0,
        }
    }

    /// Leaves out those who are found already.
    pub(super) fn pass_over(&mut self, found: impl Iterator<Item = PersonId>) {
        self.found.extend(found);
        self.seen.extend(&self.found);
    }

    /// Looks for whoever answers to all of `words`, which stand in the order of their terms.
    pub(super) fn look(&mut self, conn: &Conn<'_>, words: &[Word]) -> Result<()> {
        let Some((lead, others)) = words.split_first() else { return Ok(()) };
        if self.search.reach == Reach::Own {
            return self.look_among(conn, self.search.scope, words);
        }
        for start in lead.id_tail.iter().chain(&lead.forms) {
            self.by_term(conn, start, words, others)?;
        }
        for unit in &lead.units {
            self.by_unit(conn, *unit, words, others)?;
        }
        for group in &lead.groups {
            self.by_group(conn, *group, words, others)?;
        }
        Ok(())
    }

    /// Looks only among those whom `own` lets through.
    pub(super) fn look_among(&mut self, conn: &Conn<'_>, own: &Scope, words: &[Word]) -> Result<()> {
        let most = ROWS_MAX as i64;
        let own = conn.list_in::<Candidate>(own, IN_REACH, &[self.search.bureau, &most])?;
        self.take(conn, own, words, words)
    }

    /// Those found whom the bureau serves.
    pub(super) fn served(self) -> Vec<Hit> {
        self.served
    }

    /// Those found, and those who have one of them as a relative.
    pub(super) fn hits(mut self, conn: &Conn<'_>, words: &[Word]) -> Result<Vec<Hit>> {
        if self.search.is_wide && self.served.len() < self.search.limit && !words.is_empty() {
            if self.search.reach == Reach::Own { self.kin_of_own(conn, words)? } else { self.kin(conn)? }
        }
        let mut hits = self.served;
        hits.append(&mut self.others);
        hits.truncate(self.search.limit);
        Ok(hits)
    }

    fn by_term(&mut self, conn: &Conn<'_>, start: &str, words: &[Word], others: &[Word]) -> Result<()> {
        let end = term::end_of(start);
        // Just before the first key that begins with `start`.
        let (mut term, mut id) = (start.to_owned(), PersonId(Uuid::nil()));
        while !self.is_done() {
            let hits = conn.list::<Candidate>(BY_TERM, &[self.search.bureau, &term, &id, &end, &CHUNK])?;
            let Some(last) = hits.last() else { break };
            (term, id) = (last.term.clone(), last.id);
            let is_last = (hits.len() as i64) < CHUNK;
            self.take(conn, hits, words, others)?;
            if is_last {
                return Ok(());
            }
        }
        if others.is_empty() && self.served.len() < self.search.limit && self.looked_at >= ROWS_MAX {
            // All of those were dead, gone or relatives; the living stand first, however many there are.
            let bounds: [&dyn Param; 6] = [self.search.bureau, &term, &id, &end, &CHUNK, &SERVED_MAX];
            let served = conn.list::<Candidate>(SERVED_BY_TERM, &bounds)?;
            self.take(conn, served, words, others)?;
        }
        Ok(())
    }

    fn by_unit(&mut self, conn: &Conn<'_>, unit: Uuid, words: &[Word], others: &[Word]) -> Result<()> {
        let (mut pinyin, mut id) = (String::new(), PersonId(Uuid::nil()));
        while !self.is_done() {
            let hits = conn.list::<Candidate>(BY_UNIT, &[self.search.bureau, &unit, &pinyin, &id, &CHUNK])?;
            let Some(last) = hits.last() else { break };
            (pinyin, id) = (last.pinyin.clone(), last.id);
            self.take(conn, hits, words, others)?;
        }
        Ok(())
    }

    fn by_group(&mut self, conn: &Conn<'_>, group: Uuid, words: &[Word], others: &[Word]) -> Result<()> {
        let mut id = PersonId(Uuid::nil());
        while !self.is_done() {
            let hits = conn.list::<Candidate>(BY_GROUP, &[self.search.bureau, &group, &id, &CHUNK])?;
            let Some(last) = hits.last() else { break };
            id = last.id;
            self.take(conn, hits, words, others)?;
        }
        Ok(())
    }

    fn take(
        &mut self,
        conn: &Conn<'_>,
        candidates: Vec<Candidate>,
        words: &[Word],
        others: &[Word],
    ) -> Result<()> {
        self.looked_at += candidates.len();
        for candidate in candidates {
            let is_full = if candidate.is_served() { self.served.len() } else { self.others.len() }
                >= self.search.limit;
            if !is_full && self.seen.insert(candidate.id) && self.search.answers(conn, &candidate, others)? {
                self.add(conn, candidate, words)?;
            }
        }
        Ok(())
    }

    fn add(&mut self, conn: &Conn<'_>, candidate: Candidate, words: &[Word]) -> Result<()> {
        if self.found.contains(&candidate.id) {
            return Ok(());
        }
        // A record that was merged is listed as the one that was kept, and that once.
        let listed = self.search.listed(conn, candidate.id)?;
        let listed = listed.filter(|listed| !self.found.contains(&listed.id));
        let led = listed.as_ref().filter(|listed| listed.id != candidate.id);
        let is_served = led.map_or(candidate.is_served(), |listed| listed.ended_on.is_none());
        self.found.extend(led.map(|listed| listed.id));
        let once = words.iter().any(|word| word.names_once(&candidate));
        let Candidate { id, name, former_name, .. } = candidate;
        let why = former_name.filter(|_| once).map(Why::FormerName);
        let hit = listed.map(|listed| Hit { listed, why, is_near: self.is_near });
        if is_served { &mut self.served } else { &mut self.others }.extend(hit);
        self.found.insert(id);
        self.meant.push((id, name));
        Ok(())
    }

    /// Those who have somebody meant as a relative.
    fn kin(&mut self, conn: &Conn<'_>) -> Result<()> {
        for (relative, name) in std::mem::take(&mut self.meant) {
            for Related { id, kind, is_theirs } in
                conn.list::<Related>(RELATED, &[self.search.bureau, &relative])?
            {
                self.add_kin(conn, RelativeOf { id, name: name.clone(), kind, is_theirs })?;
            }
        }
        Ok(())
    }

    /// The same for somebody who answers for some people only: whose relatives are meant is asked of those people.
    fn kin_of_own(&mut self, conn: &Conn<'_>, words: &[Word]) -> Result<()> {
        let most = ROWS_MAX as i64;
        for sql in [RELATIVES_IN_REACH, RELATED_IN_REACH] {
            for relative in
                conn.list_in::<RelativeOf>(self.search.scope, sql, &[self.search.bureau, &most])?
            {
                if words.iter().all(|word| word.names(&relative.name)) {
                    self.add_kin(conn, relative)?;
                }
            }
        }
        Ok(())
    }

    fn add_kin(&mut self, conn: &Conn<'_>, relative: RelativeOf) -> Result<()> {
        let RelativeOf { id, name, kind, is_theirs } = relative;
        if self.served.len() >= self.search.limit || self.found.contains(&id) {
            return Ok(());
        }
        let is_served = |listed: &Listed| listed.ended_on.is_none() && listed.category != Category::Relative;
        if let Some(listed) = self.search.listed(conn, id)?.filter(is_served) {
            self.found.insert(id);
            let why = Some(Why::Relative { name, kind, is_theirs });
            self.served.push(Hit { listed, why, is_near: self.is_near });
        }
        Ok(())
    }

    fn is_done(&self) -> bool {
        self.served.len() >= self.search.limit || self.looked_at >= ROWS_MAX
    }
}
