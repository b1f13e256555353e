//! An elder's own page: who is let in, what they see and do not see, and that what they ask is received by somebody.

use axum::http::StatusCode;
use cq_platform::{
    identity::{self, NewAccount},
    ids::AccountId,
    policy::Role,
};
use cq_portal::portal::{AsWho, store};
use cq_registry::person::PersonId;

use crate::{
    ward::{Ward, elder},
    world::{Answer, Browser, PASSWORD, World, on_each_engine},
};

const OWN: &str = "evergreen 1938";

/// An account of a role that nobody uses.
pub async fn account(world: &World, login: &str) -> AccountId {
    made(world, login, Role::Auditor).await
}

async fn made(world: &World, login: &str, role: Role) -> AccountId {
    let new = NewAccount {
        login: login.into(),
        name: login.into(),
        role,
        staff: None,
        password: PASSWORD.into(),
        must_change: false,
    };
    identity::create_account(&world.app, world.hand(Role::Admin), new).await.unwrap()
}

/// Somebody of the family who is let in to `person`'s page: for the matrix.
pub async fn sample(world: &World, person: PersonId, login: &str) -> AccountId {
    let account = made(world, login, Role::Elder).await;
    let act = world.hand(Role::Clerk);
    world.app.db.write(move |tx| store::let_in(tx, &act, account, person, AsWho::Family)).await.unwrap();
    account
}

/// Lets the account in as the person.
pub async fn let_in(world: &World, login: &'static str, person: PersonId) {
    let act = world.hand(Role::Clerk);
    let work = move |tx: &cq_platform::db::Tx<'_>| {
        let account = identity::store::find(tx, act.bureau(), login)?.expect("an account").id;
        store::let_in(tx, &act, account, person, AsWho::Oneself)
    };
    world.app.db.write(work).await.unwrap();
}

async fn ward(world: &World) -> Ward {
    let elders = vec![elder("单国英", "1947", "I25", Some(0)), elder("仇德昌", "1938", "J44", Some(1))];
    Ward::of(world, elders).await
}

/// What the clerk's form sends.
async fn open(clerk: &mut Browser<'_>, person: PersonId, who: &str, name: &str, login: &str) -> Answer {
    let page = format!("/people/{person}/portal");
    assert_eq!(clerk.get(&page).await.status, StatusCode::OK);
    clerk.post(&page, &[("as_who", who), ("guest", name), ("login", login)]).await
}

/// The password on the slip.
fn password(slip: &str) -> String {
    let after = slip.split("第一次的密码：").nth(1).expect("a slip");
    after.split("code\">").nth(1).unwrap().split('<').next().unwrap().to_owned()
}

/// Comes with the password of the slip, and takes one of their own.
async fn arrives<'w>(world: &'w World, login: &str, slip: &str) -> Browser<'w> {
    let (given, mut browser) = (password(slip), world.browser());
    assert_eq!(browser.sign_in(login, &given).await.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.get("/my").await.to.as_deref(), Some("/password"));
    browser.get("/password").await;
    let fields = [("old", given.as_str()), ("new", OWN), ("again", OWN)];
    assert_eq!(browser.post("/password", &fields).await.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.get("/").await.to.as_deref(), Some("/my"));
    browser
}

async fn asks(browser: &mut Browser<'_>, person: PersonId, what: &str) -> Answer {
    let page = format!("/my/{person}/ask");
    assert_eq!(browser.get(&page).await.status, StatusCode::OK);
    browser.post(&page, &[("kind", "errand"), ("asked", what), ("phone", "")]).await
}

