//! Forms that come back: each mistake is named, linked to its field, and nothing typed is lost.

use axum::http::StatusCode;
use cq_platform::policy::Role;

use crate::world::{Answer, World};

/// Every error of the summary names its field as the field's own label does, and its link leads to the field.
fn check(told: &str, answer: &Answer) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{told}");
    let page = answer.text();
    let (_, rest) =
        page.split_once("class=\"error-summary\"").unwrap_or_else(|| panic!("{told}: no summary: {page}"));
    let (summary, _) = rest.split_once("</ul>").unwrap();
    let links: Vec<&str> = summary.split("<a href=\"#").skip(1).collect();
    assert!(!links.is_empty(), "{told}: {summary}");
    for link in links {
        let field = link.split('"').next().unwrap();
        assert!(page.contains(&format!("id=\"{field}\"")), "{told}: nothing has the id {field}");
        let named = link
            .split("error-summary__field\">")
            .nth(1)
            .unwrap_or_else(|| panic!("{told}: {field} is not named"));
        let name = named.split('：').next().unwrap();
        let label = page.contains(&format!("<label for=\"{field}\">{name}"))
            || page.contains(&format!("<legend>{name}</legend>"));
        assert!(!name.is_empty() && label, "{told}: {field} is called {name}");
    }
}

#[tokio::test]
async fn summaries_name_their_fields_and_lead_to_them() {
    let world = World::on_sqlite().await;
    let mut clerk = world.signed_in(Role::Clerk).await;
    clerk.get("/people/new").await;
    let wrong =
        [("name", ""), ("phone", "x"), ("born", "1938-02-30"), ("category", "retired"), ("sex", "male")];
    let page = clerk.post("/people", &wrong).await;
    check("a person", &page);
    assert!(page.text().contains("1938-02-30"), "what was typed stays");
    clerk.get("/campaigns/new").await;
    check("a campaign", &clerk.post("/campaigns/preview", &[]).await);
    clerk.get("/imports/new").await;
    check("an import", &clerk.post("/imports", &[]).await);
    clerk.get("/password").await;
    check(
        "a password",
        &clerk.post("/password", &[("old", "x"), ("new", "short"), ("again", "other")]).await,
    );
    let mut admin = world.signed_in(Role::Admin).await;
    admin.get("/accounts").await;
    check("an account", &admin.post("/accounts", &[]).await);
}
