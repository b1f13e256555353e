//! Tasks as lists show them: the promise, to whom, by whom, and where it came from, in one row.

use cq_calendar::PartialDate;
use cq_platform::{
    Result,
    db::{Conn, Param},
    ids::{AccountId, BureauId, StaffId},
    policy::Scope,
    record,
};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use super::super::{
    Subject,
    model::{Because, CampaignId, Decliner, Form, Source, Standing, TaskId, standing},
};
pub use super::filter::{After, Filter, Pick, Wanted};
use crate::{
    group::GroupId,
    person::{PersonId, SelfCare, Sex, model::Household},
    rule::RuleId,
    staff,
};

macro_rules! rows {
    () => {
        "SELECT t.id, t.person_id, t.group_id,
    COALESCE(p.name, g.name, (SELECT b.name FROM bureau b WHERE b.bureau_id = $1)), p.sex, p.born, p.address, COALESCE(p.phone, p.other_phone), a.name, t.owner_id, s.name, h.name, t.form, t.campaign_id, c.name,
    t.opens_on, t.due_on, t.again_on, t.next_on, t.tries, t.state, t.done_on, t.closed_at, t.closed_by, k.name,
    (SELECT MAX(v.done_on) FROM task v WHERE v.bureau_id = $1 AND v.person_id = t.person_id AND v.done_on IS NOT NULL),
    t.rule_id, u.name, w.definition, t.nth, t.is_fallback, t.declined_by, t.ended_on, t.entered_from, t.cancelled_because,
    COALESCE(p.living, ''), p.self_care, t.version
    FROM task t LEFT JOIN person p ON p.bureau_id = t.bureau_id AND p.id = t.person_id
    LEFT JOIN person_group g ON g.bureau_id = t.bureau_id AND g.id = t.group_id JOIN staff s ON s.bureau_id = t.bureau_id AND s.id = t.owner_id
    LEFT JOIN area a ON a.bureau_id = t.bureau_id AND a.id = COALESCE(p.area_id, g.area_id)
    LEFT JOIN doctor d ON d.bureau_id = t.bureau_id AND d.id = t.owner_id
    LEFT JOIN hospital h ON h.bureau_id = d.bureau_id AND h.id = d.hospital_id
    LEFT JOIN campaign c ON c.bureau_id = t.bureau_id AND c.id = t.campaign_id
    LEFT JOIN rule u ON u.bureau_id = t.bureau_id AND u.id = t.rule_id
    LEFT JOIN rule_version w ON w.bureau_id = t.bureau_id AND w.rule_id = t.rule_id AND w.number = t.rule_number
    LEFT JOIN account k ON k.bureau_id = t.bureau_id AND k.id = t.closed_by "
    };
}

macro_rules! narrowed {
    () => {
        " AND t.next_on < $5 AND ($6 = 'any' OR t.campaign_id = $7) AND ($8 = 'any' OR t.owner_id = $9)
    AND ($10 = 'any' OR ($10 = 'none' AND d.hospital_id IS NULL) OR d.hospital_id = $11)
    AND ($12 = 'any' OR ($12 = 'none' AND COALESCE(p.area_id, g.area_id) IS NULL) OR COALESCE(p.area_id, g.area_id) = $13)
    AND ($14 = 'any' OR t.form = $14) AND ($15 = 'any' OR t.entered_from IS NOT NULL) AND {reach} "
    };
}

const FIND: &str = concat!(rows!(), "WHERE t.bureau_id = $1 AND t.id = $2 AND {reach}");
const LIST: &str = concat!(
    rows!(),
    "WHERE t.bureau_id = $1 AND t.state = $2 AND (t.next_on, t.id) > ($3, $4)",
    narrowed!(),
    "ORDER BY t.bureau_id, t.state, t.next_on, t.id LIMIT $16"
);
const LIST_BUT: &str = concat!(
    rows!(),
    "WHERE t.bureau_id = $1 AND t.state <> $2 AND (t.next_on, t.id) > ($3, $4)",
    narrowed!(),
    "ORDER BY t.bureau_id, t.next_on, t.id LIMIT $16"
);
macro_rules! count {
    () => {
        "SELECT COUNT(*) FROM task t LEFT JOIN person p ON p.bureau_id = t.bureau_id AND p.id = t.person_id
    LEFT JOIN person_group g ON g.bureau_id = t.bureau_id AND g.id = t.group_id
    LEFT JOIN doctor d ON d.bureau_id = t.bureau_id AND d.id = t.owner_id "
    };
}
const COUNT: &str = concat!(
    count!(),
    "WHERE t.bureau_id = $1 AND t.state = $2 AND (t.next_on, t.id) > ($3, $4)",
    narrowed!()
);
const COUNT_BUT: &str = concat!(
    count!(),
    "WHERE t.bureau_id = $1 AND t.state <> $2 AND (t.next_on, t.id) > ($3, $4)",
    narrowed!()
);
/// What an owner owes now and until a day, with no look at anybody else's.
const DAY: &str = concat!(
    rows!(),
    "WHERE t.bureau_id = $1 AND t.owner_id = $2 AND t.state = 'open' AND t.next_on < $3
    ORDER BY t.bureau_id, t.owner_id, t.state, t.next_on, t.id LIMIT $4"
);
const COUNT_AFTER: &str = "SELECT COUNT(*) FROM task t WHERE t.bureau_id = $1 AND t.owner_id = $2 AND t.state = 'open' AND t.next_on >= $3";
const CONDITIONS_OF_OWNER: &str = "SELECT DISTINCT c.person_id, c.code FROM task t
    JOIN person_condition c ON c.bureau_id = t.bureau_id AND c.person_id = t.person_id
    WHERE t.bureau_id = $1 AND t.owner_id = $2 AND t.state = 'open' AND t.next_on < $3 ORDER BY c.person_id, c.code";
