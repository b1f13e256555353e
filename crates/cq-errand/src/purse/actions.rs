//! Moving an errand's money: each step holds the errand, changes it, and posts to the ledger, in one transaction.

use cq_case::case::store::people;
use cq_ledger::{
    self as ledger, Amount, Posting, PostingId, Signed, Terms,
    store::{Account, is_reversible},
};
use cq_platform::{Error, Result, actor::Act, db::Tx, ids::StaffId, messages::Text};
use cq_registry::{person::PersonId, photo::Picture, task::brief::yuan};
use jiff::civil::Date;
use serde_json::json;

use super::{
    AGREE, MOVE, PAPERS,
    store::{self, Mandate, MandateId, Moved, NewMove, Paper, PaperId, Progress},
};
use crate::errand::{
    ASSIGN, VIEW,
    actions::{Happening, acts_for, change, subject},
    model::{By, Errand, ErrandId, Hands, Move, MoveId, Refused, Way},
    note::Money,
    rules::{BANKING, Rules},
    store::{
        self as errands, OWN,
        entry::Happened,
        list::{self, Listed},
    },
};

/// Accounts in the ledger, by what they are for.
const PURSE: &str = "errand";
const ELDER: &str = "elder";
const ADVANCE: &str = "errand-advance";
const OUTSIDE: &str = "outside";
/// How long a mandate holds at most, in days.
pub const MANDATE_DAYS_MAX: i32 = 731;

/// A movement as it is filled in.
pub struct Draft {
    /// Which way.
    pub kind: Move,
    /// How much.
    pub amount: Amount,
    /// What for.
    pub note: String,
    /// The receipt.
    pub receipt: Option<Picture>,
}

/// Keeps a mandate that the elder has signed.
pub fn put_mandate(
    tx: &Tx<'_>,
    act: &Act,
    id: ErrandId,
    (signed_on, until_on): (Date, Date),
    picture: &Picture,
) -> Result<()> {
    let scope = act.actor.scope(&MOVE, OWN)?;
    let errand = errands::find(tx, &scope, act.bureau(), id)?.ok_or(Error::NotFound)?;
    let wrong = |field: &str, key| Err(Error::Invalid(vec![(field.to_owned(), Text::new(key))]));
    if signed_on > act.today() {
        return wrong("signed_on", "purse-mandate-not-yet");
    }
    if until_on < act.today() || until_on < signed_on {
        return wrong("until_on", "purse-mandate-over");
    }
    if (until_on - signed_on).get_days() > MANDATE_DAYS_MAX {
        return wrong("until_on", "purse-mandate-too-long");
    }
    let me = people::me(tx, act)?;
    store::put_mandate(tx, act, errand.person, (signed_on, until_on), picture, me)?;
    act.record(tx, &MOVE, subject(id), &json!({ "happened": "mandate" }))
}

/// Moves money, or proposes to where it takes two.
pub fn move_money(tx: &Tx<'_>, act: &Act, id: ErrandId, seen: i64, draft: &Draft) -> Result<()> {
    let wrong = |field: &str, text: Text| Error::Invalid(vec![(field.to_owned(), text)]);
    change(tx, act, &MOVE, (id, seen), |errand, by| {
        errand.with_money()?;
        errand.in_hand(by)?;
        let mandate = mandate_of(tx, act, &errand)?;
        let mandate = mandate.ok_or_else(|| Error::refused("purse-refused-no-mandate"))?;
        if draft.kind == Move::Drawn && errand.kind != BANKING {
            return Err(wrong("move", Text::new("purse-refused-drawn")));
        }
        if draft.kind == Move::Paid && draft.receipt.is_none() {
            return Err(wrong("file", Text::new("purse-refused-no-receipt")));
        }
        let fen = draft.amount.fen();
        let after = errand.clone().moved(draft.kind, fen, Way::Forth, by).map_err(|no| no.at("yuan"))?;
        let is_proposed = takes_two(&errand, draft.kind);
        if draft.kind == Move::Advance {
            within_caps(tx, act, &errand, fen)?;
        }
        let paper = match &draft.receipt {
            Some(picture) => Some(store::put_paper(tx, act, id, Paper::Receipt, picture, by.staff)?),
            None => None,
        };
        let new = NewMove {
            id: act.new_id(),
            kind: draft.kind,
            fen,
            mandate,
            note: &draft.note,
            paper,
            undoes: None,
            is_proposed,
        };
        store::insert_move(tx, act, id, &new, by.staff)?;
        let happening = said(Happened::Money, by, (draft.kind, fen, Way::Forth), &draft.note);
        if is_proposed {
            return Ok((pending(errand, 1), happening));
        }
        post(tx, act, &errand, (new.id, draft.kind, draft.amount), Signed::One(by.staff))?;
        Ok((after, happening))
    })
}

