//! Two records side by side: field by field, and what would move.

use std::collections::BTreeMap;

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_calendar::PartialDate;
use cq_platform::{
    Error, Result,
    form::Form,
    web::{Ctx, Posted, Ui, page, see_other},
};

use super::words;
use crate::{
    duplicate::{
        actions::{self, Belongings, Choice, Comparison},
        field,
        model::Side,
        reference::{Case, Held, References},
    },
    person::{Ended, PersonId},
};

/// The two ids of the address: whom to keep, and who would give way.
pub(super) type Pair2 = Path<(String, String)>;

/// Ids that are none lead nowhere.
pub(super) fn case(Path((kept, gone)): Pair2) -> Result<Case> {
    let id = |text: String| text.parse::<PersonId>().map_err(|_| Error::NotFound);
    Ok(Case { kept: id(kept)?, gone: id(gone)? })
}

#[derive(Template)]
#[template(path = "duplicate/compare.html")]
struct ComparePage {
    ui: Ui,
    kept: Record,
    gone: Record,
    how: String,
    why: String,
    fields: Vec<Row>,
    questions: Vec<Question>,
    moves: Vec<String>,
    /// What ends whatever is chosen.
    ends: Vec<String>,
    /// What ends if the record says that its person is served no longer: what it then says, and what ends.
    lapses: Vec<(String, Vec<String>)>,
}

/// One of the two, at the head of its column.
struct Record {
    id: PersonId,
    name: String,
    version: i64,
    since: String,
}

/// A field in which they differ.
struct Row {
    field: String,
    title: String,
    kept: String,
    gone: String,
    /// What is chosen to begin with: whatever says something.
    side: Side,
    /// Both can be kept.
    both: bool,
}

/// Two things that cannot stand side by side.
struct Question {
    id: String,
    kept: String,
    gone: String,
}

impl ComparePage {
    fn of(ui: Ui, references: References, comparison: &Comparison) -> Self {
        let two = &comparison.two;
        let likeness = two.likeness();
        let mut page = Self {
            kept: Record {
                id: two.kept.id,
                name: two.kept.name.clone(),
                version: two.kept.version,
                since: ui.instant(&two.kept.created_at),
            },
            gone: Record {
                id: two.gone.id,
                name: two.gone.name.clone(),
                version: two.gone.version,
                since: ui.instant(&two.gone.created_at),
            },
            how: words::how(&ui, &likeness),
            why: words::why(&ui, &likeness),
            fields: two.differing().iter().map(|change| row(&ui, change)).collect(),
            questions: Vec::new(),
            moves: Vec::new(),
            ends: Vec::new(),
            lapses: Vec::new(),
            ui,
        };
        for (name, held) in &comparison.held {
            let Some(reference) = references.iter().find(|reference| reference.name() == *name) else {
                continue;
            };
            for held in held {
                let said = reference.say(&page.ui, held);
                match &held.rival {
                    Some(rival) if rival.id != held.id => page.questions.push(Question {
                        id: held.id.to_string(),
                        kept: reference.say(&page.ui, &Held { label: rival.label.clone(), ..held.clone() }),
                        gone: said,
                    }),
                    Some(_) => page.ends.push(said),
                    None => page.moves.push(said),
                }
            }
        }
        page.lapses = comparison.lapsing.iter().map(|lapsing| lapse(&page.ui, references, lapsing)).collect();
        page.lapses.retain(|(_, ends)| !ends.is_empty());
        page
    }

    fn title(&self) -> String {
        self.ui.a2("duplicate-compare", "one", &self.kept.name, "other", &self.gone.name).into_owned()
    }

    fn address(&self) -> String {
        format!("/people/{}/duplicates/{}", self.kept.id, self.gone.id)
    }

    fn swapped(&self) -> String {
        format!("/people/{}/duplicates/{}", self.gone.id, self.kept.id)
    }

    fn consequence(&self) -> String {
        self.ui.a2("duplicate-consequence", "kept", &self.kept.name, "gone", &self.gone.name).into_owned()
    }

    fn is_kept(&self, row: &Row) -> bool {
        row.side == Side::Kept && !row.both
    }

    fn is_gone(&self, row: &Row) -> bool {
        row.side == Side::Gone && !row.both
    }
}

