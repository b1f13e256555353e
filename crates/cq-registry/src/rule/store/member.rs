//! For whom rules are, a stretch of ids at a time, with what a rule asks of them and whoever answers for them.

use std::collections::{BTreeSet, HashMap};

use cq_calendar::PartialDate;
use cq_platform::{
    Result,
    db::{Conn, Tx},
    ids::{BureauId, StaffId},
    record,
};
use jiff::civil::Date;
use uuid::Uuid;

use crate::{
    group::{GroupId, GroupKind, PostKind},
    person::{BirthdayBy, PersonId, SelfCare, model::Household},
    rule::content::Owner,
    segment::{
        Bound,
        store::{Where, condition_in_order},
    },
    task::{Subject, SubjectKind},
};

/// The segment's condition takes the place of the comment, `answers` is whoever the rule's owner is to this person.
macro_rules! members {
    ($answers:expr, $join:literal) => {
        concat!(
            "SELECT p.id, p.born, p.birthday_by, p.living, p.self_care, ",
            $answers,
            " FROM person p ",
            $join,
            " WHERE p.bureau_id = $1 AND p.id > $2 AND p.id <= $3 /* segment */ ORDER BY p.bureau_id, p.id LIMIT $4"
        )
    };
}

const MEMBERS: &str = members!(
    "r.staff_id",
    "LEFT JOIN responsibility r ON r.bureau_id = p.bureau_id AND r.person_id = p.id AND r.kind = 'doctor' AND r.until IS NULL"
);
const MEMBERS_BY_LIAISON: &str = members!(
    "r.staff_id",
    "LEFT JOIN responsibility r ON r.bureau_id = p.bureau_id AND r.person_id = p.id AND r.kind = 'liaison' AND r.until IS NULL"
);
/// The head of the branch that the person last joined; nobody answers for himself.
macro_rules! secretary {
    () => {
        "(SELECT o.person_id FROM membership m
    JOIN person_group g ON g.bureau_id = m.bureau_id AND g.id = m.group_id AND g.kind = 'branch' AND g.closed_on IS NULL
    JOIN post o ON o.bureau_id = m.bureau_id AND o.group_id = m.group_id AND o.kind = 'head' AND o.until IS NULL
    WHERE m.bureau_id = p.bureau_id AND m.person_id = p.id AND m.until IS NULL AND o.person_id <> p.id
    ORDER BY m.since DESC, m.id LIMIT 1)"
    };
}
const MEMBERS_BY_SECRETARY: &str = members!(secretary!(), "");
const ONE: &str = concat!(
    "SELECT p.id, p.born, p.birthday_by, p.living, p.self_care,
    (SELECT r.staff_id FROM responsibility r WHERE r.bureau_id = p.bureau_id AND r.person_id = p.id AND r.kind = 'doctor' AND r.until IS NULL),
    (SELECT r.staff_id FROM responsibility r WHERE r.bureau_id = p.bureau_id AND r.person_id = p.id AND r.kind = 'liaison' AND r.until IS NULL), ",
    secretary!(),
    " FROM person p WHERE p.bureau_id = $1 AND p.id = $2"
);
const ONE_GROUP: &str = "SELECT g.kind, o.person_id FROM person_group g
    LEFT JOIN post o ON o.bureau_id = g.bureau_id AND o.group_id = g.id AND o.kind = 'head' AND o.until IS NULL
    WHERE g.bureau_id = $1 AND g.id = $2 AND g.closed_on IS NULL";
const GROUPS: &str = "SELECT g.id, o.person_id FROM person_group g
    LEFT JOIN post o ON o.bureau_id = g.bureau_id AND o.group_id = g.id AND o.kind = 'head' AND o.until IS NULL
    WHERE g.bureau_id = $1 AND g.id > $2 AND g.id <= $3 AND g.closed_on IS NULL AND $4 LIKE '% ' || g.kind || ' %'
    ORDER BY g.bureau_id, g.id";
