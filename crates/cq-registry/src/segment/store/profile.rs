//! Everything that a segment may ask about one person, read at once.

use cq_calendar::PartialDate;
use cq_platform::{
    Result,
    db::{Conn, Record, Row},
    ids::{BureauId, StaffId},
};
use jiff::civil::Date;

use crate::{
    person::{EndedBecause, PersonId, model::Household},
    segment::{
        bound::Profile,
        condition::{Field, Gap, GroupId, GroupKind, PostKind, Prose, Tie},
    },
};

/// The words of each field, in the order of `Field::ALL`, come first; what stands in words, in the order of `Prose::ALL`, last.
const FACTS: &str = "SELECT p.sex, p.category, p.rank, p.treatment, p.ethnicity, p.politics, p.education, p.marital, p.health,
    p.self_care, p.revolution_period, u.kind, p.ended_because, p.born, p.joined_work, p.joined_party, p.retired, p.ended_on, p.living,
    p.unit_id, p.area_id, p.latitude, p.longitude, p.phone, p.address, p.children,
    CASE WHEN p.citizen_id IS NULL THEN 0 ELSE 1 END, p.skills, p.hobbies, p.post, p.title, p.native_place, p.address, p.settled_at,
    p.nearby_hospital, p.remark
    FROM person p LEFT JOIN unit u ON u.bureau_id = p.bureau_id AND u.id = COALESCE(p.paying_unit_id, p.unit_id)
    WHERE p.bureau_id = $1 AND p.id = $2";
const ILLNESSES: &str = "SELECT code FROM person_condition WHERE bureau_id = $1 AND person_id = $2 ORDER BY bureau_id, person_id, code";
const SPOUSES: &str = "SELECT o.id FROM relation r JOIN person o ON o.bureau_id = r.bureau_id
    AND o.id = CASE WHEN r.person_id = $2 THEN r.other_id ELSE r.person_id END
    WHERE r.bureau_id = $1 AND (r.person_id = $2 OR r.other_id = $2) AND r.kind = 'spouse' AND r.until IS NULL
    AND (o.ended_because IS NULL OR o.ended_because <> 'died')";
const CHILDREN: &str = "SELECT r.id FROM relation r WHERE r.bureau_id = $1 AND r.until IS NULL
    AND ((r.person_id = $2 AND r.kind = 'child') OR (r.other_id = $2 AND r.kind = 'parent'))";
const HELPERS: &str = "SELECT COALESCE(MAX(contact), 0), COALESCE(MAX(proxy), 0) FROM (
    SELECT is_contact AS contact, is_proxy AS proxy FROM relation WHERE bureau_id = $1 AND person_id = $2 AND until IS NULL
    UNION ALL SELECT is_contact_back, 0 FROM relation WHERE bureau_id = $1 AND other_id = $2 AND until IS NULL) h";
const GROUPS: &str = "SELECT g.id, g.kind FROM membership m JOIN person_group g ON g.bureau_id = m.bureau_id AND g.id = m.group_id
    WHERE m.bureau_id = $1 AND m.person_id = $2 AND m.until IS NULL";
const POSTS: &str = "SELECT kind FROM post WHERE bureau_id = $1 AND person_id = $2 AND until IS NULL";
const DOCTOR: &str = "SELECT staff_id FROM responsibility WHERE bureau_id = $1 AND person_id = $2 AND kind = 'doctor' AND until IS NULL";
const LIAISON: &str = "SELECT staff_id FROM responsibility WHERE bureau_id = $1 AND person_id = $2 AND kind = 'liaison' AND until IS NULL";
/// The last time that somebody was taken into hospital, and the last time that they were let home.
const STAYS: &str = "SELECT MAX(CASE WHEN kind = 'admission' THEN happened_on END), MAX(CASE WHEN kind = 'discharge' THEN happened_on END)
    FROM life_event WHERE bureau_id = $1 AND person_id = $2 AND undone_at IS NULL";
const AWAITS: &str =
    "SELECT DISTINCT form FROM task WHERE bureau_id = $1 AND person_id = $2 AND state = 'open'";
const TASKS: &str = "SELECT MIN(CASE WHEN state = 'open' THEN next_on END), MAX(done_on),
    MAX(CASE WHEN state = 'declined' THEN ended_on END), MAX(CASE WHEN state = 'lapsed' THEN ended_on END) FROM task
    WHERE bureau_id = $1 AND person_id = $2";
const ABILITY: &str =
    "SELECT level FROM assessment WHERE bureau_id = $1 AND person_id = $2 AND withdrawn_at IS NULL
    ORDER BY bureau_id DESC, person_id DESC, assessed_on DESC, id DESC LIMIT 1";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[
    FACTS, ILLNESSES, SPOUSES, CHILDREN, HELPERS, GROUPS, POSTS, DOCTOR, LIAISON, STAYS, AWAITS, TASKS,
    ABILITY,
];

