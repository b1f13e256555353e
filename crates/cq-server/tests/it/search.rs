//! The box finds more than names: relatives, groups, former names, and what was meant by a word mistyped.

use std::collections::BTreeSet;

use cq_platform::{actor::Act, policy::Role};
use cq_registry::person::{
    self, Category, Ended, EndedBecause, Facts, PersonId, actions, pinyin,
    store::search::{Hit, Why},
};
use proptest::prelude::*;

use crate::{
    person::{doctor, known, pair, register},
    world::{World, on_each_engine},
};

async fn hits(world: &World, act: Act, typed: &str) -> Vec<Hit> {
    let typed = typed.to_owned();
    let find = move |conn: &cq_platform::db::Conn<'_>| {
        actions::find(conn, &act, &actions::everybody(conn, &act)?, &typed, 12)
    };
    world.app.db.read(find).await.unwrap()
}

/// Names of those found, `~` before those who are only near.
async fn names(world: &World, act: Act, typed: &str) -> Vec<String> {
    let named = |hit: Hit| format!("{}{}", if hit.is_near { "~" } else { "" }, hit.listed.name);
    hits(world, act, typed).await.into_iter().map(named).collect()
}

async fn clerk_finds(world: &World, typed: &str) -> Vec<String> {
    names(world, world.hand(Role::Clerk), typed).await
}

/// Makes `other` the `kind` of `person`.
async fn relate(world: &World, person: PersonId, other: PersonId, kind: &'static str) {
    let act = world.hand(Role::Clerk);
    let id = act.new_id::<uuid::Uuid>();
    let sql = "INSERT INTO relation (bureau_id, id, person_id, other_id, kind, is_contact, is_proxy, version)
        VALUES ($1, $2, $3, $4, $5, 0, 0, 1)";
    let cells =
        move |tx: &cq_platform::db::Tx<'_>| tx.execute_one(sql, &[act.bureau(), &id, &person, &other, &kind]);
    world.app.db.write(cells).await.unwrap();
}

async fn join(world: &World, name: &'static str, person: PersonId, until: Option<&'static str>) {
    let act = world.hand(Role::Clerk);
    let (group, member) = (act.new_id::<uuid::Uuid>(), act.new_id::<uuid::Uuid>());
    let because = until.map(|_| "left");
    let write = move |tx: &cq_platform::db::Tx<'_>| {
        let insert =
            "INSERT INTO person_group (bureau_id, id, kind, name, version) VALUES ($1, $2, 'club', $3, 1)";
        tx.execute_one(insert, &[act.bureau(), &group, &name])?;
        let insert = "INSERT INTO membership (bureau_id, id, group_id, person_id, since, until, ended_because, version)
            VALUES ($1, $2, $3, $4, '2020-01-01', $5, $6, 1)";
        tx.execute_one(insert, &[act.bureau(), &member, &group, &person, &until, &because])
    };
    world.app.db.write(write).await.unwrap();
}

fn relative(name: &str) -> Facts {
    Facts { category: Category::Relative, ..known(name) }
}

#[test]
fn a_relatives_name_leads_to_the_elder_and_says_how() {
    on_each_engine(async |world| {
        let elder = register(&world, &known("王晓明")).await;
        let wife = register(&world, &relative("张桂兰")).await;
        let son = register(&world, &relative("王建国")).await;
        register(&world, &relative("张桂芳")).await;
        relate(&world, elder, wife, "spouse").await;
        relate(&world, elder, son, "child").await;

        let found = hits(&world, world.hand(Role::Clerk), "张桂兰").await;
        assert_eq!(
            found.iter().map(|hit| hit.listed.name.as_str()).collect::<Vec<_>>(),
            ["王晓明", "张桂兰"]
        );
        let why = Why::Relative { name: "张桂兰".into(), kind: "spouse".into(), is_theirs: true };
        assert_eq!((found[0].why.clone(), found[1].why.clone()), (Some(why), None));
        assert_eq!(clerk_finds(&world, "wjg").await, ["王晓明", "王建国"]);

        let mut clerk = world.signed_in(Role::Clerk).await;
        let fragment = clerk.get("/people/search?q=zgl").await.text();
        assert!(fragment.contains("张桂兰的配偶"), "{fragment}");
        assert!(clerk.get("/people?q=wangjianguo").await.text().contains("王建国的父母"));

        let staff = doctor(&world, "张丽华").await;
        let hand = world.hand_of(Role::Doctor, staff);
        assert_eq!(names(&world, hand.clone(), "张桂兰").await, [""; 0], "nobody of his");
        pair(&world, elder, staff).await;
        assert_eq!(names(&world, hand.clone(), "张桂兰").await, ["王晓明"]);
        assert_eq!(names(&world, hand, "张桂芳").await, [""; 0], "nobody's relative");
    });
}

