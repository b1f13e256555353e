//! How somebody can be reached, how they wish to be, and the way that follows.

use cq_platform::messages::Lang;

use crate::notice::model::{Because, Channel};

/// How somebody wishes to be told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Preference {
    /// By which way; none: the bureau's usual order.
    pub channel: Option<Channel>,
    /// Where mail goes.
    pub mail: Option<String>,
    /// In which language.
    pub lang: Lang,
    /// The family proxy is told in their place.
    pub by_proxy: bool,
    /// Wishes a receipt for what they ask for.
    pub receipts: bool,
}

/// How somebody can be reached.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contact {
    /// What they are called.
    pub name: String,
    /// Telephone numbers, digits only, the first one first.
    pub phones: Vec<String>,
    /// Postal address.
    pub postal: Option<String>,
    /// Works here: told by mail or text message, and not called or written to.
    pub works_here: bool,
    /// Served no longer, or dead: not to be told anything.
    pub has_ended: bool,
    /// As they wish it.
    pub wish: Preference,
    /// Guard of the wish; none where nobody wrote one down.
    pub version: Option<i64>,
}

/// The way that is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// Which.
    pub channel: Channel,
    /// Where; empty where it needs none, or there is none.
    pub address: String,
    /// Why this one.
    pub because: Because,
    /// Whether it leads anywhere.
    pub has_address: bool,
}

/// The bureau's usual order: what arrives at once comes first.
const USUAL: [Channel; 4] = [Channel::Text, Channel::Call, Channel::Mail, Channel::Letter];
/// The same for whoever works here.
const AMONG_US: [Channel; 2] = [Channel::Mail, Channel::Text];

impl Contact {
    /// Where that way leads; none where there is no address for it. What is pasted needs none.
    pub fn address(&self, channel: Channel) -> Option<String> {
        match channel {
            Channel::Text => self.phones.iter().find(|number| is_mobile(number)).cloned(),
            Channel::Call => self.phones.first().cloned(),
            Channel::Letter => self.postal.clone(),
            Channel::Mail => self.wish.mail.clone(),
            Channel::Paste => Some(String::new()),
        }
    }

    /// The way that is taken: as wished, else the first of the usual ones for which there is an address, else none that leads anywhere.
    pub fn way(&self) -> Way {
        let wished = self.wish.channel;
        if let Some(way) = wished.and_then(|channel| self.by(channel, Because::Wished)) {
            return way;
        }
        let because = if wished.is_some() { Because::Missing } else { Because::Usual };
        let order: &[Channel] = if self.works_here { &AMONG_US } else { &USUAL };
        let usual = order.iter().find_map(|channel| self.by(*channel, because));
        usual.unwrap_or(Way {
            channel: wished.unwrap_or(Channel::Letter),
            address: String::new(),
            because,
            has_address: false,
        })
    }

    /// That way, if it leads anywhere.
    pub fn by(&self, channel: Channel, because: Because) -> Option<Way> {
        let address = self.address(channel)?;
        Some(Way { channel, address, because, has_address: true })
    }
}

/// Whether a number takes text messages: eleven digits that begin with 13 to 19 (mobile numbering plan of the mainland).
pub fn is_mobile(number: &str) -> bool {
    let digits = number.as_bytes();
    digits.len() == 11
        && digits.iter().all(u8::is_ascii_digit)
        && digits.first() == Some(&b'1')
        && digits.get(1).is_some_and(|digit| (b'3'..=b'9').contains(digit))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elder(phones: &[&str], channel: Option<Channel>) -> Contact {
        Contact {
            name: "单国英".into(),
            phones: phones.iter().map(|number| (*number).to_owned()).collect(),
            postal: Some("文博路 6 号".into()),
            wish: Preference { channel, ..Preference::default() },
            ..Contact::default()
        }
    }

    fn taken(contact: &Contact) -> (Channel, Because, bool) {
        let way = contact.way();
        (way.channel, way.because, way.has_address)
    }

    #[test]
    fn a_wish_is_kept_where_it_can_be() {
        let wishes = |channel| taken(&elder(&["15400005520"], Some(channel)));
        assert_eq!(wishes(Channel::Letter), (Channel::Letter, Because::Wished, true));
        assert_eq!(wishes(Channel::Paste), (Channel::Paste, Because::Wished, true));
        assert_eq!(wishes(Channel::Mail), (Channel::Text, Because::Missing, true), "no mail address");
    }

    #[test]
    fn whoever_has_not_said_is_told_the_quickest_way_there_is() {
        assert_eq!(taken(&elder(&["053183212345", "15400005520"], None)).0, Channel::Text);
        assert_eq!(taken(&elder(&["053183212345"], None)), (Channel::Call, Because::Usual, true));
        assert_eq!(taken(&elder(&[], None)), (Channel::Letter, Because::Usual, true));
        let nowhere = Contact { postal: None, ..elder(&[], Some(Channel::Text)) };
        assert_eq!(taken(&nowhere), (Channel::Text, Because::Missing, false));
    }

    #[test]
    fn only_mobiles_take_text_messages() {
        for number in ["13800000000", "19999999999"] {
            assert!(is_mobile(number), "{number}");
        }
        for number in ["", "053183212345", "12345678901", "1380000000", "1380000000a", "83212345"] {
            assert!(!is_mobile(number), "{number}");
        }
    }
}
