//! The check page: counts, columns, and one page of rows, cell by cell.

use askama::Template;
use cq_platform::{
    Result,
    actor::Act,
    db::Conn,
    ids::BureauId,
    messages::{Arg, Text},
    web::Ui,
};

use super::{
    actions,
    layout::{Heading, Layout, Sheet},
    ledger::{AnyLedger, Column, FieldChange, Resembled, Shown},
    model::{Detail, Intake, IntakeId, Outcome, Row, State},
    report::place,
    store,
};

const PAGE: i64 = 50;

/// Which rows were asked for.
pub(super) struct Asked {
    pub(super) show: Option<String>,
    pub(super) after: Option<String>,
    pub(super) before: Option<String>,
}

impl Asked {
    /// The outcome asked for, or the first that needs looking at.
    pub(super) fn outcome(&self, intake: &Intake) -> Outcome {
        let asked = self.show.as_deref().and_then(|word| word.parse().ok());
        let order = [Outcome::Wrong, Outcome::Changed, Outcome::New, Outcome::Same];
        let first = || order.into_iter().find(|outcome| intake.counts().of(*outcome) > 0);
        asked.or_else(first).unwrap_or(Outcome::New)
    }

    /// One more row than a page holds where there are more.
    pub(super) fn rows(
        &self,
        conn: &Conn<'_>,
        bureau: &BureauId,
        id: IntakeId,
        outcome: Outcome,
    ) -> Result<Vec<Row>> {
        let number = |text: &Option<String>| text.as_deref().and_then(|text| text.parse().ok());
        match number(&self.before) {
            Some(before) => store::rows_before(conn, bureau, id, outcome, before, PAGE),
            None => store::rows_after(conn, bureau, id, outcome, number(&self.after).unwrap_or(0), PAGE),
        }
    }
}

/// One page of rows, said.
pub(super) struct View {
    outcome: Outcome,
    /// Titles of the columns that any of the rows has something in.
    titles: Vec<String>,
    pub(super) rows: Vec<RowView>,
}

/// A row as it is shown.
pub(super) struct RowView {
    number: i64,
    place: String,
    label: String,
    href: String,
    cells: Vec<CellView>,
    errors: Vec<ErrorView>,
    /// What it looks like: where that is, and the sentence.
    alike: Vec<(String, String)>,
}

/// A cell: what was and what will be.
#[derive(Clone, Default)]
struct CellView {
    is_changed: bool,
    old: String,
    new: String,
}

struct ErrorView {
    column: String,
    text: String,
}

impl View {
    pub(super) fn of(
        ui: &Ui,
        act: &Act,
        ledger: &dyn AnyLedger,
        intake: &Intake,
        outcome: Outcome,
        rows: &[Row],
    ) -> Result<View> {
        let layout = actions::layout(intake)?;
        let details =
            rows.iter().map(|row| actions::detail(act, intake.id, row)).collect::<Result<Vec<_>>>()?;
        let touched = |column: &&Column| {
            let of = |change: &FieldChange| change.field == column.spec.key;
            // The name of somebody new stands at the row's head already.
            let at_head = outcome == Outcome::New && column.spec.key == "name";
            !at_head && details.iter().any(|detail| detail.changes.iter().any(of))
        };
        let columns: Vec<&Column> = ledger.columns().iter().filter(touched).collect();
        let rows = rows
            .iter()
            .zip(&details)
            .map(|(row, detail)| RowView::of(ui, &layout, intake, &columns, row, detail))
            .collect();
        let titles = columns.iter().map(|column| ui.m(column.title).to_owned()).collect();
        Ok(View { outcome, titles, rows })
    }

    /// With what each row looks like.
    pub(super) fn with_alike(mut self, ui: &Ui, resembled: &[Vec<Resembled>]) -> View {
        for (row, resembled) in self.rows.iter_mut().zip(resembled) {
            row.alike = resembled.iter().map(|one| alike(ui, one)).collect();
        }
        self
    }
}

