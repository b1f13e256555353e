//! Writing to many: a plan that the preview shows, and the same plan carried out.

use std::collections::BTreeMap;

use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::{Conn, Tx},
    messages::Text,
};
use cq_registry::{person::PersonId, segment};
use serde_json::json;

use super::{CircularId, WRITE, draft::Draft, store};
use crate::{
    notice::{
        actions::me,
        compose,
        content::{Content, text_parts},
        model::{Addressee, Cause, Channel, Kind, State},
        placeholders,
        rules::Rules,
        store as notices,
    },
    preference,
};

/// To so many at most; above, the clerk narrows the segment.
const PEOPLE_MAX: i64 = 10_000;
/// So many names of those who cannot be reached are shown.
const NAMED: usize = 20;

/// What a circular would do.
pub struct Plan {
    /// To how many.
    pub people: usize,
    /// By which way to how many of them.
    pub by: BTreeMap<Channel, usize>,
    /// How many text messages it is charged as.
    pub parts: usize,
    /// Who cannot be reached: identity and name of the first of them.
    pub unreached: Vec<(PersonId, String)>,
    /// How many cannot be reached.
    pub unreached_count: usize,
    /// The text as somebody reads it: who, and what.
    pub sample: Option<(String, Content)>,
    /// Tells one plan from another.
    pub print: String,
    kept: Vec<notices::Kept>,
}

/// What it would do, as things stand; writes nothing.
pub fn plan(conn: &Conn<'_>, act: &Act, id: CircularId, draft: &Draft) -> Result<Plan> {
    act.actor.may(&WRITE)?;
    let rules = notices::rules(conn, act.bureau(), act.today())?.0;
    let mut plan = Plan {
        people: 0,
        by: BTreeMap::new(),
        parts: 0,
        unreached: Vec::new(),
        unreached_count: 0,
        sample: None,
        print: String::new(),
        kept: Vec::new(),
    };
    let marks = placeholders()?;
    let mut shape = format!("{}\n{}\n", draft.subject, draft.text);
    for person in whom(conn, act, draft)? {
        plan.add(conn, act, (id, person), (draft, &marks), (&rules, &mut shape))?;
    }
    if plan.people == 0 {
        return Err(Error::Invalid(vec![("segment".to_owned(), Text::new("notice-whom-nobody"))]));
    }
    plan.print = act.secrets.index("circular", &shape).iter().take(8).map(|b| format!("{b:02x}")).collect();
    Ok(plan)
}

impl Plan {
    fn add(
        &mut self,
        conn: &Conn<'_>,
        act: &Act,
        (id, person): (CircularId, PersonId),
        (draft, marks): (&Draft, &[String]),
        (rules, shape): (&Rules, &mut String),
    ) -> Result<()> {
        let to = Addressee::Person(person);
        let Some(contact) = preference::store::contact(conn, act, to)? else { return Ok(()) };
        if contact.has_ended {
            return Ok(());
        }
        let cause = Cause { kind: Kind::Circular, id: id.0, occasion: 0 };
        let own =
            |text: &str| marks.iter().fold(text.to_owned(), |text, mark| text.replace(mark, &contact.name));
        let says = (own(&draft.subject), own(&draft.text));
        let kept = compose(conn, act, (&cause, to), &contact, says, rules)?;
        let content = Content::open(&act.secrets, kept.0.id.0, &kept.1)?;
        let channel = kept.0.channel;
        shape.push_str(&format!("{person} {channel} {}\n", content.address));
        self.people += 1;
        if matches!(kept.0.state, State::GivenUp { .. }) {
            self.unreached_count += 1;
            if self.unreached.len() < NAMED {
                self.unreached.push((person, contact.name.clone()));
            }
        } else {
            *self.by.entry(channel).or_default() += 1;
            if channel == Channel::Text {
                self.parts += text_parts(&content.as_text());
            }
            self.sample.get_or_insert((contact.name.clone(), content));
        }
        self.kept.push(kept);
        Ok(())
    }
}

/// Whom it is for, each once, in order.
fn whom(conn: &Conn<'_>, act: &Act, draft: &Draft) -> Result<Vec<PersonId>> {
    let wrong = |text: Text| Error::Invalid(vec![("segment".to_owned(), text)]);
    let mut people = draft.picked.clone();
    if let Some(id) = draft.segment {
        let saved = segment::store::find(conn, act, id).map_err(|_| wrong(Text::new("form-choice")))?;
        let asked = saved.segment.map_err(|_| wrong(Text::new("form-choice")))?;
        let bound = segment::store::bind(conn, act.bureau(), asked, act.today())?;
        people.extend(store::people(conn, act, &bound, PEOPLE_MAX + 1)?);
    }
    if people.len() > usize::try_from(PEOPLE_MAX).unwrap_or(usize::MAX) {
        return Err(wrong(Text::new("notice-whom-many").with("max", PEOPLE_MAX)));
    }
    people.sort_unstable();
    people.dedup();
    Ok(people)
}

/// What became of a circular to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Made {
    /// It is made: to so many.
    Now(usize),
    /// It was made before, by whom.
    Before(String),
    /// Since the preview something has changed: nothing was done.
    Otherwise,
}

/// Makes a circular as its preview showed it: all its notices, or nothing.
pub fn make(tx: &Tx<'_>, act: &Act, id: CircularId, draft: &Draft, seen: &str) -> Result<Made> {
    if let Some(by) = store::made_by(tx, act, id)? {
        return Ok(Made::Before(by));
    }
    let plan = plan(tx, act, id, draft)?;
    if plan.print != seen {
        return Ok(Made::Otherwise);
    }
    let by = me(tx, act)?;
    let counts = (plan.people, plan.unreached_count);
    let said = json!({ "subject": draft.subject, "text": draft.text }).to_string();
    store::insert(tx, act, (id, draft.segment), counts, &said, by)?;
    notices::insert(tx, act, Some(by), &plan.kept)?;
    let detail = json!({ "people": plan.people, "not_reached": plan.unreached_count });
    act.record(tx, &WRITE, Subject::one("circular", id.0), &detail)?;
    Ok(Made::Now(plan.people))
}
