//! Somebody is away: who stands in sees and does what is owed, and the end brings it back.

use axum::http::StatusCode;
use cq_platform::{ids::StaffId, policy::Role};
use cq_registry::{
    absence::{
        self, AbsenceId, Reason,
        model::{Draft, Standing},
    },
    staff::{self, Staff},
    task::{self, Task, TaskId},
};
use jiff::civil::{Date, date};

use crate::{
    ward::{Ward, elder},
    world::{Browser, World, on_each_engine},
};

const FROM: Date = date(2026, 11, 23);
const UNTIL: Date = date(2026, 11, 29);

/// A colleague who is away from tomorrow on, for whom somebody new stands in: for the matrix.
pub async fn sample(world: &World, colleague: StaffId) -> String {
    let act = world.hand(Role::Clerk);
    let work = move |tx: &cq_platform::db::Tx<'_>| {
        let other: StaffId = act.new_id();
        staff::store::insert(tx, act.bureau(), &Staff::new(other, "孙替班".into(), None))?;
        let draft = Draft {
            staff: colleague,
            reason: Reason::Leave,
            from: act.today().tomorrow().unwrap(),
            until: Some(act.today().tomorrow().unwrap()),
            substitutes: vec![other],
            chosen: Vec::new(),
        };
        let id: AbsenceId = act.new_id();
        absence::store::insert(tx, &act, id, &draft, other, &[])?;
        Ok(id.to_string())
    };
    world.app.db.write(work).await.unwrap()
}

/// Three elders of Wang's, each owed a visit within the week; one of Zhang's.
async fn ward(world: &World) -> (Ward, Vec<TaskId>) {
    let elders = vec![
        elder("单国英", "1947", "I25", Some(0)),
        elder("仇德昌", "1938", "J44", Some(0)),
        elder("解秀兰", "1936", "I10", Some(0)),
        elder("令狐守义", "1931", "I10", Some(1)),
    ];
    let ward = Ward::of(world, elders).await;
    let owed: Vec<_> = [0, 1, 2].map(|at| (ward.elders[at], ward.wang)).into();
    (ward, owe(world, &owed, date(2026, 11, 26)).await)
}

async fn owe(world: &World, owed: &[(cq_registry::person::PersonId, StaffId)], due: Date) -> Vec<TaskId> {
    let (act, owed) = (world.hand(Role::Clerk), owed.to_vec());
    let work = move |tx: &cq_platform::db::Tx<'_>| {
        let task =
            |(person, owner): &(_, _)| Task::new(act.new_id(), *person, *owner, None, date(2026, 11, 7), due);
        let tasks: Vec<Task> = owed.iter().map(task).collect();
        task::store::insert_all(tx, act.bureau(), &tasks)?;
        Ok(tasks.iter().map(|task| task.id).collect())
    };
    world.app.db.write(work).await.unwrap()
}

async fn owners(world: &World, tasks: &[TaskId]) -> Vec<StaffId> {
    let (bureau, tasks) = (world.bureau.id, tasks.to_vec());
    let read = move |conn: &cq_platform::db::Conn<'_>| {
        let owner = |id: &TaskId| {
            let sql = "SELECT owner_id FROM task WHERE bureau_id = $1 AND id = $2";
            conn.one::<(StaffId,)>(sql, &[&bureau, id]).map(|(owner,)| owner)
        };
        tasks.iter().map(owner).collect()
    };
    world.app.db.read(read).await.unwrap()
}

/// What a clerk fills in for Wang.
struct Filled(Vec<(String, String)>);

impl Filled {
    fn of(staff: StaffId, reason: &str, until: Date, substitutes: &[StaffId]) -> Self {
        let mut fields = vec![
            ("staff".to_owned(), staff.to_string()),
            ("reason".to_owned(), reason.to_owned()),
            ("from".to_owned(), FROM.to_string()),
            ("until".to_owned(), until.to_string()),
        ];
        let places = substitutes.iter().zip(1..);
        fields.extend(places.map(|(id, at)| (format!("substitute_{at}"), id.to_string())));
        Self(fields)
    }

    fn with(mut self, name: &str, value: &str) -> Self {
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    fn pairs(&self) -> Vec<(&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }

    /// Looks at it and confirms it; returns the address of what was entered.
    async fn enter(self, clerk: &mut Browser<'_>) -> String {
        let page = clerk.post("/absences/preview", &self.pairs()).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text());
        let seen = seen(&page.text());
        let answer = clerk.post("/absences", &self.with("seen", &seen).pairs()).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        answer.to.unwrap().split('?').next().unwrap().to_owned()
    }
}

