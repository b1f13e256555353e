//! Whom an actor does not answer for stands on none of her pages: in no list, figure, suggestion, or file.

use axum::http::{Method, StatusCode};
use cq_platform::policy::{Reach, Role};

use crate::{
    desk::Desk,
    world::{World, on_each_engine},
};

/// What a list is asked besides: every way to widen it, and the other's name, reading, number and telephone looked for.
const ASKED: &[&str] = &[
    "",
    "whom=ended",
    "whom=relatives",
    "whom=everybody",
    "whom=everybody&c=age_60_",
    "q=%E6%9D%8E%E6%A1%82%E5%85%B0",
    "q=lgl",
    "q=lgl&whom=everybody",
    "q=0014",
    "q=5",
    "state=done",
    "show=all",
    "format=csv&columns=name",
];

/// The addresses of all lists that a role may read.
fn lists(world: &World, role: Role) -> Vec<(&'static str, Reach)> {
    let reads = world.routes.iter().filter(|route| route.method == Method::GET && !route.is_public());
    let lists = reads.filter(|route| !route.path.contains("/{"));
    lists.filter_map(|route| Some((route.path, route.action.reach(role)?))).collect()
}

#[test]
fn a_doctor_sees_nobody_of_a_colleagues_in_any_list() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        let mut doctor = world.signed_in_as(Role::Doctor, "wang", Some(desk.doctor)).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let (his, other) = (desk.his.to_string(), desk.other.to_string());
        let lists = lists(&world, Role::Doctor);
        assert!(lists.len() >= 5, "{lists:?}");
        let (mut saw_his, mut clerk_saw) = (0, 0);
        for (path, _) in lists {
            for asked in ASKED {
                let address = if asked.is_empty() { path.to_owned() } else { format!("{path}?{asked}") };
                let answer = doctor.get(&address).await;
                assert!(answer.status.as_u16() < 500, "{address}: {}", answer.status);
                let page = answer.text();
                saw_his += usize::from(page.contains(&his));
                let echo = asked.starts_with("q=%E6");
                assert!(!page.contains(&other), "{address} leads to a colleague's: {page}");
                assert!(echo || !page.contains("李桂兰"), "{address} names a colleague's: {page}");
                clerk_saw += usize::from(clerk.get(&address).await.text().contains(&other));
            }
        }
        assert!(saw_his > 3 && clerk_saw > 3, "the pages do show people: {saw_his} {clerk_saw}");
        // The figures are those of his own, too.
        let everybody = doctor.get("/people?whom=everybody&c=age_60_").await.text();
        assert!(everybody.contains("符合的有 1 人"), "{everybody}");
        let page = doctor.get(&format!("/people?of={}", desk.segment)).await.text();
        assert!(page.contains("符合的有 1 人") && !page.contains("李桂兰"), "{page}");
    });
}

/// Who may take which list out. An export is a right of its own: whoever runs the bureau's lists has it, leaders for their
/// reports (what is sealed stays masked for them), a doctor for no list.
#[test]
fn lists_are_taken_out_by_clerks_and_leaders_only() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        let exports: Vec<&'static str> = world
            .routes
            .iter()
            .filter(|route| route.method == Method::GET && route.action.name.ends_with(".export"))
            .map(|route| route.path)
            .filter(|path| !path.contains("/{"))
            .collect();
        assert!(exports.len() >= 3, "{exports:?}");
        for role in Role::ALL {
            let staff = (*role == Role::Doctor).then_some(desk.doctor);
            let mut browser = world.signed_in_as(*role, role.as_str(), staff).await;
            for path in &exports {
                let answer =
                    browser.get(&format!("{path}?format=csv&columns=name,citizen_id,health_note")).await;
                // Holidays and division codes tell of nobody; the admin, who keeps them, takes them out too, and no leader.
                let keeps = ["/calendar/notices/export", "/divisions/export"].contains(path);
                let may =
                    matches!((role, keeps), (Role::Clerk, _) | (Role::Leader, false) | (Role::Admin, true));
                let expected = if may { StatusCode::OK } else { StatusCode::FORBIDDEN };
                assert_eq!(answer.status, expected, "{role} {path}");
                let text = answer.text();
                let in_full = text.contains("11010519491231002X");
                // Ledgers that come back by the number carry it; lists of people may, as far as the desk has such.
                let ledgers = ["/people/export", "/pairings/export"];
                let lists = ["/tasks/export", "/groups/memberships/export", "/liaisons/export"];
                match role {
                    Role::Clerk if ledgers.contains(path) => assert!(in_full, "{path}: {text}"),
                    Role::Clerk if lists.contains(path) => {}
                    _ => assert!(!in_full, "{role} {path}: {text}"),
                }
            }
        }
    });
}
