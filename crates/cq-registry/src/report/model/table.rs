//! The tables: rows and columns as selections, so that a figure and the names behind it cannot part.

use cq_platform::words;

use super::{Care, Counted, Cube, Party, Period, Select, UnitKind};

words! {
    /// The official tables.
    pub enum Kind {
        /// 离休、退休干部两年数字变化.
        Change = "change",
        /// 基本情况: kind of unit and rank by period.
        Basic = "basic",
        /// 年龄.
        Ages = "ages",
        /// 党员.
        Party = "party",
        /// 自理情况.
        SelfCare = "self-care",
    }
}

/// Ranks as the tables name them: word, first and last code.
pub const RANKS: [(&str, (&str, &str)); 9] = [
    ("provincial", ("111", "112")),
    ("prefectural-chief", ("121", "121")),
    ("prefectural-deputy", ("122", "122")),
    ("county-chief", ("131", "131")),
    ("county-deputy", ("132", "132")),
    ("township-chief", ("141", "141")),
    ("township-deputy", ("142", "142")),
    ("below", ("150", "199")),
    ("unknown", ("", "")),
];

/// A row or a column.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// Names it in addresses: words and dots.
    pub key: String,
    /// Message key of what it says.
    pub label: String,
    /// Whom it lets through.
    pub select: Select,
    /// How far it is set in: 0 for a sum, 1 for a part of one, 2 for a part of that.
    pub depth: u8,
}

impl Head {
    fn new(key: impl Into<String>, label: impl Into<String>, depth: u8, select: Select) -> Self {
        Self { key: key.into(), label: label.into(), select, depth }
    }
}

/// The rows of a table. The change, ages, party and self-care have one for each category and kind of unit, the basic
/// situation one for each kind of unit and rank.
pub fn rows(kind: Kind) -> Vec<Head> {
    match kind {
        Kind::Basic => kinds_by_rank(),
        Kind::Change | Kind::Ages | Kind::Party | Kind::SelfCare => categories_by_kind(),
    }
}

fn categories_by_kind() -> Vec<Head> {
    let mut rows = vec![Head::new("all", "report-all", 0, Select::ALL)];
    for category in Counted::ALL {
        let of = Select { category: Some(*category), ..Select::ALL };
        rows.push(Head::new(category.as_str(), format!("report-category-{category}"), 1, of));
        rows.extend(UnitKind::ALL.iter().map(|unit| {
            let select = Select { kind: Some(*unit), ..of };
            Head::new(format!("{category}.{unit}"), format!("report-unit-{unit}"), 2, select)
        }));
    }
    rows
}

fn kinds_by_rank() -> Vec<Head> {
    let ranks = |key: &str, of: Select, depth| {
        let row = move |(word, codes): &(&'static str, (&'static str, &'static str))| {
            let select = Select { rank: Some(*codes), ..of };
            Head::new(format!("{key}.{word}"), format!("report-rank-{word}"), depth, select)
        };
        RANKS.iter().map(row).collect::<Vec<_>>()
    };
    let mut rows = vec![Head::new("all", "report-all", 0, Select::ALL)];
    for unit in UnitKind::ALL {
        let of = Select { kind: Some(*unit), ..Select::ALL };
        rows.push(Head::new(unit.as_str(), format!("report-unit-{unit}"), 1, of));
        rows.extend(ranks(unit.as_str(), of, 2));
    }
    rows
}

