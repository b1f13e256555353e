//! Finding people by what is typed into one box.
//!
//! Each word is the beginning of a term, so a word is a range of an index that is read in order and left at the limit. Of
//! several words the one with the fewest terms leads, and the others are held against its people's rows. A word that begins
//! no term is taken for a part of a unit's or a group's name. Who answers for some people only is led from those people.
//!
//! Whom the bureau serves stand first, and of those whoever the searcher answers for; then those whose relative is meant, then
//! whom it served once, then relatives. Where that finds next to nobody, what the words are near to is looked for too, and
//! marked as such.

mod found;
mod hit;

use std::collections::HashMap;

use cq_platform::{
    Result,
    db::{Conn, Param},
    ids::BureauId,
    policy::{Reach, Scope},
    record,
    secrets::Secrets,
};
use uuid::Uuid;

use super::list::{Listed, listed};
use crate::{
    duplicate,
    person::{Category, CitizenId, PersonId, model::UnitId, near, term},
    segment::{self, Bound},
};
use found::Found;
pub use hit::{Hit, Why};

/// The columns of a [`Candidate`], behind the term that found them.
macro_rules! candidate {
    ($term:literal, $rest:literal) => {
        concat!(
            "SELECT ",
            $term,
            ", p.pinyin, p.id, p.name, p.former_name, p.phone, p.other_phone, p.unit_id, p.category,
                CASE WHEN p.ended_on IS NULL THEN 0 ELSE 1 END FROM ",
            $rest
        )
    };
}

const BY_TERM: &str = candidate!(
    "t.term",
    "search_term t JOIN person p ON p.bureau_id = t.bureau_id AND p.id = t.person_id
    WHERE t.bureau_id = $1 AND (t.term, t.person_id) > ($2, $3) AND t.term < $4
    ORDER BY t.bureau_id, t.term, t.person_id LIMIT $5"
);
const BY_UNIT: &str = candidate!(
    "''",
    "person p WHERE p.bureau_id = $1 AND p.unit_id = $2 AND (p.pinyin, p.id) > ($3, $4)
    ORDER BY p.bureau_id, p.unit_id, p.pinyin, p.id LIMIT $5"
);
const BY_GROUP: &str = candidate!(
    "''",
    "membership m JOIN person p ON p.bureau_id = m.bureau_id AND p.id = m.person_id
    WHERE m.bureau_id = $1 AND m.group_id = $2 AND m.until IS NULL AND m.person_id > $3
    ORDER BY m.bureau_id, m.group_id, m.person_id LIMIT $4"
);
const IN_REACH: &str = candidate!(
    "''",
    "person p WHERE p.bureau_id = $1 AND {reach} ORDER BY p.bureau_id, p.pinyin, p.id LIMIT $2"
);
const BY_ID: &str = concat!(listed!("person p"), " WHERE p.bureau_id = $1 AND p.id = $2");
const BY_CITIZEN_ID: &str =
    concat!(listed!("person p"), " WHERE p.bureau_id = $1 AND p.citizen_id_index = $2 AND {reach}");
const TERMS_FROM: &str =
    "SELECT COUNT(*) FROM (SELECT 1 FROM search_term WHERE bureau_id = $1 AND term >= $2 AND term < $3
    LIMIT $4) few";
/// The same for up to 32 words at once: the place of each among them, and how many terms begin with it.
const TERMS_FROM_EACH: &str = concat!(
    "SELECT w.column1, (SELECT COUNT(*) FROM (SELECT 1 FROM search_term t WHERE t.bureau_id = $1 AND t.term >= w.column1
    AND t.term < w.column2 LIMIT $2) few) FROM (VALUES ",
    "($3,$4),($5,$6),($7,$8),($9,$10),($11,$12),($13,$14),($15,$16),($17,$18),($19,$20),($21,$22),($23,$24),
        ($25,$26),($27,$28),($29,$30),($31,$32),($33,$34),($35,$36),($37,$38),($39,$40),($41,$42),($43,$44),
        ($45,$46),($47,$48),($49,$50),($51,$52),($53,$54),($55,$56),($57,$58),($59,$60),($61,$62),($63,$64),
        ($65,$66)",
    ") w"
);
/// Of a word that many bear, those whom the bureau serves, where the first rows are others'.
const SERVED_BY_TERM: &str = candidate!(
    "t.term",
    "(SELECT bureau_id, term, person_id FROM search_term WHERE bureau_id = $1 AND (term, person_id) > ($2, $3) AND term < $4
    ORDER BY bureau_id, term, person_id LIMIT $6) t JOIN person p ON p.bureau_id = t.bureau_id AND p.id = t.person_id
    WHERE p.ended_on IS NULL AND p.category <> 'relative' LIMIT $5"
);
const HAS_TERM: &str = "SELECT 1 FROM search_term WHERE bureau_id = $1 AND term = $2 AND person_id = $3";
const UNITS_WITH: &str = "SELECT id, name FROM unit WHERE bureau_id = $1 AND REPLACE(name, $2, '') <> name ORDER BY bureau_id, name
    LIMIT $3";
