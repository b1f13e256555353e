//! A year of a small bureau, day by day: the planner in the morning, everybody's work by evening, and what happens in between. At its
//! end every promise was kept, or is named as missed. From 1 June 2025: across a leap sixth month, the National Day that is worked in
//! on a Saturday, New Year and Spring Festival.

use std::collections::{BTreeMap, BTreeSet};

use cq_platform::db::Tx;
use cq_registry::{
    calendar,
    group::{self, GroupKind, PostKind, actions::Giving},
    life_event::{self, model::Event},
    person::{BirthdayBy, Illness},
    rule::content::Subjects,
    segment::condition::Ailment,
};
use cq_server::consequences::CONSEQUENCES;
use jiff::ToSpan;

use super::{history::change, *};
use crate::group::facts;

const FIRST: Date = date(2025, 6, 1);
const LAST: Date = date(2026, 5, 31);

const SURNAMES: [&str; 10] = ["赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈"];
const GIVEN: [&str; 3] = ["建国", "秀英", "玉珍"];
const BORN: [&str; 10] = [
    "1938-01-15",
    "1940-02-29",
    "1941-03-08",
    "1935-04-21",
    "1944-05-30",
    "1939-06-06",
    "1942-07-19",
    "1937-08-25",
    "1943-10-02",
    "1936-12-31",
];

/// Of ten, three have high blood pressure, and one of those no doctor.
fn people() -> Vec<Elder> {
    let mut all = Vec::new();
    for (row, given) in GIVEN.iter().enumerate() {
        for (column, surname) in SURNAMES.iter().enumerate() {
            let code = ["I10", "E11", "J44", "I25", "I10", "F03", "I63", "I10", "E11", "C34"][column];
            let doctor = if column == 4 { None } else { Some((row + column) % 3) };
            all.push(elder(&format!("{surname}{given}"), BORN[column], code, doctor));
        }
    }
    all
}

/// As the State Council announced them for 2025 and 2026: days off on weekdays, and weekend days worked for them.
const OFF: &[&str] = &[
    "2025-06-02",
    "2025-10-01",
    "2025-10-02",
    "2025-10-03",
    "2025-10-06",
    "2025-10-07",
    "2025-10-08",
    "2026-01-01",
    "2026-01-02",
    "2026-02-16",
    "2026-02-17",
    "2026-02-18",
    "2026-02-19",
    "2026-02-20",
    "2026-02-23",
    "2026-04-06",
    "2026-05-01",
    "2026-05-04",
    "2026-05-05",
];
const WORKED: &[&str] = &["2025-09-28", "2025-10-11", "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09"];

/// What nobody does, by rule and name.
const FORGOTTEN: &[(&str, &str, &str)] = &[
    ("季度走访", "孙玉珍", "P2025Q4"),
    ("重阳", "李秀英", "L2025-09-09"),
    ("天天有活动", "长庆县委老干部局", "P2026-03-18"),
    ("每季度视察", "长庆县委老干部局", "P2026Q1"),
];

/// Who is found a day late, by rule and name.
const LATE: &[(&str, &str, &str)] =
    &[("生日", "冯建国", "B2025"), ("月月有赛事", "长庆县委老干部局", "P2025-11")];

struct Bureau {
    ward: Ward,
    clerk: StaffId,
    names: Vec<String>,
}

async fn founded(world: &World) -> Bureau {
    world.at("2025-06-01T01:30:00Z");
    let elders = people();
    let names: Vec<String> = elders.iter().map(|elder| elder.name.clone()).collect();
    let ward = Ward::of(world, elders).await;
    let act = world.hand(Role::Clerk);
    let clerk = world.app.db.write(move |tx| rule::actions::myself(tx, &act)).await.unwrap();
    notices(world, "2025").await;
    // Three keep the birthday by the lunar calendar: Mid-Autumn, the day of the Double Ninth, and a leap sixth month.
    for (who, born) in [(1, "1940-09-16"), (2, "1942-10-18"), (3, "1941-08-02")] {
        change(world, ward.elders[who], move |facts| {
            facts.born = born.parse().ok();
            facts.birthday_by = Some(BirthdayBy::Lunar);
        })
        .await;
    }
    {
        let (act, people) = (world.hand(Role::Clerk), ward.elders.clone());
        let found = move |tx: &Tx<'_>| {
            let id = group::actions::create(tx, &act, &facts(GroupKind::Branch, "第一支部"))?;
            group::actions::add(tx, &act, id, &people[..10], act.today().into())?;
            let giving = Giving {
                person: people[0],
                kind: PostKind::Head,
                since: act.today().into(),
                term_ends_on: Some(date(2026, 3, 31)),
                replaces: false,
            };
            group::actions::give(tx, &act, id, giving)
        };
        world.app.db.write(found).await.unwrap();
    }
    rules(world, clerk).await;
    Bureau { ward, clerk, names }
}

