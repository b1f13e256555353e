//! A merge: what it did, and the way back.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    messages::Text,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};

use crate::{
    duplicate::{
        UNDO,
        actions::{self, Whole},
        field,
        model::{Merge, MergeId, Outcome},
        reference::References,
        store::KeptStep,
    },
    intake::FieldChange,
    person::PersonId,
};

#[derive(Template)]
#[template(path = "duplicate/show.html")]
struct MergePage {
    ui: Ui,
    merge: Merge,
    kept: String,
    gone: String,
    /// Why the step asked for was not taken.
    refused: String,
    fields: Vec<(String, String, String)>,
    moves: Vec<(String, &'static str)>,
    may_undo: bool,
}

impl MergePage {
    fn of(ctx: &Ctx, references: References, whole: Whole) -> Result<Self> {
        let ui = Ui::of(ctx);
        let said = |change: &FieldChange| {
            let value = |value: &Option<String>| field::said(&ui, &change.field, value.as_deref());
            (field::title(&ui, &change.field), value(&change.before), value(&change.after))
        };
        let fields = whole.merge.fields.kept.iter().map(said).collect();
        let moves = whole.steps.iter().filter_map(|kept| moved(&ui, references, kept)).collect();
        let may_undo = whole.merge.undone_at.is_none() && ctx.act()?.actor.may(&UNDO).is_ok();
        Ok(Self {
            refused: String::new(),
            kept: whole.kept.name,
            gone: whole.gone.name,
            merge: whole.merge,
            fields,
            moves,
            may_undo,
            ui,
        })
    }

    fn title(&self) -> String {
        self.ui.a2("duplicate-merge", "gone", &self.gone, "kept", &self.kept).into_owned()
    }

    fn sub(&self) -> String {
        match &self.merge.undone_at {
            None => self.ui.a1("duplicate-merge-sub", "at", self.ui.instant(&self.merge.at)).into_owned(),
            Some(at) => self.ui.a1("duplicate-merge-undone-sub", "at", self.ui.instant(at)).into_owned(),
        }
    }

    fn address(&self, of: &PersonId) -> String {
        format!("/people/{of}")
    }
}

/// A step in words, and what became of it; a thing that was closed and moved is said once.
fn moved(ui: &Ui, references: References, kept: &KeptStep) -> Option<(String, &'static str)> {
    let reference = references.iter().find(|reference| reference.name() == kept.reference)?;
    let held = kept.held.as_ref().filter(|held| held.id == kept.step.subject)?;
    let tag = match kept.outcome {
        None => "",
        Some(Outcome::Restored) => "duplicate-step-restored",
        Some(Outcome::Stayed) => "duplicate-step-stayed",
    };
    Some((reference.say(ui, held), tag))
}

fn id_of(Path(id): Path<String>) -> Result<MergeId> {
    id.parse().map_err(|_| Error::NotFound)
}

pub(super) async fn show(ctx: Ctx, path: Path<String>, references: References) -> Result<Response> {
    let whole = actions::view(&ctx.app, &ctx.act()?, id_of(path)?).await?;
    page(&MergePage::of(&ctx, references, whole)?)
}

pub(super) async fn undo(
    ctx: Ctx,
    path: Path<String>,
    _: Posted,
    references: References,
) -> Result<Response> {
    let (act, id) = (ctx.act()?, id_of(path)?);
    match actions::undo(&ctx.app, &act, references, id).await {
        Ok(()) => Ok(see_other(&format!("/merges/{id}"), Some("notice-duplicate-undone"))),
        Err(Error::Refused(why)) => refused(&ctx, references, id, &why).await,
        Err(Error::Invalid(errors)) => {
            let why =
                errors.into_iter().next().map_or_else(|| Text::new("error-conflict-body"), |(_, text)| text);
            refused(&ctx, references, id, &why).await
        }
        Err(error) => Err(error),
    }
}

async fn refused(ctx: &Ctx, references: References, id: MergeId, why: &Text) -> Result<Response> {
    let whole = actions::view(&ctx.app, &ctx.act()?, id).await?;
    let mut page = MergePage::of(ctx, references, whole)?;
    page.refused = page.ui.t(why).into_owned();
    invalid(&page)
}
