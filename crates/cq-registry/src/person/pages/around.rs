//! What is owed to somebody, what has happened, and what other features say of them.

use cq_platform::{
    Result,
    web::{Ctx, Ui},
};

use super::history::{self, Event, Promise};
use crate::person::{
    actions::Whole,
    section::{self, Pillars, Place},
};

/// What stands around somebody today; the page of another day has none of it.
#[derive(Default)]
pub(super) struct Around {
    pub(super) owed: Vec<Promise>,
    pub(super) history: Vec<Event>,
    pub(super) readers: Vec<Event>,
    /// The picture beside the name, as HTML.
    pub(super) photo: String,
    /// What other features say, as HTML, with its place.
    pub(super) sections: Vec<(Place, String)>,
}

impl Around {
    pub(super) async fn of(ctx: &Ctx, whole: &Whole, pillars: Pillars) -> Result<Self> {
        let (ui, today) = (Ui::of(ctx), ctx.act()?.today());
        let (photo, sections) = section::read(ctx, &whole.person, pillars).await?;
        Ok(Self {
            owed: whole.owed.iter().map(|owed| Promise::of(&ui, owed, today)).collect(),
            history: history::history(&ui, whole, today),
            readers: history::readers(&ui, &whole.entries),
            photo,
            sections,
        })
    }
}
