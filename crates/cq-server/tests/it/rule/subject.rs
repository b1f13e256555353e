//! Rules that are not for people: what the bureau owes itself, and what it owes its branches and clubs; and owners who are not doctors.

use axum::http::StatusCode;
use cq_platform::{db::Tx, policy::Role};
use cq_registry::{
    group::{self, GroupId, GroupKind, PostKind, actions::Giving},
    rule::content::Subjects,
};

use super::*;
use crate::group::facts;

/// A branch of the first two elders, headed by the first, whose term ends at the end of January.
async fn branch(world: &World, ward: &Ward) -> GroupId {
    let (act, people) = (world.hand(Role::Clerk), ward.elders.clone());
    let found = move |tx: &Tx<'_>| {
        let id = group::actions::create(tx, &act, &facts(GroupKind::Branch, "第一支部"))?;
        group::actions::add(tx, &act, id, &people[..2], act.today().into())?;
        group::actions::give(tx, &act, id, head(people[0], &act))?;
        Ok(id)
    };
    world.app.db.write(found).await.unwrap()
}

fn head(person: PersonId, act: &Act) -> Giving {
    Giving {
        person,
        kind: PostKind::Head,
        since: act.today().into(),
        term_ends_on: Some(date(2027, 1, 31)),
        replaces: true,
    }
}

/// Whom, by whom, slot and last day of everything open.
async fn owed(world: &World) -> Vec<String> {
    let bureau = world.bureau.id;
    let sql = "SELECT COALESCE(p.name, g.name, b.name), s.name, t.slot, t.due_on FROM task t JOIN bureau b ON b.bureau_id = t.bureau_id
        JOIN staff s ON s.bureau_id = t.bureau_id AND s.id = t.owner_id
        LEFT JOIN person p ON p.bureau_id = t.bureau_id AND p.id = t.person_id
        LEFT JOIN person_group g ON g.bureau_id = t.bureau_id AND g.id = t.group_id
        WHERE t.bureau_id = $1 AND t.state = 'open' ORDER BY t.due_on, t.slot, 1";
    let rows = world.app.db.read(move |conn| conn.list::<(String, String, String, String)>(sql, &[&bureau]));
    let rows = rows.await.unwrap().into_iter();
    rows.map(|(whom, owner, slot, due)| format!("{whom} {owner} {slot} {due}")).collect()
}

fn named(staff: StaffId) -> Content {
    let window = Window { before: 0, grace: 0, clock: Clock::Calendar };
    Content { owner: Owner::Named { staff }, window, season: None, ..winter(staff) }
}

#[test]
fn the_bureau_owes_itself_an_activity_every_working_day_and_an_inspection_every_quarter() {
    on_each_engine(async |world| {
        Ward::of(&world, elders()).await;
        let act = world.hand(Role::Clerk);
        let clerk = world.app.db.write(move |tx| rule::actions::myself(tx, &act)).await.unwrap();
        let each = |period, form| Content {
            whom: Subjects::Bureau,
            when: When::Each { period },
            form,
            ..named(clerk)
        };
        published(&world, "天天有活动", each(Period::WorkingDay, Form::Activity)).await;
        published(&world, "每季度视察", each(Period::Quarter, Form::Inspection)).await;
        let counts = plan(&world).await;
        assert_eq!(plan(&world).await, Counts::default(), "and once only");
        let all = owed(&world).await;
        assert_eq!(all.len() as u64, counts.made);
        let bureau = "长庆县委老干部局";
        assert_eq!(all[0], format!("{bureau} {} P2026-11-23 2026-11-23", all[0].split(' ').nth(1).unwrap()));
        assert!(
            all.iter().any(|task| task.starts_with(bureau) && task.ends_with("P2026Q4 2026-12-31")),
            "{all:?}"
        );
        assert!(!all.iter().any(|task| task.contains("2026-11-28")), "no Saturday: {all:?}");
        let mut clerk = world.signed_in(Role::Clerk).await;
        let list = clerk.get("/tasks").await.text();
        assert!(list.contains("办一次活动") || list.contains(bureau), "{list}");
        let (id, version): (TaskId, i64) = {
            let (bureau, sql) = (
                world.bureau.id,
                "SELECT id, version FROM task WHERE bureau_id = $1 AND slot = 'P2026-11-23'",
            );
            world.app.db.read(move |conn| conn.one(sql, &[&bureau])).await.unwrap()
        };
        let page = clerk.get(&format!("/tasks/{id}")).await.text();
        assert!(page.contains("办一次活动：长庆县委老干部局") && page.contains("每个工作日一次"), "{page}");
        assert!(!page.contains("/people/"), "owed to nobody: {page}");
        let (seen, today) = (version.to_string(), "2026-11-23");
        let fields = [("version", seen.as_str()), ("settled_on", today), ("said", "书画展，到场26人")];
        let settled = clerk.post(&format!("/tasks/{id}/settled"), &fields).await;
        assert_eq!(settled.status, StatusCode::SEE_OTHER, "{}", settled.text());
        assert_eq!(plan(&world).await, Counts::default(), "what was done stays done");
    });
}

