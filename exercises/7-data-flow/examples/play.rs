//! Runs your flow on the real clock: `cargo run -p ex7-data-flow --example play`.
//!
//! Each part needs one more of the tasks. The program ends with a message at the first task that is still a `todo!`.

use std::collections::HashMap;
use std::error::Error;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use data_flow::{
    Data, FlowError, Nothing, Step, Store, blocking, checkpointed, group, merged, part, renamed, sequence, step,
};
use futures::FutureExt;
use pollscope::Recording;
use pollscope::draw::Drawing;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::time::sleep;

const TENTH: Duration = Duration::from_millis(100);

#[derive(Serialize, Deserialize)]
struct Prices {
    prices: Vec<f64>,
}

#[derive(Serialize, Deserialize)]
struct Rates {
    rates: Vec<f64>,
}

#[derive(Deserialize)]
struct Both {
    prices: Vec<f64>,
    rates: Vec<f64>,
}

#[derive(Serialize, Deserialize)]
struct Totals {
    totals: Vec<f64>,
}

#[derive(Serialize)]
struct Stored {
    stored: usize,
}

async fn prices(_: Nothing) -> Result<Prices, String> {
    sleep(5 * TENTH).await;
    Ok(Prices { prices: vec![1.5, 2.5] })
}

fn rates(_: Nothing) -> Result<Rates, String> {
    thread::sleep(5 * TENTH);
    Ok(Rates { rates: vec![2.0, 4.0] })
}

async fn merge(Both { prices, rates }: Both) -> Result<Totals, String> {
    Ok(Totals { totals: prices.iter().zip(rates).map(|(price, rate)| price * rate).collect() })
}

async fn store(Totals { totals }: Totals) -> Result<Stored, String> {
    sleep(5 * TENTH).await;
    Ok(Stored { stored: totals.len() })
}

async fn fails(_: Nothing) -> Result<Nothing, String> {
    sleep(TENTH).await;
    Err("the disk is full".to_owned())
}

/// A store that lasts as long as the program. One for work would write files.
#[derive(Default)]
struct Memory(Mutex<HashMap<String, Data>>);

fn key(step: &str, input: &Data) -> String {
    format!("{step} {}", Value::Object(input.clone()))
}

impl Store for Memory {
    async fn load(&self, step: &str, input: &Data) -> Result<Option<Data>, Box<dyn Error + Send + Sync>> {
        let kept = self.0.lock().map_err(|_| "another thread has panicked")?;
        Ok(kept.get(&key(step, input)).cloned())
    }

    async fn save(&self, step: &str, input: &Data, output: &Data) -> Result<(), Box<dyn Error + Send + Sync>> {
        let mut kept = self.0.lock().map_err(|_| "another thread has panicked")?;
        kept.insert(key(step, input), output.clone());
        Ok(())
    }
}

/// Returns the same step, with a lane in the picture for each run.
fn drawn(step: Step) -> Step {
    Step::new(step.name().to_owned(), move |input| pollscope::future(step.name(), step.run(input)).boxed())
}

/// Returns the messages of an error and of all its causes.
fn chain(error: &dyn Error) -> String {
    let (mut text, mut source) = (error.to_string(), error.source());
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

/// Runs a flow, and prints what it did.
async fn show(title: &str, flow: Step) {
    let recording = Recording::start();
    let entered = recording.enter();
    let result: Result<Data, FlowError> = flow.run(Data::new()).await;
    drop(entered);
    match result {
        Ok(output) => println!("{title}: {}", Value::Object(output)),
        Err(error) => println!("{title}: {}", chain(&error)),
    }
    println!("{}", Drawing::of(&recording.trace()).for_terminal());
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let prices = || drawn(step("prices", prices));
    let rates = || drawn(blocking("rates", rates));
    let merge = || drawn(step("merge", merge));
    let store = || drawn(step("store", store));
    show("two steps", sequence([prices(), drawn(step("again", async |all: Prices| Ok::<_, String>(all)))])).await;

    let outputs = ["one", "other"].map(|step| (step.to_owned(), Data::from_iter([("x".to_owned(), 1.into())])));
    println!("merged: {:?}\n", merged(outputs).map(Value::Object));

    show("a group", group([prices(), rates()])).await;
    show("an error", group([prices(), drawn(step("fails", fails))])).await;

    let load = part("load", sequence([prices(), drawn(step("fails", fails))]));
    show("an error in a part", load).await;

    show("the whole flow", Step::from((prices() & rates()) | merge() | store())).await;
    // The optional tasks.
    let in_euros = renamed(rates(), [], [("rates", "in_euros")]);
    show("another name", in_euros).await;

    let memory = Arc::new(Memory::default());
    let resumed =
        Step::from(checkpointed(prices(), memory.clone()) & rates() | merge() | checkpointed(store(), memory));
    show("the first start", resumed.clone()).await;
    show("the second start", resumed).await;
}
