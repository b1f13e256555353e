//! The schema's history: numbered SQL templates, one sequence for both engines.
//!
//! Templates use a handful of words for what the engines spell differently: `{id}`, `{int}`, `{real}`, `{text}`, `{blob}`
//! for column types and `{table}` for what follows a table's closing bracket. A line `{words person.category: retired survivor};`
//! gives a column's closed list of words anew, and a line `{optional task.person_id};` lets a column be empty, which neither engine does
//! by a statement of its own that the other knows.

use sha2::{Digest, Sha256};

use super::{Db, DbError, Engine};
use crate::Result;

/// One step.
pub struct Migration {
    /// Its place in the sequence, from 1.
    pub number: u32,
    /// What it is for, in a word.
    pub name: &'static str,
    /// The template.
    pub sql: &'static str,
}

/// The step of a file in `migrations/`.
macro_rules! step {
    ($number:literal, $name:literal) => {
        step!($number, "000", $name)
    };
    ($number:literal, $zeros:literal, $name:literal) => {
        Migration {
            number: $number,
            name: $name,
            sql: include_str!(concat!(
                "../../../../migrations/",
                $zeros,
                stringify!($number),
                "-",
                $name,
                ".sql"
            )),
        }
    };
}

/// Every step, in order.
pub const MIGRATIONS: &[Migration] = &[
    step!(1, "duty-desk"),
    step!(2, "people"),
    step!(3, "groups"),
    step!(4, "life-events"),
    step!(5, "segments"),
    step!(6, "calendar"),
    step!(7, "search"),
    step!(8, "duplicates"),
    step!(9, "reports"),
    step!(10, "00", "ledger-memory"),
    step!(11, "00", "rows-gone"),
    step!(12, "00", "rules"),
    step!(13, "00", "divisions"),
    step!(14, "00", "figures"),
    step!(15, "00", "illness-marks"),
    step!(16, "00", "families"),
    step!(17, "00", "treatment-granted"),
    step!(18, "00", "closing"),
    step!(20, "00", "request-keys"),
    step!(21, "00", "installation"),
    step!(22, "00", "subjects"),
    step!(23, "00", "replanning"),
    step!(30, "00", "task-ends"),
    step!(31, "00", "absences"),
    step!(32, "00", "task-photos"),
    step!(33, "00", "targets"),
    step!(34, "00", "target-closing"),
    step!(35, "00", "digests"),
    step!(40, "00", "cases"),
    step!(41, "00", "errands"),
    step!(42, "00", "ledger"),
    step!(43, "00", "errand-money"),
    step!(45, "00", "health"),
    step!(46, "00", "services"),
    step!(47, "00", "rounds"),
    step!(53, "00", "assessment-withdrawn"),
    step!(60, "00", "other-phone"),
    step!(61, "00", "notices"),
    step!(62, "00", "circulars"),
    step!(65, "00", "relief"),
    step!(70, "00", "guide-desks"),
    step!(71, "00", "errand-repeats"),
    step!(75, "00", "portal"),
    step!(82, "00", "notice-holds"),
    step!(83, "00", "relief-returns"),
    step!(84, "00", "bylaws"),
    step!(85, "00", "chair-confirms"),
    step!(86, "00", "company"),
    step!(87, "00", "politics-unknown"),
    step!(90, "00", "case-deaths"),
    step!(91, "00", "cases-standing"),
    step!(96, "00", "cases-first"),
    step!(97, "00", "errand-channel"),
    step!(98, "00", "visit-services"),
    step!(100, "0", "deaths-elsewhere"),
];

impl Db {
    /// Brings the schema up to this program's. Safe to run by several at once: the later waits and finds it done.
    pub async fn migrate(&self) -> Result<()> {
        let words: [(&str, &str); 6] = match &*self.0 {
            Engine::Sqlite(_) => [
                ("{id}", "BLOB"),
                ("{int}", "INTEGER"),
                ("{real}", "REAL"),
                ("{text}", "TEXT"),
                ("{blob}", "BLOB"),
                ("{table}", "STRICT, WITHOUT ROWID"),
            ],
            Engine::Postgres(_) => [
                ("{id}", "UUID"),
                ("{int}", "BIGINT"),
                ("{real}", "DOUBLE PRECISION"),
                ("{text}", "TEXT COLLATE \"C\""),
                ("{blob}", "BYTEA"),
                ("{table}", ""),
            ],
        };
        let spell = move |template: &str| {
            words.iter().fold(template.to_owned(), |sql, (word, is)| sql.replace(word, is))
        };
        let ledger = spell(
            "CREATE TABLE IF NOT EXISTS migration (number {int} PRIMARY KEY, name {text} NOT NULL, checksum {text} NOT NULL)",
        );
        self.write(move |tx| tx.batch(&ledger)).await?;
        for migration in MIGRATIONS {
            let sql = spell(migration.sql);
            self.write(move |tx| apply(tx, migration, &sql)).await?;
        }
        self.write(|tx| {
            tx.respell_words()?;
            tx.assume_many_rows()
        })
        .await
    }
}

