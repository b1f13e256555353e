//! The check page: counts, columns, and one page of rows, cell by cell.

mod asking;
mod row;

use askama::Template;
use cq_platform::{
    Result,
    db::Conn,
    form::Form,
    ids::BureauId,
    messages::{Arg, Text},
    web::Ui,
};

use super::{
    actions,
    any_ledger::{AnyLedger, Ledgers},
    layout::{Heading, Sheet},
    ledger::Column,
    model::{Intake, IntakeId, Outcome, Row, State},
    other_kind, store,
};
use asking::Asking;
use row::RowView;
pub(crate) use row::shown;
pub(super) use row::{View, resembled};

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
        let order =
            [Outcome::Wrong, Outcome::Changed, Outcome::New, Outcome::Tie, Outcome::Gone, Outcome::Same];
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

#[derive(Template)]
#[template(path = "intake/show.html")]
pub(super) struct ShowPage {
    ui: Ui,
    intake: Intake,
    headings: Vec<Heading>,
    columns: &'static [Column],
    /// The same file was taken in before: when and by whom, said.
    earlier: String,
    /// The kind of ledger that the file looks like, where that is another one.
    better: Option<&'static str>,
    /// Of which day the ledger tells, said; empty where that is the day on which it was brought.
    as_of: String,
    /// Why the step asked for was not taken.
    refused: String,
    sub: String,
    /// Sheets without a header, and where to point at it.
    headless: Vec<(String, String)>,
    asking: Asking,
    view: View,
    /// Whether what is gone can end with the import.
    ends_gone: bool,
    /// The day on which what is ticked ends.
    form: Form,
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
        let as_of = layout
            .as_of
            .map_or_else(String::new, |day| ui.a1("intake-as-of-said", "day", ui.day(&day)).into_owned());
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
        let asking = Asking::of(&ui, ledger, &layout);
        let columns = ledger.columns();
        let ends_gone = ledger.ends_gone() && intake.state == State::Checked;
        Ok(Self {
            ui,
            intake,
            headings,
            columns,
            earlier,
            better: None,
            as_of,
            refused: String::new(),
            sub,
            headless,
            asking,
            view,
            ends_gone,
            form: Form::default(),
            previous,
            next,
            note,
        })
    }

    pub(super) fn refuse(&mut self, why: &Text) {
        self.refused = self.ui.t(why).into_owned();
    }

    /// With the day on which what is ticked ends.
    pub(super) fn ending_on(mut self, form: Form) -> Self {
        self.form = form;
        self
    }

    /// With the kind of ledger that the file looks like, as long as it is not taken in.
    pub(super) fn fitting(mut self, ledgers: Ledgers) -> Result<Self> {
        if self.intake.state == State::Checked {
            let layout = actions::layout(&self.intake)?;
            self.better = other_kind::fits_better(&layout, &self.intake.kind, ledgers);
        }
        Ok(self)
    }

    /// That the file looks like another kind of ledger, in a sentence.
    fn better_text(&self, better: &str) -> String {
        let (chosen, better) =
            (self.ui.w("intake-kind", &self.intake.kind), self.ui.w("intake-kind", better));
        self.ui.a2("intake-other-kind", "chosen", chosen, "better", better).into_owned()
    }

    fn is(&self, state: &str) -> bool {
        self.intake.state.as_str() == state
    }

    fn shows(&self, outcome: &Outcome) -> bool {
        self.view.outcome == *outcome
    }

    fn outcomes(&self) -> Vec<(Outcome, String)> {
        let counts = self.intake.counts();
        // Most kinds of ledger know no ties.
        let shown = Outcome::ALL.iter().filter(|outcome| **outcome != Outcome::Tie || counts.tie > 0);
        let count = |outcome: Outcome| match outcome {
            // Nothing would promise that nobody is.
            Outcome::Gone if self.asking.is_not_compared() => self.ui.m("intake-not-compared").to_owned(),
            _ => counts.of(outcome).to_string(),
        };
        shown.map(|outcome| (*outcome, count(*outcome))).collect()
    }

    /// Why a tab is empty.
    fn no_rows(&self) -> &str {
        self.ui.m(if self.shows_gone() { self.asking.nobody_gone() } else { "intake-no-rows" })
    }

    /// Rows that are wrong as a whole.
    fn wrong(&self) -> i64 {
        self.intake.rows_wrong - self.asking.untied
    }

    /// That some rows are right but for their families.
    fn untied(&self) -> String {
        self.ui.a1("intake-untied", "count", self.asking.untied).into_owned()
    }

    fn tab(&self, outcome: &Outcome) -> String {
        format!("/imports/{}?show={outcome}", self.intake.id)
    }

    fn gone_tab(&self) -> String {
        self.tab(&Outcome::Gone)
    }

    fn address(&self, step: &str) -> String {
        format!("/imports/{}/{step}", self.intake.id)
    }

    /// What ties there are, in a sentence.
    fn tie_summary(&self) -> String {
        let counts = self.intake.counts();
        let text = Text::new("intake-tie-summary").with("count", counts.tie).with("tying", counts.tying);
        self.ui.t(&text).into_owned()
    }

    fn tie_tab(&self) -> String {
        self.tab(&Outcome::Tie)
    }

    /// What taking in would do, in a sentence.
    fn summary(&self) -> String {
        let counts = self.intake.counts();
        let text = Text::new("intake-summary").with("new", counts.new).with("changed", counts.changed);
        self.ui.t(&text.with("same", counts.same).with("wrong", self.wrong())).into_owned()
    }

    /// The main step, said with what it leaves out.
    fn take_in(&self) -> String {
        let writes = asking::writes(&self.ui, &self.intake.counts());
        let key = if self.wrong() > 0 { "intake-take-in-others" } else { "intake-take-in" };
        self.ui.t(&Text::new(key).with("writes", writes).with("wrong", self.wrong())).into_owned()
    }

    /// What is gone, and what becomes of it, in a sentence.
    fn gone_text(&self) -> String {
        let counts = self.intake.counts();
        let key = match self.intake.state {
            State::Checked if self.ends_gone => "intake-gone-sub-ends",
            State::Checked => "intake-gone-sub",
            _ => "intake-gone-sub-done",
        };
        self.ui.t(&Text::new(key).with("count", counts.gone).with("ending", counts.ending)).into_owned()
    }

    /// How many are gone and how many of them end, beside the decision.
    fn gone_summary(&self) -> String {
        let counts = self.intake.counts();
        let text = Text::new("intake-gone-summary").with("count", counts.gone).with("ending", counts.ending);
        self.ui.t(&text).into_owned()
    }

    fn gone_address(&self) -> String {
        let after = self.view.rows.first().map_or(0, |row| row.number - 1);
        format!("/imports/{}/gone?show=gone&after={after}", self.intake.id)
    }

    fn shows_gone(&self) -> bool {
        self.view.outcome == Outcome::Gone
    }

    fn shows_wrong(&self) -> bool {
        self.view.outcome == Outcome::Wrong
    }

    /// What is said of a cell: what is wrong with it, or what it ties.
    fn about_cell(&self) -> &str {
        self.ui.m(if self.shows_wrong() { "intake-error-text" } else { "intake-tie-text" })
    }

    /// Whether a row ends: as was just asked for, else as it is kept.
    fn is_ticked(&self, row: &RowView) -> bool {
        if self.form.has("row", &row.number.to_string()) {
            return self.form.has("ending", &row.number.to_string());
        }
        !row.until.is_empty()
    }

    fn until_text(&self, row: &RowView) -> String {
        let key = if self.is("checked") { "intake-gone-ends-on" } else { "intake-gone-ended-on" };
        self.ui.a1(key, "day", row.until.as_str()).into_owned()
    }

    fn undo_text(&self) -> String {
        self.ui.a1("intake-undo-body", "writes", asking::writes(&self.ui, &self.intake.counts())).into_owned()
    }

    fn caption(&self) -> String {
        let key = match self.view.outcome {
            Outcome::New => "intake-caption-new",
            Outcome::Changed => "intake-caption-changed",
            Outcome::Same => "intake-caption-same",
            Outcome::Wrong => "intake-caption-wrong",
            Outcome::Gone => "intake-caption-gone",
            Outcome::Tie => "intake-caption-tie",
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
