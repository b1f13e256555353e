//! What was done for elders of the demo bureau over the last weeks, taken down, done and settled by the same steps as on the pages.

use cq_calendar::WorkCalendar;
use cq_case::case::model::{Answer, Channel};
use cq_demo::{IMPOSSIBLE, SAID, UNWANTED, WANTED, WORKERS, Wanted};
use cq_errand::{
    errand::{
        ErrandId,
        actions::{self, Turn},
        draft::Draft,
        model::Move,
        said::Said,
        store as errands,
        worker::{Days, Terms},
    },
    purse,
};
use cq_ledger::Amount;
use cq_platform::{
    Error, Result,
    actor::{Act, Actor},
    clock::CHINA,
    db::Tx,
    identity::store,
    ids::StaffId,
    policy::{Role, Scope},
    web::App,
};
use cq_registry::{
    area, liaison,
    person::PersonId,
    photo::Picture,
    staff::{self, store::Staff},
};
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::cases::actor;
use crate::cli::user;

/// Errands of so many are made.
const ERRANDS: usize = 36;
/// So many of them, the oldest, are closed by now.
const DONE: usize = 20;
/// One out of so many people has something done.
const EVERY: usize = 7;

/// Who takes part: the desk, the leader who calls back, and the workers.
struct Hands {
    clerk: Actor,
    leader: Actor,
    workers: Vec<StaffId>,
}

/// Takes errands down and most of them as far as they have come.
pub(super) async fn run(app: &App, bureau: &store::Bureau) -> Result<()> {
    let (clerk, leader) =
        (actor(app, bureau, Role::Clerk, "clerk").await?, actor(app, bureau, Role::Leader, "leader").await?);
    let act = app.act(clerk.clone());
    let workers = app.db.write(move |tx| enlist(tx, &act)).await?;
    let hands = Hands { clerk, leader, workers };
    let id = bureau.id;
    let people = app.db.read(move |conn| liaison::store::people_without(conn, &id, None)).await?;
    for (n, person) in people.into_iter().step_by(EVERY).take(ERRANDS).enumerate() {
        let Some(wanted) = WANTED.get(n % WANTED.len()) else { continue };
        let step = Step::of(app, bureau, &hands, person, n)?;
        app.db.write(move |tx| step.make(tx, wanted)).await?;
    }
    Ok(())
}

/// The workers, each from an area of their own; the doctor of the stories and the desk are among them.
fn enlist(tx: &Tx<'_>, act: &Act) -> Result<Vec<StaffId>> {
    let areas = area::list(tx, act.bureau())?;
    let mut workers = Vec::new();
    for (n, name) in WORKERS.iter().enumerate() {
        let id: StaffId = act.new_id();
        staff::store::insert(tx, act.bureau(), &Staff::new(id, (*name).to_owned(), None))?;
        put(tx, act, id, &areas, n)?;
        workers.push(id);
    }
    let doctor = staff::store::find_by_name(tx, act.bureau(), cq_demo::DOCTOR_OF_THE_STORIES)?;
    if let Some(doctor) = doctor {
        put(tx, act, doctor.id, &areas, WORKERS.len())?;
        workers.push(doctor.id);
    }
    put(tx, act, cq_case::case::store::people::me(tx, act)?, &areas, 0)?;
    Ok(workers)
}

fn put(tx: &Tx<'_>, act: &Act, staff: StaffId, areas: &[area::Area], n: usize) -> Result<()> {
    let base = areas.get(n % areas.len().max(1)).ok_or(Error::NotFound)?.id;
    let days = Days::parse(["12345", "1234567", "135", "246", "12345"][n % 5]).unwrap_or(Days::WORKING);
    let terms = Terms { base, areas: Vec::new(), days, kinds: Vec::new(), daily_max: 3, is_active: true };
    actions::put_worker(tx, act, staff, None, &terms)
}

/// One errand, with everybody's hand at their time.
struct Step {
    person: PersonId,
    n: usize,
    /// Days ago that it was taken down.
    taken: Act,
    first: Act,
    second: Act,
    called: Act,
}

impl Step {
    fn of(app: &App, bureau: &store::Bureau, hands: &Hands, person: PersonId, n: usize) -> Result<Self> {
        let days = (ERRANDS - n).saturating_sub(2);
        let at = |actor: Actor, days, hour| {
            Act::new(actor, morning(app, days, hour), app.ids.clone(), app.secrets.clone())
        };
        let worker = |n: usize| {
            let staff = hands.workers.get(n % hands.workers.len().max(1)).copied();
            Actor { staff, ..user::program_as(bureau, Role::Clerk) }
        };
        Ok(Self {
            person,
            n,
            taken: at(hands.clerk.clone(), days, 8),
            first: at(worker(n), days.saturating_sub(1), 9),
            second: at(worker(n + 1), days.saturating_sub(1), 9),
            called: at(hands.leader.clone(), days.saturating_sub(2), 15),
        })
    }

