//! The schema's history: numbered SQL templates, one sequence for both engines.
//!
//! Templates use a handful of words for what the engines spell differently: `{id}`, `{int}`, `{real}`, `{text}`, `{blob}`
//! for column types and `{table}` for what follows a table's closing bracket.

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

/// Every step, in order.
pub const MIGRATIONS: &[Migration] = &[Migration {
    number: 1,
    name: "duty-desk",
    sql: include_str!("../../../../migrations/0001-duty-desk.sql"),
}];

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
        self.write(|tx| tx.assume_many_rows()).await
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
        return tx.batch(sql);
    }
    let (applied,) = tx.one::<(String,)>("SELECT checksum FROM migration WHERE number = $1", &[&number])?;
    if applied == checksum { Ok(()) } else { Err(DbError::Migration { number: migration.number }.into()) }
}