const CODES: &str = "SELECT code FROM person_condition WHERE bureau_id = $1 AND person_id = $2 ORDER BY bureau_id, person_id, code";
const CAMPAIGNS: &str =
    "SELECT id, name FROM campaign WHERE bureau_id = $1 ORDER BY opens_on DESC, id LIMIT 50";
const DOCTORS: &str =
    "SELECT d.id, s.name FROM doctor d JOIN staff s ON s.bureau_id = d.bureau_id AND s.id = d.id
    WHERE d.bureau_id = $1 ORDER BY s.pinyin, s.id";
const HOSPITALS: &str = "SELECT id, name FROM hospital WHERE bureau_id = $1 ORDER BY bureau_id, name";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[
    FIND,
    LIST,
    LIST_BUT,
    COUNT,
    COUNT_BUT,
    DAY,
    COUNT_AFTER,
    CONDITIONS_OF_OWNER,
    CODES,
    CAMPAIGNS,
    DOCTORS,
    HOSPITALS,
];

record! {
    /// A task with everything a card or a row says of it.
    pub struct Listed {
        /// Identity.
        pub id: TaskId,
        /// To whom it is owed, where that is a person.
        pub person: Option<PersonId>,
        /// To which group it is owed; without either it is owed by the bureau to itself.
        pub group: Option<GroupId>,
        /// The name of the person, the group or the bureau.
        pub name: String,
        /// Sex.
        pub sex: Option<Sex>,
        /// Birth.
        pub born: Option<PartialDate>,
        /// Home.
        pub address: Option<String>,
        /// Digits.
        pub phone: Option<String>,
        /// 所在镇街.
        pub area: Option<String>,
        /// Who owes it.
        pub owner: StaffId,
        /// The owner's name.
        pub doctor: String,
        /// The owner's hospital.
        pub hospital: Option<String>,
        /// What it is.
        pub form: Form,
        /// Where it came from.
        pub campaign: Option<CampaignId>,
        /// Its name.
        pub campaign_name: Option<String>,
        /// Not to be done before.
        pub opens_on: Date,
        /// To be done by.
        pub due_on: Date,
        /// Agreed after the last try.
        pub again_on: Option<Date>,
        /// Promised for now.
        pub next_on: Date,
        /// Tries that met nobody.
        pub tries: i64,
        state: String,
        /// The day it was really done.
        pub done_on: Option<Date>,
        /// When it was closed.
        pub closed_at: Option<Timestamp>,
        /// By which account.
        pub closed_by: Option<AccountId>,
        /// Its name.
        pub closed_by_name: Option<String>,
        /// The last time a task of this person was done.
        pub last_done_on: Option<Date>,
        /// The rule that asks for it.
        pub rule: Option<RuleId>,
        /// Its name.
        pub rule_name: Option<String>,
        /// What the version that asks for it says, as it is kept.
        pub rule_says: Option<String>,
        /// The how manieth of the rule; 0 where they are not counted.
        pub nth: Option<u32>,
        /// Nobody answers, so that it landed on the rule's fallback.
        pub is_fallback: bool,
        /// Who declined.
        pub declined_by: Option<Decliner>,
        /// The day it was declined, or the last day there was.
        pub ended_on: Option<Date>,
        /// From what it is known that it was done; none where that was written down at once.
        pub entered_from: Option<Source>,
        /// Why it was taken back.
        pub because: Option<Because>,
        /// With whom the elder lives.
        pub living: Household,
        /// How far the elder looks after herself.
        pub self_care: Option<SelfCare>,
        /// Guard.
        pub version: i64,
    }
}

impl Listed {
    /// To whom or to what it is owed.
    pub fn subject(&self) -> Subject {
        Subject::of(self.person, self.group)
    }

    /// How it stands on `today`.
    pub fn standing(&self, today: Date) -> Standing {
        match self.state.as_str() {
            "done" => Standing::Done,
            "declined" => Standing::Declined,
            "lapsed" => Standing::Lapsed,
            "cancelled" => Standing::Cancelled,
            _ => standing(self.next_on, today),
        }
    }

    /// Where a page that ends with this row goes on.
    pub fn after(&self) -> After {
        After { day: self.next_on, id: self.id }
    }