    /// As far as its place in the row says: what is old was closed, of the rest some of each.
    fn make(&self, tx: &Tx<'_>, wanted: &Wanted) -> Result<()> {
        let id = actions::take(tx, &self.taken, &self.draft(wanted)?)?;
        let turn = if self.n < DONE { 0 } else { self.n % 8 };
        if turn == 5 {
            return Ok(());
        }
        if turn == 6 {
            return actions::turn(tx, &self.taken, id, 1, Turn::Cancel, UNWANTED);
        }
        let is_pair = wanted.kind == "banking";
        self.claimed(tx, id, is_pair && turn != 4)?;
        if is_pair && turn == 4 {
            return Ok(());
        }
        if turn == 7 {
            return self.turned(tx, id, Turn::Impossible, IMPOSSIBLE);
        }
        let is_under_way = turn == 3 || (self.n >= DONE && turn == 0);
        self.paid(tx, id, wanted, !is_under_way)?;
        if is_under_way {
            return Ok(());
        }
        self.turned(tx, id, Turn::Done, wanted.done)?;
        if turn == 2 {
            return Ok(());
        }
        let words = SAID.get(self.n % SAID.len()).copied().unwrap_or_default();
        actions::called(tx, &self.called, id, self.seen(tx, id)?, Answer::Satisfied, words)
    }

    fn draft(&self, wanted: &Wanted) -> Result<Draft> {
        let today = self.taken.today();
        let needed = today.saturating_add(i64::try_from(1 + self.n % 3).unwrap_or(1).days());
        Ok(Draft {
            person: self.person,
            case: None,
            kind: wanted.kind.into(),
            channel: wanted.channel.parse::<Channel>().map_err(Error::internal)?,
            said: Said { wanted: wanted.wanted.into(), ..Said::default() },
            needed_on: needed,
            promised_on: (!self.n.is_multiple_of(3)).then(|| today.saturating_add(2.days())),
        })
    }

    fn seen(&self, tx: &Tx<'_>, id: ErrandId) -> Result<i64> {
        let found = errands::find(tx, &Scope::BUREAU, self.taken.bureau(), id)?;
        Ok(found.ok_or(Error::NotFound)?.version)
    }

    fn claimed(&self, tx: &Tx<'_>, id: ErrandId, by_two: bool) -> Result<()> {
        actions::claim(tx, &self.first, id, 1)?;
        if by_two { actions::claim(tx, &self.second, id, 2) } else { Ok(()) }
    }

    fn turned(&self, tx: &Tx<'_>, id: ErrandId, turn: Turn, note: &str) -> Result<()> {
        actions::turn(tx, &self.first, id, self.seen(tx, id)?, turn, note)
    }

    /// Its money, under a mandate, with receipts; settled and signed for, or left with the workers.
    fn paid(&self, tx: &Tx<'_>, id: ErrandId, wanted: &Wanted, is_settled: bool) -> Result<()> {
        let Some(paid) = wanted.paid_fen else { return Ok(()) };
        let today = self.first.today();
        let days = (today.saturating_sub(1.days()), today.saturating_add(1.years()));
        purse::actions::put_mandate(tx, &self.first, id, days, &slip(12)?)?;
        let brought = wanted.drawn_fen.unwrap_or((paid / 10_000 + 1) * 10_000);
        let first = if wanted.drawn_fen.is_some() { Move::Drawn } else { Move::FromElder };
        self.moved(tx, id, first, brought, false)?;
        self.moved(tx, id, Move::Paid, paid, true)?;
        if !is_settled {
            return Ok(());
        }
        self.moved(tx, id, Move::ToElder, brought - paid, false)?;
        purse::actions::sign(tx, &self.first, id, self.seen(tx, id)?, &slip(2)?)
    }

    fn moved(&self, tx: &Tx<'_>, id: ErrandId, kind: Move, fen: i64, with_slip: bool) -> Result<()> {
        let amount = Amount::of(fen).map_err(|_| Error::internal("an amount of nothing"))?;
        let receipt = if with_slip { Some(slip(9)?) } else { None };
        let draft = purse::actions::Draft { kind, amount, note: String::new(), receipt };
        purse::actions::move_money(tx, &self.first, id, self.seen(tx, id)?, &draft)?;
        let waiting = purse::store::moves(tx, &self.first, id)?;
        let waiting = waiting.iter().find(|moved| moved.state == purse::store::Progress::Proposed);
        match waiting {
            Some(moved) => purse::actions::agree(tx, &self.second, id, self.seen(tx, id)?, moved.id),
            None => Ok(()),
        }
    }
}

fn slip(lines: u32) -> Result<Picture> {
    Picture::of(&cq_demo::slip(lines)).map_err(|_| Error::internal("a slip that is no picture"))
}

/// An hour of a working day so many days ago.
pub(super) fn morning(app: &App, days: usize, hour: i8) -> Timestamp {
    let day = app.clock.today().saturating_sub(i64::try_from(days).unwrap_or(0).days());
    let day = WorkCalendar::default().last_working(day).unwrap_or(day);
    let at = CHINA.to_timestamp(day.at(hour, 20, 0, 0)).unwrap_or(Timestamp::UNIX_EPOCH);
    at.saturating_add(SignedDuration::from_mins(5)).unwrap_or(at)
}
