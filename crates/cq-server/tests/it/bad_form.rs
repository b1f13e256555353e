//! Every form of the register of people, groups and places: what belongs into each of its fields, and what people type there that does
//! not. One table says the fields, one says the mistakes. A form or a field that no row knows fails the test.

use std::collections::HashMap;

use axum::http::{Method, StatusCode};
use cq_platform::policy::Role;
use cq_registry::{
    group::GroupKind,
    person::{self, Facts},
};
use uuid::Uuid;

use crate::{
    group::{facts, found, join},
    person::known,
    world::{Browser, World, on_each_engine},
};

/// What belongs into a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    /// The name of a person.
    Name,
    /// A line or a note.
    Text,
    /// A day of the past that may be known to the month or the year only.
    Past,
    /// Such a day, past or to come.
    When,
    /// A whole day.
    Day,
    /// A count.
    Number,
    /// Yuan.
    Money,
    /// Degrees north or east.
    Degrees,
    /// Digits.
    Phone,
    CitizenId,
    /// The number of a town.
    Code,
    /// ICD-10.
    Codes,
    /// What somebody on record is looked for by.
    Found,
    /// One of several words or of several things on record.
    Choice,
    /// Ticked or not; what is not offered is left out.
    Tick,
}
use What::{
    Choice, CitizenId, Code, Codes, Day, Degrees, Found, Money, Name, Number, Past, Phone, Text, Tick, When,
};

/// No text of any field is as long.
const TOO_LONG: usize = 2_001;
/// Signs that are not seen, or that turn what is read.
const HIDDEN: [&str; 6] =
    ["王\u{200b}明", "王\u{202e}明", "\u{2066}王明", "王\u{feff}明", "王\0明", "王\u{7}明"];
/// An id that is nobody's and nothing's.
const ABSENT: &str = "01900000-0000-7000-8000-000000000000";

/// What people type there that does not belong.
fn wrong(what: What) -> Vec<String> {
    let long = "长".repeat(TOO_LONG);
    let texts = HIDDEN.into_iter().chain([long.as_str()]);
    let all: Vec<&str> = match what {
        Name => texts.chain(["", "王123", "王@明", "<b>王明</b>"]).collect(),
        Text | Found => texts.collect(),
        Past => vec!["1990年2月30日", "1990-02-30", "1990-13", "前年", "2030"],
        When => vec!["1990年2月30日", "1990-02-30", "1990-13", "前年"],
        Day => vec!["2026-02-30", "2026年2月30日", "昨天", "2026-13-01", "26-1-1"],
        Number => vec!["-1", "十", "1.5", "NaN", "1e3", "99999999999999999999"],
        Money => vec!["-1", "一千", "1.234", "NaN", "1e9", "99999999999999999999"],
        Degrees => vec!["三十六", "NaN", "1e400", "181", "36°", "inf"],
        Phone => vec!["12345", "一三八", "1380000441x", "1380000\u{200b}4417", "1380000441713800004417"],
        CitizenId => vec![
            "37018119400101",
            "370181194001010018",
            "370181194002300010",
            "370181204001010019",
            "440524188001010014",
            "身份证",
        ],
        Code => vec!["3701", "037018", "三七〇一八一"],
        Codes => vec!["冠心病", "I2", "I25\u{200b}"],
        Choice => vec!["no-such-word", ABSENT, "王\0明"],
        Tick => vec![],
    };
    all.into_iter().map(str::to_owned).collect()
}

/// What does belong, however seldom it is met: names of one sign and of twenty, of minorities and foreigners, a sign beyond the BMP.
fn seldom(what: What, at: usize) -> Option<String> {
    const NAMES: [&str; 4] = ["买买提·阿不都拉·艾合买提江·吐尔逊江巴依", "𠮷田", "万", "John Smith"];
    match what {
        Name => Some(NAMES[at % NAMES.len()].to_owned()),
        Text => Some(format!("𠮷田·买买提{at}")),
        _ => None,
    }
}

/// A form: where it goes, the page that shows it, and how it is filled in rightly. `$name` stands for something on record.
struct Form {
    to: &'static str,
    page: &'static str,
    filled: &'static [(&'static str, &'static str)],
    fields: &'static [(&'static str, What)],
}

