//! The bank's answer: its sheet read, and each row held against what was sent.

use cq_ledger::Amount;
use cq_sheet::{Cell, HeaderMatch, IdText, Limits, RowKind, RowRef, SheetError, Workbook, find_header};

use super::{
    columns::{COLUMNS, FAILED, REFERENCES, SUCCEEDED},
    store::{Line, Outcome, Said},
};
use crate::application::model::ReliefId;

/// Rows among which the header is looked for.
const HEAD_ROWS: usize = 20;
/// The largest sheet that a bank sends back.
const LIMITS: Limits = Limits {
    parts: 100,
    part_bytes: 8 << 20,
    sheet_bytes: 16 << 20,
    strings_bytes: 8 << 20,
    total_bytes: 48 << 20,
    ratio: 200,
    strings: 100_000,
    rows: 5_000,
    columns: 64,
};

/// What a row says of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// Which application.
    pub application: ReliefId,
    /// Paid, or not.
    pub outcome: Outcome,
    /// In the bank's words.
    pub said: Said,
}

/// Why a row does not match, or what is missing of the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// The row as Excel shows it; none where it is about the sheet.
    pub row: Option<u32>,
    /// Why.
    pub why: Why,
    /// The reference or header it is about.
    pub about: String,
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The file is no sheet that can be read.
    Unreadable,
    /// No row names the columns.
    NoHeader,
    /// A column is missing.
    NoColumn,
    /// A cell is a formula.
    Formula,
    /// Nothing in this batch has that reference.
    Unknown,
    /// The reference stands there twice.
    Twice,
    /// The account is another, or Excel has spoilt it.
    Account,
    /// The amount is another.
    Amount,
    /// Neither paid nor not.
    Outcome,
    /// It was sent and is not in the answer.
    Missing,
}

impl Why {
    /// Its message's key.
    pub fn key(self) -> &'static str {
        match self {
            Why::Unreadable => "relief-answer-unreadable",
            Why::NoHeader => "relief-answer-no-header",
            Why::NoColumn => "relief-answer-no-column",
            Why::Formula => "relief-answer-formula",
            Why::Unknown => "relief-answer-unknown",
            Why::Twice => "relief-answer-twice",
            Why::Account => "relief-answer-account",
            Why::Amount => "relief-answer-amount",
            Why::Outcome => "relief-answer-outcome",
            Why::Missing => "relief-answer-missing",
        }
    }
}

/// Reads the bank's sheet against the lines that were sent: an answer to each of them, or everything that is wrong. Once every line has
/// an answer, a later sheet may name some of them alone.
pub fn read(bytes: Vec<u8>, lines: &[Line]) -> Result<Vec<Answered>, Vec<Wrong>> {
    let sheet = |why, about: &str| vec![Wrong { row: None, why, about: about.to_owned() }];
    let unreadable = |_: SheetError| sheet(Why::Unreadable, "");
    let mut book = Workbook::open(bytes, LIMITS).map_err(unreadable)?;
    let index = book.sheets().iter().position(|info| !info.hidden).unwrap_or(0);
    let head = book.head(index, HEAD_ROWS).map_err(unreadable)?;
    let header = find_header(&head, COLUMNS, &[]).ok_or_else(|| sheet(Why::NoHeader, ""))?;
    let missing = missing(&header);
    if !missing.is_empty() {
        return Err(missing);
    }
    let (mut answered, mut wrong): (Vec<Answered>, Vec<Wrong>) = (Vec::new(), Vec::new());
    let mut rows = book.rows(index).map_err(unreadable)?;
    while let Some(row) = rows.next_row().map_err(unreadable)? {
        if row.number <= header.last_row || header.kind(&row) != RowKind::Data {
            continue;
        }
        match matched(&header, &row, lines, &answered) {
            Ok(one) => answered.push(one),
            Err(why) => {
                wrong.push(Wrong { row: Some(row.number), why, about: reference(&header, &row, lines) });
            }
        }
    }
    let is_later = !lines.is_empty() && lines.iter().all(|line| line.answer.is_some());
    let is_there =
        |line: &&Line| !is_later && !answered.iter().any(|one| one.application == line.application);
    let named = |line: &Line| wrong.iter().any(|one| one.about == line.reference);
    let gone: Vec<Wrong> = lines
        .iter()
        .filter(is_there)
        .filter(|line| !named(line))
        .map(|line| Wrong { row: None, why: Why::Missing, about: line.reference.clone() })
        .collect();
    wrong.extend(gone);
    if wrong.is_empty() { Ok(answered) } else { Err(wrong) }
}

