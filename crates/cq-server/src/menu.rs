//! The main menu, by the work that a bureau does. A new feature joins by a line here and two texts in `menu.ftl`.

use cq_care::{campaign, doctor, hospital, pairing};
use cq_platform::{
    identity,
    messages::Locale,
    policy::Action,
    web::{MenuItem, MenuSection},
};
use cq_registry::{
    assessment, calendar, duplicate, group, intake, life_event, person, report, segment, task, unit,
};

use crate::{audit, home};

/// Texts of the menu.
pub const LOCALES: &[Locale] = cq_platform::locales!["menu"];

/// Lent to the frame of every page.
pub const MENU: &[MenuSection] = &[
    section(
        "menu-daily",
        &[
            item("/", "nav-home", &home::DESK),
            item("/today", "nav-today", &task::RECORD),
            item("/tasks", "nav-tasks", &task::LIST),
            item("/calendar", "nav-calendar", &calendar::VIEW),
        ],
    ),
    section(
        "menu-people",
        &[
            item("/people", "nav-people", &person::LIST),
            item("/segments", "nav-segments", &segment::VIEW),
            item("/duplicates", "nav-duplicates", &duplicate::VIEW),
        ],
    ),
    section(
        "menu-care",
        &[
            item("/campaigns", "nav-campaigns", &campaign::VIEW),
            item("/pairings", "nav-pairings", &pairing::VIEW),
            item("/doctors", "nav-doctors", &doctor::LIST),
            item("/hospitals", "nav-hospitals", &hospital::LIST),
        ],
    ),
    section(
        "menu-groups",
        &[item("/groups", "nav-groups", &group::VIEW), item("/units", "nav-units", &unit::VIEW)],
    ),
    section(
        "menu-ledgers",
        &[item("/reports", "nav-reports", &report::VIEW), item("/imports", "nav-imports", &intake::VIEW)],
    ),
    section(
        "menu-settings",
        &[
            item("/settings/benefits", "nav-benefits", &life_event::SETTINGS),
            item("/assessments/thresholds", "nav-thresholds", &assessment::SETTINGS),
            item("/accounts", "nav-accounts", &identity::MANAGE),
            item("/audit", "nav-audit", &audit::VIEW),
        ],
    ),
];

const fn section(key: &'static str, items: &'static [MenuItem]) -> MenuSection {
    MenuSection { key, items }
}

const fn item(href: &'static str, key: &'static str, action: &'static Action) -> MenuItem {
    MenuItem { href, key, action }
}
