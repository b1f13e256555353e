//! The official tables: every figure opens to its names, a closed year never changes, every difference is explained.

use std::sync::Arc;

use axum::http::StatusCode;
use cq_platform::{Error, db::Tx, policy::Role};
use cq_registry::{
    person::{self, Category, PersonId},
    report::{
        actions::{self, Asked, Behind, Table},
        closing,
        model::{
            change::Reason,
            table::{self, ChangeColumn, Kind},
        },
        store::{Closing, Seal, Stretch},
    },
};
use cq_sheet::{CellValue, Limits, Workbook};
use jiff::civil::{Date, date};
use uuid::Uuid;

use crate::world::{World, on_each_engine};

const YEAR_END: Date = date(2025, 12, 31);

/// An elder by number: name, citizen id left out, retired and born as given.
async fn elder(
    world: &World,
    name: &'static str,
    retired: Option<&'static str>,
    unit: &'static str,
) -> PersonId {
    let act = world.hand(Role::Clerk);
    let insert = move |tx: &Tx<'_>| {
        let id: PersonId = act.new_id();
        let facts = person::Facts {
            name: name.into(),
            citizen_id: None,
            born: "1946-03".parse().ok(),
            category: Category::Retired,
            retired: retired.and_then(|day| day.parse().ok()),
            unit: Some(unit.into()),
            politics: Some("01".into()),
            ..crate::desk::elder(name, "11010519491231002X")
        };
        person::store::insert(tx, &act, id, &facts)?;
        Ok(id)
    };
    world.app.db.write(insert).await.unwrap()
}

async fn sql(world: &World, text: &'static str, person: PersonId) {
    let bureau = world.bureau.id;
    world.app.db.write(move |tx| tx.execute_one(text, &[&bureau, &person])).await.unwrap();
}

const DIED_LAST_YEAR: &str =
    "UPDATE person SET ended_on = '2025-11-03', ended_because = 'died' WHERE bureau_id = $1 AND id = $2";
const DIED_THIS_YEAR: &str =
    "UPDATE person SET ended_on = '2026-03-01', ended_because = 'died' WHERE bureau_id = $1 AND id = $2";

async fn read(world: &World, kind: Kind, day: Date) -> Result<Table, Error> {
    let act = world.hand(Role::Clerk);
    world.app.db.report(move |conn| actions::read(conn, &act, kind, day)).await
}

async fn behind(world: &World, kind: Kind, day: Date, row: &str, column: &str) -> Vec<Behind> {
    let act = world.hand(Role::Clerk);
    let asked = Asked { kind, day, row: row.into(), column: column.into() };
    let after = (String::new(), PersonId(Uuid::nil()));
    world.app.db.report(move |conn| actions::behind(conn, &act, &asked, &after, 10_000)).await.unwrap()
}

async fn close(world: &World, day: Date) -> Result<(), Error> {
    closing::close(&world.app, &world.hand(Role::Clerk).actor, day).await
}

/// The row of everybody in the change: last, new, moved in, died, moved out, expected, actual, difference.
async fn change(world: &World, day: Date) -> Vec<i64> {
    read(world, Kind::Change, day).await.unwrap().rows[0].1.clone()
}

/// Every figure of every table is the number of names behind it.
async fn every_figure_is_its_names(world: &World, day: Date) {
    for kind in Kind::ALL {
        let table = read(world, *kind, day).await.unwrap();
        let columns: Vec<String> = match kind {
            Kind::Change => ChangeColumn::ALL.iter().map(ToString::to_string).collect(),
            _ => table::columns(*kind).into_iter().map(|column| column.key).collect(),
        };
        for (row, counts) in &table.rows {
            for (column, count) in columns.iter().zip(counts) {
                let names = behind(world, *kind, day, &row.key, column).await;
                let adds: i64 =
                    names.iter().map(|name| name.step.as_ref().map_or(1, |(_, step)| step.adds)).sum();
                let is_signed = column == "differs";
                let sum = if is_signed { adds } else { names.len() as i64 };
                assert_eq!(sum, *count, "{kind} {day} {} {column}", row.key);
            }
        }
    }
}

