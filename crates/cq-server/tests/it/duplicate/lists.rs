//! A record that gave way is nobody any more: it stands in no list, figure or file, and nothing is given to it. Its old address
//! leads to the record that was kept.

use axum::http::StatusCode;
use cq_platform::{Error, db::Tx, policy::Role};
use cq_registry::{
    duplicate::{
        Case, Held, MergeId, Side,
        actions::{self, Choice},
    },
    group,
    intake::{self, Brought, Options},
    person::{
        self, Facts, PersonId, Rank,
        past::{Dates, Since},
    },
    relation::{self, Kind, New, Other},
};
use cq_server::{ledgers::LEDGERS, references::REFERENCES};
use uuid::Uuid;

use super::{OTHERS, Twins, choice, count, dump, elder, facts, merged, registered, undone, write};
use crate::{
    life_event::{hidden, last_event, look, note, texts},
    person::{doctor, pair},
    world::{Browser, World, on_each_engine},
};

async fn married(world: &World, person: PersonId, other: PersonId) {
    related(world, person, other, Kind::Spouse).await.unwrap();
}

async fn related(world: &World, person: PersonId, other: PersonId, kind: Kind) -> Result<(), Error> {
    let new = New {
        other: Other::Known(other),
        kind,
        is_contact: false,
        is_proxy: false,
        since: None,
        remark: None,
    };
    relation::add(&world.app, &world.hand(Role::Clerk), person, new).await.map(drop)
}

/// Relations that hold of somebody: kind and the other's name.
async fn relations(world: &World, id: PersonId) -> Vec<String> {
    let sql = "SELECT r.kind || ' ' || o.name FROM relation r JOIN person o ON o.bureau_id = r.bureau_id
        AND o.id = CASE WHEN r.person_id = $2 THEN r.other_id ELSE r.person_id END
        WHERE r.bureau_id = $1 AND (r.person_id = $2 OR r.other_id = $2) AND r.until IS NULL ORDER BY 1";
    texts(world, sql, id).await
}

/// Two records of 王晓明, merged, the second of which was called 王小明.
async fn one_of_two(world: &World) -> (Case, MergeId) {
    let kept = registered(world, elder("王晓明", None, "教育局")).await;
    let gone = registered(world, elder("王小明", None, "教育局")).await;
    let case = Case { kept, gone };
    let merge = merged(world, case, choice(world, case).await).await.unwrap();
    (case, merge)
}

async fn brought(world: &World, kind: &str, text: &str) -> intake::Report {
    let brought =
        Brought { kind: kind.into(), file_name: "台账.csv".into(), bytes: text.into(), as_of: None };
    let options = Options { skip_bad: true, ..Options::default() };
    intake::run(&world.app, world.hand(Role::Clerk), LEDGERS, brought, options).await.unwrap()
}

#[test]
fn who_gave_way_is_in_no_list_figure_or_file() {
    on_each_engine(async |world| {
        let (Case { gone, .. }, merge) = one_of_two(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        for address in [
            "/people",
            "/people?whom=served",
            "/people?whom=ended",
            "/people?whom=relatives",
            "/people?whom=everybody",
            "/people?whom=everybody&c=age_60_",
            "/people/export?whom=ended&format=csv&columns=name",
            "/people/export?whom=everybody&format=csv&columns=name",
            "/api/v1/people?whom=everybody",
            "/api/v1/people?whom=ended",
            "/reports/change/names?row=all&column=actual",
            "/reports/ages/names?row=all&column=all",
            "/units",
            "/duplicates",
        ] {
            let answer = clerk.get(address).await;
            assert!(answer.status == StatusCode::OK || answer.status == StatusCode::NOT_FOUND, "{address}");
            let page = answer.text();
            assert!(!page.contains("王小明") && !page.contains(&gone.to_string()), "{address}: {page}");
        }
        let everybody = clerk.get("/people?whom=everybody").await.text();
        assert!(everybody.contains("王晓明") && everybody.contains("1 人"), "{everybody}");
        undone(&world, merge).await.unwrap();
        let served = clerk.get("/people").await.text();
        assert!(served.contains("王小明") && served.contains("王晓明"), "two again: {served}");
    });
}

#[test]
fn nothing_is_given_to_a_record_that_gave_way() {
    on_each_engine(async |world| {
        let (Case { kept, gone }, _) = one_of_two(&world).await;
        let wife = registered(&world, elder("李桂兰", Some(OTHERS), "水利局")).await;
        for (person, other) in [(wife, gone), (gone, wife)] {
            let refused = related(&world, person, other, Kind::Spouse).await;
            let Err(Error::Invalid(errors)) = refused else { panic!("{refused:?}") };
            assert_eq!(errors[0].1.key, "relation-merged");
        }
        let mut clerk = world.signed_in(Role::Clerk).await;
        let event = look(&mut clerk, gone, &[("kind", "death"), ("on", "2026-11-20")]).await;
        assert!(event.status != StatusCode::OK, "{}", event.text());
        let marries = [("kind", "remarriage"), ("on", "2026-11-20"), ("spouse", "王小明"), ("spouse_id", "")];
        let page = look(&mut clerk, wife, &marries).await.text();
        assert!(!page.contains(&gone.to_string()), "{page}");
        let act = world.hand(Role::Clerk);
        let join = move |tx: &Tx<'_>| {
            let club: group::GroupId = act.new_id();
            tx.execute_one(
                "INSERT INTO person_group (bureau_id, id, kind, name, version) VALUES ($1, $2, 'club', '书画社', 1)",
                &[act.bureau(), &club],
            )?;
            group::actions::add(tx, &act, club, &[gone], "2026-11".parse().unwrap())
        };
        assert!(matches!(world.app.db.write(join).await, Err(Error::Refused(_) | Error::Invalid(_))));
        // A ledger that names him by the name that was kept means the one record, without a question.
        doctor(&world, "张丽华").await;
        let report = brought(&world, "pairings", "老干部姓名,责任医生\n王晓明,张丽华\n").await;
        assert_eq!((report.counts.new, report.counts.wrong), (1, 0), "{:?}", report.errors);
        let active =
            "SELECT COUNT(*) FROM responsibility WHERE bureau_id = $1 AND person_id = $2 AND until IS NULL";
        assert_eq!(count(&world, active, kept.0).await, 1);
    });
}