#[test]
fn an_elder_sees_what_is_promised_asks_and_is_received() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let [her, him] = [ward.elders[0], ward.elders[1]];
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let slip = open(&mut clerk, her, "self", "单国英", "139 0000 1111").await;
        assert_eq!(slip.status, StatusCode::OK, "{}", slip.text());
        let mut own = arrives(&world, "13900001111", &slip.text()).await;
        let first = own.get("/my").await.to.unwrap();
        assert_eq!(first, format!("/my/{her}"));
        let page = own.get(&first).await.text();
        assert!(page.contains("单国英，您好") && page.contains("责任医生"), "{page}");
        assert!(!page.contains("I25"), "no word of illnesses");
        assert_eq!(own.get(&format!("/my/{him}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(own.get(&format!("/people/{her}")).await.status, StatusCode::FORBIDDEN);
        assert_eq!(own.get("/cases").await.status, StatusCode::FORBIDDEN);

        let empty = own.post(&format!("/my/{her}/ask"), &[("kind", "errand"), ("asked", "")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let his = own.post(&format!("/my/{him}/ask"), &[("kind", "errand"), ("asked", "替他问问")]).await;
        assert_eq!(his.status, StatusCode::NOT_FOUND);
        let told = asks(&mut own, her, "想请人陪着取工资").await;
        assert_eq!(told.to, Some(format!("/my/{her}?notice=notice-portal-asked")));
        let page = own.get(&first).await.text();
        assert!(page.contains("收到了，张科员负责到底") && page.contains("想请人陪着取工资"), "{page}");

        let list = clerk.get("/cases").await.text();
        assert!(list.contains("想请人陪着取工资"), "it waits for whoever received it: {list}");
        let case = list.split("href=\"/cases/0").nth(1).map(|rest| rest.split('"').next().unwrap()).unwrap();
        let page = clerk.get(&format!("/cases/0{case}")).await.text();
        assert!(page.contains("网上提出") && page.contains("本人"), "{page}");
    });
}

#[test]
fn a_daughter_sees_both_parents_and_not_what_others_said() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let [mother, father] = [ward.elders[0], ward.elders[1]];
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let slip = open(&mut clerk, mother, "family", "仇小妹", "13911112222").await;
        let mut own = arrives(&world, "13911112222", &slip.text()).await;
        let again = open(&mut clerk, father, "family", "仇小妹", "13911112222").await;
        assert_eq!(
            again.to,
            Some(format!("/people/{father}?notice=notice-portal-let-in")),
            "no new password"
        );
        let twice = open(&mut clerk, father, "family", "仇小妹", "13911112222").await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(twice.text().contains("这个号码已经能看了"));
        let taken = open(&mut clerk, father, "family", "张三", "张科员").await;
        assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = own.get(&format!("/my/{father}")).await.text();
        assert!(page.contains("单国英") && page.contains("仇德昌"), "{page}");
        assert_eq!(asks(&mut own, father, "父亲近来糊涂，先别告诉他").await.status, StatusCode::SEE_OTHER);

        let slip = open(&mut clerk, father, "self", "仇德昌", "13933334444").await;
        let mut his = arrives(&world, "13933334444", &slip.text()).await;
        let page = his.get(&format!("/my/{father}")).await.text();
        assert!(!page.contains("先别告诉他"), "what the family asked is theirs: {page}");
        let fields = |asker: &'static str, asked: &'static str| {
            let person = father.to_string();
            [
                ("person", person),
                ("kind", "complaint".into()),
                ("urgency", "ordinary".into()),
                ("channel", "phone".into()),
            ]
            .into_iter()
            .chain([
                ("asker", asker.to_owned()),
                ("asker_name", "邻居".into()),
                ("asked", asked.into()),
                ("way", "me".into()),
            ])
            .collect::<Vec<_>>()
        };
        for (asker, asked) in [("other", "楼上天天浇花"), ("elder", "想换个医生")] {
            let fields = fields(asker, asked);
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            assert_eq!(clerk.post("/cases", &fields).await.status, StatusCode::SEE_OTHER);
        }
        for (browser, family) in [(&mut his, false), (&mut own, true)] {
            let page = browser.get(&format!("/my/{father}")).await.text();
            assert!(page.contains("想换个医生") && !page.contains("楼上天天浇花"), "{page}");
            assert_eq!(page.contains("先别告诉他"), family);
        }
    });
}

