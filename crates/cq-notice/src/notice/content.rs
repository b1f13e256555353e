//! What a notice says, to whom and where: sealed to its row.

use cq_platform::{
    Error, Result,
    secrets::{Place, Secrets},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Longest message of signs beyond ASCII that travels alone, in UTF-16 units (3GPP TS 23.038).
const ALONE: usize = 70;
/// Of a longer one so many travel in each part.
const IN_PART: usize = 67;
/// The same for ASCII alone.
const ALONE_ASCII: usize = 160;
/// Of a longer one so many.
const IN_PART_ASCII: usize = 153;

/// What a notice says, to whom and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// What the addressee is called.
    pub name: String,
    /// Who takes it for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<String>,
    /// Mail address, number or postal address; empty where there is none.
    pub address: String,
    /// What it is about, for mail and letters.
    pub subject: String,
    /// The text, without its signature.
    pub text: String,
    /// 署名.
    pub signature: String,
}

impl Content {
    /// Sealed for the notice of that id.
    pub(crate) fn seal(&self, secrets: &Secrets, id: Uuid) -> Result<Vec<u8>> {
        secrets.seal(place(id), &serde_json::to_string(self).map_err(Error::internal)?)
    }

    /// Opened from the notice of that id.
    pub(crate) fn open(secrets: &Secrets, id: Uuid, sealed: &[u8]) -> Result<Self> {
        serde_json::from_str(&secrets.open(place(id), sealed)?).map_err(Error::internal)
    }

    /// As a text message: carriers ask for the signature at its head.
    pub fn as_text(&self) -> String {
        if self.signature.is_empty() {
            self.text.clone()
        } else {
            format!("【{}】{}", self.signature, self.text)
        }
    }

    /// As something that is read where it stands: the signature at its end.
    pub fn signed(&self) -> String {
        format!("{}\n\n{}", self.text, self.signature)
    }

    /// Who opens it: whoever takes it, or the addressee.
    pub fn taker(&self) -> &str {
        self.through.as_deref().unwrap_or(&self.name)
    }
}

fn place(row: Uuid) -> Place {
    Place { table: "notice", column: "content", row }
}

/// Where the words of a call are sealed.
pub(super) fn words(row: Uuid) -> Place {
    Place { table: "notice_call", column: "words", row }
}

/// How many text messages a text is charged as.
pub fn text_parts(text: &str) -> usize {
    let (length, alone, in_part) = if text.is_ascii() {
        (text.len(), ALONE_ASCII, IN_PART_ASCII)
    } else {
        (text.encode_utf16().count(), ALONE, IN_PART)
    };
    if length <= alone { 1 } else { length.div_ceil(in_part) }
}

#[cfg(test)]
mod tests {
    use super::text_parts;

    #[test]
    fn seventy_signs_travel_alone_and_seventy_one_in_two() {
        let of = |n| text_parts(&"通".repeat(n));
        assert_eq!([of(1), of(70), of(71), of(134), of(135), of(201), of(202)], [1, 1, 2, 2, 3, 3, 4]);
        assert_eq!(text_parts(&"a".repeat(160)), 1);
        assert_eq!(text_parts(&"a".repeat(161)), 2);
        assert_eq!(text_parts(&"😀".repeat(36)), 2, "such a sign takes two places");
    }
}
