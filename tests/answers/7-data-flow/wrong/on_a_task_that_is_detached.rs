//! Fails: step::dropped_it_drops_the_function
//! Says: in tasks that nobody aborts
//! The function runs on a task, and dropping its handle detaches it.

pub use solution::*;

use std::error::Error;
use std::sync::Arc;

use futures::{FutureExt as _, TryFutureExt as _};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub fn step<I, O, E, F>(name: impl Into<String>, function: impl Fn(I) -> F + Send + Sync + 'static) -> Step
where
    I: DeserializeOwned,
    O: Serialize,
    E: Into<Box<dyn Error + Send + Sync>>,
    F: Future<Output = Result<O, E>> + Send + 'static,
{
    let (name, function) = (name.into(), Arc::new(function));
    Step::new(name.clone(), move |input| {
        let (name, function) = (name.clone(), function.clone());
        let run = async move {
            let running = function(decode(input)?);
            let task = tokio::spawn(async move {
                let output = running.await;
                encode(output.map_err(|error| Cause::Function(error.into()))?)
            });
            task.await.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
        };
        run.map_err(move |cause: Cause| cause.at(&name)).boxed()
    })
}
