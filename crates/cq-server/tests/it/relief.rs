//! Relief: an application goes from the first word to the archive; nobody pays alone, nothing is overdrawn, and every refusal on the way.

mod bank;
mod money;
mod payee;
mod rules;

use axum::http::StatusCode;
use cq_platform::{Error, Result, actor::Act, db::Tx, ids::StaffId, policy::Role};
use cq_registry::{person::PersonId, photo::Picture};
use cq_relief::{
    application::{
        ReliefId,
        account::Account,
        actions::{self, Turn},
        draft::Draft,
        model::{Application, Relation, Source},
        said::{Payee, Said},
        store,
    },
    batch::{self, BatchId},
    budget::{self, GrantId, store::Way},
    meeting::{
        self, MeetingId,
        draft::{Decided, Draft as Meeting, Verdict},
    },
    notice::{self, ObjectionId},
};

use crate::{
    errands::hired,
    ward::{Ward, elder},
    world::{Answer, Browser, World, on_each_engine},
};

pub const CARD: &str = "6222021602001234568";
pub const PASSBOOK: &str = "15101040026589";
const WHY: &str = "胃癌手术，自费六万二，老伴没有收入";

/// Two clerks and two leaders, each with an account, and two elders.
pub struct Desk {
    pub zhang: StaffId,
    pub liu: StaffId,
    pub li: StaffId,
    pub chen: StaffId,
    pub elders: Vec<PersonId>,
}

impl Desk {
    pub async fn of(world: &World) -> Self {
        let ward = Ward::of(
            world,
            vec![elder("单国英", "1947", "I25", None), elder("欧阳德昌", "1938", "J44", None)],
        );
        let elders = ward.await.elders;
        let [zhang, liu] = [hired(world, "张科员").await, hired(world, "刘科员").await];
        let [li, chen] = [hired(world, "李局长").await, hired(world, "陈局长").await];
        for (login, role, staff) in [
            ("张科员", Role::Clerk, zhang),
            ("刘科员", Role::Clerk, liu),
            ("李局长", Role::Leader, li),
            ("陈局长", Role::Leader, chen),
        ] {
            world.signed_in_as(role, login, Some(staff)).await;
        }
        Self { zhang, liu, li, chen, elders }
    }

    /// Everybody's hand, as the clock stands now.
    pub fn hands(&self, world: &World) -> Hands {
        Hands {
            zhang: world.hand_of(Role::Clerk, self.zhang),
            liu: world.hand_of(Role::Clerk, self.liu),
            li: world.hand_of(Role::Leader, self.li),
            chen: world.hand_of(Role::Leader, self.chen),
            chair: self.li,
            elders: self.elders.clone(),
        }
    }

    /// A change of this year's budget, by two.
    pub async fn granted(&self, world: &World, way: Way, kind: &str, fen: i64) {
        let hands = self.hands(world);
        let year = i64::from(hands.zhang.today().year());
        let draft =
            budget::actions::Draft {
                year, way, kind: kind.into(), fen, note: "长财〔2026〕12 号".into()
            };
        let work = move |tx: &Tx<'_>| {
            let id = budget::actions::propose(tx, &hands.zhang, &draft)?;
            budget::actions::agree(tx, &hands.li, id)
        };
        world.app.db.write(work).await.unwrap();
    }

    /// Proposed by a clerk; the clock stands after the notice.
    pub async fn proposed(&self, world: &World, count: usize, fen: i64) -> Vec<ReliefId> {
        world.at("2026-11-23T01:30:00Z");
        let hands = self.hands(world);
        let work = move |tx: &Tx<'_>| {
            let names = ["单国英", "欧阳德昌"];
            let made = (0..count).map(|n| hands.reviewed(tx, hands.elders[n % 2], names[n % 2]));
            let ids: Vec<ReliefId> = made.collect::<Result<_>>()?;
            hands.noticed(tx, &ids, fen)?;
            Ok(ids)
        };
        let ids = world.app.db.write(work).await.unwrap();
        world.at("2026-12-01T01:30:00Z");
        let (hands, these) = (self.hands(world), ids.clone());
        let propose = move |tx: &Tx<'_>| {
            these.iter().try_for_each(|id| actions::turn(tx, &hands.zhang, *id, 6, Turn::Propose, ""))
        };
        world.app.db.write(propose).await.unwrap();
        ids
    }

    /// Approved by a leader too.
    pub async fn approved(&self, world: &World, count: usize, fen: i64) -> Vec<ReliefId> {
        let ids = self.proposed(world, count, fen).await;
        let (hands, these) = (self.hands(world), ids.clone());
        let approve =
            move |tx: &Tx<'_>| these.iter().try_for_each(|id| actions::approve(tx, &hands.li, *id, 7));
        world.app.db.write(approve).await.unwrap();
        ids
    }
}

