//! Campaigns: seen before they are made, made once, followed by name.

use axum::http::StatusCode;
use cq_platform::policy::Role;
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use uuid::Uuid;

use crate::{
    ward::{Elder, Ward, elder},
    world::{Browser, World, on_each_engine},
};

pub const WINTER: [(&str, &str); 4] =
    [("name", "冬日送温暖"), ("season", "winter"), ("illness", "coronary-heart"), ("illness", "copd")];

fn hidden(page: &str, name: &str) -> String {
    page.split(&format!("name=\"{name}\" value=\""))
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap_or_default()
        .to_owned()
}

/// Looks at the plan and makes it; returns the campaign's address.
pub async fn make(clerk: &mut Browser<'_>, fields: &[(&str, &str)]) -> String {
    let preview = clerk.post("/campaigns/preview", fields).await;
    assert_eq!(preview.status, StatusCode::OK, "{}", preview.text());
    let seen = hidden(&preview.text(), "seen");
    let mut fields = fields.to_vec();
    fields.push(("seen", &seen));
    let made = clerk.post("/campaigns", &fields).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    made.to.unwrap().split('?').next().unwrap().to_owned()
}

async fn tasks(world: &World) -> Vec<(String, String, String)> {
    let bureau = world.bureau.id;
    let sql = "SELECT p.name, s.name, t.due_on FROM task t JOIN person p ON p.bureau_id = t.bureau_id AND p.id = t.person_id
        JOIN staff s ON s.bureau_id = t.bureau_id AND s.id = t.owner_id WHERE t.bureau_id = $1 AND t.state = 'open' ORDER BY t.due_on, p.name";
    world.app.db.read(move |conn| conn.list(sql, &[&bureau])).await.unwrap()
}

pub fn four() -> Vec<Elder> {
    vec![
        elder("单国英", "1947", "I25", Some(0)),
        elder("仇德昌", "1938-05-12", "J44", Some(0)),
        elder("解淑兰", "1950", "J44", None),
        elder("马玉珍", "1940", "E11", Some(1)),
    ]
}

#[test]
fn what_was_seen_is_what_is_made_and_the_uncovered_are_named() {
    on_each_engine(async |world| {
        Ward::of(&world, four()).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let form = clerk.get("/campaigns/new").await.text();
        assert!(form.contains("2026年11月7日") && form.contains("2027年2月3日"), "{form}");
        let preview = clerk.post("/campaigns/preview", &WINTER).await.text();
        for word in ["单国英", "仇德昌", "解淑兰", "王建国"] {
            assert!(preview.contains(word), "{word}: {preview}");
        }
        assert!(!preview.contains("马玉珍"), "no such illness");
        assert!(tasks(&world).await.is_empty(), "looking makes nothing");
        let campaign = make(&mut clerk, &WINTER).await;
        let made = tasks(&world).await;
        let names: Vec<_> =
            made.iter().map(|(elder, doctor, due)| (elder.as_str(), doctor.as_str(), due.as_str())).collect();
        assert_eq!(
            names,
            [("仇德昌", "王建国", "2026-12-29"), ("单国英", "王建国", "2027-02-03")],
            "the older first"
        );
        for (_, _, due) in &made {
            let day: jiff::civil::Date = due.parse().unwrap();
            assert!(
                preview.contains(&format!("{}年{}月{}日", day.year(), day.month(), day.day())),
                "{due} was announced"
            );
        }
        let page = clerk.get(&campaign).await.text();
        assert!(page.contains("解淑兰"), "nobody answers for her: {page}");
    });
}

#[test]
fn a_plan_that_changed_meanwhile_is_shown_again_and_not_made() {
    on_each_engine(async |world| {
        let ward = Ward::of(&world, four()).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let seen = hidden(&clerk.post("/campaigns/preview", &WINTER).await.text(), "seen");
        ward.pair(&world, ward.elders[2], Some(ward.zhang)).await;
        let mut fields = WINTER.to_vec();
        fields.push(("seen", &seen));
        let answer = clerk.post("/campaigns", &fields).await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
        assert!(answer.text().contains("张丽华"), "the plan as it is now");
        assert!(tasks(&world).await.is_empty());
    });
}

