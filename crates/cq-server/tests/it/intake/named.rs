//! Units and towns that a ledger names: a slip of the pen makes none, what is new is made where it is said to be, and a first ledger
//! is not held up.

use axum::http::StatusCode;
use cq_platform::policy::Role;
use cq_registry::intake::Options;

use super::{all_new, brought, count, csv, people, run, take_in, version};
use crate::world::on_each_engine;

const UNITS: &str = "SELECT COUNT(*) FROM unit WHERE bureau_id = $1";
const AREAS: &str = "SELECT COUNT(*) FROM area WHERE bureau_id = $1";
const FIRST: &str =
    "姓名,身份证号码,人员类别,工作单位,镇街\n王晓明,11010519491231002X,退休,县财政局,文昌街道\n";
const SLIPS: &str = "姓名,身份证号码,人员类别,工作单位,镇街\n王晓明,11010519491231002X,退休,县财政局,文昌街道\n\
    李建国,440524193601010014,退休,县财证局,文昌街到\n";

#[test]
fn a_slip_of_the_pen_is_asked_and_makes_no_unit_and_no_town() {
    on_each_engine(async |world| {
        let mut clerk = world.signed_in(Role::Clerk).await;
        let (_, page) = brought(&mut clerk, "people", &csv(FIRST)).await;
        assert!(!page.contains("name=\"new\""), "a first ledger is not held up: {page}");
        assert!(page.contains("册上还没有的 2 个单位、镇街会随导入建起来"), "but it is said: {page}");
        take_in(&mut clerk, &csv(FIRST)).await;
        assert_eq!((count(&world, UNITS).await, count(&world, AREAS).await), (1, 1));

        let (address, page) = brought(&mut clerk, "people", &csv(SLIPS)).await;
        for said in [
            "单位“县财证局”是新的（1 行）；是不是“县财政局”写错了",
            "镇街“文昌街到”是新的（1 行）；是不是“文昌街道”写错了",
            "册上没有“县财证局”这个单位，是不是“县财政局”",
            "有错 1 行",
        ] {
            assert!(page.contains(said), "{said}: {page}");
        }
        assert!(!page.contains(&format!("{address}/done")), "there is nothing to take in: {page}");
        let none = clerk.post(&format!("{address}/done"), &[("version", "1"), ("wrong", "skip")]).await;
        assert_ne!(none.status, StatusCode::SEE_OTHER, "nor is it by an address from elsewhere");
        assert_eq!((people(&world).await, count(&world, UNITS).await, count(&world, AREAS).await), (1, 1, 1));

        let tick = |new: &'static [&'static str]| {
            let new = new.iter().map(|new| ("new", *new));
            new.chain([("names", "said")]).collect::<Vec<_>>()
        };
        let half = clerk.post(&format!("{address}/columns"), &tick(&["unit:县财证局"])).await;
        assert_eq!(half.status, StatusCode::SEE_OTHER, "{}", half.text());
        let page = clerk.get(&address).await.text();
        assert!(
            page.contains("有错 1 行") && !page.contains("册上没有“县财证局”"),
            "the town is left: {page}"
        );
        clerk.post(&format!("{address}/columns"), &tick(&["unit:县财证局", "area:文昌街到"])).await;
        let page = clerk.get(&address).await.text();
        assert!(page.contains("新增 1 行") && page.contains("有错 0 行"), "{page}");
        clerk.post(&format!("{address}/done"), &[("version", &version(&page))]).await;
        assert_eq!((people(&world).await, count(&world, UNITS).await, count(&world, AREAS).await), (2, 2, 2));
        clerk.get(&address).await;
        clerk.post(&format!("{address}/undo"), &[]).await;
        assert_eq!((people(&world).await, count(&world, UNITS).await, count(&world, AREAS).await), (1, 1, 1));
    });
}