fn missing(header: &HeaderMatch) -> Vec<Wrong> {
    let is_nowhere = REFERENCES.iter().all(|key| header.column(key).is_none());
    let reference = Some("reference").filter(|_| is_nowhere);
    let without = |key: &str| {
        let called = COLUMNS.iter().find(|spec| spec.key == key).and_then(|spec| spec.synonyms.first());
        Wrong { row: None, why: Why::NoColumn, about: called.copied().unwrap_or_default().to_owned() }
    };
    reference.into_iter().chain(header.missing(COLUMNS)).map(without).collect()
}

/// The reference in a row: wherever one of this batch stands, or else the first thing that could be one.
fn reference(header: &HeaderMatch, row: &RowRef<'_>, lines: &[Line]) -> String {
    let shown = REFERENCES.iter().map(|key| cell(header, row, key).shown().into_owned());
    let shown: Vec<String> = shown.filter(|text| !text.is_empty()).collect();
    let known = shown.iter().find(|text| lines.iter().any(|line| line.reference == **text));
    known.or(shown.first()).cloned().unwrap_or_default()
}

fn cell<'r>(header: &HeaderMatch, row: &RowRef<'r>, key: &str) -> &'r Cell<'r> {
    row.cell(header.column(key).unwrap_or(usize::MAX))
}

fn matched(
    header: &HeaderMatch,
    row: &RowRef<'_>,
    lines: &[Line],
    before: &[Answered],
) -> Result<Answered, Why> {
    let cell = |key| cell(header, row, key);
    if COLUMNS.iter().any(|spec| cell(spec.key).formula) {
        return Err(Why::Formula);
    }
    let reference = reference(header, row, lines);
    let line = lines.iter().find(|line| line.reference == reference).ok_or(Why::Unknown)?;
    if before.iter().any(|one| one.application == line.application) {
        return Err(Why::Twice);
    }
    match cell("account").as_id_text() {
        IdText::Exact(account) if account == line.payee.account.digits() => {}
        _ => return Err(Why::Account),
    }
    if Amount::parse(&cell("yuan").shown()).map(Amount::fen) != Ok(line.fen) {
        return Err(Why::Amount);
    }
    let said = cell("outcome").shown().to_lowercase();
    let outcome = match said.as_str() {
        word if SUCCEEDED.contains(&word) => Outcome::Paid,
        word if FAILED.contains(&word) => Outcome::Returned,
        _ => return Err(Why::Outcome),
    };
    let number = ["number", "own"].map(|key| cell(key).shown().into_owned());
    let number = number.into_iter().find(|text| !text.is_empty() && *text != reference).unwrap_or_default();
    let said = Said {
        reference: number.chars().take(60).collect(),
        why: cell("why").shown().chars().take(200).collect(),
    };
    Ok(Answered { application: line.application, outcome, said })
}

#[cfg(test)]
mod tests {
    use cq_sheet::{ColumnKind, OutCell, TableColumn, TableSpec, write_table};
    use jiff::civil::date;
    use proptest::prelude::*;
    use rust_xlsxwriter::{Formula, Workbook as Writer};
    use uuid::Uuid;

    use super::*;
    use crate::application::{account::Account, model::Relation, said::Payee};

