//! The ledger under many hands at once: it always sums to nothing, nobody pays alone, no budget is overdrawn.

use cq_ledger::{AccountId, Amount, Posting, PostingId, Refused, Signed, Terms, store};
use cq_platform::{Error, Result, actor::Act, db::Tx, ids::StaffId, policy::Role, web::App};
use uuid::Uuid;

use crate::world::{World, on_each_engine};

/// How many histories are told on each engine; set CHANGQING_HISTORIES for more (10,000 take a minute and a half).
const HISTORIES: usize = 1_000;
/// Told at once.
const AT_ONCE: usize = 20;
/// Steps of each, all at once.
const STEPS: usize = 6;

/// Numbers that look random and are the same each time (Marsaglia's xorshift).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }
}

#[derive(Clone, Copy)]
struct Books {
    outside: AccountId,
    /// Never below nothing, and what leaves it takes two.
    budget: AccountId,
    purse: AccountId,
}

#[derive(Clone, Copy)]
struct Step {
    kind: u64,
    fen: i64,
    /// Who makes it, and who agrees: one and the same at times, or nobody.
    made: StaffId,
    agreed: Option<StaffId>,
    id: PostingId,
    /// What is taken back, where that is the step.
    undoes: PostingId,
}

async fn staff(world: &World) -> [StaffId; 2] {
    [crate::errands::hired(world, "甲").await, crate::errands::hired(world, "乙").await]
}

fn opened(tx: &Tx<'_>, act: &Act) -> Result<Books> {
    let subject: Uuid = act.new_id();
    let open = |kind, terms| Ok::<_, Error>(store::open(tx, act, kind, subject, terms)?.id);
    Ok(Books {
        outside: open("outside", Terms::OUTSIDE)?,
        budget: open("budget", Terms { floor_fen: Some(0), takes_two: true })?,
        purse: open("purse", Terms { floor_fen: Some(0), takes_two: false })?,
    })
}

fn made(tx: &Tx<'_>, act: &Act, books: Books, step: Step) -> Result<()> {
    let signed = match step.agreed {
        None => Signed::One(step.made),
        Some(agreed) => Signed::two(step.made, agreed).ok_or(Error::from(Refused::Alone))?,
    };
    let (from, to) = match step.kind {
        0 | 1 => (books.outside, books.budget),
        2 => (books.budget, books.purse),
        3 => (books.budget, books.outside),
        4 => (books.purse, books.outside),
        _ => return store::reverse(tx, act, step.undoes, step.id, signed).map(drop),
    };
    let amount = Amount::of(step.fen).map_err(|_| Error::NotFound)?;
    let posting = Posting { id: step.id, from, to, amount, cause: "test", subject: books.budget.0 };
    store::post(tx, act, &posting, signed)
}

/// One history: everything at once, each in a transaction of its own. Returns how many steps were posted.
async fn told(app: App, act: Act, hands: [StaffId; 2], seed: u64) -> usize {
    let hand = act.clone();
    let books = app.db.write(move |tx| opened(tx, &hand)).await.unwrap();
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let first = Step {
        kind: 0,
        fen: 100,
        made: hands[0],
        agreed: None,
        id: act.new_id(),
        undoes: PostingId(Uuid::nil()),
    };
    let hand = act.clone();
    app.db.write(move |tx| made(tx, &hand, books, first)).await.unwrap();
    let mut ids = vec![first.id];
    let mut running = Vec::new();
    for _ in 0..STEPS {
        let made_by = hands[usize::try_from(dice.roll(2)).unwrap()];
        let agreed = [None, Some(hands[0]), Some(hands[1])][usize::try_from(dice.roll(3)).unwrap()];
        let id: PostingId = act.new_id();
        let undoes = ids[usize::try_from(dice.roll(u64::try_from(ids.len()).unwrap())).unwrap()];
        let fen = i64::try_from(dice.roll(120)).unwrap() + 1;
        let step = Step { kind: dice.roll(7), fen, made: made_by, agreed, id, undoes };
        ids.push(id);
        let (app, hand) = (app.clone(), act.clone());
        running.push(tokio::spawn(async move { app.db.write(move |tx| made(tx, &hand, books, step)).await }));
    }
    let mut posted = 0;
    for step in running {
        match step.await.unwrap() {
            Ok(()) => posted += 1,
            Err(Error::Refused(_) | Error::NotFound) => {}
            Err(error) => panic!("neither posted nor refused: {error:?}"),
        }
    }
    posted
}