async fn rules(world: &World, clerk: StaffId) {
    let base = Content {
        whom: Segment::default().into(),
        owner: Owner::Named { staff: clerk },
        window: Window { before: 10, grace: 0, clock: Clock::Calendar },
        season: None,
        cap: 1_000,
        ..winter(clerk)
    };
    let ill = |illness| Segment::of(Condition::Ill([Ailment::Block(illness)].into()));
    let each = |period| When::Each { period };
    let bureau = |when, form| Content { whom: Subjects::Bureau, when, form, ..base.clone() };
    let weekly = When::Cycle { every: 7, unit: Unit::Days, counted: Counted::Rolling };
    for (name, content) in [
        ("高血压独居", Content { cap: 1_000, ..winter(clerk) }),
        ("季度走访", Content { when: each(Period::Quarter), owner: Owner::PairedDoctor, ..base.clone() }),
        ("生日", Content { when: When::Birthday, form: Form::Greeting, ..base.clone() }),
        ("重阳", Content { when: When::Lunar { month: 9, day: 9, offset: 0 }, ..base.clone() }),
        (
            "每周通话",
            Content {
                whom: ill(Illness::Dementia).into(),
                when: weekly,
                form: Form::PhoneCall,
                ..base.clone()
            },
        ),
        ("天天有活动", bureau(each(Period::WorkingDay), Form::Activity)),
        ("月月有赛事", bureau(each(Period::Month), Form::Contest)),
        ("每季度视察", bureau(each(Period::Quarter), Form::Inspection)),
        ("第二个星期二", bureau(When::Weekday { nth: 2, weekday: 2 }, Form::Activity)),
        (
            "换届",
            Content {
                whom: Subjects::Groups([GroupKind::Branch].into()),
                when: When::TermEnds { days: 60 },
                owner: Owner::Secretary,
                form: Form::ReElection,
                ..base.clone()
            },
        ),
        (
            "支部书记看望",
            Content {
                whom: ill(Illness::Diabetes).into(),
                when: each(Period::Year),
                owner: Owner::Secretary,
                ..base.clone()
            },
        ),
    ] {
        published(world, name, content).await;
    }
}

async fn notices(world: &World, year: &str) {
    let act = world.hand(Role::Clerk);
    let days = |all: &[&str]| -> Vec<Date> {
        all.iter().filter(|day| day.starts_with(year)).map(|day| day.parse().unwrap()).collect()
    };
    let (off, worked) = (days(OFF), days(WORKED));
    let note = move |tx: &Tx<'_>| {
        let kinds = [(off, calendar::Kind::Holiday), (worked, calendar::Kind::Workday)];
        for (days, kind) in kinds {
            for day in days {
                calendar::actions::note(tx, &act, day, Some((kind, "放假安排".into())), 0)?;
            }
        }
        Ok(())
    };
    world.app.db.write(note).await.unwrap();
}

/// What is to be done today: task, version, owner, whether a doctor owes it, rule, whom, slot, last day.
type Todo = (TaskId, i64, StaffId, bool, String, String, String, Date);

async fn todo(world: &World, today: Date) -> Vec<Todo> {
    struct Row(Todo);
    impl cq_platform::db::Record for Row {
        fn read(row: &cq_platform::db::Row<'_>) -> Result<Self, cq_platform::db::DbError> {
            let word = |at: usize| row.get::<String>(at);
            Ok(Self((
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get::<bool>(3)?,
                word(4)?,
                word(5)?,
                word(6)?,
                row.get(7)?,
            )))
        }
    }
    let sql = "SELECT t.id, t.version, t.owner_id, CASE WHEN d.id IS NULL THEN 0 ELSE 1 END, u.name,
        COALESCE(p.name, g.name, b.name), t.slot, t.due_on FROM task t
        JOIN bureau b ON b.bureau_id = t.bureau_id JOIN rule u ON u.bureau_id = t.bureau_id AND u.id = t.rule_id
        LEFT JOIN doctor d ON d.bureau_id = t.bureau_id AND d.id = t.owner_id
        LEFT JOIN person p ON p.bureau_id = t.bureau_id AND p.id = t.person_id
        LEFT JOIN person_group g ON g.bureau_id = t.bureau_id AND g.id = t.group_id
        WHERE t.bureau_id = $1 AND t.state = 'open' AND t.opens_on <= $2 AND t.due_on <= $3 ORDER BY u.name, t.slot, t.id";
    let (bureau, soon) = (world.bureau.id, today.saturating_add(3.days()));
    let rows = world.app.db.read(move |conn| conn.list::<Row>(sql, &[&bureau, &today, &soon])).await.unwrap();
    rows.into_iter().map(|Row(todo)| todo).collect()
}

