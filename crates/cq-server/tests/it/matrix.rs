//! Every route × every role × {own, other's, absent} × {with, without the form's token}.

use std::collections::HashMap;

use axum::http::{Method, StatusCode};
use cq_platform::{
    ids::StaffId,
    policy::{Reach, Role},
};

use cq_registry::{
    duplicate::{self, Case, MergeId, actions::Choice},
    life_event::{self, Event, EventId},
    person::{self, Facts, PersonId},
};
use cq_server::{consequences::CONSEQUENCES, references::REFERENCES};
use uuid::Uuid;

use crate::{
    desk::Desk,
    pairing::County,
    world::{Answer, World, on_each_engine},
};

/// What stands in the place of a route's `{…}`, by the route's stem: something the doctor answers for, something he does not.
struct Samples {
    staff: StaffId,
    person: PersonId,
    /// Who stands at the guide desk to which his elder came.
    guide: StaffId,
    own: HashMap<&'static str, String>,
    other: HashMap<&'static str, String>,
}

impl Samples {
    /// A county of its own for what a pairing needs, and a desk with one doctor and two elders, one of them his.
    async fn of(world: &World) -> Self {
        let county = County::of(world).await;
        let proposal = county.propose(world).await;
        let desk = Desk::of(world).await;
        let (his, others) = (admitted(world, desk.his).await, admitted(world, desk.other).await);
        let [group, member, post] = crate::group::sample(world, &world.hand(Role::Clerk), desk.his).await;
        let unit = crate::group::sample_unit(world).await;
        let area = crate::by_form::sample_area(world).await;
        let hospital = crate::by_form::sample_hospital(world).await;
        let absence = crate::absence::sample(world, desk.colleague).await;
        let liaison = crate::liaison::colleague(world, "刘联络").await;
        let target = crate::target::sample(world, desk.doctor).await.to_string();
        let rule = crate::rule::drafted(world, desk.doctor).await.to_string();
        let merge = merged(world).await.to_string();
        let bylaw = crate::bylaw::sample(world).await;
        let cases = [
            crate::cases::sample(world, desk.his, desk.doctor).await,
            crate::cases::sample(world, desk.other, desk.doctor).await,
        ];
        let errands = [
            crate::errands::sample(world, desk.his, desk.doctor).await,
            crate::errands::sample(world, desk.other, desk.colleague).await,
        ];
        let relief = crate::relief::sample(world).await;
        let repeats = crate::repeat::sample(world, desk.his).await.to_string();
        let moves = [
            crate::errand_money::sample(world, errands[0], desk.doctor).await,
            crate::errand_money::sample(world, errands[1], desk.colleague).await,
        ];
        let notice = crate::notices::sample(world, desk.his).await.to_string();
        for person in [desk.his, desk.other] {
            crate::photo::put(world, person, 40).await;
        }
        for task in [desk.his_task, desk.other_task] {
            crate::task::photo::put(world, task.into()).await;
        }
        let entries =
            [crate::health::sample(world, desk.his).await, crate::health::sample(world, desk.other).await];
        // What he opened is long over: by it he reads nothing any more.
        let openings = [
            crate::opening::sample(world, desk.doctor, desk.other, "opener").await,
            crate::opening::sample(world, desk.colleague, desk.his, "opener2").await,
        ];
        let pairs = [
            crate::answer::pair_of(world, desk.his).await.unwrap(),
            crate::answer::sample(world, desk.other, desk.colleague).await,
        ];
        let day = world.hand(Role::Clerk).today();
        let asked = [
            crate::service::visited(world, desk.his, desk.doctor, day).await,
            crate::service::visited(world, desk.other, desk.colleague, day).await,
        ];
        let needs = [crate::need::sample(world, asked[0]).await, crate::need::sample(world, asked[1]).await];
        let guests = [
            crate::portal::sample(world, desk.his, "13900000001").await,
            crate::portal::sample(world, desk.other, "13900000002").await,
        ];
        let accounts = [
            crate::portal::account(world, "closing1").await,
            crate::portal::account(world, "closing2").await,
        ];
        let rounds = [
            crate::round::sample(world, desk.doctor).await,
            crate::round::sample(world, desk.colleague).await,
        ];
        let desks = [
            crate::guide_desk::sample(world, desk.his, "东关卫生院", "早班的小周").await,
            crate::guide_desk::sample(world, desk.other, "西关卫生院", "晚班的小吴").await,
        ];
        let samples = |person: PersonId, task: Uuid, doctor: StaffId, at: usize| {
            let twin = if person == desk.his { desk.other } else { desk.his };
            HashMap::from([
                ("/absences", absence.clone()),
                ("/bylaws", bylaw.0.to_string()),
                ("/bylaws/{id}/versions", bylaw.1.to_string()),
                ("/cases", cases[at].0.to_string()),
                ("/cases/{id}/parts", cases[at].1.to_string()),
                ("/api/v1/cases", cases[at].0.to_string()),
                ("/notices", notice.clone()),
                ("/api/v1/notices", notice.clone()),
                ("/errands", errands[at].to_string()),
                ("/errands/workers", doctor.to_string()),
                ("/errands/repeats", repeats.clone()),
                ("/errands/{id}/money", moves[at].0.to_string()),
                ("/errands/{id}/papers", moves[at].1.to_string()),
                ("/api/v1/errands", errands[at].to_string()),
                ("/relief", relief.application.to_string()),
                ("/relief/{id}/papers", relief.paper.clone()),
                ("/relief/{id}/objections", relief.objection.to_string()),
                ("/relief/meetings", relief.meeting.to_string()),
                ("/relief/batches", relief.batch.to_string()),
                ("/relief/budget", relief.grant.to_string()),
                ("/api/v1/reliefs", relief.application.to_string()),
                ("/api/v1/errands/{id}/money", moves[at].0.to_string()),
                ("/people/{id}/duplicates", twin.to_string()),
                ("/merges", merge.clone()),
                ("/events", if person == desk.his { his.to_string() } else { others.to_string() }),
                ("/people", person.to_string()),
                ("/people/{id}/health", entries[at].to_string()),
                ("/health/openings", openings[at].to_string()),
                ("/desks", desks[at].desk.to_string()),
                ("/desks/{id}/guides", desks[at].duty.to_string()),
                ("/guides", desks[at].guide.to_string()),
                ("/attendances", desks[at].attendance.to_string()),
                ("/api/v1/desks", desks[at].desk.to_string()),
                ("/api/v1/attendances", desks[at].attendance.to_string()),
                ("/pairings/mine", pairs[at].to_string()),
                ("/services", doctor.to_string()),
                ("/feedback", asked[at].to_string()),
                ("/needs", needs[at].to_string()),
                ("/people/{id}/past", "rank".to_owned()),
                ("/people/{id}/assessments", desk.assessments[at].to_string()),
                ("/people/{id}/relations", desk.relations[at].to_string()),
                ("/api/v1/people", person.to_string()),
                ("/api/v1/tasks", task.to_string()),
                ("/api/v1/my-day", task.to_string()),
                ("/api/v1/doctors", doctor.to_string()),
                ("/api/v1/rounds", doctor.to_string()),
                ("/api/v1/campaigns", desk.campaign.to_string()),
                ("/api/v1/segments", desk.segment.to_string()),
                ("/tasks", task.to_string()),
                ("/tasks/{id}/photos", "1".to_owned()),
                ("/calendar/days", "2026-10-01".to_owned()),
                ("/campaigns", desk.campaign.to_string()),
                ("/doctors", doctor.to_string()),
                ("/groups", group.clone()),
                ("/groups/{id}/members", member.clone()),
                ("/groups/{id}/posts", post.clone()),
                ("/imports", desk.intake.to_string()),
                ("/liaisons", liaison.to_string()),
                ("/rules", rule.clone()),
                ("/targets", target.clone()),
                ("/my", person.to_string()),
                ("/people/{id}/portal", guests[at].to_string()),
                ("/accounts", accounts[at].to_string()),
                ("/rounds/doctors", doctor.to_string()),
                ("/rounds/plans", rounds[at].to_string()),
                ("/rounds/visits", task.to_string()),
                ("/segments", desk.segment.to_string()),
                ("/units", unit.clone()),
                ("/areas", area.clone()),
                ("/hospitals", hospital.clone()),
                ("/reports", "change".to_owned()),
                ("/settings/notices/holds", "mail".to_owned()),
                ("/pairings/proposals", proposal.to_string()),
                ("/pairings/proposals/{id}/rows", county.persons[0].to_string()),
            ])
        };
        let own = samples(desk.his, desk.his_task, desk.doctor, 0);
        let other = samples(desk.other, desk.other_task, desk.colleague, 1);
        Self { staff: desk.doctor, person: desk.his, guide: desks[0].guide, own, other }
    }
}

