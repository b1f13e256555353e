//! Fields of the person's own record, and of the spouse's.

use cq_calendar::PartialDate;
use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    policy::Scope,
    web::Ui,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    duplicate,
    life_event::{
        consequence::{Case, Consequence, Done, Group, Kept, Said, Undone},
        model::{Ended, Event, Kind},
        store::held::{self, Held},
    },
    person::{Category, Living, PersonId, Rank, store::past},
};

/// GB/T 2261.2: 22 再婚.
const REMARRIED: &str = "22";
/// GB/T 2261.2: 30 丧偶.
const WIDOWED: &str = "30";

/// See the [module](self).
pub struct Records;

/// One field, from what to what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    person: PersonId,
    name: String,
    /// The person to whom the event happened, not the spouse.
    is_own: bool,
    field: Field,
    /// Until when the past keeps what was before.
    past_until: Option<Date>,
}

/// From what to what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Turn<T> {
    before: T,
    after: T,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "field", rename_all = "kebab-case")]
enum Field {
    Ended(Turn<Option<(PartialDate, Ended)>>),
    DiedOn(Turn<Option<PartialDate>>),
    DeathCause(Turn<Option<String>>),
    Farewell(Turn<Option<String>>),
    Category(Turn<Category>),
    Rank(Turn<Option<Rank>>),
    Retired(Turn<Option<PartialDate>>),
    Unit(Turn<Option<String>>),
    Area(Turn<Option<String>>),
    Address(Turn<Option<String>>),
    Place(Turn<Option<(f64, f64)>>),
    Living(Turn<String>),
    Marital(Turn<Option<String>>),
    SettledAt(Turn<Option<String>>),
}

#[derive(Clone, Copy)]
enum Way {
    Forth,
    Back,
}

/// Turns `slot` if it holds what the turn comes from.
fn turned<T: PartialEq + Clone>(slot: &mut T, turn: &Turn<T>, way: Way) -> bool {
    let (from, to) = match way {
        Way::Forth => (&turn.before, &turn.after),
        Way::Back => (&turn.after, &turn.before),
    };
    let is_there = slot == from;
    if is_there {
        slot.clone_from(to);
    }
    is_there
}

impl Field {
    fn turn(&self, held: &mut Held, way: Way) -> bool {
        match self {
            Field::Ended(turn) => turned(&mut held.ended, turn, way),
            Field::DiedOn(turn) => turned(&mut held.died_on, turn, way),
            Field::DeathCause(turn) => turned(&mut held.death_cause, turn, way),
            Field::Farewell(turn) => turned(&mut held.farewell, turn, way),
            Field::Category(turn) => turned(&mut held.category, turn, way),
            Field::Rank(turn) => turned(&mut held.rank, turn, way),
            Field::Retired(turn) => turned(&mut held.retired, turn, way),
            Field::Unit(turn) => turned(&mut held.unit, turn, way),
            Field::Area(turn) => turned(&mut held.area, turn, way),
            Field::Address(turn) => turned(&mut held.address, turn, way),
            Field::Place(turn) => turned(&mut held.place, turn, way),
            Field::Living(turn) => turned(&mut held.living, turn, way),
            Field::Marital(turn) => turned(&mut held.marital, turn, way),
            Field::SettledAt(turn) => turned(&mut held.settled_at, turn, way),
        }
    }

    /// Of fields whose past is kept: the name, and what it was before, as the past keeps it.
    fn past(&self) -> Option<(&'static str, Option<String>)> {
        match self {
            Field::Category(turn) => Some(("category", Some(turn.before.to_string()))),
            Field::Rank(turn) => Some(("rank", turn.before.map(|rank| rank.to_string()))),
            Field::Unit(turn) => Some(("unit", turn.before.clone())),
            Field::Area(turn) => Some(("area", turn.before.clone())),
            Field::Address(turn) => Some(("address", turn.before.clone())),
            Field::Living(turn) => Some(("living", Some(turn.before.clone()))),
            Field::Marital(turn) => Some(("marital", turn.before.clone())),
            _ => None,
        }
    }
}

