//! Codes of divisions: what a citizen id's first digits name, looked up, brought in as a year's sheet, doubted and never refused.

use axum::http::StatusCode;
use cq_platform::{Error, policy::Role};
use cq_registry::{
    division::{self, Doubt, Place},
    intake::{self, Brought, Options, Report},
    person::{CitizenId, Facts, PersonId},
};
use cq_server::ledgers::LEDGERS;

use crate::{
    person::{known, register},
    world::{World, on_each_engine},
};

const SHEET: &str = "代码,名称,启用,停用,现代码\n370123,章丘县,,1992,370181\n370181,章丘市,1992,2016,370114\n370114,章丘区,2016,,\n";

async fn take_in(world: &World, text: &str) -> Result<Report, Error> {
    let brought =
        Brought { kind: "divisions".into(), file_name: "代码.csv".into(), bytes: text.into(), as_of: None };
    let options = Options { skip_bad: true, ..Options::default() };
    intake::run(&world.app, world.hand(Role::Clerk), LEDGERS, brought, options).await
}

/// A number that begins with these six digits, of somebody born in 1949.
fn number(place: &str) -> String {
    let body = format!("{place}19491231002");
    let ends = ('0'..='9').chain(['X']);
    ends.map(|end| format!("{body}{end}")).find(|id| CitizenId::parse(id).is_ok()).unwrap()
}

async fn place(world: &World, id: &str) -> Place {
    let (bureau, id) = (world.bureau.id, CitizenId::parse(id).unwrap());
    world.app.db.read(move |conn| division::place_of(conn, &bureau, &id)).await.unwrap()
}

async fn registered(world: &World, place: &str) -> PersonId {
    register(world, &Facts { citizen_id: CitizenId::parse(&number(place)).ok(), ..known("王晓明") }).await
}

#[test]
fn a_years_sheet_adds_codes_and_keeps_the_retired_ones() {
    on_each_engine(async |world| {
        let before = place(&world, &number("370181")).await;
        assert_eq!((before.name.as_str(), before.lacks_county, before.doubt), ("山东省济南市", true, None));
        let counts = take_in(&world, SHEET).await.unwrap().counts;
        assert_eq!((counts.new, counts.wrong), (3, 0));
        let city = place(&world, &number("370181")).await;
        assert_eq!((city.name.as_str(), city.ceased, city.doubt), ("山东省济南市章丘市", Some(2016), None));
        assert_eq!(city.successor, Some(("370114".into(), "章丘区".into())));
        assert_eq!(place(&world, &number("370114")).await.doubt, Some(Doubt::TooNew));
        // The same again is the same; a correction changes; what is wrong is said and not taken.
        let again = take_in(&world, SHEET).await.unwrap().counts;
        assert_eq!((again.new, again.same), (0, 3));
        let mended = take_in(&world, "代码,名称,停用\n370181,章丘市,2016-12\n").await.unwrap().counts;
        assert_eq!(mended.changed, 1);
        let wrong = "代码,名称,启用,停用,现代码\n37018,章丘市,,,\n370181,,,,\n370182,某市,2016,2010,\n370183,某县,,,370183\n";
        assert_eq!(take_in(&world, wrong).await.unwrap().counts.wrong, 4);
    });
}

#[test]
fn an_import_can_be_taken_back_and_a_code_changed_since_stays() {
    on_each_engine(async |world| {
        take_in(&world, SHEET).await.unwrap();
        let mended = take_in(&world, "代码,名称,停用\n370181,章丘市,2016-12\n").await.unwrap();
        let mut clerk = world.signed_in(Role::Clerk).await;
        let address = format!("/imports/{}", mended.import.unwrap());
        clerk.get(&address).await;
        assert_eq!(clerk.post(&format!("{address}/undo"), &[]).await.status, StatusCode::SEE_OTHER);
        let bureau = world.bureau.id;
        let until = async || {
            let all = world.app.db.read(move |conn| division::store::list(conn, &bureau)).await.unwrap();
            all.into_iter().find(|division| division.code == "370181").and_then(|division| division.until)
        };
        assert_eq!(until().await.map(|until| until.to_string()).as_deref(), Some("2016"));
    });
}

#[test]
fn the_place_is_shown_with_the_number_and_never_beside_its_mask() {
    on_each_engine(async |world| {
        take_in(&world, SHEET).await.unwrap();
        let person = registered(&world, "370181").await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let masked = clerk.get(&format!("/people/{person}")).await.text();
        assert!(
            !masked.contains("章丘") && !masked.contains("370181"),
            "place, birth and tail are the whole number"
        );
        let shown = clerk.post(&format!("/people/{person}/unmask?what=citizen_id"), &[]).await.text();
        assert!(shown.contains("首次编号地：山东省济南市章丘市（2016 年停用，现 370114 章丘区）"), "{shown}");
    });
}

#[test]
fn a_number_that_cannot_begin_so_is_taken_with_a_remark() {
    on_each_engine(async |world| {
        take_in(&world, SHEET).await.unwrap();
        let mut clerk = world.signed_in(Role::Clerk).await;
        clerk.get("/people/new").await;
        let base = [("name", "李桂兰"), ("sex", "female"), ("category", "retired")];
        let with = |id: String| {
            [base.as_slice(), &[("citizen_id", id.as_str())]]
                .concat()
                .iter()
                .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
                .collect::<Vec<_>>()
        };
        let fields = with(number("370114"));
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let made = clerk.post("/people", &fields).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "never refused");
        let to = made.to.unwrap();
        assert!(to.ends_with("notice=notice-warn-division-made"), "{to}");
        let page = clerk.get(&to).await.text();
        assert!(page.contains("前六位的区划是后来才设的") && page.contains("身份证号前六位对不上"), "{page}");

        let ledger =
            format!("姓名,身份证号,类别\n赵敏,{},退休\n孙立,{},退休\n", number("970101"), number("370123"));
        let brought = clerk.upload("/imports", &[("kind", "people")], "人员.csv", ledger.as_bytes()).await;
        let preview = clerk.get(&format!("{}?show=new", brought.to.unwrap())).await.text();
        assert_eq!(preview.matches("前六位不在行政区划代码表里").count(), 1, "{preview}");
    });
}

#[test]
fn a_code_is_looked_up() {
    on_each_engine(async |world| {
        let mut clerk = world.signed_in(Role::Clerk).await;
        assert!(clerk.get("/divisions").await.text().contains("还没有录入"));
        take_in(&world, SHEET).await.unwrap();
        let answer = async |clerk: &mut crate::world::Browser<'_>, code: &str| {
            clerk.get(&format!("/divisions?code={code}")).await.text()
        };
        assert!(
            answer(&mut clerk, "370123")
                .await
                .contains("370123 是山东省济南市章丘县（1992 年停用，现 370181 章丘市）")
        );
        assert!(answer(&mut clerk, "372401").await.contains("德州地区（县级代码未录入）"));
        assert!(answer(&mut clerk, "990101").await.contains("990101 不在内置代码表里"));
        assert!(answer(&mut clerk, "37").await.contains("“37”不是六位代码"));
    });
}

#[test]
fn a_native_place_entered_as_a_code_is_said_in_words() {
    on_each_engine(async |world| {
        take_in(&world, SHEET).await.unwrap();
        let person =
            register(&world, &Facts { native_place: Some("370114".into()), ..known("王晓明") }).await;
        let page = world.signed_in(Role::Clerk).await.get(&format!("/people/{person}")).await.text();
        assert!(page.contains("山东省济南市章丘区"), "{page}");
    });
}
