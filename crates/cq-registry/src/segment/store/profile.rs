//! Everything that a segment may ask about one person, read at once.

use cq_calendar::PartialDate;
use cq_platform::{
    Result,
    db::{Conn, Record, Row},
    ids::{BureauId, StaffId},
};
use jiff::civil::Date;
use uuid::Uuid;

use crate::{
    person::{EndedBecause, PersonId, model::Household},
    segment::{
        Whom,
        bound::Profile,
        condition::{Count, DateField, Field, Gap, GroupId, GroupKind, PostKind, Prose, Tie},
    },
};

/// The words of each field come first, in the order of `Field::ALL`, and then the dates in the order of `DateField::ALL`; what stands in
/// words comes last, in the order of `Prose::ALL`.
const FACTS: &str = "SELECT p.sex, p.category, p.rank, p.treatment, p.ethnicity, p.politics, p.education, p.marital, p.health,
    p.self_care, p.revolution_period, p.birthday_by, u.kind, p.ended_because, p.born, p.joined_work, p.joined_party, p.retired,
    p.revolution_since, p.treatment_granted, p.benefit_paid_on, p.ended_on, p.living, p.unit_id, COALESCE(p.paying_unit_id, p.unit_id),
    p.area_id, p.latitude, p.longitude, p.phone, p.children, p.dependent_children, CASE WHEN p.citizen_id IS NULL THEN 0 ELSE 1 END,
    p.former_name, p.skills, p.hobbies, p.post, p.title, p.native_place, p.address, p.settled_at, p.nearby_hospital, p.disability,
    p.medical_treatment, p.treatment_document, p.statistics_mark, p.awards, p.contribution, p.remark, p.farewell, p.benefit_payee,
    p.benefit_unpaid_because
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
const DOCTOR: &str = "SELECT r.staff_id, d.hospital_id FROM responsibility r LEFT JOIN doctor d ON d.bureau_id = r.bureau_id AND d.id = r.staff_id
    WHERE r.bureau_id = $1 AND r.person_id = $2 AND r.kind = 'doctor' AND r.until IS NULL";
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
    let Some(Facts(mut profile)) = conn.find::<Facts>(FACTS, who)? else { return Ok(None) };
    profile.illnesses = conn.list::<(String,)>(ILLNESSES, who)?.into_iter().map(|(code,)| code).collect();
    profile.groups = conn.list::<(GroupId, GroupKind)>(GROUPS, who)?;
    profile.posts = conn
        .list::<(String,)>(POSTS, who)?
        .iter()
        .filter_map(|(kind,)| kind.parse::<PostKind>().ok())
        .collect();
    if let Some((doctor, hospital)) = conn.find::<(StaffId, Option<Uuid>)>(DOCTOR, who)? {
        (profile.doctor, profile.doctor_at) = (Some(doctor), hospital);
    }
    profile.liaison = conn.find::<(StaffId,)>(LIAISON, who)?.map(|(staff,)| staff);
    let (taken_in, let_home) = conn.one::<(Option<String>, Option<String>)>(STAYS, who)?;
    profile.is_in_hospital = taken_in.is_some() && let_home < taken_in;
    profile.awaits =
        conn.list::<(String,)>(AWAITS, who)?.iter().filter_map(|(form,)| form.parse().ok()).collect();
    (profile.owed_on, profile.seen_on, profile.declined_on, profile.lapsed_on) =
        conn.one::<(Option<Date>, Option<Date>, Option<Date>, Option<Date>)>(TASKS, who)?;
    profile.ability = conn.find::<(i64,)>(ABILITY, who)?.and_then(|(level,)| u8::try_from(level).ok());
    let (contact, proxy) = conn.one::<(bool, bool)>(HELPERS, who)?;
    let has_spouse = conn.find::<(PersonId,)>(SPOUSES, who)?.is_some();
    let is_counted =
        profile.counts.get(Count::Children as usize).copied().flatten().is_some_and(|count| count > 0);
    let has_child = is_counted || conn.find::<(Uuid,)>(CHILDREN, who)?.is_some();
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

