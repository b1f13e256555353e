//! The typefaces of this machine.

use std::path::Path;

use typst_kit::fonts::{self, FontPath, FontStore};

use crate::error::{FONT_PACKAGE, Face, PaperError};

/// Families that can set Chinese text, best first.
const SERIF: [&str; 4] = ["Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "SimSun"];
const SANS: [&str; 4] = ["Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "SimHei"];

/// All faces of the machine, of which rare characters take what they need, and the two that templates ask for.
pub(crate) struct Typefaces {
    pub(crate) store: FontStore,
    pub(crate) serif: &'static str,
    pub(crate) sans: &'static str,
}

impl Typefaces {
    /// The system's faces.
    pub(crate) fn of_system() -> Result<Self, PaperError> {
        Self::choose(fonts::system())
    }

    /// The faces in one directory and below, and no others.
    pub(crate) fn in_directory(directory: &Path) -> Result<Self, PaperError> {
        Self::choose(fonts::scan(directory))
    }

    fn choose(found: impl Iterator<Item = (FontPath, typst::text::FontInfo)>) -> Result<Self, PaperError> {
        let mut faces: Vec<_> = found.collect();
        // The order decides between equally good fallbacks; a directory's own order is not the same everywhere.
        faces.sort_by(|(a, _), (b, _)| (&a.path, a.index).cmp(&(&b.path, b.index)));
        let mut store = FontStore::new();
        store.extend(faces);
        let first_of = |families: [&'static str; 4], face| {
            families
                .into_iter()
                .find(|family| store.book().contains_family(&family.to_lowercase()))
                .ok_or(PaperError::FontMissing { face, package: FONT_PACKAGE })
        };
        let serif = first_of(SERIF, Face::Serif)?;
        let sans = first_of(SANS, Face::Sans)?;
        Ok(Self { store, serif, sans })
    }
}
