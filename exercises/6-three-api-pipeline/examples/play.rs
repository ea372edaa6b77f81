//! Runs your pipeline on the real clock: `cargo run -p ex6-three-api-pipeline --example play`.
//!
//! A server on your machine provides the three APIs. They are slow, and some of their responses are bad. Each part needs one
//! of the tasks, and the program ends with a message at the first one that is still a `todo!`.

use std::cell::Cell;
use std::error::Error;
use std::iter;
use std::num::NonZeroUsize;
use std::path::Path;
use std::pin::pin;
use std::time::{Duration, Instant};

use api_server::{ApiServer, Behavior, Config as Apis, Fault, Latency, Route};
use concurrent_fetch::fetch;
use futures::StreamExt as _;
use reqwest::Client;
use serde_json::Value;
use three_api_pipeline::{
    Config, ErrorKind, Lines, Page, SourceError, all_pages, client, deduplicated, fetch_all_data, fetch_posts,
    filter_by_source, process_items, record_of_post, run_pipeline, transform_data,
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let takes = |milliseconds| Behavior::new().latency(Latency::fixed(Duration::from_millis(milliseconds)));
    let server = ApiServer::start(
        Apis::new()
            .route(Route::Repositories, takes(600))
            .route(Route::Posts, takes(200).first(1, Fault::Status(503)))
            .route(Route::Users, takes(400).rate(1.0, Fault::MissingField)),
    )?;
    let client = client()?;

    match fetch_posts(&client, server.url()).await {
        Ok(posts) => println!("{} posts", posts.len()),
        Err(error) => println!("{}", chain(&error)),
    }

    let config = Config::at(server.url(), client);
    let start = Instant::now();
    let data = fetch_all_data(&config).await;
    println!("\nall sources are fetched after {} ms:", start.elapsed().as_millis());
    let items = filter_by_source(process_items(&data), "posts");
    for record in transform_data(items).take(2) {
        println!("  {record:?}");
    }

    let people = Path::new(env!("CARGO_MANIFEST_DIR")).join("people.txt");
    let config = config.with(Lines { name: "people".to_owned(), path: people });
    println!("\nand as a stream:");
    let start = Instant::now();
    let mut records = pin!(run_pipeline(&config, None));
    while let Some(record) = records.next().await {
        let after = start.elapsed().as_millis();
        match record {
            Ok(record) => println!("{after:5} ms  {:8} {}, {:?}", record.source, record.name, record.data),
            Err(error) => println!("{after:5} ms  {}", chain(&error)),
        }
    }

    println!("\nwith a name that no source has:");
    let mut records = pin!(run_pipeline(&config, Some("gihub")));
    while let Some(Err(error)) = records.next().await {
        println!("{}", chain(&error));
    }

    println!("\nthe optional tasks: a list in pages, each of which begins with the last post of the one before:");
    let pages = all_pages("posts", async |cursor| page_of_posts(&config.client, server.url(), cursor).await);
    let records =
        pages.map(|item| item.and_then(|post| record_of_post(&post).map_err(|bad| SourceError::new("posts", bad))));
    let came = Cell::new(0);
    let counted = records.inspect(|_| came.set(came.get() + 1));
    let mut different = 0;
    let mut records = pin!(deduplicated(counted, WINDOW));
    while let Some(record) = records.next().await {
        match record {
            Ok(_) => different += 1,
            Err(error) => println!("{}", chain(&error)),
        }
    }
    println!("{} posts came, and {different} of them are different", came.get());
    println!("\nthe server saw: {}", server.counts());
    Ok(())
}

/// The number of records in which another one is looked for.
const WINDOW: NonZeroUsize = NonZeroUsize::new(100).expect("it is not zero");

/// Fetches the posts from the position that the cursor says.
async fn page_of_posts(client: &Client, base: &str, cursor: Option<String>) -> Result<Page, SourceError> {
    let start: usize = cursor.and_then(|cursor| cursor.parse().ok()).unwrap_or(0);
    let failed = |kind: ErrorKind| SourceError::new("posts", kind);
    let body =
        fetch(client, &format!("{base}/posts?_start={start}&_limit=30")).await.map_err(|error| failed(error.into()))?;
    let items: Vec<Value> = serde_json::from_str(&body).map_err(|error| failed(error.into()))?;
    let next = (items.len() == 30).then(|| (start + 29).to_string());
    Ok(Page { items, next, total: Some(100) })
}

/// Returns the messages of an error and of its causes, as `a: b: c`.
fn chain(error: &dyn Error) -> String {
    let messages: Vec<String> =
        iter::successors(Some(error), |&error| error.source()).map(ToString::to_string).collect();
    messages.join(": ")
}
