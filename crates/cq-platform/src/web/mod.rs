//! The page frame and the guarded router.

pub mod api;
mod app;
mod assets;
mod errors;
mod guard;
pub mod look;
mod menu;
mod openapi;
mod routes;
mod stream;
mod summary;
mod ui;
pub mod waiting;

pub use app::{App, Inner, Settings};
pub use assets::asset_routes;
pub use guard::{Ctx, Posted, Upload};
pub use menu::{Menu, MenuItem, MenuLink, MenuSection, ShownSection};
pub use openapi::document;
pub use routes::{PUBLIC, Route, Routes};
pub use stream::{Feed, Sent, feed};
pub use ui::{Notice, Ui, Who, invalid, overtaken, page, see_other};
