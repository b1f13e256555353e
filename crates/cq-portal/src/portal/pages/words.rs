//! What an elder's page shows, in an elder's words.

use cq_care::doctor;
use cq_case::case::{
    clock::Standing,
    store::list as cases,
};
use cq_errand::errand::{self, store::list as errands};
use cq_platform::{Result, actor::Act, clock::day_in_china, db::Conn, policy::Scope, web::Ui};
use cq_registry::{
    liaison,
    responsibility::{self, Kind},
    staff,
    task::model::Form,
};
use jiff::{Timestamp, civil::Date};

use crate::portal::{
    model::{AsWho, Seen},
    store::{self, Coming},
};

/// What comes to an elder. The rest is the bureau's own business.
const COMES: [Form; 8] = [
    Form::HomeVisit,
    Form::Welcome,
    Form::ReturnVisit,
    Form::HospitalVisit,
    Form::PhoneCall,
    Form::Greeting,
    Form::CareVisit,
    Form::CareAfterLoss,
];
/// So many are shown of each kind of thing.
const SHOWN: usize = 6;
const READ: i64 = 100;

/// Somebody to call.
pub(super) struct Contact {
    pub what: String,
    pub name: String,
    pub about: String,
    pub phone: String,
}

/// Something promised, or done.
pub(super) struct Promise {
    pub when: String,
    pub what: String,
    pub who: String,
    pub phone: String,
}

/// Something that was asked for.
pub(super) struct Matter {
    pub what: String,
    pub asked: String,
    /// How it stands, as one would say it on the telephone.
    pub stands: String,
    /// Names a style.
    pub style: &'static str,
}

/// A whole page.
pub(super) struct Page {
    pub today: String,
    pub contacts: Vec<Contact>,
    pub coming: Vec<Promise>,
    pub matters: Vec<Matter>,
    pub errands: Vec<Matter>,
    pub done: Vec<Promise>,
}

impl Page {
    pub fn of(conn: &Conn<'_>, act: &Act, ui: &Ui, seen: &Seen) -> Result<Self> {
        let coming = store::coming(conn, act.bureau(), seen.id)?.into_iter();
        let coming = coming.filter(|one| COMES.contains(&one.form)).take(SHOWN);
        let done = store::done(conn, act.bureau(), seen.id)?.into_iter();
        let done = done.filter(|one| COMES.contains(&one.form)).take(SHOWN);
        Ok(Self {
            today: day(ui, act.today()),
            contacts: contacts(conn, act, ui, seen)?,
            coming: coming.map(|one| promise(ui, one, act.today())).collect(),
            matters: matters(conn, act, ui, seen)?,
            errands: of_errands(conn, act, ui, seen)?,
            done: done
                .map(|one| Promise {
                    when: day(ui, one.on),
                    what: ui.w("portal-form", one.form),
                    who: one.owner,
                    phone: String::new(),
                })
                .collect(),
        })
    }
}

/// 11月25日 周三.
fn day(ui: &Ui, day: Date) -> String {
    format!("{} {}", ui.day(&day), ui.w("calendar-weekday", day.weekday().to_monday_one_offset()))
}

fn promise(ui: &Ui, coming: Coming, today: Date) -> Promise {
    let when = match (coming.on_day.filter(|on| *on >= today), coming.starts) {
        (Some(on), Some(starts)) => {
            let at = format!("{:02}:{:02}", starts / 60, starts % 60);
            ui.a2("portal-at", "day", day(ui, on), "at", at).into_owned()
        }
        _ if coming.next_on <= today => ui.m("portal-any-day").to_owned(),
        _ if coming.opens_on > today => ui
            .a2("portal-between", "from", day(ui, coming.opens_on), "until", day(ui, coming.next_on))
            .into_owned(),
        _ => ui.a1("portal-until", "day", day(ui, coming.next_on)).into_owned(),
    };
    Promise {
        when,
        what: ui.w("portal-form", coming.form),
        who: coming.owner,
        phone: coming.phone.unwrap_or_default(),
    }
}