#[test]
fn a_closed_year_stays_as_it_was_and_what_comes_late_is_explained_by_name() {
    on_each_engine(async |world| {
        let li = elder(&world, "李桂兰", Some("2006-03"), "教育局").await;
        let wang = elder(&world, "王晓明", Some("2006-03"), "教育局").await;
        elder(&world, "赵新", Some("2026-06"), "水利局").await;
        sql(&world, DIED_THIS_YEAR, wang).await;
        assert_eq!(change(&world, YEAR_END).await, [2, 0, 0, 0, 0, 2, 2, 0]);
        let today = date(2026, 11, 23);
        assert_eq!(change(&world, today).await, [2, 1, 0, 1, 0, 2, 2, 0]);

        close(&world, YEAR_END).await.unwrap();
        let sealed = behind(&world, Kind::Change, YEAR_END, "all", "actual").await;
        sql(&world, DIED_LAST_YEAR, li).await;
        elder(&world, "孙迟", Some("2020-01"), "水利局").await;
        elder(&world, "周详", None, "水利局").await;

        assert_eq!(change(&world, YEAR_END).await, [2, 0, 0, 0, 0, 2, 2, 0], "a closed year does not change");
        let names = behind(&world, Kind::Change, YEAR_END, "all", "actual").await;
        let ids =
            |names: &[Behind]| names.iter().map(|name| (name.id, name.name.clone())).collect::<Vec<_>>();
        assert_eq!(ids(&names), ids(&sealed));
        assert_eq!(read(&world, Kind::Ages, YEAR_END).await.unwrap().rows[0].1[0], 2);

        // Last 2, one new, one died: 2 expected. One died late, one entered late, one of whom it is not known when: 1 more.
        assert_eq!(change(&world, today).await, [2, 1, 0, 1, 0, 2, 3, 1]);
        let differing = behind(&world, Kind::Change, today, "all", "differs").await;
        let mut why: Vec<_> = differing
            .iter()
            .map(|name| {
                let step = name.step.as_ref().unwrap().1;
                (name.name.as_str(), step.adds, step.reason.unwrap())
            })
            .collect();
        why.sort();
        let mut expected = vec![
            ("李桂兰", -1, Reason::DiedLate),
            ("孙迟", 1, Reason::EnteredLate),
            ("周详", 1, Reason::Undated),
        ];
        expected.sort();
        assert_eq!(why, expected);
        for day in [YEAR_END, today] {
            every_figure_is_its_names(&world, day).await;
        }
    });
}

#[test]
fn whoever_is_taken_out_of_the_registry_after_the_close_is_named_as_removed() {
    on_each_engine(async |world| {
        elder(&world, "李桂兰", Some("2006-03"), "教育局").await;
        let wang = elder(&world, "王晓明", Some("2006-03"), "教育局").await;
        close(&world, YEAR_END).await.unwrap();
        let act = world.hand(Role::Clerk);
        let delete = move |tx: &Tx<'_>| {
            let scope = cq_platform::policy::Scope::BUREAU;
            let person = person::store::find(tx, &scope, act.bureau(), wang)?.unwrap();
            person::store::delete(tx, &act, &person)
        };
        world.app.db.write(delete).await.unwrap();
        let today = date(2026, 11, 23);
        assert_eq!(change(&world, today).await, [2, 0, 0, 0, 0, 2, 1, -1]);
        let differing = behind(&world, Kind::Change, today, "all", "differs").await;
        let why: Vec<_> =
            differing.iter().map(|name| (name.id, name.step.as_ref().unwrap().1.reason)).collect();
        assert_eq!(why, [(wang, Some(Reason::Removed))]);
        assert_eq!(change(&world, YEAR_END).await, [2, 0, 0, 0, 0, 2, 2, 0]);
    });
}

