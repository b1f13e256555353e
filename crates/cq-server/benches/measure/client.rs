//! Requests of somebody signed in, given to the router as a service: no network between.

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    http::{Request, StatusCode, header},
};
use cq_server::site;
use tower::ServiceExt;

use super::{Outcome, registry, world::World};

/// Somebody signed in.
#[derive(Clone)]
pub struct Client {
    router: Router,
    /// The whole `cookie` header.
    pub cookies: String,
}

impl Client {
    /// The clerk of the registry.
    pub async fn signed_in(world: &World) -> Outcome<Self> {
        let (router, _) = site::site(&world.app);
        let mut client = Self { router, cookies: String::new() };
        let request = Request::get("/sign-in").header(header::HOST, "bench").body(Body::empty())?;
        let visitor = client.router.clone().oneshot(request).await?;
        client.keep(&visitor);
        let visitor = client.cookies.split_once('=').map(|(_, value)| value.to_owned()).unwrap_or_default();
        let fields = [
            ("login", registry::LOGIN),
            ("password", registry::PASSWORD),
            ("_csrf", &world.app.secrets.form_token(&visitor)),
        ];
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::post("/sign-in")
            .header(header::HOST, "bench")
            .header(header::COOKIE, &client.cookies)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))?;
        let entered = client.router.clone().oneshot(request).await?;
        if entered.status() != StatusCode::SEE_OTHER {
            return Err(format!("not signed in: {}", entered.status()).into());
        }
        client.keep(&entered);
        Ok(client)
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