/// Fields of a person that the form of somebody new has.
const PERSON: &[(&str, What)] = &[
    ("name", Name),
    ("former_name", Text),
    ("sex", Choice),
    ("citizen_id", CitizenId),
    ("born", Past),
    ("birthday_by", Choice),
    ("ethnicity", Choice),
    ("native_place", Text),
    ("politics", Choice),
    ("joined_party", Past),
    ("education", Choice),
    ("title", Text),
    ("category", Choice),
    ("unit", Text),
    ("unit_kind", Choice),
    ("paying_unit", Text),
    ("post", Text),
    ("rank", Choice),
    ("treatment", Choice),
    ("treatment_granted", Past),
    ("treatment_document", Text),
    ("joined_work", Past),
    ("revolution_since", Past),
    ("revolution_period", Choice),
    ("retired", When),
    ("statistics_mark", Text),
    ("awards", Text),
    ("contribution", Text),
    ("phone", Phone),
    ("other_phone", Phone),
    ("area", Found),
    ("address", Text),
    ("longitude", Degrees),
    ("latitude", Degrees),
    ("settled_at", Text),
    ("living", Choice),
    ("marital", Choice),
    ("children", Number),
    ("dependent_children", Number),
    ("health", Choice),
    ("self_care", Choice),
    ("illness", Tick),
    ("codes", Codes),
    ("health_note", Text),
    ("allergies", Text),
    ("disability", Text),
    ("medical_treatment", Text),
    ("nearby_hospital", Text),
    ("skills", Text),
    ("hobbies", Text),
    ("remark", Text),
];

const DEATH: &[(&str, What)] =
    &[("on", Day), ("month", Past), ("cause", Text), ("farewell", Text), ("pay", Money), ("at_work", Tick)];

const PLACE: &[(&str, &str)] = &[("latitude", "36.71"), ("longitude", "117.53")];

