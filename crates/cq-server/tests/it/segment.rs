//! Segments: one value that means the same to the database, to the test of one person, and to its reader.

mod random;

use std::collections::BTreeSet;

use axum::http::StatusCode;
use cq_platform::{
    Error,
    db::MIGRATIONS,
    form::{Form, Raw},
    messages::Lang,
    policy::Role,
};
use cq_registry::{
    person::{Illness, Living, PersonId},
    segment::{
        Clause, Condition, Profile, Segment, SharedWith, Whom, actions, address,
        condition::{Ailment, Debt, Gap, GroupKind, PlaceKind},
        sentence::Voice,
        store::{self, Draft, Names},
    },
};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

use crate::{
    ward::{self, Ward},
    world::{World, on_each_engine},
};

/// The same random things at each run of one test.
fn chance(seed: u8) -> TestRunner {
    TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]))
}

#[test]
fn the_list_and_the_test_of_one_person_agree_on_random_people_and_random_segments() {
    on_each_engine(async |world| {
        for seed in 1..=3 {
            agree(&world, seed).await;
        }
    });
}

#[test]
fn a_registry_of_before_gets_the_marks_that_the_program_sets() {
    on_each_engine(async |world| {
        let act = world.hand(Role::Clerk);
        let step = MIGRATIONS.iter().find(|step| step.name == "illness-marks").unwrap();
        let fill = step.sql.split(';').find(|sql| sql.contains("UPDATE person")).unwrap();
        let compare = move |tx: &cq_platform::db::Tx<'_>| {
            random::people(tx, &act, &mut chance(9), 70)?;
            let marks = |tx: &cq_platform::db::Tx<'_>| {
                tx.list::<(PersonId, i64)>(
                    "SELECT id, illness_marks FROM person WHERE bureau_id = $1 ORDER BY id",
                    &[act.bureau()],
                )
            };
            let set = marks(tx)?;
            assert!(set.iter().any(|(_, marks)| *marks == 0) && set.iter().any(|(_, marks)| marks & 1 == 1));
            tx.execute("UPDATE person SET illness_marks = 0 WHERE bureau_id = $1", &[act.bureau()])?;
            tx.batch(fill)?;
            assert_eq!(marks(tx)?, set);
            Ok(())
        };
        world.app.db.write(compare).await.unwrap();
    });
}

async fn agree(world: &World, seed: u8) {
    let act = world.hand(Role::Clerk);
    // Names of areas and units are taken once only.
    let bureau = cq_server::cli::user::make_bureau(&world.app, format!("zq{seed}"), format!("第{seed}局"))
        .await
        .unwrap();
    let mut actor = act.actor.clone();
    actor.bureau = bureau.id;
    let act = world.app.act(actor);
    let writer = act.clone();
    let (known, people) =
        world.app.db.write(move |tx| random::people(tx, &writer, &mut chance(seed), 70)).await.unwrap();
    let strategy = random::segments(&known);
    let mut runner = chance(seed.wrapping_add(100));
    let segments: Vec<Segment> =
        (0..400).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect();
    let compare = move |conn: &cq_platform::db::Conn<'_>| {
        let bureau = act.bureau();
        let profiles =
            people.iter().map(|id| Ok((*id, store::profile::profile(conn, bureau, *id)?.unwrap())));
        let profiles = profiles.collect::<cq_platform::Result<Vec<(PersonId, Profile)>>>()?;
        let (mut some, mut all) = (0, 0);
        for segment in segments {
            let bound = store::bind(conn, bureau, segment.clone(), act.today())?;
            let list = |held: store::Where| -> cq_platform::Result<_> {
                let sql = held.within("SELECT p.id FROM person p WHERE p.bureau_id = $1 /* segment */");
                let listed = conn.list::<(PersonId,)>(&sql, &held.behind(&[bureau]))?;
                let listed: BTreeSet<PersonId> = listed.into_iter().map(|(id,)| id).collect();
                Ok((listed, sql))
            };
            let (listed, sql) = list(store::condition(&bound, 1))?;
            let (in_order, other_sql) = list(store::condition_in_order(&bound, 1))?;
            assert_eq!(listed, in_order, "{segment:?}\n{sql}\n{other_sql}");
            let admitted = profiles.iter().filter(|(_, profile)| bound.admits(profile));
            let admitted: BTreeSet<PersonId> = admitted.map(|(id, _)| *id).collect();
            let differs: Vec<_> = listed.symmetric_difference(&admitted).collect();
            let about = profiles.iter().find(|(id, _)| differs.first() == Some(&id));
            assert!(
                differs.is_empty(),
                "{segment:?}\n{sql}\nlisted {listed:?}\nadmitted {admitted:?}\n{about:#?}"
            );
            some += usize::from(!listed.is_empty());
            all += usize::from(listed.len() == profiles.len());
        }
        // The segments would prove nothing if they found nobody or everybody.
        assert!(some > 200 && all < 100, "{some} found somebody, {all} everybody");
        Ok(())
    };
    world.app.db.read(compare).await.unwrap();
}