/// Fields that `case` changes of its own person, whether they change or not.
fn own(case: &Case) -> Vec<Field> {
    let held = &case.held;
    match &case.event {
        Event::Death { cause, farewell, .. } => vec![
            // Served until the move: that stays the end, and the death is known besides.
            if case.is_death_elsewhere() {
                Field::DiedOn(Turn { before: held.died_on, after: Some(case.event.day()) })
            } else {
                Field::Ended(Turn { before: held.ended, after: Some((case.event.day(), Ended::Died)) })
            },
            kept(Field::DeathCause, &held.death_cause, cause.as_ref()),
            kept(Field::Farewell, &held.farewell, farewell.as_ref()),
        ],
        Event::Move { on, address, area, leaves } if !case.is_followed_by(Kind::Move) => {
            let mut fields = vec![
                Field::Address(Turn { before: held.address.clone(), after: Some(address.clone()) }),
                Field::Area(Turn { before: held.area.clone(), after: area.clone() }),
                Field::Place(Turn { before: held.place, after: None }),
            ];
            // Whoever has died since has not moved away since.
            if *leaves && !matches!(held.ended, Some((_, Ended::Died))) {
                let after = Some(((*on).into(), Ended::Moved));
                fields.push(Field::Ended(Turn { before: held.ended, after }));
            }
            fields
        }
        Event::Away { place, .. }
            if !case.is_followed_by(Kind::Away) && !case.is_followed_by(Kind::Return) =>
        {
            vec![Field::SettledAt(Turn { before: held.settled_at.clone(), after: Some(place.clone()) })]
        }
        Event::Return { .. } if !case.is_followed_by(Kind::Away) => {
            let after = held.ended.filter(|(_, because)| *because != Ended::Moved);
            vec![
                Field::SettledAt(Turn { before: held.settled_at.clone(), after: None }),
                Field::Ended(Turn { before: held.ended, after }),
            ]
        }
        Event::Retirement { on, category, rank, unit } if !case.is_followed_by(Kind::Retirement) => vec![
            Field::Category(Turn { before: held.category, after: *category }),
            Field::Retired(Turn { before: held.retired, after: Some((*on).into()) }),
            Field::Rank(Turn { before: held.rank, after: rank.or(held.rank) }),
            kept(Field::Unit, &held.unit, unit.as_ref()),
        ],
        Event::Widowed { .. } if !case.is_followed_by(Kind::Remarriage) => left_alone(held),
        Event::Remarriage { .. } => vec![marital(held, REMARRIED)],
        _ => Vec::new(),
    }
}

/// `before` stays where the event says nothing.
fn kept(field: fn(Turn<Option<String>>) -> Field, before: &Option<String>, said: Option<&String>) -> Field {
    field(Turn { before: before.clone(), after: said.or(before.as_ref()).cloned() })
}

fn marital(held: &Held, code: &str) -> Field {
    Field::Marital(Turn { before: held.marital.clone(), after: Some(code.to_owned()) })
}

/// Widowed, and no longer living with a spouse; with whom else, somebody has to ask.
fn left_alone(held: &Held) -> Vec<Field> {
    let others = held.living.split_whitespace().filter(|word| *word != Living::Spouse.as_str());
    let after = others.collect::<Vec<_>>().join(" ");
    vec![marital(held, WIDOWED), Field::Living(Turn { before: held.living.clone(), after })]
}

/// The home of whoever died, for a spouse of whom less is known: whoever is served from now on has to be found. A spouse who is
/// known to live elsewhere stays there.
fn shared_home(died: &Held, spouse: &Held) -> Vec<Field> {
    let agree = |one: &Option<String>, other: &Option<String>| {
        one.as_ref().zip(other.as_ref()).is_none_or(|(one, other)| one == other)
    };
    if !agree(&died.address, &spouse.address) || !agree(&died.area, &spouse.area) {
        return Vec::new();
    }
    let known = |own: &Option<String>, shared: &Option<String>| Turn {
        before: own.clone(),
        after: own.as_ref().or(shared.as_ref()).cloned(),
    };
    let place = died.place.filter(|_| died.address.is_some());
    vec![
        Field::Address(known(&spouse.address, &died.address)),
        Field::Area(known(&spouse.area, &died.area)),
        Field::Place(Turn { before: spouse.place, after: spouse.place.or(place) }),
    ]
}