const GROUPS_WITH: &str = "SELECT id, name FROM person_group WHERE bureau_id = $1 AND REPLACE(name, $2, '') <> name AND closed_on IS NULL
    ORDER BY bureau_id, kind, name, id LIMIT $3";
const IN_GROUP: &str =
    "SELECT 1 FROM membership WHERE bureau_id = $1 AND group_id = $2 AND person_id = $3 AND until IS NULL";
/// Those who have somebody as their relative, and those whom somebody has as theirs; a widow is still found by her husband.
const RELATED: &str = "SELECT r.person_id, r.kind, 1 FROM relation r
    WHERE r.bureau_id = $1 AND r.other_id = $2 AND (r.until IS NULL OR r.ended_because = 'died')
    UNION ALL SELECT r.other_id, r.kind, 0 FROM relation r
    WHERE r.bureau_id = $1 AND r.person_id = $2 AND (r.until IS NULL OR r.ended_because = 'died')";
const RELATIVES_IN_REACH: &str = "SELECT p.id, q.name, r.kind, 1 FROM person p
    JOIN relation r ON r.bureau_id = p.bureau_id AND r.person_id = p.id AND (r.until IS NULL OR r.ended_because = 'died')
    JOIN person q ON q.bureau_id = r.bureau_id AND q.id = r.other_id WHERE p.bureau_id = $1 AND {reach} LIMIT $2";
const RELATED_IN_REACH: &str = "SELECT p.id, q.name, r.kind, 0 FROM person p
    JOIN relation r ON r.bureau_id = p.bureau_id AND r.other_id = p.id AND (r.until IS NULL OR r.ended_because = 'died')
    JOIN person q ON q.bureau_id = r.bureau_id AND q.id = r.person_id WHERE p.bureau_id = $1 AND {reach} LIMIT $2";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[
    BY_TERM,
    BY_UNIT,
    BY_GROUP,
    BY_ID,
    BY_CITIZEN_ID,
    IN_REACH,
    TERMS_FROM,
    TERMS_FROM_EACH,
    SERVED_BY_TERM,
    HAS_TERM,
    UNITS_WITH,
    GROUPS_WITH,
    IN_GROUP,
    RELATED,
    RELATIVES_IN_REACH,
    RELATED_IN_REACH,
];

/// Rows read at a time.
const CHUNK: i64 = 48;
/// Most rows looked at for one search: common words together may leave some people out, and more letters bring them in.
const ROWS_MAX: usize = 1_000;
/// How many more rows of a single word are gone through for somebody whom the bureau serves.
const SERVED_MAX: i64 = 20_000;
/// Words whose terms are counted at once.
const AT_ONCE: usize = 32;
/// Where counting a word's terms stops.
const TERMS_MAX: i64 = 400;
/// Most words of one search, and most units, or groups, of one word.
const WORDS_MAX: usize = 5;
const PLACES_MAX: i64 = 20;
/// Who finds fewer may have mistyped.
const FEW: usize = 3;

/// What is looked for, and where.
pub struct Search<'s> {
    /// Whose people.
    pub bureau: &'s BureauId,
    /// How far the searcher reaches, and what that lets through.
    pub reach: Reach,
    /// The same as a condition.
    pub scope: &'s Scope,
    /// The people whom the searcher answers for, who stand first; none where the searcher sees no others.
    pub own: Option<&'s Scope>,
    /// Keys of the hashed terms.
    pub secrets: &'s Secrets,
    /// Among whom.
    pub segment: &'s Bound,
    /// How many to find.
    pub limit: usize,
    /// Whether relatives' names and what is only near to the words count.
    pub is_wide: bool,
}

