//! Look first, then make: a form is sent to its preview, and what was looked at is made, or, if it has become something else
//! meanwhile, looked at again.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use jiff::civil::Date;

use super::{Ctx, Posted, see_other};
use crate::{Error, Result, actor::Act, db::Tx, form::Form};

/// Something that is made in two steps. The preview's form carries what was looked at as `seen`.
pub trait Looked: 'static {
    /// What the form asks for.
    type Draft: Clone + Send + 'static;
    /// What it would do.
    type Preview: Send + 'static;

    /// The notice when it is made.
    const MADE: &'static str;

    /// Reads the form; none where something in it is wrong.
    fn draft(form: &mut Form, today: Date) -> Option<Self::Draft>;

    /// What it would do, and that somebody looked, in the log.
    fn look(tx: &Tx<'_>, act: &Act, draft: &Self::Draft) -> Result<Self::Preview>;

    /// Makes it, and says where it is; [`Error::Conflict`] if it would do something else than was `seen`.
    fn make(tx: &Tx<'_>, act: &Act, draft: &Self::Draft, seen: &str) -> Result<String>;

    /// The page of the form, with what is wrong in it.
    fn form_page(ctx: &Ctx, form: Form) -> impl Future<Output = Result<Response>> + Send;

    /// The page of the preview; `changed` since it was looked at.
    fn preview_page(
        ctx: &Ctx,
        form: Form,
        draft: Self::Draft,
        preview: Self::Preview,
        changed: bool,
    ) -> Result<Response>;
}

/// Shows what the form would do.
pub async fn preview<L: Looked>(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let mut form = Form::from(raw);
    match L::draft(&mut form, ctx.act()?.today()) {
        Some(draft) => look::<L>(&ctx, form, draft, false).await,
        None => L::form_page(&ctx, form).await,
    }
}

/// Makes what was looked at.
pub async fn create<L: Looked>(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let act = ctx.act()?;
    let mut form = Form::from(raw);
    let Some(draft) = L::draft(&mut form, act.today()) else { return L::form_page(&ctx, form).await };
    let (seen, made) = (form.value("seen").to_owned(), draft.clone());
    match ctx.app.db.write(move |tx| L::make(tx, &act, &made, &seen)).await {
        Ok(address) => Ok(see_other(&address, Some(L::MADE))),
        Err(Error::Invalid(errors)) => L::form_page(&ctx, form.with_errors(errors)).await,
        Err(Error::Conflict) => look::<L>(&ctx, form, draft, true).await,
        Err(error) => Err(error),
    }
}

async fn look<L: Looked>(ctx: &Ctx, form: Form, draft: L::Draft, changed: bool) -> Result<Response> {
    let (act, asked) = (ctx.act()?, draft.clone());
    let preview = match ctx.app.db.write(move |tx| L::look(tx, &act, &asked)).await {
        Err(Error::Invalid(errors)) => return L::form_page(ctx, form.with_errors(errors)).await,
        read => read?,
    };
    let shown = L::preview_page(ctx, form, draft, preview, changed)?;
    Ok(if changed { (StatusCode::CONFLICT, shown).into_response() } else { shown })
}
