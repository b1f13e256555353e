//! Registering people and changing what is known of them, for programs.

use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use cq_platform::{
    Error, Result,
    form::{Form, Raw},
    messages::Text,
    web::{
        Ctx, Ui,
        api::{self, Sent},
    },
};
use serde_json::Value;

use super::{answered, shape};
use crate::{
    duplicate,
    person::{Category, FIELDS, Facts, PersonId, actions, field::Kind, form},
};

/// Registers somebody. Whoever looks like somebody known is registered only by who has looked at that.
pub(super) async fn create(ctx: Ctx, sent: Sent) -> Result<Response> {
    let act = ctx.act()?;
    let mut form = said(sent, &Facts::new("", Category::Retired));
    let facts = form::facts(&mut form, None, act.today());
    let has_looked = form.has(duplicate::LOOKED_AT, "yes");
    form.finish(Some(()))?;
    if !has_looked {
        let (hand, ui, entered) = (act.clone(), Ui::of(&ctx), facts.clone());
        match ctx.app.db.read(move |conn| duplicate::warning(conn, &hand, &ui, &entered)).await? {
            Some(alike) if alike.is_same_id => {
                return Err(Error::Invalid(vec![(
                    "citizen_id".into(),
                    Text::new("person-citizen-id-taken"),
                )]));
            }
            Some(_) => return Err(Error::refused("person-looks-known")),
            None => {}
        }
    }
    let id = actions::create(&ctx.app, &act, facts).await?;
    let answer = answered(&ctx, id, &HeaderMap::new(), StatusCode::CREATED).await?;
    api::made(answer, &format!("/api/v1/people/{id}"))
}

/// Changes what is known of somebody; what is not named stays.
pub(super) async fn change(
    ctx: Ctx,
    Path(id): Path<String>,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Response> {
    let id: PersonId = id.parse().map_err(|_| Error::NotFound)?;
    let act = ctx.act()?;
    let (person, before) = actions::load(&ctx.app, &act, id).await?;
    if api::seen(&headers)? != person.version {
        return Err(Error::Stale);
    }
    let mut form = said(sent, &before);
    let facts = form::facts(&mut form, Some(&before), act.today());
    let dates = form::dates(&mut form, facts.born, act.today());
    form.finish(Some(()))?;
    actions::change_since(&ctx.app, &act, person, &before, facts, dates).await.map_err(api::stale)?;
    answered(&ctx, id, &HeaderMap::new(), StatusCode::OK).await
}

/// The page's form, filled with what `before` says and then with what was sent.
fn said(sent: Sent, before: &Facts) -> Form {
    let named: Vec<(String, Value)> =
        sent.0.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    let sent = sent.fields(is_known);
    let mut pairs: Vec<(String, String)> = form::filled(before).pairs().to_vec();
    for (name, value) in &named {
        let field = FIELDS.iter().find(|field| field.key == name);
        let is_ill = field.is_some_and(|field| matches!(field.kind, Kind::Illnesses));
        pairs.retain(|(key, _)| key != name && !(is_ill && matches!(key.as_str(), "illness" | "codes")));
        if is_ill {
            pairs.push(("codes".into(), sent.values(name).join(" ")));
        } else if value.is_null() && field.is_some_and(|field| field.is_sealed) {
            pairs.push(("forget".into(), name.clone()));
        } else {
            pairs.extend(sent.values(name).into_iter().map(|value| (name.clone(), value)));
        }
    }
    Form::from(Raw(pairs)).with_errors(sent.errors().to_vec())
}

fn is_known(name: &str) -> bool {
    let writable = |name: &str| FIELDS.iter().find(|field| field.key == name && shape::is_writable(field));
    let dated = |end: &str| name.strip_suffix(end).and_then(writable).is_some_and(|field| field.is_dated);
    name == duplicate::LOOKED_AT || writable(name).is_some() || dated("_since") || dated("_wrong")
}
