//! The shell that a phone keeps, and the script that keeps it. Both are the same for everybody: they hold nobody's data.

use askama::Template;
use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use cq_platform::{
    Error, Result,
    form::Form,
    web::{Ctx, PUBLIC, Routes, Ui, page},
};
use cq_registry::task::model::{AGAIN_MAX_DAYS, Condition, Need, PROMPT_DAYS, Service, Source};
use serde_json::json;

use super::KEPT_HOURS;

const SHELL: &str = "/offline";
const WORKER: &str = "/offline/worker.js";
const MANIFEST: &str = "/offline/app.webmanifest";
/// Tells a shell of this build from one of another.
const VERSION: &str = "offline-version";

/// Everything the shell needs without network.
const ASSETS: &[&str] = &[
    "css/app.css",
    "img/icon.svg",
    "img/mark-paper.svg",
    "img/mark.svg",
    "js/offline/answer.js",
    "js/offline/api.js",
    "js/offline/card.js",
    "js/offline/day.js",
    "js/offline/main.js",
    "js/offline/form.js",
    "js/offline/report.js",
    "js/offline/send.js",
    "js/offline/store.js",
    "js/offline/view.js",
    "js/offline/worker.js",
];

/// Registers the pages.
pub(super) fn routes(routes: &mut Routes) {
    routes.get(SHELL, &PUBLIC, shell).get(MANIFEST, &PUBLIC, manifest).get(WORKER, &PUBLIC, worker);
}

#[derive(Template)]
#[template(path = "offline/shell.html")]
struct ShellPage {
    ui: Ui,
    form: Form,
    conditions: &'static [Condition],
    services: &'static [Service],
    needs: &'static [Need],
    sources: &'static [Source],
    kept_hours: i64,
    prompt_days: i64,
    again_max_days: i64,
}

async fn shell(ctx: Ctx) -> Result<Response> {
    let ui = Ui::of(&ctx);
    let version = HeaderValue::from_str(&version(&ui)).map_err(Error::internal)?;
    let mut response = page(&ShellPage {
        ui,
        form: Form::default(),
        conditions: Condition::ALL,
        services: Service::ALL,
        needs: Need::ALL,
        sources: Source::ALL,
        kept_hours: KEPT_HOURS,
        prompt_days: PROMPT_DAYS,
        again_max_days: AGAIN_MAX_DAYS,
    })?;
    response.headers_mut().insert(VERSION, version);
    Ok(response)
}

/// The service worker: what this build's shell is made of, given to the module that keeps it. It is different when anything in `web/`
/// is, so a browser that asks for it learns of a new build.
async fn worker(ctx: Ctx) -> Result<Response> {
    let ui = Ui::of(&ctx);
    let assets: Vec<String> = ASSETS.iter().map(|name| ui.asset(name)).chain([MANIFEST.to_owned()]).collect();
    let shell = json!({ "version": version(&ui), "page": SHELL, "assets": assets });
    let script = format!(
        "import {{ start }} from {};\nstart(self, {shell});\n",
        json!(ui.asset("js/offline/worker.js"))
    );
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
        (header::HeaderName::from_static("service-worker-allowed"), SHELL),
    ];
    Ok((headers, script).into_response())
}

/// What the phone's home screen shows, so that the page opens by one touch.
async fn manifest(ctx: Ctx) -> Result<Response> {
    let ui = Ui::of(&ctx);
    let icon = json!({ "src": ui.asset("img/icon.svg"), "type": "image/svg+xml", "sizes": "any" });
    let manifest = json!({
        "id": SHELL, "start_url": SHELL, "scope": SHELL, "display": "standalone", "lang": ui.lang,
        "name": ui.m("offline-app-name"), "short_name": ui.m("offline-app-name"), "icons": [icon],
    });
    let headers = [(header::CONTENT_TYPE, "application/manifest+json"), (header::CACHE_CONTROL, "no-cache")];
    Ok((headers, manifest.to_string()).into_response())
}

/// The folder of this build's assets, which is named after what is in them.
fn version(ui: &Ui) -> String {
    ui.asset("").split('/').rfind(|part| !part.is_empty()).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::ASSETS;

    #[test]
    fn every_module_of_the_shell_is_kept() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/js/offline");
        let files = fs::read_dir(folder).unwrap();
        let there: BTreeSet<String> = files
            .map(|entry| format!("js/offline/{}", entry.unwrap().file_name().to_string_lossy()))
            .filter(|name| !name.ends_with("leave.js"))
            .collect();
        let kept: BTreeSet<String> =
            ASSETS.iter().filter(|name| name.starts_with("js/")).map(|name| (*name).to_owned()).collect();
        assert_eq!(there, kept);
    }
}