#[test]
fn a_branch_elects_before_the_term_ends_and_its_head_owes_it() {
    on_each_engine(async |world| {
        let ward = Ward::of(&world, elders()).await;
        let group = branch(&world, &ward).await;
        let election = Content {
            whom: Subjects::Groups([GroupKind::Branch].into()),
            when: When::TermEnds { days: 60 },
            owner: Owner::Secretary,
            form: Form::ReElection,
            ..named(ward.chen)
        };
        published(&world, "按期换届", election).await;
        plan(&world).await;
        assert_eq!(owed(&world).await, ["第一支部 单国英 E2027-01-31 2027-01-31"]);
        // The next head is elected: this term's promise is owed no more, the next one's lies beyond what is planned.
        world.at("2026-11-24T01:30:00Z");
        let (act, next) = (world.hand(Role::Clerk), ward.elders[1]);
        let elect = move |tx: &Tx<'_>| {
            let giving = Giving { term_ends_on: Some(date(2029, 11, 22)), ..head(next, &act) };
            group::actions::give(tx, &act, group, giving)
        };
        world.app.db.write(elect).await.unwrap();
        plan(&world).await;
        assert!(owed(&world).await.is_empty());
    });
}

#[test]
fn a_secretary_a_liaison_or_a_post_owes_it_then_the_substitute_then_the_fallback() {
    on_each_engine(async |world| {
        let ward = Ward::of(&world, elders()).await;
        let group = branch(&world, &ward).await;
        let visit = |owner, substitute| Content {
            whom: Segment::default().into(),
            when: When::Each { period: Period::Quarter },
            owner,
            substitute,
            ..named(ward.chen)
        };
        // 仇德昌 is in the branch; its head does not answer for himself; 马玉珍 is in none.
        published(&world, "书记看望", visit(Owner::Secretary, None)).await;
        plan(&world).await;
        let expected = [
            "仇德昌 单国英 P2026Q4 2026-12-31",
            "单国英 陈志强 P2026Q4 2026-12-31",
            "马玉珍 陈志强 P2026Q4 2026-12-31",
        ];
        let mut all = owed(&world).await;
        all.sort();
        assert_eq!(all, expected);
        let mut clerk = world.signed_in(Role::Clerk).await;
        let (id, _) = task_of(&world, ward.elders[2], "P2026Q4").await;
        let page = clerk.get(&format!("/tasks/{id}")).await.text();
        assert!(page.contains("没有责任人，由兜底人负责"), "{page}");
        published(&world, "联络员看望", visit(Owner::Liaison, Some(ward.zhang))).await;
        let post = Owner::Post { group, post: PostKind::Head };
        published(&world, "支部带头", visit(post, None)).await;
        plan(&world).await;
        let all = owed(&world).await;
        let by = |who: &str| all.iter().filter(|task| task.split(' ').nth(1) == Some(who)).count();
        assert_eq!((by("张丽华"), by("单国英"), by("陈志强")), (3, 4, 2), "{all:?}");
        assert_eq!(plan(&world).await, Counts::default());
    });
}

const DAILY: &[(&str, &str)] = &[
    ("name", "天天有活动"),
    ("of", "bureau"),
    ("when", "each"),
    ("period", "working-day"),
    ("before", "0"),
    ("grace", "0"),
    ("clock", "calendar"),
    ("owner", "doctor"),
    ("fallback", "me"),
    ("form", "activity"),
    ("cap", "10"),
    ("weekly", "10"),
];

#[test]
fn a_rule_for_the_bureau_or_its_groups_is_written_on_screen() {
    on_each_engine(async |world| {
        let ward = Ward::of(&world, elders()).await;
        branch(&world, &ward).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let blank = clerk.get("/rules/new").await.text();
        assert!(blank.contains("value=\"living_alone\"") && blank.contains("第一支部"), "{blank}");
        let wrong = clerk.post("/rules", DAILY).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains("没有责任医生和联络员"), "{}", wrong.text());
        let (chen, mut fields) = (ward.chen.to_string(), DAILY.to_vec());
        fields.retain(|(name, _)| *name != "owner");
        fields.push(("owner", &chen));
        let saved = clerk.post("/rules", &fields).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let look = saved.to.unwrap();
        let preview = clerk.get(&look).await.text();
        assert!(
            preview.contains("本局：每个工作日一次，办一次活动") && preview.contains("长庆县委老干部局"),
            "{preview}"
        );
        let page = look.split("/preview").next().unwrap().to_owned();
        let publish = [("version", "1"), ("from_on", "2026-11-23")];
        let published = clerk.post(&format!("{page}/publish"), &publish).await;
        assert_eq!(published.status, StatusCode::SEE_OTHER, "{}", published.text());
        assert!(owed(&world).await.len() > 50);
        fields.retain(|(name, _)| *name != "of");
        fields.extend([("of", "person"), ("version", "2")]);
        let other = clerk.post(&page, &fields).await;
        assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY, "it stays one for the bureau");
    });
}