#[test]
fn a_ledger_row_means_the_record_that_was_kept_and_not_the_other() {
    on_each_engine(async |world| {
        let kept = registered(&world, elder("王晓明", None, "教育局")).await;
        let gone = registered(&world, elder("王晓明", None, "教育局")).await;
        let case = Case { kept, gone };
        merged(&world, case, choice(&world, case).await).await.unwrap();
        let report = brought(
            &world,
            "people",
            "姓名,出生年月,人员类别,单位,电话\n王晓明,1941-03,退休,教育局,15400001234\n",
        )
        .await;
        assert_eq!(
            (report.counts.changed, report.counts.new, report.counts.wrong),
            (1, 0, 0),
            "{:?}",
            report.errors
        );
        assert_eq!(facts(&world, kept).await.phone.as_deref(), Some("15400001234"));
        assert_eq!(facts(&world, gone).await.phone, None);
    });
}

#[test]
fn a_marriage_written_both_ways_round_is_one_and_comes_back_as_two() {
    on_each_engine(async |world| {
        let kept = registered(&world, elder("王晓明", None, "教育局")).await;
        let gone = registered(&world, elder("王小明", None, "教育局")).await;
        let wife = registered(&world, elder("李桂兰", Some(OTHERS), "水利局")).await;
        let son =
            registered(&world, Facts { born: "1970".parse().ok(), ..elder("王强", None, "水利局") }).await;
        married(&world, kept, wife).await;
        // The second row is what a merge in an older version, or two ledgers, left: she is his wife once more.
        write(&world, move |tx, act| {
            let sql = "INSERT INTO relation (bureau_id, id, person_id, other_id, kind, is_contact, is_proxy, version)
                VALUES ($1, $2, $3, $4, 'spouse', 1, 0, 1)";
            tx.execute_one(sql, &[act.bureau(), &act.new_id::<Uuid>(), &wife, &gone])
        })
        .await;
        related(&world, kept, son, Kind::Child).await.unwrap();
        related(&world, son, gone, Kind::Parent).await.unwrap();
        let before = dump(&world).await;
        for side in [Side::Kept, Side::Gone] {
            let case = Case { kept, gone };
            let compared = actions_of(&world, case)
                .await
                .into_iter()
                .filter(|held| held.rival.is_some())
                .collect::<Vec<_>>();
            assert_eq!(compared.len(), 2, "{compared:?}");
            let rivals = compared.into_iter().map(|held| (held.id, side)).collect();
            let chosen = Choice { rivals, ..choice(&world, case).await };
            let merge = merged(&world, case, chosen).await.unwrap();
            // The other row of the two says that he is his son's parent, which is the same.
            let child = if side == Side::Kept { "child 王强" } else { "parent 王强" };
            assert_eq!(relations(&world, kept).await, [child, "spouse 李桂兰"]);
            undone(&world, merge).await.unwrap();
            assert_eq!(dump(&world).await, before);
        }
    });
}

