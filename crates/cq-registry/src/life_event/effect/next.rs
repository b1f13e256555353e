//! What is to be done next by the bureau's own people: farewell, benefit claim, care for whoever is left, a visit in hospital, a
//! welcome, and a look at visits written down for days after a death.

use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Tx},
    web::Ui,
};

use super::opening::{self, Opening};
use crate::{
    life_event::{
        benefit,
        consequence::{Case, Consequence, Done, Said, Undone},
        model::{Event, Kind},
        store::{held::Held, owed, settings},
    },
    person::Category,
    task::{brief::About, model::Form},
};

/// See the [module](self).
pub struct Next;

impl Consequence for Next {
    type Change = Opening;
    const NAME: &'static str = "next";
    const OPENS: bool = true;

    fn plan(&self, conn: &Conn<'_>, act: &Act, case: &Case) -> Result<Vec<Opening>> {
        let rules = &case.rules;
        let (on, name) = (case.on(), &case.held.name);
        let mut wanted = Vec::new();
        let own = |form, days, about| (form, case.held.clone(), days, about);
        match &case.event {
            Event::Death { .. } => {
                wanted = after_death(conn, act, case)?;
                wanted.retain(|(form, _, days, _)| !is_over(case, *form, *days));
            }
            Event::Widowed { name: lost, .. } if case.is_served() => {
                let about = About::Loss { lost: lost.clone().unwrap_or_default(), died_on: on };
                wanted.push(own(Form::CareAfterLoss, rules.care_days, about));
            }
            Event::Admission { hospital, .. }
                if case.is_served()
                    && !case.is_followed_by(Kind::Discharge)
                    && !case.is_followed_by(Kind::Admission) =>
            {
                let about = About::InHospital { on, hospital: hospital.clone() };
                wanted.push(own(Form::HospitalVisit, rules.hospital_visit_days, about));
            }
            Event::Retirement { .. } if case.is_served() && !case.is_followed_by(Kind::Retirement) => {
                wanted.push(own(Form::Welcome, rules.welcome_days, About::Retired { on }));
            }
            Event::Return { .. } if !case.is_followed_by(Kind::Away) => {
                wanted.push(own(Form::Welcome, rules.welcome_days, About::Back { on }));
            }
            _ => {}
        }
        let owner = opening::owner(conn, act, case, None)?;
        let open = |(form, whom, days, about): (Form, Held, i64, About)| Opening {
            form,
            person: whom.id,
            name: if whom.id == case.person { name.clone() } else { whom.name },
            owner: owner.clone(),
            opens_on: on,
            due_on: case.within(days),
            about,
        };
        Ok(wanted.into_iter().map(open).collect())
    }

    fn say(&self, ui: &Ui, opening: &Opening) -> Said {
        opening.say(ui)
    }

    fn apply(&self, tx: &Tx<'_>, act: &Act, case: &Case, opening: &Opening) -> Result<Done> {
        opening.open(tx, act, case)
    }

    fn undo(&self, tx: &Tx<'_>, act: &Act, opening: &Opening, done: Done) -> Result<Undone> {
        opening.take_back(tx, act, done)
    }
}

/// What a death calls for and is not opened, since it was so long ago; each once.
pub fn left_undone(conn: &Conn<'_>, act: &Act, case: &Case) -> Result<Vec<Form>> {
    let wanted = after_death(conn, act, case)?.into_iter();
    let mut left: Vec<Form> =
        wanted.filter(|(form, _, days, _)| is_over(case, *form, *days)).map(|(form, ..)| form).collect();
    left.dedup();
    Ok(left)
}

/// Whether nobody waits for it any more. Visits written down for days after a death are looked at however late it is noted.
fn is_over(case: &Case, form: Form, days: i64) -> bool {
    match form {
        Form::VisitReview => false,
        Form::BenefitClaim => case.is_claim_over(),
        _ => case.is_long_over(days),
    }
}

/// Form, to whom, within how many days, what about.
type Wanted = (Form, Held, i64, About);

fn after_death(conn: &Conn<'_>, act: &Act, case: &Case) -> Result<Vec<Wanted>> {
    let Event::Death { on, farewell, at_work, pay_fen, .. } = &case.event else { return Ok(Vec::new()) };
    let (died_on, rules, held) = (*on, &case.rules, &case.held);
    let mut wanted = Vec::new();
    if held.category == Category::Relative {
        return Ok(wanted);
    }
    let is_ours = !case.is_death_elsewhere();
    let wish = farewell.clone().or_else(|| held.farewell.clone());
    if is_ours {
        wanted.push((Form::Farewell, held.clone(), rules.farewell_days, About::Farewell { died_on, wish }));
    }
    if is_ours && held.category != Category::Survivor {
        let rate = settings::rate(conn, act.bureau(), died_on)?;
        let amount = benefit::amount(rate.as_ref(), *at_work, *pay_fen);
        wanted.push((Form::BenefitClaim, held.clone(), rules.claim_days, About::Claim { died_on, amount }));
    }
    // Whoever is left by somebody who was no longer served becomes no survivor of his.
    let served =
        |held: &Held| held.is_served() || (is_ours && held.ended.is_none() && rules.serves_survivors);
    for spouse in case.spouses.iter().filter(|spouse| served(&spouse.held)) {
        let about = About::Loss { lost: held.name.clone(), died_on };
        wanted.push((Form::CareAfterLoss, spouse.held.clone(), rules.care_days, about));
    }
    let visits = owed::done_after(conn, act, case.person, died_on)?;
    if !visits.is_empty() {
        let visits = visits.into_iter().map(|(id, _, _, on)| (id, on)).collect();
        let about = About::VisitsAfter { died_on, visits };
        wanted.push((Form::VisitReview, held.clone(), rules.review_days, about));
    }
    Ok(wanted)
}
