//! The printer that sets documents with typst.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Dict, Duration, IntoValue, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, comemo};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

use crate::typefaces::Typefaces;
use crate::{Document, PaperError, Printer};

/// For how many prints a piece of layout is kept in case it is used again. Pieces hold personal data: be brief.
const KEPT_FOR_PRINTS: usize = 2;

static SYSTEM: OnceLock<Press> = OnceLock::new();

/// Prints with typst and this machine's typefaces. Free to make: the typefaces are looked for at the first
/// print and then shared by the whole process.
#[derive(Clone, Default)]
pub struct TypstPrinter {
    own: Option<Arc<Press>>,
}

impl TypstPrinter {
    /// A printer that uses the typefaces of the system.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A printer that uses only the typefaces in `directory` and below, read now.
    ///
    /// # Errors
    /// [`PaperError::FontMissing`] if there is no Chinese serif or no Chinese sans face in it.
    pub fn with_fonts_in(directory: &Path) -> Result<Self, PaperError> {
        let press = Press::new(Typefaces::in_directory(directory)?)?;
        Ok(Self { own: Some(Arc::new(press)) })
    }

    fn press(&self) -> Result<&Press, PaperError> {
        if let Some(press) = self.own.as_deref().or_else(|| SYSTEM.get()) {
            return Ok(press);
        }
        // A failure is not kept: once the package is installed, the next print finds it.
        let press = Press::new(Typefaces::of_system()?)?;
        Ok(SYSTEM.get_or_init(|| press))
    }
}

impl Printer for TypstPrinter {
    fn print(&self, document: &Document) -> Result<Vec<u8>, PaperError> {
        let press = self.press()?;
        let mut pictures = Vec::new();
        let (main, data) = match document {
            Document::DaySheet(sheet) => (&press.day_sheet, serde_json::to_vec(sheet)?),
            Document::NameList(list) => {
                list.check()?;
                (&press.name_list, serde_json::to_vec(list)?)
            }
            Document::Letters(letters) => (&press.letters, serde_json::to_vec(letters)?),
            Document::Dossier(dossier) => {
                dossier.check()?;
                for (at, jpeg) in dossier.pictures.iter().enumerate() {
                    pictures.push((file_id(&format!("picture-{at}.jpg"))?, Bytes::new(jpeg.clone())));
                }
                (&press.dossier, serde_json::to_vec(dossier)?)
            }
        };
        Job { press, main, data: Bytes::new(data), pictures }.run()
    }
}

/// What all prints have in common.
struct Press {
    typefaces: Typefaces,
    library: LazyHash<Library>,
    style: Source,
    day_sheet: Source,
    name_list: Source,
    letters: Source,
    dossier: Source,
    data: FileId,
}

impl Press {
    fn new(typefaces: Typefaces) -> Result<Self, PaperError> {
        let mut inputs = Dict::new();
        inputs.insert("serif".into(), typefaces.serif.into_value());
        inputs.insert("sans".into(), typefaces.sans.into_value());
        let library = LazyHash::new(Library::builder().with_inputs(inputs).build());
        Ok(Self {
            typefaces,
            library,
            style: template("style.typ", include_str!("../templates/style.typ"))?,
            day_sheet: template("day_sheet.typ", include_str!("../templates/day_sheet.typ"))?,
            name_list: template("name_list.typ", include_str!("../templates/name_list.typ"))?,
            letters: template("letters.typ", include_str!("../templates/letters.typ"))?,
            dossier: template("dossier.typ", include_str!("../templates/dossier.typ"))?,
            data: file_id("data.json")?,
        })
    }
}

fn template(name: &str, text: &str) -> Result<Source, PaperError> {
    Ok(Source::new(file_id(name)?, text.to_owned()))
}

fn file_id(name: &str) -> Result<FileId, PaperError> {
    let path = VirtualPath::new(name).map_err(|error| PaperError::Typesetting(error.to_string()))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// One print: a template and its data. As a world it holds a template, the style, one data file and its pictures, nothing else:
/// no disk, no packages, no network, no clock.
struct Job<'a> {
    press: &'a Press,
    main: &'a Source,
    data: Bytes,
    pictures: Vec<(FileId, Bytes)>,
}

impl Job<'_> {
    fn run(&self) -> Result<Vec<u8>, PaperError> {
        let pdf = typst::compile::<PagedDocument>(self).output.and_then(|pages| {
            let options = PdfOptions { creator: Smart::Custom(None), ..PdfOptions::default() };
            typst_pdf::pdf(&pages, &options)
        });
        comemo::evict(KEPT_FOR_PRINTS);
        pdf.map_err(|diagnostics| failure(&diagnostics))
    }
}

fn failure(diagnostics: &[SourceDiagnostic]) -> PaperError {
    let messages: Vec<&str> = diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
    PaperError::Typesetting(messages.join("; "))
}

impl World for Job<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.press.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.press.typefaces.store.book()
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        [self.main, &self.press.style]
            .into_iter()
            .find(|source| source.id() == id)
            .cloned()
            .ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.press.data {
            return Ok(self.data.clone());
        }
        let picture = self.pictures.iter().find(|(picture, _)| *picture == id);
        picture.map(|(_, bytes)| bytes.clone()).ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.press.typefaces.store.font(index)
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
