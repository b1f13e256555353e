//! Photographs: put beside a name by a clerk, drawn anew, seen by whoever sees the person, taken away, merged.

use std::io::Cursor;

use axum::http::StatusCode;
use cq_platform::{Error, audit, policy::Role};
use cq_registry::{
    person::PersonId,
    photo::{self, Picture},
};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use crate::{
    person::{doctor, known, pair, register},
    world::{Browser, World, on_each_engine},
};

/// A picture of one shade, as a telephone would send it.
pub fn file(shade: u8) -> Vec<u8> {
    let picture = DynamicImage::ImageRgb8(RgbImage::from_pixel(300, 400, Rgb([shade; 3])));
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, ImageFormat::Jpeg).unwrap();
    file.into_inner()
}

/// A sheet with a stroke on it, as the screen makes one.
pub fn signature() -> Vec<u8> {
    let point = |x: u32, y: u32| if x.abs_diff(2 * y) < 4 { Rgb([0; 3]) } else { Rgb([255; 3]) };
    let picture = DynamicImage::ImageRgb8(RgbImage::from_fn(900, 360, point));
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, ImageFormat::Png).unwrap();
    file.into_inner()
}

/// Puts a picture of one shade beside somebody's name.
pub async fn put(world: &World, person: PersonId, shade: u8) {
    let (act, picture) = (world.hand(Role::Clerk), Picture::of(&file(shade)).unwrap());
    world.app.db.write(move |tx| photo::put(tx, &act, person, None, &picture)).await.unwrap();
}

/// The shade of somebody's picture.
pub async fn shade(world: &World, person: PersonId) -> Option<u8> {
    let bureau = world.bureau.id;
    let kept = world.app.db.read(move |conn| photo::store::find(conn, &bureau, person)).await.unwrap()?;
    Some(image::load_from_memory(&kept.content).unwrap().to_luma8().get_pixel(100, 100).0[0])
}

async fn version(browser: &mut Browser<'_>, person: PersonId) -> String {
    let page = browser.get(&format!("/people/{person}/photo/edit")).await.text();
    page.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[test]
fn a_clerk_puts_a_photo_there_changes_it_and_takes_it_away() {
    on_each_engine(async |world| {
        let person = register(&world, &known("王晓明")).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let (own, address) = (format!("/people/{person}"), format!("/people/{person}/photo"));
        assert!(clerk.get(&own).await.text().contains("加照片"));
        assert_eq!(clerk.get(&address).await.status, StatusCode::NOT_FOUND);

        let seen = version(&mut clerk, person).await;
        let done = clerk.upload(&address, &[("version", &seen)], "爷爷.jpg", &file(40)).await;
        assert_eq!(
            (done.status, done.to),
            (StatusCode::SEE_OTHER, Some(format!("{own}?notice=notice-photo-put")))
        );
        let page = clerk.get(&own).await.text();
        assert!(page.contains(&format!("src=\"{address}\" alt=\"王晓明的照片\"")) && page.contains("换照片"));
        assert_eq!(shade(&world, person).await, Some(40));
        let served = clerk.get(&address).await;
        assert_eq!((served.status, &served.body[..2]), (StatusCode::OK, &[0xff, 0xd8][..]));

        let seen = version(&mut clerk, person).await;
        clerk.upload(&address, &[("version", &seen)], "奶奶.jpg", &file(90)).await;
        assert_eq!(shade(&world, person).await, Some(90));
        let seen = version(&mut clerk, person).await;
        let gone = clerk.post(&format!("{address}/remove"), &[("version", &seen)]).await;
        assert_eq!(gone.to, Some(format!("{own}?notice=notice-photo-removed")));
        assert_eq!(clerk.get(&address).await.status, StatusCode::NOT_FOUND);

        let bureau = world.bureau.id;
        let log = move |conn: &cq_platform::db::Conn<'_>| {
            audit::store::list_about(conn, &bureau, "person", person.0, 100)
        };
        let entries = world.app.db.read(log).await.unwrap();
        let actions =
            entries.iter().map(|entry| entry.action.as_str()).filter(|action| action.starts_with("photo"));
        assert_eq!(actions.collect::<Vec<_>>(), ["photo.remove", "photo.put", "photo.put"]);
        assert!(clerk.get(&own).await.text().contains("删除照片"), "the page's history says so");
    });
}

