//! Random User, as documented for version 1.4.

use std::ops::Range;

use hyper::StatusCode;
use serde_json::json;

use crate::{
    content::Content,
    data::{
        people::{NATIONS, Nation},
        users::{FIELDS, Selection, write},
    },
    dataset::Dataset,
    json::{string, write_json},
    query::Query,
    reply::Reply,
    rng::fingerprint,
};

/// The largest number of users in one response.
const MAX_RESULTS: u64 = 5000;
const VERSION: &str = "1.4";

/// Returns a page of users. As in the real API, values out of range are ignored: the defaults are one result, the first page and
/// all nationalities.
pub(crate) fn answer(dataset: &Dataset, query: &Query) -> Reply {
    let results = query.parsed("results").filter(|results| *results <= MAX_RESULTS).unwrap_or(1);
    let page = query.parsed::<u64>("page").filter(|page| *page >= 1).unwrap_or(1);
    let seed = match query.value("seed") {
        Some(seed) if !seed.is_empty() => seed.to_owned(),
        _ => format!("{:016x}", dataset.seed_of("users")),
    };
    let positions = positions(dataset, page, results);
    let count = positions.end - positions.start;
    let selection = Selection {
        seed: dataset.seed_of("users") ^ fingerprint(seed.as_bytes()),
        nations: nations(query),
        women: gender(query),
        fields: fields(query),
    };
    let mut tail = Vec::new();
    tail.push(b']');
    if query.value("noinfo").is_none() {
        write_json!(&mut tail, ",\"info\":{\"seed\":");
        string(&mut tail, &seed);
        write_json!(&mut tail, ",\"results\":", count, ",\"page\":", page, ",\"version\":\"", VERSION, "\"}");
    }
    tail.push(b'}');
    let item = Box::new(move |position, missing, out: &mut Vec<u8>| write(&selection, position, missing, out));
    Reply::json(Content::items("{\"results\":[", positions, item, tail))
}

/// Returns an error with the one field `error`, as documented.
pub(crate) fn error(status: StatusCode) -> Reply {
    Reply::error(
        status,
        &json!({ "error": "Uh oh, something has gone wrong. Please tweet us @randomapi about the issue. Thank you." }),
    )
}

/// Returns the positions of the users on a page. Unlike the real API, which never runs out of users, the pages end, so that a
/// test can see that a client stops.
fn positions(dataset: &Dataset, page: u64, results: u64) -> Range<u64> {
    let start = (page - 1).saturating_mul(results).min(dataset.users);
    start..start.saturating_add(results).min(dataset.users)
}

/// Returns the nationalities in `nat`, which are separated by commas. As in the real API, one unknown nationality makes it
/// ignore all of them.
fn nations(query: &Query) -> Vec<&'static Nation> {
    let wanted: Vec<_> = list(query, "nat").collect();
    let known: Option<Vec<_>> =
        wanted.iter().map(|code| NATIONS.iter().find(|nation| nation.code.eq_ignore_ascii_case(code))).collect();
    known.filter(|known| !known.is_empty()).unwrap_or_else(|| NATIONS.iter().collect())
}

/// Returns the gender filter. As documented, it does not work together with a seed.
fn gender(query: &Query) -> Option<bool> {
    match (query.value("seed"), query.value("gender")) {
        (None | Some(""), Some("female")) => Some(true),
        (None | Some(""), Some("male")) => Some(false),
        _ => None,
    }
}

/// Returns the fields to include: those in `inc` (all if it is missing) without those in `exc`.
fn fields(query: &Query) -> [bool; FIELDS.len()] {
    let contains = |name, field: &str| list(query, name).any(|one| one.eq_ignore_ascii_case(field));
    let all = query.value("inc").is_none_or(str::is_empty);
    FIELDS.map(|field| (all || contains("inc", field)) && !contains("exc", field))
}

fn list<'a>(query: &'a Query, name: &str) -> impl Iterator<Item = &'a str> {
    query.value(name).unwrap_or_default().split(',').map(str::trim).filter(|one| !one.is_empty())
}
