//! Random User, by its documentation of version 1.4.

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

/// More are not given in one answer.
const MOST_RESULTS: u64 = 5000;
const VERSION: &str = "1.4";

/// Values that are out of range are as good as none, as with the real one: then it is one result, the first page, every
/// nationality.
pub(crate) fn answer(dataset: &Dataset, query: &Query) -> Reply {
    let results = query.parsed("results").filter(|results| *results <= MOST_RESULTS).unwrap_or(1);
    let page = query.parsed::<u64>("page").filter(|page| *page >= 1).unwrap_or(1);
    let seed = match query.value("seed") {
        Some(seed) if !seed.is_empty() => seed.to_owned(),
        _ => format!("{:016x}", dataset.seed_of("users")),
    };
    let positions = positions(dataset, page, results);
    let given = positions.end - positions.start;
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
        write_json!(&mut tail, ",\"results\":", given, ",\"page\":", page, ",\"version\":\"", VERSION, "\"}");
    }
    tail.push(b'}');
    let item = Box::new(move |position, missing, out: &mut Vec<u8>| write(&selection, position, missing, out));
    Reply::json(Content::items("{\"results\":[", positions, item, tail))
}

/// Errors have one field, `error`, as the documentation shows it.
pub(crate) fn error(status: StatusCode) -> Reply {
    Reply::error(
        status,
        &json!({ "error": "Uh oh, something has gone wrong. Please tweet us @randomapi about the issue. Thank you." }),
    )
}

/// The real one draws as many users as are asked for. Here they end, so that a client can be seen to reach the end.
fn positions(dataset: &Dataset, page: u64, results: u64) -> Range<u64> {
    let start = (page - 1).saturating_mul(results).min(dataset.users);
    start..start.saturating_add(results).min(dataset.users)
}

/// Those in `nat`, a list with commas. One that is not known makes the whole list count as none, as with the real one.
fn nations(query: &Query) -> Vec<&'static Nation> {
    let wanted: Vec<_> = list(query, "nat").collect();
    let known: Option<Vec<_>> =
        wanted.iter().map(|code| NATIONS.iter().find(|nation| nation.code.eq_ignore_ascii_case(code))).collect();
    known.filter(|known| !known.is_empty()).unwrap_or_else(|| NATIONS.iter().collect())
}

/// With a seed the gender is not chosen, as documented.
fn gender(query: &Query) -> Option<bool> {
    match (query.value("seed"), query.value("gender")) {
        (None | Some(""), Some("female")) => Some(true),
        (None | Some(""), Some("male")) => Some(false),
        _ => None,
    }
}

/// `inc` names the fields that are told (all when it is missing), `exc` those that are not.
fn fields(query: &Query) -> [bool; FIELDS.len()] {
    let contains = |name, field: &str| list(query, name).any(|one| one.eq_ignore_ascii_case(field));
    let all = query.value("inc").is_none_or(str::is_empty);
    FIELDS.map(|field| (all || contains("inc", field)) && !contains("exc", field))
}

fn list<'a>(query: &'a Query, name: &str) -> impl Iterator<Item = &'a str> {
    query.value(name).unwrap_or_default().split(',').map(str::trim).filter(|one| !one.is_empty())
}