impl RowView {
    fn of(
        ui: &Ui,
        layout: &Layout,
        intake: &Intake,
        columns: &[&Column],
        row: &Row,
        detail: &Detail,
    ) -> RowView {
        let cell = |column: &&Column| {
            let change = detail.changes.iter().find(|change| change.field == column.spec.key);
            change.map_or_else(CellView::default, |change| CellView {
                is_changed: row.verdict == Outcome::Changed,
                old: shown(ui, column.shown, change.before.as_deref()),
                new: shown(ui, column.shown, change.after.as_deref()),
            })
        };
        let error = |error: &super::model::KeptError| {
            let at = place(layout, &row.sheet, error.column.as_deref());
            let column = at.map_or_else(String::new, |(letter, header)| format!("{letter} {header}"));
            ErrorView { column, text: ui.t(&error.text()).into_owned() }
        };
        let is_there = matches!(intake.state, State::Done | State::Checked) && intake.kind == "people";
        RowView {
            number: row.number,
            place: place_text(ui, row),
            label: row.label.clone(),
            href: row.subject_id.filter(|_| is_there).map_or_else(String::new, |id| format!("/people/{id}")),
            cells: columns.iter().map(cell).collect(),
            errors: detail.errors.iter().map(error).collect(),
            alike: Vec::new(),
        }
    }
}

/// What each new row of a page looks like in the registry; of other rows nothing is asked.
pub(super) fn resembled(
    conn: &Conn<'_>,
    act: &Act,
    ledger: &dyn AnyLedger,
    intake: &Intake,
    rows: &[Row],
) -> Result<Vec<Vec<Resembled>>> {
    let is_open = matches!(intake.state, State::Checked | State::Done);
    let of = |row: &Row| {
        if row.verdict != Outcome::New || !is_open {
            return Ok(Vec::new());
        }
        let detail = actions::detail(act, intake.id, row)?;
        ledger.resembled(conn, act, &detail.changes, row.subject_id)
    };
    rows.iter().map(of).collect()
}

fn alike(ui: &Ui, resembled: &Resembled) -> (String, String) {
    let reasons: Vec<&str> = resembled.reasons.iter().map(|key| ui.m(key)).collect();
    let why = reasons.join(ui.m("duplicate-comma"));
    if resembled.name.is_empty() {
        return (resembled.href.clone(), why);
    }
    (resembled.href.clone(), ui.a2("intake-row-alike", "name", &resembled.name, "why", why).into_owned())
}

/// Sheet and row, as a clerk would say it.
fn place_text(ui: &Ui, row: &Row) -> String {
    let text = Text::new(if row.sheet.is_empty() { "intake-place-row" } else { "intake-place" });
    ui.t(&text.with("sheet", &*row.sheet).with("row", row.row_number)).into_owned()
}

/// A stored value in words.
pub(crate) fn shown(ui: &Ui, how: Shown, value: Option<&str>) -> String {
    let Some(value) = value else { return String::new() };
    match how {
        Shown::Plain => value.to_owned(),
        Shown::Day => value.parse().map_or_else(|_| value.to_owned(), |day| ui.partial(&day)),
        Shown::Masked => masked(value),
        Shown::Words(family) => {
            let word = |word: &str| {
                let key = format!("{family}-{word}");
                let said = ui.m(&key);
                if said == key { word.to_owned() } else { said.to_owned() }
            };
            value.split_whitespace().map(word).collect::<Vec<_>>().join(if ui.zh() { "、" } else { ", " })
        }
    }
}

/// The first three and the last four characters; of a short value nothing.
fn masked(value: &str) -> String {
    let characters: Vec<char> = value.chars().collect();
    let Some(hidden) = characters.len().checked_sub(7).filter(|hidden| *hidden > 3) else {
        return "*".repeat(characters.len());
    };
    let (start, end) = (characters.iter().take(3), characters.iter().skip(3 + hidden));
    start.collect::<String>() + &"*".repeat(hidden) + &end.collect::<String>()
}

#[derive(Template)]
#[template(path = "intake/show.html")]
pub(super) struct ShowPage {
    ui: Ui,
    intake: Intake,
    headings: Vec<Heading>,
    columns: &'static [Column],
    /// The same file was taken in before: when and by whom, said.
    earlier: String,
    /// Why the step asked for was not taken.
    refused: String,
    sub: String,
    /// Sheets without a header, and where to point at it.
    headless: Vec<(String, String)>,
    view: View,
    previous: String,
    next: String,
    note: String,
}

