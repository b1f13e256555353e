//! How much a file may ask of the machine.

const MIB: u64 = 1 << 20;

/// Bounds checked before and while a file is read. The defaults take 200,000 rows and refuse bombs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Parts (zip entries) in the package.
    pub parts: usize,
    /// Inflated bytes of a part that is neither a worksheet nor the shared strings.
    pub part_bytes: u64,
    /// Inflated bytes of one worksheet, or of a whole CSV file.
    pub sheet_bytes: u64,
    /// Inflated bytes of the shared strings, all of which stay in memory while a workbook is open.
    pub strings_bytes: u64,
    /// Inflated bytes of all parts together.
    pub total_bytes: u64,
    /// Inflated to compressed size of a part above one MiB. Deflate can reach 1,032; sheets seldom pass 50.
    pub ratio: u64,
    /// Number of shared strings.
    pub strings: u64,
    /// Last row that may hold anything, from 1.
    pub rows: u32,
    /// Columns that may hold anything.
    pub columns: u32,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            parts: 200,
            part_bytes: 32 * MIB,
            sheet_bytes: 256 * MIB,
            strings_bytes: 128 * MIB,
            total_bytes: 512 * MIB,
            ratio: 200,
            strings: 4_000_000,
            rows: 200_000,
            columns: 256,
        }
    }
}
