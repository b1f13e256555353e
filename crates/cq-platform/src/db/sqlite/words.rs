//! Closed lists of words in the schema's own text.
//!
//! For each `IN` of more than two words SQLite builds a table, anew for every row that is inserted; five such columns took a
//! third of the time of an insert. A chain of `OR` says the same and costs nothing, so the schema is kept in that spelling.
//! SQLite knows no statement for altering a `CHECK`; changing its text, which touches no row, is the way its manual gives
//! (lang_altertable, section 8).

use rusqlite::Connection;

use crate::db::DbError;

type Answer<T> = std::result::Result<T, DbError>;

const TABLES: &str = "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%CHECK (%'";

/// Gives `column` a new list of words, quoted and a comma apart.
pub(in crate::db) fn give(conn: &Connection, table: &str, column: &str, words: &str) -> Answer<()> {
    let text = respelled(&text_of(conn, table)?);
    let (before, rest) = text.split_once(&format!("CHECK ({column} = '")).ok_or(DbError::Words)?;
    let (_, after) = rest.split_once(')').ok_or(DbError::Words)?;
    write(conn, &[(table.to_owned(), format!("{before}CHECK ({}){after}", chain(column, words)))])
}

/// Lets `column` be empty: the same way, since taking a NOT NULL away touches no row either.
pub(in crate::db) fn make_optional(conn: &Connection, table: &str, column: &str) -> Answer<()> {
    let text = text_of(conn, table)?;
    let looser = ["BLOB", "INTEGER", "REAL", "TEXT"].into_iter().find_map(|kind| {
        let column = format!(" {column} {kind}");
        let (before, after) = text.split_once(&format!("{column} NOT NULL"))?;
        Some(format!("{before}{column}{after}"))
    });
    write(conn, &[(table.to_owned(), looser.ok_or(DbError::Words)?)])
}

fn text_of(conn: &Connection, table: &str) -> Answer<String> {
    const TEXT: &str = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?1";
    Ok(conn.query_row(TEXT, [table], |row| row.get(0))?)
}

/// Spells every list of words as a chain.
pub(in crate::db) fn respell(conn: &Connection) -> Answer<()> {
    let mut tables = conn.prepare(TABLES)?;
    let tables = tables
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<Vec<(String, String)>, _>>();
    let tables = tables?.into_iter().filter_map(|(table, text)| {
        let respelled = respelled(&text);
        (respelled != text).then_some((table, respelled))
    });
    let tables: Vec<_> = tables.collect();
    if tables.is_empty() { Ok(()) } else { write(conn, &tables) }
}

fn write(conn: &Connection, tables: &[(String, String)]) -> Answer<()> {
    let version: i64 = conn.query_row("PRAGMA schema_version", [], |row| row.get(0))?;
    conn.execute_batch("PRAGMA writable_schema=ON")?;
    let written = tables.iter().try_for_each(|(table, text)| {
        conn.execute("UPDATE sqlite_schema SET sql = ?2 WHERE type = 'table' AND name = ?1", (table, text))
            .map(drop)
    });
    conn.execute_batch(&format!("PRAGMA schema_version={}; PRAGMA writable_schema=RESET", version + 1))?;
    Ok(written?)
}

/// `text` with each `CHECK (column IN ('a', 'b'))` as `CHECK (column = 'a' OR column = 'b')`.
fn respelled(text: &str) -> String {
    let (mut done, mut rest) = (String::with_capacity(text.len() * 2), text);
    while let Some((before, after)) = rest.split_once("CHECK (") {
        done.push_str(before);
        done.push_str("CHECK (");
        rest = after;
        let list = after.split_once(" IN ('").filter(|(column, _)| is_name(column));
        if let Some((column, (words, behind))) =
            list.and_then(|(column, list)| Some((column, list.split_once("')")?)))
        {
            done.push_str(&chain(column, &format!("'{words}'")));
            rest = behind;
        }
    }
    done + rest
}

fn is_name(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

fn chain(column: &str, words: &str) -> String {
    let words: Vec<String> = words.split(',').map(|word| format!("{column} = {}", word.trim())).collect();
    words.join(" OR ")
}

#[cfg(test)]
mod tests {
    use super::respelled;

    #[test]
    fn lists_of_words_become_chains_and_nothing_else_changes() {
        let text = "CREATE TABLE t (a TEXT CHECK (a IN ('x', 'y', 'z')), n INTEGER CHECK (n IN (0, 1)), CHECK ((a = 'x') = (n = 1)))";
        let chained = "CREATE TABLE t (a TEXT CHECK (a = 'x' OR a = 'y' OR a = 'z'), n INTEGER CHECK (n IN (0, 1)), CHECK ((a = 'x') = (n = 1)))";
        assert_eq!(respelled(text), chained);
        assert_eq!(respelled(chained), chained);
    }
}
