//! Finding people by what is typed into one box.
//!
//! Each word is the beginning of a term, so a word is a range of an index that is read in order and left at the limit. Of
//! several words the one with the fewest terms leads, and the others are held against its people's rows. A word that begins
//! no term is taken for a part of a unit's name. Who answers for some people only is led from those people.

use std::collections::HashSet;

use cq_platform::{
    Result,
    db::Conn,
    ids::BureauId,
    policy::{Reach, Scope},
    record,
    secrets::Secrets,
};
use uuid::Uuid;

use super::list::{Filter, Listed, listed};
use crate::duplicate;
use crate::person::{CitizenId, PersonId, model::UnitId, term};

const BY_TERM: &str = "SELECT t.term, p.pinyin, p.id, p.name, p.phone, p.unit_id FROM search_term t
    JOIN person p ON p.bureau_id = t.bureau_id AND p.id = t.person_id
    WHERE t.bureau_id = $1 AND (t.term, t.person_id) > ($2, $3) AND t.term < $4
    ORDER BY t.bureau_id, t.term, t.person_id LIMIT $5";
const BY_UNIT: &str = "SELECT '', p.pinyin, p.id, p.name, p.phone, p.unit_id FROM person p
    WHERE p.bureau_id = $1 AND p.unit_id = $2 AND (p.pinyin, p.id) > ($3, $4)
    ORDER BY p.bureau_id, p.unit_id, p.pinyin, p.id LIMIT $5";
const IN_REACH: &str =
    "SELECT '', p.pinyin, p.id, p.name, p.phone, p.unit_id FROM person p WHERE p.bureau_id = $1 AND {reach}
    ORDER BY p.bureau_id, p.pinyin, p.id LIMIT $2";
const BY_ID: &str = concat!(listed!("person p"), " WHERE p.bureau_id = $1 AND p.id = $2");
const BY_CITIZEN_ID: &str =
    concat!(listed!("person p"), " WHERE p.bureau_id = $1 AND p.citizen_id_index = $2 AND {reach}");
const TERMS_FROM: &str =
    "SELECT COUNT(*) FROM (SELECT 1 FROM search_term WHERE bureau_id = $1 AND term >= $2 AND term < $3
    LIMIT $4) few";
const HAS_TERM: &str = "SELECT 1 FROM search_term WHERE bureau_id = $1 AND term = $2 AND person_id = $3";
const UNITS_WITH: &str = "SELECT id, name FROM unit WHERE bureau_id = $1 AND REPLACE(name, $2, '') <> name ORDER BY bureau_id, name
    LIMIT $3";
const HAS_ILLNESS: &str =
    "SELECT 1 FROM person_condition WHERE bureau_id = $1 AND person_id = $2 AND code >= $3 AND code < $4
    LIMIT 1";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] =
    &[BY_TERM, BY_UNIT, BY_ID, BY_CITIZEN_ID, IN_REACH, TERMS_FROM, HAS_TERM, UNITS_WITH, HAS_ILLNESS];

/// Rows read at a time.
const CHUNK: i64 = 48;
/// Most rows looked at for one search: common words together may leave some people out, and more letters bring them in.
const ROWS_MAX: usize = 1_000;
/// Where counting a word's terms stops.
const TERMS_MAX: i64 = 400;
/// Most words of one search, and most units of one word.
const WORDS_MAX: usize = 5;
const UNITS_MAX: i64 = 20;

/// What is looked for, and where.
pub struct Search<'s> {
    /// Whose people.
    pub bureau: &'s BureauId,
    /// How far the searcher reaches, and what that lets through.
    pub reach: Reach,
    /// The same as a condition.
    pub scope: &'s Scope,
    /// Keys of the hashed terms.
    pub secrets: &'s Secrets,
    /// The list to be searched.
    pub filter: &'s Filter,
    /// How many to find.
    pub limit: usize,
}