/// Two records more, made one.
async fn merged(world: &World) -> MergeId {
    let act = world.hand(Role::Clerk);
    let elder = || Facts { citizen_id: None, ..crate::desk::elder("周明远", "11010519491231002X") };
    let kept = person::actions::create(&world.app, &act, elder()).await.unwrap();
    let gone = person::actions::create(&world.app, &act, elder()).await.unwrap();
    let choice = Choice { versions: (1, 1), ..Choice::default() };
    duplicate::actions::merge(&world.app, &act, REFERENCES, Case { kept, gone }, choice).await.unwrap()
}

/// Somebody comes to hospital.
async fn admitted(world: &World, person: PersonId) -> EventId {
    let (act, on) = (world.hand(Role::Clerk), world.hand(Role::Clerk).today());
    let event = Event::Admission { on, hospital: "市人民医院".into(), reason: None };
    let note = move |tx: &cq_platform::db::Tx<'_>| {
        let seen = life_event::actions::preview(tx, &act, CONSEQUENCES, person, event.clone())?.seen;
        life_event::actions::note(tx, &act, CONSEQUENCES, person, event, &seen)
    };
    world.app.db.write(note).await.unwrap()
}

const ABSENT: &str = "01900000-0000-7000-8000-000000000000";

#[test]
fn no_role_gets_further_than_its_grant() {
    on_each_engine(async |world| {
        let samples = Samples::of(&world).await;
        for role in Role::ALL {
            let staff = match role {
                Role::Doctor => Some(samples.staff),
                Role::Guide => Some(samples.guide),
                _ => None,
            };
            let mut browser = world.signed_in_as(*role, role.as_str(), staff).await;
            if *role == Role::Elder {
                crate::portal::let_in(&world, role.as_str(), samples.person).await;
            }
            for route in world.routes.clone() {
                if route.is_public() || route.path == "/sign-out" {
                    continue;
                }
                let granted = route.action.reach(*role);
                for (whose, path) in paths(route.path, &samples) {
                    let told = format!("{role} {} {path} ({whose})", route.method);
                    if route.is_api() && route.method != Method::GET {
                        let plain = browser.post_raw(&path, &[]).await;
                        let refused = [
                            StatusCode::UNSUPPORTED_MEDIA_TYPE,
                            StatusCode::FORBIDDEN,
                            StatusCode::METHOD_NOT_ALLOWED,
                        ];
                        assert!(refused.contains(&plain.status), "{told} as a form: {}", plain.status);
                    } else if route.method == Method::POST {
                        let forged = browser.post_raw(&path, &[]).await;
                        assert_eq!(forged.status, StatusCode::FORBIDDEN, "{told} without its token");
                    }
                    let answer = if route.method == Method::GET {
                        browser.get(&path).await
                    } else if route.is_api() {
                        let with = [("if-match", "\"1\"")];
                        browser.json(route.method.clone(), &path, &with, &serde_json::json!({})).await
                    } else {
                        browser.post(&path, &[]).await
                    };
                    check(&told, granted, whose, &answer);
                }
            }
        }
    });
}

