//! What a transaction promises, on both engines.

use cq_platform::{Error, db::Db};

use crate::world::{World, on_each_engine};

const COUNT: &str = "SELECT COUNT(*) FROM setting WHERE bureau_id = $1";
const INSERT: &str = "INSERT INTO setting (bureau_id, name, since, value) VALUES ($1, $2, '2026-01-01', 'x')";

async fn count(world: &World) -> i64 {
    let bureau = world.bureau.id;
    world.app.db.read(move |conn| conn.one::<(i64,)>(COUNT, &[&bureau])).await.unwrap().0
}

#[test]
fn a_failed_unit_of_work_leaves_nothing() {
    on_each_engine(async |world| {
        let bureau = world.bureau.id;
        let failed = world.app.db.write(move |tx| {
            tx.execute(INSERT, &[&bureau, &"a"])?;
            Err::<(), _>(Error::Conflict)
        });
        assert!(matches!(failed.await, Err(Error::Conflict)));
        assert_eq!(count(&world).await, 0);
    });
}

#[test]
fn a_panic_inside_leaves_nothing_and_the_next_write_works() {
    on_each_engine(async |world| {
        let bureau = world.bureau.id;
        let cut = world.app.db.write(move |tx| {
            tx.execute(INSERT, &[&bureau, &"a"])?;
            if bureau.0.is_nil() { Ok(()) } else { panic!("on purpose") }
        });
        assert!(cut.await.is_err());
        world.app.db.write(move |tx| tx.execute(INSERT, &[&bureau, &"b"])).await.unwrap();
        assert_eq!(count(&world).await, 1);
    });
}

#[test]
fn of_writes_that_wait_together_only_those_that_fail_leave_nothing() {
    on_each_engine(async |world| {
        for first_fails in [false, true] {
            let before = count(&world).await;
            let writes: Vec<_> = (0..20)
                .map(|nth| {
                    let (db, bureau) = (world.app.db.clone(), world.bureau.id);
                    let fails = (nth % 2 == 0) == first_fails;
                    let name = format!("{first_fails} {nth}");
                    tokio::spawn(async move {
                        let write = db.write(move |tx| {
                            // Time for the others to come and wait.
                            std::thread::sleep(std::time::Duration::from_millis(if nth == 0 {
                                30
                            } else {
                                0
                            }));
                            tx.execute(INSERT, &[&bureau, &name])?;
                            if fails { Err(Error::Conflict) } else { Ok(()) }
                        });
                        assert_eq!(write.await.is_err(), fails);
                    })
                })
                .collect();
            for write in writes {
                write.await.unwrap();
            }
            assert_eq!(count(&world).await - before, 10);
        }
    });
}

#[test]
fn a_violated_key_is_told_from_a_broken_database() {
    on_each_engine(async |world| {
        let bureau = world.bureau.id;
        world.app.db.write(move |tx| tx.execute(INSERT, &[&bureau, &"a"])).await.unwrap();
        let Err(Error::Db(error)) = world.app.db.write(move |tx| tx.execute(INSERT, &[&bureau, &"a"])).await
        else {
            panic!("the second must fail")
        };
        assert!(error.violated().is_some(), "{error}");
    });
}

#[test]
fn many_rows_go_in_together_whatever_their_number() {
    on_each_engine(async |world| {
        let bureau = world.bureau.id;
        for (start, rows) in [(0usize, 1usize), (1, 63), (64, 64), (128, 130)] {
            world
                .app
                .db
                .write(move |tx| {
                    let names: Vec<String> = (start..start + rows).map(|n| format!("n{n}")).collect();
                    let cells: Vec<&dyn cq_platform::db::Param> = names
                        .iter()
                        .flat_map(|name| [&bureau as _, name as _, &"2026-01-01" as _, &"x" as _])
                        .collect();
                    tx.insert_many("INSERT INTO setting (bureau_id, name, since, value)", 4, &cells)
                })
                .await
                .unwrap();
        }
        assert_eq!(count(&world).await, 258);
    });
}

#[test]
fn parameters_mean_their_number_not_their_place() {
    on_each_engine(async |world| {
        let swapped = world.app.db.read(|conn| {
            conn.one::<(String, String)>(
                "SELECT code, name FROM bureau WHERE name = $2 AND code = $1",
                &[&"zq", &"长庆县委老干部局"],
            )
        });
        assert_eq!(swapped.await.unwrap().0, "zq");
    });
}

#[tokio::test]
async fn an_empty_registry_is_already_asked_by_the_index_that_a_full_one_needs() {
    let world = World::on_sqlite().await;
    let places: Vec<String> = (2..66).map(|n| format!("${n}")).collect();
    let sql = format!("SELECT id FROM person WHERE bureau_id = $1 AND pinyin IN ({})", places.join(","));
    let plan = |sql: String, bureau| {
        move |conn: &cq_platform::db::Conn<'_>| {
            let mut params: Vec<&dyn cq_platform::db::Param> = vec![&bureau];
            params.resize(65, &"wang xiao ming");
            conn.list::<(i64, i64, i64, String)>(&format!("EXPLAIN QUERY PLAN {sql}"), &params)
        }
    };
    let steps = world.app.db.read(plan(sql.clone(), world.bureau.id)).await.unwrap();
    assert!(
        steps.iter().any(|step| step.3.contains("person_pinyin (bureau_id=? AND pinyin=?)")),
        "{steps:?}"
    );
    // Statistics of tables that hold next to nothing change nothing.
    world.app.db.analyze().await.unwrap();
    let again = world.app.db.read(plan(sql, world.bureau.id)).await.unwrap();
    assert_eq!(again, steps);
}

#[test]
fn migrating_twice_and_at_once_changes_nothing() {
    on_each_engine(async |world| {
        let (one, two) = (world.app.db.clone(), world.app.db.clone());
        let (first, second) = tokio::join!(one.migrate(), two.migrate());
        first.unwrap();
        second.unwrap();
    });
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("not.db");
    std::fs::write(&file, "this is a letter, not a database, however long it may go on about it").unwrap();
    let opened = Db::open(&file.to_string_lossy()).await;
    assert!(opened.is_err());
}

#[test]
fn a_column_takes_the_words_that_a_later_migration_gave_it_and_no_others() {
    const PERSON: &str = "INSERT INTO person (bureau_id, id, name, pinyin, sex, category, living, created_at, updated_at, version)
        VALUES ($1, $2, '王', 'wang', 'male', $3, '', 0, 0, 1)";
    on_each_engine(async |world| {
        let bureau = world.bureau.id;
        for (category, is_taken) in [("retired", true), ("relative", true), ("stranger", false)] {
            let id = world.hand(cq_platform::policy::Role::Clerk).new_id::<uuid::Uuid>();
            let written = world.app.db.write(move |tx| tx.execute(PERSON, &[&bureau, &id, &category])).await;
            assert_eq!(written.is_ok(), is_taken, "{category}");
        }
        // The text that was altered is read by a connection opened afterwards too.
        let sql = "SELECT COUNT(*) FROM person WHERE bureau_id = $1 AND category = 'relative'";
        let (count,) = world.app.db.read(move |conn| conn.one::<(i64,)>(sql, &[&bureau])).await.unwrap();
        assert_eq!(count, 1);
    });
}
