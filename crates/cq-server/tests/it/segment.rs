//! Segments: one value that means the same to the database, to the test of one person, and to its reader.

mod random;

use std::collections::BTreeSet;

use cq_platform::{
    db::Param,
    form::{Form, Raw},
    messages::Lang,
    policy::Role,
};
use cq_registry::{
    person::{Illness, Living, PersonId},
    segment::{
        Clause, Condition, Profile, Segment, Whom, address,
        condition::{Ailment, Debt, Gap, GroupKind, PlaceKind},
        sentence::Voice,
        store::{self, Names},
    },
};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

use crate::world::{World, on_each_engine};

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
            let held = store::condition(&bound, 1);
            let sql = format!("SELECT p.id FROM person p WHERE p.bureau_id = $1 AND {}", held.sql);
            let params = std::iter::once(bureau as &dyn Param)
                .chain(held.given.iter().map(|given| given as &dyn Param));
            let listed = conn.list::<(PersonId,)>(&sql, &params.collect::<Vec<_>>())?;
            let listed: BTreeSet<PersonId> = listed.into_iter().map(|(id,)| id).collect();
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