fn check(told: &str, granted: Option<Reach>, whose: &str, answer: &Answer) {
    assert!(answer.status.as_u16() < 500, "{told}: {}\n{}", answer.status, answer.text());
    match (granted, whose) {
        (None, _) => assert_eq!(answer.status, StatusCode::FORBIDDEN, "{told}"),
        (Some(_), "absent") => assert_eq!(answer.status, StatusCode::NOT_FOUND, "{told}"),
        (Some(Reach::Own), "other") => assert_eq!(answer.status, StatusCode::NOT_FOUND, "{told}"),
        (Some(_), _) => assert!(
            !matches!(
                answer.status,
                StatusCode::NOT_FOUND | StatusCode::FORBIDDEN | StatusCode::METHOD_NOT_ALLOWED
            ),
            "{told}: {}\n{}",
            answer.status,
            answer.text()
        ),
    }
}

/// Every path of a route worth trying. A route whose places nobody knows fails the test.
fn paths(route: &'static str, samples: &Samples) -> Vec<(&'static str, String)> {
    if !route.contains("/{") {
        return vec![("list", route.to_owned())];
    }
    let of = |from: &HashMap<&'static str, String>| {
        let known = |stem: &str| {
            from.get(stem).unwrap_or_else(|| panic!("no sample for {route}: add one for {stem}")).clone()
        };
        filled(route, known)
    };
    vec![
        ("own", of(&samples.own)),
        ("other", of(&samples.other)),
        ("absent", filled(route, |_| ABSENT.to_owned())),
    ]
}

/// `route` with each place filled by what is known under the part of the route before it.
fn filled(route: &str, known: impl Fn(&str) -> String) -> String {
    let (mut path, mut stem) = (String::new(), String::new());
    for part in route.split('/').skip(1) {
        path.push('/');
        path.push_str(&if part.starts_with('{') { known(&stem) } else { part.to_owned() });
        stem.push('/');
        stem.push_str(part);
    }
    path
}
