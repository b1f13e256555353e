//! Units, areas, hospitals and doctors entered and changed by form: what exists already is refused at its field, what is used is not
//! deleted, and two clerks at once do not undo each other.

use axum::http::StatusCode;
use cq_platform::{messages::Lang, policy::Role};
use uuid::Uuid;

use crate::{
    person::{known, register},
    world::{World, on_each_engine},
};

/// Names of fields, and what is typed into them.
type Typed<'t> = &'t [(&'t str, &'t str)];

/// A kind of thing with its list, a form filled in rightly, and where its rows are.
struct Kind {
    list: &'static str,
    /// A table, or a question that is one, with id, name and version.
    table: &'static str,
    filled: Typed<'static>,
    taken: &'static str,
    deleted: &'static str,
}

const KINDS: &[Kind] = &[
    Kind {
        list: "/units",
        table: "unit",
        filled: &[("name", "县教育局"), ("kind", "organ")],
        taken: "unit-name-taken",
        deleted: "unit.delete",
    },
    Kind {
        list: "/areas",
        table: "area",
        filled: &[
            ("name", "龙山街道"),
            ("code", "370181001"),
            ("latitude", "36.71"),
            ("longitude", "117.53"),
        ],
        taken: "area-name-taken",
        deleted: "area.delete",
    },
    Kind {
        list: "/hospitals",
        table: "hospital",
        filled: &[
            ("name", "县人民医院"),
            ("grade", "二级甲等"),
            ("address", "山泉路 6 号"),
            ("phone", "0531-83212345"),
            ("latitude", "36.71"),
            ("longitude", "117.53"),
        ],
        taken: "hospital-name-taken",
        deleted: "hospital.delete",
    },
    Kind {
        list: "/doctors",
        table: "(SELECT d.bureau_id, d.id, s.name, s.version FROM doctor d JOIN staff s ON s.bureau_id = d.bureau_id AND s.id = d.id) x",
        filled: &[
            ("name", "单国英"),
            ("hospital", HOSPITAL),
            ("sex", "female"),
            ("department", "心内科"),
            ("specialty", "心血管、高血压"),
            ("phone", "13800004417"),
            ("capacity", "12"),
        ],
        taken: "doctor-name-taken",
        deleted: "doctor.delete",
    },
];

/// Stands for the hospital of [`hospital`] in what is typed.
const HOSPITAL: &str = "the hospital";

/// Where doctors are entered.
async fn hospital(world: &World) -> String {
    let (act, id) = (world.hand(Role::Clerk), Uuid::from_u128(7));
    let sql = "INSERT INTO hospital (bureau_id, id, name, version) VALUES ($1, $2, '县中医院', 1)";
    world.app.db.write(move |tx| tx.execute(sql, &[act.bureau(), &id])).await.unwrap();
    id.to_string()
}

/// An area, for the matrix.
pub async fn sample_area(world: &World) -> String {
    let act = world.hand(Role::Clerk);
    let made = world.app.db.write(move |tx| cq_registry::area::find_or_insert(tx, &act, "刁镇"));
    made.await.unwrap().to_string()
}

/// A hospital, for the matrix.
pub async fn sample_hospital(world: &World) -> String {
    hospital(world).await
}

impl Kind {
    /// Identity and version of the one of that name.
    async fn find(&self, world: &World, name: &str) -> Option<(Uuid, i64)> {
        let (bureau, name) = (world.bureau.id, name.to_owned());
        let sql = format!("SELECT id, version FROM {} WHERE bureau_id = $1 AND name = $2", self.table);
        world.app.db.read(move |conn| conn.find(&sql, &[&bureau, &name])).await.unwrap()
    }

    async fn count(&self, world: &World) -> i64 {
        let bureau = world.bureau.id;
        let sql = format!("SELECT COUNT(*) FROM {} WHERE bureau_id = $1", self.table);
        world.app.db.read(move |conn| conn.one::<(i64,)>(&sql, &[&bureau])).await.unwrap().0
    }

    /// The form filled in rightly, but for `other`.
    fn with<'t>(&self, hospital: &'t str, other: &[(&'t str, &'t str)]) -> Vec<(&'t str, &'t str)> {
        let kept = self.filled.iter().filter(|(name, _)| !other.iter().any(|(given, _)| given == name));
        let said = kept.map(|(name, value)| (*name, if *value == HOSPITAL { hospital } else { *value }));
        said.chain(other.iter().copied()).collect()
    }
}

