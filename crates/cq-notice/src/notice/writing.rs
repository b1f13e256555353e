//! Writing a notice, in the transaction of its cause.

use cq_calendar::PartialDate;
use cq_platform::{
    Error, Result,
    actor::Act,
    clock::CHINA,
    db::{Conn, Tx},
    messages::{Arg, Lang, Text},
};
use cq_registry::paper;
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use super::{
    content::Content,
    model::{Addressee, Because, Cause, Channel, Kind, Notice, Why},
    rules::Rules,
    store::{self, Kept},
    voice,
};
use crate::preference::{self, Contact, Way};

/// Something that the text names; said in the addressee's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// As it is: a name, a number.
    Words(String),
    /// Several people.
    Names(Vec<String>),
    /// A day.
    Day(Date),
    /// An instant, to the minute, in China's time.
    Moment(Timestamp),
}

impl Fact {
    fn say(&self, lang: Lang) -> Arg {
        let is_chinese = lang == Lang::Zh;
        let day = |day: Date| {
            let day = PartialDate::from(day);
            if is_chinese { day.chinese() } else { day.english() }
        };
        Arg::Text(match self {
            Fact::Words(words) => words.clone(),
            Fact::Names(names) => names.join(if is_chinese { "、" } else { ", " }),
            Fact::Day(on) => day(*on),
            Fact::Moment(at) => {
                let at = CHINA.to_datetime(*at);
                format!("{} {:02}:{:02}", day(at.date()), at.hour(), at.minute())
            }
        })
    }
}

/// What became of a notice to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// It is written.
    Written,
    /// The same was said, or is to be.
    Already,
    /// The bureau, or the addressee, wants none of that kind, or the addressee is served no longer.
    Unwanted,
}