#[test]
fn a_campaign_is_not_made_twice_nor_without_illness_nor_for_the_past() {
    on_each_engine(async |world| {
        Ward::of(&world, four()).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        make(&mut clerk, &WINTER).await;
        let seen = hidden(&clerk.post("/campaigns/preview", &WINTER).await.text(), "seen");
        let mut fields = WINTER.to_vec();
        fields.push(("seen", &seen));
        let again = clerk.post("/campaigns", &fields).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(tasks(&world).await.len(), 2);
        assert_eq!(
            clerk.post("/campaigns/preview", &WINTER[..2]).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        let past = [
            ("name", "随访"),
            ("season", "dates"),
            ("from", "2026-11-01"),
            ("to", "2026-11-22"),
            ("illness", "copd"),
        ];
        assert_eq!(clerk.post("/campaigns/preview", &past).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    });
}

#[test]
fn tasks_follow_the_pairings() {
    on_each_engine(async |world| {
        let ward = Ward::of(&world, four()).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        make(&mut clerk, &WINTER).await;
        let owner = async |name: &str| {
            let tasks = tasks(&world).await;
            tasks.into_iter().find(|(elder, ..)| elder == name).map(|(_, doctor, _)| doctor)
        };
        ward.pair(&world, ward.elders[0], Some(ward.chen)).await;
        assert_eq!(owner("单国英").await.as_deref(), Some("陈志强"), "moved");
        ward.pair(&world, ward.elders[0], None).await;
        assert_eq!(owner("单国英").await, None, "nobody owes it");
        ward.pair(&world, ward.elders[0], Some(ward.zhang)).await;
        assert_eq!(owner("单国英").await.as_deref(), Some("张丽华"), "owed again");
        ward.pair(&world, ward.elders[2], Some(ward.zhang)).await;
        assert_eq!(owner("解淑兰").await.as_deref(), Some("张丽华"), "newly covered");
        ward.pair(&world, ward.elders[3], Some(ward.zhang)).await;
        assert_eq!(owner("马玉珍").await, None, "not for her");
        assert_eq!(tasks(&world).await.len(), 3);
    });
}

#[test]
fn only_clerks_make_campaigns_and_doctors_do_not_see_them() {
    on_each_engine(async |world| {
        let ward = Ward::of(&world, four()).await;
        let mut leader = world.signed_in(Role::Leader).await;
        assert_eq!(leader.get("/campaigns").await.status, StatusCode::OK);
        assert_eq!(leader.get("/campaigns/new").await.status, StatusCode::FORBIDDEN);
        assert_eq!(leader.post("/campaigns/preview", &WINTER).await.status, StatusCode::FORBIDDEN);
        let mut doctor = world.signed_in_as(Role::Doctor, "wang", Some(ward.wang)).await;
        assert_eq!(doctor.get("/campaigns").await.status, StatusCode::FORBIDDEN);
    });
}

/// An elder of any kind, and what has become of the visit.
fn any_elder() -> impl Strategy<Value = (Elder, u8)> {
    let area = prop_oneof![Just(Some("双山街道")), Just(Some("龙山街道")), Just(None)];
    let code = prop_oneof![4 => Just("I25.1"), 1 => Just("E11")];
    (0u32..1_000_000, area, code, proptest::option::weighted(0.85, 0usize..3), 0u8..8).prop_map(
        |(n, area, code, doctor, fate)| {
            (Elder { name: format!("老人{n}"), born: "1940", area, code, doctor }, fate)
        },
    )
}

#[test]
fn each_figure_is_the_number_of_names_behind_it() {
    let mut runner = TestRunner::new(Config { cases: 3, failure_persistence: None, ..Config::default() });
    let towns = proptest::collection::vec(any_elder(), 1..70);
    runner
        .run(&towns, |town| {
            on_each_engine(async |world| figures_are_names(&world, town.clone()).await);
            Ok(())
        })
        .unwrap();
}

async fn figures_are_names(world: &World, town: Vec<(Elder, u8)>) {
    let (elders, fates): (Vec<Elder>, Vec<u8>) = town.into_iter().unzip();
    let ward = Ward::of(world, elders).await;
    let mut clerk = world.signed_in(Role::Clerk).await;
    let fields = [("name", "随访"), ("season", "winter"), ("illness", "coronary-heart")];
    let campaign = make(&mut clerk, &fields).await;
    for (person, fate) in ward.elders.iter().zip(&fates) {
        let (bureau, person) = (world.bureau.id, *person);
        let sql = match fate {
            0 => {
                "UPDATE task SET state = 'done', done_on = '2026-11-20', closed_at = 1 WHERE bureau_id = $1 AND person_id = $2"
            }
            1 => {
                "UPDATE task SET next_on = '2026-11-20', due_on = '2026-11-20' WHERE bureau_id = $1 AND person_id = $2"
            }
            2 => {
                "UPDATE task SET next_on = '2026-11-23', due_on = '2026-11-23' WHERE bureau_id = $1 AND person_id = $2"
            }
            3 => {
                "UPDATE task SET next_on = '2026-11-30', due_on = '2026-11-30' WHERE bureau_id = $1 AND person_id = $2"
            }
            4 => {
                "UPDATE task SET next_on = '2026-12-01', due_on = '2026-12-01' WHERE bureau_id = $1 AND person_id = $2"
            }
            5 => "UPDATE task SET state = 'declined', closed_at = 1 WHERE bureau_id = $1 AND person_id = $2",
            6 => "UPDATE task SET state = 'lapsed', closed_at = 1 WHERE bureau_id = $1 AND person_id = $2",
            _ => continue,
        };
        world.app.db.write(move |tx| tx.execute(sql, &[&bureau, &person])).await.unwrap();
    }
    let mut checked = 0;
    for by in ["hospital", "doctor", "area"] {
        let page = clerk.get(&format!("{campaign}?by={by}")).await.text();
        for link in page.split("<a ").filter(|part| part.contains("/names?")) {
            let href = link
                .split("href=\"")
                .nth(1)
                .unwrap()
                .split('"')
                .next()
                .unwrap()
                .replace("&#38;", "&")
                .replace("&amp;", "&");
            let text = link.split("</a>").next().unwrap();
            let text = text
                .rsplit_once("figure__value\">")
                .map_or_else(|| text.rsplit_once('>').unwrap().1, |(_, rest)| rest);
            let Ok(figure) = text.split('<').next().unwrap().replace(',', "").parse::<usize>() else {
                continue;
            };
            assert_eq!(names(&mut clerk, &href).await, figure, "{href}");
            checked += 1;
        }
    }
    assert!(checked >= 18, "{checked} figures");
    report_is_names(&mut clerk, &campaign).await;
}

/// The printed report's figures are those of the page, its tables add up to them, and it names everybody it counts.
async fn report_is_names(clerk: &mut Browser<'_>, campaign: &str) {
    let printed = clerk.get(&format!("{campaign}/report.pdf")).await;
    assert_eq!(printed.status, StatusCode::OK, "{}", printed.text());
    let told: serde_json::Value = serde_json::from_str(&printed.text()).unwrap();
    let parts = told["dossier"]["parts"].as_array().unwrap();
    let facts = parts[0]["facts"].as_array().unwrap();
    let fact = |label: &str| -> usize {
        let entry = facts.iter().find(|entry| entry["label"] == label).unwrap();
        entry["value"].as_str().unwrap().split('（').next().unwrap().parse().unwrap()
    };
    let rows = |heading: &str| {
        let part = parts.iter().find(|part| part["heading"] == heading);
        part.and_then(|part| part["table"]["rows"].as_array()).cloned().unwrap_or_default()
    };
    let page = clerk.get(campaign).await.text();
    for label in ["已上门", "应上门", "没有排上"] {
        let figure = page.split(&format!("figure__label\">{label}</span>")).nth(1).unwrap();
        let figure = figure.split("figure__value\">").nth(1).unwrap().split('<').next().unwrap();
        assert_eq!(fact(label), figure.parse::<usize>().unwrap(), "{label}");
    }
    let unvisited = ["逾期", "还没到期", "谢绝", "过期作罢"].map(fact).iter().sum::<usize>();
    assert_eq!(fact("已上门") + unvisited, fact("应上门"));
    assert_eq!(rows("应上门、没有上门的").len(), unvisited);
    assert_eq!(rows("没有排上").len(), fact("没有排上"));
    for (heading, labels) in [
        ("按医院", ["应上门", "已上门", "逾期"]),
        ("按医生", ["应上门", "已上门", "逾期"]),
        ("按镇街", ["应上门", "已上门", "逾期"]),
    ] {
        let rows = rows(heading);
        for (column, label) in labels.iter().enumerate() {
            let cell = |row: &serde_json::Value| row[column + 1].as_str().unwrap().parse::<usize>().unwrap();
            let (last, lines) = rows
                .split_last()
                .map_or((0, 0), |(last, lines)| (cell(last), lines.iter().map(cell).sum::<usize>()));
            assert_eq!((last, lines), (fact(label), fact(label)), "{heading} {label}");
        }
    }
    let said = printed.text();
    assert!(!said.contains("1540000"), "a telephone goes from hand to hand");
}

/// All the names behind an address, over all its pages; none twice.
async fn names(clerk: &mut Browser<'_>, href: &str) -> usize {
    let mut seen = std::collections::BTreeSet::new();
    let mut next = Some(href.to_owned());
    while let Some(at) = next {
        let answer = clerk.get(&at).await;
        assert_eq!(answer.status, StatusCode::OK, "{at}");
        let page = answer.text();
        for row in page.split("<th scope=\"row\"><a href=\"").skip(1) {
            let id = row.split('"').next().unwrap().rsplit('/').next().unwrap();
            assert!(seen.insert(id.parse::<Uuid>().unwrap()), "{id} twice");
        }
        let after =
            page.split("rel=\"next\" href=\"").nth(1).map(|rest| rest.split('"').next().unwrap().to_owned());
        next = after.map(|href| href.replace("&#38;", "&").replace("&amp;", "&"));
    }
    seen.len()
}