const COUNT_GROUPS: &str = "SELECT COUNT(*) FROM person_group g WHERE g.bureau_id = $1 AND g.closed_on IS NULL AND $2 LIKE '% ' || g.kind || ' %'";
const HOLDER: &str = "SELECT o.person_id FROM post o WHERE o.bureau_id = $1 AND o.group_id = $2 AND o.kind = $3 AND o.until IS NULL
    ORDER BY o.since, o.id LIMIT 1";
/// A head of a branch owes as anybody on the staff does: the person's id is the id there too.
const ENROL: &str = "INSERT INTO staff (bureau_id, id, name, pinyin, phone, version)
    SELECT p.bureau_id, p.id, p.name, p.pinyin, p.phone, 1 FROM person p WHERE p.bureau_id = $1 AND p.id = $2
    ON CONFLICT (bureau_id, id) DO UPDATE SET name = excluded.name, pinyin = excluded.pinyin, phone = excluded.phone";
const TERMS: &str = "SELECT o.group_id, o.term_ends_on FROM post o WHERE o.bureau_id = $1 AND o.group_id > $2 AND o.group_id <= $3
    AND o.kind = 'head' AND o.until IS NULL AND o.term_ends_on IS NOT NULL ORDER BY o.bureau_id, o.group_id";
const POSTS: &str = "SELECT g.id, g.name, o.kind, p.name FROM post o
    JOIN person_group g ON g.bureau_id = o.bureau_id AND g.id = o.group_id JOIN person p ON p.bureau_id = o.bureau_id AND p.id = o.person_id
    WHERE o.bureau_id = $1 AND o.kind IN ('head', 'deputy') AND o.until IS NULL AND g.closed_on IS NULL
    ORDER BY g.kind, g.name, o.kind DESC, o.since, o.id LIMIT 500";
const GONE: &str = "SELECT a.staff_id, a.substitute_id FROM absence a
    WHERE a.bureau_id = $1 AND a.state = 'holds' AND a.until_on IS NULL ORDER BY a.made_at, a.id";
const GONE_SHARES: &str = "SELECT a.staff_id, h.person_id, h.substitute_id FROM absence a
    JOIN absence_share h ON h.bureau_id = a.bureau_id AND h.absence_id = a.id
    WHERE a.bureau_id = $1 AND a.state = 'holds' AND a.until_on IS NULL ORDER BY a.made_at, a.id";
const COUNT: &str =
    "SELECT COUNT(*) FROM (SELECT 1 FROM person p WHERE p.bureau_id = $1 /* segment */ LIMIT $2) counted";
const PERSON_NAME: &str = "SELECT name FROM person WHERE bureau_id = $1 AND id = $2";
const GROUP_NAME: &str = "SELECT name FROM person_group WHERE bureau_id = $1 AND id = $2";
const BUREAU_NAME: &str = "SELECT name FROM bureau WHERE bureau_id = $1";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[
    MEMBERS,
    MEMBERS_BY_LIAISON,
    MEMBERS_BY_SECRETARY,
    ONE,
    ONE_GROUP,
    GROUPS,
    COUNT_GROUPS,
    HOLDER,
    ENROL,
    TERMS,
    POSTS,
    GONE,
    GONE_SHARES,
    COUNT,
    PERSON_NAME,
    GROUP_NAME,
    BUREAU_NAME,
];

/// Who answers for a person, as each kind of owner.
#[derive(Debug, Clone, Copy, Default)]
pub struct Answers {
    /// 责任医生.
    pub doctor: Option<StaffId>,
    /// 联络员.
    pub liaison: Option<StaffId>,
    /// 书记.
    pub secretary: Option<StaffId>,
}

impl Answers {
    /// As the owner says.
    pub fn by(self, owner: Owner) -> Option<StaffId> {
        match owner {
            Owner::PairedDoctor => self.doctor,
            Owner::Liaison => self.liaison,
            Owner::Secretary => self.secretary,
            Owner::Post { .. } | Owner::Named { .. } => None,
        }
    }
}