/// Everybody's hand at one moment.
#[derive(Clone)]
pub struct Hands {
    pub zhang: Act,
    pub liu: Act,
    pub li: Act,
    pub chen: Act,
    pub chair: StaffId,
    pub elders: Vec<PersonId>,
}

impl Hands {
    /// An application that was reviewed: it asks for 2,000 yuan of a kind that asks for no papers.
    pub fn reviewed(&self, tx: &Tx<'_>, person: PersonId, name: &str) -> Result<ReliefId> {
        let id = actions::take(tx, &self.zhang, &draft(person, name, "urgent", 200_000))?;
        actions::file(tx, &self.zhang, id, 1)?;
        actions::turn(tx, &self.zhang, id, 2, Turn::Verify, "上门看过，属实")?;
        actions::turn(tx, &self.liu, id, 3, Turn::Review, "")?;
        Ok(id)
    }

    /// A meeting grants these so much each, and they go on notice.
    pub fn noticed(&self, tx: &Tx<'_>, ids: &[ReliefId], fen: i64) -> Result<MeetingId> {
        let decided = |id: &ReliefId| Decided {
            application: *id,
            seen: 4,
            verdict: Verdict::Agreed,
            fen: Some(fen),
            note: String::new(),
        };
        let meeting = Meeting {
            held_on: self.zhang.today(),
            place: "三楼会议室".into(),
            chair: self.chair.to_string(),
            attendees: "李局长、陈局长、张科员".into(),
            minutes: "逐件议定。".into(),
            decisions: ids.iter().map(decided).collect(),
        };
        let id = meeting::actions::meet(tx, &self.zhang, &meeting)?;
        meeting::actions::confirm(tx, &self.li, id)?;
        meeting::actions::publish(tx, &self.zhang, id)?;
        Ok(id)
    }
}

pub fn draft(person: PersonId, name: &str, kind: &str, fen: i64) -> Draft {
    Draft {
        person,
        kind: kind.into(),
        source: Source::Own,
        said: Said { why: WHY.into(), ..Said::default() },
        asked_fen: fen,
        payee: payee(name, CARD),
        again: "又病了".into(),
    }
}

pub fn payee(name: &str, account: &str) -> Payee {
    Payee {
        name: name.into(),
        relation: Relation::Own,
        bank: "工商银行长庆支行".into(),
        account: Account::parse(account).unwrap(),
        person: None,
        unlisted: String::new(),
    }
}

/// Samples for the matrix: an application with a paper and an objection, a meeting, a batch, a change of the budget.
pub struct Samples {
    pub application: ReliefId,
    pub paper: String,
    pub objection: ObjectionId,
    pub meeting: MeetingId,
    pub batch: BatchId,
    pub grant: GrantId,
}