/// Writes a notice of `cause` to `to`: by the way that they wish, in their language, once. `facts` are what its text names, beside
/// `name`, who is told. Whoever calls this has authorized it, and the cause's own entry stands in the log.
pub fn write(
    tx: &Tx<'_>,
    act: &Act,
    cause: &Cause,
    to: Addressee,
    facts: &[(&'static str, Fact)],
) -> Result<Told> {
    let rules = store::rules(tx, act.bureau(), act.today())?.0;
    if !rules.tells(cause.kind) {
        return Ok(Told::Unwanted);
    }
    if store::is_written(tx, act.bureau(), cause, to)? {
        return Ok(Told::Already);
    }
    let contact = preference::store::contact(tx, act, to)?.ok_or(Error::NotFound)?;
    if contact.has_ended || (cause.kind == Kind::CaseReceived && !contact.wish.receipts) {
        return Ok(Told::Unwanted);
    }
    // Whoever works here and has given no address reads it on the page where it happened.
    if to.staff().is_some() && !contact.way().has_address {
        return Ok(Told::Unwanted);
    }
    let say = |lang: Lang, key: &'static str, name: &str| {
        let text = facts.iter().fold(Text::new(key), |text, (name, fact)| text.with(name, fact.say(lang)));
        voice::say(lang, &text.with("name", name))
    };
    let [subject, text] = keys(cause.kind);
    let lang = contact.wish.lang;
    let says = (say(lang, subject, &contact.name)?, say(lang, text, &contact.name)?);
    let kept = compose(tx, act, (cause, to), &contact, says, &rules)?;
    store::insert(tx, act, act.actor.staff, &[kept])?;
    Ok(Told::Written)
}

/// Whether a person who was to be told is served no longer.
pub(super) fn is_gone(conn: &Conn<'_>, act: &Act, to: Addressee) -> Result<bool> {
    if to.person().is_none() {
        return Ok(false);
    }
    Ok(preference::store::contact(conn, act, to)?.is_none_or(|contact| contact.has_ended))
}

/// What still waits to tell of `cause` is told to nobody: it is so no longer. What was sent, was sent.
pub fn take_back(tx: &Tx<'_>, act: &Act, kind: Kind, cause: Uuid) -> Result<()> {
    for (waiting, _) in store::waiting_of(tx, act.bureau(), kind, cause)? {
        store::hold(tx, act.bureau(), waiting.id)?;
        let Some((notice, _)) = store::find(tx, act.bureau(), waiting.id)? else { continue };
        if let Ok(notice) = notice.withdrawn(act.at, act.actor.staff, Why::Overtaken) {
            store::save(tx, act, &notice)?;
        }
    }
    Ok(())
}

/// What stands in a circular where each reader's name comes, in every language.
pub(crate) fn placeholders() -> Result<Vec<String>> {
    Lang::ALL.iter().map(|lang| voice::say(*lang, &Text::new("tell-placeholder"))).collect()
}

/// Subject and text of what happened.
pub(super) fn keys(kind: Kind) -> [&'static str; 2] {
    match kind {
        Kind::CaseReceived => ["tell-case-received-subject", "tell-case-received"],
        Kind::CaseLate => ["tell-case-late-subject", "tell-case-late"],
        Kind::ErrandAssigned => ["tell-errand-assigned-subject", "tell-errand-assigned"],
        Kind::Circular => ["", ""],
    }
}

/// A notice that says just this, by the way that follows from how its addressee can be reached: ready to be inserted.
pub fn compose(
    conn: &Conn<'_>,
    act: &Act,
    (cause, to): (&Cause, Addressee),
    contact: &Contact,
    says: (String, String),
    rules: &Rules,
) -> Result<Kept> {
    let (way, through) = way(conn, act, to, contact)?;
    let signature = signature(conn, act, rules)?;
    let id = (act.new_id(), *cause, to);
    sealed(act, id, 0, way, through, (&contact.name, says, signature), rules)
}

/// The way that is taken to somebody, and who of the family takes it for them.
pub fn way(conn: &Conn<'_>, act: &Act, to: Addressee, contact: &Contact) -> Result<(Way, Option<String>)> {
    Ok(match through(conn, act, to, contact)? {
        Some(proxy) => (proxy.way(), Some(proxy.name)),
        None => (contact.way(), None),
    })
}

/// Who of the family is told in somebody's place, where they wish it so and that one can be reached by any way.
pub(super) fn through(
    conn: &Conn<'_>,
    act: &Act,
    to: Addressee,
    contact: &Contact,
) -> Result<Option<Contact>> {
    if contact.wish.by_proxy
        && let Some(person) = to.person()
        && let Some(proxy) = preference::store::proxy(conn, act, person)?
        && let Some(mut other) = preference::store::contact(conn, act, Addressee::Person(proxy))?
    {
        // What the elder wishes holds for whoever acts for them, unless that one has wished something.
        other.wish.channel = other.wish.channel.or(contact.wish.channel);
        return Ok(Some(other).filter(|other| other.way().has_address));
    }
    Ok(None)
}

/// What the bureau signs with.
pub fn signature(conn: &Conn<'_>, act: &Act, rules: &Rules) -> Result<String> {
    match rules.signature.as_str() {
        "" => paper::store::bureau_name(conn, act.bureau()),
        own => Ok(own.to_owned()),
    }
}

/// Puts a notice together and seals what it says.
pub(super) fn sealed(
    act: &Act,
    (id, cause, to): (super::model::NoticeId, Cause, Addressee),
    turn: u32,
    way: Way,
    through: Option<String>,
    (name, (subject, text), signature): (&str, (String, String), String),
    rules: &Rules,
) -> Result<Kept> {
    let Way { channel, address, because, has_address } = way;
    let notice = Notice::written((id, cause, to), turn, (channel, because, has_address), act.at, rules);
    let content = Content { name: name.to_owned(), through, address, subject, text, signature };
    let content = content.seal(&act.secrets, id.0)?;
    Ok((notice, content))
}

/// The same notice by another way; that one has an address. Who of the family is told in somebody's place is told by this way, too.
pub(super) fn another(
    conn: &Conn<'_>,
    act: &Act,
    (before, content): (&Notice, &Content),
    contact: &Contact,
    channel: Channel,
    rules: &Rules,
) -> Result<Option<Kept>> {
    let proxy = through(conn, act, before.to, contact)?;
    let Some(way) = proxy.as_ref().unwrap_or(contact).by(channel, Because::Instead) else { return Ok(None) };
    let id = (act.new_id(), before.cause, before.to);
    let says = (content.subject.clone(), content.text.clone());
    let who = (contact.name.as_str(), says, content.signature.clone());
    sealed(act, id, before.turn + 1, way, proxy.map(|proxy| proxy.name), who, rules).map(Some)
}
