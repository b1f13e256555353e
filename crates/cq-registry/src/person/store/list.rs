//! Lists of people: a page at a time, by reading, narrowed by filters.

use cq_calendar::PartialDate;
use cq_platform::{
    Result,
    db::{Conn, Param, Row},
    ids::{BureauId, StaffId},
    policy::Scope,
    record, words,
};
use serde::{Serialize, Serializer};

use crate::person::{
    Category, Living, Mark, PersonId, Rank, Sex,
    model::{AreaId, Household, Illness, UnitId},
};

/// The columns of a [`Listed`], and where they come from.
macro_rules! listed {
    ($from:literal) => {
        concat!(
            "SELECT p.id, p.name, p.pinyin, p.sex, p.born, p.category, p.rank, p.unit_id, u.name, p.area_id, a.name, p.phone,
                p.living, r.staff_id, s.name, p.version, p.ended_on FROM ",
            $from,
            " LEFT JOIN unit u ON u.bureau_id = p.bureau_id AND u.id = p.unit_id
            LEFT JOIN area a ON a.bureau_id = p.bureau_id AND a.id = p.area_id
            LEFT JOIN responsibility r ON r.bureau_id = p.bureau_id AND r.person_id = p.id AND r.kind = 'doctor' AND r.until IS NULL
            LEFT JOIN staff s ON s.bureau_id = r.bureau_id AND s.id = r.staff_id"
        )
    };
}
pub(super) use listed;

/// Filters take the place of this comment.
const FILTERS: &str = "/* filters */";

const AFTER: &str = concat!(
    listed!("person p"),
    " WHERE p.bureau_id = $1 AND (p.pinyin, p.id) > ($2, $3) AND {reach} /* filters */
    ORDER BY p.bureau_id, p.pinyin, p.id LIMIT $4"
);
const BEFORE: &str = concat!(
    listed!("person p"),
    " WHERE p.bureau_id = $1 AND (p.pinyin, p.id) < ($2, $3) AND {reach} /* filters */
    ORDER BY p.bureau_id DESC, p.pinyin DESC, p.id DESC LIMIT $4"
);
const COUNT: &str = "SELECT COUNT(*) FROM (SELECT 1 FROM person p WHERE p.bureau_id = $1 AND {reach} /* filters */ LIMIT $2) few";
const TALLIES: &str =
    "SELECT category, people FROM person_tally WHERE bureau_id = $1 ORDER BY bureau_id, category";

/// The condition for being served.
const SERVED: &str = "p.ended_on IS NULL AND p.category <> 'relative'";
const STILL_SERVED: &str = "p.ended_on IS NULL";
const IS_ILL: &str =
    "EXISTS (SELECT 1 FROM person_condition c WHERE c.bureau_id = p.bureau_id AND c.person_id = p.id
    AND c.code >= {} AND c.code < {})";
const HAS_DOCTOR: &str =
    "EXISTS (SELECT 1 FROM responsibility d WHERE d.bureau_id = p.bureau_id AND d.person_id = p.id
    AND d.kind = 'doctor' AND d.until IS NULL)";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[AFTER, BEFORE, COUNT, TALLIES];

record! {
    /// A person as lists show one. Nothing sealed is in it.
    pub struct Listed {
        /// Identity.
        pub id: PersonId,
        /// Full name.
        pub name: String,
        /// Its reading.
        pub pinyin: String,
        /// Sex.
        pub sex: Sex,
        /// Birth.
        pub born: Option<PartialDate>,
        /// Why served.
        pub category: Category,
        /// 职级.
        pub rank: Option<Rank>,
        /// 原工作单位.
        pub unit_id: Option<UnitId>,
        /// Its name.
        pub unit: Option<String>,
        /// 所在镇街.
        pub area_id: Option<AreaId>,
        /// Its name.
        pub area: Option<String>,
        /// Digits.
        pub phone: Option<String>,
        /// With whom.
        pub living: Household,
        /// 责任医生.
        pub doctor_id: Option<StaffId>,
        /// The doctor's name.
        pub doctor: Option<String>,
        /// Counts changes.
        pub version: i64,
        /// When they ceased to be served; none while they are.
        pub ended_on: Option<PartialDate>,
    }
}

words! {
    /// Whom a list is of.
    pub enum Whom {
        /// Whom the bureau serves.
        Served = "served",
        /// Whom it served.
        Ended = "ended",
        /// Whom it only knows: spouses, children, contacts.
        Relatives = "relatives",
        /// All of them.
        Everybody = "everybody",
    }
}