pub async fn sample(world: &World) -> Samples {
    let desk = Desk::of(world).await;
    desk.granted(world, Way::Granted, "", 1_000_000).await;
    let hands = desk.hands(world);
    let first = move |tx: &Tx<'_>| {
        let act = &hands.zhang;
        let application = actions::take(tx, act, &draft(hands.elders[0], "单国英", "urgent", 200_000))?;
        let picture = Picture::of(&crate::photo::file(70)).map_err(|_| Error::NotFound)?;
        actions::put_paper(tx, act, application, 1, ("票据", &picture))?;
        actions::file(tx, act, application, 2)?;
        actions::turn(tx, act, application, 3, Turn::Verify, "属实")?;
        actions::turn(tx, &hands.liu, application, 4, Turn::Review, "")?;
        Ok(application)
    };
    let application = world.app.db.write(first).await.unwrap();
    let hands = desk.hands(world);
    let work = move |tx: &Tx<'_>| {
        let decided = Decided {
            application,
            seen: 5,
            verdict: Verdict::Agreed,
            fen: Some(100_000),
            note: String::new(),
        };
        let draft = Meeting {
            held_on: hands.zhang.today(),
            place: "会议室".into(),
            chair: hands.chair.to_string(),
            attendees: "李局长".into(),
            minutes: "同意。".into(),
            decisions: vec![decided],
        };
        let meeting = meeting::actions::meet(tx, &hands.zhang, &draft)?;
        meeting::actions::confirm(tx, &hands.li, meeting)?;
        meeting::actions::publish(tx, &hands.zhang, meeting)?;
        notice::actions::object(
            tx,
            &hands.zhang,
            application,
            7,
            &notice::store::Words { text: "他家有房出租".into(), ..Default::default() },
        )?;
        let objection = notice::store::list(tx, &hands.zhang, application)?.pop().ok_or(Error::NotFound)?.id;
        let paper = store::paper::list(tx, &hands.zhang, application)?.pop().ok_or(Error::NotFound)?.id;
        let draft = budget::actions::Draft {
            year: 2026,
            way: Way::Granted,
            kind: String::new(),
            fen: 100,
            note: "追加".into(),
        };
        let grant = budget::actions::propose(tx, &hands.zhang, &draft)?;
        Ok((paper, objection, meeting, grant))
    };
    let (paper, objection, meeting, grant) = world.app.db.write(work).await.unwrap();
    let ids = desk.approved(world, 1, 100_000).await;
    let hands = desk.hands(world);
    let batch = world.app.db.write(move |tx| batch::actions::make(tx, &hands.zhang, &ids)).await.unwrap();
    world.at(crate::world::NOW);
    Samples { application, paper: paper.to_string(), objection, meeting, batch, grant }
}

/// How an application stands, whoever may see it.
pub async fn now(world: &World, id: ReliefId) -> Application {
    let bureau = world.bureau.id;
    let scope = cq_platform::policy::Scope::BUREAU;
    let read = move |conn: &cq_platform::db::Conn<'_>| store::find(conn, &scope, &bureau, id);
    world.app.db.read(read).await.unwrap().unwrap()
}

/// What is left of a kind's budget of this year, and what is wrong with the books.
pub async fn left(world: &World, kind: &'static str) -> i64 {
    let act = world.hand(Role::Clerk);
    let read = move |conn: &cq_platform::db::Conn<'_>| {
        let shown = budget::actions::view(conn, &act, i64::from(act.today().year()))?;
        let (sum, wrong) = cq_ledger::store::audit(conn, act.bureau())?;
        assert_eq!((sum, wrong), (0, vec![]), "the books add up");
        Ok(shown.budgets.iter().find(|(_, of, _)| of == kind).map_or(0, |(.., left)| *left))
    };
    world.app.db.read(read).await.unwrap()
}

fn version(page: &str) -> String {
    let after = page.split("name=\"version\" value=\"").nth(1).expect("nothing can be done here");
    after.split('"').next().unwrap().to_owned()
}

/// The version an application or a batch has now, whatever can be done on its page.
async fn seen(world: &World, at: &str) -> i64 {
    let (bureau, id) = (world.bureau.id, at.rsplit('/').next().unwrap().parse::<uuid::Uuid>().unwrap());
    let sql = if at.contains("/batches/") {
        "SELECT version FROM relief_batch WHERE bureau_id = $1 AND id = $2"
    } else {
        "SELECT version FROM relief_application WHERE bureau_id = $1 AND id = $2"
    };
    world.app.db.read(move |conn| conn.one::<(i64,)>(sql, &[&bureau, &id])).await.unwrap().0
}

/// Takes a step, whether or not the page shows it.
async fn step(browser: &mut Browser<'_>, at: &str, verb: &str, fields: &[(&str, &str)]) -> Answer {
    browser.get(at).await;
    let version = seen(browser.world(), at).await.to_string();
    let mut fields = fields.to_vec();
    fields.push(("version", &version));
    browser.post(&format!("{at}/{verb}"), &fields).await
}