#[test]
fn fields_count_as_they_were_on_the_day() {
    on_each_engine(async |world| {
        let li = elder(&world, "李桂兰", Some("2006-03"), "教育局").await;
        let bureau = world.bureau.id;
        let id: Uuid = world.hand(Role::Clerk).new_id();
        world
            .app
            .db
            .write(move |tx| {
                tx.execute("UPDATE unit SET kind = 'organ' WHERE bureau_id = $1", &[&bureau])?;
                tx.execute_one(
                    "INSERT INTO person_past (bureau_id, person_id, field, held_until, value, noted_at) VALUES ($1, $2, 'self_care', '2026-05-01', 'full', 0)",
                    &[&bureau, &li],
                )?;
                tx.execute_one(
                    "INSERT INTO person_past (bureau_id, person_id, field, held_until, value, noted_at) VALUES ($1, $2, 'unit', '2026-06-01', '实验小学', 0)",
                    &[&bureau, &li],
                )?;
                tx.execute_one(
                    "INSERT INTO unit (bureau_id, id, name, kind, version) VALUES ($1, $2, '实验小学', 'institution', 1)",
                    &[&bureau, &id],
                )
            })
            .await
            .unwrap();
        sql(&world, "UPDATE person SET self_care = 'none' WHERE bureau_id = $1 AND id = $2", li).await;
        let care = |day| {
            let world = &world;
            async move { read(world, Kind::SelfCare, day).await.unwrap().rows[0].1.clone() }
        };
        assert_eq!(care(YEAR_END).await, [1, 1, 0, 0, 0, 0], "able at the year's end");
        assert_eq!(care(date(2026, 11, 23)).await, [1, 0, 0, 1, 1, 0], "not able now, and over eighty");
        let table = read(&world, Kind::Change, date(2026, 11, 23)).await.unwrap();
        let row = |key: &str| table.rows.iter().find(|(row, _)| row.key == key).unwrap().1.clone();
        assert_eq!(row("retired.institution"), [1, 0, 0, 0, 1, 0, 0, 0]);
        assert_eq!(row("retired.organ"), [0, 0, 1, 0, 0, 1, 1, 0]);
        assert_eq!(row("retired"), [1, 0, 0, 0, 0, 1, 1, 0], "a move within cancels");
        for day in [YEAR_END, date(2026, 11, 23)] {
            every_figure_is_its_names(&world, day).await;
        }
        close(&world, YEAR_END).await.unwrap();
        assert_eq!(care(YEAR_END).await, [1, 1, 0, 0, 0, 0], "sealed as it was");
        every_figure_is_its_names(&world, YEAR_END).await;
        assert_eq!(change(&world, date(2026, 11, 23)).await, [1, 0, 0, 0, 0, 1, 1, 0]);
    });
}

#[test]
fn a_year_is_closed_once_and_in_order() {
    on_each_engine(async |world| {
        elder(&world, "李桂兰", Some("2006-03"), "教育局").await;
        let refused = |result: Result<(), Error>| matches!(result, Err(Error::Refused(_)));
        assert!(refused(close(&world, date(2026, 12, 31)).await), "not over");
        assert!(refused(close(&world, date(2025, 6, 30)).await), "no year end");
        let (one, other) = tokio::join!(close(&world, YEAR_END), close(&world, YEAR_END));
        assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
        assert!([one, other].iter().any(|result| matches!(result, Err(Error::Conflict))));
        assert!(matches!(close(&world, YEAR_END).await, Err(Error::Conflict)));
        assert!(refused(close(&world, date(2023, 12, 31)).await), "a later one is closed");
        let base = read(&world, Kind::Change, date(2024, 12, 31)).await;
        assert!(matches!(base, Err(Error::Refused(_))), "only its people were sealed");
        assert_eq!(read(&world, Kind::Ages, date(2024, 12, 31)).await.unwrap().rows[0].1[0], 1);
    });
}

/// One person a stretch, so that others come in between.
const EACH: usize = 1;

