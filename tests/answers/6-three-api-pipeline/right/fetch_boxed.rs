//! Task: fetch
//! It returns boxed futures, and finds the list by `get`.

pub use solution::*;

use concurrent_fetch::fetch;
use futures::future::BoxFuture;
use reqwest::Client;
use serde_json::Value;

type Items<'a> = BoxFuture<'a, Result<Vec<Value>, SourceError>>;

pub fn fetch_github_repos<'a>(client: &'a Client, base: &str) -> Items<'a> {
    let path = "/search/repositories?sort=stars&q=language%3Apython&per_page=5";
    list("github", client, format!("{base}{path}"), |answer| answer.get_mut("items"))
}

pub fn fetch_posts<'a>(client: &'a Client, base: &str) -> Items<'a> {
    list("posts", client, [base, "/posts?_limit=5"].concat(), |answer| Some(answer))
}

pub fn fetch_users<'a>(client: &'a Client, base: &str) -> Items<'a> {
    list("users", client, [base, "/api/?results=5"].concat(), |answer| answer.get_mut("results"))
}

fn list<'a>(
    name: &'static str,
    client: &'a Client,
    url: String,
    place: fn(&mut Value) -> Option<&mut Value>,
) -> Items<'a> {
    Box::pin(async move {
        let failed = |kind: ErrorKind| SourceError::new(name, kind);
        let body = fetch(client, &url).await.map_err(|error| failed(error.into()))?;
        let mut answer = serde_json::from_str(&body).map_err(|error| failed(error.into()))?;
        let items = place(&mut answer).and_then(Value::as_array_mut).map(std::mem::take);
        items.ok_or_else(|| failed(ErrorKind::NoItems))
    })
}