const FORMS: &[Form] = &[
    Form {
        to: "/people",
        page: "/people/new",
        filled: &[
            ("name", "王晓明"),
            ("sex", "male"),
            ("category", "retired"),
            ("new_unit", "yes"),
            ("new_paying_unit", "yes"),
        ],
        fields: PERSON,
    },
    Form {
        to: "/people/$edited",
        page: "/people/$edited/edit",
        filled: &[
            ("version", "1"),
            ("name", "赵敏"),
            ("sex", "male"),
            ("category", "retired"),
            ("new_unit", "yes"),
            ("new_paying_unit", "yes"),
        ],
        fields: PERSON,
    },
    Form {
        to: "/people/$third/past/address",
        page: "/people/$third/past/address",
        filled: &[("version", "1"), ("address", "山泉路 6 号"), ("until", "2010"), ("reason", "查了档案")],
        fields: &[("address", Text), ("until", When), ("reason", Text), ("do", Tick)],
    },
    Form {
        to: "/people/$person/relations",
        page: "/people/$person/relations/new?q=nobody",
        filled: &[("name", "王丽"), ("kind", "child")],
        fields: &[
            ("other", Choice),
            ("name", Name),
            ("phone", Phone),
            ("sex", Choice),
            ("kind", Choice),
            ("ties", Tick),
            ("since", Past),
            ("remark", Text),
        ],
    },
    Form {
        to: "/people/$person/relations/$relation",
        page: "/people/$person/relations/$relation",
        filled: &[("version", "1")],
        fields: &[("ties", Tick), ("since", Past), ("remark", Text)],
    },
    Form {
        to: "/people/$person/relations/$relation/end",
        page: "/people/$person/relations/$relation",
        filled: &[("version", "2"), ("because", "mistake"), ("until", "2020")],
        fields: &[("because", Choice), ("until", Past)],
    },
    Form {
        to: "/people/$person/events/preview",
        page: "/people/$person/events/new?kind=death",
        filled: &[("kind", "death"), ("on", "2026-11-20")],
        fields: DEATH,
    },
    Form {
        to: "/people/$person/events",
        page: "",
        filled: &[("kind", "death"), ("on", "2026-11-20"), ("seen", "nothing")],
        fields: &[("on", Day), ("month", Past), ("cause", Found), ("farewell", Found), ("pay", Money)],
    },
    Form {
        to: "/people/$person/events/preview",
        page: "/people/$person/events/new?kind=admission",
        filled: &[("kind", "admission"), ("on", "2026-11-20"), ("hospital", "县人民医院")],
        fields: &[("on", Day), ("hospital", Text), ("reason", Text)],
    },
    Form {
        to: "/people/$other/events/preview",
        page: "/people/$other/events/new?kind=discharge",
        filled: &[("kind", "discharge"), ("on", "2026-11-23")],
        fields: &[("on", Day)],
    },
    Form {
        to: "/people/$person/events/preview",
        page: "/people/$person/events/new?kind=move",
        filled: &[("kind", "move"), ("on", "2026-11-20"), ("address", "文博路 6 号")],
        fields: &[("on", Day), ("address", Text), ("area", Choice), ("leaves", Tick)],
    },
    Form {
        to: "/people/$person/events/preview",
        page: "/people/$person/events/new?kind=away",
        filled: &[("kind", "away"), ("on", "2026-11-20"), ("place", "青岛")],
        fields: &[("on", Day), ("place", Text), ("until", Day)],
    },
    Form {
        to: "/people/$person/events/preview",
        page: "/people/$person/events/new?kind=return",
        filled: &[("kind", "return"), ("on", "2026-11-20")],
        fields: &[("on", Day)],
    },
    Form {
        to: "/people/$person/events/preview",
        page: "/people/$person/events/new?kind=retirement",
        filled: &[("kind", "retirement"), ("on", "2026-11-20"), ("category", "retired"), ("new_unit", "yes")],
        fields: &[("on", Day), ("category", Choice), ("rank", Choice), ("unit", Text)],
    },
    Form {
        to: "/people/$person/events/preview",
        page: "/people/$person/events/new?kind=widowed",
        filled: &[("kind", "widowed"), ("on", "2026-11-20")],
        fields: &[("on", Day), ("name", Found)],
    },
    Form {
        to: "/people/$person/events/preview",
        page: "/people/$person/events/new?kind=remarriage",
        filled: &[("kind", "remarriage"), ("on", "2026-11-20"), ("spouse", "李桂兰")],
        fields: &[("on", Day), ("spouse", Found), ("spouse_id", Tick)],
    },
    Form {
        to: "/events/$event/undo",
        page: "/events/$event",
        filled: &[("version", "1"), ("because", "记错了人")],
        fields: &[("because", Text)],
    },
    Form {
        to: "/groups",
        page: "/groups/new",
        filled: &[("kind", "club"), ("name", "书画社")],
        fields: GROUP,
    },
    Form {
        to: "/groups/$club",
        page: "/groups/$club/edit",
        filled: &[("version", "1"), ("kind", "club"), ("name", "舞蹈队")],
        fields: GROUP_AS_IT_STANDS,
    },
    Form {
        to: "/groups/$branch/members",
        page: "/groups/$branch/members/new",
        filled: &[("person", "$third"), ("since", "2020")],
        fields: &[("q", Tick), ("person", Choice), ("since", Past)],
    },
    Form {
        to: "/groups/$branch/members/$member/since",
        page: "/groups/$branch/members/$member/since",
        filled: &[("version", "1"), ("since", "2019")],
        fields: &[("since", Past)],
    },
    Form {
        to: "/groups/$branch/members/$member/end",
        page: "/groups/$branch/members/$member/end",
        filled: &[("version", "1"), ("because", "left"), ("until", "2026-11-20")],
        fields: &[("because", Choice), ("until", Day)],
    },
    Form {
        to: "/groups/$branch/members/past",
        page: "/groups/$branch/members/past?q=nobody&person=$third",
        filled: &[("person", "$third"), ("since", "2010"), ("until", "2012"), ("because", "left")],
        fields: &[("q", Tick), ("person", Choice), ("since", Past), ("until", Past), ("because", Choice)],
    },
    Form {
        to: "/groups/$branch/members/$former/correct",
        page: "/groups/$branch/members/$former/correct",
        filled: &[("version", "1"), ("since", "2010"), ("until", "2012"), ("because", "left")],
        fields: &[("since", Past), ("until", Past), ("because", Choice)],
    },
    Form {
        to: "/groups/$branch/posts",
        page: "/groups/$branch/posts/new",
        filled: &[("person", "$person"), ("kind", "deputy"), ("since", "2022")],
        fields: &[
            ("person", Choice),
            ("kind", Choice),
            ("replaces", Tick),
            ("since", Past),
            ("term_ends_on", Day),
        ],
    },
    Form {
        to: "/groups/$branch/posts/$post/since",
        page: "/groups/$branch/posts/$post/since",
        filled: &[("version", "1"), ("since", "2021")],
        fields: &[("since", Past), ("term_ends_on", Day)],
    },
    Form {
        to: "/groups/$branch/posts/$post/end",
        page: "/groups/$branch/posts/$post/end",
        filled: &[("version", "1"), ("because", "term"), ("until", "2026-11-20")],
        fields: &[("because", Choice), ("until", Day)],
    },
    Form {
        to: "/groups/$branch/posts/past",
        page: "/groups/$branch/posts/past",
        filled: &[
            ("person", "$other"),
            ("kind", "deputy"),
            ("since", "2010"),
            ("until", "2011"),
            ("because", "term"),
        ],
        fields: &[
            ("kind", Choice),
            ("person", Choice),
            ("since", Past),
            ("until", Past),
            ("because", Choice),
        ],
    },
    Form {
        to: "/groups/$branch/posts/$held/correct",
        page: "/groups/$branch/posts/$held/correct",
        filled: &[("version", "1"), ("since", "2010"), ("until", "2011"), ("because", "term")],
        fields: &[("since", Past), ("until", Past), ("because", Choice)],
    },
    Form {
        to: "/groups/$branch/close",
        page: "/groups/$branch/close",
        filled: &[("seen", "nothing"), ("until", "2026-11-20")],
        fields: &[("until", Day)],
    },
    Form {
        to: "/units",
        page: "/units/new",
        filled: &[("name", "县教育局"), ("kind", "organ")],
        fields: &[("name", Text), ("kind", Choice)],
    },
    Form {
        to: "/units/$unit",
        page: "/units/$unit/edit",
        filled: &[("version", "1"), ("name", "县水利局"), ("kind", "organ")],
        fields: &[("name", Text), ("kind", Choice)],
    },
    Form {
        to: "/areas",
        page: "/areas/new",
        filled: &[("name", "龙山街道"), ("code", "370181001"), PLACE[0], PLACE[1]],
        fields: &[("name", Text), ("code", Code), ("longitude", Degrees), ("latitude", Degrees)],
    },
    Form {
        to: "/areas/$area",
        page: "/areas/$area/edit",
        filled: &[("version", "1"), ("name", "刁镇"), PLACE[0], PLACE[1]],
        fields: &[("name", Text), ("code", Code), ("longitude", Degrees), ("latitude", Degrees)],
    },
    Form {
        to: "/hospitals",
        page: "/hospitals/new",
        filled: &[("name", "县人民医院"), PLACE[0], PLACE[1]],
        fields: HOSPITAL,
    },
    Form {
        to: "/hospitals/$hospital",
        page: "/hospitals/$hospital/edit",
        filled: &[("version", "1"), ("name", "县中医院"), PLACE[0], PLACE[1]],
        fields: HOSPITAL,
    },
    Form {
        to: "/doctors",
        page: "/doctors/new",
        filled: &[("name", "单国英"), ("hospital", "$hospital"), ("sex", "female"), ("capacity", "12")],
        fields: DOCTOR,
    },
    Form {
        to: "/doctors/$doctor",
        page: "/doctors/$doctor/edit",
        filled: &[
            ("version", "1"),
            ("name", "孙医生"),
            ("hospital", "$hospital"),
            ("sex", "female"),
            ("capacity", "12"),
        ],
        fields: DOCTOR,
    },
    Form {
        to: "/segments",
        page: "/segments/new?c=age_80_",
        filled: &[("c", "age_80_"), ("name", "八十岁以上"), ("shared_with", "bureau")],
        fields: &[("name", Text), ("shared_with", Choice)],
    },
];