/// What a record may say of when its person stopped being served, and what ends then, in words.
fn lapse(ui: &Ui, references: References, (ended, held): &(Ended, Belongings)) -> (String, Vec<String>) {
    let ends = held.iter().flat_map(|(name, held)| {
        let reference = references.iter().find(|reference| reference.name() == *name);
        reference.into_iter().flat_map(move |reference| held.iter().map(|held| reference.say(ui, held)))
    });
    let because = ui.w("ended", ended.because);
    (
        ui.a2("duplicate-ends-with", "day", ui.partial(&ended.on), "because", because).into_owned(),
        ends.collect(),
    )
}

fn row(ui: &Ui, change: &crate::intake::FieldChange) -> Row {
    let both = change.field == field::CONDITIONS && change.before.is_some() && change.after.is_some();
    Row {
        title: field::title(ui, &change.field),
        kept: field::said(ui, &change.field, change.before.as_deref()),
        gone: field::said(ui, &change.field, change.after.as_deref()),
        side: if says_more(change) { Side::Gone } else { Side::Kept },
        both,
        field: change.field.clone(),
    }
}

/// Whether the record that would give way knows it, or the same date more exactly: 1945-03-08 rather than 1945-03.
fn says_more(change: &crate::intake::FieldChange) -> bool {
    let date = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<PartialDate>().ok());
    match (date(&change.before), date(&change.after)) {
        (Some(kept), Some(gone)) => {
            kept != gone && kept.first_day() <= gone.first_day() && gone.last_day() <= kept.last_day()
        }
        _ => change.before.is_none(),
    }
}

pub(super) async fn show(ctx: Ctx, path: Pair2, references: References) -> Result<Response> {
    let case = case(path)?;
    let comparison = actions::compare(&ctx.app, &ctx.act()?, references, case).await?;
    if let Some(kept) = comparison.leads_to {
        return Ok(see_other(&format!("/people/{kept}"), Some("notice-duplicate-merged-before")));
    }
    page(&ComparePage::of(Ui::of(&ctx), references, &comparison))
}

pub(super) async fn merge(
    ctx: Ctx,
    path: Pair2,
    Posted(raw): Posted,
    references: References,
) -> Result<Response> {
    let case = case(path)?;
    let (act, bureau) = (ctx.act()?, *ctx.act()?.bureau());
    let known = move |conn: &cq_platform::db::Conn<'_>| {
        let scope = cq_platform::policy::Scope::BUREAU;
        for id in [case.kept, case.gone] {
            crate::person::store::find(conn, &scope, &bureau, id)?.ok_or(Error::NotFound)?;
        }
        Ok(())
    };
    ctx.app.db.read(known).await?;
    let choice = chosen(&Form::from(raw));
    actions::merge(&ctx.app, &act, references, case, choice).await?;
    Ok(see_other(&format!("/people/{}", case.kept), Some("notice-duplicate-merged")))
}

/// What the form says. Without the versions that were looked at nothing can be merged: they are then those of nobody.
fn chosen(form: &Form) -> Choice {
    let version = |name: &str| form.value(name).parse().unwrap_or(-1);
    let mut choice = Choice {
        versions: (version("version-kept"), version("version-gone")),
        both_conditions: form.value("field-conditions") == "both",
        ..Choice::default()
    };
    let side = |value: &str| value.parse::<Side>().ok();
    let named = |prefix: &'static str| {
        move |(name, value): &(String, String)| Some((name.strip_prefix(prefix)?.to_owned(), side(value)?))
    };
    choice.fields = form.pairs().iter().filter_map(named("field-")).collect::<BTreeMap<_, _>>();
    let rivals = form.pairs().iter().filter_map(named("rival-"));
    choice.rivals = rivals.filter_map(|(id, side)| Some((id.parse().ok()?, side))).collect();
    choice
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::FieldChange;

    #[test]
    fn the_more_exact_of_two_dates_is_chosen_to_begin_with() {
        let change = |before: Option<&str>, after: Option<&str>| FieldChange {
            field: "born".into(),
            before: before.map(str::to_owned),
            after: after.map(str::to_owned),
        };
        assert!(says_more(&change(Some("1945-03"), Some("1945-03-08"))));
        assert!(says_more(&change(Some("1945"), Some("1945-03"))));
        assert!(says_more(&change(None, Some("1945"))));
        for (kept, gone) in [
            (Some("1945-03-08"), Some("1945-03")),
            (Some("1945-03"), Some("1946-03-08")),
            (Some("书法"), Some("书法、太极")),
            (Some("1945"), None),
        ] {
            assert!(!says_more(&change(kept, gone)), "{kept:?} {gone:?}");
        }
    }
}
