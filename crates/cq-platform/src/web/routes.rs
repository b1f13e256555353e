//! The router that takes no route without an action.

use axum::{
    Router,
    handler::Handler,
    http::Method,
    middleware::from_fn_with_state,
    routing::{MethodFilter, on},
};

use super::{App, api, api::Doc, guard};
use crate::{Error, policy::Action};

/// The action of the few pages that need no account: signing in, the switches of language and type size.
pub const PUBLIC: Action = Action { name: "public", grants: crate::policy::EVERYONE };

/// A registered route.
#[derive(Debug, Clone)]
pub struct Route {
    /// GET or POST; of the API also PATCH.
    pub method: Method,
    /// As the router knows it: `/people/{id}`.
    pub path: &'static str,
    /// What it takes.
    pub action: &'static Action,
    /// Takes a file.
    pub upload: bool,
    /// What the description of the API says of it.
    pub doc: Option<&'static Doc>,
}

impl Route {
    /// Whether it is open to anybody.
    pub fn is_public(&self) -> bool {
        self.action.name == PUBLIC.name
    }

    /// Whether it belongs to the API.
    pub fn is_api(&self) -> bool {
        self.path.starts_with(api::ROOT)
    }
}

/// Collects the routes of every feature.
pub struct Routes {
    app: App,
    router: Router<App>,
    table: Vec<Route>,
}

impl Routes {
    /// An empty table.
    pub fn new(app: App) -> Self {
        Self { app, router: Router::new(), table: Vec::new() }
    }

    /// A page or a read.
    pub fn get<H, T>(&mut self, path: &'static str, action: &'static Action, handler: H) -> &mut Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Route { method: Method::GET, path, action, upload: false, doc: None }, handler)
    }

    /// A change. Its form carries the token; see [`guard`].
    pub fn post<H, T>(&mut self, path: &'static str, action: &'static Action, handler: H) -> &mut Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Route { method: Method::POST, path, action, upload: false, doc: None }, handler)
    }

    /// A change that brings a file.
    pub fn post_upload<H, T>(&mut self, path: &'static str, action: &'static Action, handler: H) -> &mut Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Route { method: Method::POST, path, action, upload: true, doc: None }, handler)
    }

    /// An address of the API, described.
    pub fn api<H, T>(
        &mut self,
        method: Method,
        path: &'static str,
        action: &'static Action,
        doc: &'static Doc,
        handler: H,
    ) -> &mut Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Route { method, path, action, upload: false, doc: Some(doc) }, handler)
    }

    /// What has been registered so far.
    pub fn table(&self) -> &[Route] {
        &self.table
    }

    fn add<H, T>(&mut self, route: Route, handler: H) -> &mut Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        let filter = match route.method {
            Method::GET => MethodFilter::GET,
            Method::PATCH => MethodFilter::PATCH,
            _ => MethodFilter::POST,
        };
        let layer = from_fn_with_state((self.app.clone(), route.clone()), guard::guard);
        let router = std::mem::take(&mut self.router);
        self.router = router.route(route.path, on(filter, handler).layer(layer));
        self.table.push(route);
        self
    }

    /// The router and the table of what it knows. Any other address is a page that says so.
    pub fn finish(self) -> (Router, Vec<Route>) {
        let nowhere = Route { method: Method::GET, path: "", action: &PUBLIC, upload: false, doc: None };
        let layer = from_fn_with_state((self.app.clone(), nowhere), guard::guard);
        let fallback = on(MethodFilter::GET.or(MethodFilter::HEAD), async || Error::NotFound).layer(layer);
        (self.router.fallback_service(fallback.with_state(self.app.clone())).with_state(self.app), self.table)
    }
}
