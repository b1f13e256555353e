//! One page of rows in words.

use cq_platform::{Result, actor::Act, db::Conn, messages::Text, web::Ui};

use crate::intake::{
    actions,
    any_ledger::AnyLedger,
    gone::UNTIL,
    layout::Layout,
    ledger::{Column, FieldChange, Resembled, Shown},
    model::{Detail, Intake, KeptError, Outcome, Row, State},
    report::place,
    wrong::About,
};

/// One page of rows, said.
pub(in crate::intake) struct View {
    pub(super) outcome: Outcome,
    /// Titles of the columns that any of the rows has something in.
    pub(super) titles: Vec<String>,
    pub(in crate::intake) rows: Vec<RowView>,
}

/// A row as it is shown.
pub(in crate::intake) struct RowView {
    pub(super) number: i64,
    pub(super) place: String,
    pub(super) label: String,
    pub(super) href: String,
    pub(super) cells: Vec<CellView>,
    pub(super) errors: Vec<ErrorView>,
    /// What it looks like: where that is, and the sentence.
    pub(super) alike: Vec<(String, String)>,
    /// Of what is gone: what can be done, where and in words.
    pub(super) remedies: Vec<(String, &'static str)>,
    /// Of what is gone: the file has somebody new of the same name.
    pub(super) has_namesake: bool,
    /// Of what is gone: the last day that it is given.
    pub(super) until: String,
}

/// A cell: what was and what will be.
#[derive(Clone, Default)]
pub(super) struct CellView {
    pub(super) is_changed: bool,
    pub(super) old: String,
    pub(super) new: String,
}

/// What is wrong, and at which column.
pub(super) struct ErrorView {
    pub(super) column: String,
    /// The sentence in parts, each with where it leads; most lead nowhere.
    pub(super) parts: Vec<(String, String)>,
}

impl View {
    /// Says a page of rows.
    pub(in crate::intake) fn of(
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
            !at_head
                && !matches!(outcome, Outcome::Gone | Outcome::Tie)
                && details.iter().any(|detail| detail.changes.iter().any(of))
        };
        let columns: Vec<&Column> = ledger.columns().iter().filter(touched).collect();
        let rows = rows
            .iter()
            .zip(&details)
            .map(|(row, detail)| {
                let view = RowView::of(ui, &layout, intake, &columns, row, detail);
                if outcome == Outcome::Gone { view.gone(ui, ledger, intake, detail) } else { view }
            })
            .collect();
        let titles = columns.iter().map(|column| ui.m(column.title).to_owned()).collect();
        Ok(View { outcome, titles, rows })
    }

    /// With what each row looks like.
    pub(in crate::intake) fn with_alike(mut self, ui: &Ui, resembled: &[Vec<Resembled>]) -> View {
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
        let error = |error: &KeptError| {
            let at = place(layout, &row.sheet, error.column.as_deref());
            let column = at.map_or_else(String::new, |(letter, header)| format!("{letter} {header}"));
            ErrorView { column, parts: linked(&ui.t(&error.text()), &error.about) }
        };
        let is_there = matches!(intake.state, State::Done | State::Checked) && intake.kind == "people";
        let of_row =
            || row.subject_id.filter(|_| is_there).map_or_else(String::new, |id| format!("/people/{id}"));
        let href = if row.verdict == Outcome::Tie { detail.href.clone() } else { of_row() };
        RowView {
            number: row.number,
            place: place_text(ui, row),
            label: row.label.clone(),
            href,
            cells: columns.iter().map(cell).collect(),
            errors: detail.errors.iter().map(error).collect(),
            alike: Vec::new(),
            remedies: Vec::new(),
            has_namesake: false,
            until: String::new(),
        }
    }

    /// A row of what is gone: with its address, what can be done, and when it ends.
    fn gone(self, ui: &Ui, ledger: &dyn AnyLedger, intake: &Intake, detail: &Detail) -> RowView {
        let is_open = matches!(intake.state, State::Checked | State::Done);
        let remedies = ledger.remedies().iter().filter(|_| is_open && !detail.href.is_empty());
        let until = detail.changes.iter().find(|change| change.field == UNTIL);
        RowView {
            remedies: remedies.map(|(rest, key)| (format!("{}{rest}", detail.href), *key)).collect(),
            href: detail.href.clone(),
            has_namesake: detail.has_namesake,
            until: until.map_or_else(String::new, |until| shown(ui, Shown::Day, until.after.as_deref())),
            ..self
        }
    }
}

/// What each new row of a page looks like in the registry; of other rows nothing is asked.
pub(in crate::intake) fn resembled(
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

/// A sentence with what it names made links, in its order.
fn linked(sentence: &str, about: &[About]) -> Vec<(String, String)> {
    let (mut parts, mut rest) = (Vec::new(), sentence);
    for About { name, href } in about {
        let Some((before, after)) = rest.split_once(name.as_str()) else { continue };
        parts.extend([(before.to_owned(), String::new()), (name.clone(), href.clone())]);
        rest = after;
    }
    parts.push((rest.to_owned(), String::new()));
    parts
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

#[cfg(test)]
mod tests {
    use super::{About, linked, masked};

    #[test]
    fn whom_a_sentence_names_is_a_link_in_it() {
        let about = |name: &str| About { name: name.to_owned(), href: format!("/people/{name}") };
        let parts = linked("two: A 1 / A. See", &[about("A 1"), about("A"), about("B")]);
        let said: Vec<(&str, &str)> =
            parts.iter().map(|(said, href)| (said.as_str(), href.as_str())).collect();
        assert_eq!(
            said,
            [("two: ", ""), ("A 1", "/people/A 1"), (" / ", ""), ("A", "/people/A"), (". See", "")]
        );
    }

    #[test]
    fn a_masked_value_shows_enough_to_tell_two_apart() {
        assert_eq!(masked("440524188001010014"), "440***********0014");
        assert_eq!(masked("12345678"), "********");
        assert_eq!(masked(""), "");
    }
}