#[test]
fn a_relation_that_was_changed_on_the_kept_record_keeps_its_twin_away_whichever_way_round() {
    on_each_engine(async |world| {
        let kept = registered(&world, elder("王晓明", None, "教育局")).await;
        let gone = registered(&world, elder("王小明", None, "教育局")).await;
        let niece = registered(&world, elder("李桂兰", Some(OTHERS), "水利局")).await;
        related(&world, kept, niece, Kind::Kin).await.unwrap();
        related(&world, niece, gone, Kind::Kin).await.unwrap();
        let case = Case { kept, gone };
        let held = actions_of(&world, case).await;
        let rivals =
            held.iter().filter(|held| held.rival.is_some()).map(|held| (held.id, Side::Gone)).collect();
        let chosen = Choice { rivals, ..choice(&world, case).await };
        let merge = merged(&world, case, chosen).await.unwrap();
        assert_eq!(relations(&world, kept).await, ["kin 李桂兰"]);
        write(&world, move |tx, act| {
            let sql = "UPDATE relation SET remark = '常来', version = version + 1
                WHERE bureau_id = $1 AND other_id = $2 AND until IS NULL";
            tx.execute_one(sql, &[act.bureau(), &kept])
        })
        .await;
        undone(&world, merge).await.unwrap();
        assert_eq!(relations(&world, kept).await, ["kin 李桂兰"], "once, not both ways round");
    });
}

async fn actions_of(world: &World, case: Case) -> Vec<Held> {
    let compared = actions::compare(&world.app, &world.hand(Role::Clerk), REFERENCES, case).await.unwrap();
    compared.held.into_iter().flat_map(|(_, held)| held).collect()
}

#[test]
fn of_two_living_spouses_one_stays_and_the_clerk_says_which() {
    on_each_engine(async |world| {
        let kept = registered(&world, elder("王晓明", None, "教育局")).await;
        let gone = registered(&world, elder("王小明", None, "教育局")).await;
        let one = registered(&world, elder("李桂兰", Some(OTHERS), "水利局")).await;
        let other = registered(&world, elder("赵敏", None, "水利局")).await;
        married(&world, kept, one).await;
        married(&world, other, gone).await;
        let before = dump(&world).await;
        let case = Case { kept, gone };
        for (side, stays) in [(Side::Kept, "spouse 李桂兰"), (Side::Gone, "spouse 赵敏")] {
            let held = actions_of(&world, case).await;
            let rival = held.iter().find_map(|held| Some((held.id, held.rival.clone()?))).unwrap();
            assert_eq!(rival.1.label, "李桂兰");
            let chosen = Choice { rivals: [(rival.0, side)].into(), ..choice(&world, case).await };
            let merge = merged(&world, case, chosen).await.unwrap();
            assert_eq!(relations(&world, kept).await, [stays]);
            undone(&world, merge).await.unwrap();
            assert_eq!(dump(&world).await, before);
        }
    });
}

async fn change(world: &World, id: PersonId, since: &str, mend: impl FnOnce(&mut Facts)) {
    let act = world.hand(Role::Clerk);
    let (person, before) = person::actions::load(&world.app, &act, id).await.unwrap();
    let mut after = before.clone();
    mend(&mut after);
    let dates: Dates =
        ["rank", "address"].into_iter().map(|key| (key, Since::Day(since.parse().unwrap()))).collect();
    person::actions::change_since(&world.app, &act, person, &before, after, dates).await.unwrap();
}

async fn pasts(world: &World, id: PersonId) -> Vec<String> {
    let sql = "SELECT field || ' ' || held_until || ' ' || COALESCE(value, '') FROM person_past
        WHERE bureau_id = $1 AND person_id = $2 AND field IN ('rank', 'address') ORDER BY 1";
    texts(world, sql, id).await
}

