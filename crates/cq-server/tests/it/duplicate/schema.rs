//! Whatever refers to people takes part in a merge, or says why it need not.

use cq_server::references::REFERENCES;

use crate::world::World;

/// Tables that refer to people and have no reference, with the reason.
const ALONE: &[(&str, &str)] = &[
    ("person_condition", "a field of the person, merged with the other fields"),
    ("person_past", "the past of the fields, which goes with their values"),
    ("search_term", "made anew from the fields with each save"),
    ("person_merge", "the merge itself"),
    ("duplicate_dismissal", "two records, whether people or not"),
    ("report_row", "sealed: nothing that comes later changes a closed figure or its names"),
    ("report_name", "sealed, as above"),
    ("report_move", "sealed, as above"),
    ("target_row", "sealed, as above"),
    ("intake_row", "what a ledger's row was when it came in"),
    ("audit_entry", "the log"),
    ("replan", "who is to be planned: a record that gave way is planned like any other, and owed nothing"),
    ("life_effect", "what an event did; its undoing finds the record that was kept"),
    ("absence_share", "whom nobody else stands in for goes to the first who stands in"),
    ("absence_move", "what a handover did"),
    ("ledger_account", "whose it is for ever: an account keeps what was posted to it"),
    ("ledger_posting", "what it was for, such as an errand; never changed"),
    ("person_merge_step", "what a merge did"),
];

/// The reference that moves the rows of `table`.
fn is_moved(table: &str) -> bool {
    let name = table.replace('_', "-");
    let short = name.trim_start_matches("person-");
    REFERENCES.iter().any(|reference| reference.name() == name || reference.name() == short)
}

/// Tables with a key to people, or a column that is called as if it had one.
async fn tables_about_people(world: &World) -> Vec<String> {
    let sql = "SELECT DISTINCT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'
        AND m.name <> 'person' AND (c.name IN ('person_id', 'other_id', 'one_id', 'kept_id', 'gone_id', 'subject_id') OR EXISTS
            (SELECT 1 FROM pragma_foreign_key_list(m.name) k WHERE k.\"table\" = 'person')) ORDER BY m.name";
    let tables = world.app.db.read(move |conn| conn.list::<(String,)>(sql, &[])).await.unwrap();
    tables.into_iter().map(|(table,)| table).collect()
}

/// What of `tables` nobody moves.
fn forgotten(tables: &[String]) -> Vec<&str> {
    let is_explained = |table: &str| ALONE.iter().any(|(alone, _)| *alone == table);
    let tables = tables.iter().map(String::as_str);
    tables.filter(|table| !is_moved(table) && !is_explained(table)).collect()
}

#[tokio::test]
async fn every_table_about_people_takes_part_in_a_merge() {
    let world = World::on_sqlite().await;
    let tables = tables_about_people(&world).await;
    assert!(tables.len() > 15, "the schema was read: {tables:?}");
    assert_eq!(
        forgotten(&tables),
        [""; 0],
        "add a Reference to cq-server/src/references.rs, or say above why not"
    );
    let gone =
        ALONE.iter().map(|(table, _)| *table).filter(|table| !tables.iter().any(|known| known == table));
    assert_eq!(gone.collect::<Vec<_>>(), [""; 0], "no such table any more");
    // Somebody adds a table and forgets.
    let added = "CREATE TABLE lodger (bureau_id BLOB, id BLOB, for_whom BLOB,
        FOREIGN KEY (bureau_id, for_whom) REFERENCES person (bureau_id, id))";
    world.app.db.write(move |tx| tx.execute(added, &[])).await.unwrap();
    assert_eq!(forgotten(&tables_about_people(&world).await), ["lodger"]);
}