proptest! {
    #[test]
    fn every_segment_comes_back_from_its_address_and_from_the_database(segment in random::segments(&random::Known::default())) {
        let pairs = address::write(&segment).into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        prop_assert_eq!(address::read(&Form::from(Raw(pairs))), Ok(segment.clone()));
        prop_assert_eq!(Segment::from_kept(&segment.kept()), Ok(segment));
    }
}

#[tokio::test]
async fn every_segment_has_a_sentence_in_both_languages_and_every_key_is_there() {
    let world = World::on_sqlite().await;
    let mut runner = chance(7);
    let strategy = random::segments(&random::Known::default());
    for lang in Lang::ALL {
        let voice = Voice { messages: &world.app.messages, lang, names: &Names::default() };
        for _ in 0..500 {
            let segment = strategy.new_tree(&mut runner).unwrap().current();
            let said = voice.say(&segment);
            assert!(
                !said.contains("segment-") && !said.contains('$') && !said.contains('{'),
                "{said} {segment:?}"
            );
        }
    }
}

#[tokio::test]
async fn sentences_read_as_a_clerk_would_say_them() {
    let world = World::on_sqlite().await;
    let quoted = Segment::all([
        Condition::Living([Living::Alone, Living::EmptyNest].into()),
        Condition::Age { from: Some(80), to: None },
        Condition::Ill([Ailment::Block(Illness::Hypertension)].into()),
        Condition::Unseen { days: 30 },
        Condition::Near { of: PlaceKind::Hospital, id: None, within_m: 2_000 },
    ]);
    let club = Clause::Is(Condition::MemberOf([GroupKind::Club].into()));
    let mixed = Segment {
        whom: Whom::Ended,
        of: Clause::Any(vec![
            Clause::All(vec![!club, Condition::HasDoctor.into()]),
            Condition::Lacks([Gap::CitizenId].into()).into(),
            Condition::Owed([Debt::Overdue].into()).into(),
        ]),
    };
    let ranks = Segment::of(Condition::Word {
        field: cq_registry::segment::condition::Field::Rank,
        any: cq_registry::segment::condition::Field::Rank.at_least("141"),
    });
    let say = |lang, segment: &Segment| {
        Voice { messages: &world.app.messages, lang, names: &Names::default() }.say(segment)
    };
    assert_eq!(say(Lang::Zh, &quoted), "独居或空巢、年满80周岁、患高血压、30天未见、离任一医院2公里以内");
    assert_eq!(
        say(Lang::En, &quoted),
        "Alone or empty nest, aged 80 or over, with hypertension, not seen for 30 days, within 2 km of any hospital"
    );
    assert_eq!(say(Lang::Zh, &mixed), "已离世或不再服务、（未加入社团且有责任医生）或缺身份证号或有事逾期");
    assert_eq!(say(Lang::Zh, &ranks), "职级在乡科级正职以上");
    assert_eq!(say(Lang::Zh, &Segment::default()), "全部在册人员");
}

/// A clerk with a ward of forty elders, half of them old, and her list.
async fn elders(world: &World) -> Ward {
    let elder = |n: usize| {
        let born = if n.is_multiple_of(2) { "1940-03-01" } else { "1955-03-01" };
        let code = if n.is_multiple_of(4) { "I10" } else { "E11" };
        ward::elder(&format!("王第{n}"), born, code, (n < 6).then_some(0))
    };
    Ward::of(world, (0..40).map(elder).collect()).await
}

