//! What a file is, told from its first bytes: its name proves nothing.

/// A kind of file that is not read here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// Excel before 2007 (`.xls`) or WPS (`.et`).
    OldExcel,
    /// Excel's binary workbook (`.xlsb`).
    Xlsb,
    /// OpenDocument (`.ods` and its sisters).
    OpenDocument,
    /// A Word document.
    Word,
    /// Another zip file.
    Zip,
    /// A web page or XML, which some systems export under the name `.xls`.
    Markup,
    /// A PDF document.
    Pdf,
    /// An image.
    Image,
    /// Neither text nor anything known.
    Unknown,
}

pub(crate) enum Detected {
    Package,
    Text,
    Encrypted,
    Other(FileKind),
}

pub(crate) fn detect(bytes: &[u8]) -> Detected {
    const COMPOUND_FILE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    const IMAGES: [&[u8]; 5] = [b"\x89PNG", b"\xFF\xD8\xFF", b"GIF8", b"BM\0", b"RIFF"];
    if bytes.starts_with(b"PK") {
        return Detected::Package;
    }
    if bytes.starts_with(COMPOUND_FILE) {
        let encrypted = contains_utf16(bytes, "EncryptedPackage");
        return if encrypted { Detected::Encrypted } else { Detected::Other(FileKind::OldExcel) };
    }
    // Excel 2 to 4 wrote bare BIFF records.
    if matches!(bytes, [0x09, 0x00 | 0x02 | 0x04 | 0x08, 0x04 | 0x06 | 0x08, 0x00, ..]) {
        return Detected::Other(FileKind::OldExcel);
    }
    if bytes.starts_with(b"%PDF") {
        return Detected::Other(FileKind::Pdf);
    }
    if IMAGES.iter().any(|magic| bytes.starts_with(magic)) {
        return Detected::Other(FileKind::Image);
    }
    let start = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    if start.starts_with(b"<") {
        return Detected::Other(FileKind::Markup);
    }
    Detected::Text
}

fn contains_utf16(bytes: &[u8], needle: &str) -> bool {
    let needle: Vec<u8> = needle.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(needle.len()).any(|window| window == needle)
}