const GROUP: &[(&str, What)] = &[
    ("kind", Choice),
    ("name", Text),
    ("parent", Choice),
    ("category", Text),
    ("area", Choice),
    ("founded_on", Past),
    ("term_months", Number),
    ("remark", Text),
];

/// What kind it is does not change.
const GROUP_AS_IT_STANDS: &[(&str, What)] = &[
    ("name", Text),
    ("parent", Choice),
    ("category", Text),
    ("area", Choice),
    ("founded_on", Past),
    ("term_months", Number),
    ("remark", Text),
];

const HOSPITAL: &[(&str, What)] = &[
    ("name", Text),
    ("grade", Text),
    ("area", Choice),
    ("address", Text),
    ("phone", Phone),
    ("longitude", Degrees),
    ("latitude", Degrees),
];

const DOCTOR: &[(&str, What)] = &[
    ("name", Name),
    ("hospital", Choice),
    ("sex", Choice),
    ("department", Text),
    ("specialty", Text),
    ("phone", Phone),
    ("capacity", Number),
    ("remark", Text),
];

/// What is only pressed: nothing is typed there.
const BUTTONS: &[&str] = &[
    "/groups/{id}/reopen",
    "/people/{id}/unmask",
    "/people/{id}/photo/remove",
    "/people/{id}/duplicates/{other}",
    "/people/{id}/duplicates/{other}/dismiss",
    "/merges/{id}/undo",
    "/events/{id}/unmask",
    "/groups/{id}/members/{member}/reopen",
    "/units/{id}/delete",
    "/areas/{id}/delete",
    "/hospitals/{id}/delete",
    "/doctors/{id}/delete",
    "/segments/{id}/close",
];

