//! A first look at the XML of a part while it is inflated: refuses what would hurt the parser behind.
//!
//! The parser reserves memory for as many shared strings as the file *says* it has, clones a font per cell
//! style, and buffers each text whole; so counts and lengths are bounded here. Not a validating parser:
//! what it lets through may still be refused later.

use crate::package::damaged;
use crate::{Limits, SheetError};

/// A tag or a text longer than this is in no honest sheet: a cell holds 32,767 characters.
const EVENT_BYTES: u64 = 4 << 20;
/// Excel allows 65,490 cell formats, and as many named ones again.
const STYLES: u64 = 131_072;
/// What all cell styles together may copy from fonts and number formats.
const STYLE_BYTES: u64 = 64 << 20;
const SHEETS: u64 = 1_024;
const NAME_BYTES: usize = 16;
const TAG_BYTES: usize = 4_096;

#[derive(Clone, Copy, PartialEq)]
enum State {
    Text,
    TagName,
    Attributes { quote: Option<u8> },
    Bang,
    Instruction,
    Comment,
    CData,
}

pub(crate) struct Scan<'a> {
    part: &'a str,
    /// Parts that are no markup (images) are only counted, not refused.
    markup: Option<bool>,
    state: State,
    /// Local name of the tag, or the first bytes after `<!`.
    name: Vec<u8>,
    /// Attributes of `<sst`.
    tag: Vec<u8>,
    /// The last two bytes inside a comment, instruction or CDATA section.
    last: [u8; 2],
    event_bytes: u64,
    longest_tag: u64,
    strings: u64,
    styles: u64,
    sheets: u64,
    cells: Cells,
}

/// Where the cells of a sheet stand that hold formulas.
#[derive(Default)]
struct Cells {
    /// Inside `<sheetData>`, of which the parser reads the first.
    in_data: bool,
    /// That came to its end.
    is_past: bool,
    /// How many have begun.
    begun: u32,
    /// Places among the cells, from 0.
    formulas: Vec<u32>,
}

impl Cells {
    /// Takes the name of a tag; an end tag's begins with a slash.
    fn tag(&mut self, name: &[u8]) {
        match name {
            b"sheetData" => self.in_data = !self.is_past,
            b"/sheetData" => (self.in_data, self.is_past) = (false, true),
            b"c" if self.in_data => self.begun = self.begun.saturating_add(1),
            b"f" if self.in_data => {
                let cell = self.begun.checked_sub(1).filter(|cell| self.formulas.last() != Some(cell));
                self.formulas.extend(cell);
            }
            _ => (),
        }
    }
}

impl<'a> Scan<'a> {
    pub(crate) fn new(part: &'a str) -> Scan<'a> {
        Scan {
            part,
            markup: None,
            state: State::Text,
            name: Vec::with_capacity(NAME_BYTES),
            tag: Vec::new(),
            last: [0; 2],
            event_bytes: 0,
            longest_tag: 0,
            strings: 0,
            styles: 0,
            sheets: 0,
            cells: Cells::default(),
        }
    }

    /// Takes the next inflated bytes.
    pub(crate) fn feed(&mut self, bytes: &[u8], limits: &Limits) -> Result<(), SheetError> {
        if self.markup.is_none() {
            self.markup = Some(self.looks_like_markup(bytes)?);
        }
        let mut rest = bytes;
        while let Some((&byte, tail)) = rest.split_first() {
            match self.state {
                State::Text => {
                    let skip = rest.iter().position(|&b| b == b'<');
                    self.event_bytes += skip.unwrap_or(rest.len()) as u64;
                    rest = skip.and_then(|at| rest.get(at + 1..)).unwrap_or_default();
                    if skip.is_some() {
                        self.name.clear();
                        self.state = State::TagName;
                    }
                    self.check_event()?;
                    continue;
                }
                State::TagName => self.tag_name(byte, limits)?,
                State::Attributes { quote } => {
                    let plain = rest.iter().position(|&b| matches!(b, b'>' | b'"' | b'\''));
                    let run = rest.get(..plain.unwrap_or(rest.len())).unwrap_or_default();
                    self.event_bytes += run.len() as u64;
                    self.keep(run)?;
                    rest = rest.get(run.len()..).unwrap_or_default();
                    if let Some((&mark, tail)) = rest.split_first() {
                        self.attribute_mark(mark, quote, limits)?;
                        rest = tail;
                    }
                    self.check_event()?;
                    continue;
                }
                State::Bang => self.bang(byte)?,
                State::Comment | State::CData | State::Instruction => self.section(byte),
            }
            self.event_bytes += 1;
            self.check_event()?;
            rest = tail;
        }
        Ok(())
    }

    /// Ends the part; tells which of its cells hold formulas, by their place among the cells.
    pub(crate) fn finish(self) -> Result<Vec<u32>, SheetError> {
        if self.styles.saturating_mul(self.longest_tag) > STYLE_BYTES {
            return Err(self.too_many("xf", STYLE_BYTES / self.longest_tag.max(1)));
        }
        Ok(self.cells.formulas)
    }

    /// The encodings in which `<` can hide are refused: spreadsheets are UTF-8.
    fn looks_like_markup(&self, bytes: &[u8]) -> Result<bool, SheetError> {
        let head = bytes.get(..512).unwrap_or(bytes);
        let start = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
        let lower = self.part.to_ascii_lowercase();
        let markup = start.starts_with(b"<")
            || [".xml", ".rels", ".vml"].iter().any(|end| lower.ends_with(end))
            || head.starts_with(b"\xFF\xFE<")
            || head.starts_with(b"\xFE\xFF\0<");
        if !markup {
            return Ok(false);
        }
        let declared = start.starts_with(b"<?xml").then(|| start.split(|&b| b == b'>').next()).flatten();
        let declaration = String::from_utf8_lossy(declared.unwrap_or_default()).to_ascii_lowercase();
        let other = declaration.contains("encoding")
            && !["utf-8", "utf8", "us-ascii"].iter().any(|name| declaration.contains(name));
        if other || head.contains(&0) || head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") {
            return Err(damaged(self.part, "encoding"));
        }
        Ok(true)
    }

