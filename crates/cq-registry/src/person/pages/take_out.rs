//! The list as it is narrowed, as a file.

use axum::response::Response;
use cq_platform::{
    Result,
    audit::Subject,
    form::Raw,
    web::{Ctx, Ui},
};

use crate::{
    export,
    person::{EXPORT, PersonExport},
};

const ADDRESS: &str = "/people/export";

/// Takes out what the list with the same query shows.
pub(super) async fn take_out(ctx: Ctx) -> Result<Response> {
    let asked = export::Asked {
        export: &PersonExport,
        action: &EXPORT,
        subject: Subject::list("person"),
        address: ADDRESS.to_owned(),
        back: "/people".to_owned(),
        title: Ui::of(&ctx).m("person-index").to_owned(),
        narrowed: None,
    };
    export::answer(&ctx, asked).await
}

/// The address for the list that is shown.
pub(super) fn address(ctx: &Ctx) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    let Raw(fields) = ctx.query_fields();
    let is_turn = |name: &str| matches!(name, "after" | "before" | "notice");
    query.extend_pairs(fields.iter().filter(|(name, _)| !is_turn(name)));
    format!("{ADDRESS}?{}", query.finish())
}