/// What stands among these and is told in another file: health files, notices, the door of elders and families, liaisons, assessments,
/// photographs, accounts; and the forms of saved segments and rules of what follows events, which share theirs.
const ELSEWHERE: &[&str] = &[
    "/people/{id}/health",
    "/people/{id}/health/{entry}",
    "/people/{id}/health/{entry}/refill",
    "/people/{id}/health/{entry}/withdraw",
    "/people/{id}/notices",
    "/people/{id}/portal",
    "/people/{id}/portal/{account}/end",
    "/people/{id}/portal/{account}/password",
    "/people/{id}/wish",
    "/people/{id}/liaison",
    "/people/{id}/assessments",
    "/people/{id}/assessments/{assessment}/withdraw",
    "/people/{id}/photo",
    "/doctors/{id}/account",
    "/segments/{id}",
];

/// The nouns whose every form is told here. Any other noun is another file's, and has to be named below.
const NOUNS: &[&str] =
    &["people", "groups", "units", "areas", "hospitals", "doctors", "events", "merges", "segments"];

const OTHER_NOUNS: &[&str] = &[
    "absences",
    "accounts",
    "assessments",
    "attendances",
    "audit",
    "bylaws",
    "calendar",
    "campaigns",
    "cases",
    "desks",
    "errands",
    "feedback",
    "guides",
    "health",
    "imports",
    "liaisons",
    "my",
    "needs",
    "notices",
    "pairings",
    "password",
    "preferences",
    "relief",
    "reports",
    "rounds",
    "rules",
    "settings",
    "sheets",
    "sign-in",
    "sign-out",
    "targets",
    "tasks",
];

/// Whether the route is the one that the form's address goes to.
fn is_of(route: &str, to: &str) -> bool {
    let (route, to): (Vec<&str>, Vec<&str>) = (route.split('/').collect(), to.split('/').collect());
    let fits = |(part, of): (&&str, &&str)| {
        part == of || part == &"{field}" || (part.starts_with('{') && of.starts_with('$'))
    };
    route.len() == to.len() && route.iter().zip(&to).all(fits)
}