#[test]
fn a_new_one_is_entered_changed_and_deleted_again() {
    on_each_engine(async |world| {
        let mut clerk = world.signed_in(Role::Clerk).await;
        let mut leader = world.signed_in(Role::Leader).await;
        let hospital = hospital(&world).await;
        for kind in KINDS {
            let before = kind.count(&world).await;
            let filled = kind.with(&hospital, &[]);
            let list = kind.list;
            assert!(clerk.get(list).await.text().contains(&format!("href=\"{list}/new")), "{list}");
            assert!(!leader.get(list).await.text().contains(&format!("href=\"{list}/new")), "{list}");
            assert_eq!(leader.get(&format!("{list}/new")).await.status, StatusCode::FORBIDDEN);
            assert_eq!(clerk.get(&format!("{list}/new")).await.status, StatusCode::OK);
            let made = clerk.post(list, &filled).await;
            assert_eq!(made.status, StatusCode::SEE_OTHER, "{list}: {}", made.text());
            let name = kind.filled[0].1;
            assert!(clerk.get(list).await.text().contains(name));

            let again = clerk.post(list, &filled).await;
            assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{list}");
            let taken = world.app.messages.say(Lang::Zh, kind.taken).to_owned();
            assert!(again.text().contains(&taken) && again.text().contains("#f-name"), "{}", again.text());
            assert!(again.text().contains(&format!("value=\"{name}\"")), "nothing typed is lost");
            assert_eq!(kind.count(&world).await, before + 1);

            let (id, version) = kind.find(&world, name).await.unwrap();
            let (address, version) = (format!("{list}/{id}"), version.to_string());
            let form = clerk.get(&format!("{address}/edit")).await.text();
            assert!(
                filled.iter().all(|(_, value)| form.contains(value.trim_start_matches("0531-"))),
                "{form}"
            );
            let renamed = kind.with(&hospital, &[("name", "买买提·新名"), ("version", &version)]);
            let saved = clerk.post(&address, &renamed).await;
            assert_eq!(saved.status, StatusCode::SEE_OTHER, "{list}: {}", saved.text());
            assert_eq!(
                clerk.post(&address, &renamed).await.status,
                StatusCode::CONFLICT,
                "{list}: seen before"
            );
            assert!(clerk.get(list).await.text().contains("买买提·新名"));

            let delete = format!("{address}/delete");
            assert_eq!(leader.post(&delete, &[("version", "2")]).await.status, StatusCode::FORBIDDEN);
            assert_eq!(clerk.post(&delete, &[("version", "1")]).await.status, StatusCode::CONFLICT, "{list}");
            let gone = clerk.post(&delete, &[("version", "2")]).await;
            assert_eq!(gone.status, StatusCode::SEE_OTHER, "{list}: {}", gone.text());
            assert_eq!(clerk.post(&delete, &[("version", "2")]).await.status, StatusCode::NOT_FOUND);
            assert_eq!(kind.count(&world).await, before);
            let (bureau, action) = (world.bureau.id, kind.deleted);
            let sql = "SELECT COUNT(*) FROM audit_entry WHERE bureau_id = $1 AND action = $2";
            let told = world.app.db.read(move |conn| conn.one::<(i64,)>(sql, &[&bureau, &action])).await;
            assert_eq!(told.unwrap().0, 1, "{action}");
        }
    });
}

#[test]
fn of_two_who_enter_or_change_the_same_one_does() {
    on_each_engine(async |world| {
        let mut one = world.signed_in(Role::Clerk).await;
        let mut two = world.signed_in_as(Role::Clerk, "second", None).await;
        let hospital = hospital(&world).await;
        for kind in KINDS {
            let before = kind.count(&world).await;
            let filled = kind.with(&hospital, &[]);
            one.get(&format!("{}/new", kind.list)).await;
            two.get(&format!("{}/new", kind.list)).await;
            let (first, second) = tokio::join!(one.post(kind.list, &filled), two.post(kind.list, &filled));
            let mut both = [first.status, second.status];
            both.sort();
            assert_eq!(both, [StatusCode::SEE_OTHER, StatusCode::UNPROCESSABLE_ENTITY], "{}", kind.list);
            assert_eq!(kind.count(&world).await, before + 1);
            let (id, version) = kind.find(&world, kind.filled[0].1).await.unwrap();
            let (address, version) = (format!("{}/{id}", kind.list), version.to_string());
            let (here, there) = (
                kind.with(&hospital, &[("name", "甲改的名"), ("version", &version)]),
                kind.with(&hospital, &[("name", "乙改的名"), ("version", &version)]),
            );
            let (first, second) = tokio::join!(one.post(&address, &here), two.post(&address, &there));
            let mut both = [first.status, second.status];
            both.sort();
            assert_eq!(both, [StatusCode::SEE_OTHER, StatusCode::CONFLICT], "{}", kind.list);
            let kept = if first.status == StatusCode::SEE_OTHER { "甲改的名" } else { "乙改的名" };
            let (_, version) = kind.find(&world, kept).await.unwrap();
            let (version, delete) = (version.to_string(), format!("{address}/delete"));
            let seen = [("version", version.as_str())];
            let (first, second) = tokio::join!(one.post(&delete, &seen), two.post(&delete, &seen));
            let done = [&first, &second].into_iter().filter(|answer| answer.status == StatusCode::SEE_OTHER);
            assert_eq!(done.count(), 1, "{}: {} {}", kind.list, first.status, second.status);
            assert_eq!(kind.count(&world).await, before);
        }
    });
}

