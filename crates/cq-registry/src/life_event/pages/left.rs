//! What a death called for so long ago that it is not opened, in words.

use cq_platform::web::Ui;

use crate::{life_event::consequence::LONG_OVER_DAYS, task::model::Form};

/// A sentence for what was due long ago, and one for the benefit, which somebody may still have to claim.
pub(super) fn said(ui: &Ui, left: &[Form]) -> Vec<String> {
    let names = left.iter().filter(|form| **form != Form::BenefitClaim);
    let names: Vec<String> = names.map(|form| ui.w("task-form", form)).collect();
    let over = (!names.is_empty()).then(|| {
        let what = names.join(ui.m("person-and"));
        ui.a2("life-left-over", "n", LONG_OVER_DAYS, "what", what).into_owned()
    });
    let claim = left.contains(&Form::BenefitClaim).then(|| ui.m("life-left-claim").to_owned());
    over.into_iter().chain(claim).collect()
}
