//! What a target says, in words.

use cq_platform::{
    Result,
    actor::Act,
    db::Conn,
    messages::Text,
    web::{Ctx, Ui},
};

use super::{
    model::{Actual, Cover, Measure, MeasureKind, Number, Period, Within, Work},
    store::{self, Thing},
};
use crate::segment::{pages::voice, store::Names};

/// What the things that a number names are called.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    names: Names,
    rule: String,
    within: String,
}

impl Known {
    pub fn of(conn: &Conn<'_>, act: &Act, number: &Number) -> Result<Self> {
        let bureau = act.bureau();
        let name = |thing, id| store::name(conn, bureau, thing, id).map(Option::unwrap_or_default);
        let rule = match number.measure.work() {
            Some(Work::Rule(id)) => name(Thing::Rule, id.0)?,
            _ => String::new(),
        };
        let within = match number.within {
            Within::Bureau => String::new(),
            Within::Area(id) => name(Thing::Area, id.0)?,
            Within::Hospital(id) => name(Thing::Hospital, id)?,
            Within::Person(id) => name(Thing::Staff, id.0)?,
        };
        Ok(Self { names: crate::segment::store::names(conn, bureau, number.measure.whom())?, rule, within })
    }

    /// 独居：每季度办过“上门”的，至少 95%.
    pub fn say(&self, ctx: &Ctx, ui: &Ui, number: &Number) -> String {
        let work = match number.measure.work() {
            Some(Work::Rule(_)) => ui.a1("target-work-rule", "name", self.rule.as_str()).into_owned(),
            Some(Work::Form(form)) => ui.w("task-form", form),
            Some(Work::Any) | None => ui.m("target-work-any").to_owned(),
        };
        let whom = number.measure.whom().map(|whom| voice(ctx, &self.names).say(whom)).unwrap_or_default();
        let period = ui.w("target-each", number.period);
        let text = match &number.measure {
            Measure::Reached { .. } => Text::new("target-says-reached").with("whom", whom).with("work", work),
            Measure::Done { .. } => Text::new("target-says-done").with("work", work),
            Measure::InTime { .. } => Text::new("target-says-in-time").with("work", work),
            Measure::DaysLate { .. } => Text::new("target-says-days-late").with("work", work),
            Measure::Covered { by, .. } => {
                Text::new("target-says-covered").with("whom", whom).with("cover", cover(ui, *by))
            }
        };
        let said = ui.t(&text.with("period", period)).into_owned();
        if self.within.is_empty() {
            return said;
        }
        ui.a2("target-says-within", "within", self.within.as_str(), "says", said).into_owned()
    }
}

/// 责任医生.
pub(super) fn cover(ui: &Ui, by: Cover) -> String {
    match by {
        Cover::Doctor => ui.m("target-cover-doctor").to_owned(),
        Cover::Liaison => ui.m("target-cover-liaison").to_owned(),
        Cover::Member(kind) => {
            ui.a1("target-cover-member", "kind", ui.w("group-kind", kind).as_str()).into_owned()
        }
    }
}

/// 至少 95%.
pub(super) fn aim(ui: &Ui, number: &Number) -> String {
    let key = match number.measure.kind() {
        kind if kind.is_share() => "target-aim-share",
        MeasureKind::DaysLate => "target-aim-days",
        _ => "target-aim-count",
    };
    ui.a1(key, "n", number.aim).into_owned()
}

/// 96.2%, 12, 1.3 天.
pub(super) fn value(ui: &Ui, kind: MeasureKind, actual: Actual) -> String {
    let tenths = |n: i64| format!("{}.{}", n / 10, n % 10);
    let none = || ui.m("target-none-counted").to_owned();
    match kind {
        MeasureKind::Done => ui.n(actual.hit),
        MeasureKind::DaysLate => {
            actual.mean_tenths().map_or_else(none, |n| ui.a1("target-days", "n", tenths(n)).into_owned())
        }
        _ => actual.share_tenths().map_or_else(none, |n| format!("{}%", tenths(n))),
    }
}

/// 2026年四季度.
pub(super) fn period(ui: &Ui, period: Period, year: i16, nth: i8) -> String {
    let key = match period {
        Period::Year => "target-span-year",
        Period::HalfYear => "target-span-half-year",
        Period::Quarter => "target-span-quarter",
        Period::Month => "target-span-month",
    };
    ui.a2(key, "year", year.to_string(), "n", i64::from(nth)).into_owned()
}