impl Db {
    /// The steps that this database has not taken yet; all of them where it was never made.
    pub async fn steps_ahead(&self) -> Result<Vec<&'static str>> {
        let taken = self
            .report(|conn| conn.list::<(i64,)>("SELECT number FROM migration", &[]))
            .await
            .unwrap_or_default();
        let is_ahead = |step: &&Migration| !taken.contains(&(i64::from(step.number),));
        Ok(MIGRATIONS.iter().filter(is_ahead).map(|step| step.name).collect())
    }
}

fn apply(tx: &super::Tx<'_>, migration: &Migration, sql: &str) -> Result<()> {
    let number = i64::from(migration.number);
    let checksum: String = Sha256::digest(migration.sql).iter().map(|byte| format!("{byte:02x}")).collect();
    // The insert comes first: on PostgreSQL it makes a second program wait for the first one's commit.
    let ours = tx.execute(
        "INSERT INTO migration (number, name, checksum) VALUES ($1, $2, $3) ON CONFLICT (number) DO NOTHING",
        &[&number, &migration.name, &checksum],
    )?;
    if ours == 1 {
        return parts(sql)?.into_iter().try_for_each(|part| match part {
            Part::Statements(sql) => tx.batch(sql),
            Part::Words { table, column, words } => tx.give_words(table, column, &list(&words)),
            Part::Optional { table, column } => tx.make_optional(table, column),
        });
    }
    let (applied,) = tx.one::<(String,)>("SELECT checksum FROM migration WHERE number = $1", &[&number])?;
    if applied == checksum { Ok(()) } else { Err(DbError::Migration { number: migration.number }.into()) }
}

/// What a template consists of.
#[derive(Debug, PartialEq)]
enum Part<'s> {
    Statements(&'s str),
    /// The words that a column admits from now on.
    Words {
        table: &'s str,
        column: &'s str,
        words: Vec<&'s str>,
    },
    /// A column that may be empty from now on.
    Optional {
        table: &'s str,
        column: &'s str,
    },
}

fn parts(mut sql: &str) -> Result<Vec<Part<'_>>> {
    let mut parts = Vec::new();
    while let Some((before, rest)) = sql.split_once('{') {
        let (line, after) = rest.split_once("};").ok_or_else(unreadable)?;
        let (verb, line) = line.split_once(' ').ok_or_else(unreadable)?;
        let (place, words) = line.split_once(':').unwrap_or((line, ""));
        let (table, column) = place.split_once('.').ok_or_else(unreadable)?;
        parts.push(Part::Statements(before));
        parts.push(match verb {
            "words" if !words.is_empty() => {
                Part::Words { table, column, words: words.split_whitespace().collect() }
            }
            "optional" if words.is_empty() => Part::Optional { table, column },
            _ => return Err(unreadable()),
        });
        sql = after;
    }
    parts.push(Part::Statements(sql));
    Ok(parts)
}

fn unreadable() -> crate::Error {
    crate::Error::internal(
        "a line in a migration does not read: {words table.column: word word}; or {optional table.column};",
    )
}

fn list(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use super::{MIGRATIONS, Part, parts};

    #[test]
    fn every_file_is_a_step() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.ends_with(".sql"))
            .collect();
        files.sort();
        let steps: Vec<String> =
            MIGRATIONS.iter().map(|step| format!("{:04}-{}.sql", step.number, step.name)).collect();
        assert_eq!(files, steps);
    }

    #[test]
    fn words_stand_between_statements() {
        let sql = "SELECT 1;\n{words person.category: retired survivor};\nSELECT 2;";
        let words = Part::Words { table: "person", column: "category", words: vec!["retired", "survivor"] };
        let expected = [Part::Statements("SELECT 1;\n"), words, Part::Statements("\nSELECT 2;")];
        assert_eq!(parts(sql).unwrap(), expected);
        let optional = parts("{optional task.person_id};").unwrap();
        assert_eq!(optional[1], Part::Optional { table: "task", column: "person_id" });
        for wrong in
            ["{words person: retired};", "{words person.category};", "{optional person};", "{wordy a.b};"]
        {
            assert!(parts(wrong).is_err(), "{wrong}");
        }
    }
}
