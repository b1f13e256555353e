//! Adding conditions: every field of the catalogue on one page, so that a whole segment is filled in at once. A form that is sent by
//! GET, so it works without a script, and going back brings everything back.

use askama::Template;
use axum::response::Response;
use cq_platform::{
    Result,
    db::Conn,
    form::Form,
    messages::Text,
    web::{Ctx, Ui, invalid, page, see_other},
};

use super::voice;
use crate::{
    person::{Illness, Living},
    segment::{
        address, bar,
        condition::{Count, DateField, Debt, Field, Gap, GroupKind, PostKind, Prose, TaskForm, Tie},
        form::{self, DISTANCES_M, Join, Ranks, SPANS},
        model::{Segment, Whom},
        store::{self, Choices},
    },
};

/// The distance that is chosen at first.
const NEAR_M: u32 = 2_000;

#[derive(Template)]
#[template(path = "segment/conditions.html")]
struct ConditionsPage {
    ui: Ui,
    form: Form,
    bar: bar::Bar,
    /// What the form sends along.
    kept: Vec<(&'static str, String)>,
    /// The part that what is filled in is another way to satisfy.
    other_than: String,
    choices: Choices,
    months: Vec<(u8, String)>,
    lunar_months: Vec<(u8, String)>,
    distances: Vec<(u32, String)>,
    /// Back to the list as it was.
    back: String,
}

impl ConditionsPage {
    fn words(&self, field: &Field) -> Vec<(&'static str, String)> {
        field.words().into_iter().map(|word| (word, self.ui.w(field.family(), word))).collect()
    }

    /// What may be owed to a person, not to a group or the bureau.
    fn forms(&self) -> impl Iterator<Item = TaskForm> {
        let of_groups = [
            TaskForm::Activity,
            TaskForm::Contest,
            TaskForm::Inspection,
            TaskForm::Recheck,
            TaskForm::ReElection,
        ];
        TaskForm::ALL.iter().copied().filter(move |form| !of_groups.contains(form))
    }

    /// The dates of a life, and those of its end.
    fn spans(&self, of_an_end: bool) -> Vec<(String, String, String)> {
        let span = |field: &DateField| {
            (format!("{field}_from"), format!("{field}_to"), self.ui.w("segment-date", field))
        };
        SPANS.iter().filter(|field| field.is_of_an_end() == of_an_end).map(span).collect()
    }
}

/// The page, or, where something was filled in, the list that asks it.
pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    let mut raw = ctx.query_fields();
    let is_sent = raw.get("join").is_some();
    // What is chosen where nobody chose: everything must hold, and near is two kilometres.
    for (name, value) in [("join", Join::All.to_string()), ("near_m", NEAR_M.to_string())] {
        if raw.get(name).is_none() {
            raw.0.push((name.to_owned(), value));
        }
    }
    let mut form = Form::from(raw);
    let before = address::read(&form).unwrap_or_else(|flaw| {
        form.reject("c", flaw.text());
        Segment::default()
    });
    let of = form.value(bar::OF).parse().ok();
    let at = form.value("at").parse::<usize>().ok().filter(|at| *at < before.parts().len());
    if is_sent && form.errors().is_empty() {
        let asked = form::conditions(&mut form);
        let whom = form::whom(&form, &asked);
        if asked.is_empty() && whom == Whom::Served && form.errors().is_empty() {
            form.reject("living", Text::new("segment-nothing-filled-in"));
        }
        if form.errors().is_empty() {
            let join = form.value("join").parse().unwrap_or(Join::All);
            let joined = form::joined(&before, asked, join, at);
            match (Segment { whom, ..joined }).checked() {
                Ok(segment) => return Ok(see_other(&bar::list(&segment, of), None)),
                Err(flaw) => form.reject("living", flaw.text()),
            }
        }
    }
    let (act, asked) = (ctx.act()?, before.clone());
    let read = move |conn: &Conn<'_>| {
        let saved = of.map(|id| store::find(conn, &act, id)).transpose()?;
        Ok((store::choices(conn, act.bureau())?, store::names(conn, act.bureau(), [&asked])?, saved))
    };
    let (choices, names, saved) = ctx.app.db.read(read).await?;
    let (ui, voice) = (Ui::of(&ctx), voice(&ctx, &names));
    let mut kept = bar::pairs(&before, of);
    kept.retain(|(name, _)| *name != address::WHOM);
    kept.extend(at.map(|at| ("at", at.to_string())));
    let template = ConditionsPage {
        bar: bar::Bar::new(&voice, &before, saved.as_ref(), false),
        other_than: at
            .and_then(|at| before.parts().get(at))
            .map(|part| voice.say_part(part))
            .unwrap_or_default(),
        months: (1..=12).map(|month| (month, ui.w("segment-month", month))).collect(),
        lunar_months: (1..=12).map(|month| (month, ui.w("segment-lunar-month", month))).collect(),
        distances: DISTANCES_M.iter().map(|metres| (*metres, voice.distance(*metres))).collect(),
        back: bar::list(&before, of),
        choices,
        kept,
        form,
        ui,
    };
    if template.form.errors().is_empty() { page(&template) } else { invalid(&template) }
}
