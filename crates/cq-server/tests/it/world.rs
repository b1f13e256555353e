//! A bureau to tell stories in: a fresh database, a clock that stands still, and people who sign in.

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use cq_platform::{
    actor::{Act, Actor},
    clock::FixedClock,
    db::Db,
    identity::{self, NewAccount, store::Bureau},
    ids::StaffId,
    policy::Role,
    secrets::Secrets,
    web::{App, Route, Settings},
};
use cq_server::site;
use tower::ServiceExt;

/// 2026-11-23 09:30 in China, a Monday.
pub const NOW: &str = "2026-11-23T01:30:00Z";
/// Everybody's password here.
pub const PASSWORD: &str = "evergreen 2026";

/// One story's world.
pub struct World {
    pub app: App,
    pub bureau: Bureau,
    pub clock: Arc<FixedClock>,
    router: Router,
    pub routes: Vec<Route>,
    pub press: Arc<Told>,
    _dir: tempfile::TempDir,
}

/// Tells `story` once on each engine, each time in a world of its own.
pub fn on_each_engine<F, Fut>(story: F)
where
    F: Fn(World) -> Fut,
    Fut: Future<Output = ()>,
{
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        story(World::on_sqlite().await).await;
        if let Ok(server) = std::env::var("CHANGQING_TEST_PG") {
            let name = fresh_name();
            admin(&server, &format!("CREATE DATABASE {name}")).await;
            let (base, _) = server.rsplit_once('/').unwrap();
            story(World::on(&format!("{base}/{name}")).await).await;
            admin(&server, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
    });
}

fn fresh_name() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    format!("it_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

async fn admin(server: &str, sql: &str) {
    let (client, connection) = tokio_postgres::connect(server, tokio_postgres::NoTls).await.unwrap();
    let driver = tokio::spawn(connection);
    client.batch_execute(sql).await.unwrap();
    drop(client);
    driver.await.unwrap().unwrap();
}

impl World {
    pub async fn on_sqlite() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("it.db").to_string_lossy().into_owned();
        Self::with(&file, dir).await
    }

    async fn on(url: &str) -> Self {
        Self::with(url, tempfile::tempdir().unwrap()).await
    }

    async fn with(url: &str, dir: tempfile::TempDir) -> Self {
        let db = Db::open(url).await.unwrap();
        db.migrate().await.unwrap();
        let clock = Arc::new(FixedClock::at(NOW.parse().unwrap()));
        let settings = Settings { secure_cookies: false, upload_max_bytes: 64 << 20 };
        let app = site::app_with(db, clock.clone(), Secrets::from_master(&[7; 32]), settings).unwrap();
        let press = Arc::new(Told::default());
        let edge = site::Edge { press: press.clone(), ..site::Edge::default() };
        let (router, routes) = site::site_with(&app, edge);
        let bureau =
            cq_server::cli::user::make_bureau(&app, "zq".into(), "长庆县委老干部局".into()).await.unwrap();
        Self { app, bureau, clock, router, routes, press, _dir: dir }
    }

    /// Stands the clock at `at` (ISO 8601).
    pub fn at(&self, at: &str) {
        self.clock.set(at.parse().unwrap());
    }

    /// The program's own hand with the rights of `role`.
    pub fn hand(&self, role: Role) -> Act {
        self.app.act(cq_server::cli::user::program_as(&self.bureau, role))
    }

    /// The hand of the staff member `staff`.
    pub fn hand_of(&self, role: Role, staff: StaffId) -> Act {
        let actor = cq_server::cli::user::program_as(&self.bureau, role);
        self.app.act(Actor { staff: Some(staff), ..actor })
    }

    /// Somebody with an account of that role, signed in.
    pub async fn signed_in(&self, role: Role) -> Browser<'_> {
        self.signed_in_as(role, role.as_str(), None).await
    }

    /// Somebody with that login, tied to `staff`, signed in.
    pub async fn signed_in_as(&self, role: Role, login: &str, staff: Option<StaffId>) -> Browser<'_> {
        let new = NewAccount {
            login: login.into(),
            name: login.into(),
            role,
            staff,
            password: PASSWORD.into(),
            must_change: false,
        };
        identity::create_account(&self.app, self.hand(Role::Admin), new).await.unwrap();
        let mut browser = self.browser();
        let answer = browser.sign_in(login, PASSWORD).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        browser
    }

    /// A browser that nobody has signed in with.
    pub fn browser(&self) -> Browser<'_> {
        Browser { world: self, cookies: Vec::new(), csrf: String::new() }
    }
}

/// A browser without JavaScript: cookies, forms, links.
#[derive(Clone)]
pub struct Browser<'w> {
    world: &'w World,
    cookies: Vec<(String, String)>,
    /// The token of the last page that had a form.
    pub csrf: String,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub body: Vec<u8>,
    pub to: Option<String>,
    pub headers: HeaderMap,
}