/// A [`Listed`] that is looked at while its row is, for whoever writes it down at once.
#[derive(Serialize)]
pub struct Line<'r> {
    id: PersonId,
    name: &'r str,
    pinyin: &'r str,
    sex: &'r str,
    born: Option<&'r str>,
    category: &'r str,
    rank: Option<&'r str>,
    unit: Option<&'r str>,
    area: Option<&'r str>,
    phone: Option<&'r str>,
    #[serde(serialize_with = "words")]
    living: &'r str,
    doctor_id: Option<StaffId>,
    doctor: Option<&'r str>,
    version: i64,
}

impl<'r> Line<'r> {
    fn read(row: &'r Row<'_>) -> Result<Self> {
        let text = |index| row.text(index);
        Ok(Self {
            id: row.get(0)?,
            name: text(1)?.unwrap_or_default(),
            pinyin: text(2)?.unwrap_or_default(),
            sex: text(3)?.unwrap_or_default(),
            born: text(4)?,
            category: text(5)?.unwrap_or_default(),
            rank: text(6)?,
            unit: text(8)?,
            area: text(10)?,
            phone: text(11)?,
            living: text(12)?.unwrap_or_default(),
            doctor_id: row.get(13)?,
            doctor: text(14)?,
            version: row.get(15)?,
        })
    }
}

/// Words a space apart, as a list.
fn words<S: Serializer>(text: &&str, to: S) -> std::result::Result<S::Ok, S::Error> {
    to.collect_seq(text.split_whitespace())
}

/// What a list is narrowed to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Filter {
    /// Whom; where nothing is said, a list is of whom the bureau serves, and a search finds everybody.
    pub whom: Option<Whom>,
    /// Why served.
    pub category: Option<Category>,
    /// From this unit.
    pub unit: Option<UnitId>,
    /// Living in this area.
    pub area: Option<AreaId>,
    /// Living so.
    pub living: Option<Living>,
    /// Ill with this.
    pub illness: Option<Illness>,
    /// Has a responsible doctor, or has none.
    pub doctor: Option<bool>,
}

impl Filter {
    /// Puts the conditions in their place and their parameters behind `params`.
    fn apply<'f>(
        &'f self,
        sql: &str,
        params: &mut Vec<&'f dyn Param>,
        ends: &'f [&'static str; 2],
    ) -> String {
        let mut conditions = String::new();
        let mut add = |condition: &str, given: &[&'f dyn Param]| {
            let mut condition = condition.to_owned();
            for value in given {
                params.push(*value);
                condition = condition.replacen("{}", &format!("${}", params.len()), 1);
            }
            conditions.push_str(" AND ");
            conditions.push_str(&condition);
        };
        match self.whom {
            // Who asks for relatives need not ask twice.
            None | Some(Whom::Served) if self.category == Some(Category::Relative) => add(STILL_SERVED, &[]),
            None | Some(Whom::Served) => add(SERVED, &[]),
            // A record that was merged is not somebody: it leads to the one that was kept.
            Some(Whom::Ended) => add("p.ended_on IS NOT NULL AND p.ended_because <> 'merged'", &[]),
            Some(Whom::Relatives) => add("p.category = 'relative'", &[]),
            Some(Whom::Everybody) => add("(p.ended_because IS NULL OR p.ended_because <> 'merged')", &[]),
        }
        if let Some(category) = &self.category {
            add("p.category = {}", &[category]);
        }
        if let Some(unit) = &self.unit {
            add("p.unit_id = {}", &[unit]);
        }
        if let Some(area) = &self.area {
            add("p.area_id = {}", &[area]);
        }
        if let Some(living) = &self.living {
            add("REPLACE(p.living, {}, '') <> p.living", &[living]);
        }
        if self.illness.is_some() {
            add(IS_ILL, &[&ends[0], &ends[1]]);
        }
        match self.doctor {
            Some(true) => add(HAS_DOCTOR, &[]),
            Some(false) => add(&["NOT ", HAS_DOCTOR].concat(), &[]),
            None => {}
        }
        sql.replace(FILTERS, &conditions)
    }

    /// First code and the one after the last, of the illness asked for.
    fn ends(&self) -> [&'static str; 2] {
        self.illness.map_or(["", ""], |illness| illness.codes().into())
    }

    /// Whether nothing is left out.
    pub fn is_open(&self) -> bool {
        *self == Self::default()
    }

    /// Whether `listed` stands in the list, as far as its row says; illness aside.
    pub(super) fn admits(&self, listed: &Listed) -> bool {
        let is_relative = listed.category == Category::Relative;
        let is_asked = match self.whom {
            None | Some(Whom::Everybody) => true,
            Some(Whom::Served) => listed.ended_on.is_none() && !is_relative,
            Some(Whom::Ended) => listed.ended_on.is_some(),
            Some(Whom::Relatives) => is_relative,
        };
        is_asked
            && self.category.is_none_or(|category| listed.category == category)
            && self.unit.is_none_or(|unit| listed.unit_id == Some(unit))
            && self.area.is_none_or(|area| listed.area_id == Some(area))
            && self.living.is_none_or(|living| listed.living.0.contains(&living))
            && self.doctor.is_none_or(|doctor| listed.doctor_id.is_some() == doctor)
    }
}

