//! The pieces of which a target's statements are put together. `$1` is the bureau; other parameters stand at named places.

use super::{
    super::super::model::{Cover, Measure, MeasureKind, Number, Within, Work},
    By,
};

const PEOPLE: &str = "FROM person p
    LEFT JOIN area a ON a.bureau_id = p.bureau_id AND a.id = p.area_id
    LEFT JOIN responsibility r ON r.bureau_id = p.bureau_id AND r.person_id = p.id AND r.kind = 'doctor' AND r.until IS NULL
    LEFT JOIN staff s ON s.bureau_id = r.bureau_id AND s.id = r.staff_id
    LEFT JOIN doctor d ON d.bureau_id = r.bureau_id AND d.id = r.staff_id
    LEFT JOIN hospital h ON h.bureau_id = d.bureau_id AND h.id = d.hospital_id
    WHERE p.bureau_id = $1 AND {reach}";
const TASKS: &str = "FROM task t
    LEFT JOIN person p ON p.bureau_id = t.bureau_id AND p.id = t.person_id
    LEFT JOIN person_group g ON g.bureau_id = t.bureau_id AND g.id = t.group_id
    JOIN staff s ON s.bureau_id = t.bureau_id AND s.id = t.owner_id
    LEFT JOIN area a ON a.bureau_id = t.bureau_id AND a.id = COALESCE(p.area_id, g.area_id)
    LEFT JOIN doctor d ON d.bureau_id = t.bureau_id AND d.id = t.owner_id
    LEFT JOIN hospital h ON h.bureau_id = d.bureau_id AND h.id = d.hospital_id
    WHERE t.bureau_id = $1 AND {reach}";
const SEGMENT: &str = " /* segment */";

const OF_PERSON: &str =
    " AND EXISTS (SELECT 1 FROM responsibility o WHERE o.bureau_id = $1 AND o.person_id = p.id
    AND o.staff_id = {within} AND o.until IS NULL)";
const OF_HOSPITAL: &str = " AND d.hospital_id = {within}";

/// When somebody had something done.
const REACHED: &str = "(SELECT MAX(t.done_on) FROM task t WHERE t.bureau_id = $1 AND t.person_id = p.id AND t.done_on >= {first}
    AND t.done_on <= {last}{work})";
/// Since when somebody answers for them.
const ANSWERED_FOR: &str = "(SELECT MIN(x.since) FROM responsibility x WHERE x.bureau_id = $1 AND x.person_id = p.id AND x.kind = {cover}
    AND x.since <= {last} AND (x.until IS NULL OR x.until >= {last}))";
/// Since when they belong to a group of a kind.
const MEMBER: &str =
    "(SELECT MIN(x.since) FROM membership x JOIN person_group y ON y.bureau_id = x.bureau_id AND y.id = x.group_id
    WHERE x.bureau_id = $1 AND x.person_id = p.id AND y.kind = {cover} AND x.since <= {last}
    AND (x.until IS NULL OR x.until >= {last}) AND COALESCE(x.ended_because, '') <> 'mistake')";

const DONE: &str = " AND t.id IN (SELECT i.id FROM task i WHERE i.bureau_id = $1 AND i.done_on >= {first} AND i.done_on <= {last}
    UNION ALL SELECT i.id FROM task i WHERE i.bureau_id = $1 AND i.state IN ('open', 'lapsed') AND i.next_on >= {first}
    AND i.next_on <= {last})";
const PROMISED: &str =
    " AND t.state IN ('done', 'open', 'lapsed') AND t.next_on >= {first} AND t.next_on <= {last}
    AND (t.state = 'done' OR t.next_on < {today})";
const FINISHED: &str = " AND t.done_on >= {first} AND t.done_on <= {last}";
const WHEN_DONE: &str = "t.done_on";
const WHEN_IN_TIME: &str = "CASE WHEN t.done_on <= t.due_on THEN t.done_on END";

const PERSON_ROW: &str = "p.id AS id, p.id AS person, NULL AS belongs, p.name AS name, p.pinyin AS sorted, NULL AS due, NULL AS done";
const TASK_ROW: &str = "t.id AS id, t.person_id AS person, t.group_id AS belongs, COALESCE(p.name, g.name, (SELECT b.name FROM bureau b
    WHERE b.bureau_id = $1)) AS name, t.next_on AS sorted, t.due_on AS due, t.done_on AS done";
const PERSON_AFTER: &str = "(p.pinyin, p.id) > ({after}, {after_id})";
const TASK_AFTER: &str = "(t.next_on, t.id) > ({after}, {after_id})";

