//! The bureau's calendar: a year's notice taken in and entered by hand, and working time counted with it.

use axum::http::StatusCode;
use cq_platform::{Error, policy::Role};
use cq_registry::{
    calendar::{self, Kind, actions},
    intake::{self, Brought, Options, Report},
};
use cq_server::ledgers::LEDGERS;
use jiff::civil::{Date, date};

use crate::world::{World, on_each_engine};

/// The State Council's notice for the National Day of 2026, with a blank line and a title as such sheets have them.
const NOTICE: &str = "2026年国庆节放假安排,,\n日期,类别,名称\n2026-09-20,上班,国庆节\n2026-10-01,放假,国庆节\n2026年10月2日,放假,国庆节\n\
    2026/10/3,放假,国庆节\n2026-10-04,放假,国庆节\n2026-10-05,放假,国庆节\n2026-10-06,放假,国庆节\n2026-10-07,放假,国庆节\n2026-10-10,补班,国庆节\n";

async fn take_in(world: &World, text: &str) -> Result<Report, Error> {
    let brought =
        Brought { kind: "holidays".into(), file_name: "放假.csv".into(), bytes: text.into(), as_of: None };
    let options = Options { skip_bad: true, ..Options::default() };
    intake::run(&world.app, world.hand(Role::Clerk), LEDGERS, brought, options).await
}

async fn is_working(world: &World, day: Date) -> bool {
    let bureau = world.bureau.id;
    let read = move |conn: &cq_platform::db::Conn<'_>| {
        Ok(calendar::store::work_calendar(conn, &bureau, day, day)?.is_working(day))
    };
    world.app.db.read(read).await.unwrap()
}

#[test]
fn a_years_notice_goes_in_once_and_can_be_taken_back() {
    on_each_engine(async |world| {
        let report = take_in(&world, NOTICE).await.unwrap();
        assert_eq!((report.counts.new, report.errors), (9, vec![]));
        assert!(!is_working(&world, date(2026, 10, 7)).await);
        assert!(is_working(&world, date(2026, 10, 10)).await, "a Saturday worked");
        let again = take_in(&world, NOTICE).await.unwrap();
        assert_eq!((again.counts.same, again.written), (9, false));
        let changed = take_in(&world, "日期,类别,名称\n2026-10-10,放假,\n").await.unwrap();
        assert_eq!(changed.counts.changed, 1);
        assert!(!is_working(&world, date(2026, 10, 10)).await);

        let mut clerk = world.signed_in(Role::Clerk).await;
        let address = format!("/imports/{}", changed.import.unwrap());
        let undone = clerk.post(&format!("{address}/undo"), &[]).await;
        assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.text());
        assert!(is_working(&world, date(2026, 10, 10)).await, "as the notice had it");
    });
}

#[test]
fn a_notice_is_refused_row_by_row() {
    on_each_engine(async |world| {
        let notice = "日期,类别,名称\n2026-10-09,上班,国庆节\n2026-10,放假,国庆节\n2026-10-01,也许,国庆节\n,放假,国庆节\n\
            2026-10-02,放假,国庆节\n2026-10-02,上班,国庆节\n2026-10-03,,国庆节\n";
        let report = take_in(&world, notice).await.unwrap();
        let mut rows: Vec<i64> = report.errors.iter().map(|error| error.row).collect();
        rows.dedup();
        assert_eq!((report.counts.new, rows), (1, vec![2, 3, 4, 5, 7, 8]), "{:#?}", report.errors);
        assert!(!is_working(&world, date(2026, 10, 2)).await);
    });
}

#[test]
fn the_administrator_enters_a_day_and_everybody_sees_it() {
    on_each_engine(async |world| {
        let mut admin = world.signed_in(Role::Admin).await;
        let month = admin.get("/calendar?month=2026-10").await.text();
        assert!(month.contains("放假安排尚未录入") && month.contains("寒露"));
        admin.get("/calendar/days/2026-10-01").await;
        let fields = [("kind", "holiday"), ("name", "国庆节"), ("version", "0")];
        let noted = admin.post("/calendar/days/2026-10-01", &fields).await;
        assert_eq!(noted.to.as_deref(), Some("/calendar?month=2026-10&notice=notice-calendar-noted"));
        assert_eq!(admin.post("/calendar/days/2026-10-01", &fields).await.status, StatusCode::CONFLICT);

        for role in [Role::Doctor, Role::Leader, Role::Auditor] {
            let mut browser = world.signed_in(role).await;
            let month = browser.get("/calendar?month=2026-10").await.text();
            assert!(month.contains("国庆节") && !month.contains("放假安排尚未录入"), "{role}");
            assert!(!browser.get("/calendar/days/2026-10-01").await.text().contains("name=\"kind\""));
            let refused = browser.post("/calendar/days/2026-10-01", &fields).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN);
        }

        let worked = [("kind", "workday"), ("name", ""), ("version", "0")];
        let refused = admin.post("/calendar/days/2026-10-09", &worked).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("本来就上班"));
        let ordinary = [("kind", "ordinary"), ("name", ""), ("version", "1")];
        assert_eq!(admin.post("/calendar/days/2026-10-01", &ordinary).await.status, StatusCode::SEE_OTHER);
        assert!(is_working(&world, date(2026, 10, 1)).await);
        for absent in ["2026-02-30", "1899-01-01", "x"] {
            let answer = admin.get(&format!("/calendar/days/{absent}")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{absent}");
        }
        for (typed, day) in [("1900-01", "1900-01-31"), ("2100-12", "2100-12-31")] {
            let page = admin.get(&format!("/calendar?month={typed}")).await;
            assert_eq!(page.status, StatusCode::OK, "{typed}");
            assert!(page.text().contains(&format!("/calendar/days/{day}")), "{typed}");
            assert_eq!(admin.get(&format!("/calendar/days/{day}")).await.status, StatusCode::OK, "{day}");
        }
        for typed in ["9999-99", "1899-12", "2101-01", "2026-13"] {
            let odd = admin.get(&format!("/calendar?month={typed}")).await;
            assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
            let odd = odd.text();
            assert!(
                odd.contains("没有这个月份") && odd.contains(&format!("value=\"{typed}\"")),
                "{typed}: {odd}"
            );
            assert!(odd.contains("2026年11月"), "this month meanwhile");
        }
    });
}

