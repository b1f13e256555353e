//! Finding the header of a ledger, and which of its columns are meant.

use crate::word::{is_footer, is_form_line, normalise, without_brackets};
use crate::{Cell, RowRef};
use std::collections::{BTreeMap, HashMap};

/// A column that the caller can use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnSpec {
    /// The caller's name for it.
    pub key: &'static str,
    /// What ledgers call it, the most usual first.
    pub synonyms: &'static [&'static str],
    /// Whether a ledger without it is of no use.
    pub required: bool,
}

/// How surely a column was recognised; the surer is the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// A synonym with a qualifying word before or after it: 本人姓名, 出生日期时间.
    Near,
    /// A synonym once bracketed remarks are left out: 出生年月（公历）.
    WithoutBrackets,
    /// A synonym, spaces and punctuation aside.
    Exact,
    /// Chosen by a person.
    Chosen,
}

/// The texts of one of the first rows of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadRow {
    /// Row number as Excel shows it, from 1.
    pub number: u32,
    /// What its cells show, from column A.
    pub texts: Vec<String>,
}

impl HeadRow {
    /// Copies what a row shows.
    pub fn of(row: &RowRef<'_>) -> HeadRow {
        HeadRow {
            number: row.number,
            texts: row.cells.iter().map(|cell| cell.shown().into_owned()).collect(),
        }
    }

    fn text(&self, column: usize) -> &str {
        self.texts.get(column).map_or("", String::as_str)
    }
}

/// A column of the header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderColumn {
    /// Column from 0 (A).
    pub index: usize,
    /// Its header in one line; of a header in two lines both, such as `联系方式 手机`.
    pub text: String,
    /// The column that is meant and how sure that is; `None` if it is not one of the caller's.
    pub meaning: Option<(&'static str, Confidence)>,
    /// Whether it is the reserved column of error sentences that this program itself wrote.
    pub reserved: bool,
}

/// Where the header is and what its columns mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderMatch {
    /// First row of the header as Excel shows it, from 1.
    pub first_row: u32,
    /// Last row of the header; the data begin below it.
    pub last_row: u32,
    /// All columns with a header text, from the left.
    pub columns: Vec<HeaderColumn>,
}

/// What a row below the header is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// A record.
    Data,
    /// Nothing but spaces.
    Blank,
    /// The header once more, as printed ledgers repeat it on each page.
    RepeatedHeader,
    /// The foot of a form.
    Footer,
}

/// Finds the header among the first rows of a sheet: the row, or pair of rows, in which most of the specified
/// columns are recognised. `reserved` are normalised-equal headers that are never matched.
///
/// `None` if fewer than two columns are recognised (one, if only one was specified).
pub fn find_header(rows: &[HeadRow], specs: &[ColumnSpec], reserved: &[&str]) -> Option<HeaderMatch> {
    let enough = specs.len().clamp(1, 2);
    let wanted = Wanted::of(specs);
    let mut best: Option<(usize, HeaderMatch)> = None;
    for (at, row) in rows.iter().enumerate() {
        let second = rows.get(at + 1).filter(|next| next.number == row.number + 1);
        let pair = second.filter(|next| continues(row, next) && !is_above_the_head(row, &wanted));
        for below in std::iter::once(None).chain(pair.map(Some)) {
            let found = matched(row, below, &wanted, reserved);
            let score = found.score();
            let better = best.as_ref().is_none_or(|(best_score, _)| score > *best_score);
            if found.recognised() >= enough && better {
                best = Some((score, found));
            }
        }
    }
    best.map(|(_, found)| found)
}

/// The header in the row of that number, because a person said so: however little of it is recognised. Its second line
/// belongs to it if that makes more of it known. `None` if there is no such row, or nothing in it.
pub fn header_at(
    rows: &[HeadRow],
    number: u32,
    specs: &[ColumnSpec],
    reserved: &[&str],
) -> Option<HeaderMatch> {
    let at = rows.iter().position(|row| row.number == number)?;
    let (row, below) = (rows.get(at)?, rows.get(at + 1));
    let wanted = Wanted::of(specs);
    let alone = matched(row, None, &wanted, reserved);
    let pair = below
        .filter(|next| next.number == number + 1 && continues(row, next))
        .map(|next| matched(row, Some(next), &wanted, reserved))
        .filter(|pair| pair.score() > alone.score());
    Some(pair.unwrap_or(alone)).filter(|found| !found.columns.is_empty())
}

