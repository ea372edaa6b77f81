//! The treatment of one request, from its head to the body of the response.

use std::{
    future::pending,
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use hyper::{
    HeaderMap, Method, Response, StatusCode,
    body::Incoming,
    header::{self, CACHE_CONTROL, CONTENT_TYPE, ETAG, RETRY_AFTER},
};

use crate::{
    api,
    barrier::Barrier,
    body::{Abort, ResponseBody},
    config::Observer,
    content::{Chunks, Content, Damage},
    counts::{Ending, Registry, RequestGuard},
    dataset::Dataset,
    fault::{Fault, RetryAfter},
    query::Query,
    reply::Reply,
    requests::Request,
    route::Route,
    rules::Rules,
};

/// The state that all connections share with the handle of the server.
pub(crate) struct Shared {
    pub(crate) dataset: Dataset,
    pub(crate) rules: Rules,
    pub(crate) barrier: Barrier,
    pub(crate) registry: Arc<Registry>,
    pub(crate) observer: Option<Observer>,
    #[cfg(feature = "pollscope")]
    pub(crate) recording: Option<pollscope::Recording>,
    pub(crate) start: Instant,
}

/// Answers a request. If the client disconnects, this is dropped, and the request counts as given up.
pub(crate) async fn serve(
    shared: Arc<Shared>,
    request: hyper::Request<Incoming>,
) -> Result<Response<ResponseBody>, Abort> {
    #[cfg(feature = "pollscope")]
    if let Some(recording) = shared.recording.clone() {
        let path = request.uri().path().to_owned();
        return recording.future(path, answer(shared, request)).await;
    }
    answer(shared, request).await
}

async fn answer(shared: Arc<Shared>, request: hyper::Request<Incoming>) -> Result<Response<ResponseBody>, Abort> {
    let path = request.uri().path();
    let route = Route::of(path);
    let copy = copy_of(&shared, &request);
    if let Some(observer) = &shared.observer {
        observer(&copy);
    }
    let rule = shared.rules.of(path, route);
    let mut guard = shared.registry.start(route, path, copy);
    let plan = rule.next_plan();

    shared.barrier.wait().await;
    rule.barrier().wait().await;
    if !plan.latency.is_zero() {
        tokio::time::sleep(plan.latency).await;
    }

    let error = |status| api::error(route, status);
    let (reply, damage) = match plan.fault {
        None => (reply(&shared.dataset, route, &request, false), None),
        Some(Fault::ConnectionReset) => {
            guard.end(Ending::BrokenOff);
            return Err(Abort::Reset);
        }
        Some(Fault::NoAnswer) => pending().await,
        Some(Fault::Status(code)) => (error(final_status(code)), None),
        Some(Fault::TooManyRequests { retry_after }) => {
            (error(StatusCode::TOO_MANY_REQUESTS).with(RETRY_AFTER, retry_header(retry_after)), None)
        }
        Some(Fault::WrongContentType) => {
            (Reply::new(StatusCode::OK, "text/html; charset=utf-8", Content::whole(HTML)), None)
        }
        Some(Fault::HalfBody) => (reply(&shared.dataset, route, &request, true), Some(Damage::Half)),
        Some(Fault::MalformedJson) => (reply(&shared.dataset, route, &request, true), Some(Damage::Unclosed)),
        Some(Fault::MissingField) => (reply(&shared.dataset, route, &request, true), Some(Damage::MissingField)),
        Some(Fault::EndlessBody) => (reply(&shared.dataset, route, &request, true), Some(Damage::Endless)),
    };
    Ok(send(&request, reply, damage, plan.bytes_per_second, guard))
}

const HTML: &str = "<!doctype html>\n<title>Be right back</title>\n<p>The service is being looked after.\n";

/// Returns a status that a final response can have. Those below 200 only announce another response.
fn final_status(code: u16) -> StatusCode {
    let status = StatusCode::from_u16(code).ok().filter(|_| (200..=599).contains(&code));
    status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Returns the reply of the API. If it will be damaged, it has no tag, so that no client caches it as a good one.
fn reply(dataset: &Dataset, route: Option<Route>, request: &hyper::Request<Incoming>, damaged: bool) -> Reply {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return api::not_allowed(route);
    }
    let Some(route) = route else {
        return api::not_found();
    };
    let uri = request.uri();
    let headers = request.headers();
    let tag = dataset.tag(uri.path_and_query().map_or(uri.path(), |target| target.as_str()));
    let query = Query {
        path: uri.path().to_owned(),
        parameters: Query::parse_parameters(uri.query().unwrap_or_default()),
        has_user_agent: headers.get(header::USER_AGENT).is_some_and(|value| !value.is_empty()),
        authorized: headers.contains_key(header::AUTHORIZATION),
        unchanged: !damaged && names_tag(headers, &tag),
    };
    let mut reply = api::answer(route, dataset, &query);
    if reply.status == StatusCode::OK && !damaged {
        reply = reply.with(ETAG, tag).with(CACHE_CONTROL, dataset.cache_control(route));
        if query.unchanged {
            reply.status = StatusCode::NOT_MODIFIED;
            reply.headers.remove(CONTENT_TYPE);
        }
    }
    reply
}

/// Returns whether `If-None-Match` contains a tag (RFC 9110, section 13.1.2). It is a list of tags, which are compared weakly,
/// or `*`.
fn names_tag(headers: &HeaderMap, tag: &str) -> bool {
    let lists = headers.get_all(header::IF_NONE_MATCH).into_iter().filter_map(|value| value.to_str().ok());
    lists.flat_map(|list| list.split(',')).map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == tag)
}

fn send(
    request: &hyper::Request<Incoming>,
    reply: Reply,
    damage: Option<Damage>,
    bytes_per_second: Option<u64>,
    guard: RequestGuard,
) -> Response<ResponseBody> {
    let bodiless = [StatusCode::NO_CONTENT, StatusCode::NOT_MODIFIED].contains(&reply.status);
    let body = if request.method() == Method::HEAD || bodiless {
        ResponseBody::unsent(guard)
    } else {
        ResponseBody::sent(Chunks::new(reply.content, damage), bytes_per_second, guard)
    };
    let mut response = Response::new(body);
    *response.status_mut() = reply.status;
    *response.headers_mut() = reply.headers;
    response
}

fn retry_header(retry_after: RetryAfter) -> String {
    match retry_after {
        RetryAfter::Seconds(seconds) => seconds.to_string(),
        // A date has whole seconds. It is rounded up, so that a client that waits for it is not too early.
        RetryAfter::Date(_) => {
            let date = SystemTime::now() + retry_after.duration() + Duration::from_nanos(999_999_999);
            httpdate::fmt_http_date(date)
        }
    }
}

/// Returns a copy of the request's head.
fn copy_of(shared: &Shared, request: &hyper::Request<Incoming>) -> Request {
    let text = |value: &header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    Request {
        method: request.method().to_string(),
        target: request.uri().to_string(),
        headers: request.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect(),
        at: shared.start.elapsed(),
    }
}