record! {
    /// As much of a person as says whether a search means them.
    struct Candidate {
        term: String,
        pinyin: String,
        id: PersonId,
        name: String,
        phone: Option<String>,
        unit: Option<UnitId>,
    }
}

record! {
    struct UnitNamed {
        id: UnitId,
        name: String,
    }
}

struct Word {
    /// As terms are written.
    written: String,
    /// The hashed term, where it looks like the end of a citizen id.
    id_tail: Option<String>,
    /// Units it is a part of, where it begins no term.
    units: Vec<UnitId>,
    /// How many terms begin with it, as far as counted.
    terms: i64,
}

impl Search<'_> {
    /// People who answer to every word of `typed`, the nearest first.
    pub fn run(&self, conn: &Conn<'_>, typed: &str) -> Result<Vec<Listed>> {
        let typed_words = typed.split_whitespace().take(WORDS_MAX);
        if let Some(id) = typed_words.clone().find_map(|word| CitizenId::parse(&term::fold(word)).ok()) {
            let index = term::id_index(self.secrets, &id);
            let found =
                conn.find_in::<Listed>(self.scope, BY_CITIZEN_ID, &[self.bureau, &index.as_slice()])?;
            return found
                .into_iter()
                .map(|listed| self.keep(conn, listed))
                .filter_map(Result::transpose)
                .collect();
        }
        let words = typed_words.map(term::fold).filter(|word| !word.is_empty());
        let mut words = words.map(|written| self.word(conn, written)).collect::<Result<Vec<_>>>()?;
        if self.reach == Reach::Own {
            return self.among_own(conn, &words);
        }
        words.sort_by_key(|word| word.terms);
        let Some((lead, others)) = words.split_first() else { return Ok(Vec::new()) };
        let mut found =
            Found { search: self, others, people: Vec::new(), seen: HashSet::new(), looked_at: 0 };
        if let Some(tail) = &lead.id_tail {
            found.by_term(conn, tail)?;
        }
        found.by_term(conn, &lead.written)?;
        for unit in &lead.units {
            found.by_unit(conn, *unit)?;
        }
        Ok(found.people)
    }

    fn word(&self, conn: &Conn<'_>, written: String) -> Result<Word> {
        let id_tail = term::looks_like_id_tail(&written)
            .then(|| term::id_tail_term(self.secrets, &written.to_uppercase()));
        let mut terms = self.terms_from(conn, &written)?;
        if let Some(tail) = &id_tail {
            terms += self.terms_from(conn, tail)?;
        }
        let may_be_unit = terms == 0 && written.chars().count() > 1;
        let units = if may_be_unit { self.units_with(conn, &written)? } else { Vec::new() };
        let terms = if units.is_empty() { terms } else { TERMS_MAX };
        Ok(Word { written, id_tail, units, terms })
    }

    fn terms_from(&self, conn: &Conn<'_>, start: &str) -> Result<i64> {
        let (count,) =
            conn.one::<(i64,)>(TERMS_FROM, &[self.bureau, &start, &term::end_of(start), &TERMS_MAX])?;
        Ok(count)
    }

    fn units_with(&self, conn: &Conn<'_>, part: &str) -> Result<Vec<UnitId>> {
        let units = conn.list::<UnitNamed>(UNITS_WITH, &[self.bureau, &part, &UNITS_MAX])?;
        Ok(units.into_iter().filter(|unit| unit.name.contains(part)).map(|unit| unit.id).collect())
    }

    fn among_own(&self, conn: &Conn<'_>, words: &[Word]) -> Result<Vec<Listed>> {
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let most = ROWS_MAX as i64;
        let mut people = Vec::new();
        for candidate in conn.list_in::<Candidate>(self.scope, IN_REACH, &[self.bureau, &most])? {
            if people.len() < self.limit && self.answers(conn, &candidate, words)? {
                people.extend(self.listed(conn, candidate.id)?);
            }
        }
        Ok(people)
    }

    /// Whether each of `words` means the candidate.
    fn answers(&self, conn: &Conn<'_>, candidate: &Candidate, words: &[Word]) -> Result<bool> {
        for word in words {
            let by_name = term::finds(&word.written, &candidate.name, candidate.phone.as_deref());
            let by_unit = || candidate.unit.is_some_and(|unit| word.units.contains(&unit));
            if !by_name && !by_unit() && !self.has_tail(conn, candidate, word)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn has_tail(&self, conn: &Conn<'_>, candidate: &Candidate, word: &Word) -> Result<bool> {
        let Some(tail) = &word.id_tail else { return Ok(false) };
        Ok(conn.find::<(i64,)>(HAS_TERM, &[self.bureau, tail, &candidate.id])?.is_some())
    }

    /// The person's row in the list that is searched, if it stands there.
    fn listed(&self, conn: &Conn<'_>, id: PersonId) -> Result<Option<Listed>> {
        let Some(mut listed) = conn.find::<Listed>(BY_ID, &[self.bureau, &id])? else { return Ok(None) };
        // Whoever looks for a record that was merged finds the one that was kept.
        if listed.ended_on.is_some()
            && let Some(kept) = duplicate::store::leads_to(conn, self.bureau, id)?
        {
            let Some(kept) = conn.find::<Listed>(BY_ID, &[self.bureau, &kept])? else { return Ok(None) };
            listed = kept;
        }
        self.keep(conn, listed)
    }

    /// `listed`, if the list that is searched holds it.
    fn keep(&self, conn: &Conn<'_>, listed: Listed) -> Result<Option<Listed>> {
        if !self.filter.admits(&listed) {
            return Ok(None);
        }
        let Some(illness) = self.filter.illness else { return Ok(Some(listed)) };
        let (from, to) = illness.codes();
        let ill = conn.find::<(i64,)>(HAS_ILLNESS, &[self.bureau, &listed.id, &from, &to])?.is_some();
        Ok(ill.then_some(listed))
    }
}

/// What has been found so far.
struct Found<'f> {
    search: &'f Search<'f>,
    others: &'f [Word],
    people: Vec<Listed>,
    seen: HashSet<PersonId>,
    looked_at: usize,
}