#[test]
fn the_past_goes_with_the_value_and_comes_back_to_the_day() {
    on_each_engine(async |world| {
        let was = |rank, address: &str| {
            let mut facts = elder("王晓明", None, "教育局");
            (facts.rank, facts.address) = (Some(rank), Some(address.to_owned()));
            facts
        };
        let kept = registered(&world, was(Rank::TownshipDeputy, "东街 1 号")).await;
        let gone = registered(&world, was(Rank::TownshipDeputy, "西街 1 号")).await;
        change(&world, kept, "2019-05-01", |facts| facts.rank = Some(Rank::TownshipChief)).await;
        change(&world, gone, "2021-03-01", |facts| {
            facts.rank = Some(Rank::CountyDeputy);
            facts.address = Some("东街 1 号".into());
        })
        .await;
        let before = (dump(&world).await, pasts(&world, kept).await, pasts(&world, gone).await);
        let case = Case { kept, gone };
        let chosen =
            Choice { fields: [("rank".to_owned(), Side::Gone)].into(), ..choice(&world, case).await };
        let merge = merged(&world, case, chosen).await.unwrap();
        // His rank and its history are the other record's; of the house he had not moved to yet that one knew too.
        assert_eq!(pasts(&world, kept).await, ["address 2021-03-01 西街 1 号", "rank 2021-03-01 142"]);
        let on = "SELECT value FROM person_past WHERE bureau_id = $1 AND person_id = $2 AND field = 'rank'";
        assert_eq!(texts(&world, on, kept).await, ["142"]);
        undone(&world, merge).await.unwrap();
        assert_eq!((dump(&world).await, pasts(&world, kept).await, pasts(&world, gone).await), before);

        // Changed since: what came later stays, with the past it has by then.
        let chosen =
            Choice { fields: [("rank".to_owned(), Side::Gone)].into(), ..choice(&world, case).await };
        let merge = merged(&world, case, chosen).await.unwrap();
        change(&world, kept, "2026-11-01", |facts| facts.rank = Some(Rank::CountyChief)).await;
        undone(&world, merge).await.unwrap();
        assert_eq!(facts(&world, kept).await.rank, Some(Rank::CountyChief));
        assert_eq!(pasts(&world, kept).await, ["rank 2021-03-01 142", "rank 2026-11-01 132"]);
        assert_eq!(pasts(&world, gone).await, before.2);
    });
}

#[test]
fn who_is_dead_after_a_merge_is_owed_no_visit_and_has_no_doctor() {
    on_each_engine(async |world| {
        let twins = Twins::of(&world).await;
        let Case { kept, gone } = twins.case;
        let mut clerk = world.signed_in(Role::Clerk).await;
        note(&mut clerk, gone, &[("kind", "death"), ("on", "2026-11-20")]).await;
        let before = dump(&world).await;
        let page = clerk.get(&format!("/people/{kept}/duplicates/{gone}")).await.text();
        let said = page.split("2026年11月20日去世”，下面这些跟着结束").nth(1).unwrap();
        let said = said.split("</ul>").next().unwrap();
        for ends in ["责任医生 张丽华", "加入书画社", "随访", "配偶 李桂兰"] {
            assert!(said.contains(ends), "{ends} is not told before: {said}");
        }
        let told = said.matches("<li>").count();
        let chosen =
            Choice { fields: [("ended".to_owned(), Side::Gone)].into(), ..choice(&world, twins.case).await };
        let merge = merged(&world, twins.case, chosen).await.unwrap();
        let whole = actions::view(&world.app, &world.hand(Role::Clerk), merge).await.unwrap();
        let ended = whole.steps.iter().filter(|kept| kept.held.is_none()).count();
        assert_eq!(ended, told, "what ended is what was told");
        let open =
            "SELECT form FROM task WHERE bureau_id = $1 AND person_id = $2 AND state = 'open' ORDER BY form";
        let open = texts(&world, open, kept).await;
        assert_eq!(open, ["benefit-claim", "farewell"], "what the death opened goes on");
        for table in ["responsibility", "membership", "post"] {
            let sql: &'static str = Box::leak(
                format!(
                    "SELECT COUNT(*) FROM {table} WHERE bureau_id = $1 AND person_id = $2 AND until IS NULL"
                )
                .into_boxed_str(),
            );
            assert_eq!(count(&world, sql, kept.0).await, 0, "{table}");
        }
        assert!(!relations(&world, kept).await.iter().any(|relation| relation.starts_with("spouse")));
        undone(&world, merge).await.unwrap();
        assert_eq!(dump(&world).await, before);
    });
}

