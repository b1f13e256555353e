//! How old somebody is, in words: by completed years (周岁), which every rule and table of the state means, and by the years one
//! has lived in (虚岁), by which families keep a birthday. The bureau says which it uses where there is room for one.
//!
//! Whoever sees a person sees both on the page. Clerks and the administrator set which comes first.

mod pages;
pub mod store;

use cq_calendar::{AgeRange, AgeRule, PartialDate};
use cq_platform::{
    messages::Locale,
    policy::{Action, Reach, Role},
    web::Ui,
};
use jiff::civil::Date;

pub use pages::routes;

/// Sets by which rule ages are said.
pub const SET: Action =
    Action { name: "age.set", grants: &[(Role::Clerk, Reach::Bureau), (Role::Admin, Reach::Bureau)] };

/// Texts.
pub const LOCALES: &[Locale] = cq_platform::locales!["age"];

/// The word under which a rule is kept and said.
pub fn word(rule: AgeRule) -> &'static str {
    match rule {
        AgeRule::Completed => "completed",
        AgeRule::Nominal => "nominal",
    }
}

/// The age by one rule, for a list: `86 岁`, `虚岁 88`; two numbers where the birth is not known well enough for one. Empty where
/// it is not known.
pub fn said(ui: &Ui, rule: AgeRule, born: Option<PartialDate>, day: Date) -> String {
    let Some(age) = born.and_then(|born| born.age_by(rule, day)) else { return String::new() };
    let key = if rule == AgeRule::Completed { "age-completed" } else { "age-nominal" };
    ui.a1(key, "n", figures(age)).into_owned()
}

/// The age by both rules, the bureau's first: `86 岁（虚岁 88）`, `虚岁 88（周岁 86）`.
pub fn both(ui: &Ui, rule: AgeRule, born: Option<PartialDate>, day: Date) -> String {
    let by = |rule| born.and_then(|born| born.age_by(rule, day)).map(figures);
    let (Some(completed), Some(nominal)) = (by(AgeRule::Completed), by(AgeRule::Nominal)) else {
        return said(ui, rule, born, day);
    };
    let key = if rule == AgeRule::Completed { "age-completed-first" } else { "age-nominal-first" };
    ui.a2(key, "completed", completed, "nominal", nominal).into_owned()
}

/// An age in figures: `86`, or `85–86` where the birth is not known well enough for one.
pub fn figures(age: AgeRange) -> String {
    if age.least == age.most { age.most.to_string() } else { format!("{}–{}", age.least, age.most) }
}