impl HeaderMatch {
    /// The column of a key, from 0.
    pub fn column(&self, key: &str) -> Option<usize> {
        self.columns
            .iter()
            .find(|column| column.meaning.is_some_and(|(k, _)| k == key))
            .map(|column| column.index)
    }

    /// The keys of required columns that were not found.
    pub fn missing<'a>(&'a self, specs: &'a [ColumnSpec]) -> impl Iterator<Item = &'static str> + 'a {
        specs.iter().filter(|spec| spec.required && self.column(spec.key).is_none()).map(|spec| spec.key)
    }

    /// Sets what a column means, as a person chose it; `None` leaves it out. The key leaves any other column.
    /// Without effect on a column that has no header, or is reserved.
    pub fn choose(&mut self, index: usize, key: Option<&'static str>) {
        if !self.columns.iter().any(|column| column.index == index && !column.reserved) {
            return;
        }
        for column in &mut self.columns {
            if column.index == index {
                column.meaning = key.map(|key| (key, Confidence::Chosen));
            } else if key.is_some() && column.meaning.map(|(k, _)| k) == key {
                column.meaning = None;
            }
        }
    }

    /// What a row below the header is.
    pub fn kind(&self, row: &RowRef<'_>) -> RowKind {
        if row.is_blank() {
            return RowKind::Blank;
        }
        let reserved = |index| self.columns.iter().any(|column| column.index == index && column.reserved);
        let own = row.cells.iter().enumerate().filter(|(index, _)| !reserved(*index));
        if is_footer(own.map(|(_, cell)| cell.shown())) {
            return RowKind::Footer;
        }
        if self.is_repeated(row) { RowKind::RepeatedHeader } else { RowKind::Data }
    }

    fn is_repeated(&self, row: &RowRef<'_>) -> bool {
        let mut same = 0;
        for column in self.columns.iter().filter(|column| column.meaning.is_some()) {
            let cell = row.cell(column.index);
            if cell.is_blank() {
                continue;
            }
            if !repeats(cell, &column.text) {
                return false;
            }
            same += 1;
        }
        same >= 2 || (same == 1 && self.recognised() == 1)
    }

    fn recognised(&self) -> usize {
        self.columns.iter().filter(|column| column.meaning.is_some()).count()
    }

    /// Each column counts, a sure one more than a doubtful one.
    fn score(&self) -> usize {
        let worth = |confidence| match confidence {
            Confidence::Near => 4,
            Confidence::WithoutBrackets => 5,
            Confidence::Exact | Confidence::Chosen => 6,
        };
        self.columns.iter().filter_map(|column| column.meaning).map(|(_, confidence)| worth(confidence)).sum()
    }
}

fn repeats(cell: &Cell<'_>, header: &str) -> bool {
    let (shown, header) = (normalise(&cell.shown()), normalise(header));
    !shown.is_empty() && (shown == header || header.starts_with(&shown) || header.ends_with(&shown))
}

/// Whether `next` is the second line of the header in `row`: it only names columns that `row` leaves open or
/// heads as a group (a text with empty cells, once merged, to its right).
fn continues(row: &HeadRow, next: &HeadRow) -> bool {
    let is_group = |column: usize| row.text(column + 1).is_empty() && !next.text(column + 1).is_empty();
    let mut named = 0;
    for column in 0..row.texts.len().max(next.texts.len()) {
        if next.text(column).is_empty() {
            continue;
        }
        if !row.text(column).is_empty() && !is_group(column) {
            return false;
        }
        named += 1;
    }
    // A title above the header is a group over everything, not the first line of it.
    let headed = row.texts.iter().filter(|text| !text.is_empty()).count();
    named > 0 && headed > 1
}

/// Whether a row is a line of the form above its head, such as a date at the left and 填报单位 at the right: it names no column, though
/// it would pass for groups of them.
fn is_above_the_head(row: &HeadRow, wanted: &Wanted) -> bool {
    let names_a_column = |text: &String| wanted.meant(&Reading::of(text)).next().is_some();
    is_form_line(&row.texts) && !row.texts.iter().any(names_a_column)
}

