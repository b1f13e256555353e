//! What the program says when it puts a key together itself.

use cq_platform::{messages::Lang, policy::Role};
use cq_server::ledgers::{EXPORTS, LEDGERS};

use crate::world::World;

#[tokio::test]
async fn every_action_and_role_has_its_words_in_both_languages() {
    let world = World::on_sqlite().await;
    let actions = world.routes.iter().map(|route| format!("action-{}", route.action.name.replace('.', "-")));
    let roles = Role::ALL.iter().map(|role| format!("role-{role}"));
    let sections = world.app.menu.iter().map(|section| section.key.to_owned());
    let items = world.app.menu.iter().flat_map(|section| section.items);
    let menu = items.flat_map(|item| [item.key, item.about].map(str::to_owned));
    let missing: Vec<String> = actions
        .chain(roles)
        .chain(sections)
        .chain(menu)
        .flat_map(|key| Lang::ALL.map(|lang| (lang, key.clone())))
        .filter(|(lang, key)| !world.app.messages.has(*lang, key))
        .map(|(lang, key)| format!("{}: {key}", lang.tag()))
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[tokio::test]
async fn every_column_that_comes_in_or_goes_out_is_named_in_both_languages() {
    let world = World::on_sqlite().await;
    let come_in = LEDGERS.iter().flat_map(|ledger| ledger.columns().iter().chain(ledger.out_only()));
    let go_out = EXPORTS.iter().flat_map(|export| export.columns());
    let missing: Vec<String> = come_in
        .chain(go_out)
        .flat_map(|column| Lang::ALL.map(|lang| (lang, column.title)))
        .filter(|(lang, key)| !world.app.messages.has(*lang, key))
        .map(|(lang, key)| format!("{}: {key}", lang.tag()))
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}