/// Where the columns begin that are no words, those behind the dates, and those of the fields in words.
const DATES: usize = Field::ALL.len();
const REST: usize = DATES + DateField::ALL.len();
const PROSE: usize = REST + 10;

/// What the person's own row says.
struct Facts(Profile);

impl Record for Facts {
    fn read(row: &Row<'_>) -> Result<Self, cq_platform::db::DbError> {
        let mut words: [Option<String>; Field::ALL.len()] = Default::default();
        for (index, says) in words.iter_mut().enumerate() {
            *says = row.get(index)?;
        }
        let mut dates: [Option<PartialDate>; DateField::ALL.len()] = Default::default();
        for (index, date) in dates.iter_mut().enumerate() {
            *date = row.get(DATES + index)?;
        }
        let mut prose: [Option<String>; Prose::ALL.len()] = Default::default();
        for (index, says) in prose.iter_mut().enumerate() {
            *says = row.get(PROSE + index)?;
        }
        let Household(living) = row.get(REST)?;
        let place = row.get::<Option<f64>>(REST + 4)?.zip(row.get::<Option<f64>>(REST + 5)?);
        let count = |index| {
            row.get::<Option<i64>>(index).map(|count| count.and_then(|count| u8::try_from(count).ok()))
        };
        let lacks_word = |field: Field| words.get(field as usize).is_none_or(Option::is_none);
        let date = |field: DateField| dates.get(field as usize).copied().flatten();
        let says = |field: Prose| prose.get(field as usize).and_then(Option::as_ref);
        let (unit, area) = (row.get(REST + 1)?, row.get(REST + 3)?);
        let counts = [count(REST + 7)?, count(REST + 8)?];
        let gaps = [
            (Gap::CitizenId, !row.get::<bool>(REST + 9)?),
            (Gap::Born, date(DateField::Born).is_none()),
            (Gap::BornDay, date(DateField::Born).and_then(PartialDate::day).is_none()),
            (Gap::Phone, row.get::<Option<String>>(REST + 6)?.is_none()),
            (Gap::Address, says(Prose::Address).is_none()),
            (Gap::SettledAt, says(Prose::SettledAt).is_none()),
            (Gap::Area, Option::is_none(&area)),
            (Gap::Place, place.is_none()),
            (Gap::Unit, Option::is_none(&unit)),
            (Gap::Rank, lacks_word(Field::Rank)),
            (Gap::Treatment, lacks_word(Field::Treatment)),
            (Gap::Politics, lacks_word(Field::Politics)),
            (Gap::Education, lacks_word(Field::Education)),
            (Gap::Marital, lacks_word(Field::Marital)),
            (Gap::Health, lacks_word(Field::Health)),
            (Gap::SelfCare, lacks_word(Field::SelfCare)),
            (Gap::JoinedWork, date(DateField::JoinedWork).is_none()),
            (Gap::JoinedParty, date(DateField::JoinedParty).is_none()),
            (Gap::Children, counts.first().is_none_or(Option::is_none)),
            (Gap::Retired, date(DateField::Retired).is_none()),
            (Gap::Living, living.is_empty()),
        ];
        let gaps = gaps.into_iter().filter(|(_, is_missing)| *is_missing).map(|(gap, _)| gap).collect();
        let says =
            |field: Field, word: &str| words.get(field as usize).and_then(Option::as_deref) == Some(word);
        let has_ended = date(DateField::Ended).is_some();
        Ok(Self(Profile {
            has_ended,
            is_merged: has_ended && says(Field::EndedBecause, EndedBecause::Merged.as_str()),
            is_relative: says(Field::Category, Whom::RELATIVE),
            living: living.into_iter().collect(),
            unit,
            paying_unit: row.get(REST + 2)?,
            area,
            place,
            gaps,
            counts,
            words,
            prose,
            dates,
            ..Profile::default()
        }))
    }
}