const FIGURE: &str = "SELECT COUNT(x.seen), COUNT(*) FROM (SELECT {seen} AS seen {from}) x";
const LINES: &str = "SELECT x.part, x.name, COUNT(x.seen), COUNT(*) FROM (SELECT {part} AS part, {named} AS name, {seen} AS seen {from}) x
    GROUP BY x.part, x.name";
/// Days cannot be counted alike on both engines: how many were due and done when.
const PAIRS: &str = "SELECT {part}, {named}, t.due_on, t.done_on, COUNT(*) {from} GROUP BY {part}, {named}, t.due_on, t.done_on";
const NAMES: &str =
    "SELECT x.id, x.person, x.belongs, x.name, x.sorted, x.area_id, x.area, x.staff_id, x.staff, x.hospital_id, x.hospital, x.due,
    COALESCE(x.done, x.seen), CASE WHEN x.seen IS NULL THEN 0 ELSE 1 END
    FROM (SELECT {row}, a.id AS area_id, a.name AS area, s.id AS staff_id, s.name AS staff, h.id AS hospital_id, h.name AS hospital,
    {seen} AS seen {from} AND {later}
    AND ({pick} = 'any' OR ({pick} = 'none' AND {part} IS NULL) OR {part} = {picked})) x
    WHERE {which} = 'all' OR ({which} = 'hit' AND x.seen IS NOT NULL) OR ({which} = 'missing' AND x.seen IS NULL)
    ORDER BY x.sorted, x.id LIMIT {limit}";

/// Of people: who was missing when a period was sealed and counts by now.
const LATE_PEOPLE: &str = "SELECT x.subject_id, x.person_id, x.group_id, x.name, x.sorted, x.area_id, x.area, x.staff_id, x.staff,
    x.hospital_id, x.hospital, x.due_on, x.seen, 1 FROM (SELECT n.subject_id, n.person_id, n.group_id, n.name, n.sorted, n.area_id, n.area,
    n.staff_id, n.staff, n.hospital_id, n.hospital, n.due_on, {seen} AS seen FROM target_row n
    JOIN person p ON p.bureau_id = n.bureau_id AND p.id = n.person_id
    WHERE n.bureau_id = $1 AND n.closing_id = {closing} AND n.is_hit = 0 AND {reach}) x
    WHERE x.seen IS NOT NULL ORDER BY x.sorted, x.subject_id LIMIT {limit}";
/// Of tasks: what was written down since and would count.
const LATE_TASKS: &str = "SELECT x.id, x.person, x.belongs, x.name, x.sorted, x.area_id, x.area, x.staff_id, x.staff, x.hospital_id,
    x.hospital, x.due, x.done, CASE WHEN x.seen IS NULL THEN 0 ELSE 1 END
    FROM (SELECT {row}, a.id AS area_id, a.name AS area, s.id AS staff_id, s.name AS staff, h.id AS hospital_id, h.name AS hospital,
    {seen} AS seen {from} AND t.state = 'done' AND t.closed_at > {sealed_at} AND NOT EXISTS (SELECT 1 FROM target_row n
    WHERE n.bureau_id = $1 AND n.closing_id = {closing} AND n.subject_id = t.id{counted})) x{counts}
    ORDER BY x.sorted, x.id LIMIT {limit}";

/// What a number's statements are made of.
#[derive(Clone)]
pub(super) struct Pieces {
    is_of_people: bool,
    is_mean: bool,
    /// Whose rows, and which of them.
    from: String,
    /// Not null where a row counts.
    seen: String,
}

impl Pieces {
    pub(super) fn of(number: &Number) -> Self {
        let kind = number.measure.kind();
        let of_people = kind.is_of_people();
        let seen = match &number.measure {
            Measure::Reached { .. } => REACHED,
            Measure::Covered { by: Cover::Member(_), .. } => MEMBER,
            Measure::Covered { .. } => ANSWERED_FOR,
            Measure::Done { .. } => WHEN_DONE,
            Measure::InTime { .. } | Measure::DaysLate { .. } => WHEN_IN_TIME,
        };
        let which = match kind {
            MeasureKind::Reached | MeasureKind::Covered => SEGMENT,
            MeasureKind::Done => DONE,
            MeasureKind::InTime => PROMISED,
            MeasureKind::DaysLate => FINISHED,
        };
        let within = match (number.within, of_people) {
            (Within::Bureau, _) => "",
            (Within::Area(_), true) => " AND p.area_id = {within}",
            (Within::Area(_), false) => " AND COALESCE(p.area_id, g.area_id) = {within}",
            (Within::Hospital(_), _) => OF_HOSPITAL,
            (Within::Person(_), true) => OF_PERSON,
            (Within::Person(_), false) => " AND t.owner_id = {within}",
        };
        let work = match number.measure.work() {
            Some(Work::Rule(_)) => " AND t.rule_id = {rule}",
            Some(Work::Form(_)) => " AND t.form = {form}",
            Some(Work::Any) | None => "",
        };
        let from = if of_people {
            format!("{PEOPLE}{within}{which}")
        } else {
            format!("{TASKS}{within}{work}{which}")
        };
        Self {
            is_of_people: of_people,
            is_mean: kind == MeasureKind::DaysLate,
            from,
            seen: seen.replace("{work}", work),
        }
    }

