//! Towns and units that a form names: a slip of the pen must not make a new one.

use cq_platform::{Result, db::Conn, form::Form, messages::Text, web::Ctx};

use crate::{area, person::Facts, unit};

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
        let names = areas.iter().map(|area| area.name.as_str());
        let near = names
            .map(|name| (slips(&town, name), name))
            .min()
            .filter(|(slips, _)| slips * 2 <= town.chars().count().min(4));
        form.reject(
            "area",
            match near {
                Some((_, near)) => Text::new("person-area-unknown-near").with("near", near),
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

/// How many characters have to be put in, left out or changed to make one name of the other.
fn slips(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, c) in one.chars().enumerate() {
        let mut next = vec![at + 1];
        for ((of, above), (left_above, index)) in
            other.iter().zip(row.iter().skip(1)).zip(row.iter().zip(0usize..))
        {
            let left = next.get(index).copied().unwrap_or(at);
            next.push((left_above + usize::from(*of != c)).min(above + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::slips;

    #[test]
    fn slips_of_the_pen_are_counted() {
        for (one, other, count) in [
            ("明湖街道", "明湖街道", 0),
            ("明胡街道", "明湖街道", 1),
            ("明湖", "明湖街道", 2),
            ("", "明湖", 2),
        ] {
            assert_eq!((slips(one, other), slips(other, one)), (count, count), "{one} {other}");
        }
    }
}
