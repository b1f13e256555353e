//! What notices say: texts of their own, spoken where no page is being made.

use std::sync::OnceLock;

use cq_platform::{
    Result,
    messages::{Lang, Locale, Messages, Text},
};

/// What notices say, by what happened.
const LOCALES: &[Locale] = cq_platform::locales!["notice_text"];

static MESSAGES: OnceLock<Messages> = OnceLock::new();

/// The sentence in that language.
pub(super) fn say(lang: Lang, text: &Text) -> Result<String> {
    let messages = match MESSAGES.get() {
        Some(messages) => messages,
        None => {
            let loaded = Messages::load(&[LOCALES])?;
            MESSAGES.get_or_init(|| loaded)
        }
    };
    Ok(messages.tell(lang, text).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notice::{model::Kind, writing};

    #[test]
    fn everything_that_is_told_has_its_words_in_both_languages() {
        for kind in Kind::ALL.iter().filter(|kind| **kind != Kind::Circular) {
            for (key, lang) in
                writing::keys(*kind).into_iter().flat_map(|key| Lang::ALL.map(|lang| (key, lang)))
            {
                assert_ne!(say(lang, &Text::new(key)).unwrap(), key, "{kind} in {}", lang.tag());
            }
        }
    }
}
