//! How fast people go in and are found, by number of people: `people_at_scale 100000 [database]`.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs)]

use std::{sync::Arc, time::Instant};

use cq_platform::{
    Result,
    actor::{Act, Actor},
    clock::{Clock, SystemClock},
    db::Db,
    identity::store::{Bureau, insert_bureau},
    ids::Ids,
    policy::{Role, Scope},
    secrets::Secrets,
};
use cq_registry::person::{
    Category, CitizenId, Facts, PersonId, Sex, actions,
    store::{
        self,
        list::{self, Filter, Turn},
    },
};

const SURNAMES: &str = "王王王王王王王李李李李李李李张张张张张张刘刘刘刘刘陈陈陈杨杨赵赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕单仇解查区翟任覃";
const GIVEN: &str = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰萍文辉力国建德晓志永红梅春海燕云飞鹏龙凤庆福祥生林森树根宝贵金银山川江河";

#[tokio::main]
async fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let people: usize = args.next().and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let dir = tempfile::tempdir().unwrap();
    let db =
        Db::open(&args.next().unwrap_or_else(|| dir.path().join("scale.db").to_string_lossy().into_owned()))
            .await?;
    db.migrate().await?;
    let ids = Arc::new(Ids::system());
    let bureau = Bureau { id: ids.next(SystemClock.now()), code: "scale".into(), name: "scale".into() };
    let actor = Actor {
        bureau: bureau.id,
        account: None,
        name: "scale".into(),
        role: Role::Clerk,
        staff: None,
        must_change_password: false,
    };
    let act = Act::new(actor, SystemClock.now(), ids, Arc::new(Secrets::from_master(&[7; 32])));
    let at = act.at;
    db.write(move |tx| insert_bureau(tx, &bureau, at)).await?;

    let all: Vec<(PersonId, Facts)> = (0..people).map(|n| (act.new_id(), facts(n as u64))).collect();
    let started = Instant::now();
    let (hand, all) = (act.clone(), Arc::new(all));
    let rows = all.clone();
    db.write(move |tx| {
        rows.chunks(500).try_for_each(|chunk| {
            store::insert_all(tx, &hand, &chunk.iter().map(|(id, facts)| (*id, facts)).collect::<Vec<_>>())
        })
    })
    .await?;
    let took = started.elapsed();
    println!(
        "insert: {people} people in {took:.2?}, {:.1} µs each",
        took.as_secs_f64() * 1e6 / people as f64
    );
    db.analyze().await?;
    search(&db, &act, &all).await?;
    pages(&db, &act, &all).await
}

/// Searches as people type them: each beginning of each way to look for somebody.
async fn search(db: &Db, act: &Act, all: &[(PersonId, Facts)]) -> Result<()> {
    let mut random = 7_u64;
    let mut times: Vec<(std::time::Duration, String)> = Vec::new();
    for _ in 0..400 {
        let (_, facts) = &all[(next(&mut random) % all.len() as u64) as usize];
        let reading = cq_registry::person::pinyin::readings(&facts.name).remove(0);
        let initials: String = reading.iter().filter_map(|syllable| syllable.chars().next()).collect();
        let phone = facts.phone.clone().unwrap_or_default();
        let ways = [
            facts.name.clone(),
            facts.name.chars().skip(1).collect(),
            reading.concat(),
            initials,
            phone[7..].to_owned(),
            facts.citizen_id.as_ref().map(|id| id.tail().to_owned()).unwrap_or_default(),
            format!("{} {}", reading[0], &phone[7..]),
            facts.name.chars().map(String::from).collect::<Vec<_>>().join(" "),
            format!("{} {}", facts.name, facts.unit.clone().unwrap_or_default()),
        ];
        for way in ways {
            let length = way.chars().count();
            for end in [1, length.div_ceil(2), length] {
                let typed: String = way.chars().take(end).collect();
                let (hand, asked) = (act.clone(), typed.clone());
                let started = Instant::now();
                db.read(move |conn| actions::search(conn, &hand, &Filter::default(), &asked, 12)).await?;
                times.push((started.elapsed(), typed));
            }
        }
    }
    times.sort();
    let at = |share: f64| &times[((times.len() - 1) as f64 * share) as usize];
    println!(
        "search: p50 {:.2?}, p99 {:.2?}, longest {:.2?} by {}",
        at(0.5).0,
        at(0.99).0,
        at(1.0).0,
        at(1.0).1
    );
    Ok(())
}

async fn pages(db: &Db, act: &Act, all: &[(PersonId, Facts)]) -> Result<()> {
    let bureau = *act.bureau();
    for (name, filter) in
        [("all", Filter::default()), ("without doctor", Filter { doctor: Some(false), ..Filter::default() })]
    {
        let mut random = 7_u64;
        let started = Instant::now();
        for _ in 0..1000 {
            let (id, _) = &all[(next(&mut random) % all.len() as u64) as usize];
            let id = *id;
            db.read(move |conn| list::page(conn, &Scope::BUREAU, &bureau, &filter, Turn::After(id), 50))
                .await?;
        }
        println!("list page of 50 ({name}): {:.1?}", started.elapsed() / 1000);
    }
    Ok(())
}

fn next(random: &mut u64) -> u64 {
    *random ^= *random << 13;
    *random ^= *random >> 7;
    *random ^= *random << 17;
    *random
}

fn facts(n: u64) -> Facts {
    let mut random = (n + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mut pick =
        |from: &str| from.chars().nth((next(&mut random) % from.chars().count() as u64) as usize).unwrap();
    let mut name: String = [pick(SURNAMES), pick(GIVEN)].iter().collect();
    if n % 5 > 0 {
        name.push(pick(GIVEN));
    }
    let birth =
        jiff::civil::date(1930, 1, 1).saturating_add(jiff::Span::new().days((n / 999 % 10_000) as i64));
    let body = format!("{:06}{}{:03}", 370_000 + n / 9_990_000, birth.strftime("%Y%m%d"), n % 999);
    let citizen_id = "0123456789X".chars().find_map(|check| CitizenId::parse(&format!("{body}{check}")).ok());
    Facts {
        name,
        sex: Sex::Male,
        born: Some(birth.into()),
        citizen_id,
        category: Category::ALL[n as usize % 3],
        rank: None,
        treatment: None,
        ethnicity: Some("01".into()),
        politics: Some("01".into()),
        joined_work: None,
        retired: None,
        unit: Some(format!("长庆县第{}局", n % 180)),
        area: Some(format!("第{}街道", n % 20)),
        address: Some(format!("和平路 {} 号", n % 900)),
        phone: Some(format!("13{:09}", next(&mut random) % 1_000_000_000)),
        latitude: Some(36.7),
        longitude: Some(117.5),
        living: [cq_registry::person::Living::ALL[n as usize % 11]].into(),
        conditions: [["I10", "I25", "E11", "J44", "I63"][n as usize % 5].to_owned()].into(),
        health_note: (n % 4 == 0).then(|| "按时服药".into()),
        remark: None,
    }
}
