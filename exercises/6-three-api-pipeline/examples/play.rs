//! Runs your pipeline on the real clock: `cargo run -p ex6-three-api-pipeline --example play`.
//!
//! A server on your machine provides the three APIs. They are slow, and some of their responses are bad. Each part needs one
//! of the tasks, and the program ends with a message at the first one that is still a `todo!`.

use std::error::Error;
use std::iter;
use std::path::Path;
use std::pin::pin;
use std::time::{Duration, Instant};

use api_server::{ApiServer, Behavior, Config as Apis, Fault, Latency, Route};
use futures::StreamExt as _;
use three_api_pipeline::{
    Config, Lines, client, fetch_all_data, fetch_posts, filter_by_source, process_items, run_pipeline, transform_data,
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
    println!("\nthe server saw: {}", server.counts());
    Ok(())
}

/// Returns the messages of an error and of its causes, as `a: b: c`.
fn chain(error: &dyn Error) -> String {
    let messages: Vec<String> =
        iter::successors(Some(error), |&error| error.source()).map(ToString::to_string).collect();
    messages.join(": ")
}