async fn done(browser: &mut Browser<'_>, at: &str, verb: &str, fields: &[(&str, &str)]) {
    let answer = step(browser, at, verb, fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{verb}: {}", answer.text());
}

async fn no(browser: &mut Browser<'_>, at: &str, verb: &str, fields: &[(&str, &str)], why: &str) {
    let answer = step(browser, at, verb, fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{verb}: {}", answer.text());
    assert!(answer.text().contains(why), "{verb}: {why}: {}", answer.text());
}

fn filled<'f>(person: &'f str, changed: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    let mut fields = vec![
        ("person", person),
        ("kind", "illness"),
        ("source", "spouse"),
        ("why", WHY),
        ("name", "马玉珍"),
        ("phone", "15400005520"),
        ("yuan", "5000"),
        ("payee_relation", "self"),
        ("payee_name", "单国英"),
        ("payee_bank", "工商银行长庆支行"),
        ("payee_account", "6222 0216 0200 1234 568"),
        ("payee_again", CARD),
    ];
    for (name, value) in changed {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    fields
}

async fn browser<'w>(world: &'w World, login: &str) -> Browser<'w> {
    let mut browser = world.browser();
    assert_eq!(browser.sign_in(login, crate::world::PASSWORD).await.status, StatusCode::SEE_OTHER);
    browser
}

#[test]
fn what_is_typed_wrong_is_said_at_its_place_and_nothing_is_lost() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        let mut clerk = browser(&world, "张科员").await;
        let person = desk.elders[0].to_string();
        clerk.get(&format!("/relief/new?person={person}")).await;
        for (field, value, why) in [
            ("yuan", "-5000", "金额要大于零"),
            ("yuan", "5000.005", "金额最小到分"),
            ("yuan", "5000.01", "这一类最多 5,000.00 元"),
            ("yuan", "五千", "金额用数字写"),
            ("payee_account", "622202160200123456", "卡号有一位不对"),
            ("payee_account", "11010519491231002X", "这是身份证号"),
            ("payee_again", "6222021602001234501", "两次填的账号不一样"),
            ("payee_name", "单国华", "户名应是“单国英”"),
            ("name", "", "请写经办人"),
            ("kind", "own-7", "form-choice"),
        ] {
            let answer = clerk.post("/relief", &filled(&person, &[(field, value)])).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {value}");
            let page = answer.text();
            assert!(page.contains(why) || why == "form-choice", "{field} {value}: {why}: {page}");
            assert!(page.contains(WHY), "nothing typed is lost");
        }
        assert!(clerk.get("/relief?state=any").await.text().contains("没有这样的申请"), "nothing was kept");
    });
}