fn seen(page: &str) -> String {
    page.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

fn visit(version: &str) -> Vec<(&'static str, &str)> {
    vec![
        ("on", "2026-11-23"),
        ("version", version),
        ("condition", "fair"),
        ("services", "treatment"),
        ("treatment", "血压 150/86"),
        ("advice", "少盐"),
    ]
}

#[test]
fn who_stands_in_sees_and_does_it_until_the_end_brings_it_back() {
    on_each_engine(async |world| {
        let (ward, tasks) = ward(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let mut zhang = world.signed_in_as(Role::Doctor, "zhang", Some(ward.zhang)).await;
        let own = format!("/tasks/{}", tasks[0]);
        assert_eq!(zhang.get(&own).await.status, StatusCode::NOT_FOUND, "not his yet");
        let filled = Filled::of(ward.wang, "leave", UNTIL, &[ward.zhang]);
        let preview = clerk.post("/absences/preview", &filled.pairs()).await.text();
        assert!(preview.contains("单国英") && preview.contains("多照看 3 位，一共 4 位"), "{preview}");
        let absence = filled.enter(&mut clerk).await;
        assert!(clerk.get(&absence).await.text().contains("代班中"));
        assert_eq!(owners(&world, &tasks).await, [ward.wang; 3], "nothing changed hands");
        let day = zhang.get("/today").await.text();
        assert!(day.contains("单国英") && day.contains("替王建国办，到2026年11月29日"), "{day}");
        let page = clerk.get(&own).await.text();
        assert!(page.contains("不在岗，到2026年11月29日由张丽华代办"), "{page}");
        assert_eq!(zhang.get(&format!("/people/{}", ward.elders[0])).await.status, StatusCode::OK);
        // What comes to Wang's name meanwhile is looked after, too.
        let late = owe(&world, &[(ward.elders[1], ward.wang)], date(2026, 11, 27)).await;
        assert_eq!(zhang.get(&format!("/tasks/{}", late[0])).await.status, StatusCode::OK);
        let answer = zhang.post(&format!("{own}/done"), &visit("1")).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        assert!(!clerk.get(&own).await.text().contains("不在岗"), "nobody has to do it any more");
        let mut wang = world.signed_in_as(Role::Doctor, "wang", Some(ward.wang)).await;
        let his = wang.get("/today").await.text();
        assert!(his.contains("由张丽华代班") && !his.contains("单国英") && his.contains("仇德昌"), "{his}");
        let mut chen = world.signed_in_as(Role::Doctor, "chen", Some(ward.chen)).await;
        assert_eq!(chen.get(&own).await.status, StatusCode::NOT_FOUND);
        assert_eq!(chen.get(&format!("/people/{}", ward.elders[0])).await.status, StatusCode::NOT_FOUND);
        world.at("2026-11-30T01:30:00Z");
        let mut zhang = world.browser();
        zhang.sign_in("zhang", crate::world::PASSWORD).await;
        assert_eq!(
            zhang.get(&format!("/tasks/{}", tasks[1])).await.status,
            StatusCode::NOT_FOUND,
            "it is over"
        );
        assert_eq!(zhang.get(&format!("/people/{}", ward.elders[0])).await.status, StatusCode::NOT_FOUND);
        assert!(!zhang.get("/today").await.text().contains("仇德昌"));
        let mut clerk = world.browser();
        clerk.sign_in("clerk", crate::world::PASSWORD).await;
        let page = clerk.get(&format!("/tasks/{}", tasks[1])).await.text();
        assert!(page.contains("王建国") && !page.contains("不在岗"), "{page}");
    });
}

#[test]
fn several_stand_in_each_for_some_and_coming_back_early_ends_it() {
    on_each_engine(async |world| {
        let (ward, tasks) = ward(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let filled = Filled::of(ward.wang, "sick", UNTIL, &[ward.zhang, ward.chen]);
        let filled = filled.with(&format!("to-{}", ward.elders[0]), &ward.zhang.to_string());
        let filled = filled.with(&format!("to-{}", ward.elders[1]), &ward.chen.to_string());
        let filled = filled.with(&format!("to-{}", ward.elders[2]), &ward.chen.to_string());
        let absence = filled.enter(&mut clerk).await;
        let page = clerk.get(&absence).await.text();
        assert!(page.contains("陈志强") && page.contains("2 位老人"), "{page}");
        let mut zhang = world.signed_in_as(Role::Doctor, "zhang", Some(ward.zhang)).await;
        let mut chen = world.signed_in_as(Role::Doctor, "chen", Some(ward.chen)).await;
        let (of_zhang, of_chen) = (zhang.get("/today").await.text(), chen.get("/today").await.text());
        assert!(of_zhang.contains("单国英") && !of_zhang.contains("仇德昌"), "{of_zhang}");
        assert!(of_chen.contains("仇德昌") && of_chen.contains("解秀兰") && !of_chen.contains("单国英"));
        assert_eq!(
            zhang.get(&format!("/tasks/{}", tasks[1])).await.status,
            StatusCode::NOT_FOUND,
            "each his own"
        );
        assert_eq!(chen.get("/tasks").await.text().matches("仇德昌").count(), 1, "lists show it, too");
        world.at("2026-11-25T01:30:00Z");
        let mut clerk = world.browser();
        clerk.sign_in("clerk", crate::world::PASSWORD).await;
        clerk.get(&absence).await;
        let end = format!("{absence}/end");
        assert_eq!(clerk.post(&end, &[("version", "1")]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(clerk.post(&end, &[("version", "1")]).await.status, StatusCode::CONFLICT, "touched twice");
        let mut chen = world.browser();
        chen.sign_in("chen", crate::world::PASSWORD).await;
        assert!(!chen.get("/today").await.text().contains("仇德昌"));
    });
}

#[test]
fn nobody_is_left_without_somebody() {
    on_each_engine(async |world| {
        let (ward, _) = ward(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let look = async |clerk: &mut Browser<'_>, filled: Filled| {
            let answer = clerk.post("/absences/preview", &filled.pairs()).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            answer.text()
        };
        let page = look(&mut clerk, Filled::of(ward.wang, "leave", UNTIL, &[])).await;
        assert!(page.contains("名下的老人不能没人管"), "{page}");
        let page = look(&mut clerk, Filled::of(ward.wang, "leave", UNTIL, &[ward.wang])).await;
        assert!(page.contains("不能由本人代班"));
        Filled::of(ward.wang, "leave", UNTIL, &[ward.zhang]).enter(&mut clerk).await;
        let page = look(&mut clerk, Filled::of(ward.wang, "leave", UNTIL, &[ward.chen])).await;
        assert!(page.contains("王建国从 2026-11-23 起也不在"), "away twice: {page}");
        let page = look(&mut clerk, Filled::of(ward.zhang, "leave", UNTIL, &[ward.chen])).await;
        assert!(page.contains("正替王建国代班"), "who stands in cannot be away: {page}");
        let page = look(&mut clerk, Filled::of(ward.chen, "leave", UNTIL, &[ward.wang])).await;
        assert!(page.contains("王建国从 2026-11-23 起也不在"), "who is away cannot stand in: {page}");
        let liaison: StaffId = world.hand(Role::Clerk).new_id();
        let act = world.hand(Role::Clerk);
        let insert = move |tx: &cq_platform::db::Tx<'_>| {
            staff::store::insert(tx, act.bureau(), &Staff::new(liaison, "刘联络".into(), None))
        };
        world.app.db.write(insert).await.unwrap();
        let page = look(&mut clerk, Filled::of(ward.chen, "leave", UNTIL, &[liaison])).await;
        assert!(page.contains("医生的任务由医生代"), "{page}");
    });
}

#[test]
fn two_clerks_enter_an_absence_at_once_and_one_wins() {
    on_each_engine(async |world| {
        let (ward, _) = ward(&world).await;
        let mut one = world.signed_in(Role::Clerk).await;
        let mut other = one.clone();
        let (to_zhang, to_chen) = (
            Filled::of(ward.wang, "leave", UNTIL, &[ward.zhang]),
            Filled::of(ward.wang, "leave", UNTIL, &[ward.chen]),
        );
        let a = seen(&one.post("/absences/preview", &to_zhang.pairs()).await.text());
        let b = seen(&other.post("/absences/preview", &to_chen.pairs()).await.text());
        let (to_zhang, to_chen) = (to_zhang.with("seen", &a), to_chen.with("seen", &b));
        let (to_zhang, to_chen) = (to_zhang.pairs(), to_chen.pairs());
        let (a, b) = tokio::join!(one.post("/absences", &to_zhang), other.post("/absences", &to_chen));
        let mut statuses = [a.status, b.status];
        statuses.sort();
        assert_eq!(statuses, [StatusCode::SEE_OTHER, StatusCode::UNPROCESSABLE_ENTITY]);
    });
}

#[test]
fn who_leaves_for_good_hands_everybody_over_and_it_can_be_undone() {
    on_each_engine(async |world| {
        let (ward, tasks) = ward(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let filled = Filled::of(ward.wang, "resigned", UNTIL, &[ward.zhang]);
        let page = clerk.post("/absences/preview", &filled.pairs()).await.text();
        let stale = seen(&page);
        // Somebody comes to Wang between looking and confirming.
        ward.pair(&world, ward.elders[3], Some(ward.wang)).await;
        let filled = filled.with("seen", &stale);
        let answer = clerk.post("/absences", &filled.pairs()).await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
        assert!(answer.text().contains("名单变了") && answer.text().contains("令狐守义"));
        let filled = Filled::of(ward.wang, "resigned", UNTIL, &[ward.zhang]);
        let absence = filled.enter(&mut clerk).await;
        assert_eq!(owners(&world, &tasks).await, [ward.zhang; 3]);
        assert_eq!(doctors(&world, &ward).await, [Some(ward.zhang); 4]);
        // A rule still names Wang: what it makes is looked after.
        let late = owe(&world, &[(ward.elders[0], ward.wang)], date(2026, 11, 27)).await;
        let mut zhang = world.signed_in_as(Role::Doctor, "zhang", Some(ward.zhang)).await;
        assert!(zhang.get("/today").await.text().contains("原由王建国办"));
        assert_eq!(zhang.get(&format!("/tasks/{}", late[0])).await.status, StatusCode::OK);
        // One of them has been paired with another since.
        ward.pair(&world, ward.elders[1], Some(ward.chen)).await;
        clerk.get(&absence).await;
        let answer = clerk.post(&format!("{absence}/undo"), &[("version", "1")]).await;
        assert_eq!(answer.to.as_deref().map(|to| to.contains("undone-partly")), Some(true), "{answer:?}");
        assert_eq!(owners(&world, &tasks).await, [ward.wang; 3]);
        let doctors = doctors(&world, &ward).await;
        assert_eq!(doctors, [Some(ward.wang), Some(ward.chen), Some(ward.wang), Some(ward.wang)]);
        assert_eq!(standing(&world, &absence).await, Standing::Undone);
    });
}

async fn doctors(world: &World, ward: &Ward) -> Vec<Option<StaffId>> {
    let (bureau, elders) = (world.bureau.id, ward.elders.clone());
    let read = move |conn: &cq_platform::db::Conn<'_>| {
        let kind = cq_registry::responsibility::Kind::Doctor;
        let of = |person: &_| cq_registry::responsibility::store::find_active(conn, &bureau, *person, kind);
        elders.iter().map(|person| Ok(of(person)?.map(|active| active.bond.staff))).collect()
    };
    world.app.db.read(read).await.unwrap()
}

async fn standing(world: &World, path: &str) -> Standing {
    let (bureau, id) = (world.bureau.id, path.rsplit('/').next().unwrap().parse::<AbsenceId>().unwrap());
    let found = world.app.db.read(move |conn| absence::store::find(conn, &bureau, id)).await.unwrap();
    found.unwrap().absence.standing(FROM)
}

#[test]
fn errands_of_who_is_away_are_named_and_of_who_leaves_for_good_go_to_who_stands_in() {
    on_each_engine(async |world| {
        let ward = crate::errands::ward(&world).await;
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let zhao = crate::errands::hired(&world, "赵志愿").await;
        let qian = crate::errands::hired(&world, "钱志愿").await;
        crate::errands::enlist(&world, zhao, "双山街道").await;
        crate::errands::enlist(&world, qian, "双山街道").await;
        let mut errands = Vec::new();
        for _ in 0..2 {
            let errand = crate::errands::take(&mut clerk, ward.elders[0], "shopping").await;
            crate::errands::done(&mut clerk, &errand, "assign", &[("to", &zhao.to_string())]).await;
            errands.push(errand);
        }
        crate::errand_money::mandated(&mut clerk, &errands[1]).await;
        crate::errand_money::posted(&mut clerk, &errands[1], "from-elder", "5", &[]).await;
        let leave = Filled::of(zhao, "leave", UNTIL, &[qian]);
        let page = clerk.post("/absences/preview", &leave.pairs()).await.text();
        assert_eq!(page.matches("仍由本人办").count(), 2, "{page}");
        let gone = Filled::of(zhao, "resigned", UNTIL, &[qian]);
        let page = clerk.post("/absences/preview", &gone.pairs()).await.text();
        assert!(page.contains("转给钱志愿") && page.contains("钱还没结清"), "{page}");
        gone.enter(&mut clerk).await;
        assert!(clerk.get(&errands[0]).await.text().contains("钱志愿没有账号"));
        let page = clerk.get(&errands[1]).await.text();
        assert!(page.contains("赵志愿没有账号") && page.contains("赵志愿那天不在岗"), "{page}");
    });
}
