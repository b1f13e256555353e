//! What a look at a file leaves to be said and asked besides its rows: names that are not on record, what holds for all rows, and
//! what was not held against earlier ledgers.

use cq_platform::{messages::Text, web::Ui};

use crate::intake::{
    any_ledger::AnyLedger,
    gone::{Compared, Short},
    layout::Layout,
    model::Counts,
    naming::{Noun, Unknown},
    of_all,
};

/// Names, or lists, that a sentence enumerates.
const SAID: usize = 5;

/// What is to be said and asked.
pub(super) struct Asking {
    /// Names that a person has to say something of.
    pub(super) names: Vec<NameView>,
    /// Whether all of them were said to be new.
    pub(super) are_all_new: bool,
    /// What a first ledger makes by itself, said; empty where it does not.
    pub(super) makes: String,
    /// What may hold for all rows.
    pub(super) of_all: Option<OfAllView>,
    /// Lists that were too short to be held against earlier ones, each in a sentence.
    pub(super) short: Vec<String>,
    compared: Compared,
    /// Rows that are right but for what they say of their families.
    pub(super) untied: i64,
}

/// A name that is not on record.
pub(super) struct NameView {
    pub(super) value: String,
    pub(super) said: String,
    pub(super) is_new: bool,
}

/// A column that the file does not have, and what may hold for all rows.
pub(super) struct OfAllView {
    /// Under which header the choice is kept.
    pub(super) header: String,
    pub(super) title: String,
    /// Words with what they say, and whether it is that.
    pub(super) words: Vec<(&'static str, String, bool)>,
    /// What holds as it stands, said; empty where nothing does.
    pub(super) said: String,
}

impl Asking {
    pub(super) fn of(ui: &Ui, ledger: &dyn AnyLedger, layout: &Layout) -> Self {
        let agreed = &layout.agreed;
        let is_agreed = |name: &Unknown| agreed.all || agreed.names.contains(&(name.noun, name.name.clone()));
        let (first, asked): (Vec<&Unknown>, Vec<&Unknown>) =
            layout.unknown.iter().partition(|name| name.is_new && !is_agreed(name));
        let short = layout.compared.short.iter().take(SAID).map(|short| self::short(ui, ledger, short));
        Self {
            names: asked.into_iter().map(|name| NameView::of(ui, name)).collect(),
            are_all_new: agreed.all,
            makes: makes(ui, &first),
            of_all: of_all_view(ui, ledger, layout),
            short: short.chain(more(ui, &layout.compared)).collect(),
            compared: layout.compared.clone(),
            untied: layout.untied,
        }
    }

    /// Whether nothing was held against an earlier ledger although there is one.
    pub(super) fn is_not_compared(&self) -> bool {
        self.compared.held == 0 && !self.compared.short.is_empty()
    }

    /// Why nobody is gone, where nobody is.
    pub(super) fn nobody_gone(&self) -> &'static str {
        match &self.compared {
            Compared { held: 1.., .. } => "intake-gone-nobody",
            Compared { first: 1.., short, .. } if short.is_empty() => "intake-gone-first",
            _ => "intake-no-rows",
        }
    }
}

/// What an import writes, in words: rows, relations and ends, each counted for itself.
pub(super) fn writes(ui: &Ui, counts: &Counts) -> String {
    let parts = [
        ("intake-writes-rows", counts.new + counts.changed),
        ("intake-writes-ties", counts.tying),
        ("intake-writes-ends", counts.ending),
    ];
    let said = parts.into_iter().filter(|(_, count)| *count > 0);
    let said: Vec<String> = said.map(|(key, count)| ui.a1(key, "count", count).into_owned()).collect();
    said.join(ui.m("intake-comma"))
}

impl NameView {
    fn of(ui: &Ui, name: &Unknown) -> Self {
        let noun = ui.m(match name.noun {
            Noun::Unit => "intake-noun-unit",
            Noun::Area => "intake-noun-area",
        });
        let key = if name.near.is_some() { "intake-name-asked-near" } else { "intake-name-asked" };
        let said = Text::new(key).with("noun", noun).with("name", &name.name).with("rows", name.rows);
        let said = said.with("near", name.near.as_deref().unwrap_or_default());
        let value = format!("{}:{}", name.noun, name.name);
        Self { value, said: ui.t(&said).into_owned(), is_new: name.is_new }
    }
}

fn makes(ui: &Ui, first: &[&Unknown]) -> String {
    if first.is_empty() {
        return String::new();
    }
    let names: Vec<&str> = first.iter().take(SAID).map(|name| name.name.as_str()).collect();
    let text = Text::new("intake-names-first").with("count", first.len());
    ui.t(&text.with("names", names.join(ui.m("intake-comma")))).into_owned()
}

fn short(ui: &Ui, ledger: &dyn AnyLedger, short: &Short) -> String {
    let is_named = ledger.names_scopes() && !short.scope.is_empty();
    let text = Text::new(if is_named { "intake-short-of" } else { "intake-short" });
    let text = text.with("scope", &short.scope).with("rows", short.rows).with("before", short.before);
    ui.t(&text).into_owned()
}

/// That there are more short lists than are said.
fn more(ui: &Ui, compared: &Compared) -> Option<String> {
    let rest = compared.short.len().checked_sub(SAID).filter(|rest| *rest > 0)?;
    Some(ui.a1("intake-short-more", "count", rest).into_owned())
}

fn of_all_view(ui: &Ui, ledger: &dyn AnyLedger, layout: &Layout) -> Option<OfAllView> {
    let of_all = ledger.of_all()?;
    let asked = || layout.sheets.iter().filter(|sheet| of_all.is_asked(sheet));
    let mut held: Vec<Option<&str>> = asked().map(|sheet| of_all.of_sheet(layout, sheet)).collect();
    held.sort_unstable();
    held.dedup();
    let title = ui.m(ledger.columns().iter().find(|column| column.spec.key == of_all.column)?.title);
    let said = match held.as_slice() {
        [] => return None,
        [None] => String::new(),
        [Some(word)] => {
            ui.a2("intake-of-all-said", "column", title, "word", ui.w(of_all.family, word)).into_owned()
        }
        _ => ui.a1("intake-of-all-titles", "column", title).into_owned(),
    };
    let word = |word: &&'static str| (*word, ui.w(of_all.family, word), held == [Some(*word)]);
    Some(OfAllView {
        header: of_all::header(layout),
        title: ui.a1("intake-of-all", "column", title).into_owned(),
        words: of_all.words.iter().map(word).collect(),
        said,
    })
}
