//! Fails: step::a_blocking_function_stops_nobody
//! Says: the thread is blocked
//! The function runs on another thread, and the async thread waits for it.

pub use solution::*;

use std::error::Error;
use std::sync::Arc;

use futures::{FutureExt as _, TryFutureExt as _};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub fn blocking<I, O, E>(
    name: impl Into<String>,
    function: impl Fn(I) -> Result<O, E> + Send + Sync + 'static,
) -> Step
where
    I: DeserializeOwned,
    O: Serialize,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    let (name, function) = (name.into(), Arc::new(function));
    Step::new(name.clone(), move |input| {
        let (name, function) = (name.clone(), function.clone());
        let run = async move {
            let work = move || {
                let output = function(decode(input)?);
                encode(output.map_err(|error| Cause::Function(error.into()))?)
            };
            std::thread::spawn(work).join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        run.map_err(move |cause: Cause| cause.at(&name)).boxed()
    })
}
