//! CSV that Excel opens in the right encoding and does not run.

use std::borrow::Cow;

/// The text with a leading quote if a spreadsheet program could take it for a formula (OWASP, CSV injection;
/// Chinese Excel also takes the full-width signs).
pub fn injection_safe(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// A CSV file in UTF-8 with byte order mark and CRLF, its texts made safe.
pub fn write_csv<R, S>(headers: &[&str], rows: impl IntoIterator<Item = R>) -> Vec<u8>
where
    R: IntoIterator<Item = S>,
    S: AsRef<str>,
{
    let mut out = b"\xEF\xBB\xBF".to_vec();
    write_line(&mut out, headers.iter());
    for row in rows {
        write_line(&mut out, row.into_iter());
    }
    out
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
}
