//! Towns and units that a form names: a slip of the pen must not make a new one.

use cq_platform::{Result, db::Conn, form::Form, messages::Text, web::Ctx};

use crate::{area, person::Facts, slip::nearest, unit};

/// The fields that name a unit, and the boxes that say that it is a new one.
pub(super) const UNITS: [(&str, &str); 2] = [("unit", "new_unit"), ("paying_unit", "new_paying_unit")];

/// Rejects a town that is not on record, and a unit that is not unless it is said to be new. What `before` says stays.
pub(super) async fn on_record(
    ctx: &Ctx,
    form: &mut Form,
    facts: &Facts,
    before: Option<&Facts>,
) -> Result<()> {
    let bureau = *ctx.act()?.bureau();
    let said = |of: fn(&Facts) -> &Option<String>| {
        of(facts).clone().filter(|name| before.and_then(|before| of(before).as_ref()) != Some(name))
    };
    let town = said(|facts| &facts.area);
    let named = [said(|facts| &facts.unit), said(|facts| &facts.paying_unit)];
    let (areas, known) = ctx
        .app
        .db
        .read(move |conn: &Conn<'_>| {
            let mut known = [true; 2];
            for (known, name) in known.iter_mut().zip(&named) {
                if let Some(name) = name {
                    *known = unit::store::find(conn, &bureau, name)?.is_some();
                }
            }
            Ok((area::list(conn, &bureau)?, known))
        })
        .await?;
    if let Some(town) = town.filter(|town| areas.iter().all(|area| area.name != *town))
        && form.error("area").is_none()
    {
        let near = nearest(&town, areas.iter().map(|area| area.name.as_str()));
        form.reject(
            "area",
            match near {
                Some(near) => Text::new("person-area-unknown-near").with("near", near),
                None => Text::new("person-area-unknown"),
            },
        );
    }
    for ((field, tick), known) in UNITS.into_iter().zip(known) {
        if !known && !form.has(tick, "yes") && form.error(field).is_none() {
            form.reject(field, Text::new("person-unit-new"));
        }
    }
    Ok(())
}