/// What is on record: by what it stands for in the table.
async fn on_record(world: &World, clerk: &mut Browser<'_>) -> HashMap<&'static str, String> {
    let mut given = HashMap::new();
    let born = |name: &str| Facts { born: "1940-05".parse().ok(), ..known(name) };
    let mut people = HashMap::new();
    for (key, name) in [("person", "王晓明"), ("other", "李桂兰"), ("third", "孙福"), ("edited", "赵敏")]
    {
        let id = person::actions::create(&world.app, &world.hand(Role::Clerk), born(name)).await.unwrap();
        people.insert(key, id);
        given.insert(key, id.to_string());
    }
    let (person, other) = (people["person"], people["other"]);
    let branch = found(world, facts(GroupKind::Branch, "第一支部")).await;
    let club = found(world, facts(GroupKind::Club, "舞蹈队")).await;
    given.extend([("branch", branch.to_string()), ("club", club.to_string())]);
    for one in [person, other] {
        join(world, branch, one, "2020").await.unwrap();
    }
    let (one, two) = (person.to_string(), other.to_string());
    let address = format!("/groups/{branch}");
    for (path, fields) in [
        (
            format!("{address}/members/past"),
            vec![("person", two.as_str()), ("since", "2005"), ("until", "2012"), ("because", "left")],
        ),
        (format!("{address}/posts"), vec![("person", one.as_str()), ("kind", "head"), ("since", "2021")]),
        (
            format!("{address}/posts/past"),
            vec![
                ("person", two.as_str()),
                ("kind", "head"),
                ("since", "2006"),
                ("until", "2008"),
                ("because", "term"),
            ],
        ),
        (format!("/people/{person}/relations"), vec![("other", two.as_str()), ("kind", "spouse")]),
        (
            format!("/people/{person}/past/address"),
            vec![("version", "1"), ("address", "老街"), ("until", "2005"), ("reason", "查了档案")],
        ),
        ("/units".to_owned(), vec![("name", "县水利局")]),
        ("/areas".to_owned(), vec![("name", "刁镇")]),
        ("/hospitals".to_owned(), vec![("name", "县中医院")]),
    ] {
        let made = clerk.post(&path, &fields).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{path}: {}", made.text());
    }
    let hospital = id(world, "SELECT id FROM hospital WHERE bureau_id = $1").await;
    let doctor = [("name", "孙医生"), ("hospital", hospital.as_str()), ("sex", "female"), ("capacity", "12")];
    let made = clerk.post("/doctors", &doctor).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    crate::life_event::note(
        clerk,
        other,
        &[("kind", "admission"), ("on", "2026-11-20"), ("hospital", "县中医院")],
    )
    .await;
    for (key, sql) in [
        ("unit", "SELECT id FROM unit WHERE bureau_id = $1"),
        ("area", "SELECT id FROM area WHERE bureau_id = $1"),
        ("doctor", "SELECT id FROM doctor WHERE bureau_id = $1"),
        ("event", "SELECT id FROM life_event WHERE bureau_id = $1"),
        ("relation", "SELECT id FROM relation WHERE bureau_id = $1"),
        ("former", "SELECT id FROM membership WHERE bureau_id = $1 AND until IS NOT NULL"),
        ("post", "SELECT id FROM post WHERE bureau_id = $1 AND until IS NULL"),
        ("held", "SELECT id FROM post WHERE bureau_id = $1 AND until IS NOT NULL"),
    ] {
        given.insert(key, id(world, sql).await);
    }
    let (member, _) = crate::group::membership(world, branch, person).await.unwrap();
    given.extend([("member", member.to_string()), ("hospital", hospital)]);
    given
}

async fn id(world: &World, sql: &'static str) -> String {
    let bureau = world.bureau.id;
    world.app.db.read(move |conn| conn.one::<(Uuid,)>(sql, &[&bureau])).await.unwrap().0.to_string()
}

/// How many rows each table has; the log is one of them, so nothing is changed either.
async fn rows(world: &World) -> Vec<(String, i64)> {
    let sqlite =
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
    let postgres = "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1";
    let mut tables = world.app.db.read(move |conn| conn.list::<(String,)>(sqlite, &[])).await;
    if tables.is_err() {
        tables = world.app.db.read(move |conn| conn.list::<(String,)>(postgres, &[])).await;
    }
    let tables = tables.unwrap();
    let count = move |conn: &cq_platform::db::Conn<'_>| {
        let one = |(table,): (String,)| {
            // A refused form shows again what it is about, and that it was read stands in the log.
            let of_what = if table == "audit_entry" { "WHERE action NOT LIKE '%.view'" } else { "" };
            let (rows,): (i64,) = conn.one(&format!("SELECT COUNT(*) FROM {table} {of_what}"), &[])?;
            Ok((table, rows))
        };
        tables.into_iter().map(one).collect::<cq_platform::Result<Vec<_>>>()
    };
    world.app.db.read(count).await.unwrap()
}

/// `text` with what is on record in the place of its name.
fn put(text: &str, given: &HashMap<&'static str, String>) -> String {
    let mut text = text.to_owned();
    for (name, value) in given {
        text = text.replace(&format!("${name}"), value);
    }
    text
}

/// The names of the fields that the page's form to `to` shows.
fn shown(page: &str, to: &str) -> Vec<String> {
    let start = format!("<form method=\"post\" action=\"{to}\"");
    let form = page.split(&start).nth(1).unwrap_or_else(|| panic!("no form to {to}: {page}"));
    let form = form.split("</form>").next().unwrap();
    let tags = ["<input", "<select", "<textarea"].into_iter().flat_map(|tag| form.split(tag).skip(1));
    let seen = tags.map(|tag| tag.split('>').next().unwrap()).filter(|tag| !tag.contains("type=\"hidden\""));
    seen.filter_map(|tag| tag.split(" name=\"").nth(1)?.split('"').next().map(str::to_owned)).collect()
}

