//! Writing applications down, and everything that may become of one before a meeting has it: each in one transaction that holds its row.

use cq_case::case::store::people;
use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::{Conn, Tx},
    ids::StaffId,
    messages::Text,
    policy::{Action, Scope},
};
use cq_registry::{
    person::{self, Person, PersonId},
    photo::Picture,
    task::brief::yuan,
};
use jiff::civil::Date;
use serde_json::json;

use super::{
    APPROVE, ARCHIVE, FILE, PROPOSE, RECEIPT, REFUSE, REVIEW, SET, UNMASK, VERIFY, VIEW,
    draft::Draft,
    earlier::{earlier, once},
    model::{Application, By, PaperId, PaperKind, ReliefId},
    payee::{dead, payable, payee_alive, recognised},
    rules::Rules,
    said::{Payee, Said},
    store::{
        self, Facts, OWN,
        entry::{self, Entry, Happened},
        list::{self, Listed},
        paper::{self, Paper},
    },
};
use crate::{
    budget::{self, money},
    notice::store::{self as objections, Objection},
    reversal::{self, model::Reversal},
};

/// Writes an application down.
pub fn take(tx: &Tx<'_>, act: &Act, draft: &Draft) -> Result<ReliefId> {
    act.actor.may(&FILE)?;
    let wrong = |field: &str, text: Text| Error::Invalid(vec![(field.to_owned(), text)]);
    // Two who write the same down at one moment: the second one sees what the first wrote.
    person::store::hold(tx, act.bureau(), draft.person).map_err(|error| match error {
        Error::NotFound => wrong("person", Text::new("form-choice")),
        other => other,
    })?;
    let reach = act.actor.scope(&person::VIEW, person::OWN)?;
    let person = person::store::find(tx, &reach, act.bureau(), draft.person)?
        .ok_or_else(|| wrong("person", Text::new("form-choice")))?;
    if person.ended().is_some() {
        return Err(wrong("person", Text::new("relief-person-ended")));
    }
    let rules = store::rules(tx, act.bureau(), act.today())?.0;
    let kind = rules.kind(&draft.kind).filter(|kind| kind.open);
    let kind = kind.ok_or_else(|| wrong("kind", Text::new("form-choice")))?;
    if !kind.allows(draft.asked_fen) {
        return Err(wrong("yuan", Text::new(cap_key(kind)).with("yuan", yuan(kind.fen))));
    }
    if !kind.is_for(person.category()) {
        return Err(wrong("kind", Text::new("relief-kind-not-for").with("name", person.name.as_str())));
    }
    let payee = &recognised(tx, act, &person, &draft.payee)?;
    once(tx, act, draft)?;
    let by = people::me(tx, act)?;
    let application = Application::drafted(act.new_id(), draft.person, kind.code.clone());
    let id = application.id;
    let Draft { source, said, asked_fen, .. } = draft;
    let facts = Facts { source: *source, said, payee, asked_fen: *asked_fen, taken_by: by };
    store::insert(tx, act, &application, &facts)?;
    entry::note(tx, act, id, 1, (Happened::Drafted, by, &draft.again))?;
    act.record(tx, &FILE, subject(id), &json!({ "kind": draft.kind }))?;
    Ok(id)
}

/// The sentence that says how much a kind gives.
pub(crate) fn cap_key(kind: &super::rules::KindOf) -> &'static str {
    match kind.gives {
        super::rules::Gives::Fixed => "relief-amount-fixed",
        super::rules::Gives::UpTo => "relief-amount-up-to",
    }
}

/// Puts a paper of evidence to an application that no meeting has decided yet.
pub fn put_paper(
    tx: &Tx<'_>,
    act: &Act,
    id: ReliefId,
    seen: i64,
    (label, picture): (&str, &Picture),
) -> Result<()> {
    change(tx, act, &FILE, (id, seen), |application, by| {
        if application.stage.met().is_some() || paper::count(tx, act.bureau(), id)? >= paper::PAPERS_MAX {
            return Err(Error::refused("relief-refused-paper"));
        }
        paper::put(tx, act, id, (PaperKind::Evidence, label), picture, by.staff)?;
        Ok((application, Happened::Changed, label.to_owned()))
    })
}

