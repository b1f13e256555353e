//! CSV that Excel opens in the right encoding and does not run.

use std::borrow::Cow;

/// What a spreadsheet program could take for the beginning of a formula (OWASP, CSV injection; Chinese Excel also takes the
/// full-width signs).
const SIGNS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

fn is_like_a_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(SIGNS)
}

/// The text with a leading quote if a spreadsheet program could take it for a formula. [`injection_undone`] takes it away.
pub fn injection_safe(text: &str) -> Cow<'_, str> {
    if is_like_a_formula(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text before [`injection_safe`].
pub(crate) fn injection_undone(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| is_like_a_formula(rest)).unwrap_or(text)
}

/// A CSV file in UTF-8 with byte order mark and CRLF, its texts made safe.
pub fn write_csv<R, S>(headers: &[&str], rows: impl IntoIterator<Item = R>) -> Vec<u8>
where
    R: IntoIterator<Item = S>,
    S: AsRef<str>,
{
    let mut out = CsvOut::new(headers);
    for row in rows {
        out.row(row);
    }
    out.finish()
}

/// [`write_csv`] for rows that come one by one.
pub struct CsvOut(Vec<u8>);

impl CsvOut {
    /// A file with its headers.
    pub fn new(headers: &[&str]) -> Self {
        let mut out = b"\xEF\xBB\xBF".to_vec();
        write_line(&mut out, headers.iter());
        Self(out)
    }

    /// Adds a row.
    pub fn row<S: AsRef<str>>(&mut self, fields: impl IntoIterator<Item = S>) {
        write_line(&mut self.0, fields.into_iter());
    }

    /// What was written since the last call.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.0)
    }

    /// The file, or what of it was not taken.
    pub fn finish(self) -> Vec<u8> {
        self.0
    }
}

fn write_line<S: AsRef<str>>(out: &mut Vec<u8>, fields: impl Iterator<Item = S>) {
    for (at, field) in fields.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        let field = injection_safe(field.as_ref());
        if field.contains([',', '"', '\r', '\n']) {
            out.push(b'"');
            out.extend_from_slice(field.replace('"', "\"\"").as_bytes());
            out.push(b'"');
        } else {
            out.extend_from_slice(field.as_bytes());
        }
    }
    out.extend_from_slice(b"\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_text_and_fields_stay_whole() {
        let bytes = write_csv(&["姓名", "备注"], [["=1+1", "a,\"b\"\n"], ["-2", "\tx"], ["王", "a=b"]]);
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(text, "\u{feff}姓名,备注\r\n'=1+1,\"a,\"\"b\"\"\n\"\r\n'-2,'\tx\r\n王,a=b\r\n");
        for sign in ["=", "+", "-", "@", "\t", "\r", "＝", "＠"] {
            assert!(injection_safe(&format!("{sign}cmd")).starts_with('\''), "{sign:?}");
        }
    }

    #[test]
    fn what_was_made_safe_reads_as_it_was() {
        for text in ["=1", "'=1", "''=1", "'a", "a", "", "'", "-", "＠x", "\tx"] {
            assert_eq!(injection_undone(&injection_safe(text)), text);
        }
    }
}