fn matched(row: &HeadRow, below: Option<&HeadRow>, wanted: &Wanted, reserved: &[&str]) -> HeaderMatch {
    let reserved: Vec<String> = reserved.iter().map(|text| normalise(text)).collect();
    let mut columns = Vec::new();
    let mut readings = BTreeMap::new();
    let width = row.texts.len().max(below.map_or(0, |below| below.texts.len()));
    let mut group = "";
    for index in 0..width {
        let (upper, lower) = (row.text(index), below.map_or("", |below| below.text(index)));
        if !upper.is_empty() {
            group = upper;
        }
        let text = match (upper.is_empty(), lower.is_empty()) {
            (true, true) => continue,
            (false, true) => upper.to_owned(),
            (_, false) => format!("{group} {lower}").trim().to_owned(),
        };
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let is_reserved = reserved.contains(&normalise(&text));
        if !is_reserved {
            let alone = if lower.is_empty() { text.clone() } else { lower.to_owned() };
            readings.insert(index, [Reading::of(&text), Reading::of(&alone)]);
        }
        columns.push(HeaderColumn { index, text, meaning: None, reserved: is_reserved });
    }
    assign(&mut columns, &readings, wanted);
    HeaderMatch { first_row: row.number, last_row: below.unwrap_or(row).number, columns }
}

/// Every synonym made ready, with the columns it names: a table of sixty sheets asks for some hundred thousand texts.
struct Wanted(HashMap<String, Vec<Named>>);

/// A column named by a synonym.
#[derive(Clone, Copy)]
struct Named {
    /// Position among the columns that were specified.
    place: usize,
    key: &'static str,
    /// Of the synonym, in characters.
    length: usize,
}

impl Wanted {
    fn of(specs: &[ColumnSpec]) -> Wanted {
        let mut wanted: HashMap<String, Vec<Named>> = HashMap::new();
        for (place, spec) in specs.iter().enumerate() {
            for synonym in spec.synonyms {
                let normal = normalise(synonym);
                let length = normal.chars().count();
                wanted.entry(normal).or_default().push(Named { place, key: spec.key, length });
            }
        }
        Wanted(wanted)
    }

    /// The columns that a header may mean, and how surely.
    fn meant<'w>(&'w self, header: &'w Reading) -> impl Iterator<Item = (Confidence, Named)> + 'w {
        let named = |text: &str, confidence| {
            let named = self.0.get(text).map(Vec::as_slice).unwrap_or_default();
            named.iter().map(move |named| (confidence, *named))
        };
        let near = header.cores().flat_map(move |core| named(core, Confidence::Near));
        named(&header.whole, Confidence::Exact)
            .chain(named(&header.bare, Confidence::WithoutBrackets))
            .chain(near.filter(|(_, named)| named.length >= 2))
    }
}

/// A header's text made ready.
struct Reading {
    whole: String,
    /// Without what stands in brackets.
    bare: String,
}

impl Reading {
    fn of(header: &str) -> Self {
        Self { whole: normalise(header), bare: normalise(&without_brackets(header)) }
    }

    /// What is left of it without words that may stand around a column's name.
    fn cores(&self) -> impl Iterator<Item = &str> {
        let before = std::iter::once("").chain(BEFORE).filter_map(|word| self.bare.strip_prefix(word));
        before.flat_map(|rest| std::iter::once("").chain(AFTER).filter_map(|word| rest.strip_suffix(word)))
    }
}

/// Gives each key its surest column, surest pairs first; the longer synonym and the left column win ties.
fn assign(columns: &mut [HeaderColumn], readings: &BTreeMap<usize, [Reading; 2]>, wanted: &Wanted) {
    let mut pairs: Vec<(Confidence, usize, Named)> = Vec::new();
    for (&index, readings) in readings {
        let meant = readings.iter().flat_map(|reading| wanted.meant(reading));
        pairs.extend(meant.map(|(confidence, named)| (confidence, index, named)));
    }
    let surest = |pair: &(Confidence, usize, Named)| (pair.0, pair.2.length);
    pairs.sort_by(|a, b| surest(b).cmp(&surest(a)).then((a.1, a.2.place).cmp(&(b.1, b.2.place))));
    let mut used: Vec<&'static str> = Vec::new();
    for (confidence, index, Named { key, .. }) in pairs {
        let Some(column) = columns.iter_mut().find(|column| column.index == index) else { continue };
        if column.meaning.is_none() && !used.contains(&key) {
            column.meaning = Some((key, confidence));
            used.push(key);
        }
    }
}

/// Words that may stand around a column's name and leave its meaning. Not 配偶, 子女, 家属: those mean others.
const BEFORE: [&str; 14] = [
    "本人",
    "个人",
    "人员",
    "干部",
    "老干部",
    "离退休干部",
    "离退休人员",
    "退休干部",
    "职工",
    "现",
    "目前",
    "居民",
    "公民",
    "有效",
];
const AFTER: [&str; 14] =
    ["号码", "号", "日期", "时间", "情况", "名称", "类别", "类型", "信息", "年月", "年月日", "1", "一", "栏"];
