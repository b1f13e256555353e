//! `/api/openapi.json`: the API described from its own table of routes.

use std::sync::Arc;

use axum::http::StatusCode;
use cq_platform::web::{PUBLIC, Routes, api, document};

/// Where it stands.
pub const ADDRESS: &str = "/api/openapi.json";

/// Registers the description of every route registered before.
pub fn routes(routes: &mut Routes) {
    let text: Arc<str> = document(routes.table()).to_string().into();
    let show = move || {
        let answer = api::answer(StatusCode::OK, text.as_bytes().to_vec());
        std::future::ready(answer)
    };
    routes.get(ADDRESS, &PUBLIC, show);
}