fn contacts(conn: &Conn<'_>, act: &Act, ui: &Ui, seen: &Seen) -> Result<Vec<Contact>> {
    let (bureau, mut contacts) = (act.bureau(), Vec::new());
    if let Some(bond) = responsibility::store::find_active(conn, bureau, seen.id, Kind::Doctor)?
        && let Some(doctor) = doctor::store::find(conn, bureau, bond.bond.staff)?
    {
        let about = [Some(doctor.hospital_name), doctor.department];
        contacts.push(Contact {
            what: ui.m("portal-doctor").to_owned(),
            name: doctor.name,
            about: about.into_iter().flatten().collect::<Vec<_>>().join(" "),
            phone: doctor.phone.unwrap_or_default(),
        });
    }
    let now =
        liaison::store::of_person(conn, bureau, seen.id)?.into_iter().find(|named| named.until.is_none());
    if let Some(named) = now {
        let phone = staff::store::find(conn, bureau, named.staff)?.and_then(|staff| staff.phone);
        contacts.push(Contact {
            what: ui.m("portal-liaison").to_owned(),
            name: named.name,
            about: String::new(),
            phone: phone.unwrap_or_default(),
        });
    }
    Ok(contacts)
}

/// What was asked that whoever looks may read, the open before the closed.
fn matters(conn: &Conn<'_>, act: &Act, ui: &Ui, seen: &Seen) -> Result<Vec<Matter>> {
    let found = cases::of_person(conn, act, &Scope::BUREAU, seen.id, READ)?.into_iter();
    let readable = found.filter(|listed| seen.as_who.may_read(listed.asker));
    let (closed, open): (Vec<_>, Vec<_>) = readable.partition(cases::Listed::is_closed);
    let shown = open.into_iter().take(SHOWN).chain(closed.into_iter().take(SHOWN));
    Ok(shown.map(|listed| matter(ui, listed, act.at)).collect())
}

fn matter(ui: &Ui, listed: cases::Listed, now: Timestamp) -> Matter {
    let is_late = listed.standing(now) == Some(Standing::Overdue);
    let (style, stands) = match (listed.closed_at, listed.stage.as_str()) {
        (Some(at), _) if listed.outcome.as_deref() == Some("refused") => {
            ("done", ui.a1("portal-case-refused", "day", day(ui, day_in_china(at))))
        }
        (Some(at), _) => ("done", ui.a1("portal-case-closed", "day", day(ui, day_in_china(at)))),
        (None, "answered") => ("coming", ui.m("portal-case-answered").into()),
        (None, "waiting" | "working" | "raised" | "refusing") if is_late => {
            ("overdue", ui.a1("portal-case-late", "who", listed.first_name.as_str()))
        }
        (None, "working" | "refusing") => {
            let who = listed.handler_name.as_deref().unwrap_or_default();
            match (listed.promised_on, listed.due) {
                (Some(on), _) => ("coming", ui.a2("portal-case-working", "who", who, "day", day(ui, on))),
                (None, Some(due)) => {
                    ("coming", ui.a2("portal-case-working", "who", who, "day", day(ui, day_in_china(due))))
                }
                (None, None) => ("coming", ui.a1("portal-case-paused", "who", who)),
            }
        }
        (None, _) => ("coming", ui.a1("portal-case-received", "who", listed.first_name.as_str())),
    };
    let stands = stands.into_owned();
    let received = ui.day(&day_in_china(listed.received_at));
    let what =
        ui.a2("portal-case-what", "kind", ui.w("case-kind", listed.kind), "day", received).into_owned();
    Matter { what, asked: listed.said.asked, stands, style }
}

/// Errands that somebody is to do, or just did.
fn of_errands(conn: &Conn<'_>, act: &Act, ui: &Ui, seen: &Seen) -> Result<Vec<Matter>> {
    let rules = errand::store::rules(conn, act.bureau(), act.today())?.0;
    let found = errands::of_person(conn, act, &Scope::BUREAU, seen.id, READ)?.into_iter();
    // What somebody else spoke for them may be meant for the family alone.
    let may_read = |said: &str| said.is_empty() || seen.as_who == AsWho::Family;
    let shown = found.filter(|listed| listed.stage != "cancelled" && may_read(&listed.said.name));
    let matters = shown.take(SHOWN).map(|listed| {
        let who: Vec<&str> = listed.workers.iter().map(|(_, name)| name.as_str()).collect();
        let (who, on) = (who.join(ui.m("person-comma")), day(ui, listed.due_on()));
        let (style, stands) = match listed.stage.as_str() {
            "waiting" | "working" if listed.is_late(act.today()) => {
                ("overdue", ui.a1("portal-errand-late", "day", on))
            }
            "waiting" => ("coming", ui.a1("portal-errand-waiting", "day", on)),
            "working" => ("coming", ui.a2("portal-errand-working", "who", who, "day", on)),
            _ => ("done", ui.m("portal-errand-done").into()),
        };
        let stands = stands.into_owned();
        Matter { what: errand::called(ui, &rules, &listed.kind), asked: listed.said.wanted, stands, style }
    });
    Ok(matters.collect())
}
