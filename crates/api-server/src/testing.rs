//! Helpers for tests of HTTP clients, which fail with a [`pollscope::report`].
//!
//! They run a client against a server that holds its requests at a [barrier](crate::Behavior::holding). Then the test knows
//! how many requests the client sends without an answer, however fast or busy the machine is.
//!
//! ```
//! use api_server::{ApiServer, Behavior, Config, Route, testing};
//! use tokio::{io::AsyncWriteExt as _, net::TcpStream};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let recording = pollscope::Recording::start();
//! let server = ApiServer::start(Config::new().record(&recording).route(Route::Posts, Behavior::holding()))?;
//! let address = server.address();
//! let mut work = Box::pin(async move {
//!     let mut client = TcpStream::connect(address).await?;
//!     client.write_all(b"GET /posts/1 HTTP/1.1\r\nhost: localhost\r\n\r\n").await?;
//!     client.readable().await
//! });
//!
//! testing::until_in_flight(&recording, &server, work.as_mut(), 1).await;
//! drop(work);
//! testing::assert_given_up(&recording, &server, 1).await;
//! # Ok(())
//! # }
//! ```

use std::pin::pin;

use pollscope::{
    Recording,
    report::{count, expected},
};

use crate::{ApiServer, Counts};

/// Runs `work` to its end against a server that holds its requests, and releases them step by step.
///
/// The first step comes when `first` requests are in flight, or when nothing moves any more although there are fewer. Each
/// later step comes when nothing moves any more. In each step `look` gets the server's counts, and then all requests that
/// are waiting are released.
pub async fn stepwise<T>(
    server: &ApiServer,
    work: impl Future<Output = T>,
    first: u64,
    mut look: impl FnMut(Counts),
) -> T {
    let mut work = pin!(work);
    let mut wanted = first;
    loop {
        tokio::select! {
            biased;
            done = work.as_mut() => return done,
            Ok(counts) | Err(counts) = server.reaches(|counts| counts.in_flight >= wanted) => {
                look(counts);
                server.release_waiting();
                wanted = 1;
            }
        }
    }
}

/// Runs `work` until `requests` of its requests are in flight, or until nothing moves any more. Returns the counts.
///
/// # Panics
///
/// If `work` ends before that.
pub async fn until_in_flight<T>(
    recording: &Recording,
    server: &ApiServer,
    work: impl Future<Output = T> + Unpin,
    requests: u64,
) -> Counts {
    tokio::select! {
        biased;
        _ = work => expected("it waits for the responses").but("it ended before there was one").fail(recording),
        Ok(counts) | Err(counts) = server.reaches(|counts| counts.in_flight >= requests) => counts,
    }
}

/// Asserts that the client has given up `requests` requests, and that no other one is in flight.
///
/// # Panics
///
/// If the server sees something else, even after it has waited for what is missing.
pub async fn assert_given_up(recording: &Recording, server: &ApiServer, requests: u64) {
    let Err(counts) = server.reaches(|counts| counts.given_up == requests && counts.in_flight == 0).await else {
        return;
    };
    let cause = (counts.in_flight > 0 || counts.given_up < counts.started).then_some(
        "the requests go on in spawned tasks, which nobody aborts: dropping a `JoinHandle` detaches its task",
    );
    expected(format!("the server sees that {} given up", count(requests, "request is", "requests are")))
        .but(format!("it saw {} given up, and {} still in flight", counts.given_up, counts.in_flight))
        .looks_as_if_any(cause)
        .fail(recording);
}