record! {
    /// As much of a person as says whether a search means them.
    struct Candidate {
        term: String,
        pinyin: String,
        id: PersonId,
        name: String,
        former_name: Option<String>,
        phone: Option<String>,
        other_phone: Option<String>,
        unit: Option<UnitId>,
        category: Category,
        has_ended: bool,
    }
}

record! {
    struct Named {
        id: Uuid,
        name: String,
    }
}

record! {
    struct Related {
        id: PersonId,
        kind: String,
        is_theirs: bool,
    }
}

record! {
    struct RelativeOf {
        id: PersonId,
        name: String,
        kind: String,
        is_theirs: bool,
    }
}

struct Word {
    /// As terms are written, and in a second look what may have been meant by it.
    forms: Vec<String>,
    /// The hashed term, where it looks like the end of a citizen id.
    id_tail: Option<String>,
    /// Units and groups it is a part of, where it begins no term.
    units: Vec<Uuid>,
    groups: Vec<Uuid>,
    /// How many terms begin with it, as far as counted.
    terms: i64,
}

impl Candidate {
    fn is_served(&self) -> bool {
        !self.has_ended && self.category != Category::Relative
    }
}

impl Word {
    fn names(&self, name: &str) -> bool {
        self.forms.iter().any(|form| term::names(form, name))
    }

    fn dials(&self, candidate: &Candidate) -> bool {
        let mut phones = candidate.phone.iter().chain(&candidate.other_phone);
        phones.any(|phone| self.forms.iter().any(|form| term::dials(form, phone)))
    }

    /// Whether somebody is meant by a former name alone.
    fn names_once(&self, candidate: &Candidate) -> bool {
        let once = candidate.former_name.as_deref().is_some_and(|name| self.names(name));
        once && !self.names(&candidate.name) && !self.dials(candidate)
    }
}

