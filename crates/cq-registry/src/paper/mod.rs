//! What printed sheets have in common: who issues them, their foot, and the way to the printer.

pub mod store;

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use cq_paper::{Document, Entry, Foot, Imprint, PaperError, Press};
use cq_platform::{
    Error, Result,
    messages::{Locale, Text},
    web::Ui,
};
use jiff::civil::Date;

/// Texts that every printed sheet has.
pub const LOCALES: &[Locale] = cq_platform::locales!["paper"];

/// What the file says about itself.
pub fn imprint(bureau: &str, today: Date) -> Imprint {
    Imprint { author: bureau.to_owned(), created_on: today }
}

/// 填报单位, 填报人, 日期.
pub fn foot(ui: &Ui, bureau: &str, clerk: &str, today: Date) -> Foot {
    let entry = |key, value: String| Entry { label: ui.m(key).to_owned(), value: Some(value) };
    Foot {
        entries: vec![
            entry("paper-issued-by", bureau.to_owned()),
            entry("paper-printed-by", clerk.to_owned()),
            entry("paper-date", ui.day(&today)),
        ],
        page_pattern: ui.m("paper-pages").to_owned(),
    }
}

/// Prints away from the threads that answer requests.
pub async fn print(
    press: &Press,
    document: impl Into<Document>,
    file_name: &'static str,
) -> Result<Response> {
    let (press, document) = (press.clone(), document.into());
    let printed =
        tokio::task::spawn_blocking(move || press.print(&document)).await.map_err(Error::internal)?;
    let pdf = printed.map_err(|error| match error {
        PaperError::FontMissing { package, .. } => {
            Error::Refused(Text::new("paper-font-missing").with("package", package))
        }
        PaperError::NotBuilt => Error::refused("paper-not-built"),
        error => Error::internal(error),
    })?;
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, format!("inline; filename=\"{file_name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, pdf).into_response())
}