#[test]
fn an_application_goes_from_the_first_word_to_notice_with_the_least_on_the_wall() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        let (mut zhang, mut liu) = (browser(&world, "张科员").await, browser(&world, "刘科员").await);
        let mut chen = browser(&world, "陈局长").await;
        let person = desk.elders[0].to_string();
        zhang.get(&format!("/relief/new?person={person}")).await;
        let answer = zhang.post("/relief", &filled(&person, &[])).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let at = answer.to.unwrap().split('?').next().unwrap().to_owned();
        let page = zhang.get(&at).await.text();
        assert!(!page.contains(WHY) && !page.contains(CARD) && page.contains("**** 4568"), "masked: {page}");
        no(&mut zhang, &at, "file", &[], "证明材料还不够").await;
        for label in ["诊断证明", "自费票据"] {
            let version = version(&zhang.get(&at).await.text());
            let fields = [("version", version.as_str()), ("paper_label", label)];
            let none =
                zhang.upload(&format!("{at}/papers"), &fields, "材料.jpg", b"%PDF-1.4 no picture").await;
            assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
            let put =
                zhang.upload(&format!("{at}/papers"), &fields, "材料.jpg", &crate::photo::file(90)).await;
            assert_eq!(put.status, StatusCode::SEE_OTHER, "{}", put.text());
        }
        done(&mut zhang, &at, "file", &[]).await;
        no(&mut zhang, &at, "verify", &[("verify_note", "")], "").await;
        done(&mut zhang, &at, "verify", &[("verify_note", "上门看了票据，问了居委会王主任，属实")]).await;
        no(&mut zhang, &at, "review", &[], "这一步要换一个人").await;
        done(&mut liu, &at, "send-back", &[("back_note", "少一张出院小结")]).await;
        done(&mut zhang, &at, "verify", &[("verify_note", "补了出院小结")]).await;
        done(&mut liu, &at, "review", &[("review_note", "材料齐全")]).await;
        let form = zhang.get("/relief/meetings/new").await.text();
        let id = at.rsplit('/').next().unwrap();
        assert!(form.contains("单国英") && form.contains(&format!("verdict-{id}")), "{form}");
        let seen =
            form.split(&format!("name=\"version-{id}\" value=\"")).nth(1).unwrap().split('"').next().unwrap();
        let chair = desk.chen.to_string();
        let names = ["verdict", "yuan", "note", "version"].map(|name| format!("{name}-{id}"));
        let fields = |yuan: &'static str, chair: &str| {
            let fields = [
                ("held_on", "2026-11-23"),
                ("place", "三楼会议室"),
                ("chair", chair),
                ("attendees", "陈局长、李局长、张科员"),
                ("minutes", "张科员汇报，一致同意。"),
                ("of", id),
                (&names[0], "agreed"),
                (&names[1], yuan),
                (&names[2], ""),
                (&names[3], seen),
            ];
            fields.map(|(name, value)| (name.to_owned(), value.to_owned()))
        };
        for (yuan, chair, why) in [
            ("5000.01", chair.as_str(), "这一类最多"),
            ("4500", "", ""),
            ("0", chair.as_str(), "金额要大于零"),
        ] {
            let fields = fields(yuan, chair);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            let answer = zhang.post("/relief/meetings", &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{yuan} {chair}");
            assert!(answer.text().contains(why) && answer.text().contains("一致同意"), "{}", answer.text());
        }
        let fields = fields("4500", &chair);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let met = zhang.post("/relief/meetings", &fields).await;
        assert_eq!(met.status, StatusCode::SEE_OTHER, "{}", met.text());
        let meeting = met.to.unwrap().split('?').next().unwrap().to_owned();
        assert!(zhang.get(&meeting).await.text().contains("4,500.00"));
        let of = |verb: &str| format!("{meeting}/{verb}");
        let refused = zhang.post(&of("confirm"), &[]).await;
        assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.text().contains("只有主持人"));
        let why = chen.post(&of("send-back"), &[("reason", "")]).await;
        assert_eq!(why.status, StatusCode::UNPROCESSABLE_ENTITY, "not without a reason");
        assert_eq!(chen.post(&of("confirm"), &[]).await.status, StatusCode::SEE_OTHER);
        let out = zhang.post(&format!("{meeting}/notice"), &[]).await;
        assert_eq!(out.status, StatusCode::SEE_OTHER, "{}", out.text());
        let again = zhang.post(&format!("{meeting}/notice"), &[]).await;
        assert!(again.text().contains("都已经公示"), "{}", again.text());
        let wall = chen.get("/relief/notice").await.text();
        assert!(wall.contains("单某某") && wall.contains("专项救助") && wall.contains("4,500.00"), "{wall}");
        assert!(
            wall.contains("2026年11月23日") && wall.contains("2026年11月27日"),
            "five working days: {wall}"
        );
        for hidden in ["单国英", "大病", "胃癌", "4568"] {
            assert!(!wall.contains(hidden), "{hidden} is nobody's business: {wall}");
        }
        no(&mut zhang, &at, "propose", &[], "公示期还没有结束").await;
        world.at("2026-11-30T01:30:00Z");
        // Whoever was signed in a week ago signs in again.
        let (mut zhang, mut chen) = (browser(&world, "张科员").await, browser(&world, "陈局长").await);
        done(&mut zhang, &at, "objections", &[("objection", "邻居说他家有房出租")]).await;
        no(&mut zhang, &at, "propose", &[], "还有异议没有答复").await;
        let page = zhang.get(&at).await.text();
        let answer_at = page.split('"').find(|part| part.contains("/objections/")).unwrap().to_owned();
        let version = version(&page);
        let fields = [("version", version.as_str()), ("outcome", "kept"), ("answer", "查过，房是亲戚的")];
        assert_eq!(zhang.post(&answer_at, &fields).await.status, StatusCode::SEE_OTHER);
        done(&mut zhang, &at, "propose", &[]).await;
        no(&mut chen, &at, "approve", &[], "2026 年的救助预算还没有下达").await;
        desk.granted(&world, Way::Granted, "", 400_000).await;
        no(&mut chen, &at, "approve", &[], "预算只剩 4,000.00 元，不够这笔 4,500.00 元").await;
        desk.granted(&world, Way::Granted, "", 100_000).await;
        assert_eq!(zhang.post(&format!("{at}/approve"), &[]).await.status, StatusCode::FORBIDDEN);
        done(&mut chen, &at, "approve", &[]).await;
        assert_eq!(left(&world, "").await, 50_000);
        let whole = chen.post(&format!("{at}/unmask"), &[]).await.text();
        assert!(whole.contains(WHY) && whole.contains(CARD), "shown to who asks, and logged");
        let year = chen.get("/relief/year?year=2026").await.text();
        assert!(year.contains("4,500.00") && year.contains("state=granted"), "{year}");
        assert!(chen.get("/relief?state=granted&year=2026").await.text().contains("单国英"));
        assert!(zhang.get(&format!("/people/{person}")).await.text().contains("大病救助"));
    });
}