/// The person as segments see one, if there is one.
pub fn profile(conn: &Conn<'_>, bureau: &BureauId, id: PersonId) -> Result<Option<Profile>> {
    let who: &[&dyn cq_platform::db::Param] = &[bureau, &id];
    let Some(Facts { mut profile, children }) = conn.find::<Facts>(FACTS, who)? else { return Ok(None) };
    profile.illnesses = conn.list::<(String,)>(ILLNESSES, who)?.into_iter().map(|(code,)| code).collect();
    profile.groups = conn.list::<(GroupId, GroupKind)>(GROUPS, who)?;
    profile.posts = conn
        .list::<(String,)>(POSTS, who)?
        .iter()
        .filter_map(|(kind,)| kind.parse::<PostKind>().ok())
        .collect();
    profile.doctor = conn.find::<(StaffId,)>(DOCTOR, who)?.map(|(staff,)| staff);
    profile.has_liaison = conn.find::<(StaffId,)>(LIAISON, who)?.is_some();
    let (taken_in, let_home) = conn.one::<(Option<String>, Option<String>)>(STAYS, who)?;
    profile.is_in_hospital = taken_in.is_some() && let_home < taken_in;
    profile.awaits =
        conn.list::<(String,)>(AWAITS, who)?.iter().filter_map(|(form,)| form.parse().ok()).collect();
    (profile.owed_on, profile.seen_on, profile.declined_on, profile.lapsed_on) =
        conn.one::<(Option<Date>, Option<Date>, Option<Date>, Option<Date>)>(TASKS, who)?;
    profile.ability = conn.find::<(i64,)>(ABILITY, who)?.and_then(|(level,)| u8::try_from(level).ok());
    let (contact, proxy) = conn.one::<(bool, bool)>(HELPERS, who)?;
    let has_spouse = conn.find::<(PersonId,)>(SPOUSES, who)?.is_some();
    let has_child = children > 0 || conn.find::<(uuid::Uuid,)>(CHILDREN, who)?.is_some();
    let ties =
        [(Tie::Spouse, has_spouse), (Tie::Child, has_child), (Tie::Contact, contact), (Tie::Proxy, proxy)];
    profile.ties = ties.into_iter().filter(|(_, has)| *has).map(|(tie, _)| tie).collect();
    if profile.illnesses.is_empty() {
        profile.gaps.push(Gap::Illness);
    }
    if !contact {
        profile.gaps.push(Gap::Contact);
    }
    Ok(Some(profile))
}

/// How many columns hold words.
const WORDS: usize = Field::ALL.len();

/// What the person's own row says.
struct Facts {
    profile: Profile,
    children: i64,
}

impl Record for Facts {
    fn read(row: &Row<'_>) -> Result<Self, cq_platform::db::DbError> {
        let word = |index| row.get::<Option<String>>(index);
        let date = |index| row.get::<Option<PartialDate>>(index);
        let mut words: [Option<String>; WORDS] = Default::default();
        for (index, says) in words.iter_mut().enumerate() {
            *says = word(index)?;
        }
        let mut prose: [Option<String>; Prose::ALL.len()] = Default::default();
        for (index, says) in prose.iter_mut().enumerate() {
            *says = word(WORDS + 14 + index)?;
        }
        let [_, category, rank, _, _, politics, .., because] = &words;
        let after = |index: usize| WORDS + index;
        let dates = [date(after(0))?, date(after(1))?, date(after(2))?, date(after(3))?, date(after(4))?];
        let [born, _, _, retired, ended] = dates;
        let Household(living) = row.get(after(5))?;
        let (unit, area) = (row.get(after(6))?, row.get(after(7))?);
        let place = row.get::<Option<f64>>(after(8))?.zip(row.get::<Option<f64>>(after(9))?);
        let gaps = [
            (Gap::CitizenId, !row.get::<bool>(after(13))?),
            (Gap::Born, born.is_none()),
            (Gap::BornDay, born.and_then(PartialDate::day).is_none()),
            (Gap::Phone, word(after(10))?.is_none()),
            (Gap::Address, word(after(11))?.is_none()),
            (Gap::SettledAt, prose.get(Prose::SettledAt as usize).is_none_or(Option::is_none)),
            (Gap::Area, Option::is_none(&area)),
            (Gap::Place, place.is_none()),
            (Gap::Unit, Option::is_none(&unit)),
            (Gap::Rank, rank.is_none()),
            (Gap::Politics, politics.is_none()),
            (Gap::Retired, retired.is_none()),
            (Gap::Living, living.is_empty()),
        ];
        let profile = Profile {
            has_ended: ended.is_some(),
            is_merged: ended.is_some() && because.as_deref() == Some(EndedBecause::Merged.as_str()),
            is_relative: category.as_deref() == Some("relative"),
            living: living.into_iter().collect(),
            unit,
            area,
            place,
            gaps: gaps.into_iter().filter(|(_, is_missing)| *is_missing).map(|(gap, _)| gap).collect(),
            words,
            prose,
            dates,
            ..Profile::default()
        };
        Ok(Self { profile, children: row.get::<Option<i64>>(after(12))?.unwrap_or(0) })
    }
}