/// The columns of a table of people; the change has [`CHANGE_COLUMNS`].
pub fn columns(kind: Kind) -> Vec<Head> {
    let all = || Head::new("all", "report-sum", 0, Select::ALL);
    let category = |category| Select { category: Some(category), ..Select::ALL };
    let banded = |from, to| Select { band: Some((from, to)), ..Select::ALL };
    match kind {
        Kind::Change => Vec::new(),
        Kind::Basic => {
            let honoured = category(Counted::Honoured);
            let mut columns = vec![all(), Head::new("honoured", "report-category-honoured", 0, honoured)];
            columns.extend(Period::ALL.iter().map(|period| {
                let select = Select { period: Some(*period), ..honoured };
                Head::new(format!("honoured.{period}"), format!("report-period-{period}"), 1, select)
            }));
            columns.push(Head::new("retired", "report-category-retired", 0, category(Counted::Retired)));
            columns
        }
        Kind::Ages => vec![
            all(),
            Head::new("5", "report-band-5", 0, banded(5, 5)),
            Head::new("6", "report-band-6", 0, banded(6, 6)),
            Head::new("7", "report-band-7", 0, banded(7, 7)),
            Head::new("80", "report-band-80", 0, banded(8, 10)),
            Head::new("8", "report-band-8", 1, banded(8, 8)),
            Head::new("9", "report-band-9", 1, banded(9, 9)),
            Head::new("10", "report-band-10", 1, banded(10, 10)),
            Head::new("0", "report-band-0", 0, banded(0, 0)),
        ],
        Kind::Party => {
            let member = Select { party: Some(Party::Member), ..Select::ALL };
            vec![
                all(),
                Head::new("party", "report-party-yes", 0, member),
                Head::new("party.70", "report-band-7", 1, member.and(banded(7, 7))),
                Head::new("party.80", "report-band-80", 1, member.and(banded(8, 10))),
                Head::new("other", "report-party-no", 0, Select { party: Some(Party::Other), ..Select::ALL }),
                Head::new(
                    "unknown",
                    "report-party-unknown",
                    0,
                    Select { party: Some(Party::Unknown), ..Select::ALL },
                ),
            ]
        }
        Kind::SelfCare => {
            let care = |care| Select { care: Some(care), ..Select::ALL };
            let mut columns = vec![all()];
            for word in Care::ALL {
                columns.push(Head::new(word.as_str(), format!("report-care-{word}"), 0, care(*word)));
                if *word == Care::None {
                    let old = care(*word).and(banded(8, 10));
                    columns.push(Head::new("none.80", "report-band-80", 1, old));
                }
            }
            columns
        }
    }
}

words! {
    /// The columns of the change, in order.
    pub enum ChangeColumn {
        /// 上年末人数.
        Last = "last",
        /// 新增离退休.
        New = "new",
        /// 转入.
        MovedIn = "moved-in",
        /// 去世.
        Died = "died",
        /// 转出.
        MovedOut = "moved-out",
        /// 应有人数.
        Expected = "expected",
        /// 实有人数.
        Actual = "actual",
        /// 差额: 实有 − 应有.
        Differs = "differs",
    }
}

/// A head over figures: over several columns where they are parts of one. Column 0 holds the rows' labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Message key.
    pub label: String,
    /// 0 or 1.
    pub row: u32,
    /// First column.
    pub column: u16,
    /// 1 or 2.
    pub rows: u32,
    /// How many columns.
    pub columns: u16,
}

/// The heads of a table in two rows, the upper row first.
pub fn heads(kind: Kind) -> Vec<Span> {
    let span = |label: &str, row, column, rows, columns| Span {
        label: label.to_owned(),
        row,
        column,
        rows,
        columns,
    };
    let mut heads = vec![span(&format!("report-rows-{kind}"), 0, 0, 2, 1)];
    if kind == Kind::Change {
        let column = |word: ChangeColumn| format!("report-change-{word}");
        heads.extend([
            span(&column(ChangeColumn::Last), 0, 1, 2, 1),
            span("report-change-more", 0, 2, 1, 2),
            span("report-change-fewer", 0, 4, 1, 2),
            span(&column(ChangeColumn::Expected), 0, 6, 2, 1),
            span(&column(ChangeColumn::Actual), 0, 7, 2, 1),
            span(&column(ChangeColumn::Differs), 0, 8, 2, 1),
            span(&column(ChangeColumn::New), 1, 2, 1, 1),
            span(&column(ChangeColumn::MovedIn), 1, 3, 1, 1),
            span(&column(ChangeColumn::Died), 1, 4, 1, 1),
            span(&column(ChangeColumn::MovedOut), 1, 5, 1, 1),
        ]);
        return heads;
    }
    let columns = columns(kind);
    let mut lower = Vec::new();
    for (at, column) in (1u16..).zip(&columns) {
        if column.depth > 0 {
            lower.push(span(&column.label, 1, at, 1, 1));
            continue;
        }
        let parts = columns.iter().skip(usize::from(at)).take_while(|part| part.depth > 0).count();
        match u16::try_from(parts).unwrap_or(0) {
            0 => heads.push(span(&column.label, 0, at, 2, 1)),
            parts => {
                heads.push(span(&column.label, 0, at, 1, parts + 1));
                lower.push(span("report-subtotal", 1, at, 1, 1));
            }
        }
    }
    heads.extend(lower);
    heads
}

