//! The example of the Python original: two sources that take half a second, of which one blocks its thread, a merge, and a
//! destination that takes half a second. It takes one second in all, and prints `{"status":0}`.
//!
//! ```console
//! $ cargo run -p streamlings-data-flow --example original
//! ```

use std::convert::Infallible;
use std::error::Error;
use std::thread;
use std::time::Duration;

use data_flow::named::{DataFlow, blocking, step};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::time::sleep;

const HALF_A_SECOND: Duration = Duration::from_millis(500);

#[derive(Serialize, Deserialize)]
struct Endpoints {
    endpoint_a: String,
    endpoint_b: String,
}

#[derive(Serialize, Deserialize)]
struct EndpointA {
    endpoint_a: String,
}

#[derive(Serialize, Deserialize)]
struct EndpointB {
    endpoint_b: String,
}

#[derive(Serialize, Deserialize)]
struct SourceA {
    source_a: Vec<u32>,
}

#[derive(Serialize, Deserialize)]
struct SourceB {
    source_b: Vec<u32>,
}

#[derive(Serialize, Deserialize)]
struct Sources {
    source_a: Vec<u32>,
    source_b: Vec<u32>,
}

#[derive(Serialize, Deserialize)]
struct Data {
    data: Vec<(u32, u32)>,
}

#[derive(Serialize, Deserialize)]
struct Status {
    status: usize,
}

async fn source_a(EndpointA { .. }: EndpointA) -> Result<SourceA, Infallible> {
    sleep(HALF_A_SECOND).await;
    Ok(SourceA { source_a: vec![1, 2, 3, 4, 5, 6] })
}

// By value and with a `Result`, as for every step.
#[allow(clippy::needless_pass_by_value, clippy::unnecessary_wraps)]
fn source_b(_endpoint: EndpointB) -> Result<SourceB, Infallible> {
    thread::sleep(HALF_A_SECOND);
    Ok(SourceB { source_b: vec![1, 2, 3, 4, 5, 6] })
}

async fn data_merge(Sources { source_a, source_b }: Sources) -> Result<Data, Infallible> {
    Ok(Data { data: source_a.into_iter().zip(source_b).collect() })
}

async fn destination(Data { data }: Data) -> Result<Status, Infallible> {
    sleep(HALF_A_SECOND).await;
    let differing = data.iter().filter(|(a, b)| a != b).count();
    Ok(Status { status: differing })
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let flow = DataFlow::new(step(source_a) & blocking(source_b) | step(data_merge) | step(destination))?;
    let parameters = Endpoints { endpoint_a: "A".to_owned(), endpoint_b: "B".to_owned() };
    let result: Value = flow.run(parameters).await?;
    println!("{result}");
    Ok(())
}