/// Which page of a list: what follows or precedes a place in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turn {
    /// From the start.
    First,
    /// What follows.
    After(Mark),
    /// What precedes.
    Before(Mark),
}

/// A page of a list.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// In the order of their reading.
    pub people: Vec<Listed>,
    /// Somebody precedes the first.
    pub has_before: bool,
    /// Somebody follows the last.
    pub has_after: bool,
}

/// One page of people within reach.
pub fn page(
    conn: &Conn<'_>,
    scope: &Scope,
    bureau: &BureauId,
    filter: &Filter,
    turn: Turn,
    size: usize,
) -> Result<Page> {
    let start = Mark::default();
    let (sql, mark) = match &turn {
        Turn::First => (AFTER, &start),
        Turn::After(mark) => (AFTER, mark),
        Turn::Before(mark) => (BEFORE, mark),
    };
    let one_more = i64::try_from(size).unwrap_or(i64::MAX).saturating_add(1);
    let ends = filter.ends();
    let mut params: Vec<&dyn Param> = vec![bureau, &mark.pinyin, &mark.id, &one_more];
    let sql = filter.apply(sql, &mut params, &ends);
    let mut people = conn.list_in::<Listed>(scope, &sql, &params)?;
    let more = people.len() > size;
    people.truncate(size);
    Ok(match turn {
        Turn::First => Page { people, has_before: false, has_after: more },
        Turn::After(_) => Page { people, has_before: true, has_after: more },
        Turn::Before(_) => {
            people.reverse();
            Page { people, has_before: more, has_after: true }
        }
    })
}

/// Hands `size` people after `mark` to `take`, without keeping them; says where they ended if somebody follows.
pub fn each_after(
    conn: &Conn<'_>,
    scope: &Scope,
    bureau: &BureauId,
    filter: &Filter,
    mark: &Mark,
    size: usize,
    mut take: impl FnMut(&Line<'_>) -> Result<()>,
) -> Result<Option<Mark>> {
    let one_more = i64::try_from(size).unwrap_or(i64::MAX).saturating_add(1);
    let ends = filter.ends();
    let mut params: Vec<&dyn Param> = vec![bureau, &mark.pinyin, &mark.id, &one_more];
    let sql = filter.apply(AFTER, &mut params, &ends);
    let (mut taken, mut end, mut more) = (0, None, false);
    conn.each_in(scope, &sql, &params, |row| {
        if taken == size {
            more = true;
            return Ok(());
        }
        taken += 1;
        let line = Line::read(row)?;
        if taken == size {
            end = Some(Mark { pinyin: line.pinyin.to_owned(), id: line.id });
        }
        take(&line)
    })?;
    Ok(end.filter(|_| more))
}

/// How many people `filter` leaves within reach; counting stops at `most`.
pub fn count(conn: &Conn<'_>, scope: &Scope, bureau: &BureauId, filter: &Filter, most: i64) -> Result<i64> {
    let ends = filter.ends();
    let mut params: Vec<&dyn Param> = vec![bureau, &most];
    let sql = filter.apply(COUNT, &mut params, &ends);
    let (count,) = conn.find_in::<(i64,)>(scope, &sql, &params)?.unwrap_or_default();
    Ok(count)
}

/// How many people the bureau has, by category.
pub fn tallies(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<(Category, i64)>> {
    conn.list(TALLIES, &[bureau])
}
