//! Who is let in to whose page.

use cq_case::case::model::Asker;
use cq_platform::{record, words};
use cq_registry::person::PersonId;

words! {
    /// As whom somebody is let in.
    pub enum AsWho {
        /// 本人.
        Oneself = "self",
        /// 家属.
        Family = "family",
    }
}

impl AsWho {
    /// As whom they ask.
    pub fn asker(self) -> Asker {
        match self {
            AsWho::Oneself => Asker::Elder,
            AsWho::Family => Asker::Family,
        }
    }

    /// Whether they may read what `asker` asked. What the family asked for an elder may be meant to be kept from them, and what others
    /// said of somebody is for nobody's eyes here.
    pub fn may_read(self, asker: Asker) -> bool {
        match asker {
            Asker::Elder => true,
            Asker::Family => self == AsWho::Family,
            Asker::Other => false,
        }
    }
}

record! {
    /// Somebody whose page an account may see.
    pub struct Seen {
        /// Who.
        pub id: PersonId,
        /// The name.
        pub name: String,
        /// As whom.
        pub as_who: AsWho,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_family_asked_is_not_shown_to_the_elder_and_what_others_said_to_nobody() {
        let may =
            |who: AsWho| Asker::ALL.iter().filter(|asker| who.may_read(**asker)).copied().collect::<Vec<_>>();
        assert_eq!(may(AsWho::Oneself), [Asker::Elder]);
        assert_eq!(may(AsWho::Family), [Asker::Elder, Asker::Family]);
    }
}
