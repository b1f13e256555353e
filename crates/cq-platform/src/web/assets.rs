//! Style sheets, scripts and images: packed into the program, served under an address that changes with their content.

use axum::{
    Router,
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

/// A packed file.
struct Asset {
    name: &'static str,
    mime: &'static str,
    bytes: &'static [u8],
    /// The same, packed with brotli at build time.
    brotli: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The address of `name` in this build.
pub(super) fn address(name: &str) -> String {
    format!("/assets/{HASH}/{name}")
}

/// Serves them. They hold nothing secret, so they stand outside the guarded table.
pub fn asset_routes() -> Router {
    Router::new().route("/assets/{hash}/{*name}", get(serve))
}

async fn serve(Path((_, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let accepts =
        headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let base =
        [(header::CONTENT_TYPE, asset.mime), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    if accepts.split(',').any(|coding| coding.trim() == "br") {
        (base, [(header::CONTENT_ENCODING, "br"), (header::VARY, "accept-encoding")], asset.brotli)
            .into_response()
    } else {
        (base, asset.bytes).into_response()
    }
}
