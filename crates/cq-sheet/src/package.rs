//! Looks through a package before any parser sees it: inflates every part once, against the limits.
//!
//! Declared sizes are not believed; the bytes are counted as they come.

use crate::kind::FileKind;
use crate::scan::Scan;
use crate::{Limits, SheetError};
use std::io::{Cursor, ErrorKind, Read};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;
use zip::ZipArchive;
use zip::result::ZipError;

/// A part below this size may be compressed as hard as it likes.
const RATIO_FROM_BYTES: u64 = 1 << 20;
/// A file above this size is looked through on two threads.
const ALONE_BYTES: usize = 1 << 19;

/// What the first look noticed for the reader behind it.
pub(crate) struct PackageFacts {
    /// Where each part begins in the file, in their order, and which of its cells hold formulas.
    parts: Vec<(u64, Vec<u32>)>,
}

impl PackageFacts {
    /// Which cells of the part that holds the file's byte `at` have formulas, in the order in which cells are streamed.
    pub(crate) fn formulas_at(&self, at: u64) -> &[u32] {
        let next = self.parts.partition_point(|(start, _)| *start <= at);
        let part = next.checked_sub(1).and_then(|part| self.parts.get(part));
        part.map_or(&[], |(_, formulas)| formulas)
    }
}

pub(crate) fn inspect(bytes: &[u8], limits: &Limits) -> Result<PackageFacts, SheetError> {
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| unreadable(bytes))?;
    if archive.len() > limits.parts {
        return Err(SheetError::TooManyParts { found: archive.len(), limit: limits.parts });
    }
    if archive.has_duplicate_names() {
        return Err(damaged("", "two parts of one name"));
    }
    check_kind(&archive)?;
    let (next, total) = (AtomicUsize::new(0), AtomicU64::new(0));
    let parts = archive.len();
    let look = || {
        let (mut archive, mut seen, mut buffer) = (archive.clone(), Vec::new(), vec![0; 1 << 16]);
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= parts {
                return Ok(seen);
            }
            let part = Part::new(&mut archive, index, limits);
            let read = part.and_then(|part| part.read(&mut archive, limits, &total, &mut buffer));
            seen.push(read.map_err(|error| (index, error))?);
        }
    };
    let (one, other) = thread::scope(|scope| {
        let other = (bytes.len() > ALONE_BYTES).then(|| scope.spawn(look));
        let one = look();
        // A panic goes on here, to be contained by the caller.
        let other = other.map_or(Ok(Ok(Vec::new())), thread::ScopedJoinHandle::join);
        (one, other.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    let mut parts = match (one, other) {
        (Ok(one), Ok(other)) => [one, other].concat(),
        (Err((_, error)), Ok(_)) | (Ok(_), Err((_, error))) => return Err(error),
        // What stands first in the file is told.
        (Err(one), Err(other)) => return Err(if one.0 < other.0 { one.1 } else { other.1 }),
    };
    parts.sort_by_key(|(start, _)| *start);
    Ok(PackageFacts { parts })
}

struct Part {
    index: usize,
    name: String,
    packed_bytes: u64,
    limit_bytes: u64,
}

impl Part {
    fn new(
        archive: &mut ZipArchive<Cursor<&[u8]>>,
        index: usize,
        limits: &Limits,
    ) -> Result<Part, SheetError> {
        let file = archive.by_index_raw(index).map_err(|_| damaged("", "unreadable part"))?;
        if file.encrypted() {
            return Err(SheetError::Encrypted);
        }
        let name = file.name().map_err(|_| damaged("", "name of a part"))?.into_owned();
        let lower = name.to_ascii_lowercase();
        let limit_bytes = if lower.contains("worksheets/") {
            limits.sheet_bytes
        } else if lower.ends_with("sharedstrings.xml") {
            limits.strings_bytes
        } else {
            limits.part_bytes
        };
        Ok(Part { index, name, packed_bytes: file.compressed_size(), limit_bytes })
    }

    /// Inflates the part to its end; where it begins in the file, and which of its cells hold formulas.
    fn read(
        self,
        archive: &mut ZipArchive<Cursor<&[u8]>>,
        limits: &Limits,
        total: &AtomicU64,
        buffer: &mut [u8],
    ) -> Result<(u64, Vec<u32>), SheetError> {
        let mut file = archive.by_index(self.index).map_err(|error| match error {
            ZipError::InvalidPassword => SheetError::Encrypted,
            _ => damaged(&self.name, "unreadable part"),
        })?;
        let mut scan = Scan::new(&self.name);
        let mut size = 0;
        loop {
            let count = match file.read(buffer) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Err(SheetError::Truncated),
                Err(_) => return Err(damaged(&self.name, "compressed data or checksum")),
            };
            size += count as u64;
            let all = total.fetch_add(count as u64, Ordering::Relaxed) + count as u64;
            self.check_size(size, all, limits)?;
            scan.feed(buffer.get(..count).unwrap_or_default(), limits)?;
        }
        Ok((file.header_start(), scan.finish()?))
    }

    fn check_size(&self, size: u64, total: u64, limits: &Limits) -> Result<(), SheetError> {
        if size > self.limit_bytes {
            return Err(SheetError::PartTooLarge { part: self.name.clone(), limit_bytes: self.limit_bytes });
        }
        if total > limits.total_bytes {
            return Err(SheetError::TotalTooLarge { limit_bytes: limits.total_bytes });
        }
        if size > RATIO_FROM_BYTES && size / self.packed_bytes.max(1) > limits.ratio {
            return Err(SheetError::Overcompressed { part: self.name.clone(), limit: limits.ratio });
        }
        Ok(())
    }
}

/// Tells an Excel workbook from the other formats that are zip files.
fn check_kind(archive: &ZipArchive<Cursor<&[u8]>>) -> Result<(), SheetError> {
    let has = |wanted: &str| {
        archive.file_names().flatten().any(|name| name.trim_start_matches('/').eq_ignore_ascii_case(wanted))
    };
    let kind = if has("xl/workbook.bin") {
        FileKind::Xlsb
    } else if has("mimetype") && has("content.xml") {
        FileKind::OpenDocument
    } else if has("word/document.xml") {
        FileKind::Word
    } else if !has("_rels/.rels") {
        FileKind::Zip
    } else {
        return Ok(());
    };
    Err(SheetError::NotASpreadsheet(kind))
}

/// A zip file ends with its directory; without one it was cut off.
fn unreadable(bytes: &[u8]) -> SheetError {
    const END_OF_DIRECTORY: &[u8] = b"PK\x05\x06";
    let tail = bytes.len().saturating_sub((1 << 16) + 22);
    let tail = bytes.get(tail..).unwrap_or_default();
    if tail.windows(END_OF_DIRECTORY.len()).any(|window| window == END_OF_DIRECTORY) {
        damaged("", "zip directory")
    } else {
        SheetError::Truncated
    }
}

pub(crate) fn damaged(part: &str, what: &'static str) -> SheetError {
    SheetError::Damaged { part: part.to_owned(), what }
}