/// Everybody does what is due, or will be within three days; all but what the lists above name.
async fn work(world: &World, clerk: StaffId, today: Date) {
    let is_named = |list: &[(&str, &str, &str)], rule: &str, who: &str, slot: &str| {
        list.iter().any(|(r, w, s)| (*r, *w, *s) == (rule, who, slot))
    };
    for (id, version, owner, is_doctors, rule, who, slot, due_on) in todo(world, today).await {
        let early = i64::from(slot.bytes().map(u32::from).sum::<u32>() % 4);
        let is_due = today >= due_on.saturating_sub(early.days());
        let is_late = is_named(LATE, &rule, &who, &slot);
        if is_named(FORGOTTEN, &rule, &who, &slot) || (is_late && today <= due_on) || (!is_late && !is_due) {
            continue;
        }
        if is_doctors {
            visit(world, world.hand_of(Role::Doctor, owner), (id, version), today).await;
        } else {
            let act = world.hand_of(Role::Clerk, clerk);
            let report = Report::Note { said: "办了".into() };
            let settle = move |tx: &Tx<'_>| task::actions::settle(tx, &act, id, version, today, &report);
            world.app.db.write(settle).await.unwrap();
        }
    }
}

/// What happens in the year beside the work.
async fn happen(world: &World, bureau: &Bureau, today: Date) {
    let ward = &bureau.ward;
    match today.to_string().as_str() {
        // The notice for the year after comes out in November, when its first weeks are planned already.
        "2025-11-04" => {
            notices(world, "2026").await;
            plan::catch_up(&world.app, &world.hand(Role::Clerk)).await.unwrap();
        }
        "2025-08-12" => ward.pair(world, ward.elders[11], Some(ward.zhang)).await,
        "2025-09-15" => {
            change(world, ward.elders[18], |facts| facts.born = "1943-11-25".parse().ok()).await;
        }
        "2025-12-20" => history::set_illness(world, ward.elders[12], true).await,
        "2026-03-10" => died(world, ward.elders[25], today).await,
        _ => {}
    }
}

async fn died(world: &World, person: PersonId, on: Date) {
    let act = world.hand(Role::Clerk);
    let note = move |tx: &Tx<'_>| {
        let event =
            Event::Death { on, known: None, cause: None, farewell: None, at_work: false, pay_fen: None };
        let seen = life_event::actions::preview(tx, &act, CONSEQUENCES, person, event.clone())?.seen;
        life_event::actions::note(tx, &act, CONSEQUENCES, person, event, &seen)
    };
    world.app.db.write(note).await.unwrap();
}

/// Every task of a rule: rule, whom, slot; and how it came out.
async fn outcomes(world: &World) -> Outcomes {
    let bureau = world.bureau.id;
    let sql = "SELECT u.name, COALESCE(p.name, g.name, b.name), t.slot, t.state, t.due_on, t.done_on FROM task t
        JOIN bureau b ON b.bureau_id = t.bureau_id JOIN rule u ON u.bureau_id = t.bureau_id AND u.id = t.rule_id
        LEFT JOIN person p ON p.bureau_id = t.bureau_id AND p.id = t.person_id
        LEFT JOIN person_group g ON g.bureau_id = t.bureau_id AND g.id = t.group_id WHERE t.bureau_id = $1";
    type Row = (String, String, String, String, Date, Option<Date>);
    let rows = world.app.db.read(move |conn| conn.list::<Row>(sql, &[&bureau])).await.unwrap();
    rows.into_iter()
        .map(|(rule, who, slot, state, due, done)| ((rule, who, slot), (state, due, done)))
        .collect()
}