#[test]
fn what_is_used_says_by_what_and_stays() {
    on_each_engine(async |world| {
        let mut clerk = world.signed_in(Role::Clerk).await;
        let mut facts = known("王晓明");
        facts.unit = Some("县教育局".into());
        facts.area = Some("龙山街道".into());
        register(&world, &facts).await;
        for (kind, said) in [(&KINDS[0], "1 人的原工作单位是它"), (&KINDS[1], "1 人住在这里")] {
            let (id, version) = kind.find(&world, kind.filled[0].1).await.unwrap();
            let address = format!("{}/{id}", kind.list);
            let page = clerk.get(&format!("{address}/edit")).await.text();
            assert!(page.contains(said) && !page.contains("/delete\""), "{page}");
            let refused =
                clerk.post(&format!("{address}/delete"), &[("version", &version.to_string())]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(
                refused.text().contains(said) && refused.text().contains("#f-delete"),
                "{}",
                refused.text()
            );
            assert_eq!(kind.count(&world).await, 1);
        }
        // A segment that asks for an area nobody lives in refers to it all the same.
        let kind = &KINDS[1];
        assert_eq!(clerk.post("/areas", &[("name", "刁镇")]).await.status, StatusCode::SEE_OTHER);
        let (id, version) = kind.find(&world, "刁镇").await.unwrap();
        let act = world.hand(Role::Clerk);
        let asked = cq_registry::segment::Condition::Area([cq_registry::area::AreaId(id)].into());
        let draft = cq_registry::segment::store::Draft {
            name: "刁镇的".into(),
            shared_with: cq_registry::segment::SharedWith::Bureau,
            segment: cq_registry::segment::Segment::of(asked),
        };
        world.app.db.write(move |tx| cq_registry::segment::actions::create(tx, &act, &draft)).await.unwrap();
        let refused = clerk.post(&format!("/areas/{id}/delete"), &[("version", &version.to_string())]).await;
        assert!(refused.text().contains("1 个人群的条件里有它"), "{}", refused.text());
    });
}

#[test]
fn whatever_is_typed_wrong_is_said_at_its_field_and_nothing_is_entered() {
    on_each_engine(async |world| {
        let mut clerk = world.signed_in(Role::Clerk).await;
        let long = "长".repeat(121);
        let place: &[(Typed<'_>, &str)] = &[
            (&[("latitude", "117.53"), ("longitude", "36.71")], "经度和纬度好像填反了"),
            (&[("latitude", "40.7"), ("longitude", "-74")], "经纬度不在中国境内"),
            (&[("latitude", "36.71"), ("longitude", "")], "纬度和经度要一起填"),
            (&[("latitude", "三十六"), ("longitude", "117.53")], "请写成小数"),
            (&[("latitude", "NaN"), ("longitude", "117.53")], "请写成小数"),
        ];
        let code: &[(Typed<'_>, &str)] = &[
            (&[("code", "3701")], "6 到 12 位数字"),
            (&[("code", "037018")], "6 到 12 位数字"),
            (&[("code", "三七〇一八一")], "6 到 12 位数字"),
        ];
        let name: &[(Typed<'_>, &str)] = &[
            (&[("name", "")], "这一项要填"),
            (&[("name", " \u{3000} ")], "这一项要填"),
            (&[("name", &long)], "太长了"),
            (&[("name", "龙山\u{202e}街道")], "看不见的控制字符"),
            (&[("name", "龙山\u{200b}街道")], "看不见的控制字符"),
        ];
        let phone: &[(Typed<'_>, &str)] = &[
            (&[("phone", "12345")], "7 到 12 位数字"),
            (&[("phone", "一三八")], "7 到 12 位数字"),
            (&[("area", "没有的镇")], "#f-area"),
            (&[("address", "山泉\u{2066}路")], "看不见的控制字符"),
        ];
        let doctor: &[(Typed<'_>, &str)] = &[
            (&[("name", "王123")], "#f-name"),
            (&[("capacity", "")], "这一项要填"),
            (&[("capacity", "-1")], "#f-capacity"),
            (&[("capacity", "1001")], "#f-capacity"),
            (&[("capacity", "十")], "#f-capacity"),
            (&[("hospital", "")], "#f-hospital"),
            (&[("hospital", "01900000-0000-7000-8000-000000000000")], "#f-hospital"),
            (&[("sex", "both")], "#f-sex"),
            (&[("phone", "12345")], "7 到 12 位数字"),
            (&[("remark", "见\u{feff}附件")], "看不见的控制字符"),
        ];
        let hospital = hospital(&world).await;
        let unit: &[(Typed<'_>, &str)] = &[(&[("name", "局")], "太短了"), (&[("kind", "club")], "#f-kind")];
        for (kind, wrong) in [
            (&KINDS[0], [name, unit].concat()),
            (&KINDS[1], [name, place, code].concat()),
            (&KINDS[2], [name, place, phone].concat()),
            (&KINDS[3], [name, doctor].concat()),
        ] {
            let before = kind.count(&world).await;
            clerk.get(&format!("{}/new", kind.list)).await;
            for (fields, said) in wrong {
                let answer = clerk.post(kind.list, &kind.with(&hospital, fields)).await;
                assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{} {fields:?}", kind.list);
                let page = answer.text();
                assert!(page.contains(said), "{} {fields:?}: {said}: {page}", kind.list);
                let typed =
                    fields.iter().filter(|(name, _)| !matches!(*name, "kind" | "area" | "hospital" | "sex"));
                assert!(
                    typed.clone().all(|(_, value)| page.contains(value)),
                    "nothing typed is lost: {fields:?}"
                );
                assert_eq!(kind.count(&world).await, before, "{fields:?}");
            }
            for name in ["𠮷田", "买买提·阿不都拉·艾合买提江·吐尔逊江巴依"] {
                let made = clerk.post(kind.list, &kind.with(&hospital, &[("name", name)])).await;
                assert_eq!(made.status, StatusCode::SEE_OTHER, "{name}: {}", made.text());
                assert!(clerk.get(kind.list).await.text().contains(name));
            }
        }
    });
}

#[test]
fn a_hospital_with_doctors_and_a_doctor_with_elders_stay() {
    on_each_engine(async |world| {
        let desk = crate::desk::Desk::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let bureau = world.bureau.id;
        let sql = "SELECT id, version FROM hospital WHERE bureau_id = $1";
        let (hospital, version): (Uuid, i64) =
            world.app.db.read(move |conn| conn.one(sql, &[&bureau])).await.unwrap();
        let page = clerk.get(&format!("/hospitals/{hospital}/edit")).await.text();
        assert!(page.contains("2 位责任医生在这里") && !page.contains("/delete\""), "{page}");
        let delete = format!("/hospitals/{hospital}/delete");
        let refused = clerk.post(&delete, &[("version", &version.to_string())]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("#f-delete"), "{}", refused.text());
        let address = format!("/doctors/{}", desk.doctor);
        let refused = clerk.post(&format!("{address}/delete"), &[("version", "1")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let said = refused.text();
        assert!(said.contains("负责或负责过 1 位老干部") && said.contains("有 1 件任务"), "{said}");
        // A namesake works elsewhere; two of a name in one hospital nobody could tell apart.
        let other = self::hospital(&world).await;
        let here = hospital.to_string();
        let fields =
            |hospital| [("name", "王建国"), ("sex", "male"), ("capacity", "5"), ("hospital", hospital)];
        let (here, there) = (fields(here.as_str()), fields(other.as_str()));
        let taken = clerk.post("/doctors", &here).await;
        assert!(taken.status == StatusCode::UNPROCESSABLE_ENTITY && taken.text().contains("#f-name"));
        let made = clerk.post("/doctors", &there).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
        // Fewer places than elders: said on the doctor's page.
        let few = [("name", "王建国"), ("sex", "male"), ("capacity", "0"), ("version", "1")];
        let hospital = hospital.to_string();
        let few: Vec<(&str, &str)> = few.into_iter().chain([("hospital", hospital.as_str())]).collect();
        assert_eq!(clerk.post(&address, &few).await.status, StatusCode::SEE_OTHER);
        assert!(clerk.get(&address).await.text().contains("比最多能负责的多 1 人"));
    });
}