#[test]
fn one_tick_says_that_all_of_them_are_new() {
    on_each_engine(async |world| {
        let mut clerk = world.signed_in(Role::Clerk).await;
        take_in(&mut clerk, &csv(FIRST)).await;
        let (address, _) = brought(&mut clerk, "people", &csv(SLIPS)).await;
        let page = all_new(&mut clerk, &address).await;
        assert!(page.contains("新增 1 行") && page.contains("有错 0 行"), "{page}");
        let taken_back = clerk.post(&format!("{address}/columns"), &[("names", "said")]).await;
        assert_eq!(taken_back.status, StatusCode::SEE_OTHER);
        assert!(clerk.get(&address).await.text().contains("有错 1 行"), "and may be unsaid");
    });
}

#[test]
fn who_is_known_is_not_moved_to_a_unit_that_is_none() {
    on_each_engine(async |world| {
        let mut clerk = world.signed_in(Role::Clerk).await;
        take_in(&mut clerk, &csv(FIRST)).await;
        let moved = FIRST.replace("县财政局", "县财证局");
        let report = run(&world, "people", csv(&moved), Options::default()).await.unwrap();
        let codes: Vec<&str> = report.errors.iter().map(|error| error.code.as_str()).collect();
        assert_eq!((codes, report.written), (vec!["intake-unit-unknown-near"], false));
        assert_eq!(report.unknown.len(), 1, "{report:?}");
        let options = Options { new_names: true, ..Options::default() };
        let report = run(&world, "people", csv(&moved), options).await.unwrap();
        assert_eq!((report.counts.changed, count(&world, UNITS).await), (1, 2), "{report:?}");
    });
}

#[test]
fn a_hospitals_town_and_grade_are_of_those_there_are() {
    let ledger = "医院名称,等级,所在镇街\n县医院,三甲,明湖街道\n月球医院,二级甲等,月球镇\n城东医院,五级,明湖街道\n城西医院,,\n";
    const GRADE: &str = "SELECT COUNT(*) FROM hospital WHERE bureau_id = $1 AND grade = '三级甲等'";
    const HOSPITALS: &str = "SELECT COUNT(*) FROM hospital WHERE bureau_id = $1";
    on_each_engine(async |world| {
        run(&world, "areas", csv("镇街名称,代码\n明湖街道,370114001\n"), Options::default()).await.unwrap();
        let options = Options { skip_bad: true, ..Options::default() };
        let report = run(&world, "hospitals", csv(ledger), options).await.unwrap();
        let said: Vec<(i64, &str, &str)> = report
            .errors
            .iter()
            .map(|error| (error.row, error.column.as_deref().unwrap_or(""), error.code.as_str()))
            .collect();
        assert_eq!(said, [(3, "C", "intake-area-unknown"), (4, "B", "hospital-grade-unknown")]);
        assert!(report.errors[1].message.contains("三级甲等"), "the known words are named: {report:?}");
        assert_eq!((count(&world, HOSPITALS).await, count(&world, GRADE).await), (2, 1));
        assert_eq!(count(&world, AREAS).await, 1);
        let report =
            run(&world, "hospitals", csv(ledger), Options { new_names: true, ..options }).await.unwrap();
        assert_eq!((report.counts.new, report.counts.wrong, count(&world, AREAS).await), (1, 1, 2));
    });
}

#[test]
fn a_list_of_doctors_heads_its_places_as_the_screen_does() {
    on_each_engine(async |world| {
        run(&world, "hospitals", csv("医院名称,等级\n县医院,三甲\n"), Options::default()).await.unwrap();
        for header in ["最多负责", "最多", "可管人数", "最多负责人数"] {
            let ledger = format!("姓名,所在医院,{header}\n周医生,县医院,20\n");
            let dry = Options { dry_run: true, ..Options::default() };
            let report = run(&world, "doctors", csv(&ledger), dry).await.unwrap();
            assert_eq!((report.counts.new, report.counts.wrong), (1, 0), "{header}: {report:?}");
        }
        let mut clerk = world.signed_in(Role::Clerk).await;
        let (_, page) = brought(&mut clerk, "doctors", &csv("姓名,所在医院\n周医生,县医院\n")).await;
        assert!(page.contains("没有“最多负责人数”这一列"), "{page}");
        assert!(!page.contains("配偶、子女、联系人"), "a list of doctors has none of those: {page}");
    });
}
