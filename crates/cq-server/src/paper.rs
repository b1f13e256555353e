//! The printer that handlers find as an extension of the request.

use std::sync::Arc;

/// How handlers take it: `Extension(press): Extension<Press>`.
pub use cq_paper::Press;

/// The one this program was built with.
pub fn press() -> Press {
    #[cfg(feature = "paper")]
    return Arc::new(cq_paper::TypstPrinter::new());
    #[cfg(not(feature = "paper"))]
    return Arc::new(Unbuilt);
}

#[cfg(not(feature = "paper"))]
struct Unbuilt;

#[cfg(not(feature = "paper"))]
impl cq_paper::Printer for Unbuilt {
    fn print(&self, _: &cq_paper::Document) -> Result<Vec<u8>, cq_paper::PaperError> {
        Err(cq_paper::PaperError::NotBuilt)
    }
}
