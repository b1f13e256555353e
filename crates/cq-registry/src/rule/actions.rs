//! Writing a rule, publishing it, ending it.

use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::{Conn, Tx},
    ids::StaffId,
    messages::Text,
};
use jiff::civil::Date;
use serde_json::json;

use super::{
    MAKE,
    content::Content,
    model::{Refused, Rule, RuleId},
    plan, store,
};
use crate::{
    life_event::store::settings,
    staff::{self, store::Staff},
};

/// A new rule, as a draft.
pub fn create(tx: &Tx<'_>, act: &Act, name: String, content: Content) -> Result<RuleId> {
    draft(tx, act, name, content, None)
}

/// A new rule, as a draft, made from one that comes with the program where `shipped` names it.
pub fn draft(
    tx: &Tx<'_>,
    act: &Act,
    name: String,
    content: Content,
    shipped: Option<&str>,
) -> Result<RuleId> {
    act.actor.may(&MAKE)?;
    let rule = Rule { shipped: shipped.map(str::to_owned), ..Rule::new(act.new_id(), name, content) };
    store::insert(tx, act, &rule)?;
    record(tx, act, rule.id, &json!({ "made": true, "shipped": shipped }))?;
    Ok(rule.id)
}

/// Makes the rule, as it was read at `seen`, say `content` next.
pub fn revise(tx: &Tx<'_>, act: &Act, id: RuleId, seen: i64, name: String, content: Content) -> Result<()> {
    plan::hold(tx, act)?;
    let last = store::versions(tx, act.bureau(), id)?.pop();
    if last.is_some_and(|(last, _)| last.content.whom.kind() != content.whom.kind()) {
        return Err(Refused::OtherSubjects.into());
    }
    let rule = load(tx, act, id, seen)?.revise(name, content)?;
    store::save(tx, act.bureau(), &rule)?;
    record(tx, act, id, &json!({ "revised": true }))
}

/// Publishes what is written, from `from_on` on. More people than the cap are refused: nothing explodes. The caller plans.
pub fn publish(tx: &Tx<'_>, act: &Act, id: RuleId, seen: i64, from_on: Date) -> Result<()> {
    plan::hold(tx, act)?;
    let rule = load(tx, act, id, seen)?;
    if let Some(content) = rule.draft() {
        let people = people(tx, act, content)?;
        if people > i64::from(content.cap) {
            let text = Text::new("rule-refused-over-cap").with("people", people);
            return Err(Error::Invalid(vec![("from_on".into(), text.with("cap", i64::from(content.cap)))]));
        }
    }
    let last = store::versions(tx, act.bureau(), id)?.last().map(|(version, _)| version.from_on);
    let (rule, version) = rule.publish(from_on, last, (act.at, act.today()), act.actor.account)?;
    store::save(tx, act.bureau(), &rule)?;
    store::insert_version(tx, act.bureau(), id, &version)?;
    record(tx, act, id, &json!({ "published": version.number, "from": from_on }))
}

/// Ends the rule from today on, and takes back what is open.
pub fn end(tx: &Tx<'_>, act: &Act, id: RuleId, seen: i64) -> Result<u64> {
    plan::hold(tx, act)?;
    let rule = load(tx, act, id, seen)?.end(act.today())?;
    store::save(tx, act.bureau(), &rule)?;
    let cancelled = store::plan::cancel_all(tx, act, id)?;
    record(tx, act, id, &json!({ "ended": true, "cancelled": cancelled }))?;
    Ok(cancelled)
}

/// For how many it is today.
pub fn people(conn: &Conn<'_>, act: &Act, content: &Content) -> Result<i64> {
    store::member::count(conn, act.bureau(), &plan::asked(conn, act, content)?, i64::MAX)
}

/// Whoever acts, as somebody on the staff who can owe something; made where there is none yet.
pub fn myself(tx: &Tx<'_>, act: &Act) -> Result<StaffId> {
    if let Some(account) = act.actor.account {
        return settings::on_staff(tx, act, account, &act.actor.name);
    }
    if let Some(staff) = staff::store::find_by_name(tx, act.bureau(), &act.actor.name)? {
        return Ok(staff.id);
    }
    let id: StaffId = act.new_id();
    staff::store::insert(tx, act.bureau(), &Staff::new(id, act.actor.name.clone(), None))?;
    Ok(id)
}

fn load(tx: &Tx<'_>, act: &Act, id: RuleId, seen: i64) -> Result<Rule> {
    act.actor.may(&MAKE)?;
    let rule = store::find(tx, act.bureau(), id)?;
    if rule.version == seen { Ok(rule) } else { Err(Error::Conflict) }
}

fn record(tx: &Tx<'_>, act: &Act, id: RuleId, detail: &serde_json::Value) -> Result<()> {
    act.record(tx, &MAKE, Subject::one("rule", id.0), detail)
}
