//! What is entered of somebody: mended where it can only mean one thing, refused where it cannot be.

use axum::http::StatusCode;
use cq_platform::policy::Role;
use cq_registry::intake::{self, Brought, Options};
use cq_server::ledgers::LEDGERS;

use crate::world::on_each_engine;

const WHO: [(&str, &str); 3] = [("name", "王晓明"), ("sex", "male"), ("category", "retired")];

#[test]
fn nobody_lives_alone_with_somebody_nor_unmarried_with_a_spouse() {
    on_each_engine(async |world| {
        let mut clerk = world.signed_in(Role::Clerk).await;
        clerk.get("/people/new").await;
        for (living, why) in [
            (&[("living", "alone"), ("living", "spouse")], "不能同时选"),
            (&[("living", "spouse"), ("marital", "10")], "不能与配偶同住"),
        ] {
            let told = clerk.post("/people", &[&WHO[..], living].concat()).await;
            assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(told.text().contains(why), "{why}: {}", told.text());
        }
        let sheet = Brought {
            kind: "people".into(),
            file_name: "老干部.csv".into(),
            bytes: "姓名,人员类别,居住情况\n王晓明,退休,独居、与配偶同住\n赵大海,退休,独居\n".into(),
            as_of: None,
        };
        let options = Options { skip_bad: true, ..Options::default() };
        let report = intake::run(&world.app, world.hand(Role::Clerk), LEDGERS, sheet, options).await.unwrap();
        assert_eq!((report.counts.new, report.counts.wrong), (1, 1), "{:?}", report.errors);
    });
}

#[test]
fn digits_typed_full_width_are_digits_and_degrees_say_how_far_they_go() {
    on_each_engine(async |world| {
        let mut clerk = world.signed_in(Role::Clerk).await;
        clerk.get("/people/new").await;
        let place = [("latitude", "abc"), ("longitude", "200")];
        let told = clerk.post("/people", &[&WHO[..], &place].concat()).await.text();
        assert!(told.contains("请写 73 到 136 之间的度数") && told.contains("请写成小数"), "{told}");
        let phone = [("phone", "１３８００００１１１１")];
        let made = clerk.post("/people", &[&WHO[..], &phone].concat()).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
        assert!(clerk.get(&made.to.unwrap()).await.text().contains("13800001111"));
    });
}
