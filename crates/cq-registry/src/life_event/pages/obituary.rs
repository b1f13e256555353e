//! 讣告: a first draft to be copied, from what is known; the family and the bureau have the last word.

use cq_platform::{messages::Text, web::Ui};
use jiff::civil::Date;

use crate::{
    life_event::{model::Event, store::held::Held},
    person::Category,
};

/// Written on `today`, which stands under it.
pub(super) fn text(ui: &Ui, held: &Held, event: &Event, bureau: &str, today: Date) -> String {
    let Event::Death { on, farewell, .. } = event else { return String::new() };
    let age = held.born.and_then(|born| born.age_on(*on)).map(|age| i64::from(age.most));
    let unit = held.unit.clone().unwrap_or_default();
    let who = match held.category {
        Category::Honoured | Category::Retired => {
            ui.a2("life-obituary-retired", "unit", unit, "category", ui.w("category", held.category))
        }
        Category::Survivor | Category::Relative => ui.m("life-obituary-survivor").into(),
    };
    let first = Text::new("life-obituary-first")
        .with("name", &held.name)
        .with("who", who.into_owned())
        .with("day", ui.partial(&event.day()));
    let mut lines = vec![ui.m("life-obituary-title").to_owned(), String::new(), ui.t(&first).into_owned()];
    if let (Some(born), Some(age)) = (held.born, age) {
        lines.push(ui.a2("life-obituary-age", "born", ui.partial(&born), "age", age).into_owned());
    }
    if let Some(wish) = farewell {
        lines.push(ui.a1("life-obituary-wish", "wish", wish).into_owned());
    }
    lines.push(ui.m("life-obituary-last").to_owned());
    lines.extend([String::new(), bureau.to_owned(), ui.day(&today)]);
    lines.join("\n")
}