impl Answer {
    /// Whether it is a page, not a file.
    pub fn is_page(&self) -> bool {
        let kind = self.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        kind.is_some_and(|kind| kind.starts_with("text/html"))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl<'w> Browser<'w> {
    /// Where it is.
    pub fn world(&self) -> &'w World {
        self.world
    }
}

impl Browser<'_> {
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path), Body::empty()).await
    }

    /// Status and headers of what comes, for a browser that has the file of that tag already.
    pub async fn headers(&mut self, path: &str, tag: Option<&str>) -> (StatusCode, header::HeaderMap) {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request =
            Request::get(path).header(header::COOKIE, cookies.join("; ")).header(header::HOST, "it");
        if let Some(tag) = tag {
            request = request.header(header::IF_NONE_MATCH, tag);
        }
        let response = self.world.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        (response.status(), response.headers().clone())
    }

    /// Posts a form with the token of the last page.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.csrf.clone();
        let mut fields = fields.to_vec();
        fields.push(("_csrf", &token));
        self.post_raw(path, &fields).await
    }

    /// Posts exactly these fields.
    pub async fn post_raw(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let pairs: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, Body::from(pairs.join("&"))).await
    }

    /// Sends a program's request.
    pub async fn json(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &serde_json::Value,
    ) -> Answer {
        let request =
            Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, "application/json");
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        self.send(request, Body::from(body.to_string())).await
    }

    /// Uploads one file with fields beside it.
    pub async fn upload(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        file_name: &str,
        bytes: &[u8],
    ) -> Answer {
        const EDGE: &str = "----changqing-it";
        let token = self.csrf.clone();
        let mut body = Vec::new();
        for (name, value) in fields.iter().chain([&("_csrf", token.as_str())]) {
            body.extend(
                format!("--{EDGE}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                    .bytes(),
            );
        }
        body.extend(
            format!(
                "--{EDGE}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{file_name}\"\r\n\r\n"
            )
            .bytes(),
        );
        body.extend(bytes);
        body.extend(format!("\r\n--{EDGE}--\r\n").bytes());
        let request =
            Request::post(path).header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={EDGE}"));
        self.send(request, Body::from(body)).await
    }

    pub async fn sign_in(&mut self, login: &str, password: &str) -> Answer {
        self.get("/sign-in").await;
        let answer = self.post("/sign-in", &[("login", login), ("password", password)]).await;
        if answer.status == StatusCode::SEE_OTHER {
            let cookie = self.cookie("cq_session");
            self.csrf = self.world.app.secrets.form_token(&cookie);
        }
        answer
    }

    fn cookie(&self, name: &str) -> String {
        self.cookies.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()).unwrap_or_default()
    }

    async fn send(&mut self, request: axum::http::request::Builder, body: Body) -> Answer {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request =
            request.header(header::COOKIE, cookies.join("; ")).header(header::HOST, "it").body(body).unwrap();
        let response = self.world.router.clone().oneshot(request).await.unwrap();
        for set in response.headers().get_all(header::SET_COOKIE) {
            let (name, rest) = set.to_str().unwrap().split_once('=').unwrap();
            self.cookies.retain(|(key, _)| key != name);
            let value = rest.split(';').next().unwrap();
            if !value.is_empty() {
                self.cookies.push((name.into(), value.into()));
            }
        }
        let to = response.headers().get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned());
        let (status, headers) = (response.status(), response.headers().clone());
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec();
        let answer = Answer { status, body, to, headers };
        if let Some(token) =
            answer.text().split("name=\"_csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next())
        {
            self.csrf = token.replace("&#43;", "+").replace("&#x2b;", "+");
        }
        answer
    }
}

fn encode(text: &str) -> String {
    text.bytes()
        .map(
            |byte| {
                if byte.is_ascii_alphanumeric() {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            },
        )
        .collect()
}

/// Prints what a document says, as JSON: what it looks like is the press's own test.
#[derive(Default)]
pub struct Told(AtomicBool);

impl Told {
    /// Prints nothing until it is mended.
    pub fn jam(&self, is_jammed: bool) {
        self.0.store(is_jammed, Ordering::SeqCst);
    }
}

impl cq_paper::Printer for Told {
    fn print(&self, document: &cq_paper::Document) -> Result<Vec<u8>, cq_paper::PaperError> {
        if self.0.load(Ordering::SeqCst) {
            return Err(cq_paper::PaperError::NotBuilt);
        }
        serde_json::to_vec(document).map_err(|error| cq_paper::PaperError::Typesetting(error.to_string()))
    }
}