/// Takes a closing in hand and looks.
async fn in_hand(world: &World, day: Date) -> Result<(Closing, Arc<Seal>), Error> {
    let (db, act) = (&world.app.db, world.hand(Role::Clerk));
    let closing = db.write(move |tx| closing::take(tx, &act, day)).await?;
    let (act, mut held) = (world.hand(Role::Clerk), closing);
    loop {
        let (act, given) = (act.clone(), held);
        let (closing, is_left) = db.write(move |tx| closing::clear(tx, &act, given)).await?;
        held = closing;
        if !is_left {
            break;
        }
    }
    let given = held.clone();
    let seal = db.report(move |conn| closing::look(conn, &act, &given)).await?;
    Ok((held, Arc::new(seal)))
}

async fn put(world: &World, held: Closing, seal: &Arc<Seal>, stretch: Stretch) -> Result<Closing, Error> {
    let (act, seal) = (world.hand(Role::Clerk), seal.clone());
    world.app.db.write(move |tx| closing::put(tx, &act, held, &seal, &stretch)).await
}

async fn begin(world: &World, day: Date) -> Result<(), Error> {
    let act = world.hand(Role::Clerk);
    world.app.db.write(move |tx| closing::begin(tx, &act, day)).await
}

#[test]
fn what_others_enter_while_a_year_is_closed_is_late_as_if_entered_after_it() {
    on_each_engine(async |world| {
        let li = elder(&world, "李桂兰", Some("2006-03"), "教育局").await;
        let wang = elder(&world, "王晓明", Some("2006-03"), "教育局").await;
        elder(&world, "赵新", Some("2025-06"), "水利局").await;
        let before = change(&world, YEAR_END).await;
        assert_eq!(before, [2, 1, 0, 0, 0, 3, 3, 0]);

        begin(&world, YEAR_END).await.unwrap();
        let (mut held, seal) = in_hand(&world, YEAR_END).await.unwrap();
        let mut others = 0;
        for stretch in seal.stretches(&held, EACH) {
            held = put(&world, held, &seal, stretch).await.unwrap();
            others += 1;
            match others {
                1 => sql(&world, DIED_LAST_YEAR, li).await,
                2 => drop(elder(&world, "孙迟", Some("2020-01"), "水利局").await),
                3 => {
                    let act = world.hand(Role::Clerk);
                    let delete = move |tx: &Tx<'_>| {
                        let scope = cq_platform::policy::Scope::BUREAU;
                        let person = person::store::find(tx, &scope, act.bureau(), wang)?.unwrap();
                        person::store::delete(tx, &act, &person)
                    };
                    world.app.db.write(delete).await.unwrap();
                }
                _ => {}
            }
            // Nobody is shown half of it: until it counts the figures follow the registry.
            let table = read(&world, Kind::Change, YEAR_END).await.unwrap();
            assert!(table.closed.is_none() && table.closed_before.is_none());
        }
        assert!(others > 6, "{others} stretches");
        assert_eq!(change(&world, YEAR_END).await, [2, 1, 0, 1, 0, 2, 2, 0], "as of now, still open");
        let act = world.hand(Role::Clerk);
        world.app.db.write(move |tx| closing::finish(tx, &act, held, &seal)).await.unwrap();

        assert_eq!(change(&world, YEAR_END).await, before, "as of the moment of closing");
        every_figure_is_its_names(&world, YEAR_END).await;
        let today = date(2026, 11, 23);
        assert_eq!(change(&world, today).await, [3, 0, 0, 0, 0, 3, 2, -1]);
        let differing = behind(&world, Kind::Change, today, "all", "differs").await;
        let mut why: Vec<_> = differing
            .iter()
            .map(|name| (name.name.as_str(), name.step.as_ref().unwrap().1.reason.unwrap()))
            .collect();
        why.sort();
        let mut expected =
            vec![("李桂兰", Reason::DiedLate), ("孙迟", Reason::EnteredLate), ("王晓明", Reason::Removed)];
        expected.sort();
        assert_eq!(why, expected);
        every_figure_is_its_names(&world, today).await;
    });
}