#[test]
fn an_event_of_a_record_that_gave_way_is_taken_back_on_the_one_that_was_kept() {
    on_each_engine(async |world| {
        let kept = registered(&world, Facts { address: None, ..elder("王晓明", None, "教育局") }).await;
        let gone = registered(
            &world,
            Facts { address: Some("东街 1 号".into()), ..elder("王小明", None, "教育局") },
        )
        .await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        note(&mut clerk, gone, &[("kind", "move"), ("on", "2026-11-10"), ("address", "西街 2 号")]).await;
        let event = last_event(&world).await;
        let case = Case { kept, gone };
        let chosen =
            Choice { fields: [("address".to_owned(), Side::Gone)].into(), ..choice(&world, case).await };
        merged(&world, case, chosen).await.unwrap();
        assert_eq!(facts(&world, kept).await.address.as_deref(), Some("西街 2 号"));
        assert_eq!(pasts(&world, kept).await, ["address 2026-11-10 东街 1 号"]);
        take_back(&mut clerk, &event).await;
        assert_eq!(facts(&world, kept).await.address.as_deref(), Some("东街 1 号"));
        assert_eq!(
            facts(&world, gone).await.address.as_deref(),
            Some("西街 2 号"),
            "nobody reads it any more"
        );
        assert_eq!(pasts(&world, kept).await, [""; 0]);
    });
}

async fn take_back(clerk: &mut Browser<'_>, event: &str) {
    let page = clerk.get(event).await.text();
    let version = hidden(&page, "version");
    let undone = clerk.post(&format!("{event}/undo"), &[("version", &version), ("because", "记错了")]).await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.text());
}

#[test]
fn an_import_is_not_undone_once_its_people_were_merged_paired_or_something_happened() {
    const LEDGER: &str =
        "姓名,出生年月,人员类别,单位\n王晓明,1941-03,退休,教育局\n赵大海,1950-01,退休,水利局\n";
    on_each_engine(async |world| {
        let elsewhere = registered(&world, elder("王小明", None, "教育局")).await;
        let doctor = doctor(&world, "张丽华").await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let came = clerk.upload_ledger(LEDGER).await;
        let (his, other) = (named(&world, "王晓明").await, named(&world, "赵大海").await);
        let refused = async |clerk: &mut Browser<'_>, name: &str, told: &str| {
            let before = dump(&world).await;
            clerk.get(&came).await;
            let answer = clerk.post(&format!("{came}/undo"), &[]).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{told}: {}", answer.text());
            assert!(answer.text().contains(&format!("“{name}”")), "{told}: {}", answer.text());
            assert_eq!(dump(&world).await, before, "{told}: nothing is half done");
        };
        // Kept in a merge, and given way in one.
        for case in [Case { kept: his, gone: elsewhere }, Case { kept: elsewhere, gone: his }] {
            let merge = merged(&world, case, choice(&world, case).await).await.unwrap();
            refused(&mut clerk, "王晓明", "merged").await;
            undone(&world, merge).await.unwrap();
            refused(&mut clerk, "王晓明", "merged once").await;
        }
        pair(&world, other, doctor).await;
        refused(&mut clerk, "王晓明", "paired too").await;
    });
}

#[test]
fn an_import_whose_people_have_a_doctor_or_an_event_is_not_undone() {
    const LEDGER: &str = "姓名,出生年月,人员类别,单位\n赵大海,1950-01,退休,水利局\n";
    on_each_engine(async |world| {
        let mut clerk = world.signed_in(Role::Clerk).await;
        let came = clerk.upload_ledger(LEDGER).await;
        let his = named(&world, "赵大海").await;
        note(&mut clerk, his, &[("kind", "admission"), ("on", "2026-11-20"), ("hospital", "市人民医院")])
            .await;
        let before = dump(&world).await;
        clerk.get(&came).await;
        let answer = clerk.post(&format!("{came}/undo"), &[]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text());
        assert!(answer.text().contains("“赵大海”"), "{}", answer.text());
        assert_eq!(dump(&world).await, before);
    });
}

async fn named(world: &World, name: &'static str) -> PersonId {
    let bureau = world.bureau.id;
    let sql = "SELECT id FROM person WHERE bureau_id = $1 AND name = $2";
    let (id,) = world.app.db.read(move |conn| conn.one::<(PersonId,)>(sql, &[&bureau, &name])).await.unwrap();
    id
}

trait Brings {
    /// Takes a ledger of people in; its page's address.
    async fn upload_ledger(&mut self, text: &str) -> String;
}

impl Brings for Browser<'_> {
    async fn upload_ledger(&mut self, text: &str) -> String {
        self.get("/imports/new?kind=people").await;
        let brought = self.upload("/imports", &[("kind", "people")], "人员.csv", text.as_bytes()).await;
        let address = brought.to.unwrap().split('?').next().unwrap().to_owned();
        self.get(&address).await;
        self.post(&format!("{address}/columns"), &[("names", "said"), ("all", "yes")]).await;
        let page = self.get(&address).await.text();
        let fields: Vec<(&str, String)> =
            ["version"].iter().map(|name| (*name, hidden(&page, name))).collect();
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let done = self.post(&format!("{address}/done"), &fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        address
    }
}
