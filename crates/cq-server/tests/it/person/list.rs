//! The list: its pages, its filters, and that they agree with the search.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use cq_platform::{
    form::{Form, Raw},
    policy::{Role, Scope},
};
use cq_registry::{
    person::{
        Category, Facts, LIST, Living, OWN, PersonId, actions, pinyin,
        store::{
            self,
            list::{self, Turn},
        },
    },
    segment::{
        self, Clause, Condition, Segment,
        condition::{Ailment, Field},
    },
};

use super::{doctor, known, pair};
use crate::world::on_each_engine;

#[test]
fn pages_follow_one_another_and_filters_agree_with_search() {
    on_each_engine(async |world| {
        let act = world.hand(Role::Clerk);
        let staff = doctor(&world, "张丽华").await;
        let people: Vec<(PersonId, Facts)> = (0..120)
            .map(|n| {
                let letters = ["伟", "芳", "娜", "敏", "静", "强", "磊", "军", "洋", "勇", "艳", "杰"];
                let facts = Facts {
                    category: Category::ALL[n % 3],
                    living: if n % 4 == 0 {
                        [Living::Alone].into()
                    } else {
                        [Living::Childless, Living::Spouse].into()
                    },
                    conditions: if n % 5 == 0 { ["I25.1".to_owned()].into() } else { BTreeSet::new() },
                    unit: Some(format!("单位{}", n % 7)),
                    area: (n % 6 != 0).then(|| format!("街道{}", n % 6)),
                    ..known(&format!("王{}{}", letters[n % 12], letters[n / 12]))
                };
                (act.new_id::<PersonId>(), facts)
            })
            .collect();
        let rows = people.clone();
        world
            .app
            .db
            .write(move |tx| {
                store::insert_all(tx, &act, &rows.iter().map(|(id, facts)| (*id, facts)).collect::<Vec<_>>())
            })
            .await
            .unwrap();
        for (id, _) in people.iter().step_by(3) {
            pair(&world, *id, staff).await;
        }
        let mut walked = Vec::new();
        let mut clerk = world.signed_in(Role::Clerk).await;
        let mut cursor = String::new();
        loop {
            let answer: serde_json::Value =
                serde_json::from_slice(&clerk.get(&format!("/api/v1/people?limit=50{cursor}")).await.body)
                    .unwrap();
            walked.extend(
                answer["people"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|person| person["id"].as_str().unwrap().to_owned()),
            );
            let Some(next) = answer["cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        let mut expected: Vec<(String, PersonId)> =
            people.iter().map(|(id, facts)| (pinyin::sort_key(&facts.name), *id)).collect();
        expected.sort();
        assert_eq!(walked, expected.iter().map(|(_, id)| id.to_string()).collect::<Vec<_>>());

        let bureau = world.bureau.id;
        let some = |segment: Segment| {
            let act = world.hand(Role::Clerk);
            let db = world.app.db.clone();
            async move {
                db.read(move |conn| {
                    let asked = segment::store::bind(conn, &bureau, segment, act.today())?;
                    let listed =
                        list::page(conn, &Scope::BUREAU, &bureau, &asked, None, &Turn::First, 200)?.people;
                    let counted = segment::store::people::count(conn, &Scope::BUREAU, &bureau, &asked)?;
                    let searched = actions::search(conn, &act, &asked, "王", 200)?;
                    let ids = |people: &[list::Listed]| {
                        people.iter().map(|listed| listed.id).collect::<BTreeSet<_>>()
                    };
                    assert_eq!((ids(&listed), counted), (ids(&searched), listed.len() as i64), "{asked:?}");
                    Ok(listed)
                })
                .await
                .unwrap()
            }
        };
        let all = some(Segment::default()).await;
        assert_eq!(all.len(), 120);
        let (unit, area) = (all[0].unit_id.unwrap(), all.iter().find_map(|listed| listed.area_id).unwrap());
        let living = |living| Condition::Living([living].into());
        let category =
            Condition::Word { field: Field::Category, any: [Category::Honoured.to_string()].into() };
        let ill = Condition::Ill([Ailment::Block(cq_registry::person::Illness::CoronaryHeart)].into());
        let segments = [
            (Segment::of(category), 40),
            (Segment::of(living(Living::Alone)), 30),
            (Segment::of(living(Living::Childless)), 90),
            (Segment::of(ill), 24),
            (Segment::of(!Clause::from(Condition::HasDoctor)), 80),
            (Segment::all([Condition::HasDoctor, living(Living::Alone)]), 10),
            (Segment::of(Condition::Area([area].into())), 20),
        ];
        for (segment, people) in segments {
            assert_eq!(some(segment.clone()).await.len(), people, "{segment:?}");
        }
        assert!(some(Segment::of(Condition::Unit([unit].into()))).await.len() >= 17);

        let first = clerk.get("/people").await.text();
        let next = first
            .split("rel=\"next\" href=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .replace("&amp;", "&")
            .replace("&#38;", "&");
        assert!(!next.contains("wang"), "no name stands in an address: {next}");
        let second = clerk.get(&next).await.text();
        assert!(second.contains("rel=\"prev\"") && second.contains("rel=\"next\""));
        let narrowed = clerk.get("/people?living=alone&doctor=none").await.text();
        assert!(narrowed.contains("符合的有 20 人"), "{narrowed}");
        assert!(clerk.get("/people?q=nobody").await.text().contains("没有找到符合的人"));
        let fragment = clerk.get("/people/search?q=wang").await.text();
        assert_eq!(fragment.matches("<li role=\"option\" data-href=\"/people/").count(), 12);
        assert_eq!(clerk.get("/api/v1/people?limit=0").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(clerk.get("/api/v1/people?cursor=x").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    });
}

#[test]
fn every_filter_prepares_alone_and_with_a_reach() {
    on_each_engine(async |world| {
        let staff = doctor(&world, "张丽华").await;
        let scope = world.hand_of(Role::Doctor, staff).actor.scope(&LIST, OWN).unwrap();
        let bureau = world.bureau.id;
        let address = "category=retired&unit={id}&area={id}&living=alone&illness=dementia&doctor=some&c=age_80_&c=-lacks_phone";
        let fields = address.replace("{id}", &uuid::Uuid::nil().to_string());
        let fields = fields.split('&').filter_map(|pair| pair.split_once('='));
        let form = Form::from(Raw(fields.map(|(name, value)| (name.into(), value.into())).collect()));
        let asked = segment::quick::read(&form).unwrap();
        assert_eq!(asked.parts().len(), 8);
        let today = world.hand(Role::Clerk).today();
        let count = world.app.db.read(move |conn| {
            let asked = segment::store::bind(conn, &bureau, asked, today)?;
            list::page(conn, &scope, &bureau, &asked, Some(9), &Turn::First, 5)?;
            segment::store::people::count(conn, &scope, &bureau, &asked)
        });
        assert_eq!(count.await.unwrap(), 0);
    });
}