#[test]
fn a_meeting_decides_on_nothing_that_was_not_yet_reviewed() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        world.at("2026-11-23T01:30:00Z");
        let hands = desk.hands(&world);
        let reviewed =
            world.app.db.write(move |tx| hands.reviewed(tx, hands.elders[0], "单国英")).await.unwrap();
        let held = async |day: jiff::civil::Date| {
            let hands = desk.hands(&world);
            let work = move |tx: &Tx<'_>| {
                let decided = Decided {
                    application: reviewed,
                    seen: 4,
                    verdict: Verdict::Agreed,
                    fen: Some(100_000),
                    note: String::new(),
                };
                let draft = Meeting {
                    held_on: day,
                    place: "三楼会议室".into(),
                    chair: hands.chair.to_string(),
                    attendees: "李局长".into(),
                    minutes: "同意。".into(),
                    decisions: vec![decided],
                };
                meeting::actions::meet(tx, &hands.zhang, &draft)
            };
            world.app.db.write(work).await
        };
        let Err(Error::Invalid(wrong)) = held(jiff::civil::date(2026, 11, 22)).await else {
            panic!("a meeting before the review")
        };
        assert_eq!((wrong[0].0.as_str(), wrong[0].1.key), ("held_on", "relief-meeting-before-review"));
        assert_eq!(now(&world, reviewed).await.stage.word(), "reviewed", "nothing was written down");
        let id = held(jiff::civil::date(2026, 11, 23)).await.unwrap();
        assert_eq!(
            now(&world, reviewed).await.stage.word(),
            "reviewed",
            "not before the chair has confirmed it"
        );
        let hands = desk.hands(&world);
        world.app.db.write(move |tx| meeting::actions::confirm(tx, &hands.li, id)).await.unwrap();
        assert_eq!(now(&world, reviewed).await.stage.word(), "met");
    });
}

#[test]
fn the_chair_alone_confirms_the_minutes_or_sends_them_back_and_once() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        world.at("2026-11-23T01:30:00Z");
        let hands = desk.hands(&world);
        let work = move |tx: &Tx<'_>| {
            let application = hands.reviewed(tx, hands.elders[0], "单国英")?;
            let decided =
                |verdict, fen| Decided { application, seen: 4, verdict, fen, note: "再看一看".into() };
            let draft = |decided| Meeting {
                held_on: hands.zhang.today(),
                place: "三楼会议室".into(),
                chair: hands.chair.to_string(),
                attendees: "李局长".into(),
                minutes: "同意。".into(),
                decisions: vec![decided],
            };
            let wrong =
                meeting::actions::meet(tx, &hands.zhang, &draft(decided(Verdict::Agreed, Some(100_000))))?;
            assert!(meeting::actions::agenda(tx, &hands.zhang)?.is_empty(), "with the minutes that wait");
            for other in [&hands.zhang, &hands.chen] {
                let refused = meeting::actions::confirm(tx, other, wrong);
                assert!(matches!(refused, Err(Error::Refused(text)) if text.key == "relief-refused-chair"));
            }
            meeting::actions::send_back(tx, &hands.li, wrong, "是暂缓")?;
            assert_eq!(meeting::actions::agenda(tx, &hands.zhang)?.len(), 1);
            let late = meeting::actions::confirm(tx, &hands.li, wrong);
            assert!(matches!(late, Err(Error::Overtaken(_))), "sent back is not confirmed");
            let again = meeting::actions::meet(tx, &hands.zhang, &draft(decided(Verdict::Refused, None)))?;
            Ok((application, again))
        };
        let (application, id) = world.app.db.write(work).await.unwrap();
        let hands = desk.hands(&world);
        let (one, other) = (hands.li.clone(), hands.li);
        let (one, other) = tokio::join!(
            world.app.db.write(move |tx| meeting::actions::confirm(tx, &one, id)),
            world.app.db.write(move |tx| meeting::actions::send_back(tx, &other, id, "又不对")),
        );
        let (won, lost) = match (one, other) {
            (Ok(()), Err(error)) => (true, error),
            (Err(error), Ok(())) => (false, error),
            (one, other) => panic!("one wins: {one:?} {other:?}"),
        };
        assert!(matches!(lost, Error::Overtaken(_)), "{lost:?}");
        let now = now(&world, application).await;
        assert_eq!(now.course.word() == "refused", won, "in effect once confirmed, and not before");
    });
}

