//! Just enough of Rust's grammar to tell code from comments, literals from code and tests from the rest.

use std::ops::RangeInclusive;

use super::line_of;

/// A Rust source, taken apart.
pub struct Rust {
    /// The source with comments and the insides of literals blanked; every line stays on its line.
    pub code: String,
    literals: Vec<Literal>,
    tests: Vec<RangeInclusive<usize>>,
}

/// A string literal as it stands between its quotes.
pub struct Literal {
    pub line: usize,
    pub text: String,
    /// Where its opening quote stands in [`Rust::code`].
    pub at: usize,
}

impl Rust {
    pub fn read(source: &str) -> Self {
        let mut reader =
            Reader { rest: source, line: 1, code: String::with_capacity(source.len()), literals: Vec::new() };
        while reader.step() {}
        let tests = test_modules(&reader.code);
        Self { code: reader.code, literals: reader.literals, tests }
    }

    pub fn literals(&self) -> &[Literal] {
        &self.literals
    }

    /// Literals that stand in no test.
    pub fn shipped_literals(&self) -> impl Iterator<Item = &Literal> {
        self.literals.iter().filter(|literal| !self.in_tests(literal.line))
    }

    pub fn in_tests(&self, line: usize) -> bool {
        self.tests.iter().any(|lines| lines.contains(&line))
    }
}

struct Reader<'s> {
    rest: &'s str,
    line: usize,
    code: String,
    literals: Vec<Literal>,
}

impl Reader<'_> {
    /// Takes one token; false at the end.
    fn step(&mut self) -> bool {
        let Some(first) = self.rest.chars().next() else { return false };
        if self.rest.starts_with("//") {
            self.blank(self.rest.find('\n').unwrap_or(self.rest.len()));
        } else if self.rest.starts_with("/*") {
            self.blank(block_comment(self.rest));
        } else if first.is_alphabetic() || first == '_' {
            self.word();
        } else if first == '"' {
            self.literal(0, string_end(self.rest), 1);
        } else if first == '\'' {
            self.quote();
        } else {
            self.keep(first.len_utf8());
        }
        true
    }

    /// A word, which may turn out to be the prefix of a literal: `b"…"`, `r#"…"#`.
    fn word(&mut self) {
        let end = self.rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(self.rest.len());
        let (word, after) = self.rest.split_at(end);
        let hashes = after.len() - after.trim_start_matches('#').len();
        let quoted = after.trim_start_matches('#').starts_with('"');
        if quoted && matches!(word, "r" | "br" | "cr") {
            let open = end + hashes + 1;
            let close = format!("\"{}", "#".repeat(hashes));
            let length = self.rest.get(open..).and_then(|inside| inside.find(&close)).unwrap_or(0);
            self.literal(end + hashes, open + length + close.len(), close.len());
        } else if quoted && hashes == 0 && matches!(word, "b" | "c") {
            self.literal(end, end + string_end(after), 1);
        } else {
            self.keep(end);
        }
    }

    /// A character, blanked, or the mark of a lifetime or label, kept.
    fn quote(&mut self) {
        let mut inside = self.rest.chars().skip(1);
        let escaped = inside.next() == Some('\\');
        let end = if escaped {
            self.rest.char_indices().skip(3).find(|(_, c)| *c == '\'').map(|(at, _)| at + 1)
        } else {
            self.rest.char_indices().nth(2).filter(|(_, c)| *c == '\'').map(|(at, _)| at + 1)
        };
        match end {
            Some(end) => self.blank(end),
            None => self.keep(1),
        }
    }

    /// A string literal whose quote opens at `open`, ending at `end` with `closing` bytes.
    fn literal(&mut self, open: usize, end: usize, closing: usize) {
        let end = end.min(self.rest.len());
        self.keep(open);
        let end = end - open;
        let text = self.rest.get(1..end.saturating_sub(closing)).unwrap_or_default().to_owned();
        self.literals.push(Literal { line: self.line, text, at: self.code.len() });
        self.code.push('"');
        self.rest = self.rest.get(1..).unwrap_or_default();
        self.blank(end - 1);
    }

    fn keep(&mut self, length: usize) {
        let (kept, rest) = self.rest.split_at(length);
        self.code.push_str(kept);
        self.line += kept.matches('\n').count();
        self.rest = rest;
    }

    fn blank(&mut self, length: usize) {
        let (hidden, rest) = self.rest.split_at(length);
        self.line += hidden.matches('\n').count();
        self.code.extend(hidden.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        self.rest = rest;
    }
}

/// The length of the string literal with which `text` begins.
fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The length of the block comment with which `text` begins; they nest.
fn block_comment(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// The lines of every item under `#[cfg(test)]` that has a body.
fn test_modules(code: &str) -> Vec<RangeInclusive<usize>> {
    let marks = code.match_indices("#[cfg(test)]");
    marks
        .filter_map(|(start, _)| {
            let rest = code.get(start..)?;
            let open = rest.find(['{', ';'])?;
            if rest.as_bytes().get(open) == Some(&b';') {
                return None;
            }
            let close = body_end(rest, open)?;
            Some(line_of(code, start)..=line_of(code, start + close))
        })
        .collect()
}

fn body_end(code: &str, open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in code.bytes().enumerate().skip(open) {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 1 => return Some(at),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::Rust;

    fn texts(source: &str) -> Vec<String> {
        Rust::read(source).literals().iter().map(|literal| literal.text.clone()).collect()
    }

    #[test]
    fn every_kind_of_string_is_a_literal() {
        assert_eq!(
            texts(r####"f("a", b"b", r"c", r#"d"d"#, br##"e"# e"##, "\"f\\")"####),
            ["a", "b", "c", "d\"d", "e\"# e", r#"\"f\\"#]
        );
    }

    #[test]
    fn comments_characters_and_lifetimes_are_not_literals() {
        let source = "// \"no\"\n/* \"no\" /* \"no\" */ \"no\" */ fn f<'a>(x: &'a str) -> char { '\"' } // '\n'\\'' \"yes\"";
        assert_eq!(texts(source), ["yes"]);
        let read = Rust::read(source);
        assert_eq!(read.literals()[0].line, 3);
        assert!(read.code.contains("fn f<'a>(x: &'a str)") && !read.code.contains("no"));
    }

    #[test]
    fn chinese_keeps_its_place() {
        let read = Rust::read("let a = \"常青\"; /* 树 */\nlet b = '树'; let c = \"b\";");
        assert_eq!(read.literals()[0].text, "常青");
        assert_eq!((read.literals()[1].line, read.literals()[1].text.as_str()), (2, "b"));
        assert_eq!(&read.code[read.literals()[1].at..][..1], "\"");
    }

    #[test]
    fn a_test_module_ends_with_its_own_brace() {
        let read = Rust::read("fn a() {}\n#[cfg(test)]\nmod tests {\n  fn b() { \"}\"; }\n}\nfn c() {}\n");
        assert_eq!((1..=6).filter(|line| read.in_tests(*line)).collect::<Vec<_>>(), [2, 3, 4, 5]);
    }

    #[test]
    fn unfinished_sources_are_read_to_their_end() {
        for source in ["\"open", "r#\"open", "/* open", "'", "'\\", "b\"", "#[cfg(test)] mod a {"] {
            Rust::read(source);
        }
    }
}