/// Hands it in, with the papers that its kind asks for.
pub fn file(tx: &Tx<'_>, act: &Act, id: ReliefId, seen: i64) -> Result<()> {
    change(tx, act, &FILE, (id, seen), |application, by| {
        let rules = store::rules_for(tx, act.bureau(), id)?;
        let needed = rules.kind(&application.kind).map_or(0, |kind| kind.papers);
        let papers = paper::count(tx, act.bureau(), id)?;
        payee_alive(tx, act, &application)?;
        Ok((application.filed(papers, needed, by)?, Happened::Filed, String::new()))
    })
}

/// Pays it to somebody else, or elsewhere: what was approved is void.
pub fn put_payee(tx: &Tx<'_>, act: &Act, id: ReliefId, seen: i64, payee: &Payee) -> Result<()> {
    change(tx, act, &FILE, (id, seen), |application, by| {
        let person = known(tx, act, application.person)?;
        let payee = &recognised(tx, act, &person, payee)?;
        let (application, approved) = application.voided()?;
        store::save_payee(tx, act, id, payee)?;
        let Some(approved) = approved else {
            return Ok((application, Happened::Changed, String::new()));
        };
        money::give_back(tx, act, id, &approved, by.staff)?;
        crate::batch::store::take_out(tx, act.bureau(), id)?;
        Ok((application, Happened::Voided, String::new()))
    })
}

/// What may become of an application with words and no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Somebody went and looked.
    Verify,
    /// Somebody else has read it through.
    Review,
    /// It is to be looked into once more.
    SendBack,
    /// One would refuse it.
    Refuse,
    /// A second one agrees.
    RefuseToo,
    /// A second one does not.
    Keep,
    /// Who asked asks no more.
    Withdraw,
    /// Its payment is proposed.
    Propose,
    /// It goes into the archive.
    Archive,
}

impl Turn {
    fn action(self) -> &'static Action {
        match self {
            Turn::Verify => &VERIFY,
            Turn::Review | Turn::SendBack => &REVIEW,
            Turn::Refuse | Turn::RefuseToo | Turn::Keep => &REFUSE,
            Turn::Withdraw => &FILE,
            Turn::Propose => &PROPOSE,
            Turn::Archive => &ARCHIVE,
        }
    }

    fn happened(self) -> Happened {
        match self {
            Turn::Verify => Happened::Verified,
            Turn::Review => Happened::Reviewed,
            Turn::SendBack => Happened::SentBack,
            Turn::Refuse => Happened::Refusing,
            Turn::RefuseToo => Happened::Refused,
            Turn::Keep => Happened::Kept,
            Turn::Withdraw => Happened::Withdrawn,
            Turn::Propose => Happened::Proposed,
            Turn::Archive => Happened::Archived,
        }
    }
}

/// Makes a turn, with what is said of it.
pub fn turn(tx: &Tx<'_>, act: &Act, id: ReliefId, seen: i64, turn: Turn, note: &str) -> Result<()> {
    change(tx, act, turn.action(), (id, seen), |application, by| {
        let moved = match turn {
            Turn::Verify => application.verified(by)?,
            Turn::Review => application.reviewed(by)?,
            Turn::SendBack => application.sent_back()?,
            Turn::Refuse => application.refusing(by.staff)?,
            Turn::RefuseToo => application.refused(by.staff)?,
            Turn::Keep => application.kept()?,
            Turn::Withdraw => withdrawn(tx, act, application, by)?,
            Turn::Propose => {
                payable(tx, act, &application)?;
                application.proposed(by)?
            }
            Turn::Archive => {
                reversal::store::none_open(tx, act, id)?;
                application.archived(by.today)?
            }
        };
        Ok((moved, turn.happened(), note.to_owned()))
    })
}