#[test]
fn of_two_who_enter_the_same_day_one_is_told() {
    on_each_engine(async |world| {
        let note = |name: &str| {
            let (act, wanted) = (world.hand(Role::Clerk), Some((Kind::Holiday, name.to_owned())));
            world.app.db.write(move |tx| actions::note(tx, &act, date(2027, 1, 1), wanted, 0))
        };
        let (one, other) = tokio::join!(note("元旦"), note("新年"));
        let told = |result: &Result<(), Error>| matches!(result, Err(Error::Conflict));
        assert!(one.is_ok() != other.is_ok() && (told(&one) || told(&other)), "{one:?} {other:?}");
    });
}

#[test]
fn working_time_is_counted_with_notices_and_desk_hours() {
    on_each_engine(async |world| {
        take_in(&world, NOTICE).await.unwrap();
        let mut clerk = world.signed_in(Role::Clerk).await;
        let sum = |from: &str, at: &str, n: &str, unit: &str| {
            format!("/calendar/clock?from={from}&at={at}&n={n}&unit={unit}")
        };
        let page = clerk.get(&sum("2026-11-20", "16:30", "2", "hours")).await.text();
        assert!(page.contains("2026年11月20日 周五 16:30 + 2 小时 = 2026年11月23日 周一 09:30"), "{page}");
        assert!(page.contains("2026年11月20日 周五 16:30–17:30，60 分钟"));
        let page = clerk.get(&sum("2026-09-30", "", "3", "days")).await.text();
        assert!(
            page.contains("2026年9月30日 周三 + 3 个工作日 = 2026年10月10日 周六")
                && page.contains("2026年10月1日 周四 放假，不算"),
            "{page}"
        );

        let set = clerk
            .post("/calendar/hours", &[("since", "2026-11-01"), ("hours", "9：00—12：00、14：00—17：00")])
            .await;
        assert_eq!(set.to.as_deref(), Some("/calendar/clock?notice=notice-calendar-hours"));
        let page = clerk.get(&sum("2026-11-20", "16:30", "2", "hours")).await.text();
        assert!(page.contains("= 2026年11月23日 周一 10:30"), "{page}");
        let before = clerk.get(&sum("2026-10-23", "16:30", "2", "hours")).await.text();
        assert!(before.contains("= 2026年10月26日 周一 09:30"), "the hours of then hold for then");
        let wrong = clerk.get(&sum("2026-11-31", "4", "x", "hours")).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let wrong = clerk.post("/calendar/hours", &[("since", "2026-11-01"), ("hours", "朝九晚五")]).await;
        assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.text().contains("朝九晚五"));
    });
}

#[test]
fn an_administrator_takes_a_years_notice_in_all_of_it_or_nothing() {
    on_each_engine(async |world| {
        let mut admin = world.signed_in(Role::Admin).await;
        assert!(admin.get("/calendar").await.text().contains("/calendar/notices/new"));
        let address = "/calendar/notices/new";
        assert_eq!(admin.get(address).await.status, StatusCode::OK);
        let head = "日期,类别,名称\n2027-01-01,放假,元旦\n";
        let wrong = format!("{head}2027-02-30,放假,春节\n");
        let answer = admin.upload(address, &[], "放假.csv", wrong.as_bytes()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text().contains("第 3 行"), "{}", answer.text());
        let none = admin.upload(address, &[], "x.png", &[0x89, b'P', b'N', b'G', 0, 1, 2]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        let january = admin.get("/calendar?month=2027-01").await.text();
        assert!(january.contains("2027 年放假安排尚未录入"), "nothing was written: {january}");

        let right = format!("{head}2027-01-02,放假,元旦\n");
        let done = admin.upload(address, &[], "放假.csv", right.as_bytes()).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
        assert!(admin.get("/calendar?month=2027-01").await.text().contains("元旦"));
        let again = admin.upload(address, &[], "放假.csv", right.as_bytes()).await.to.unwrap();
        assert!(again.contains("notice-calendar-known-already"), "{again}");
        // The same import stands in the clerk's list, and can be taken back there.
        assert!(world.signed_in(Role::Clerk).await.get("/imports").await.text().contains("放假.csv"));
        assert_eq!(admin.get("/imports").await.status, StatusCode::FORBIDDEN);
    });
}

#[test]
fn no_notice_was_given_before_the_calendar_begins() {
    on_each_engine(async |world| {
        let report =
            take_in(&world, "日期,类别,名称\n1800-01-01,放假,元旦\n2026-01-01,放假,元旦\n").await.unwrap();
        assert_eq!((report.counts.new, report.counts.wrong), (1, 1), "{report:?}");
        assert_eq!(report.errors[0].code, "calendar-years");
    });
}

#[test]
fn the_page_of_a_day_says_which_solar_term_it_is() {
    on_each_engine(async |world| {
        let page = world.signed_in(Role::Clerk).await.get("/calendar/days/2026-12-22").await.text();
        assert!(page.contains("<dd>冬至</dd>"), "{page}");
        let page = world.signed_in(Role::Admin).await.get("/settings/age").await.text();
        assert!(!page.contains("<span>rule</span>") && !page.contains(">rule<"), "{page}");
    });
}