#[test]
fn the_living_stand_first_even_behind_a_thousand_dead() {
    on_each_engine(async |world| {
        let act = world.hand(Role::Clerk);
        let dead = move |tx: &cq_platform::db::Tx<'_>| {
            let ended = "2020-03".parse().ok().map(|on| Ended { on, because: EndedBecause::Died });
            let facts = Facts { ended, citizen_id: None, ..known("王德厚") };
            let people: Vec<(PersonId, &Facts)> = (0..1_100).map(|_| (act.new_id(), &facts)).collect();
            people.chunks(100).try_for_each(|some| person::store::insert_all(tx, &act, some))
        };
        world.app.db.write(dead).await.unwrap();
        let alive = Facts { citizen_id: None, ..known("王德厚") };
        register(&world, &alive).await;
        for typed in ["王德厚", "wangdehou", "wdh", "王"] {
            let found = hits(&world, world.hand(Role::Clerk), typed).await;
            let alive: Vec<bool> = found.iter().map(|hit| hit.listed.ended_on.is_none()).collect();
            assert_eq!(alive[..2], [true, false], "{typed}");
        }
    });
}

#[test]
fn a_former_name_and_a_group_lead_to_their_people() {
    on_each_engine(async |world| {
        let changed = Facts { former_name: Some("王卫东".into()), ..known("王晓明") };
        let (one, other) = (register(&world, &changed).await, register(&world, &known("李国强")).await);
        let found = hits(&world, world.hand(Role::Clerk), "wangweidong").await;
        assert_eq!(found[0].why, Some(Why::FormerName("王卫东".into())));
        assert_eq!(hits(&world, world.hand(Role::Clerk), "王晓").await[0].why, None);
        assert_eq!(clerk_finds(&world, "wei").await, ["王晓明"]);

        join(&world, "常青书画社", one, None).await;
        join(&world, "常青合唱团", other, None).await;
        join(&world, "松鹤诗社", other, Some("2024-01-01")).await;
        assert_eq!(clerk_finds(&world, "书画社").await, ["王晓明"]);
        assert_eq!(clerk_finds(&world, "合唱团 lgq").await, ["李国强"]);
        assert_eq!(clerk_finds(&world, "书画社 李").await, [""; 0]);
        assert_eq!(clerk_finds(&world, "松鹤").await, [""; 0], "he left");
    });
}

#[test]
fn the_living_stand_before_the_dead_and_exact_before_near() {
    on_each_engine(async |world| {
        let gone = Ended { on: "2025-03".parse().unwrap(), because: EndedBecause::Died };
        register(&world, &Facts { ended: Some(gone), ..known("王安") }).await;
        register(&world, &relative("王白")).await;
        register(&world, &known("王珍")).await;
        register(&world, &known("万珍")).await;
        assert_eq!(clerk_finds(&world, "wang").await, ["王珍", "王安", "王白"]);
        assert_eq!(clerk_finds(&world, "wangzhen").await, ["王珍", "~万珍"]);
        assert_eq!(clerk_finds(&world, "wanzhen").await, ["万珍", "~王珍"]);
        assert_eq!(clerk_finds(&world, "wangzen").await, ["~王珍"]);
        assert_eq!(clerk_finds(&world, "汪真").await, ["~王珍"], "of the same reading");
        assert_eq!(clerk_finds(&world, "wangzhne").await, ["~王珍"]);
        assert_eq!(clerk_finds(&world, "zz").await, [""; 0]);
        let mut clerk = world.signed_in(Role::Clerk).await;
        assert!(clerk.get("/people/search?q=wangzen").await.text().contains("近似"));
        assert!(
            !clerk
                .get("/people/search?q=wangzhen")
                .await
                .text()
                .split("</li>")
                .next()
                .unwrap()
                .contains("近似")
        );
    });
}

/// Whether `word` is a beginning of anything that `name` or `phone` is looked for by, said once more and otherwise.
fn is_meant(word: &str, name: &str, phone: &str) -> bool {
    let by_reading = pinyin::readings(name).iter().any(|reading| {
        (0..reading.len()).any(|at| {
            let initials: String =
                reading[at..].iter().filter_map(|syllable| syllable.chars().next()).collect();
            reading[at..].concat().starts_with(word) || initials.starts_with(word)
        })
    });
    name.contains(word) || by_reading || phone.starts_with(word) || phone[7..].starts_with(word)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// What words find is exactly whom all of them mean.
    #[test]
    fn words_find_exactly_whom_they_mean(
        people in prop::collection::vec(("[王万覃单张][晓小明敏]{1,2}", prop::option::of("[王张][伟卫]"), "13[0-2]{9}"), 1..12),
        typed in prop::collection::vec("[王覃晓明伟]{1,2}|w|wa|wang|wxm|xm|xiao|xiaom|tan|qin|s|shan|min|ming|1[0-3]|13[0-2]{2}|[0-2]{3}", 1..3),
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let world = World::on_sqlite().await;
            let mut expected = BTreeSet::new();
            for (name, former, phone) in &people {
                let facts = Facts { former_name: former.clone(), phone: Some(phone.clone()), ..known(name) };
                let id = register(&world, &facts).await;
                let means = |word: &String| {
                    is_meant(word, name, phone) || former.as_ref().is_some_and(|former| is_meant(word, former, phone))
                };
                if typed.iter().all(means) {
                    expected.insert(id);
                }
            }
            let (act, words) = (world.hand(Role::Clerk), typed.join(" "));
            let search = move |conn: &cq_platform::db::Conn<'_>| actions::find_anybody(conn, &act, &words, 50);
            let found: BTreeSet<PersonId> = world.app.db.read(search).await.unwrap().iter().map(|one| one.id).collect();
            assert_eq!(found, expected, "{typed:?}");
        });
    }
}
