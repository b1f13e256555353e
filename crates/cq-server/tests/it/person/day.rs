//! The page of somebody: the birthday to come, and a day gone by.

use axum::http::StatusCode;
use cq_platform::policy::Role;
use cq_registry::person::{BirthdayBy, Facts};

use super::{known, register};
use crate::world::on_each_engine;

#[test]
fn the_page_says_when_the_birthday_is_kept_next() {
    on_each_engine(async |world| {
        let mut clerk = world.signed_in(Role::Clerk).await;
        for (born, by, said) in [
            ("1940-02-07", BirthdayBy::Lunar, "农历腊月三十，下次过在 2027年2月5日"),
            ("1952-06-30", BirthdayBy::Lunar, "农历闰五月初九，下次过在 2027年6月"),
            ("1941-03-05", BirthdayBy::Solar, "下次过在 2027年3月5日"),
        ] {
            let facts = Facts {
                born: born.parse().ok(),
                birthday_by: Some(by),
                ..known(&format!("王晓明{}", said.chars().nth(2).unwrap()))
            };
            let id = register(&world, &facts).await;
            let page = clerk.get(&format!("/people/{id}")).await.text();
            assert!(page.contains(said), "{said}\n{page}");
        }
    });
}

#[test]
fn the_page_of_a_day_gone_by_says_so_first_and_shows_nothing_of_today_as_if_it_were_of_then() {
    on_each_engine(async |world| {
        let mut clerk = world.signed_in(Role::Clerk).await;
        let facts = Facts {
            born: "1949-12-31".parse().ok(),
            phone: Some("13800004417".into()),
            address: Some("文博路 6 号".into()),
            ..known("王晓明")
        };
        let id = register(&world, &facts).await;
        let then = clerk.get(&format!("/people/{id}?on=2015-01-01")).await;
        assert_eq!(then.status, StatusCode::OK);
        let page = then.text();
        let main = page.split("<main").nth(1).unwrap_or_default();
        let (first, rest) = main.split_once("王晓明</h1>").unwrap_or_default();
        assert!(first.contains("这一页是 2015年1月1日的情况") && first.contains("回到现在"), "{page}");
        for of_today in ["登记变动", "改资料", "眼下没有欠着的事", "经历</h2>"] {
            assert!(!rest.contains(of_today), "{of_today}\n{page}");
        }
        assert!(rest.contains("文博路 6 号"), "{page}");
        let phone = rest.split("13800004417").last().unwrap_or_default();
        assert!(phone.get(..200).unwrap_or(phone).contains("现在登记的"), "marked as of now: {page}");
    });
}
