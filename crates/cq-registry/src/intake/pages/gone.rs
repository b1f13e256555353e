//! Ticking what of the rows gone is to end with the import.

use std::collections::BTreeSet;

use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    form::Form,
    web::{Ctx, Posted, invalid, see_other},
};

use super::{checked, id_of};
use crate::intake::{
    any_ledger::Ledgers,
    ending::{Choice, end_gone},
};

/// Each row comes as `row` with its number, a ticked one as `ending` besides.
pub(super) async fn end(
    ctx: Ctx,
    path: Path<String>,
    Posted(raw): Posted,
    ledgers: Ledgers,
) -> Result<Response> {
    let id = id_of(path)?;
    let numbers = |name: &str| -> BTreeSet<i64> {
        let of_name = raw.0.iter().filter(|(field, _)| field == name);
        of_name.filter_map(|(_, number)| number.parse().ok()).collect()
    };
    let (seen, ending) = (numbers("row"), numbers("ending"));
    let mut form = Form::from(raw.clone());
    let on = if ending.is_empty() { Some(ctx.act()?.today()) } else { form.day("until") };
    let version = form.number("version", 1..=i64::MAX, true).unwrap_or(0);
    let refused = match on {
        None => None,
        Some(on) => {
            let choice = Choice { version, seen, ending, on };
            match end_gone(&ctx.app, ctx.act()?, ledgers, id, choice).await {
                Ok(()) => {
                    let rest = ctx.query("after").and_then(|after| after.parse::<i64>().ok());
                    let rest = rest.map_or(String::new(), |after| format!("&after={after}"));
                    let back = format!("/imports/{id}?show=gone{rest}");
                    return Ok(see_other(&back, Some("notice-intake-ending")));
                }
                Err(Error::Refused(why)) => Some(why),
                Err(error) => return Err(error),
            }
        }
    };
    let mut page = checked(&ctx, id, ledgers).await?.ending_on(form);
    if let Some(why) = refused {
        page.refuse(&why);
    }
    invalid(&page)
}
