//! Doctors, their hospitals and the accounts they sign in with.

use axum::http::StatusCode;
use cq_platform::policy::Role;

use crate::{
    pairing::County,
    world::{PASSWORD, on_each_engine},
};

#[test]
fn a_clerk_sees_who_works_where_with_how_many_elders() {
    on_each_engine(async |world| {
        let mut clerk = world.signed_in(Role::Clerk).await;
        assert!(clerk.get("/doctors").await.text().contains("还没有医生"), "an empty list says what to do");
        let county = County::of(&world).await;
        let list = clerk.get("/doctors").await.text();
        assert!(list.contains("张丽华") && list.contains("糖尿病"), "{list}");
        let hospitals = clerk.get("/hospitals").await.text();
        assert!(hospitals.contains("县人民医院") && hospitals.contains("二级甲等"));
        let of_another = clerk.get(&format!("/doctors?hospital={}", county.doctors[0].id)).await.text();
        assert!(of_another.contains("这家医院没有责任医生"));
        let mut doctor = world.signed_in_as(Role::Doctor, "zhang", Some(county.doctors[0].id)).await;
        assert_eq!(doctor.get("/doctors").await.status, StatusCode::FORBIDDEN);
    });
}

#[test]
fn a_doctor_gets_one_account_and_a_password_that_is_shown_once() {
    on_each_engine(async |world| {
        let county = County::of(&world).await;
        let page = format!("/doctors/{}/account", county.doctors[0].id);
        let mut clerk = world.signed_in(Role::Clerk).await;
        assert!(
            clerk.get(&page).await.text().contains("value=\"zhanglihua\""),
            "a name to sign in with is suggested"
        );
        assert_eq!(clerk.post(&page, &[("login", "")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let taken = clerk.post(&page, &[("login", "clerk")]).await;
        assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
        let made = clerk.post(&page, &[("login", "zhanglihua")]).await;
        assert_eq!(made.status, StatusCode::OK);
        let shown = made.text();
        let password =
            shown.split("<code class=\"code\">").nth(2).unwrap().split('<').next().unwrap().to_owned();
        let again = clerk.get(&page).await.text();
        assert!(!again.contains(&password) && again.contains("已经有账号"));
        assert_eq!(
            clerk.post(&page, &[("login", "zhang2")]).await.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "one each"
        );

        let mut doctor = world.browser();
        assert_eq!(doctor.sign_in("zhanglihua", &password).await.status, StatusCode::SEE_OTHER);
        assert_eq!(
            doctor.get("/").await.to.as_deref(),
            Some("/password"),
            "the given password opens nothing else"
        );
        let new = [("old", password.as_str()), ("new", PASSWORD), ("again", PASSWORD)];
        assert_eq!(doctor.post("/password", &new).await.status, StatusCode::SEE_OTHER);
        let mut leader = world.signed_in(Role::Leader).await;
        assert_eq!(leader.get(&page).await.status, StatusCode::FORBIDDEN);
    });
}
