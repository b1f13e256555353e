//! Whole tables as text, to hold one state of a bureau against another.

use std::collections::BTreeMap;

use cq_platform::db::{Col, Conn, Value};

use crate::world::World;

/// A table, how many of its columns are the key, and its columns.
pub type Table = (&'static str, usize, &'static str);
/// Columns by name.
pub type Row = BTreeMap<String, String>;
/// Rows by table and key.
pub type Rows = BTreeMap<String, Row>;

/// A cell as text; of what is sealed only that it is there, since sealing twice gives two texts.
#[derive(Debug, Clone, PartialEq)]
struct Cell(String);

impl Col for Cell {
    fn col(cell: Value<'_>) -> Option<Self> {
        Some(Self(match cell {
            Value::Blob(bytes) => {
                uuid::Uuid::from_slice(bytes).map_or_else(|_| "sealed".into(), |id| id.to_string())
            }
            Value::Id(id) => id.to_string(),
            Value::Null => String::new(),
            Value::Text(text) => text.to_owned(),
            other => format!("{other:?}"),
        }))
    }
}

/// Everything in `tables`.
pub async fn dump(world: &World, tables: &'static [Table]) -> Rows {
    let bureau = world.bureau.id;
    let read = move |conn: &Conn<'_>| {
        let mut rows = Rows::new();
        for (table, keys, columns) in tables {
            let names: Vec<&str> = columns.split(", ").collect();
            let sql = format!("SELECT {columns} FROM {table} WHERE bureau_id = $1");
            conn.each(&sql, &[&bureau], |row| {
                let cells: Vec<String> = (0..names.len())
                    .map(|at| row.get::<Cell>(at).map(|cell| cell.0))
                    .collect::<Result<_, _>>()?;
                let key = format!("{table} {}", cells[..*keys].join(" "));
                rows.insert(key, names.iter().map(|name| (*name).to_owned()).zip(cells).collect());
                Ok(())
            })?;
        }
        Ok(rows)
    };
    world.app.db.read(read).await.unwrap()
}