#[test]
fn every_form_says_at_its_field_what_does_not_belong_there_and_keeps_nothing_of_it() {
    on_each_engine(async |world| {
        for route in world.routes.iter().filter(|route| route.method == Method::POST && !route.is_api()) {
            let noun = route.path.split('/').nth(1).unwrap();
            let is_here = NOUNS.contains(&noun);
            assert!(is_here || OTHER_NOUNS.contains(&noun), "{} is told nowhere", route.path);
            let is_told = BUTTONS.contains(&route.path)
                || ELSEWHERE.contains(&route.path)
                || FORMS.iter().any(|form| is_of(route.path, form.to));
            assert!(!is_here || is_told, "no row for the form that goes to {}", route.path);
        }
        let mut clerk = world.signed_in(Role::Clerk).await;
        let given = on_record(&world, &mut clerk).await;
        for (at, form) in FORMS.iter().enumerate() {
            let (to, page) = (put(form.to, &given), put(form.page, &given));
            if !page.is_empty() {
                let seen = clerk.get(&page).await;
                assert_eq!(seen.status, StatusCode::OK, "{page}: {}", seen.text());
                for name in shown(&seen.text(), &to) {
                    let is_dated = name.ends_with("_since") || name.ends_with("_wrong") || name == "forget";
                    let is_known = form.fields.iter().any(|(field, _)| *field == name);
                    assert!(is_known || is_dated, "no row for the field {name} of {page}");
                }
            }
            let before = rows(&world).await;
            for (field, what) in form.fields {
                for typed in wrong(*what) {
                    let told = format!("{to} {field} = {}", typed.chars().take(30).collect::<String>());
                    let filled = with(form, &given, &[(*field, typed.clone())]);
                    check(&told, field, &typed, *what, &sent(&mut clerk, &to, &filled).await);
                }
            }
            assert_eq!(rows(&world).await, before, "{to}: something was kept");
            let other: Vec<(&str, String)> =
                form.fields.iter().filter_map(|(field, what)| Some((*field, seldom(*what, at)?))).collect();
            if !other.is_empty() {
                let filled = with(form, &given, &other);
                let answer = sent(&mut clerk, &to, &filled).await;
                let is_taken = matches!(answer.status, StatusCode::SEE_OTHER | StatusCode::OK);
                assert!(is_taken, "{to} {filled:?}: {}", answer.text());
            }
        }
    });
}

/// The form as it is filled in rightly, but for `other`.
fn with(
    form: &Form,
    given: &HashMap<&'static str, String>,
    other: &[(&'static str, String)],
) -> Vec<(&'static str, String)> {
    let kept = form.filled.iter().filter(|(name, _)| !other.iter().any(|(given, _)| given == name));
    kept.map(|(name, value)| (*name, put(value, given))).chain(other.iter().cloned()).collect()
}

async fn sent(clerk: &mut Browser<'_>, to: &str, filled: &[(&str, String)]) -> crate::world::Answer {
    let fields: Vec<(&str, &str)> = filled.iter().map(|(name, value)| (*name, value.as_str())).collect();
    clerk.post(to, &fields).await
}

/// It is said at the field, and at no other; what was typed is still there.
fn check(told: &str, field: &str, typed: &str, what: What, answer: &crate::world::Answer) {
    let page = answer.text();
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{told}: {page}");
    let summary = page.split("class=\"error-summary\"").nth(1).unwrap_or_else(|| panic!("{told}: {page}"));
    let links = summary.split("</ul>").next().unwrap().split("href=\"#f-").skip(1);
    let at: Vec<&str> = links.map(|link| link.split('"').next().unwrap()).collect();
    // Whoever is nobody yet is somebody picked, or named.
    let is_nobody = field == "name" && typed.is_empty() && at == ["other"];
    let is_there = !at.is_empty() && at.iter().all(|said| *said == field);
    assert!(is_there || is_nobody, "{told}: said at {at:?}");
    assert!(page.contains(&format!("id=\"f-{field}\"")) || is_nobody, "{told}: there is no such field");
    let escaped = typed.replace('<', "&#60;").replace('>', "&#62;");
    assert!(what == Choice || page.contains(&escaped), "{told}: what was typed is lost");
}