fn withdrawn(tx: &Tx<'_>, act: &Act, application: Application, by: By) -> Result<Application> {
    let id = application.id;
    let application = match application.course {
        super::model::Course::Open => {
            let (application, approved) = application.voided()?;
            if let Some(approved) = approved {
                money::give_back(tx, act, id, &approved, by.staff)?;
                crate::batch::store::take_out(tx, act.bureau(), id)?;
            }
            application
        }
        _ => application,
    };
    Ok(application.withdrawn()?)
}

/// Approves what another one proposed, and sets so much of the budget aside.
pub fn approve(tx: &Tx<'_>, act: &Act, id: ReliefId, seen: i64) -> Result<()> {
    change(tx, act, &APPROVE, (id, seen), |application, by| {
        payable(tx, act, &application)?;
        let budget = budget::actions::of_kind(tx, act, &application.kind)?;
        let application = application.approved(budget, by)?;
        let approved = application.stage.approved().ok_or_else(|| Error::internal("nothing approved"))?;
        money::reserve(tx, act, id, &approved)?;
        Ok((application, Happened::Approved, String::new()))
    })
}

/// Who was paid has signed, on the screen or on a slip.
pub fn receipt(tx: &Tx<'_>, act: &Act, id: ReliefId, seen: i64, picture: &Picture) -> Result<()> {
    change(tx, act, &RECEIPT, (id, seen), |application, by| {
        reversal::store::none_open(tx, act, id)?;
        let application = application.receipted(by.today)?;
        paper::put(tx, act, id, (PaperKind::Receipt, "-"), picture, by.staff)?;
        Ok((application, Happened::Receipted, String::new()))
    })
}

/// An application with everything its page shows.
pub struct Shown {
    /// As lists have it.
    pub listed: Listed,
    /// Its course.
    pub application: Application,
    /// Why; shown in full to who asked for that.
    pub said: Said,
    /// To whom it is paid; the same.
    pub payee: Payee,
    /// What happened, the latest first.
    pub entries: Vec<Entry>,
    /// Its papers.
    pub papers: Vec<Paper>,
    /// What was said against it.
    pub objections: Vec<Objection>,
    /// What the bank gives back, where a second one has not found it so.
    pub reversal: Option<Reversal>,
    /// As whom the reader acts.
    pub me: Option<StaffId>,
    /// The rules of the day it was taken.
    pub rules: Rules,
    /// The day the person died.
    pub died_on: Option<String>,
    /// Why the payee cannot be paid.
    pub payee_dead: Option<Text>,
    /// What else was asked for the person in the last twelve months.
    pub earlier: Vec<Listed>,
}

/// Opens an application's page; the log has it, and with `unmasked` that why and to whom were shown in full.
pub fn view(tx: &Tx<'_>, act: &Act, id: ReliefId, unmasked: bool) -> Result<Shown> {
    let action = if unmasked { &UNMASK } else { &VIEW };
    let shown = read(tx, act, id, action)?;
    act.record(tx, action, subject(id), &json!({}))?;
    Ok(shown)
}

/// Everything of an application within reach of `action`, for who puts that into the log.
pub(crate) fn read(tx: &Tx<'_>, act: &Act, id: ReliefId, action: &'static Action) -> Result<Shown> {
    let scope = act.actor.scope(action, OWN)?;
    let listed = list::find(tx, act, &scope, id)?.ok_or(Error::NotFound)?;
    let application = store::find(tx, &scope, act.bureau(), id)?.ok_or(Error::NotFound)?;
    let (said, payee) = listed.opened(act)?;
    let died_on = died(&known(tx, act, application.person)?);
    Ok(Shown {
        entries: entry::list(tx, act, id)?,
        papers: paper::list(tx, act, id)?,
        objections: objections::list(tx, act, id)?,
        reversal: reversal::store::open_of(tx, act, id)?,
        me: people::known(tx, act)?,
        rules: store::rules(tx, act.bureau(), listed.taken_on)?.0,
        died_on,
        payee_dead: dead(tx, act, application.person, &payee)?,
        earlier: earlier(tx, act, application.person, Some(id))?,
        said,
        payee,
        listed,
        application,
    })
}

