//! Ages: both counts on a person's page, and one, the bureau's, in lists.

use axum::http::StatusCode;
use cq_platform::policy::Role;
use cq_registry::person::Facts;

use crate::{
    person::{known, register},
    world::on_each_engine,
};

#[test]
fn both_ages_stand_on_the_page_and_the_bureau_says_which_comes_first() {
    on_each_engine(async |world| {
        let born = |day: &str| Facts { born: day.parse().ok(), ..known("王晓明") };
        // Today is 2026-11-23: 88 completed, the 89th lunar year; before Spring Festival of 1938 it was the lunar year before.
        let person = register(&world, &born("1938-05-12")).await;
        register(&world, &Facts { name: "李桂兰".into(), ..born("1938-01-30") }).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let page = clerk.get(&format!("/people/{person}")).await.text();
        assert!(page.contains("88 岁（虚岁 89）"), "{page}");
        let list = clerk.get("/people").await.text();
        assert!(list.contains("88 岁") && list.contains("年龄为周岁") && !list.contains("虚岁 8"), "{list}");

        let setting = clerk.get("/settings/ages").await.text();
        assert!(setting.contains("没有设过，按周岁") && setting.contains("虚岁 89（周岁 88）"), "{setting}");
        assert_eq!(
            clerk.post("/settings/ages", &[("rule", "western")]).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        let set = clerk.post("/settings/ages", &[("rule", "nominal")]).await;
        assert_eq!(set.to.as_deref(), Some("/settings/ages?notice=notice-age-set"));
        let list = clerk.get("/people").await.text();
        assert!(
            list.contains("虚岁 89") && list.contains("虚岁 90") && list.contains("年龄为虚岁"),
            "{list}"
        );
        let page = clerk.get(&format!("/people/{person}")).await.text();
        assert!(page.contains("虚岁 89（周岁 88）"), "{page}");
        let found = clerk.get("/people/search?q=wxm").await.text();
        assert!(found.contains("虚岁 89"), "{found}");
        // A Spring Festival makes everybody a year older at once, a birthday by completed years nobody else.
        world.at("2027-02-06T01:00:00Z");
        let mut later = world.signed_in_as(Role::Clerk, "later", None).await;
        let list = later.get("/people").await.text();
        assert!(list.contains("虚岁 90") && list.contains("虚岁 91"), "{list}");
        let mut leader = world.signed_in(Role::Leader).await;
        assert_eq!(leader.get("/settings/ages").await.status, StatusCode::FORBIDDEN);
        assert!(!leader.get("/people").await.text().contains("改算法"));
    });
}
