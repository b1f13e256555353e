//! Found by whatever a clerk has at hand.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use cq_platform::policy::Role;
use cq_registry::person::{CitizenId, Facts, actions, pinyin};
use proptest::prelude::*;

use super::{doctor, found, known, pair, register, wang_xiaoming};
use crate::world::{World, on_each_engine};

#[test]
fn one_box_finds_him_by_everything_a_clerk_may_have() {
    on_each_engine(async |world| {
        register(&world, &wang_xiaoming()).await;
        register(&world, &Facts { unit: Some("长庆县水利局".into()), ..known("王晓英") }).await;
        register(&world, &known("张伟")).await;
        for typed in [
            "wxm",
            "WXM",
            "wangxiaoming",
            "wangxiaom",
            "晓明",
            "明",
            "王晓明",
            "xiaoming",
            "xm",
            "4417",
            "13800004417",
            "138",
            "002X",
            "002x",
            "００２Ｘ",
            "11010519491231002X",
            "王 明",
            "wang 4417",
            "王 教育局",
            "教育局",
            "晓明 002x",
        ] {
            assert_eq!(found(&world, world.hand(Role::Clerk), typed).await, ["王晓明"], "{typed}");
        }
        assert_eq!(found(&world, world.hand(Role::Clerk), "王").await, ["王晓明", "王晓英"]);
        for typed in
            ["", "  ", "zhangxiao", "张 4417", "440524188001010014", "税务局", "#", "%", "'", "\u{10FFFF}"]
        {
            assert_eq!(found(&world, world.hand(Role::Clerk), typed).await, [""; 0], "{typed}");
        }
    });
}

#[test]
fn whoever_sees_everybody_finds_their_own_people_first() {
    on_each_engine(async |world| {
        let (ming, ying) =
            (register(&world, &wang_xiaoming()).await, register(&world, &known("王晓英")).await);
        let (mine, other) = (doctor(&world, "李心内").await, doctor(&world, "赵骨科").await);
        pair(&world, ming, other).await;
        pair(&world, ying, mine).await;
        let act = || world.hand_of(Role::Clerk, mine);
        assert_eq!(found(&world, act(), "王").await, ["王晓英", "王晓明"]);
        assert_eq!(found(&world, act(), "wxm").await, ["王晓明"], "and others, too");
        assert_eq!(found(&world, world.hand(Role::Clerk), "王").await, ["王晓明", "王晓英"]);
    });
}

#[test]
fn surnames_are_found_by_the_readings_they_have_as_surnames() {
    on_each_engine(async |world| {
        let readings = [
            ("单国英", "shan"),
            ("仇德昌", "qiudechang"),
            ("解淑兰", "xieshu"),
            ("曾庆福", "zeng"),
            ("区锦华", "oujinhua"),
            ("查良才", "zha"),
            ("朴成哲", "piao"),
            ("尉迟恭", "yuchi"),
            ("万俟宏", "moqi"),
            ("长孙明", "zhangsun"),
            ("乐毅", "yue"),
            ("盖明", "ge"),
            ("缪荣", "miao"),
            ("翟志刚", "zhai"),
            ("任长霞", "ren"),
            ("覃丽", "qin"),
            ("覃丽", "tan"),
            ("燕青", "yan"),
            ("员明", "yun"),
            ("黑伯理", "he"),
            ("逄玉", "pang"),
            ("冼星海", "xian"),
            ("折可适", "she"),
            ("秘小红", "bi"),
            ("种师道", "chong"),
            ("繁钦", "po"),
            ("令狐冲", "linghuchong"),
            ("欧阳修", "ouyang"),
            ("吕布", "lvbu"),
            ("欧阳修", "oyx"),
            ("阿卜杜拉·买买提", "阿卜杜拉买买提"),
            ("𠮷田", "𠮷"),
            ("王晓明", "wxm"),
        ];
        for name in readings.iter().map(|(name, _)| *name).collect::<BTreeSet<_>>() {
            register(&world, &known(name)).await;
        }
        for (name, typed) in readings {
            assert!(
                found(&world, world.hand(Role::Clerk), typed).await.iter().any(|found| found == name),
                "{name} by {typed}"
            );
        }
        assert_eq!(found(&world, world.hand(Role::Clerk), "dan").await, [""; 0]);
    });
}

#[test]
fn a_doctor_finds_and_lists_his_own_only() {
    on_each_engine(async |world| {
        let (his, others) =
            (register(&world, &wang_xiaoming()).await, register(&world, &known("王小明")).await);
        let staff = doctor(&world, "张丽华").await;
        pair(&world, his, staff).await;
        let hand = world.hand_of(Role::Doctor, staff);
        for typed in ["w", "xm", "王", "wxm", "002x", "教育局", "王 4417"] {
            assert_eq!(found(&world, hand.clone(), typed).await, ["王晓明"], "{typed}");
        }
        assert_eq!(found(&world, hand.clone(), "11010519491231002X").await, ["王晓明"]);
        assert_eq!(found(&world, hand.clone(), "小").await, [""; 0]);

        let mut browser = world.signed_in_as(Role::Doctor, "zhang", Some(staff)).await;
        let list = browser.get("/people").await.text();
        assert!(list.contains("王晓明") && !list.contains("王小明"));
        assert_eq!(browser.get(&format!("/people/{his}")).await.status, StatusCode::OK);
        assert_eq!(browser.get(&format!("/people/{others}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(
            browser.post(&format!("/people/{others}/unmask?what=citizen_id"), &[]).await.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(browser.get(&format!("/api/v1/people/{others}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(browser.get(&format!("/people?after={others}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(browser.get("/people/new").await.status, StatusCode::FORBIDDEN);
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whoever is registered is found by each of the ways promised, among others who are like them.
    #[test]
    fn everybody_is_found_by_each_way_promised(
        people in prop::collection::vec(("[王李张单仇解曾区查覃欧任]", "[一-龥]{1,2}", "1[3-9][0-9]{9}", 0u16..1000), 1..8)
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let world = World::on_sqlite().await;
            for (surname, given, phone, order) in &people {
                let facts = Facts { phone: Some(phone.clone()), citizen_id: citizen_id(*order), ..known(&format!("{surname}{given}")) };
                if actions::create(&world.app, &world.hand(Role::Clerk), facts.clone()).await.is_err() {
                    continue; // The same number twice.
                }
                let mut ways = vec![facts.name.clone(), given.clone(), phone.clone(), phone[7..].to_owned()];
                ways.push(facts.citizen_id.as_ref().unwrap().tail().to_owned());
                ways.push(facts.citizen_id.as_ref().unwrap().as_str().to_owned());
                for reading in pinyin::readings(&facts.name) {
                    ways.push(reading.concat());
                    ways.push(reading.iter().filter_map(|syllable| syllable.chars().next()).collect());
                    ways.push(format!("{} {}", &phone[7..], reading[0]));
                }
                for way in ways {
                    assert!(found(&world, world.hand(Role::Clerk), &way).await.contains(&facts.name), "{} by {way}", facts.name);
                }
            }
        });
    }
}

/// A valid number for each order number.
fn citizen_id(order: u16) -> Option<CitizenId> {
    (0..11).find_map(|check| {
        let check = b"0123456789X"[check] as char;
        CitizenId::parse(&format!("37011419410203{order:03}{check}")).ok()
    })
}