/// Somebody or something under a rule, and what it may ask of them.
#[derive(Debug, Clone)]
pub struct Member {
    /// Who.
    pub subject: Subject,
    /// Birth.
    pub born: Option<PartialDate>,
    /// By which calendar the birthday is kept.
    pub birthday_by: Option<BirthdayBy>,
    /// With whom they live.
    pub living: Household,
    /// How far they look after themselves.
    pub self_care: Option<SelfCare>,
    /// Whoever answers for them as the rule's owner says, where that depends on them: the doctor, the liaison, the secretary.
    pub answers: Option<StaffId>,
}

impl Member {
    /// A group with its head, or the bureau.
    pub fn other(subject: Subject, head: Option<StaffId>) -> Self {
        let living = Household::default();
        Self { subject, born: None, birthday_by: None, living, self_care: None, answers: head }
    }
}

record! {
    struct Person {
        id: PersonId,
        born: Option<PartialDate>,
        birthday_by: Option<BirthdayBy>,
        living: Household,
        self_care: Option<SelfCare>,
        answers: Option<StaffId>,
    }
}

record! {
    struct One {
        id: PersonId,
        born: Option<PartialDate>,
        birthday_by: Option<BirthdayBy>,
        living: Household,
        self_care: Option<SelfCare>,
        doctor: Option<StaffId>,
        liaison: Option<StaffId>,
        secretary: Option<StaffId>,
    }
}

impl From<Person> for Member {
    fn from(row: Person) -> Self {
        let Person { id, born, birthday_by, living, self_care, answers } = row;
        Self { subject: Subject::Person(id), born, birthday_by, living, self_care, answers }
    }
}

/// People or groups whose ids lie after the first and not after the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Not this one.
    pub after: Uuid,
    /// This one too.
    pub upto: Uuid,
}

impl Stretch {
    /// Everybody.
    pub const ALL: Stretch = Stretch { after: Uuid::nil(), upto: Uuid::max() };

    /// One.
    pub fn one(subject: Subject) -> Self {
        let id = match subject {
            Subject::Person(PersonId(id)) => id,
            Subject::Group(GroupId(id)) => id,
            Subject::Bureau => return Self::ALL,
        };
        Self { after: Uuid::from_u128(id.as_u128().saturating_sub(1)), upto: id }
    }
}

/// For whom a version is, ready to be asked.
pub enum Asked {
    /// People of a segment, with the statement that finds whoever answers.
    People(Box<Bound>, Owner),
    /// Groups of these kinds.
    Groups(BTreeSet<GroupKind>),
    /// The bureau.
    Bureau,
}

impl Asked {
    /// To what kind of subject its tasks are owed.
    pub fn kind(&self) -> SubjectKind {
        match self {
            Asked::People(..) => SubjectKind::Person,
            Asked::Groups(_) => SubjectKind::Group,
            Asked::Bureau => SubjectKind::Bureau,
        }
    }
}

/// Kinds of groups as the statements take them.
fn words(kinds: &BTreeSet<GroupKind>) -> String {
    let words: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    format!(" {} ", words.join(" "))
}

/// Whom the rule is for, in the order of their ids, people at most `limit`.
pub fn members(
    conn: &Conn<'_>,
    bureau: &BureauId,
    whom: &Asked,
    at: Stretch,
    limit: i64,
) -> Result<Vec<Member>> {
    match whom {
        Asked::People(whom, owner) => {
            let sql = match owner {
                Owner::Liaison => MEMBERS_BY_LIAISON,
                Owner::Secretary => MEMBERS_BY_SECRETARY,
                _ => MEMBERS,
            };
            let held: Where = condition_in_order(whom, 4);
            let found =
                conn.list::<Person>(&held.within(sql), &held.behind(&[bureau, &at.after, &at.upto, &limit]))?;
            Ok(found.into_iter().map(Member::from).collect())
        }
        Asked::Groups(kinds) => {
            let found = conn
                .list::<(GroupId, Option<StaffId>)>(GROUPS, &[bureau, &at.after, &at.upto, &words(kinds)])?;
            Ok(found.into_iter().map(|(id, head)| Member::other(Subject::Group(id), head)).collect())
        }
        Asked::Bureau => Ok(vec![Member::other(Subject::Bureau, None)]),
    }
}