#[test]
fn a_clerk_adds_conditions_reads_them_back_and_takes_one_away() {
    on_each_engine(async |world| {
        elders(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let filled =
            "/segments/conditions?c=living_alone&join=all&age_from=80&ill=hypertension&unseen=30&codes=";
        let to = clerk.get(filled).await.to.unwrap();
        assert_eq!(to, "/people?c=living_alone&c=age_80_&c=ill_hypertension&c=unseen_30");
        let page = clerk.get(&to).await.text();
        assert!(
            page.contains("独居、年满80周岁、患高血压、30天未见") && page.contains("符合的有 10 人"),
            "{page}"
        );
        // What has a field of its own shows there, and is sent once only.
        assert!(page.contains("<option value=\"alone\" selected>"));
        assert!(!page.contains("type=\"hidden\" name=\"c\" value=\"living_alone\""));
        assert!(page.contains("href=\"/people?c=living_alone&#38;c=age_80_&#38;c=unseen_30\""), "{page}");
        let narrower = clerk.get("/people?c=living_alone&c=age_80_&c=unseen_30").await.text();
        assert!(narrower.contains("符合的有 20 人"));

        let to =
            clerk.get("/segments/conditions?c=age_80_&at=0&join=all&ability=4&has=proxy").await.to.unwrap();
        assert_eq!(to, "/people?c=age_80_*has_proxy%2Bability_4");
        assert!(clerk.get(&to).await.text().contains("年满80周岁或（有代办人且能力评估为完全失能）"));
        let to = clerk.get("/segments/conditions?c=age_80_&join=none&doctor=some").await.to.unwrap();
        assert!(clerk.get(&to).await.text().contains("年满80周岁、没有责任医生"));

        let machine: serde_json::Value =
            serde_json::from_slice(&clerk.get("/api/v1/people?c=age_80_&c=ill_hypertension").await.body)
                .unwrap();
        assert_eq!(machine["people"].as_array().unwrap().len(), 10);
    });
}

#[test]
fn what_is_not_understood_is_said_and_nothing_is_lost() {
    on_each_engine(async |world| {
        elders(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let wrong = clerk
            .get("/segments/conditions?c=doctor&join=all&age_from=90&age_to=80&ill=diabetes&codes=oops")
            .await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = wrong.text();
        assert!(page.contains("后面的年龄要比前面的大") && page.contains("OOPS"), "{page}");
        assert!(
            page.contains("value=\"diabetes\" checked") && page.contains("name=\"c\" value=\"doctor\""),
            "{page}"
        );
        let nothing = clerk.get("/segments/conditions?join=all&age_from=&near=&near_m=2000").await;
        assert!(nothing.status == StatusCode::UNPROCESSABLE_ENTITY && nothing.text().contains("至少填一项"));
        for address in [
            "/people?c=horoscope_leo",
            "/people?whom=nobody",
            "/api/v1/people?c=age_80",
            "/segments/new?c=age_x_",
        ] {
            let answer = clerk.get(address).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{address}");
            assert!(answer.text().contains("看不懂") || address.starts_with("/api"), "{}", answer.text());
        }
        assert_eq!(clerk.get("/people?of=nonsense").await.status, StatusCode::NOT_FOUND);
        // A word that a field above the list does not know asks nothing, as before.
        assert_eq!(clerk.get("/people?living=palace").await.status, StatusCode::OK);
    });
}

#[test]
fn a_segment_is_saved_used_changed_and_taken_out_of_use() {
    on_each_engine(async |world| {
        let ward = elders(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let form = clerk.get("/segments/new?c=age_80_&c=living_alone").await.text();
        assert!(form.contains("年满80周岁、独居") && form.contains("符合的有 20 人"), "{form}");
        let parts = [("c", "age_80_"), ("c", "living_alone"), ("shared_with", "bureau")];
        let with = |name: &'static str| parts.iter().copied().chain([("name", name)]).collect::<Vec<_>>();
        let unnamed = clerk.post("/segments", &with("")).await;
        assert!(
            unnamed.status == StatusCode::UNPROCESSABLE_ENTITY && unnamed.text().contains("年满80周岁、独居")
        );
        let list = clerk.post("/segments", &with("高龄独居")).await.to.unwrap();
        let id = list.split("of=").nth(1).unwrap().split('&').next().unwrap().to_owned();
        let page = clerk.get(&list).await.text();
        assert!(
            page.contains("高龄独居") && page.contains("符合的有 20 人") && !page.contains("存为人群"),
            "{page}"
        );
        let taken = clerk.post("/segments", &with("高龄独居")).await;
        assert!(
            taken.status == StatusCode::UNPROCESSABLE_ENTITY
                && taken.text().contains("已经有叫这个名字的人群")
        );

        // A doctor uses it on his own people; who he does not answer for is not in it.
        let mut doctor = world.signed_in_as(Role::Doctor, "wang", Some(ward.wang)).await;
        assert!(doctor.get(&format!("/people?of={id}")).await.text().contains("符合的有 3 人"));
        assert!(doctor.get("/segments").await.text().contains("高龄独居"));
        assert_eq!(doctor.post("/segments", &with("我的")).await.status, StatusCode::FORBIDDEN);
        assert_eq!(
            doctor.post(&format!("/segments/{id}"), &with("我的")).await.status,
            StatusCode::FORBIDDEN
        );

        // It follows people, not names: who is seen to today is no longer unseen.
        let page = clerk.get(&format!("/people?of={id}&c=age_80_&c=living_alone&c=doctor")).await.text();
        assert!(page.contains("条件改过") && page.contains("存回“高龄独居”"), "{page}");
        let edit = clerk.get(&format!("/segments/{id}/edit?c=age_80_&c=doctor")).await.text();
        assert!(edit.contains("原来") && edit.contains("年满80周岁、有责任医生"), "{edit}");
        let changed = [
            ("c", "age_80_"),
            ("c", "doctor"),
            ("shared_with", "bureau"),
            ("name", "高龄有医生"),
            ("version", "1"),
        ];
        let saved = clerk.post(&format!("/segments/{id}"), &changed).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let late = clerk.post(&format!("/segments/{id}"), &changed).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "read before the change");
        assert!(clerk.get(&format!("/people?of={id}")).await.text().contains("符合的有 3 人"));

        assert_eq!(
            clerk.post(&format!("/segments/{id}/close"), &[("version", "1")]).await.status,
            StatusCode::CONFLICT
        );
        assert_eq!(
            clerk.post(&format!("/segments/{id}/close"), &[("version", "2")]).await.status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(clerk.get(&format!("/people?of={id}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(
            clerk.post("/segments", &with("高龄有医生")).await.status,
            StatusCode::SEE_OTHER,
            "the name is free again"
        );
    });
}

#[test]
fn of_two_clerks_who_take_one_name_at_once_one_gets_it() {
    on_each_engine(async |world| {
        let draft = || Draft {
            name: "高龄独居".into(),
            shared_with: SharedWith::Bureau,
            segment: Segment::of(Condition::HasDoctor),
        };
        let make = || {
            let (db, act, draft) = (world.app.db.clone(), world.hand(Role::Clerk), draft());
            tokio::spawn(async move { db.write(move |tx| actions::create(tx, &act, &draft)).await })
        };
        let answers = [make(), make(), make(), make()];
        let mut won = 0;
        for answer in answers {
            match answer.await.unwrap() {
                Ok(_) => won += 1,
                Err(Error::Invalid(errors)) => assert_eq!(errors[0].1.key, "segment-name-taken"),
                Err(other) => panic!("{other:?}"),
            }
        }
        assert_eq!(won, 1);
    });
}

#[test]
fn what_a_clerk_keeps_to_herself_nobody_else_finds() {
    on_each_engine(async |world| {
        elders(&world).await;
        let mut li = world.signed_in_as(Role::Clerk, "li", None).await;
        let mut zhao = world.signed_in_as(Role::Clerk, "zhao", None).await;
        li.get("/segments/new?c=doctor").await;
        let fields = [("c", "doctor"), ("name", "我跟进的"), ("shared_with", "owner")];
        let list = li.post("/segments", &fields).await.to.unwrap();
        let id = list.split("of=").nth(1).unwrap().split('&').next().unwrap().to_owned();
        assert!(li.get("/segments").await.text().contains("我跟进的"));
        assert!(!zhao.get("/segments").await.text().contains("我跟进的"));
        for path in [format!("/segments/{id}"), format!("/segments/{id}/edit"), format!("/people?of={id}")] {
            assert_eq!(zhao.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        zhao.get("/segments/new?c=doctor").await;
        assert_eq!(zhao.post(&format!("/segments/{id}"), &fields).await.status, StatusCode::NOT_FOUND);
        assert_eq!(
            zhao.post(&format!("/segments/{id}/close"), &[("version", "1")]).await.status,
            StatusCode::NOT_FOUND
        );
        assert!(
            zhao.post("/segments", &fields).await.text().contains("可能是同事自用的"),
            "the name is taken all the same"
        );
    });
}