/// The mandate under which money of `errand` moves: one that holds today. Once the person is served no more nobody signs another, and what is
/// left to be settled moves under that of the last movement.
fn mandate_of(tx: &Tx<'_>, act: &Act, errand: &Errand) -> Result<Option<MandateId>> {
    if let Some(mandate) = store::mandate(tx, act.bureau(), errand.person, act.today())? {
        return Ok(Some(mandate.id));
    }
    if errand.halted_on.is_none() {
        return Ok(None);
    }
    let moves = store::moves(tx, act, errand.id)?;
    let last = moves.into_iter().rfind(|moved| moved.state == Progress::Posted);
    Ok(last.map(|moved| moved.mandate))
}

/// Agrees to a movement that another one made.
pub fn agree(tx: &Tx<'_>, act: &Act, id: ErrandId, seen: i64, movement: MoveId) -> Result<()> {
    change(tx, act, &AGREE, (id, seen), |errand, by| {
        let moved = proposed(tx, act, id, movement)?;
        let signed = Signed::two(moved.made_by, by.staff).ok_or(Error::from(ledger::Refused::Alone))?;
        if !may_agree(act, &errand, &moved, (Some(by.staff), by.acts_for)) {
            return Err(Error::refused("purse-refused-agree"));
        }
        let way = if moved.undoes.is_some() { Way::Undo } else { Way::Forth };
        if moved.kind == Move::Advance && way == Way::Forth {
            within_caps(tx, act, &errand, moved.fen)?;
        }
        let after = errand.clone().moved(moved.kind, moved.fen, way, by)?;
        match moved.undoes {
            Some(undone) => reverse(tx, act, undone, movement, signed)?,
            None => {
                let amount = Amount::of(moved.fen).map_err(|_| Error::internal("a movement of nothing"))?;
                post(tx, act, &errand, (movement, moved.kind, amount), signed)?;
            }
        }
        store::end_move(tx, act, id, movement, Progress::Posted, by.staff)?;
        let by = By { acts_for: by.acts_for.filter(|_| !is_of_the_desk(moved.kind)), ..by };
        Ok((pending(after, -1), said(Happened::Agreed, by, (moved.kind, moved.fen, way), "")))
    })
}

/// Takes a proposed movement off the table: by who made it, or who would have agreed.
pub fn withdraw(tx: &Tx<'_>, act: &Act, id: ErrandId, seen: i64, movement: MoveId) -> Result<()> {
    change(tx, act, &AGREE, (id, seen), |errand, by| {
        let moved = proposed(tx, act, id, movement)?;
        if moved.made_by != by.staff && !may_agree(act, &errand, &moved, (Some(by.staff), by.acts_for)) {
            return Err(Error::refused("purse-refused-agree"));
        }
        store::end_move(tx, act, id, movement, Progress::Withdrawn, by.staff)?;
        // Whoever takes their own back is who it is noted for.
        let to = Some(moved.made_by).filter(|made_by| *made_by == by.staff);
        let happening = said(Happened::Withdrawn, by, (moved.kind, moved.fen, Way::Forth), "");
        Ok((pending(errand, -1), Happening { to, ..happening }))
    })
}

/// Takes a posted movement back by another one, within ten minutes; where it was made by two, two take it back.
pub fn take_back(tx: &Tx<'_>, act: &Act, id: ErrandId, seen: i64, movement: MoveId) -> Result<()> {
    change(tx, act, &MOVE, (id, seen), |errand, by| {
        errand.with_money()?;
        let moves = store::moves(tx, act, id)?;
        let moved = moves.into_iter().find(|moved| moved.id == movement).ok_or(Error::NotFound)?;
        if moved.state != Progress::Posted || moved.undone_by.is_some() {
            return Err(Refused::Stage.into());
        }
        if moved.undoes.is_some() {
            return Err(ledger::Refused::IsReversal.into());
        }
        if moved.made_by != by.staff {
            errand.in_hand(by)?;
        }
        if moved.ended_at.is_none_or(|at| !is_reversible(at, act.at)) {
            return Err(ledger::Refused::Late.into());
        }
        let after = errand.clone().moved(moved.kind, moved.fen, Way::Undo, by)?;
        // What was given back leaves the bureau's money again, which takes two.
        let is_proposed = moved.ended_by != Some(moved.made_by) || moved.kind == Move::Back;
        let new = NewMove {
            id: act.new_id(),
            kind: moved.kind,
            fen: moved.fen,
            mandate: moved.mandate,
            note: "",
            paper: None,
            undoes: Some(movement),
            is_proposed,
        };
        store::insert_move(tx, act, id, &new, by.staff)?;
        let happening = said(Happened::Money, by, (moved.kind, moved.fen, Way::Undo), "");
        if is_proposed {
            return Ok((pending(errand, 1), happening));
        }
        reverse(tx, act, movement, new.id, Signed::One(by.staff))?;
        Ok((after, happening))
    })
}