    pub(super) fn figure(&self) -> String {
        self.put(FIGURE)
    }

    pub(super) fn lines(&self, by: By) -> String {
        self.split(LINES, by)
    }

    pub(super) fn pairs(&self, by: By) -> String {
        self.split(PAIRS, by)
    }

    pub(super) fn names(&self, by: By) -> String {
        let (row, later) =
            if self.is_of_people { (PERSON_ROW, PERSON_AFTER) } else { (TASK_ROW, TASK_AFTER) };
        self.split(&NAMES.replace("{row}", row).replace("{later}", later), by)
    }

    pub(super) fn late(&self) -> String {
        if self.is_of_people {
            return self.put(LATE_PEOPLE);
        }
        let (counted, counts) =
            if self.is_mean { ("", "") } else { (" AND n.is_hit = 1", " WHERE x.seen IS NOT NULL") };
        self.put(
            &LATE_TASKS.replace("{row}", TASK_ROW).replace("{counted}", counted).replace("{counts}", counts),
        )
    }

    fn split(&self, template: &str, by: By) -> String {
        let (part, named) = match by {
            By::Area if self.is_of_people => ("p.area_id", "a.name"),
            By::Area => ("COALESCE(p.area_id, g.area_id)", "a.name"),
            By::Hospital => ("d.hospital_id", "h.name"),
            By::Person => ("s.id", "s.name"),
        };
        self.put(template).replace("{part}", part).replace("{named}", named)
    }

    fn put(&self, template: &str) -> String {
        template.replace("{seen}", &self.seen).replace("{from}", &self.from)
    }
}

/// Every statement there can be, for the lint that prepares each on both engines; places are numbered as they come.
pub fn statements() -> Vec<String> {
    const PLACES: [&str; 15] = [
        "{first}",
        "{last}",
        "{cover}",
        "{today}",
        "{rule}",
        "{form}",
        "{within}",
        "{after}",
        "{after_id}",
        "{pick}",
        "{picked}",
        "{which}",
        "{limit}",
        "{closing}",
        "{sealed_at}",
    ];
    let mut all = Vec::new();
    for number in samples() {
        let pieces = Pieces::of(&number);
        let mut of_this = vec![pieces.late()];
        if number.measure.kind() != MeasureKind::DaysLate {
            of_this.push(pieces.figure());
        }
        for by in By::ALL {
            of_this.push(pieces.names(*by));
            of_this.push(match number.measure.kind() {
                MeasureKind::DaysLate => pieces.pairs(*by),
                _ => pieces.lines(*by),
            });
        }
        for sql in of_this {
            let found = PLACES.iter().filter(|place| sql.contains(**place)).enumerate();
            all.push(found.fold(sql.clone(), |sql, (n, place)| sql.replace(place, &format!("${}", n + 2))));
        }
    }
    all
}

/// Each measure with each kind of work, and among each kind of whom.
fn samples() -> Vec<Number> {
    use uuid::Uuid;

    use super::super::super::model::{Kept, Period};
    use crate::{group::GroupKind, person::model::AreaId, rule::RuleId, segment::Segment, task::model::Form};
    let whom = || Kept(Segment::default());
    let works = [Work::Any, Work::Rule(RuleId(Uuid::nil())), Work::Form(Form::HomeVisit)];
    let mut measures: Vec<Measure> = works
        .iter()
        .flat_map(|work| {
            let work = *work;
            [
                Measure::Reached { whom: whom(), work },
                Measure::Done { work },
                Measure::InTime { work },
                Measure::DaysLate { work },
            ]
        })
        .collect();
    let covers = [Cover::Doctor, Cover::Member(GroupKind::Club)];
    measures.extend(covers.map(|by| Measure::Covered { whom: whom(), by }));
    let withins = [
        Within::Bureau,
        Within::Area(AreaId(Uuid::nil())),
        Within::Hospital(Uuid::nil()),
        Within::Person(cq_platform::ids::StaffId(Uuid::nil())),
    ];
    let number =
        |measure: &Measure, within| Number { measure: measure.clone(), aim: 1, period: Period::Year, within };
    measures.iter().flat_map(|measure| withins.map(|within| number(measure, within))).collect()
}
