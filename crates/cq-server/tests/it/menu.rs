//! The main menu: everybody sees what is his to do, and where he is.

use axum::http::StatusCode;
use cq_platform::policy::Role;

use crate::world::{World, on_each_engine};

/// The links of the page's main menu, in order, once each.
fn links(html: &str) -> Vec<String> {
    let menu = html.split_once("<nav class=\"menu").unwrap().1.split_once("</nav>").unwrap().0;
    let mut links: Vec<String> = Vec::new();
    for link in menu.split("<a ").skip(1) {
        let href = link.split_once("href=\"").unwrap().1.split('"').next().unwrap().to_owned();
        if !links.contains(&href) {
            links.push(href);
        }
    }
    links
}

#[test]
fn every_role_can_follow_every_link_of_its_menu() {
    on_each_engine(async |world| {
        let desk = crate::desk::Desk::of(&world).await;
        for role in Role::ALL {
            let staff = (*role == Role::Doctor).then_some(desk.doctor);
            let mut browser = world.signed_in_as(*role, role.as_str(), staff).await;
            let page = browser.get("/calendar").await.text();
            let links = links(&page);
            assert!(links.contains(&"/calendar".to_owned()), "{role}: {links:?}");
            for link in links {
                assert_eq!(browser.get(&link).await.status, StatusCode::OK, "{role}: {link}");
            }
        }
    });
}

#[tokio::test]
async fn the_menu_says_where_one_is() {
    let world = World::on_sqlite().await;
    let mut clerk = world.signed_in(Role::Clerk).await;
    let page = clerk.get("/pairings/rules").await.text();
    assert!(page.contains("href=\"/pairings\" aria-current=\"page\""), "the entry");
    assert!(page.contains("href=\"/rules\" aria-current=\"true\""), "its section");
    assert_eq!(page.matches("is-open").count(), 1);
    let away = clerk.get("/password").await.text();
    assert_eq!((away.matches("is-open").count(), away.matches("aria-current=\"true\"").count()), (1, 0));
    let mut auditor = world.signed_in(Role::Auditor).await;
    let few = auditor.get("/audit").await.text();
    assert!(few.contains("menu--short") && !few.contains("menu__links"), "a short menu has no sections");
}