/// The elder has signed, on the screen or on a slip, for what was moved.
pub fn sign(tx: &Tx<'_>, act: &Act, id: ErrandId, seen: i64, picture: &Picture) -> Result<()> {
    change(tx, act, &MOVE, (id, seen), |errand, by| {
        errand.in_hand(by)?;
        let errand = errand.signed(by)?;
        store::put_paper(tx, act, id, Paper::Signature, picture, by.staff)?;
        Ok((errand, Happening { to: by.acts_for, ..Happening::plain(Happened::Signed, "") }))
    })
}

/// An errand's money with everything its page shows.
pub struct Shown {
    /// As lists have it.
    pub listed: Listed,
    /// Its course.
    pub errand: Errand,
    /// The mandate that holds.
    pub mandate: Option<Mandate>,
    /// Whether money may be moved under a mandate.
    pub is_mandated: bool,
    /// Its movements.
    pub moves: Vec<Moved>,
    /// The elder's last signature.
    pub signature: Option<(PaperId, jiff::Timestamp)>,
    /// As whom the reader acts.
    pub me: Option<StaffId>,
    /// The worker whom the reader may act for, and their name.
    pub acts_for: Option<(StaffId, String)>,
    /// The rules that hold.
    pub rules: Rules,
}

/// Opens the page of an errand's money; the log has it.
pub fn view(tx: &Tx<'_>, act: &Act, id: ErrandId) -> Result<Shown> {
    let scope = act.actor.scope(&VIEW, OWN)?;
    let listed = list::find(tx, act, &scope, id)?.ok_or(Error::NotFound)?;
    let errand = errands::find(tx, &scope, act.bureau(), id)?.ok_or(Error::NotFound)?;
    let me = people::known(tx, act)?;
    let acts_for = match acts_for(tx, act, &errand, me)? {
        Some(staff) => Some((staff, people::name(tx, act.bureau(), staff)?)),
        None => None,
    };
    let shown = Shown {
        acts_for,
        mandate: store::mandate(tx, act.bureau(), errand.person, act.today())?,
        is_mandated: mandate_of(tx, act, &errand)?.is_some(),
        moves: store::moves(tx, act, id)?,
        signature: store::signature(tx, act.bureau(), id)?,
        me,
        rules: errands::rules(tx, act.bureau(), act.today())?.0,
        listed,
        errand,
    };
    act.record(tx, &VIEW, subject(id), &json!({}))?;
    Ok(shown)
}

/// The JPEG of a paper of an errand, or without one of the mandate that holds; the log has it.
pub fn look(tx: &Tx<'_>, act: &Act, id: ErrandId, paper: Option<PaperId>) -> Result<Vec<u8>> {
    let scope = act.actor.scope(&PAPERS, OWN)?;
    let errand = errands::find(tx, &scope, act.bureau(), id)?.ok_or(Error::NotFound)?;
    let content = match paper {
        Some(paper) => store::paper_content(tx, act, id, paper)?,
        None => {
            let mandate = store::mandate(tx, act.bureau(), errand.person, act.today())?;
            store::mandate_content(tx, act, mandate.ok_or(Error::NotFound)?.id)?
        }
    };
    act.record(tx, &PAPERS, subject(id), &json!({}))?;
    Ok(content)
}

/// Whether `me` may agree to a movement: the other one on the errand, or the desk in the place of one who signs in nowhere; of an advance,
/// whoever has the desk. Never who made it.
pub(super) fn may_agree(
    act: &Act,
    errand: &Errand,
    moved: &Moved,
    (me, acts_for): (Option<StaffId>, Option<StaffId>),
) -> bool {
    let is_on = acts_for.is_some() || me.is_some_and(|me| errand.is_on(me));
    let is_entitled = match moved.kind {
        Move::Advance => act.actor.may(&ASSIGN).is_ok(),
        Move::Back => act.actor.may(&ASSIGN).is_ok() || is_on,
        _ => is_on,
    };
    is_entitled && me != Some(moved.made_by)
}

