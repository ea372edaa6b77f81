//! The three APIs, without faults: the reply of each to a request.

use hyper::{
    StatusCode,
    header::{ALLOW, LINK},
};
use serde_json::json;

use crate::{dataset::Dataset, query::Query, reply::Reply, route::Route};

mod github;
mod posts;
mod users;

/// Returns the reply to a GET or HEAD request for a path of a route.
pub(crate) fn answer(route: Route, dataset: &Dataset, query: &Query) -> Reply {
    match route {
        Route::Posts => posts::answer(dataset, query),
        Route::Repositories => github::answer(dataset, query),
        Route::Users => users::answer(dataset, query),
    }
}

/// Returns an error in the form of the route's real API.
pub(crate) fn error(route: Option<Route>, status: StatusCode) -> Reply {
    match route {
        Some(Route::Posts) => posts::error(status),
        Some(Route::Users) => users::error(status),
        Some(Route::Repositories) => github::error(status),
        None => Reply::error(status, &json!({ "message": status.canonical_reason().unwrap_or("Unknown") })),
    }
}

/// Returns the reply to a request for an unknown path.
pub(crate) fn not_found() -> Reply {
    let body = json!({ "message": "Not Found", "paths": Route::ALL.map(Route::path) });
    Reply::error(StatusCode::NOT_FOUND, &body)
}

/// Returns the reply to a request with a method other than GET and HEAD.
pub(crate) fn not_allowed(route: Option<Route>) -> Reply {
    error(route, StatusCode::METHOD_NOT_ALLOWED).with(ALLOW, "GET, HEAD")
}

/// Adds a `Link` header (RFC 8288), unless there are no links.
fn with_links(reply: Reply, base: &str, targets: &[(&str, String)]) -> Reply {
    if targets.is_empty() {
        return reply;
    }
    let links: Vec<_> = targets.iter().map(|(rel, target)| format!("<{base}{target}>; rel=\"{rel}\"")).collect();
    reply.with(LINK, links.join(", "))
}