#[test]
fn a_closing_cut_off_is_taken_up_anew_and_its_former_hand_is_refused() {
    on_each_engine(async |world| {
        elder(&world, "李桂兰", Some("2006-03"), "教育局").await;
        let wang = elder(&world, "王晓明", Some("2006-03"), "教育局").await;
        begin(&world, YEAR_END).await.unwrap();
        let (mut held, seal) = in_hand(&world, YEAR_END).await.unwrap();
        let mut stretches = seal.stretches(&held, EACH).into_iter();
        for stretch in stretches.by_ref().take(3) {
            held = put(&world, held, &seal, stretch).await.unwrap();
        }
        // Here the program ends. While it might still be at it, nobody takes it from its hand.
        assert!(matches!(in_hand(&world, YEAR_END).await, Err(Error::Conflict)));
        let actor = world.hand(Role::Clerk).actor;
        closing::resume(&world.app, &actor).await.unwrap();
        assert!(read(&world, Kind::Basic, YEAR_END).await.unwrap().closed.is_none());
        assert!(matches!(begin(&world, YEAR_END).await, Err(Error::Conflict)), "it is being closed");
        let refused = |result: Result<(), Error>| matches!(result, Err(Error::Refused(_)));
        assert!(matches!(begin(&world, date(2024, 12, 31)).await, Err(Error::Conflict)), "sealed along");
        assert!(refused(begin(&world, date(2023, 12, 31)).await), "one at a time");

        sql(&world, DIED_LAST_YEAR, wang).await;
        world.clock.set(world.app.clock.now() + jiff::SignedDuration::from_mins(3));
        closing::resume(&world.app, &actor).await.unwrap();
        assert_eq!(change(&world, YEAR_END).await, [2, 0, 0, 1, 0, 1, 1, 0], "as of the later moment");
        every_figure_is_its_names(&world, YEAR_END).await;
        let late = put(&world, held, &seal, stretches.next().unwrap()).await;
        assert!(matches!(late, Err(Error::Conflict)), "{late:?}");
        assert!(matches!(closing::work(&world.app, &actor, YEAR_END).await, Err(Error::NotFound)));
    });
}

#[test]
fn two_hands_take_a_closing_and_one_has_it() {
    on_each_engine(async |world| {
        elder(&world, "李桂兰", Some("2006-03"), "教育局").await;
        begin(&world, YEAR_END).await.unwrap();
        let actor = world.hand(Role::Clerk).actor;
        let work = || closing::work(&world.app, &actor, YEAR_END);
        let (one, other) = tokio::join!(work(), work());
        assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
        assert_eq!(change(&world, YEAR_END).await, [1, 0, 0, 0, 0, 1, 1, 0]);
        assert_eq!(read(&world, Kind::Ages, date(2024, 12, 31)).await.unwrap().rows[0].1[0], 1);
    });
}

/// Every row of figures stands in the sheet, in its order, under the bureau's name; an empty figure may be left blank.
fn says_what_the_page_says(world: &World, table: &Table, file: Vec<u8>) {
    let mut book = Workbook::open(file, Limits::default()).unwrap();
    let mut cells = book.rows(0).unwrap();
    let (mut figures, mut texts) = (Vec::new(), String::new());
    while let Some(row) = cells.next_row().unwrap() {
        let number = |cell: &cq_sheet::Cell<'_>| match &cell.value {
            CellValue::Number(number) => Some(*number as i64),
            _ => None,
        };
        figures.push(row.cells.iter().filter_map(number).filter(|n| *n != 0).collect::<Vec<i64>>());
        texts.extend(row.cells.iter().map(|cell| format!("{} ", cell.shown())));
    }
    let mut sheet_rows = figures.iter().filter(|row| !row.is_empty());
    for (row, said) in &table.rows {
        let said: Vec<i64> = said.iter().copied().filter(|n| *n != 0).collect();
        if !said.is_empty() {
            assert!(
                sheet_rows.any(|row| row.ends_with(&said)),
                "{} {row:?} {said:?}: {figures:?}",
                table.kind
            );
        }
    }
    for text in [world.bureau.name.as_str(), "填报单位", "填报人"] {
        assert!(texts.contains(text), "{text}: {texts}");
    }
}