/// Whether the desk agrees to such a movement as the desk, and not in place of a worker.
fn is_of_the_desk(kind: Move) -> bool {
    matches!(kind, Move::Advance | Move::Back)
}

/// What the errand's course says of a movement, and for whom the desk entered it.
fn said(happened: Happened, by: By, (kind, fen, way): (Move, i64, Way), words: &str) -> Happening {
    let money = Money { kind: Some(kind), fen, way, words: words.to_owned() };
    Happening { to: by.acts_for, ..Happening::plain(happened, &money.to_string()) }
}

/// Whether money of `errand` takes two people that way.
fn takes_two(errand: &Errand, kind: Move) -> bool {
    errand.hands == Hands::Two || kind == Move::Advance
}

fn pending(errand: Errand, more: i64) -> Errand {
    let mut errand = errand;
    let pending = i64::from(errand.purse.pending) + more;
    errand.purse.pending = u32::try_from(pending).unwrap_or(0);
    errand
}

fn proposed(tx: &Tx<'_>, act: &Act, errand: ErrandId, id: MoveId) -> Result<Moved> {
    let moves = store::moves(tx, act, errand)?;
    let moved = moves.into_iter().find(|moved| moved.id == id).ok_or(Error::NotFound)?;
    if moved.state == Progress::Proposed { Ok(moved) } else { Err(Refused::Stage.into()) }
}

/// What the bureau advances stays within what it said, for the errand and for the elder. Who asks at once waits at the elder's account.
fn within_caps(tx: &Tx<'_>, act: &Act, errand: &Errand, fen: i64) -> Result<()> {
    let rules = errands::rules(tx, act.bureau(), act.today())?.0;
    let beyond = |key, cap: i64, out: i64| {
        let text = Text::new(key).with("cap", yuan(cap)).with("out", yuan(out));
        Err(Error::Invalid(vec![("yuan".to_owned(), text)]))
    };
    if errand.purse.advanced + fen > rules.advance_errand_fen {
        return beyond("purse-refused-advance-errand", rules.advance_errand_fen, errand.purse.advanced);
    }
    advances(tx, act, errand.person, &rules)?;
    let out = store::advanced(tx, act.bureau(), errand.person)?;
    if out + fen > rules.advance_elder_fen {
        return beyond("purse-refused-advance-elder", rules.advance_elder_fen, out);
    }
    Ok(())
}

/// The account from which the bureau advances to an elder: it holds nothing less than the cap allows, and is held until the end.
fn advances(tx: &Tx<'_>, act: &Act, person: PersonId, rules: &Rules) -> Result<Account> {
    let terms = Terms { floor_fen: Some(-rules.advance_elder_fen), takes_two: true };
    let account = ledger::store::open(tx, act, ADVANCE, person.0, terms)?;
    ledger::store::hold(tx, act.bureau(), account.id, -rules.advance_elder_fen)?;
    Ok(account)
}

fn post(
    tx: &Tx<'_>,
    act: &Act,
    errand: &Errand,
    (id, kind, amount): (MoveId, Move, Amount),
    signed: Signed,
) -> Result<()> {
    let open = |kind, subject, terms| ledger::store::open(tx, act, kind, subject, terms);
    let takes_two = errand.hands == Hands::Two;
    let purse = open(PURSE, errand.id.0, Terms { floor_fen: Some(0), takes_two })?;
    let other = match kind {
        Move::FromElder | Move::ToElder => open(ELDER, errand.person.0, Terms::OUTSIDE)?,
        Move::Drawn | Move::Paid => open(OUTSIDE, act.bureau().0, Terms::OUTSIDE)?,
        Move::Advance | Move::Back => {
            let rules = errands::rules(tx, act.bureau(), act.today())?.0;
            advances(tx, act, errand.person, &rules)?
        }
    };
    let (from, to) = match kind {
        Move::FromElder | Move::Advance | Move::Drawn => (other.id, purse.id),
        Move::Paid | Move::ToElder | Move::Back => (purse.id, other.id),
    };
    let posting =
        Posting { id: PostingId(id.0), from, to, amount, cause: kind.as_str(), subject: errand.id.0 };
    ledger::store::post(tx, act, &posting, signed)
}

fn reverse(tx: &Tx<'_>, act: &Act, undone: MoveId, by: MoveId, signed: Signed) -> Result<()> {
    ledger::store::reverse(tx, act, PostingId(undone.0), PostingId(by.0), signed).map(drop)
}