    /// Days past the promised day.
    pub fn days_overdue(&self, today: Date) -> i64 {
        self.next_on.until(today).map_or(0, |span| i64::from(span.get_days()))
    }
}

/// A task within reach, as a list would show it.
pub fn find(conn: &Conn<'_>, scope: &Scope, bureau: &BureauId, id: TaskId) -> Result<Option<Listed>> {
    conn.find_in(scope, FIND, &[bureau, &id])
}

/// Tasks within reach, by promised day, at most `limit`.
pub fn list(
    conn: &Conn<'_>,
    scope: &Scope,
    bureau: &BureauId,
    filter: &Filter,
    today: Date,
    after: Option<After>,
    limit: i64,
) -> Result<Vec<Listed>> {
    let (_, is) = filter.state();
    narrowed(bureau, filter, today, after, |params| {
        let params: Vec<&dyn Param> = params.iter().copied().chain([&limit as &dyn Param]).collect();
        conn.list_in(scope, if is { LIST } else { LIST_BUT }, &params)
    })
}

/// How many [`list`] would give without a limit.
pub fn count(conn: &Conn<'_>, scope: &Scope, bureau: &BureauId, filter: &Filter, today: Date) -> Result<i64> {
    let (_, is) = filter.state();
    let sql = if is { COUNT } else { COUNT_BUT };
    narrowed(bureau, filter, today, None, |params| {
        Ok(conn.find_in::<(i64,)>(scope, sql, params)?.map_or(0, |(n,)| n))
    })
}

/// Binds the filter's fifteen parameters.
fn narrowed<T>(
    bureau: &BureauId,
    filter: &Filter,
    today: Date,
    after: Option<After>,
    ask: impl FnOnce(&[&dyn Param]) -> Result<T>,
) -> Result<T> {
    let (state, _) = filter.state();
    let (from, before) = filter.days(today);
    let start = After { day: from, id: TaskId(Uuid::nil()) };
    let after = after.filter(|after| after.day >= from).unwrap_or(start);
    let campaign = filter.campaign.map_or(Pick::Any, |id| Pick::One(id.0));
    let owner = filter.owner.map_or(Pick::Any, |id| Pick::One(id.0));
    let picks = [campaign, owner, filter.hospital, filter.area].map(|pick| (pick.word(), pick.id()));
    let mut params: Vec<&dyn Param> = vec![bureau, &state, &after.day, &after.id, &before];
    params.extend(picks.iter().flat_map(|(word, id)| [word as &dyn Param, id]));
    let form = filter.form.map_or("any", Form::as_str);
    let entered = if filter.wanted == Wanted::BackFilled { "later" } else { "any" };
    params.extend([&form as &dyn Param, &entered]);
    ask(&params)
}

/// What `owner` owes now or before `before`, by promised day, at most `limit`.
pub fn day(
    conn: &Conn<'_>,
    bureau: &BureauId,
    owner: StaffId,
    before: Date,
    limit: i64,
) -> Result<Vec<Listed>> {
    conn.list(DAY, &[bureau, &owner, &before, &limit])
}

/// How much `owner` owes from `from` on.
pub fn count_from(conn: &Conn<'_>, bureau: &BureauId, owner: StaffId, from: Date) -> Result<i64> {
    Ok(conn.one::<(i64,)>(COUNT_AFTER, &[bureau, &owner, &from])?.0)
}

/// Illnesses of the people to whom `owner` owes something before `before`: person and ICD-10 code.
pub fn conditions_of_owner(
    conn: &Conn<'_>,
    bureau: &BureauId,
    owner: StaffId,
    before: Date,
) -> Result<Vec<(PersonId, String)>> {
    conn.list(CONDITIONS_OF_OWNER, &[bureau, &owner, &before])
}

/// Somebody's illnesses, by ICD-10.
pub fn codes_of(conn: &Conn<'_>, bureau: &BureauId, person: PersonId) -> Result<Vec<String>> {
    Ok(conn.list::<(String,)>(CODES, &[bureau, &person])?.into_iter().map(|(code,)| code).collect())
}

/// What a list can be narrowed by.
pub struct Choices {
    /// Campaigns, the newest first.
    pub campaigns: Vec<(Uuid, String)>,
    /// Doctors by pinyin.
    pub doctors: Vec<(Uuid, String)>,
    /// Hospitals by name.
    pub hospitals: Vec<(Uuid, String)>,
}

/// What a list can be narrowed by; to somebody who sees only his own, doctors and hospitals are no choice.
pub fn choices(conn: &Conn<'_>, bureau: &BureauId, of_bureau: bool) -> Result<Choices> {
    let list = |sql, wanted| if wanted { conn.list(sql, &[bureau]) } else { Ok(Vec::new()) };
    Ok(Choices {
        campaigns: list(CAMPAIGNS, true)?,
        doctors: staff::told_apart(conn, bureau, list(DOCTORS, of_bureau)?)?,
        hospitals: list(HOSPITALS, of_bureau)?,
    })
}