impl Search<'_> {
    /// People who answer to every word of `typed`, the nearest first.
    pub fn run(&self, conn: &Conn<'_>, typed: &str) -> Result<Vec<Hit>> {
        let typed_words = typed.split_whitespace().take(WORDS_MAX);
        if let Some(id) = typed_words.clone().find_map(|word| CitizenId::parse(&term::fold(word)).ok()) {
            let index = term::id_index(self.secrets, &id);
            let found =
                conn.find_in::<Listed>(self.scope, BY_CITIZEN_ID, &[self.bureau, &index.as_slice()])?;
            let kept = found.map_or(Ok(None), |listed| self.keep(conn, listed))?;
            return Ok(kept.map(|listed| Hit { listed, why: None, is_near: false }).into_iter().collect());
        }
        let words = typed_words.map(term::fold).filter(|word| !word.is_empty());
        let mut words = words.map(|written| self.word(conn, written)).collect::<Result<Vec<_>>>()?;
        words.sort_by_key(|word| word.terms);
        let mut hits = self.own_people(conn, &words)?;
        let mut found = Found::of(self, false);
        found.pass_over(hits.iter().map(|hit| hit.listed.id));
        found.look(conn, &words)?;
        hits.extend(found.hits(conn, &words)?);
        hits.truncate(self.limit);
        if self.is_wide && hits.len() < FEW && self.widen(conn, &mut words)? {
            let mut nearly = Found::of(self, true);
            nearly.pass_over(hits.iter().map(|hit| hit.listed.id));
            nearly.look(conn, &words)?;
            hits.extend(nearly.hits(conn, &words)?);
            hits.truncate(self.limit);
        }
        Ok(hits)
    }

    /// Those served whom the searcher answers for.
    fn own_people(&self, conn: &Conn<'_>, words: &[Word]) -> Result<Vec<Hit>> {
        let Some(own) = self.own.filter(|_| !words.is_empty()) else { return Ok(Vec::new()) };
        let mut found = Found::of(self, false);
        found.look_among(conn, own, words)?;
        Ok(found.served())
    }

    fn word(&self, conn: &Conn<'_>, written: String) -> Result<Word> {
        let id_tail = term::looks_like_id_tail(&written)
            .then(|| term::id_tail_term(self.secrets, &written.to_uppercase()));
        let mut terms = self.terms_from(conn, &written)?;
        if let Some(tail) = &id_tail {
            terms += self.terms_from(conn, tail)?;
        }
        let (mut units, mut groups) = (Vec::new(), Vec::new());
        if terms == 0 && written.chars().count() > 1 {
            units = self.places_with(conn, UNITS_WITH, &written)?;
            groups = self.places_with(conn, GROUPS_WITH, &written)?;
        }
        let terms = if units.is_empty() && groups.is_empty() { terms } else { TERMS_MAX };
        Ok(Word { forms: vec![written], id_tail, units, groups, terms })
    }

    /// Adds to each word what may have been meant by it and begins a term; whether there is any such thing.
    fn widen(&self, conn: &Conn<'_>, words: &mut [Word]) -> Result<bool> {
        let mut is_wider = false;
        for word in words.iter_mut().filter(|word| word.units.is_empty() && word.groups.is_empty()) {
            let forms = word.forms.first().map(|written| near::near(written)).unwrap_or_default();
            for (form, terms) in self.terms_from_each(conn, &forms)? {
                word.forms.push(form);
                word.terms = (word.terms + terms).min(TERMS_MAX);
                is_wider = true;
            }
        }
        words.sort_by_key(|word| word.terms);
        Ok(is_wider)
    }

    fn terms_from(&self, conn: &Conn<'_>, start: &str) -> Result<i64> {
        let (count,) =
            conn.one::<(i64,)>(TERMS_FROM, &[self.bureau, &start, &term::end_of(start), &TERMS_MAX])?;
        Ok(count)
    }

    /// Those of `starts` that begin a term, with how many they begin.
    fn terms_from_each(&self, conn: &Conn<'_>, starts: &[String]) -> Result<Vec<(String, i64)>> {
        let mut begun = Vec::new();
        for some in starts.chunks(AT_ONCE) {
            let ends: Vec<String> = some.iter().map(|start| term::end_of(start)).collect();
            let mut cells: Vec<&dyn Param> = vec![self.bureau, &TERMS_MAX];
            // Nothing lies between a word and itself.
            let nothing = std::iter::repeat([&"" as &dyn Param, &""]);
            let bounds = some.iter().zip(&ends).map(|(start, end)| [start as &dyn Param, end]);
            cells.extend(bounds.chain(nothing).take(AT_ONCE).flatten());
            let counts: HashMap<String, i64> =
                conn.list::<(String, i64)>(TERMS_FROM_EACH, &cells)?.into_iter().collect();
            let count = |start: &String| counts.get(start).copied().unwrap_or(0);
            begun.extend(
                some.iter().map(|start| (start.clone(), count(start))).filter(|(_, terms)| *terms > 0),
            );
        }
        Ok(begun)
    }

    fn places_with(&self, conn: &Conn<'_>, sql: &str, part: &str) -> Result<Vec<Uuid>> {
        let places = conn.list::<Named>(sql, &[self.bureau, &part, &PLACES_MAX])?;
        Ok(places.into_iter().filter(|place| place.name.contains(part)).map(|place| place.id).collect())
    }

    /// Whether each of `words` means the candidate.
    fn answers(&self, conn: &Conn<'_>, candidate: &Candidate, words: &[Word]) -> Result<bool> {
        for word in words {
            let is_meant = word.dials(candidate)
                || word.names(&candidate.name)
                || candidate.former_name.as_deref().is_some_and(|name| word.names(name))
                || candidate.unit.is_some_and(|unit| word.units.contains(&unit.0))
                || self.has_tail(conn, candidate, word)?
                || self.is_in_group(conn, candidate, word)?;
            if !is_meant {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn has_tail(&self, conn: &Conn<'_>, candidate: &Candidate, word: &Word) -> Result<bool> {
        let Some(tail) = &word.id_tail else { return Ok(false) };
        Ok(conn.find::<(i64,)>(HAS_TERM, &[self.bureau, tail, &candidate.id])?.is_some())
    }

    fn is_in_group(&self, conn: &Conn<'_>, candidate: &Candidate, word: &Word) -> Result<bool> {
        for group in &word.groups {
            if conn.find::<(i64,)>(IN_GROUP, &[self.bureau, group, &candidate.id])?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
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
        let is_in = self.segment.holds_for_everybody()
            || segment::store::people::holds(conn, self.bureau, self.segment, listed.id)?;
        Ok(is_in.then_some(listed))
    }
}