/// One person, and whoever answers for them.
pub fn person(conn: &Conn<'_>, bureau: &BureauId, id: PersonId) -> Result<Option<(Member, Answers)>> {
    let found = conn.find::<One>(ONE, &[bureau, &id])?;
    Ok(found.map(|one| {
        let answers = Answers { doctor: one.doctor, liaison: one.liaison, secretary: one.secretary };
        let One { id, born, birthday_by, living, self_care, .. } = one;
        (Person { id, born, birthday_by, living, self_care, answers: None }.into(), answers)
    }))
}

/// What a group is and who heads it, unless it is closed.
pub fn group(
    conn: &Conn<'_>,
    bureau: &BureauId,
    id: GroupId,
) -> Result<Option<(GroupKind, Option<StaffId>)>> {
    conn.find(ONE_GROUP, &[bureau, &id])
}

/// For how many the rule is; counts no further than `most`.
pub fn count(conn: &Conn<'_>, bureau: &BureauId, whom: &Asked, most: i64) -> Result<i64> {
    match whom {
        Asked::People(whom, _) => {
            let held = condition_in_order(whom, 2);
            Ok(conn.one::<(i64,)>(&held.within(COUNT), &held.behind(&[bureau, &most]))?.0)
        }
        Asked::Groups(kinds) => Ok(conn.one::<(i64,)>(COUNT_GROUPS, &[bureau, &words(kinds)])?.0),
        Asked::Bureau => Ok(1),
    }
}

/// Who holds a post now, by the id under which they owe.
pub fn holder(conn: &Conn<'_>, bureau: &BureauId, group: GroupId, post: PostKind) -> Result<Option<StaffId>> {
    Ok(conn.find::<(StaffId,)>(HOLDER, &[bureau, &group, &post])?.map(|(id,)| id))
}

/// Makes persons who hold a post people who can owe something.
pub fn enrol(tx: &Tx<'_>, bureau: &BureauId, holders: &BTreeSet<StaffId>) -> Result<()> {
    holders.iter().try_for_each(|id| tx.execute(ENROL, &[bureau, id]).map(drop))
}

record! {
    /// A post that somebody holds.
    pub struct Held {
        /// Where.
        pub group: GroupId,
        /// What that is called.
        pub name: String,
        /// Which.
        pub post: PostKind,
        /// Who.
        pub holder: String,
    }
}

/// The heads and deputies, by group: who may be made answerable by their post.
pub fn posts(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<Held>> {
    conn.list(POSTS, &[bureau])
}

/// Whoever has left for good, and who took over from them.
pub fn gone(conn: &Conn<'_>, bureau: &BureauId) -> Result<HashMap<StaffId, StaffId>> {
    Ok(conn.list::<(StaffId, StaffId)>(GONE, &[bureau])?.into_iter().collect())
}

/// Of whom somebody else took over from whoever has left for good.
pub fn gone_shares(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<(StaffId, PersonId, StaffId)>> {
    conn.list(GONE_SHARES, &[bureau])
}

/// When the terms of the groups' heads end.
pub fn terms(conn: &Conn<'_>, bureau: &BureauId, at: Stretch) -> Result<Vec<(GroupId, Date)>> {
    conn.list(TERMS, &[bureau, &at.after, &at.upto])
}

/// What somebody or something is called.
pub fn name(conn: &Conn<'_>, bureau: &BureauId, subject: Subject) -> Result<String> {
    let found = match subject {
        Subject::Person(id) => conn.find::<(String,)>(PERSON_NAME, &[bureau, &id]),
        Subject::Group(id) => conn.find::<(String,)>(GROUP_NAME, &[bureau, &id]),
        Subject::Bureau => conn.find::<(String,)>(BUREAU_NAME, &[bureau]),
    };
    Ok(found?.map(|(name,)| name).unwrap_or_default())
}