#[test]
fn clerk_and_leader_see_and_export_and_the_clerk_closes() {
    on_each_engine(async |world| {
        let li = elder(&world, "李桂兰", Some("2006-03"), "教育局").await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let mut leader = world.signed_in(Role::Leader).await;
        let page = clerk.get("/reports/change?on=2025-12-31").await.text();
        let href = "/reports/change/names?on=2025-12-31&#38;row=all&#38;column=actual";
        assert!(page.contains(href) || page.contains(&href.replace("&#38;", "&amp;")), "{page}");
        let names = clerk.get("/reports/change/names?on=2025-12-31&row=all&column=actual").await.text();
        assert!(names.contains("李桂兰") && names.contains(&format!("/people/{li}")));

        assert_eq!(leader.get("/reports/close").await.status, StatusCode::FORBIDDEN);
        let refused = leader.post("/reports/periods", &[("on", "2025-12-31")]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert!(clerk.get("/reports/close?on=2025-12-31").await.text().contains("2025 年关账，封存数字"));
        let closed = clerk.post("/reports/periods", &[("on", "2025-12-31")]).await;
        assert_eq!(closed.to.as_deref(), Some("/reports/change?on=2025-12-31&notice=notice-report-closed"));
        assert!(
            leader.get("/reports/change?on=2025-12-31").await.text().contains("关账，数字和名单不再变动")
        );
        assert_eq!(
            clerk.post("/reports/periods", &[("on", "2025-12-31")]).await.status,
            StatusCode::CONFLICT
        );

        for kind in Kind::ALL {
            let file = leader.get(&format!("/reports/{kind}/table.xlsx?on=2025-12-31")).await;
            assert_eq!(file.status, StatusCode::OK);
            let table = read(&world, *kind, YEAR_END).await.unwrap();
            says_what_the_page_says(&world, &table, file.body.to_vec());
        }
        let mut doctor = world.signed_in(Role::Doctor).await;
        assert_eq!(doctor.get("/reports").await.status, StatusCode::FORBIDDEN);
        for absent in ["/reports/pets", "/reports/ages/names?on=2027-12-31", "/reports/ages/names?row=x"] {
            assert_eq!(clerk.get(absent).await.status, StatusCode::NOT_FOUND, "{absent}");
        }
        for (typed, why) in [
            ("2027-12-31", "1950 年到今天"),
            ("1900-01-01", "1950 年到今天"),
            ("2026-02-30", "日子不对"),
            ("x", "日子不对"),
        ] {
            let told = clerk.get(&format!("/reports/change?on={typed}")).await;
            assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
            let told = told.text();
            assert!(told.contains("error-summary") && told.contains(why), "{typed}: {told}");
            assert!(told.contains(&format!("value=\"{typed}\"")), "{typed}: what was typed stays");
        }
    });
}

#[test]
fn a_death_entered_late_without_a_day_of_retirement_is_named() {
    on_each_engine(async |world| {
        elder(&world, "李桂兰", Some("2006-03"), "教育局").await;
        let zhou = elder(&world, "周详", None, "水利局").await;
        sql(&world, DIED_THIS_YEAR, zhou).await;
        let today = date(2026, 11, 23);
        assert_eq!(
            change(&world, today).await,
            [1, 1, 0, 1, 0, 1, 1, 0],
            "he came and went between the days"
        );
        for column in ["new", "died"] {
            let names = behind(&world, Kind::Change, today, "all", column).await;
            assert_eq!(names.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["周详"], "{column}");
        }
        every_figure_is_its_names(&world, today).await;
    });
}