impl ShowPage {
    pub(super) fn of(
        ui: Ui,
        ledger: &dyn AnyLedger,
        intake: Intake,
        earlier: Option<Intake>,
        view: View,
    ) -> Result<Self> {
        let layout = actions::layout(&intake)?;
        let headings = layout.headings();
        let headless = layout.headless().filter(|_| intake.state == State::Checked);
        let headless = headless.map(|sheet| (sheet.name.clone(), header_address(&intake, sheet))).collect();
        let by = |intake: &Intake| intake.by.clone().unwrap_or_else(|| ui.m("intake-by-program").to_owned());
        let earlier =
            earlier.filter(|_| intake.state == State::Checked).map_or_else(String::new, |earlier| {
                let at = earlier.done_at.unwrap_or(earlier.made_at);
                ui.a2("intake-earlier", "at", ui.instant(&at), "by", by(&earlier)).into_owned()
            });
        let key = match intake.state {
            State::Checked => "intake-sub-checked",
            State::Done => "intake-sub-done",
            State::Undone => "intake-sub-undone",
            State::Discarded => "intake-sub-discarded",
        };
        let at = intake.undone_at.or(intake.done_at).unwrap_or(intake.made_at);
        let sub = Text::new(key)
            .with("kind", ui.w("intake-kind", &intake.kind))
            .with("by", by(&intake))
            .with("at", ui.instant(&at));
        let sub = ui.t(&sub).into_owned();
        let (previous, next, note) = pages(&ui, &intake, &view);
        let columns = ledger.columns();
        Ok(Self {
            ui,
            intake,
            headings,
            columns,
            earlier,
            refused: String::new(),
            sub,
            headless,
            view,
            previous,
            next,
            note,
        })
    }

    pub(super) fn refuse(&mut self, why: &Text) {
        self.refused = self.ui.t(why).into_owned();
    }

    fn is(&self, state: &str) -> bool {
        self.intake.state.as_str() == state
    }

    fn shows(&self, outcome: &Outcome) -> bool {
        self.view.outcome == *outcome
    }

    fn outcomes(&self) -> Vec<(Outcome, i64)> {
        Outcome::ALL.iter().map(|outcome| (*outcome, self.intake.counts().of(*outcome))).collect()
    }

    fn tab(&self, outcome: &Outcome) -> String {
        format!("/imports/{}?show={outcome}", self.intake.id)
    }

    fn address(&self, step: &str) -> String {
        format!("/imports/{}/{step}", self.intake.id)
    }

    /// What taking in would do, in a sentence.
    fn summary(&self) -> String {
        let counts = self.intake.counts();
        let text = Text::new("intake-summary").with("new", counts.new).with("changed", counts.changed);
        self.ui.t(&text.with("same", counts.same).with("wrong", counts.wrong)).into_owned()
    }

    /// The main step, said with what it leaves out.
    fn take_in(&self) -> String {
        let counts = self.intake.counts();
        let key = if counts.wrong > 0 { "intake-take-in-others" } else { "intake-take-in" };
        let text = Text::new(key).with("count", counts.writes()).with("wrong", counts.wrong);
        self.ui.t(&text).into_owned()
    }

    fn undo_text(&self) -> String {
        self.ui.a1("intake-undo-body", "count", self.intake.counts().writes()).into_owned()
    }

    fn caption(&self) -> String {
        let key = match self.view.outcome {
            Outcome::New => "intake-caption-new",
            Outcome::Changed => "intake-caption-changed",
            Outcome::Same => "intake-caption-same",
            Outcome::Wrong => "intake-caption-wrong",
        };
        self.ui.a1(key, "count", self.intake.counts().of(self.view.outcome)).into_owned()
    }

    /// The name of a heading's select, for those who do not see the table.
    fn select_label(&self, heading: &Heading) -> String {
        let args = vec![("header", Arg::Text(heading.text.clone()))];
        self.ui.t(&Text { key: "intake-column-means", args }).into_owned()
    }

    fn means(&self, heading: &Heading, column: &Column) -> bool {
        heading.key.as_deref() == Some(column.spec.key)
    }
}

fn header_address(intake: &Intake, sheet: &Sheet) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("sheet", &sheet.name);
    format!("/imports/{}/header?{}", intake.id, query.finish())
}

fn pages(ui: &Ui, intake: &Intake, view: &View) -> (String, String, String) {
    let (Some(first), Some(last)) = (view.rows.first(), view.rows.last()) else { return Default::default() };
    let base = format!("/imports/{}?show={}", intake.id, view.outcome);
    let total = intake.counts().of(view.outcome);
    if total <= PAGE {
        return Default::default();
    }
    let note = ui.a1("intake-of", "count", total).into_owned();
    (format!("{base}&before={}", first.number), format!("{base}&after={}", last.number), note)
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn a_masked_value_shows_enough_to_tell_two_apart() {
        assert_eq!(masked("440524188001010014"), "440***********0014");
        assert_eq!(masked("12345678"), "********");
        assert_eq!(masked(""), "");
    }
}
