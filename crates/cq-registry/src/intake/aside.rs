//! Rows of a check on their way to the database, laid aside in a file without a name: what is found of a large ledger is more
//! than the memory that a small machine can spare. What they hold of a person is sealed before it comes here.

use std::{
    fs::File,
    io::{BufRead, BufReader, BufWriter, Seek, Write},
};

use cq_platform::{Error, Result};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::model::{Outcome, Row};

/// Rows that are given back together.
const AT_ONCE: usize = 512;

/// Rows being laid aside.
pub(super) struct Laying(BufWriter<File>);

/// Rows laid aside, in their order.
#[derive(Debug)]
pub(super) struct Aside(File);

/// A row without its sealed bytes, which follow it.
#[derive(Serialize, Deserialize)]
struct Line {
    number: i64,
    sheet: String,
    row_number: i64,
    verdict: String,
    label: String,
    subject_id: Option<Uuid>,
    after_version: Option<i64>,
    sealed: usize,
}

impl Laying {
    pub fn begin() -> Result<Self> {
        Ok(Self(BufWriter::new(tempfile::tempfile().map_err(Error::internal)?)))
    }

    pub fn lay(&mut self, row: Row) -> Result<()> {
        let Row { number, sheet, row_number, verdict, label, subject_id, detail, after_version } = row;
        let (sheet, verdict, sealed) = (sheet.to_string(), verdict.as_str().to_owned(), detail.len());
        let line = Line { number, sheet, row_number, verdict, label, subject_id, after_version, sealed };
        serde_json::to_writer(&mut self.0, &line).map_err(Error::internal)?;
        self.0.write_all(b"\n").and_then(|()| self.0.write_all(&detail)).map_err(Error::internal)
    }

    pub fn end(self) -> Result<Aside> {
        let mut file = self.0.into_inner().map_err(|error| Error::internal(error.into_error()))?;
        file.rewind().map_err(Error::internal)?;
        Ok(Aside(file))
    }
}

impl Aside {
    /// Gives all rows back, some at a time.
    pub fn each(self, mut take: impl FnMut(&[Row]) -> Result<()>) -> Result<()> {
        let mut file = BufReader::new(self.0);
        let mut rows = Vec::with_capacity(AT_ONCE);
        while let Some(row) = next(&mut file)? {
            rows.push(row);
            if rows.len() == AT_ONCE {
                take(&rows)?;
                rows.clear();
            }
        }
        if rows.is_empty() { Ok(()) } else { take(&rows) }
    }
}

fn next(file: &mut impl BufRead) -> Result<Option<Row>> {
    let mut line = Vec::new();
    file.read_until(b'\n', &mut line).map_err(Error::internal)?;
    if line.is_empty() {
        return Ok(None);
    }
    let line: Line = serde_json::from_slice(&line).map_err(Error::internal)?;
    let mut detail = vec![0; line.sealed];
    file.read_exact(&mut detail).map_err(Error::internal)?;
    let Line { number, sheet, row_number, label, subject_id, after_version, .. } = line;
    let verdict = line
        .verdict
        .parse::<Outcome>()
        .map_err(|_| Error::internal("a row laid aside came back otherwise"))?;
    Ok(Some(Row {
        number,
        sheet: sheet.into(),
        row_number,
        verdict,
        label,
        subject_id,
        detail,
        after_version,
    }))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn row() -> impl Strategy<Value = Row> {
        let outcome = prop::sample::select(vec![Outcome::New, Outcome::Wrong, Outcome::Tie]);
        let ids = (prop::option::of(any::<u128>()), prop::option::of(any::<i64>()));
        (
            any::<i64>(),
            ".{0,8}",
            any::<i64>(),
            outcome,
            ".{0,8}",
            ids,
            prop::collection::vec(any::<u8>(), 0..60),
        )
            .prop_map(
                |(number, sheet, row_number, verdict, label, (subject, after_version), detail)| Row {
                    number,
                    sheet: sheet.into(),
                    row_number,
                    verdict,
                    label,
                    subject_id: subject.map(Uuid::from_u128),
                    detail,
                    after_version,
                },
            )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn rows_come_back_as_they_went(one in row(), times in 0_usize..1_200) {
            let rows: Vec<Row> = (0..times).map(|number| Row { number: number as i64, ..one.clone() }).collect();
            let mut laying = Laying::begin().unwrap();
            rows.iter().cloned().try_for_each(|row| laying.lay(row)).unwrap();
            let mut back = Vec::new();
            laying.end().unwrap().each(|some| { back.extend_from_slice(some); Ok(()) }).unwrap();
            prop_assert_eq!(format!("{back:?}"), format!("{rows:?}"));
        }
    }
}
