//! Imports taken back, and what keeps them.

use axum::http::StatusCode;
use cq_platform::{messages::Lang, policy::Role};
use cq_registry::intake::{self, Options, Report};
use cq_server::ledgers::LEDGERS;

use super::{TWO, count, csv, execute, one_person, people, run, take_in};
use crate::{desk, world::on_each_engine};

#[test]
fn what_a_row_changed_is_put_back_field_by_field() {
    let changed = TWO.replace("15400000001", "15400009999").replace("退休", "遗属");
    on_each_engine(async |world| {
        run(&world, "people", csv(TWO), Options::default()).await.unwrap();
        let report = run(&world, "people", csv(&changed), Options::default()).await.unwrap();
        assert_eq!((report.counts.changed, report.counts.same), (1, 1));
        const PHONE: &str = "SELECT COUNT(*) FROM person WHERE bureau_id = $1 AND phone = '15400000001' AND category = 'retired'";
        assert_eq!(count(&world, PHONE).await, 0);
        let mut browser = world.signed_in(Role::Clerk).await;
        browser.get("/imports").await;
        let undone = browser.post(&format!("/imports/{}/undo", report.import.unwrap()), &[]).await;
        assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.text());
        assert_eq!((count(&world, PHONE).await, people(&world).await), (1, 2));
    });
}

#[test]
fn an_import_that_something_depends_on_stays() {
    let changed = TWO.replace("15400000001", "15400009999");
    on_each_engine(async |world| {
        let first = run(&world, "people", csv(TWO), Options::default()).await.unwrap();
        run(&world, "people", csv(&changed), Options::default()).await.unwrap();
        let mut browser = world.signed_in(Role::Clerk).await;
        browser.get("/imports").await;
        let refused = browser.post(&format!("/imports/{}/undo", first.import.unwrap()), &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refused.text().contains("有 1 处") && refused.text().contains("王晓明"),
            "{}",
            refused.text()
        );
        assert_eq!(people(&world).await, 2, "nobody was taken back");
    });
}

#[test]
fn units_and_areas_go_with_the_import_that_brought_them() {
    let ledger = csv("姓名,身份证号码,人员类别,单位,镇街\n王晓明,11010519491231002X,退休,教育局,双山街道\n");
    let later = csv("姓名,身份证号码,人员类别,单位,镇街\n李建国,440524193601010014,退休,水利局,双山街道\n");
    on_each_engine(async |world| {
        let units = "SELECT COUNT(*) FROM unit WHERE bureau_id = $1";
        let areas = "SELECT COUNT(*) FROM area WHERE bureau_id = $1";
        let mut browser = world.signed_in(Role::Clerk).await;
        let first = take_in(&mut browser, &ledger).await;
        let second = take_in(&mut browser, &later).await;
        assert_eq!((count(&world, units).await, count(&world, areas).await), (2, 1));
        browser.post(&format!("{first}/undo"), &[]).await;
        assert_eq!((people(&world).await, count(&world, units).await), (1, 1));
        assert_eq!(count(&world, areas).await, 1, "somebody else lives there");
        browser.post(&format!("{second}/undo"), &[]).await;
        assert_eq!((count(&world, units).await, count(&world, areas).await), (0, 0));
    });
}

#[test]
fn an_import_that_was_built_upon_is_not_taken_back() {
    on_each_engine(async |world| {
        let mut browser = world.signed_in(Role::Clerk).await;
        let address = take_in(&mut browser, &csv(TWO)).await;
        let id = one_person(&world).await;
        let staff = crate::person::doctor(&world, "张丽华").await;
        crate::person::pair(&world, id, staff).await;
        let refused = browser.post(&format!("{address}/undo"), &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("已经有结对或者任务"), "{}", refused.text());
        assert_eq!(people(&world).await, 2, "nothing is half undone");

        // Without the pairing, a task is enough.
        execute(&world, "DELETE FROM responsibility WHERE bureau_id = $1").await;
        let act = world.hand(Role::Clerk);
        world.app.db.write(move |tx| desk::owed(tx, &act, id, staff)).await.unwrap();
        let refused = browser.post(&format!("{address}/undo"), &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        execute(&world, "DELETE FROM task WHERE bureau_id = $1").await;
        browser.post(&format!("{address}/undo"), &[]).await;
        assert_eq!(people(&world).await, 0);
    });
}

#[test]
fn what_an_import_taught_of_a_unit_goes_with_it_and_what_was_said_since_stays() {
    const KIND: &str = "SELECT COUNT(*) FROM unit WHERE bureau_id = $1 AND kind = 'organ'";
    const UNITS: &str = "SELECT COUNT(*) FROM unit WHERE bureau_id = $1";
    let plain = "姓名,身份证号码,人员类别,原工作单位\n王晓明,11010519491231002X,退休,教育局\n";
    let kinds = "姓名,身份证号码,人员类别,原工作单位,单位性质\n王晓明,11010519491231002X,退休,教育局,机关\n李桂兰,440524193601010014,退休,教育局,机关\n";
    on_each_engine(async |world| {
        let undo = async |report: &Report| {
            let (act, id) = (world.hand(Role::Clerk), report.import.unwrap());
            intake::actions::undo(&world.app, act, LEDGERS, id, Lang::Zh).await.unwrap();
        };
        let first = run(&world, "people", csv(kinds), Options::default()).await.unwrap();
        assert_eq!((count(&world, KIND).await, count(&world, UNITS).await), (1, 1));
        undo(&first).await;
        assert_eq!((count(&world, UNITS).await, people(&world).await), (0, 0), "the unit goes too");
        run(&world, "people", csv(plain), Options::default()).await.unwrap();
        let second = run(&world, "people", csv(kinds), Options::default()).await.unwrap();
        assert_eq!((second.counts.new, second.counts.changed, count(&world, KIND).await), (1, 1, 1));
        undo(&second).await;
        assert_eq!((count(&world, KIND).await, count(&world, UNITS).await), (0, 1), "the kind is forgotten");
        let third = run(&world, "people", csv(kinds), Options::default()).await.unwrap();
        let units = "单位名称,单位性质\n教育局,事业\n";
        run(&world, "units", csv(units), Options::default()).await.unwrap();
        undo(&third).await;
        let said =
            count(&world, "SELECT COUNT(*) FROM unit WHERE bureau_id = $1 AND kind = 'institution'").await;
        assert_eq!(said, 1, "what was said of the unit itself stays");
    });
}