#[test]
fn histories_by_the_thousand_sum_to_nothing_and_nobody_pays_alone() {
    on_each_engine(async |world| {
        let histories = std::env::var("CHANGQING_HISTORIES").ok().and_then(|n| n.parse().ok());
        let histories: usize = histories.unwrap_or(HISTORIES);
        let (hands, act) = (staff(&world).await, world.hand(Role::Clerk));
        let (mut posted, mut seed) = (0, 0);
        while seed < histories {
            let mut running = Vec::new();
            for _ in 0..AT_ONCE {
                seed += 1;
                let told = told(world.app.clone(), act.clone(), hands, u64::try_from(seed).unwrap());
                running.push(tokio::spawn(told));
            }
            for history in running {
                posted += history.await.unwrap();
            }
        }
        assert!(posted > histories, "most of it is posted: {posted}");
        let bureau = world.bureau.id;
        let read = move |conn: &cq_platform::db::Conn<'_>| {
            let count = |sql| Ok::<_, Error>(conn.one::<(i64,)>(sql, &[])?.0);
            let alone = count(
                "SELECT COUNT(*) FROM ledger_posting p JOIN ledger_account a ON a.bureau_id = p.bureau_id AND a.id = p.from_id
                 WHERE a.takes_two = 1 AND (p.agreed_by IS NULL OR p.agreed_by = p.made_by)",
            )?;
            let overdrawn = count("SELECT COUNT(*) FROM ledger_account WHERE balance_fen < floor_fen")?;
            let twice = count(
                "SELECT COUNT(*) FROM (SELECT reverses_id FROM ledger_posting WHERE reverses_id IS NOT NULL
                 GROUP BY reverses_id HAVING COUNT(*) > 1) x",
            )?;
            Ok((store::audit(conn, &bureau)?, alone, overdrawn, twice))
        };
        let ((sum, wrong), alone, overdrawn, twice) = world.app.db.read(read).await.unwrap();
        assert_eq!((sum, wrong, alone, overdrawn, twice), (0, vec![], 0, 0, 0));
    });
}

#[test]
fn the_database_itself_lets_nobody_pay_alone_or_more_than_there_is() {
    on_each_engine(async |world| {
        let (hands, act) = (staff(&world).await, world.hand(Role::Clerk));
        let hand = act.clone();
        let books = world.app.db.write(move |tx| opened(tx, &hand)).await.unwrap();
        let id: PostingId = act.new_id();
        let step = Step { kind: 0, fen: 100, made: hands[0], agreed: None, id, undoes: id };
        let hand = act.clone();
        world.app.db.write(move |tx| made(tx, &hand, books, step)).await.unwrap();
        let insert = "INSERT INTO ledger_posting (bureau_id, id, from_id, to_id, fen, cause, subject_id, made_by, agreed_by, takes_two, at)
            VALUES ($1, $2, $3, $4, 1, 'x', $2, $5, $6, $7, 1)";
        for (agreed, takes_two) in [(None, 1i64), (Some(hands[0]), 1), (None, 0)] {
            let (new, bureau): (Uuid, _) = (act.new_id(), *act.bureau());
            let posted = world
                .app
                .db
                .write(move |tx| {
                    tx.execute(
                        insert,
                        &[&bureau, &new, &books.budget, &books.purse, &hands[0], &agreed, &takes_two],
                    )
                })
                .await;
            assert!(matches!(posted, Err(Error::Db(_))), "{agreed:?} {takes_two}: {posted:?}");
        }
        let bureau = *act.bureau();
        let below = world
            .app
            .db
            .write(move |tx| {
                tx.execute(
                    "UPDATE ledger_account SET balance_fen = -1 WHERE bureau_id = $1 AND id = $2",
                    &[&bureau, &books.budget],
                )
            })
            .await;
        assert!(matches!(below, Err(Error::Db(_))), "{below:?}");
    });
}

#[test]
fn a_posting_is_taken_back_once_and_within_ten_minutes() {
    on_each_engine(async |world| {
        let (hands, act) = (staff(&world).await, world.hand(Role::Clerk));
        let hand = act.clone();
        let books = world.app.db.write(move |tx| opened(tx, &hand)).await.unwrap();
        let id: PostingId = act.new_id();
        let first = Step { kind: 0, fen: 100, made: hands[0], agreed: None, id, undoes: id };
        let hand = act.clone();
        world.app.db.write(move |tx| made(tx, &hand, books, first)).await.unwrap();
        let back = |act: Act, id| {
            let step = Step { kind: 5, agreed: Some(hands[1]), id, ..first };
            world.app.db.write(move |tx| made(tx, &act, books, step))
        };
        world.at("2026-11-23T01:40:01Z");
        let late = world.hand(Role::Clerk);
        let new: PostingId = late.new_id();
        assert!(
            matches!(back(late, new).await, Err(Error::Refused(text)) if text.key == "ledger-refused-late")
        );
        world.at("2026-11-23T01:40:00Z");
        let act = world.hand(Role::Clerk);
        let ids: [PostingId; 2] = [act.new_id(), act.new_id()];
        let (a, b) = tokio::join!(back(act.clone(), ids[0]), back(act.clone(), ids[1]));
        let refused = [&a, &b].into_iter().filter(|made| matches!(made, Err(Error::Refused(_)))).count();
        assert!((a.is_ok() || b.is_ok()) && refused == 1, "once: {a:?} {b:?}");
    });
}

#[test]
fn no_statement_changes_or_removes_a_posting() {
    for sql in store::STATEMENTS {
        let sql = sql.to_uppercase();
        assert!(!sql.contains("DELETE"), "{sql}");
        assert!(!(sql.contains("UPDATE") && sql.contains("LEDGER_POSTING")), "{sql}");
    }
}
