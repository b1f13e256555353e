//! Field encryption and keyed indexes. The keys live outside the database.
//!
//! A sealed field is `version ‖ nonce (12) ‖ ciphertext ‖ tag`, bound to its table, column and row as associated data, so
//! that a value copied to another row does not open. The version byte names the algorithm: AES-256-GCM today; SM4-GCM
//! (RFC 8998) joins as another arm of [`Algorithm`].

use std::{io::Write, path::Path};

use aes_gcm::{
    Aes256Gcm, KeyInit,
    aead::{Aead, Payload},
};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use uuid::Uuid;

use crate::{Error, Result, ids::system_random};

const NONCE: usize = 12;

/// Where a sealed value belongs.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// Table name.
    pub table: &'static str,
    /// Column name.
    pub column: &'static str,
    /// The row's id.
    pub row: Uuid,
}

impl Place {
    fn associated_data(&self) -> Vec<u8> {
        [self.table.as_bytes(), b"\0", self.column.as_bytes(), b"\0", self.row.as_bytes()].concat()
    }
}

#[derive(Clone, Copy)]
enum Algorithm {
    Aes256Gcm = 1,
}

/// The installation's keys.
pub struct Secrets {
    field: Aes256Gcm,
    index: [u8; 32],
    log: [u8; 32],
    form: [u8; 32],
    print: [u8; 32],
}

impl Secrets {
    /// Reads the master key from `file`, or makes one there, readable by its owner alone.
    pub fn load_or_create(file: &Path) -> Result<Self> {
        let text = match std::fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => create(file)?,
            Err(error) => return Err(Error::internal(format!("key file: {error}"))),
        };
        let bytes =
            STANDARD_NO_PAD.decode(text.trim()).map_err(|_| Error::internal("key file: not base64"))?;
        let master: [u8; 32] = bytes.try_into().map_err(|_| Error::internal("key file: not 32 bytes"))?;
        Ok(Self::from_master(&master))
    }

    /// Reads the master key from `file`. Where there is none, none is made: what it closed would stay closed.
    pub fn load(file: &Path) -> Result<Self> {
        if file.is_file() {
            Self::load_or_create(file)
        } else {
            Err(Error::internal("key file: there is none"))
        }
    }

    /// Tells one master key from another and nothing about either: sixteen hexadecimal digits.
    pub fn fingerprint(&self) -> String {
        self.print.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }

    /// Derives every key from one master key, each for one use.
    pub fn from_master(master: &[u8; 32]) -> Self {
        let derive = |purpose: &str| hmac(master, &[purpose.as_bytes()]);
        Self {
            field: Aes256Gcm::new(&derive("field-encryption").into()),
            index: derive("blind-index"),
            log: derive("audit-chain"),
            form: derive("form-token"),
            print: derive("fingerprint"),
        }
    }

    /// Encrypts `plain` for `place`.
    pub fn seal(&self, place: Place, plain: &str) -> Result<Vec<u8>> {
        self.seal_bytes(place, plain.as_bytes())
    }

    /// [`Secrets::seal`] for what is no text, such as a file.
    pub fn seal_bytes(&self, place: Place, plain: &[u8]) -> Result<Vec<u8>> {
        let mut nonce = [0; NONCE];
        system_random(&mut nonce);
        let payload = Payload { msg: plain, aad: &place.associated_data() };
        let sealed = self.field.encrypt(&nonce.into(), payload).map_err(|_| Error::internal("seal"))?;
        Ok([&[Algorithm::Aes256Gcm as u8], &nonce[..], &sealed].concat())
    }

    /// Decrypts what [`Secrets::seal`] made for the same place; anything else is an error, never garbage.
    pub fn open(&self, place: Place, sealed: &[u8]) -> Result<String> {
        let broken = |_| Error::internal(format!("{}.{} is no text", place.table, place.column));
        String::from_utf8(self.open_bytes(place, sealed)?).map_err(broken)
    }

    /// Decrypts what [`Secrets::seal_bytes`] made for the same place.
    pub fn open_bytes(&self, place: Place, sealed: &[u8]) -> Result<Vec<u8>> {
        let broken = || Error::internal(format!("{}.{} does not open", place.table, place.column));
        let (version, rest) = sealed.split_first().ok_or_else(broken)?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE>().ok_or_else(broken)?;
        if *version != Algorithm::Aes256Gcm as u8 {
            return Err(broken());
        }
        let payload = Payload { msg: sealed, aad: &place.associated_data() };
        self.field.decrypt(&(*nonce).into(), payload).map_err(|_| broken())
    }

    /// A keyed index: equal texts of one `kind` give equal values, which tell nothing without the key.
    pub fn index(&self, kind: &str, text: &str) -> [u8; 32] {
        hmac(&self.index, &[kind.as_bytes(), b"\0", text.as_bytes()])
    }

    /// The link of the log's chain for these parts.
    pub(crate) fn chain(&self, parts: &[&[u8]]) -> [u8; 32] {
        hmac(&self.log, parts)
    }

    /// The token that a form must carry for the holder of `cookie`.
    pub fn form_token(&self, cookie: &str) -> String {
        STANDARD_NO_PAD.encode(hmac(&self.form, &[cookie.as_bytes()]))
    }
}

fn create(file: &Path) -> Result<String> {
    let mut master = [0; 32];
    system_random(&mut master);
    let text = STANDARD_NO_PAD.encode(master);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(file)
        .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
        .map_err(|error| Error::internal(format!("key file: {error}")))?;
    Ok(text)
}

/// HMAC-SHA-256 over the parts, each preceded by its length so that no two lists of parts read alike.
fn hmac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key)
        .unwrap_or_else(|_| unreachable!("HMAC takes any key length"));
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(row: u128) -> Place {
        Place { table: "person", column: "citizen_id", row: Uuid::from_u128(row) }
    }

    #[test]
    fn a_sealed_field_opens_in_its_own_row_only() {
        let secrets = Secrets::from_master(&[7; 32]);
        let sealed = secrets.seal(place(1), "110105").unwrap();
        assert_eq!(secrets.open(place(1), &sealed).unwrap(), "110105");
        assert!(secrets.open(place(2), &sealed).is_err());
        assert!(Secrets::from_master(&[8; 32]).open(place(1), &sealed).is_err());
    }

    #[test]
    fn every_altered_byte_is_noticed() {
        let secrets = Secrets::from_master(&[7; 32]);
        let sealed = secrets.seal(place(1), "note").unwrap();
        for at in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[at] ^= 1;
            assert!(secrets.open(place(1), &altered).is_err(), "byte {at}");
        }
        assert!(secrets.open(place(1), &[]).is_err());
    }

    #[test]
    fn the_key_file_is_made_once_and_private() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("master.key");
        let first = Secrets::load_or_create(&file).unwrap();
        let second = Secrets::load_or_create(&file).unwrap();
        assert_eq!(first.index("id", "x"), second.index("id", "x"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
}
