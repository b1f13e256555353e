//! Whom a row means is never guessed: a relative of the name is not the retiree, and one number is one name.

use cq_platform::policy::Role;
use cq_registry::person::{Category, Facts};

use super::{brought, count, csv, people, run_bad, said};
use crate::world::{World, on_each_engine};

/// Somebody's child of that name, of whom nothing else is known.
async fn relative(world: &World, name: &str, phone: Option<&str>) {
    let (act, mut facts) = (world.hand(Role::Clerk), Facts::new(name, Category::Relative));
    facts.phone = phone.map(str::to_owned);
    let write = move |tx: &cq_platform::db::Tx<'_>| {
        cq_registry::person::store::insert(tx, &act, act.new_id(), &facts)
    };
    world.app.db.write(write).await.unwrap();
}

const RELATIVES: &str = "SELECT COUNT(*) FROM person WHERE bureau_id = $1 AND category = 'relative'";

#[test]
fn a_child_of_the_name_does_not_become_the_retiree() {
    on_each_engine(async |world| {
        relative(&world, "陈德林", None).await;
        let ledger = "姓名,性别,出生年月,人员类别,联系电话\n陈德林,男,1945-03-04,退休,13500000002\n";
        let report = run_bad(&world, "people", csv(ledger)).await;
        assert_eq!((report.counts.new, report.counts.wrong), (1, 0), "{report:?}");
        assert_eq!((people(&world).await, count(&world, RELATIVES).await), (2, 1));
        let again = run_bad(&world, "people", csv(ledger)).await;
        assert_eq!((again.counts.same, again.counts.writes()), (1, 0), "{again:?}");

        relative(&world, "周国强", None).await;
        let elsewhere = "姓名,出生年月,单位,人员类别\n周国强,1941-02,教育局,退休\n";
        let report = run_bad(&world, "people", csv(elsewhere)).await;
        assert_eq!((report.counts.new, report.errors.len()), (1, 0), "no number is asked for: {report:?}");
    });
}

#[test]
fn a_relative_whose_telephone_the_row_says_is_the_one_meant() {
    on_each_engine(async |world| {
        relative(&world, "李秀英", Some("13500000003")).await;
        let ledger = "姓名,出生年月,人员类别,联系电话\n李秀英,1944-05,遗属,13500000003\n";
        let report = run_bad(&world, "people", csv(ledger)).await;
        assert_eq!((report.counts.changed, report.counts.new), (1, 0), "{report:?}");
    });
}

#[test]
fn one_number_with_two_names_holds_up_both_rows_and_the_name_on_record_is_not_changed_in_passing() {
    let row = |name: &str, former: &str| format!("{name},11010519491231002X,退休,{former}\n");
    let head = "姓名,身份证号,人员类别,曾用名\n";
    on_each_engine(async |world| {
        let two = format!("{head}{}{}", row("孙五", ""), row("孙六", ""));
        let report = run_bad(&world, "people", csv(&two)).await;
        let codes: Vec<_> = report.errors.iter().map(|error| (error.row, error.code.as_str())).collect();
        assert_eq!(codes, [(2, "intake-id-two-names"), (3, "intake-id-two-names")], "{report:?}");
        assert!(report.errors[0].message.contains("孙六") && report.errors[1].message.contains("孙五"));
        assert_eq!(people(&world).await, 0);

        run_bad(&world, "people", csv(&format!("{head}{}", row("孙五", "")))).await;
        let report = run_bad(&world, "people", csv(&format!("{head}{}", row("孙六", "")))).await;
        assert_eq!(report.errors[0].code, "intake-id-other-name", "{report:?}");
        assert!(report.errors[0].message.contains("孙五") && report.errors[0].message.contains("孙六"));
        let report = run_bad(&world, "people", csv(&format!("{head}{}", row("孙六", "孙五")))).await;
        assert_eq!(
            (report.counts.changed, report.counts.wrong),
            (1, 0),
            "she says what she was called: {report:?}"
        );
    });
}

#[test]
fn lists_of_doctors_and_of_pairs_are_recognised_for_what_they_are() {
    let doctors = "姓名,性别,所在医院,科室,专长,联系电话,可联系人数,备注\n周医生,女,市医院,心内科,心血管,13500000004,20,\n";
    let pairs = "姓名,身份证号码,责任医生,所在医院,结对时间,性别,出生年月,人员类别,原工作单位,所在镇街,家庭住址,联系电话\n\
        王晓明,11010519491231002X,周医生,市医院,2026-01-01,女,1949-12,退休,教育局,明水街道,一号,13500000005\n";
    on_each_engine(async |world| {
        let mut clerk = world.signed_in(Role::Clerk).await;
        let choose = said(&world, "intake-other-kind-choose");
        for (file, sent, meant) in [
            (doctors, "people", Some("doctors")),
            (doctors, "doctors", None),
            (pairs, "memberships", Some("pairings")),
            (pairs, "pairings", None),
        ] {
            let (_, page) = brought(&mut clerk, sent, &csv(file)).await;
            assert_eq!(page.contains(&choose), meant.is_some(), "{sent}: {page}");
            let link = meant.map(|kind| format!("href=\"/imports/new?kind={kind}\""));
            assert!(link.is_none_or(|link| page.contains(&link)), "{sent}: {page}");
        }
    });
}
