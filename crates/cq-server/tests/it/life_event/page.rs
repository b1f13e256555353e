//! What stands on the pages of a death and of whoever died.

use cq_platform::policy::Role;

use super::{Home, last_event, note};
use crate::world::on_each_engine;

const DEATH: [(&str, &str); 3] = [("kind", "death"), ("on", "2026-11-20"), ("farewell", "不举行仪式")];
/// What is asked for somebody, by the address where it begins.
const ASKED: [&str; 3] = ["/errands/new?person=", "/relief/new?person=", "/attendances/new?person="];

#[test]
fn nothing_more_is_offered_for_whoever_has_died() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let person = format!("/people/{}", home.husband);
        let page = clerk.get(&person).await.text();
        for address in ASKED {
            assert!(page.contains(&format!("{address}{}", home.husband)), "{address} while alive\n{page}");
        }
        note(&mut clerk, home.husband, &DEATH).await;
        let page = clerk.get(&person).await.text();
        for address in ASKED {
            assert!(!page.contains(address), "{address}\n{page}");
        }
        let hers = clerk.get(&format!("/people/{}", home.wife)).await.text();
        assert!(ASKED.iter().all(|address| hers.contains(address)), "she is served now: {hers}");
    });
}

#[test]
fn an_obituary_is_of_the_day_on_which_it_is_written() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        note(&mut clerk, home.husband, &DEATH).await;
        let page = clerk.get(&last_event(&world).await).await.text();
        let draft = page.split("讣告").last().unwrap();
        let (text, _) = page[page.find("讣告").unwrap()..].split_once("</textarea>").unwrap_or((draft, ""));
        assert!(text.contains("2026年11月20日"), "when he died: {text}");
        assert!(text.trim_end().ends_with("2026年11月23日"), "when it was written: {text}");
    });
}