/// Fields that `case` changes of `spouse`.
fn of_spouse(case: &Case, spouse: &Held) -> Vec<Field> {
    match &case.event {
        Event::Death { .. } if spouse.ended.is_none() => {
            let mut fields = left_alone(spouse);
            let was_served = case.held.category != Category::Relative && !case.is_death_elsewhere();
            if spouse.category == Category::Relative && was_served && case.rules.serves_survivors {
                fields.push(Field::Category(Turn { before: Category::Relative, after: Category::Survivor }));
                fields.extend(shared_home(&case.held, spouse));
            }
            fields
        }
        Event::Remarriage { .. } => vec![marital(spouse, REMARRIED)],
        _ => Vec::new(),
    }
}

impl Consequence for Records {
    type Change = Change;
    const NAME: &'static str = "record";

    fn plan(&self, conn: &Conn<'_>, act: &Act, case: &Case) -> Result<Vec<Change>> {
        let mut changes = Vec::new();
        let others = case.spouses.iter().map(|spouse| &spouse.held).chain(&case.other);
        let all = own(case).into_iter().map(|field| (&case.held, field));
        let all = all.chain(
            others.flat_map(|spouse| of_spouse(case, spouse).into_iter().map(move |field| (spouse, field))),
        );
        for (held, field) in all {
            let mut after = held.clone();
            field.turn(&mut after, Way::Forth);
            if after == *held {
                continue;
            }
            let day = case.on();
            let past = field.past().map(|(field, _)| past::Until { person: held.id, field, day });
            let past_until = match past {
                Some(past) if !past::is_noted(conn, act, past)? => Some(day),
                _ => None,
            };
            let (person, name, is_own) = (held.id, held.name.clone(), held.id == case.person);
            changes.push(Change { person, name, is_own, field, past_until });
        }
        Ok(changes)
    }

    fn say(&self, ui: &Ui, change: &Change) -> Said {
        let text = said(ui, &change.field);
        let said = if change.is_own {
            Said::new(Group::Own, text)
        } else {
            let text = ui.a2("life-effect-of", "name", &change.name, "what", text);
            Said::new(Group::Family, text).at(format!("/people/{}", change.person))
        };
        Said { is_sensitive: matches!(change.field, Field::DeathCause(_)), ..said }
    }

    fn apply(&self, tx: &Tx<'_>, act: &Act, _: &Case, change: &Change) -> Result<Done> {
        let before = held::find(tx, act, &Scope::BUREAU, change.person)?.ok_or(Error::Conflict)?;
        let mut after = before.clone();
        if !change.field.turn(&mut after, Way::Forth) {
            return Err(Error::Conflict);
        }
        held::save(tx, act, &before, &after)?;
        if let (Some(day), Some((field, value))) = (change.past_until, change.field.past()) {
            past::note(tx, act, past::Until { person: change.person, field, day }, value.as_deref())?;
        }
        Ok(Done { subject: change.person.0, after_version: Some(before.version + 1) })
    }

    fn undo(&self, tx: &Tx<'_>, act: &Act, change: &Change, _: Done) -> Result<Undone> {
        // A record that gave way to another since: what it said is said by the one that was kept.
        let person = duplicate::store::leads_to(tx, act.bureau(), change.person)?.unwrap_or(change.person);
        let Some(before) = held::find(tx, act, &Scope::BUREAU, person)? else {
            return Ok(Undone::Kept(Kept::Gone));
        };
        let mut after = before.clone();
        if !change.field.turn(&mut after, Way::Back) {
            return Ok(Undone::Kept(Kept::Changed));
        }
        held::save(tx, act, &before, &after)?;
        if let (Some(day), Some((field, value))) = (change.past_until, change.field.past()) {
            past::forget(tx, act, past::Until { person, field, day }, value.as_deref())?;
        }
        Ok(Undone::Restored)
    }
}

