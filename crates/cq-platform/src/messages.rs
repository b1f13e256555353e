//! Every sentence on screen, by key and language, from Fluent files that stand beside the feature they belong to.

use std::{borrow::Cow, collections::HashMap};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

use crate::{Error, Result};

/// A language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Lang {
    /// Simplified Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// Every language.
    pub const ALL: [Lang; 2] = [Lang::Zh, Lang::En];

    /// The tag for `lang=""`.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        }
    }

    /// Reads a tag; anything unknown is Chinese.
    pub fn from_tag(tag: &str) -> Self {
        if tag == "en" { Lang::En } else { Lang::Zh }
    }
}

/// Texts of one crate: `(language, contents of a Fluent file)`.
pub type Locale = (Lang, &'static str);

/// Includes `locales/zh-CN/<name>.ftl` and `locales/en/<name>.ftl` of the calling crate for each name.
#[macro_export]
macro_rules! locales {
    ($($name:literal),+ $(,)?) => {
        &[$(
            ($crate::messages::Lang::Zh, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/locales/zh-CN/", $name, ".ftl"))),
            ($crate::messages::Lang::En, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/locales/en/", $name, ".ftl"))),
        )+]
    };
}

/// A value inside a sentence.
#[derive(Debug, Clone, PartialEq)]
pub enum Arg {
    /// Words.
    Text(String),
    /// A count.
    Number(i64),
    /// Another sentence.
    Message(&'static str),
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Arg::Text(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Arg::Text(text)
    }
}

impl From<&&str> for Arg {
    fn from(text: &&str) -> Self {
        Arg::Text((*text).to_owned())
    }
}

impl From<&String> for Arg {
    fn from(text: &String) -> Self {
        Arg::Text(text.clone())
    }
}

macro_rules! number_arg {
    ($($type:ty)+) => {$(
        impl From<$type> for Arg {
            fn from(n: $type) -> Self { Arg::Number(i64::try_from(n).unwrap_or(i64::MAX)) }
        }
        impl From<&$type> for Arg {
            fn from(n: &$type) -> Self { Arg::from(*n) }
        }
    )+};
}
number_arg!(i64 usize u32 u64 i32);

/// A sentence to be said in whichever language its reader has.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// The message's key.
    pub key: &'static str,
    /// Its arguments.
    pub args: Vec<(&'static str, Arg)>,
}

impl Text {
    /// A sentence without arguments.
    pub fn new(key: &'static str) -> Self {
        Self { key, args: Vec::new() }
    }

    /// Adds an argument.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.args.push((name, value.into()));
        self
    }
}

/// All texts of the program.
pub struct Messages {
    spoken: [Spoken; 2],
}

struct Spoken {
    /// Messages without arguments, said once at the start.
    plain: HashMap<String, String>,
    bundle: FluentBundle<FluentResource>,
}

impl Messages {
    /// Reads every crate's texts. A malformed file is an error: it is the program's own.
    pub fn load(locales: &[&[Locale]]) -> Result<Self> {
        let speak = |lang| Spoken::load(lang, locales.iter().flat_map(|crate_locales| crate_locales.iter()));
        Ok(Self { spoken: [speak(Lang::Zh)?, speak(Lang::En)?] })
    }

    fn spoken(&self, lang: Lang) -> &Spoken {
        let [zh, en] = &self.spoken;
        match lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// The message without arguments; the key itself where there is none.
    pub fn say<'m>(&'m self, lang: Lang, key: &'m str) -> &'m str {
        self.spoken(lang).plain.get(key).map_or(key, String::as_str)
    }

    /// Whether there is such a message.
    pub fn has(&self, lang: Lang, key: &str) -> bool {
        self.spoken(lang).bundle.has_message(key)
    }

    /// The sentence.
    pub fn tell<'m>(&'m self, lang: Lang, text: &Text) -> Cow<'m, str> {
        let spoken = self.spoken(lang);
        if let Some(plain) = spoken.plain.get(text.key) {
            return Cow::Borrowed(plain);
        }
        let mut args = FluentArgs::with_capacity(text.args.len());
        for (name, arg) in &text.args {
            args.set(
                *name,
                match arg {
                    Arg::Text(words) => FluentValue::from(words.as_str()),
                    Arg::Number(n) => FluentValue::from(*n),
                    Arg::Message(key) => FluentValue::from(self.say(lang, key)),
                },
            );
        }
        let pattern = spoken.bundle.get_message(text.key).and_then(|message| message.value());
        match pattern {
            Some(pattern) => {
                Cow::Owned(spoken.bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned())
            }
            None => Cow::Borrowed(text.key),
        }
    }
}

impl Spoken {
    fn load<'l>(lang: Lang, locales: impl Iterator<Item = &'l Locale>) -> Result<Self> {
        let tag: LanguageIdentifier = lang.tag().parse().map_err(Error::internal)?;
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // Isolation marks would stand in attributes and PDF text; names are shown in elements of their own.
        bundle.set_use_isolating(false);
        let mut keys = Vec::new();
        for (_, source) in locales.filter(|(of, _)| *of == lang) {
            let resource = FluentResource::try_new((*source).to_owned())
                .map_err(|(_, errors)| Error::internal(format!("{}: {errors:?}", lang.tag())))?;
            keys.extend(
                source.lines().filter_map(|line| line.split_once(" =")).map(|(key, _)| key.to_owned()),
            );
            bundle
                .add_resource(resource)
                .map_err(|errors| Error::internal(format!("{}: {errors:?}", lang.tag())))?;
        }
        let mut plain = HashMap::new();
        for key in keys {
            let Some(pattern) = bundle.get_message(&key).and_then(|message| message.value()) else {
                continue;
            };
            let mut errors = Vec::new();
            let said = bundle.format_pattern(pattern, None, &mut errors).into_owned();
            if errors.is_empty() {
                plain.insert(key, said);
            }
        }
        Ok(Self { plain, bundle })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_speak_both_languages_and_fall_back_to_their_key() {
        let zh: &[Locale] = &[
            (Lang::Zh, "a = 你好\nb = 共 { $n } 人\n"),
            (Lang::En, "a = Hello\nb = { $n ->\n  [one] one person\n *[other] { $n } people\n }\n"),
        ];
        let messages = Messages::load(&[zh]).unwrap();
        assert_eq!(messages.say(Lang::En, "a"), "Hello");
        assert_eq!(messages.tell(Lang::Zh, &Text::new("b").with("n", 3usize)), "共 3 人");
        assert_eq!(messages.tell(Lang::En, &Text::new("b").with("n", 1usize)), "one person");
        assert_eq!(messages.say(Lang::Zh, "missing"), "missing");
    }
}
