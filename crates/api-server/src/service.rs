//! One request: from its head to the body of its answer.

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
    body::{Abort, Answer},
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

/// What all connections share, and the handle of the server too.
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

/// Answers a request. Dropped, because the client has left, the request counts as given up.
pub(crate) async fn serve(shared: Arc<Shared>, request: hyper::Request<Incoming>) -> Result<Response<Answer>, Abort> {
    #[cfg(feature = "pollscope")]
    if let Some(recording) = shared.recording.clone() {
        let path = request.uri().path().to_owned();
        return recording.future(path, answer(shared, request)).await;
    }
    answer(shared, request).await
}

async fn answer(shared: Arc<Shared>, request: hyper::Request<Incoming>) -> Result<Response<Answer>, Abort> {
    let path = request.uri().path();
    let route = Route::of(path);
    let noted = note(&shared, &request);
    if let Some(observer) = &shared.observer {
        observer(&noted);
    }
    let lane = shared.rules.of(path, route);
    let mut call = shared.registry.call(route, path, noted);
    let turn = lane.turn();

    shared.barrier.pass().await;
    lane.barrier().pass().await;
    if !turn.latency.is_zero() {
        tokio::time::sleep(turn.latency).await;
    }

    let told = |status| api::error(route, status);
    let (reply, damage) = match turn.fault {
        None => (reply(&shared.dataset, route, &request, false), None),
        Some(Fault::ConnectionReset) => {
            call.end(Ending::BrokenOff);
            return Err(Abort::Reset);
        }
        Some(Fault::NoAnswer) => pending().await,
        Some(Fault::Status(code)) => (told(whole_status(code)), None),
        Some(Fault::TooManyRequests { retry_after }) => {
            (told(StatusCode::TOO_MANY_REQUESTS).with(RETRY_AFTER, retry_header(retry_after)), None)
        }
        Some(Fault::WrongContentType) => {
            (Reply::new(StatusCode::OK, "text/html; charset=utf-8", Content::whole(HTML)), None)
        }
        Some(Fault::HalfBody) => (reply(&shared.dataset, route, &request, true), Some(Damage::Half)),
        Some(Fault::MalformedJson) => (reply(&shared.dataset, route, &request, true), Some(Damage::Unclosed)),
        Some(Fault::MissingField) => (reply(&shared.dataset, route, &request, true), Some(Damage::MissingField)),
        Some(Fault::EndlessBody) => (reply(&shared.dataset, route, &request, true), Some(Damage::Endless)),
    };
    Ok(send(&request, reply, damage, turn.bytes_per_second, call))
}

const HTML: &str = "<!doctype html>\n<title>Be right back</title>\n<p>The service is being looked after.\n";

/// A status that a whole answer can have: those below 200 announce another one.
fn whole_status(code: u16) -> StatusCode {
    let status = StatusCode::from_u16(code).ok().filter(|_| (200..=599).contains(&code));
    status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// What the API says. A damaged answer has no tag, so that no client keeps it and takes it for a good one.
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
    let asked = Query {
        path: uri.path().to_owned(),
        query: Query::parse_query(uri.query().unwrap_or_default()),
        has_user_agent: headers.get(header::USER_AGENT).is_some_and(|value| !value.is_empty()),
        authorized: headers.contains_key(header::AUTHORIZATION),
        unchanged: !damaged && names_tag(headers, &tag),
    };
    let mut reply = api::answer(route, dataset, &asked);
    if reply.status == StatusCode::OK && !damaged {
        reply = reply.with(ETAG, tag).with(CACHE_CONTROL, dataset.cache_control(route));
        if asked.unchanged {
            reply.status = StatusCode::NOT_MODIFIED;
            reply.headers.remove(CONTENT_TYPE);
        }
    }
    reply
}

/// `If-None-Match` (RFC 9110, section 13.1.2): a list of tags, compared weakly, or `*`.
fn names_tag(headers: &HeaderMap, tag: &str) -> bool {
    let lists = headers.get_all(header::IF_NONE_MATCH).into_iter().filter_map(|value| value.to_str().ok());
    lists.flat_map(|list| list.split(',')).map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == tag)
}

fn send(
    request: &hyper::Request<Incoming>,
    reply: Reply,
    damage: Option<Damage>,
    bytes_per_second: Option<u64>,
    call: RequestGuard,
) -> Response<Answer> {
    let bodiless = [StatusCode::NO_CONTENT, StatusCode::NOT_MODIFIED].contains(&reply.status);
    let answer = if request.method() == Method::HEAD || bodiless {
        Answer::unsent(call)
    } else {
        Answer::sent(Chunks::new(reply.content, damage), bytes_per_second, call)
    };
    let mut response = Response::new(answer);
    *response.status_mut() = reply.status;
    *response.headers_mut() = reply.headers;
    response
}

fn retry_header(retry_after: RetryAfter) -> String {
    match retry_after {
        RetryAfter::Seconds(seconds) => seconds.to_string(),
        // Rounded up: a date has whole seconds, and who waits for it must not come too early.
        RetryAfter::Date(_) => {
            let date = SystemTime::now() + retry_after.duration() + Duration::from_nanos(999_999_999);
            httpdate::fmt_http_date(date)
        }
    }
}

fn note(shared: &Shared, request: &hyper::Request<Incoming>) -> Request {
    let text = |value: &header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    Request {
        method: request.method().to_string(),
        target: request.uri().to_string(),
        headers: request.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect(),
        at: shared.start.elapsed(),
    }
}