/// A field's turn, in words.
fn said(ui: &Ui, field: &Field) -> String {
    let turn = |what: &str, before: String, after: String| {
        let text = cq_platform::messages::Text::new("life-effect-field");
        let text = text.with("what", ui.m(what)).with("before", before).with("after", after);
        ui.t(&text).into_owned()
    };
    let text = |value: &Option<String>| value.clone().unwrap_or_else(|| ui.m("life-blank").to_owned());
    let day = |value: &Option<PartialDate>| {
        value.map_or_else(|| ui.m("life-blank").to_owned(), |day| ui.partial(&day))
    };
    match field {
        Field::Ended(Turn { after: Some((day, because)), .. }) => {
            let key =
                if *because == Ended::Died { "life-effect-died" } else { "life-effect-no-longer-served" };
            ui.a1(key, "day", ui.partial(day)).into_owned()
        }
        Field::Ended(Turn { after: None, .. }) => ui.m("life-effect-served-again").to_owned(),
        Field::DiedOn(Turn { after, .. }) => {
            ui.a1("life-effect-died-elsewhere", "day", day(after)).into_owned()
        }
        Field::DeathCause(turn) => ui.a1("life-effect-cause", "cause", text(&turn.after)).into_owned(),
        Field::Farewell(turn) => turn_of(ui, "life-farewell", turn),
        Field::Category(Turn { before, after }) => {
            turn("life-category", ui.w("category", before), ui.w("category", after))
        }
        Field::Rank(Turn { before, after }) => {
            let rank = |rank: &Option<Rank>| {
                rank.map_or_else(|| ui.m("life-blank").to_owned(), |rank| ui.w("rank", rank))
            };
            turn("life-rank", rank(before), rank(after))
        }
        Field::Retired(Turn { before, after }) => turn("life-retired", day(before), day(after)),
        Field::Unit(turn) => turn_of(ui, "life-unit", turn),
        Field::Area(turn) => turn_of(ui, "life-area", turn),
        Field::Address(turn) => turn_of(ui, "life-address", turn),
        Field::Place(Turn { after: None, .. }) => ui.m("life-effect-place").to_owned(),
        Field::Place(Turn { after: Some(_), .. }) => ui.m("life-effect-place-shared").to_owned(),
        Field::Living(Turn { before, after }) => turn("life-living", living(ui, before), living(ui, after)),
        Field::Marital(Turn { before, after }) => {
            let word = |code: &Option<String>| match code.as_deref() {
                Some(REMARRIED) => ui.m("life-marital-22").to_owned(),
                Some(WIDOWED) => ui.m("life-marital-30").to_owned(),
                Some(_) => ui.m("life-marital-other").to_owned(),
                None => ui.m("life-blank").to_owned(),
            };
            turn("life-marital", word(before), word(after))
        }
        Field::SettledAt(turn) => turn_of(ui, "life-settled-at", turn),
    }
}

fn turn_of(ui: &Ui, what: &'static str, turn: &Turn<Option<String>>) -> String {
    let text = |value: &Option<String>| value.clone().unwrap_or_else(|| ui.m("life-blank").to_owned());
    let said = cq_platform::messages::Text::new("life-effect-field").with("what", ui.m(what));
    ui.t(&said.with("before", text(&turn.before)).with("after", text(&turn.after))).into_owned()
}

fn living(ui: &Ui, words: &str) -> String {
    if words.is_empty() {
        return ui.m("life-blank").to_owned();
    }
    let words: Vec<String> = words.split_whitespace().map(|word| ui.w("living", word)).collect();
    words.join(ui.m("person-and"))
}