/// Which days were worked, without a look at the product's calendar.
fn working_days() -> Vec<Date> {
    let days = std::iter::successors(Some(FIRST), |day| day.tomorrow().ok()).take_while(|day| *day <= LAST);
    days.filter(|day| {
        let text = day.to_string();
        let is_weekday = day.weekday().to_monday_zero_offset() < 5;
        (is_weekday && !OFF.contains(&text.as_str())) || WORKED.contains(&text.as_str())
    })
    .collect()
}

/// What was owed in the year, told without the product: rule, whom, slot.
fn owed_by_hand(names: &[String]) -> BTreeSet<(String, String, String)> {
    let mut owed = BTreeSet::new();
    let mut put = |rule: &str, who: &str, slot: String| owed.insert((rule.to_owned(), who.to_owned(), slot));
    let bureau = "长庆县委老干部局";
    for day in working_days() {
        put("天天有活动", bureau, format!("P{day}"));
    }
    for (year, months) in [(2025, 6..=12), (2026, 1..=5)] {
        for month in months {
            put("月月有赛事", bureau, format!("P{year}-{month:02}"));
        }
    }
    let quarters = ["P2025Q2", "P2025Q3", "P2025Q4", "P2026Q1"];
    for quarter in quarters {
        put("每季度视察", bureau, quarter.into());
    }
    let tuesdays = [
        "2025-06-10",
        "2025-07-08",
        "2025-08-12",
        "2025-09-09",
        "2025-10-14",
        "2025-11-11",
        "2025-12-09",
        "2026-01-13",
        "2026-02-10",
        "2026-03-10",
        "2026-04-14",
        "2026-05-12",
    ];
    for tuesday in tuesdays {
        put("第二个星期二", bureau, format!("W{tuesday}"));
    }
    put("换届", "第一支部", "E2026-03-31".into());
    for (who, name) in names.iter().enumerate() {
        for quarter in quarters {
            // 25 died on 10 March; the quarter's visit is due at its end.
            if !(who == 25 && quarter == "P2026Q1") {
                put("季度走访", name, quarter.into());
            }
        }
        put("重阳", name, "L2025-09-09".into());
    }
    owed
}

#[test]
fn a_year_day_by_day_keeps_every_promise_or_names_it_as_missed() {
    on_each_engine(async |world| {
        let bureau = founded(&world).await;
        let mut today = FIRST;
        while today <= LAST {
            world.at(&format!("{today}T01:30:00Z"));
            cq_server::jobs::every_bureau(&world.app).await.unwrap();
            happen(&world, &bureau, today).await;
            work(&world, bureau.clerk, today).await;
            if today.day() == 1 {
                assert_eq!(plan(&world).await, Counts::default(), "nothing waits for the night on {today}");
            }
            today = today.tomorrow().unwrap();
        }
        let outcomes = outcomes(&world).await;
        let key = |(rule, who, slot): &(&str, &str, &str)| {
            ((*rule).to_owned(), (*who).to_owned(), (*slot).to_owned())
        };
        let (forgotten, late): (BTreeSet<_>, BTreeSet<_>) =
            (FORGOTTEN.iter().map(key).collect(), LATE.iter().map(key).collect());
        for owed in owed_by_hand(&bureau.names) {
            let (state, due_on, done_on) =
                outcomes.get(&owed).unwrap_or_else(|| panic!("never promised: {owed:?}"));
            let is_kept = state == "done" && done_on.is_some_and(|on| on <= *due_on);
            assert_eq!(
                is_kept,
                !forgotten.contains(&owed) && !late.contains(&owed),
                "{owed:?}: {state} {done_on:?}"
            );
        }
        let missed: BTreeSet<_> = outcomes
            .iter()
            .filter(|(_, (state, due_on, _))| state == "open" && *due_on < LAST)
            .map(|(key, _)| key.clone())
            .collect();
        assert_eq!(missed, forgotten, "missed, by name");
        let were_late: BTreeSet<_> = outcomes
            .iter()
            .filter(|(_, (_, due_on, done_on))| done_on.is_some_and(|on| on > *due_on))
            .map(|(key, _)| key.clone())
            .collect();
        assert_eq!(were_late, late, "late, by name");
        birthdays(&bureau, &outcomes);
        winter_visits(&bureau, &outcomes);
        weekly_calls(&outcomes);
        accounts(&world).await;
        // From nothing but what people did and since when each is under which rule.
        let kept = history::owed(&world).await;
        history::forget(&world, bureau.ward.zhang).await;
        plan(&world).await;
        assert_eq!(history::owed(&world).await, kept, "a clean computation finds the same");
    });
}