impl Found<'_> {
    fn by_term(&mut self, conn: &Conn<'_>, start: &str) -> Result<()> {
        let end = term::end_of(start);
        // Just before the first key that begins with `start`.
        let (mut term, mut id) = (start.to_owned(), PersonId(Uuid::nil()));
        while !self.is_done() {
            let hits = conn.list::<Candidate>(BY_TERM, &[self.search.bureau, &term, &id, &end, &CHUNK])?;
            let Some(last) = hits.last() else { break };
            (term, id) = (last.term.clone(), last.id);
            self.take(conn, hits)?;
        }
        Ok(())
    }

    fn by_unit(&mut self, conn: &Conn<'_>, unit: UnitId) -> Result<()> {
        let (mut pinyin, mut id) = (String::new(), PersonId(Uuid::nil()));
        while !self.is_done() {
            let hits = conn.list::<Candidate>(BY_UNIT, &[self.search.bureau, &unit, &pinyin, &id, &CHUNK])?;
            let Some(last) = hits.last() else { break };
            (pinyin, id) = (last.pinyin.clone(), last.id);
            self.take(conn, hits)?;
        }
        Ok(())
    }

    fn take(&mut self, conn: &Conn<'_>, candidates: Vec<Candidate>) -> Result<()> {
        self.looked_at += candidates.len();
        for candidate in candidates {
            if self.people.len() < self.search.limit
                && self.seen.insert(candidate.id)
                && self.search.answers(conn, &candidate, self.others)?
            {
                let found = self.search.listed(conn, candidate.id)?;
                self.people
                    .extend(found.filter(|found| self.people.iter().all(|known| known.id != found.id)));
            }
        }
        Ok(())
    }

    fn is_done(&self) -> bool {
        self.people.len() >= self.search.limit || self.looked_at >= ROWS_MAX
    }
}