/// The JPEG of a paper; the log has it.
pub fn look(tx: &Tx<'_>, act: &Act, id: ReliefId, of: PaperId) -> Result<Vec<u8>> {
    let scope = act.actor.scope(&UNMASK, OWN)?;
    store::find(tx, &scope, act.bureau(), id)?.ok_or(Error::NotFound)?;
    let content = paper::content(tx, act, id, of)?;
    act.record(tx, &UNMASK, subject(id), &json!({ "paper": true }))?;
    Ok(content)
}

/// Sets the rules from a day on. Whoever saves what they had open while another one saved is told who that was.
pub fn set(tx: &Tx<'_>, act: &Act, rules: &Rules, since: Date, seen: i64) -> Result<()> {
    act.actor.may(&SET)?;
    let by = people::me(tx, act)?;
    if !store::save_rules(tx, act, (seen, by), since, rules)? {
        let name = store::last_set_by(tx, act.bureau())?;
        return Err(Error::Overtaken(Text::new("relief-rules-overtaken").with("name", name)));
    }
    act.record(tx, &SET, Subject::list("setting"), &json!({ "rules": rules, "since": since }))
}

/// Holds the application, finds it within reach of `action` as the page showed it, changes it, and notes who did what.
pub(crate) fn change(
    tx: &Tx<'_>,
    act: &Act,
    action: &'static Action,
    (id, seen): (ReliefId, i64),
    to: impl FnOnce(Application, By) -> Result<(Application, Happened, String)>,
) -> Result<()> {
    let scope = act.actor.scope(action, OWN)?;
    store::hold(tx, act.bureau(), id)?;
    let application = store::find(tx, &scope, act.bureau(), id)?.ok_or(Error::NotFound)?;
    if application.version != seen {
        return Err(overtaken(tx, act, &application)?);
    }
    let by = By { staff: people::me(tx, act)?, today: act.today() };
    let (application, happened, note) = to(application, by)?;
    write(tx, act, action, &application, (happened, by.staff, &note))
}

/// Writes down what a step made of an application that is held.
pub(crate) fn write(
    tx: &Tx<'_>,
    act: &Act,
    action: &'static Action,
    application: &Application,
    (happened, by, note): (Happened, StaffId, &str),
) -> Result<()> {
    act.record(tx, action, subject(application.id), &json!({ "happened": happened }))?;
    store::save(tx, act.bureau(), application)?;
    entry::note(tx, act, application.id, application.version + 1, (happened, by, note))
}

/// Whoever comes second is told who was first, and how it stands since.
pub(crate) fn overtaken(conn: &Conn<'_>, act: &Act, application: &Application) -> Result<Error> {
    let name = match application.stage {
        super::model::Stage::Approved(approved) => people::name(conn, act.bureau(), approved.by)?,
        _ => entry::last_hand(conn, act.bureau(), application.id)?,
    };
    let key = match application.stage {
        super::model::Stage::Approved(_) => "relief-overtaken-approved",
        _ => "relief-overtaken",
    };
    Ok(Error::Overtaken(Text::new(key).with("name", name)))
}

/// Somebody in the registry, whoever asks: what is owed to them does not depend on who looks.
pub(super) fn known(conn: &Conn<'_>, act: &Act, id: PersonId) -> Result<Person> {
    person::store::find(conn, &Scope::BUREAU, act.bureau(), id)?.ok_or(Error::NotFound)
}

fn died(person: &Person) -> Option<String> {
    person.died().map(|on| on.to_string())
}

/// Nobody is paid who has died.
pub(crate) fn alive(conn: &Conn<'_>, act: &Act, id: PersonId) -> Result<()> {
    let person = known(conn, act, id)?;
    match died(&person) {
        None => Ok(()),
        Some(on) => {
            let text = Text::new("relief-refused-dead").with("name", person.name).with("day", on);
            Err(Error::Refused(text))
        }
    }
}

pub(crate) fn subject(id: ReliefId) -> Subject {
    Subject::one("relief", id.0)
}
