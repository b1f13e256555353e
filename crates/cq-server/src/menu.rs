//! The main menu, by the work that a bureau does. A new feature joins by a line here and two texts in `menu.ftl`.

use cq_bylaw::bylaw;
use cq_care::{
    answer, attendance, campaign, desk, doctor, health, hospital, need, opening, pairing, round, service,
};
use cq_case::case;
use cq_errand::errand;
use cq_notice::notice;
use cq_platform::{
    identity,
    messages::Locale,
    policy::Action,
    web::{MenuItem, MenuSection},
};
use cq_portal::portal;
use cq_registry::{
    absence, area, assessment, calendar, digest, division, duplicate, group, intake, liaison, life_event,
    person, report, rule, segment, target, task, unit, watch,
};
use cq_relief::{application as relief, notice as relief_notice};

use crate::{audit, home};

/// Texts of the menu.
pub const LOCALES: &[Locale] = cq_platform::locales!["menu"];

/// Lent to the frame of every page.
pub const MENU: &[MenuSection] = &[
    section(
        "menu-daily",
        &[
            item("/", "nav-home", "nav-home-about", &home::DESK),
            item("/my", "nav-my", "nav-my-about", &portal::VIEW),
            item("/today", "nav-today", "nav-today-about", &task::TODAY),
            item("/cases", "nav-cases", "nav-cases-about", &case::VIEW),
            item("/queue", "nav-queue", "nav-queue-about", &attendance::QUEUE),
            item("/attendances/mine", "nav-at-hospital", "nav-at-hospital-about", &attendance::TOLD),
            item("/rounds", "nav-rounds", "nav-rounds-about", &round::VIEW),
            item("/errands", "nav-errands", "nav-errands-about", &errand::VIEW),
            item("/notices", "nav-notices", "nav-notices-about", &notice::VIEW),
            item("/relief", "nav-relief", "nav-relief-about", &relief::VIEW),
            item("/relief/notice", "nav-relief-notice", "nav-relief-notice-about", &relief_notice::VIEW),
            item("/calls", "nav-calls", "nav-calls-about", &task::TODAY),
            item("/tasks", "nav-tasks", "nav-tasks-about", &task::LIST),
            item("/digest", "nav-digest", "nav-digest-about", &digest::VIEW),
            item("/watch", "nav-watch", "nav-watch-about", &watch::VIEW),
            item("/health/refills", "nav-refills", "nav-refills-about", &health::REFILLS),
            item("/sheets", "nav-sheets", "nav-sheets-about", &task::ENTER),
            item("/calendar", "nav-calendar", "nav-calendar-about", &calendar::VIEW),
        ],
    ),
    section(
        "menu-people",
        &[
            item("/people", "nav-people", "nav-people-about", &person::LIST),
            item("/segments", "nav-segments", "nav-segments-about", &segment::VIEW),
            item("/duplicates", "nav-duplicates", "nav-duplicates-about", &duplicate::VIEW),
        ],
    ),
    section(
        "menu-care",
        &[
            item("/rules", "nav-rules", "nav-rules-about", &rule::VIEW),
            item("/campaigns", "nav-campaigns", "nav-campaigns-about", &campaign::VIEW),
            item("/absences", "nav-absences", "nav-absences-about", &absence::VIEW),
            item("/pairings", "nav-pairings", "nav-pairings-about", &pairing::VIEW),
            item("/pairings/mine", "nav-mine", "nav-mine-about", &answer::GIVE),
            item("/pairings/coverage", "nav-coverage", "nav-coverage-about", &answer::VIEW),
            item("/liaisons", "nav-liaisons", "nav-liaisons-about", &liaison::VIEW),
            item("/services", "nav-services", "nav-services-about", &service::VIEW),
            item("/services/unseen", "nav-unseen", "nav-unseen-about", &service::UNSEEN),
            item("/needs", "nav-needs", "nav-needs-about", &need::VIEW),
            item("/feedback", "nav-feedback", "nav-feedback-about", &service::VIEW),
            item("/doctors", "nav-doctors", "nav-doctors-about", &doctor::LIST),
            item("/hospitals", "nav-hospitals", "nav-hospitals-about", &hospital::LIST),
            item("/desks", "nav-desks", "nav-desks-about", &desk::LIST),
            item("/attendances/figures", "nav-waiting", "nav-waiting-about", &attendance::REPORT),
            item("/health/openings", "nav-openings", "nav-openings-about", &opening::VIEW),
        ],
    ),
    section(
        "menu-groups",
        &[
            item("/groups", "nav-groups", "nav-groups-about", &group::VIEW),
            item("/units", "nav-units", "nav-units-about", &unit::VIEW),
            item("/areas", "nav-areas", "nav-areas-about", &area::VIEW),
        ],
    ),
    section(
        "menu-ledgers",
        &[
            item("/targets", "nav-targets", "nav-targets-about", &target::VIEW),
            item("/reports", "nav-reports", "nav-reports-about", &report::VIEW),
            item("/bylaws", "nav-bylaws", "nav-bylaws-about", &bylaw::VIEW),
            item("/imports", "nav-imports", "nav-imports-about", &intake::VIEW),
        ],
    ),
    section(
        "menu-settings",
        &[
            item("/settings/benefits", "nav-benefits", "nav-benefits-about", &life_event::SETTINGS),
            item("/assessments/thresholds", "nav-thresholds", "nav-thresholds-about", &assessment::SETTINGS),
            item("/divisions", "nav-divisions", "nav-divisions-about", &division::VIEW),
            item(
                "/health/openings/settings",
                "nav-opening-days",
                "nav-opening-days-about",
                &opening::SETTINGS,
            ),
            item("/settings/relief", "nav-relief-rules", "nav-relief-rules-about", &relief::SET),
            item("/settings/green-channel", "nav-green", "nav-green-about", &attendance::SET),
            item("/rounds/settings", "nav-round-hours", "nav-round-hours-about", &round::SET),
            item("/settings/notices", "nav-notice-rules", "nav-notice-rules-about", &notice::SET),
            item("/accounts", "nav-accounts", "nav-accounts-about", &identity::MANAGE),
            item("/audit", "nav-audit", "nav-audit-about", &audit::VIEW),
        ],
    ),
];

const fn section(key: &'static str, items: &'static [MenuItem]) -> MenuSection {
    MenuSection { key, items }
}

const fn item(
    href: &'static str,
    key: &'static str,
    about: &'static str,
    action: &'static Action,
) -> MenuItem {
    MenuItem { href, key, about, action }
}
