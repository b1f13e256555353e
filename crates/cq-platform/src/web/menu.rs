//! The main menu: declared once, shown to each actor as far as he may follow it.

use super::App;
use crate::{actor::Actor, policy::Action};

/// A kind of work, with the places where it is done.
pub struct MenuSection {
    /// Message key of its name.
    pub key: &'static str,
    /// Its entries, in order; the first is where its name leads.
    pub items: &'static [MenuItem],
}

/// An entry of the main menu, shown to whoever may follow it.
pub struct MenuItem {
    /// Address.
    pub href: &'static str,
    /// Message key of its name.
    pub key: &'static str,
    /// Message key of the line that says what one does there.
    pub about: &'static str,
    /// What following it takes.
    pub action: &'static Action,
}

/// So few entries are shown side by side, without sections.
const FEW: usize = 5;

/// The menu as one actor sees it on one page.
#[derive(Debug, Clone, Default)]
pub struct Menu {
    /// The sections in which he may do anything.
    pub sections: Vec<ShownSection>,
}

/// A section with what of it may be followed: never empty.
#[derive(Debug, Clone)]
pub struct ShownSection {
    /// Message key of its name.
    pub key: &'static str,
    /// Where its name leads: to its first entry.
    pub href: &'static str,
    /// Its entries.
    pub links: Vec<MenuLink>,
    /// Its entries are the ones in sight: the present page belongs to it, or to none and it is the first.
    pub open: bool,
}

/// A link of the menu.
#[derive(Debug, Clone)]
pub struct MenuLink {
    /// Address.
    pub href: &'static str,
    /// Message key of its name.
    pub key: &'static str,
    /// Message key of what one does there.
    pub about: &'static str,
    /// Whether the present page lies below it.
    pub current: bool,
}

impl ShownSection {
    /// Whether the present page lies in it.
    pub fn current(&self) -> bool {
        self.links.iter().any(|link| link.current)
    }
}

impl Menu {
    /// What `actor` may follow, seen from `path`.
    pub(super) fn of(app: &App, actor: Option<&Actor>, path: &str) -> Self {
        let Some(actor) = actor else { return Self::default() };
        let may = |item: &&MenuItem| actor.may(item.action).is_ok();
        let shown = app.menu.iter().flat_map(|section| section.items.iter().filter(may));
        let here = here(shown.map(|item| item.href), path);
        let mut sections: Vec<_> = app
            .menu
            .iter()
            .filter_map(|section| {
                let items = section.items.iter().filter(may);
                let links: Vec<_> = items
                    .map(|item| MenuLink {
                        href: item.href,
                        key: item.key,
                        about: item.about,
                        current: here == Some(item.href),
                    })
                    .collect();
                let open = links.iter().any(|link| link.current);
                Some(ShownSection { key: section.key, href: links.first()?.href, links, open })
            })
            .collect();
        if here.is_none()
            && let Some(first) = sections.first_mut()
        {
            first.open = true;
        }
        Self { sections }
    }

    /// Whether there is so little in it that sections would only be in the way.
    pub fn is_short(&self) -> bool {
        self.links().count() <= FEW
    }

    /// Every link, in order.
    pub fn links(&self) -> impl Iterator<Item = &MenuLink> {
        self.sections.iter().flat_map(|section| &section.links)
    }
}

/// The entry that `path` lies below; the nearest where one entry lies below another.
fn here(hrefs: impl Iterator<Item = &'static str>, path: &str) -> Option<&'static str> {
    hrefs.filter(|href| below(path, href)).max_by_key(|href| href.len())
}

fn below(path: &str, href: &str) -> bool {
    path == href || (href != "/" && path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/')))
}

#[cfg(test)]
mod tests {
    use super::here;

    #[test]
    fn a_page_belongs_to_the_nearest_entry_above_it() {
        let at = |path| here(["/", "/pairings", "/pairings/rules", "/people"].into_iter(), path);
        assert_eq!(at("/"), Some("/"));
        assert_eq!(at("/pairings/proposals/7"), Some("/pairings"));
        assert_eq!(at("/pairings/rules"), Some("/pairings/rules"));
        assert_eq!((at("/peoples"), at("/password")), (None, None));
    }
}