#[test]
fn what_is_no_picture_is_refused_at_its_field_and_changes_nothing() {
    on_each_engine(async |world| {
        let person = register(&world, &known("王晓明")).await;
        put(&world, person, 40).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let address = format!("/people/{person}/photo");
        let seen = version(&mut clerk, person).await;
        let half = &file(90)[..200];
        let cases: [(&[u8], &str); 4] = [
            (b"", "请先选一张照片"),
            (b"%PDF-1.7", "这不是 JPEG、PNG 或 WebP 图片"),
            (b"\0\0\0\x18ftypheic", "苹果手机的原图"),
            (half, "这张图片坏了或不完整"),
        ];
        for (bytes, sentence) in cases {
            let told = clerk.upload(&address, &[("version", &seen)], "x.jpg", bytes).await;
            let text = told.text();
            assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{sentence}");
            assert!(text.contains(sentence) && text.contains("id=\"f-file-error\""), "{sentence}\n{text}");
        }
        assert_eq!(shade(&world, person).await, Some(40));
    });
}

#[test]
fn of_two_who_put_a_photo_there_the_second_is_told() {
    on_each_engine(async |world| {
        let person = register(&world, &known("王晓明")).await;
        let (address, remove) = (format!("/people/{person}/photo"), format!("/people/{person}/photo/remove"));
        let mut one = world.signed_in_as(Role::Clerk, "one", None).await;
        let mut other = world.signed_in_as(Role::Clerk, "other", None).await;
        let none = version(&mut one, person).await;
        assert_eq!(version(&mut other, person).await, none);
        assert_eq!(
            one.upload(&address, &[("version", &none)], "a.jpg", &file(40)).await.status,
            StatusCode::SEE_OTHER
        );
        let late = other.upload(&address, &[("version", &none)], "b.jpg", &file(90)).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        // One who saw the first picture does not take away the second, not even where the first was taken away between.
        let first = version(&mut one, person).await;
        assert_eq!(one.post(&remove, &[("version", &first)]).await.status, StatusCode::SEE_OTHER);
        world.at("2026-11-23T01:31:00Z");
        assert_eq!(
            one.upload(&address, &[("version", "0")], "c.jpg", &file(120)).await.status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(other.post(&remove, &[("version", &first)]).await.status, StatusCode::CONFLICT);
        assert_eq!(other.post(&remove, &[]).await.status, StatusCode::CONFLICT);
        assert_eq!(shade(&world, person).await, Some(120));

        let (act, picture) = (world.hand(Role::Clerk), Picture::of(&file(200)).unwrap());
        let stale = world.app.db.write(move |tx| photo::put(tx, &act, person, None, &picture)).await;
        assert!(matches!(stale, Err(Error::Conflict)));
    });
}

#[test]
fn whoever_sees_the_person_sees_the_photo_and_nobody_else() {
    on_each_engine(async |world| {
        let (his, others) =
            (register(&world, &known("王晓明")).await, register(&world, &known("李桂兰")).await);
        let staff = doctor(&world, "张丽华").await;
        pair(&world, his, staff).await;
        for person in [his, others] {
            put(&world, person, 40).await;
        }
        let mut doctor = world.signed_in_as(Role::Doctor, "doctor", Some(staff)).await;
        assert_eq!(doctor.get(&format!("/people/{his}/photo")).await.status, StatusCode::OK);
        assert_eq!(doctor.get(&format!("/people/{others}/photo")).await.status, StatusCode::NOT_FOUND);
        let page = doctor.get(&format!("/people/{his}")).await.text();
        assert!(page.contains("王晓明的照片") && !page.contains("换照片"));
        let seen =
            doctor.upload(&format!("/people/{his}/photo"), &[("version", "0")], "a.jpg", &file(90)).await;
        assert_eq!(seen.status, StatusCode::FORBIDDEN);
        let mut auditor = world.signed_in(Role::Auditor).await;
        assert_eq!(auditor.get(&format!("/people/{his}/photo")).await.status, StatusCode::FORBIDDEN);
    });
}

#[test]
fn a_browser_that_has_it_asks_whether_it_is_still_the_same() {
    on_each_engine(async |world| {
        let person = register(&world, &known("王晓明")).await;
        put(&world, person, 40).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let served = clerk.headers(&format!("/people/{person}/photo"), None).await;
        let header = |name: &str| served.1.get(name).unwrap().to_str().unwrap().to_owned();
        assert_eq!(
            (header("content-type"), header("cache-control")),
            ("image/jpeg".into(), "private, no-cache".into())
        );
        assert_eq!(header("x-content-type-options"), "nosniff");
        let again = clerk.headers(&format!("/people/{person}/photo"), Some(&header("etag"))).await;
        assert_eq!(again.0, StatusCode::NOT_MODIFIED);
    });
}