    fn line(n: u8, account: &str, fen: i64) -> Line {
        let payee = Payee {
            name: "单国英".into(),
            relation: Relation::Own,
            bank: "工商银行长庆支行".into(),
            account: Account::parse(account).unwrap(),
            person: None,
            unlisted: String::new(),
        };
        Line {
            number: i64::from(n),
            application: ReliefId(Uuid::from_u128(u128::from(n))),
            reference: format!("2026-0003-2026-000{n}"),
            name: "单国英".into(),
            version: 1,
            fen,
            payee,
            answer: None,
        }
    }

    fn lines() -> Vec<Line> {
        vec![line(1, "6222021602001234568", 300_000), line(2, "15101040026589", 50_050)]
    }

    /// A bank's sheet with these cells: 附言, 账号, 金额, 处理结果, 失败原因, 流水号.
    fn sheet(rows: &[[OutCell<'static>; 6]]) -> Vec<u8> {
        headed(["附言", "收款账号", "金额（元）", "处理结果", "失败原因", "流水号"], rows)
    }

    fn headed(headers: [&'static str; 6], rows: &[[OutCell<'static>; 6]]) -> Vec<u8> {
        let column =
            |header: &str| TableColumn { header: header.into(), width: 12.0, kind: ColumnKind::Text };
        let spec = TableSpec {
            sheet_name: "回执".into(),
            title: Some("代发回执".into()),
            columns: headers.map(column).to_vec(),
            footer: vec!["制表日期：2026年12月9日".into()],
            ..TableSpec::default()
        };
        write_table(&spec, rows.iter().cloned(), date(2026, 12, 9)).unwrap()
    }

    fn row(
        reference: &'static str,
        account: &'static str,
        yuan: f64,
        outcome: &'static str,
    ) -> [OutCell<'static>; 6] {
        [reference.into(), account.into(), OutCell::Number(yuan), outcome.into(), "".into(), "".into()]
    }

    fn good() -> [[OutCell<'static>; 6]; 2] {
        let [reference, account, yuan, outcome, ..] =
            row("2026-0003-2026-0002", "15101040026589", 500.5, "失败");
        [
            row("2026-0003-2026-0001", "6222 0216 0200 1234 568", 3000.0, "交易成功"),
            [reference, account, yuan, outcome, "户名不符".into(), "L2".into()],
        ]
    }

    fn whys(bytes: Vec<u8>) -> Vec<(Option<u32>, Why)> {
        read(bytes, &lines()).unwrap_err().into_iter().map(|one| (one.row, one.why)).collect()
    }

    #[test]
    fn every_line_is_answered() {
        let answers = read(sheet(&good()), &lines()).unwrap();
        assert_eq!(
            answers.iter().map(|one| one.outcome).collect::<Vec<_>>(),
            [Outcome::Paid, Outcome::Returned]
        );
        assert_eq!(answers[1].said, Said { reference: "L2".into(), why: "户名不符".into() });
    }

    #[test]
    fn the_banks_own_number_is_not_taken_for_the_reference() {
        fn row(
            own: &'static str,
            reference: &'static str,
            account: &'static str,
            yuan: f64,
        ) -> [OutCell<'static>; 6] {
            [
                own.into(),
                "代发".into(),
                account.into(),
                OutCell::Number(yuan),
                "成功".into(),
                reference.into(),
            ]
        }
        let rows = [
            row("BK20261209001", "2026-0003-2026-0001", "6222021602001234568", 3000.0),
            row("BK20261209002", "2026-0003-2026-0002", "15101040026589", 500.5),
        ];
        for kind in ["附言", "用途", "备注"] {
            let headers = ["业务参考号", "摘要", "账号", "金额", "处理结果", kind];
            let answers = read(headed(headers, &rows), &lines()).unwrap();
            let numbers: Vec<_> = answers.iter().map(|one| one.said.reference.as_str()).collect();
            assert_eq!(numbers, ["BK20261209001", "BK20261209002"], "{kind}");
        }
        // A bank that repeats the reference there and nowhere else.
        let headers = ["业务参考号", "附加", "账号", "金额", "处理结果", "流水号"];
        let rows = [
            row("2026-0003-2026-0001", "L1", "6222021602001234568", 3000.0),
            row("2026-0003-2026-0002", "", "15101040026589", 500.5),
        ];
        let answers = read(headed(headers, &rows), &lines()).unwrap();
        let numbers: Vec<_> = answers.iter().map(|one| one.said.reference.as_str()).collect();
        assert_eq!(numbers, ["L1", ""]);
        assert_eq!(
            whys("账号,金额,处理结果\n1,1,成功".into()),
            [(None, Why::NoColumn)],
            "nothing that could be a reference"
        );
    }

    #[test]
    fn what_does_not_match_is_said_at_its_row() {
        let [one, two] = good();
        let wrong = |bad: [OutCell<'static>; 6]| whys(sheet(&[one.clone(), bad]));
        let at = |why| vec![(Some(4), why)];
        assert_eq!(wrong(row("2026-0003-2026-0002", "15101040026588", 500.5, "成功")), at(Why::Account));
        assert_eq!(wrong(row("2026-0003-2026-0002", "15101040026589", 500.51, "成功")), at(Why::Amount));
        assert_eq!(wrong(row("2026-0003-2026-0002", "15101040026589", -500.5, "成功")), at(Why::Amount));
        assert_eq!(wrong(row("2026-0003-2026-0002", "15101040026589", 500.505, "成功")), at(Why::Amount));
        assert_eq!(wrong(row("2026-0003-2026-0002", "15101040026589", 500.5, "处理中")), at(Why::Outcome));
        let other = vec![(Some(4), Why::Unknown), (None, Why::Missing)];
        assert_eq!(wrong(row("2026-0003-2026-0009", "15101040026589", 500.5, "成功")), other);
        let other_batch = row("2026-0002-2026-0002", "15101040026589", 500.5, "成功");
        assert_eq!(wrong(other_batch), other, "the same application in another batch");
        assert_eq!(whys(sheet(&[one.clone(), two.clone(), one.clone()])), [(Some(5), Why::Twice)]);
        assert_eq!(whys(sheet(&[one])), [(None, Why::Missing)]);
        assert_eq!(whys(b"%PDF-1.7".to_vec()), [(None, Why::Unreadable)]);
        assert_eq!(
            whys("附言,账号\n2026-0003-2026-0001,1".into()),
            [(None, Why::NoColumn), (None, Why::NoColumn)]
        );
        assert_eq!(whys("甲,乙\n1,2".into()), [(None, Why::NoHeader)]);
    }

    #[test]
    fn an_account_that_became_a_number_and_a_formula_are_not_believed() {
        let [_, two] = good();
        let mut spoilt = good()[0].clone();
        spoilt[1] = OutCell::Number(6_222_021_602_001_234_568.0);
        assert_eq!(whys(sheet(&[spoilt, two])), [(Some(3), Why::Account)]);
        let mut book = Writer::new();
        let page = book.add_worksheet();
        for (at, header) in ["附言", "账号", "金额", "处理结果"].into_iter().enumerate() {
            page.write(0, u16::try_from(at).unwrap(), header).unwrap();
        }
        page.write(1, 0, "2026-0003-2026-0001").unwrap();
        page.write(1, 1, "6222021602001234568").unwrap();
        page.write_formula(1, 2, Formula::new("=1500+1500").set_result("3000")).unwrap();
        page.write(1, 3, "成功").unwrap();
        let found = whys(book.save_to_buffer().unwrap());
        assert_eq!(found, [(Some(2), Why::Formula), (None, Why::Missing)]);
    }

    proptest! {
        #[test]
        fn whatever_is_sent_is_an_answer_to_all_or_to_none(text in "[0-9,\n一-龥a-z.-]{0,200}") {
            if let Ok(answers) = read(text.into_bytes(), &lines()) {
                prop_assert_eq!(answers.len(), lines().len());
            }
        }
    }
}