    fn tag_name(&mut self, byte: u8, limits: &Limits) -> Result<(), SheetError> {
        match byte {
            b'!' if self.name.is_empty() => self.state = State::Bang,
            b'?' if self.name.is_empty() => self.open_section(State::Instruction),
            // What precedes a colon names a namespace; an end tag's slash stays.
            b':' => self.name.truncate(usize::from(self.name.first() == Some(&b'/'))),
            b'>' => {
                self.count(limits)?;
                self.end_tag()?;
            }
            b' ' | b'\t' | b'\r' | b'\n' | b'/' if !self.name.is_empty() => {
                self.count(limits)?;
                self.tag.clear();
                self.state = State::Attributes { quote: None };
            }
            _ if self.name.len() < NAME_BYTES => self.name.push(byte),
            _ => (),
        }
        Ok(())
    }

    fn count(&mut self, limits: &Limits) -> Result<(), SheetError> {
        self.event_bytes = 0;
        self.cells.tag(&self.name);
        match self.name.as_slice() {
            b"si" => {
                self.strings += 1;
                if self.strings > limits.strings {
                    return Err(self.too_many("si", limits.strings));
                }
            }
            b"xf" => {
                self.styles += 1;
                if self.styles > STYLES {
                    return Err(self.too_many("xf", STYLES));
                }
            }
            b"sheet" => {
                self.sheets += 1;
                if self.sheets > SHEETS {
                    return Err(self.too_many("sheet", SHEETS));
                }
            }
            _ => (),
        }
        Ok(())
    }

    /// Keeps the attributes of `<sst`, the only ones that are looked at.
    fn keep(&mut self, run: &[u8]) -> Result<(), SheetError> {
        if self.name != b"sst" {
            return Ok(());
        }
        if self.tag.len() + run.len() > TAG_BYTES {
            return Err(damaged(self.part, "attributes of sst"));
        }
        self.tag.extend_from_slice(run);
        Ok(())
    }

    fn attribute_mark(&mut self, mark: u8, quote: Option<u8>, limits: &Limits) -> Result<(), SheetError> {
        self.event_bytes += 1;
        match (mark, quote) {
            (b'>', None) => {
                if self.name == b"sst" && declared_strings(&self.tag) > limits.strings {
                    return Err(self.too_many("si", limits.strings));
                }
                return self.end_tag();
            }
            (b'"' | b'\'', None) => self.state = State::Attributes { quote: Some(mark) },
            (_, Some(open)) if open == mark => self.state = State::Attributes { quote: None },
            _ => (),
        }
        self.keep(&[mark])
    }

    fn end_tag(&mut self) -> Result<(), SheetError> {
        self.longest_tag = self.longest_tag.max(self.event_bytes);
        self.state = State::Text;
        self.check_event()
    }

    fn bang(&mut self, byte: u8) -> Result<(), SheetError> {
        self.name.push(byte);
        let begins = |whole: &[u8]| whole.starts_with(&self.name);
        if self.name == b"--" {
            self.open_section(State::Comment);
        } else if self.name == b"[CDATA[" {
            self.open_section(State::CData);
        } else if !begins(b"--") && !begins(b"[CDATA[") {
            if self.markup == Some(true) {
                return Err(SheetError::Doctype { part: self.part.to_owned() });
            }
            self.state = State::Text;
        }
        Ok(())
    }

    fn open_section(&mut self, section: State) {
        self.last = [0; 2];
        self.state = section;
    }

    fn section(&mut self, byte: u8) {
        let [before, last] = self.last;
        let ended = byte == b'>'
            && match self.state {
                State::Comment => (before, last) == (b'-', b'-'),
                State::CData => (before, last) == (b']', b']'),
                _ => last == b'?',
            };
        self.last = [last, byte];
        if ended {
            self.state = State::Text;
        }
    }

    fn check_event(&self) -> Result<(), SheetError> {
        if self.event_bytes > EVENT_BYTES && self.markup == Some(true) {
            return Err(damaged(self.part, "a text or tag of several megabytes"));
        }
        Ok(())
    }

    fn too_many(&self, element: &'static str, limit: u64) -> SheetError {
        SheetError::TooManyElements { part: self.part.to_owned(), element, limit }
    }
}

/// The `uniqueCount` of `<sst`; a number too large to read counts as the largest.
fn declared_strings(tag: &[u8]) -> u64 {
    let tag = String::from_utf8_lossy(tag);
    tag.match_indices("uniqueCount")
        .map(|(at, name)| {
            let value = tag.get(at + name.len()..).unwrap_or_default();
            let digits: String =
                value.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
            if digits.is_empty() { 0 } else { digits.parse().unwrap_or(u64::MAX) }
        })
        .max()
        .unwrap_or(0)
}
