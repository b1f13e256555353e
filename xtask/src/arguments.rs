//! The words after a subcommand.

use crate::Result;

/// Takes flags and values out of the words until none is left over.
pub struct Arguments(Vec<String>);

impl Arguments {
    /// The words as the shell gave them.
    pub fn new(words: impl IntoIterator<Item = String>) -> Self {
        Self(words.into_iter().collect())
    }

    /// Whether a flag such as `--fast` was given.
    pub fn flag(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|word| word != name);
        self.0.len() < before
    }

    /// The value of `--name VALUE` or `--name=VALUE`.
    pub fn value(&mut self, name: &str) -> Result<Option<String>> {
        let prefix = format!("{name}=");
        let Some(place) = self.0.iter().position(|word| word == name || word.starts_with(&prefix)) else {
            return Ok(None);
        };
        let word = self.0.remove(place);
        if let Some(value) = word.strip_prefix(&prefix) {
            return Ok(Some(value.to_owned()));
        }
        if place < self.0.len() {
            Ok(Some(self.0.remove(place)))
        } else {
            Err(format!("{name} needs a value").into())
        }
    }

    /// The next word that no flag claimed.
    pub fn next(&mut self) -> Option<String> {
        if self.0.is_empty() { None } else { Some(self.0.remove(0)) }
    }

    /// Refuses what nobody took.
    pub fn finish(self) -> Result<()> {
        match self.0.first() {
            None => Ok(()),
            Some(word) => Err(format!("{word} is not understood here: cargo xtask help").into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Arguments;

    fn given(words: &str) -> Arguments {
        Arguments::new(words.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn flags_values_and_words_may_come_in_any_order() {
        let mut arguments = given("--port 5 start --fast --data=here");
        assert!(arguments.flag("--fast"));
        assert_eq!(arguments.value("--data").unwrap().as_deref(), Some("here"));
        assert_eq!(arguments.value("--port").unwrap().as_deref(), Some("5"));
        assert_eq!(arguments.next().as_deref(), Some("start"));
        assert!(arguments.finish().is_ok());
    }

    #[test]
    fn a_flag_without_its_value_is_refused() {
        assert!(given("start --port").value("--port").is_err());
    }

    #[test]
    fn a_word_that_nobody_took_is_refused() {
        assert!(given("--fsat").finish().unwrap_err().to_string().starts_with("--fsat"));
    }
}