#[test]
fn a_refusal_takes_two_and_an_upheld_objection_goes_back_to_a_meeting() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        let hands = desk.hands(&world);
        let work = move |tx: &Tx<'_>| {
            let refused = hands.reviewed(tx, hands.elders[0], "单国英")?;
            let noticed = hands.reviewed(tx, hands.elders[1], "欧阳德昌")?;
            hands.noticed(tx, &[noticed], 100_000)?;
            Ok((refused, noticed))
        };
        let (refused, noticed) = world.app.db.write(work).await.unwrap();
        let (mut zhang, mut li) = (browser(&world, "张科员").await, browser(&world, "李局长").await);
        let at = format!("/relief/{refused}");
        no(&mut zhang, &at, "refuse", &[("refuse_note", "")], "").await;
        done(&mut zhang, &at, "refuse", &[("refuse_note", "收入超过标准")]).await;
        no(&mut zhang, &at, "refuse-too", &[], "这一步要换一个人").await;
        done(&mut li, &at, "refuse-too", &[]).await;
        assert!(zhang.get("/relief?state=refused").await.text().contains("单国英"));
        let at = format!("/relief/{noticed}");
        let wrong = [("objection", "他已领过民政救助"), ("objector_phone", "没有")];
        no(&mut zhang, &at, "objections", &wrong, "电话").await;
        let said =
            [("objection", "他已领过民政救助"), ("objector", "赵铁柱"), ("objector_phone", "13900001111")];
        done(&mut zhang, &at, "objections", &said).await;
        let page = zhang.get(&at).await.text();
        assert!(page.contains("他已领过民政救助") && page.contains("赵某某提出"), "{page}");
        assert!(!page.contains("赵铁柱") && !page.contains("13900001111"), "who objects is masked: {page}");
        let whole = zhang.post(&format!("{at}/unmask"), &[]).await.text();
        assert!(whole.contains("赵铁柱 13900001111提出"), "and shown to who asks: {whole}");
        let answer_at = page.split('"').find(|part| part.contains("/objections/")).unwrap().to_owned();
        let version = version(&page);
        let fields = [("version", version.as_str()), ("outcome", "upheld"), ("answer", "属实，重新上会")];
        assert_eq!(zhang.post(&answer_at, &fields).await.status, StatusCode::SEE_OTHER);
        assert_eq!(now(&world, noticed).await.stage.word(), "reviewed");
        assert!(zhang.get("/relief/notice").await.text().contains("现在没有公示"));
    });
}

#[test]
fn new_amounts_hold_for_what_comes_after_them() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        let hands = desk.hands(&world);
        let reviewed =
            world.app.db.write(move |tx| hands.reviewed(tx, hands.elders[0], "单国英")).await.unwrap();
        world.at("2026-12-01T01:30:00Z");
        let hands = desk.hands(&world);
        let work = move |tx: &Tx<'_>| {
            let mut rules = store::rules(tx, hands.zhang.bureau(), hands.zhang.today())?.0;
            for kind in &mut rules.kinds {
                kind.fen = 150_000;
            }
            actions::set(tx, &hands.zhang, &rules, hands.zhang.today(), 0)?;
            let over = draft(hands.elders[0], "单国英", "urgent", 200_000);
            assert!(matches!(actions::take(tx, &hands.zhang, &over), Err(Error::Invalid(_))), "the new rule");
            hands.noticed(tx, &[reviewed], 200_000)
        };
        world.app.db.write(work).await.unwrap();
        assert_eq!(
            now(&world, reviewed).await.stage.word(),
            "noticed",
            "what was filed before keeps the old rule"
        );
    });
}
