//! Requests of somebody signed in, given to the router as a service: no network between.

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    http::{Request, StatusCode, header},
};
use cq_platform::web::App;
use cq_server::site;
use tower::ServiceExt;

use super::{Outcome, registry, world::World};

/// Somebody signed in.
#[derive(Clone)]
pub struct Client {
    router: Router,
    app: App,
    /// The whole `cookie` header.
    pub cookies: String,
}

impl Client {
    /// The clerk of the registry.
    pub async fn signed_in(world: &World) -> Outcome<Self> {
        let (router, _) = site::site(&world.app);
        Self::signed_in_as(world, router, registry::LOGIN).await
    }

    /// Whoever has this login and the registry's password, at a router that many may share.
    pub async fn signed_in_as(world: &World, router: Router, login: &str) -> Outcome<Self> {
        let mut client = Self { router, app: world.app.clone(), cookies: String::new() };
        let request = Request::get("/sign-in").header(header::HOST, "bench").body(Body::empty())?;
        let visitor = client.router.clone().oneshot(request).await?;
        client.keep(&visitor);
        let entered = client.send("/sign-in", &[("login", login), ("password", registry::PASSWORD)]).await?;
        if entered.status() != StatusCode::SEE_OTHER {
            return Err(format!("not signed in: {}", entered.status()).into());
        }
        client.keep(&entered);
        Ok(client)
    }

    /// What a form sends to `path`; the address that the answer leads to.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Outcome<String> {
        let response = self.send(path, fields).await?;
        let to = response.headers().get(header::LOCATION).and_then(|to| to.to_str().ok());
        match (response.status(), to) {
            (StatusCode::SEE_OTHER, Some(to)) => Ok(to.to_owned()),
            (status, _) => Err(format!("{path}: {status}").into()),
        }
    }

    async fn send(&self, path: &str, fields: &[(&str, &str)]) -> Outcome<axum::response::Response> {
        let session = self.cookies.split_once('=').map(|(_, value)| value).unwrap_or_default();
        let token = self.app.secrets.form_token(session);
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .append_pair("_csrf", &token)
            .finish();
        let request = Request::post(path)
            .header(header::HOST, "bench")
            .header(header::COOKIE, &self.cookies)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))?;
        Ok(self.router.clone().oneshot(request).await?)
    }

    fn keep(&mut self, response: &axum::response::Response) {
        let set = response
            .headers()
            .get_all(header::SET_COOKIE)
            .into_iter()
            .filter_map(|value| value.to_str().ok());
        let pairs: Vec<&str> =
            set.filter_map(|set| set.split(';').next()).filter(|pair| !pair.ends_with('=')).collect();
        self.cookies = pairs.join("; ");
    }

    /// The router, to be served.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// The whole answer to `path`, which must be 200.
    pub async fn get(&self, path: &str) -> Outcome<Bytes> {
        Ok(to_bytes(self.open(path).await?, usize::MAX).await?)
    }

    /// The answer to `path`, which must be 200, as it comes.
    pub async fn open(&self, path: &str) -> Outcome<Body> {
        let request = Request::get(path)
            .header(header::HOST, "bench")
            .header(header::COOKIE, &self.cookies)
            .body(Body::empty())?;
        let response = self.router.clone().oneshot(request).await?;
        if response.status() != StatusCode::OK {
            return Err(format!("{path}: {}", response.status()).into());
        }
        Ok(response.into_body())
    }
}
