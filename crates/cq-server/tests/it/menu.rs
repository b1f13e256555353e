//! The main menu: everybody sees what is his to do, and where he is.

use std::collections::{HashMap, VecDeque};

use axum::http::StatusCode;
use cq_platform::policy::Role;

use crate::world::{Browser, World, on_each_engine};

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

/// Addresses of one shape, such as the pages of two people, that are followed.
const OF_A_SHAPE: usize = 2;

/// Every address that a page links to, as it is followed.
fn all_links(html: &str) -> impl Iterator<Item = String> {
    let hrefs = html.split("href=\"/").skip(1).filter_map(|rest| rest.split(['"', '#']).next());
    hrefs.map(|href| format!("/{}", href.replace("&amp;", "&")))
}

/// An address without what differs from record to record.
fn shape(address: &str) -> String {
    let path = address.split('?').next().unwrap_or_default();
    let parts = path.split('/').map(|part| if part.len() == 36 { "{id}" } else { part });
    let asked = address.split_once('?').map_or("", |(_, asked)| asked);
    let names = asked.split('&').map(|pair| pair.split('=').next().unwrap_or_default());
    format!("{}?{}", parts.collect::<Vec<_>>().join("/"), names.collect::<Vec<_>>().join("&"))
}

/// Follows whatever is linked from the first page on; what does not open is told with the page that shows it.
async fn closed_links(browser: &mut Browser<'_>) -> (usize, Vec<String>) {
    let (mut waiting, mut shapes) = (VecDeque::from([("/".to_owned(), String::new())]), HashMap::new());
    let (mut followed, mut closed) = (0, Vec::new());
    while let Some((address, from)) = waiting.pop_front() {
        let seen: &mut Vec<String> = shapes.entry(shape(&address)).or_default();
        // Paper is not set in this build.
        if seen.len() == OF_A_SHAPE || seen.contains(&address) || address.contains(".pdf") {
            continue;
        }
        seen.push(address.clone());
        followed += 1;
        let answer = browser.get(&address).await;
        if !matches!(answer.status, StatusCode::OK | StatusCode::SEE_OTHER) {
            closed.push(format!("{address} on {from}: {}", answer.status));
        }
        waiting.extend(answer.to.iter().map(|to| (to.clone(), address.clone())));
        if answer.is_page() {
            waiting.extend(all_links(&answer.text()).map(|link| (link, address.clone())));
        }
    }
    (followed, closed)
}

#[tokio::test]
async fn nobody_is_shown_a_link_that_is_closed_to_them() {
    for has_people in [false, true] {
        let world = World::on_sqlite().await;
        let desk = if has_people { Some(crate::desk::Desk::of(&world).await) } else { None };
        for role in Role::ALL {
            let staff = desk.as_ref().filter(|_| *role == Role::Doctor).map(|desk| desk.doctor);
            if *role == Role::Doctor && staff.is_none() {
                continue; // A doctor's account stands for a doctor, and there is none.
            }
            let mut browser = world.signed_in_as(*role, role.as_str(), staff).await;
            let (followed, closed) = closed_links(&mut browser).await;
            assert!(followed > 5, "{role} followed {followed}");
            assert!(closed.is_empty(), "{role}, people {has_people}: {closed:#?}");
        }
    }
}