/// The figures of a table of people, row after row; rows of parts in which nobody is are left out.
pub fn figures(kind: Kind, cube: &Cube) -> Vec<(Head, Vec<i64>)> {
    let columns = columns(kind);
    let figures = |row: Head| {
        let counts = columns.iter().map(|column| row.select.and(column.select).count(cube)).collect();
        (row, counts)
    };
    let is_shown = |(row, counts): &(Head, Vec<i64>)| row.depth < 2 || counts.iter().any(|count| *count != 0);
    rows(kind).into_iter().map(figures).filter(is_shown).collect()
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, sample::select};

    use super::super::Dims;
    use super::*;

    fn cube() -> impl Strategy<Value = Cube> {
        let ranks = vec!["", "111", "121", "122", "131", "132", "141", "142", "150", "160", "199"];
        let dims = (
            (select(Counted::ALL), select(UnitKind::ALL), select(ranks), select(Period::ALL)),
            (
                select(vec![0i64, 5, 6, 7, 8, 9, 10]),
                select(vec![Party::Member, Party::Other, Party::Unknown]),
                select(Care::ALL),
            ),
        );
        let dims = dims.prop_map(|((category, kind, rank, period), (band, party, care))| Dims {
            category,
            unit: String::new(),
            kind,
            rank: rank.to_owned(),
            period,
            band,
            party,
            care,
        });
        let static_dims = dims;
        prop::collection::vec((static_dims, 1i64..50), 0..60)
    }

    proptest! {
        #[test]
        fn nobody_twice_and_nobody_left_out(cube in cube()) {
            for kind in [Kind::Basic, Kind::Ages, Kind::Party, Kind::SelfCare] {
                let (rows, columns) = (rows(kind), columns(kind));
                let count = |row: &Head, column: &Head| row.select.and(column.select).count(&cube);
                for column in &columns {
                    let sum = |depth| -> i64 {
                        rows.iter().filter(|row| row.depth == depth).map(|row| count(row, column)).sum()
                    };
                    prop_assert_eq!((sum(0), sum(0)), (sum(1), sum(2)), "{:?} {}", kind, column.key);
                }
                for row in &rows {
                    let parts: i64 =
                        columns.iter().skip(1).filter(|column| column.depth == 0).map(|column| count(row, column)).sum();
                    prop_assert_eq!(parts, count(row, &columns[0]), "{:?} {}", kind, row.key);
                }
            }
        }
    }

    #[test]
    fn heads_cover_every_column_twice_and_none_a_third_time() {
        for kind in Kind::ALL {
            let heads = heads(*kind);
            let width =
                1 + if *kind == Kind::Change { ChangeColumn::ALL.len() } else { columns(*kind).len() };
            for row in 0..2 {
                for column in 0..width as u16 {
                    let covers = |head: &&Span| {
                        (head.row..head.row + head.rows).contains(&row)
                            && (head.column..head.column + head.columns).contains(&column)
                    };
                    assert_eq!(heads.iter().filter(covers).count(), 1, "{kind} {row} {column}");
                }
            }
        }
    }

    #[test]
    fn whose_politics_is_not_known_is_not_counted_as_outside_the_party() {
        let of = |party| Dims { party, ..Dims::coarse(Counted::Retired, UnitKind::Organ) };
        let cube = vec![(of(Party::Member), 5), (of(Party::Other), 3), (of(Party::Unknown), 2)];
        let rows = figures(Kind::Party, &cube);
        let keys: Vec<_> = columns(Kind::Party).into_iter().map(|column| column.key).collect();
        assert_eq!(keys, ["all", "party", "party.70", "party.80", "other", "unknown"]);
        assert_eq!(rows[0].1, [10, 5, 0, 0, 3, 2]);
    }

    #[test]
    fn what_was_sealed_before_is_read_as_yes_and_no() {
        let read = |text: &str| serde_json::from_str::<Party>(text).unwrap();
        assert_eq!((read("true"), read("false")), (Party::Member, Party::Other));
        for party in [Party::Member, Party::Other, Party::Unknown] {
            assert_eq!(read(&serde_json::to_string(&party).unwrap()), party);
            assert_eq!(Party::of_code(party.code()), party);
        }
    }

    #[test]
    fn keys_name_one_row_and_one_column() {
        for kind in Kind::ALL {
            for heads in [rows(*kind), columns(*kind)] {
                let mut keys: Vec<_> = heads.iter().map(|head| &head.key).collect();
                let all = keys.len();
                keys.sort();
                keys.dedup();
                assert_eq!(keys.len(), all, "{kind}");
            }
        }
    }
}
