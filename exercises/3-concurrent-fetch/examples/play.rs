//! Runs your code on the real clock: `cargo run -p ex3-concurrent-fetch --example play`.
//!
//! A server on your machine takes a tenth of a second for each response, and fails now and then. Each part needs one of
//! the tasks. The program panics at the first one that is still a `todo!`.

use std::error::Error;
use std::num::NonZeroUsize;
use std::pin::pin;
use std::time::{Duration, Instant};

use api_server::{ApiServer, Behavior, Config, Fault, Latency, Route};
use concurrent_fetch::{
    FetchError, Policy, client, fetch_all, fetch_bounded, fetch_first, fetch_hedged, fetch_in_turn, fetch_pages,
    fetch_with_retry,
};
use futures::StreamExt as _;

const POSTS: usize = 20;

type Results = Vec<Result<String, FetchError>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let slow = Behavior::new().latency(Latency::fixed(Duration::from_millis(100)));
    let server =
        ApiServer::start(Config::new().posts(100).route(Route::Posts, slow.clone().rate(0.1, Fault::Status(503))))?;
    let client = client(Duration::from_secs(5))?;
    let urls: Vec<String> = (1..=POSTS).map(|post| server.url_of(&format!("/posts/{post}"))).collect();

    timed("one after the other", fetch_in_turn(&client, &urls)).await;
    timed("all at once", fetch_all(&client, &urls)).await;
    let limit = NonZeroUsize::MIN.saturating_add(4);
    let bounded = async {
        let numbered: Vec<_> = fetch_bounded(&client, urls.iter().cloned(), limit).collect().await;
        numbered.into_iter().map(|(_, result)| result).collect()
    };
    timed("five at a time", bounded).await;
    println!("the server saw: {}", server.counts());

    // The first mirror is slow, the second one fails, the third one is fast.
    server.set_path("/posts/1", Behavior::new().latency(Latency::fixed(Duration::from_secs(2))));
    server.set_path("/posts/2", Behavior::new().rate(1.0, Fault::Status(500)));
    server.set_path("/posts/3", slow);
    let start = Instant::now();
    match fetch_first(&client, &urls[..3]).await {
        Ok((mirror, _)) => println!("mirror {} won after {} ms", mirror + 1, start.elapsed().as_millis()),
        Err(errors) => println!("all mirrors failed: {errors:?}"),
    }

    server.set_path("/posts/4", Behavior::new().script([Fault::Status(503), Fault::ConnectionReset]));
    let policy = Policy { base: Duration::from_millis(50), cap: Duration::from_secs(1), retries: 4 };
    let before = server.counts_at("/posts/4").started;
    println!("delays with the seed 7: {:?}", policy.delays(7).collect::<Vec<_>>());
    match fetch_with_retry(&client, &urls[3], &policy).await {
        Ok(_) => println!("/posts/4 came after {} requests", server.counts_at("/posts/4").started - before),
        Err(error) => println!("/posts/4: {error}"),
    }
    println!("the server saw: {}", server.counts());

    // The optional tasks: the first response for /posts/5 takes two seconds, the next one a tenth.
    let slow_once = Latency::fixed(Duration::from_secs(2));
    server.set_path("/posts/5", Behavior::new().latency(slow_once));
    let (start, delay) = (Instant::now(), Duration::from_millis(200));
    let hedged = fetch_hedged(&client, &urls[4], delay);
    let relieved = async {
        tokio::time::sleep(delay / 2).await;
        server.set_path("/posts/5", Behavior::new());
    };
    let (result, ()) = tokio::join!(hedged, relieved);
    match result {
        Ok(_) => println!("/posts/5, hedged, came after {} ms", start.elapsed().as_millis()),
        Err(error) => println!("/posts/5: {error}"),
    }

    let first = server.url_of("/search/repositories?q=async&per_page=20");
    let mut pages = pin!(fetch_pages(&client, &first).take(3));
    while let Some(page) = pages.next().await {
        println!("a page of {} bytes", page?.len());
    }
    Ok(())
}

async fn timed(name: &str, fetching: impl Future<Output = Results>) {
    let start = Instant::now();
    let results = fetching.await;
    let failed = results.iter().filter(|result| result.is_err()).count();
    println!("{name}: {POSTS} posts in {} ms, {failed} of them failed", start.elapsed().as_millis());
}