type Outcomes = BTreeMap<(String, String, String), (String, Date, Option<Date>)>;

/// One a year for each, on the true day.
fn birthdays(bureau: &Bureau, outcomes: &Outcomes) {
    let day = |who: usize, slot: &str| {
        outcomes.get(&("生日".to_owned(), bureau.names[who].clone(), slot.to_owned())).map(|found| found.1)
    };
    // Mid-Autumn and the Double Ninth of 2025, and the ordinary sixth month or its leap: never both.
    assert_eq!(day(1, "B2025"), Some(date(2025, 10, 6)));
    assert_eq!(day(2, "B2025"), Some(date(2025, 10, 29)));
    let leap = day(3, "B2025").unwrap();
    assert!((date(2025, 6, 25)..=date(2025, 8, 22)).contains(&leap), "{leap}");
    // Born on 29 February: on the 28th in a year without one. Corrected in September, before the wrong day came.
    assert_eq!(day(11, "B2026"), Some(date(2026, 2, 28)));
    assert_eq!(day(18, "B2025"), Some(date(2025, 11, 25)));
    let done = |who: &String| {
        outcomes
            .iter()
            .filter(|((rule, name, _), (state, ..))| rule == "生日" && name == who && state == "done")
            .count()
    };
    for (who, name) in bureau.names.iter().enumerate() {
        assert!((1..=2).contains(&done(name)), "{who} {name}: {}", done(name));
    }
}

/// From 立冬 to 立春 nobody with high blood pressure waits longer than 14 days, three of grace.
fn winter_visits(bureau: &Bureau, outcomes: &Outcomes) {
    let (begin, end) = (date(2025, 11, 7), date(2026, 2, 4));
    let visits = |who: usize| -> Vec<Date> {
        let mut days: Vec<Date> = outcomes
            .iter()
            .filter(|((rule, name, _), _)| rule == "高血压独居" && *name == bureau.names[who])
            .filter_map(|(_, (_, _, done_on))| *done_on)
            .collect();
        days.sort();
        days
    };
    for who in (0..bureau.names.len()).filter(|who| [0, 4, 7].contains(&(who % 10))) {
        let mut last = begin;
        for day in visits(who) {
            let days = last.until(day).unwrap().get_days();
            assert!((0..=17).contains(&days), "{}: {last} to {day}", bureau.names[who]);
            last = day;
        }
        assert!(last.until(end).unwrap().get_days() <= 17, "{}: the last on {last}", bureau.names[who]);
    }
    // Found to be ill on 20 December: from then on.
    let late = visits(12);
    assert!(late.first().is_some_and(|day| *day >= date(2025, 12, 20)) && late.len() >= 3, "{late:?}");
}

/// Each a week after the last.
fn weekly_calls(outcomes: &Outcomes) {
    let mut of: BTreeMap<&str, Vec<Date>> = BTreeMap::new();
    for ((rule, name, _), (_, _, done_on)) in outcomes {
        of.entry(name).or_default().extend(done_on.filter(|_| rule == "每周通话"));
    }
    for (name, mut days) in of.into_iter().filter(|(_, days)| !days.is_empty()) {
        days.sort();
        assert!(days.len() >= 38, "{name}: {}", days.len());
        for two in days.windows(2) {
            assert!(two[0].until(two[1]).unwrap().get_days() <= 7, "{name}: {two:?}");
        }
    }
}

/// The rule's own account of the year says the same, and names whom.
async fn accounts(world: &World) {
    let mut clerk = world.signed_in(Role::Clerk).await;
    let bureau = world.bureau.id;
    let sql = "SELECT id FROM rule WHERE bureau_id = $1 AND name = '季度走访'";
    let (id,): (RuleId,) = world.app.db.read(move |conn| conn.one(sql, &[&bureau])).await.unwrap();
    let page = clerk.get(&format!("/rules/{id}/account?year=2025")).await.text();
    assert!(page.contains("孙玉珍") && !page.contains("赵建国"), "{page}");
    let page = clerk.get(&format!("/rules/{id}/account?year=2024")).await.text();
    assert!(page.contains("没有到期"), "{page}");
}