#[test]
fn access_ends_with_the_clerk_s_word_and_a_lost_password_is_given_anew() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let her = ward.elders[0];
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let slip = open(&mut clerk, her, "self", "单国英", "13900001111").await;
        let mut own = arrives(&world, "13900001111", &slip.text()).await;
        let page = clerk.get(&format!("/people/{her}")).await.text();
        let reset = page
            .split("action=\"")
            .find(|part| part.contains("/portal/") && part.contains("/password"))
            .unwrap();
        let reset = reset.split('"').next().unwrap().to_owned();
        let other = format!("/people/{}/portal/{}", ward.elders[1], reset.split('/').nth(4).unwrap());
        assert_eq!(clerk.post(&format!("{other}/password"), &[]).await.status, StatusCode::NOT_FOUND);
        let slip = clerk.post(&reset, &[]).await.text();
        assert_eq!(own.get("/my").await.to.as_deref(), Some("/sign-in"), "the old session is over");
        let mut own = world.browser();
        assert_eq!(own.sign_in("13900001111", OWN).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let mut own = arrives(&world, "13900001111", &slip).await;
        let end = reset.replace("/password", "/end");
        assert_eq!(clerk.post(&end, &[]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(clerk.post(&end, &[]).await.status, StatusCode::NOT_FOUND, "it is over already");
        assert_eq!(own.get("/my").await.to.as_deref(), Some("/sign-in"), "who sees nobody signs in no more");
        // The number is somebody else's by now, and free for them; it opens nothing of hers.
        let slip = open(&mut clerk, ward.elders[1], "self", "仇德昌", "13900001111").await;
        let mut his = arrives(&world, "13900001111", &slip.text()).await;
        assert_eq!(his.get(&format!("/my/{her}")).await.status, StatusCode::NOT_FOUND);
        let stranger = open(&mut clerk, her, "family", "王二", "13900001111").await;
        assert!(stranger.text().contains("已经是仇德昌的账号"), "{}", stranger.text());
        let other = open(&mut clerk, her, "self", "仇德昌", "13900001111").await;
        assert!(other.text().contains("另一位老同志本人"), "{}", other.text());
    });
}

#[test]
fn nobody_s_page_takes_more_than_a_day_of_asking() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let her = ward.elders[0];
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let slip = open(&mut clerk, her, "self", "单国英", "13900001111").await;
        let mut own = arrives(&world, "13900001111", &slip.text()).await;
        for nth in 0..10 {
            assert_eq!(asks(&mut own, her, &format!("第{nth}件")).await.status, StatusCode::SEE_OTHER);
        }
        let refused = asks(&mut own, her, "第十一件").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refused.text().contains("今天提得够多了") && refused.text().contains("第十一件"),
            "nothing typed is lost"
        );
        world.at("2026-11-24T01:30:00Z");
        own.get("/sign-in").await;
        own.sign_in("13900001111", OWN).await;
        assert_eq!(asks(&mut own, her, "第二天的事").await.status, StatusCode::SEE_OTHER);
    });
}

#[test]
fn an_admin_gives_a_forgotten_password_anew_and_closes_accounts() {
    on_each_engine(async |world| {
        let account = account(&world, "shen").await;
        let mut shen = world.browser();
        assert_eq!(shen.sign_in("shen", PASSWORD).await.status, StatusCode::SEE_OTHER);
        let mut admin = world.signed_in(Role::Admin).await;
        let page = admin.get("/accounts").await.text();
        let me = page.split("/close\"").filter(|part| part.contains("/accounts/")).count();
        assert_eq!(me, 1, "one's own account has no such buttons: {page}");
        let told = admin.post(&format!("/accounts/{account}/password"), &[]).await;
        assert!(
            told.status == StatusCode::OK && told.text().contains("shen 的临时密码是"),
            "{}",
            told.text()
        );
        assert_eq!(shen.get("/audit").await.to.as_deref(), Some("/sign-in"));
        assert_eq!(shen.sign_in("shen", PASSWORD).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let closed = admin.post(&format!("/accounts/{account}/close"), &[]).await;
        assert_eq!(closed.to.as_deref(), Some("/accounts?notice=notice-account-closed"));
        let gone = admin.post(&format!("/accounts/{account}/close"), &[]).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
        let same = admin.post("/accounts", &[("name", "沈"), ("login", "shen"), ("role", "auditor")]).await;
        assert!(same.text().contains("这个用户名有人用了"), "a name is not given to somebody else");
    });
}
