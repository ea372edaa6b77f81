//! Fails: step::runs_overlap_and_share_nothing
//! Says: a lock is held in a run
//! The function is behind a lock, which is held until its future is done.

pub use solution::*;

use std::error::Error;
use std::sync::Arc;

use futures::{FutureExt as _, TryFutureExt as _};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::Mutex;

pub fn step<I, O, E, F>(name: impl Into<String>, function: impl Fn(I) -> F + Send + Sync + 'static) -> Step
where
    I: DeserializeOwned,
    O: Serialize,
    E: Into<Box<dyn Error + Send + Sync>>,
    F: Future<Output = Result<O, E>> + Send + 'static,
{
    let (name, function) = (name.into(), Arc::new(Mutex::new(function)));
    Step::new(name.clone(), move |input| {
        let (name, function) = (name.clone(), function.clone());
        let run = async move {
            let function = function.lock().await;
            let running = function(decode(input)?);
            let output = running.await;
            encode(output.map_err(|error| Cause::Function(error.into()))?)
        };
        run.map_err(move |cause: Cause| cause.at(&name)).boxed()
    })
}
