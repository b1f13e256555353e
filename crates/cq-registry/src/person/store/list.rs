//! Lists of people: a page at a time, by reading; who is in them is a segment.

use cq_calendar::PartialDate;
use cq_platform::{
    Result,
    db::{Conn, Row},
    ids::{BureauId, StaffId},
    policy::Scope,
    record,
};
use serde::{Serialize, Serializer};

use crate::{
    person::{
        Category, Mark, PersonId, Rank, Sex,
        model::{AreaId, Household, UnitId},
    },
    segment::{self, Bound},
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

const AFTER: &str = concat!(
    listed!("person p"),
    " WHERE p.bureau_id = $1 AND (p.pinyin, p.id) > ($2, $3) AND {reach} /* segment */
    ORDER BY p.bureau_id, p.pinyin, p.id LIMIT $4"
);
const BEFORE: &str = concat!(
    listed!("person p"),
    " WHERE p.bureau_id = $1 AND (p.pinyin, p.id) < ($2, $3) AND {reach} /* segment */
    ORDER BY p.bureau_id DESC, p.pinyin DESC, p.id DESC LIMIT $4"
);
/// The same, where few are in the segment: they are found first and sorted, instead of waiting until they come up in order.
const FEW_AFTER: &str = concat!(
    listed!("person p"),
    " WHERE p.bureau_id = $1 AND p.id IN (SELECT p.id FROM person p WHERE p.bureau_id = $1 AND {reach} /* segment */)
    AND (p.pinyin || '', p.id) > ($2, $3) ORDER BY p.pinyin || '', p.id LIMIT $4"
);
const FEW_BEFORE: &str = concat!(
    listed!("person p"),
    " WHERE p.bureau_id = $1 AND p.id IN (SELECT p.id FROM person p WHERE p.bureau_id = $1 AND {reach} /* segment */)
    AND (p.pinyin || '', p.id) < ($2, $3) ORDER BY p.pinyin || '' DESC, p.id DESC LIMIT $4"
);
const TALLIES: &str =
    "SELECT category, people FROM person_tally WHERE bureau_id = $1 ORDER BY bureau_id, category";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[AFTER, BEFORE, FEW_AFTER, FEW_BEFORE, TALLIES];

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
    /// Who.
    pub fn id(&self) -> PersonId {
        self.id
    }

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

/// Up to how many people are sorted for one page of theirs.
const FEW_MAX: i64 = 5_000;

/// One page of people within reach. `among` is how many there are altogether, where that is known.
pub fn page(
    conn: &Conn<'_>,
    scope: &Scope,
    bureau: &BureauId,
    segment: &Bound,
    among: Option<i64>,
    turn: &Turn,
    size: usize,
) -> Result<Page> {
    let start = Mark::default();
    let few = among.is_some_and(|among| among <= FEW_MAX);
    let (after, before) = if few { (FEW_AFTER, FEW_BEFORE) } else { (AFTER, BEFORE) };
    let (sql, mark) = match turn {
        Turn::First => (after, &start),
        Turn::After(mark) => (after, mark),
        Turn::Before(mark) => (before, mark),
    };
    let one_more = i64::try_from(size).unwrap_or(i64::MAX).saturating_add(1);
    let condition = if few { segment::store::condition } else { segment::store::condition_in_order };
    let held = condition(segment, 4);
    let params = held.behind(&[bureau, &mark.pinyin, &mark.id, &one_more]);
    let mut people = conn.list_in::<Listed>(scope, &held.within(sql), &params)?;
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
    segment: &Bound,
    mark: &Mark,
    size: usize,
    mut take: impl FnMut(&Line<'_>) -> Result<()>,
) -> Result<Option<Mark>> {
    let one_more = i64::try_from(size).unwrap_or(i64::MAX).saturating_add(1);
    let held = segment::store::condition_in_order(segment, 4);
    let params = held.behind(&[bureau, &mark.pinyin, &mark.id, &one_more]);
    let (mut taken, mut end, mut more) = (0, None, false);
    conn.each_in(scope, &held.within(AFTER), &params, |row| {
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

/// How many people the bureau has, by category.
pub fn tallies(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<(Category, i64)>> {
    conn.list(TALLIES, &[bureau])
}
