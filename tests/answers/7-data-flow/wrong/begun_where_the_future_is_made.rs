//! Fails: step::the_function_is_called_once_in_each_run_when_it_is_polled
//! Says: where the future is made
//! The blocking function is handed to its thread when the run is made.

pub use solution::*;

use std::error::Error;
use std::sync::Arc;

use futures::{FutureExt as _, TryFutureExt as _};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::task::spawn_blocking;

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
        let work = spawn_blocking(move || {
            let output = function(decode(input)?);
            encode(output.map_err(|error| Cause::Function(error.into()))?)
        });
        let run = async move { work.await.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic())) };
        run.map_err(move |cause: Cause| cause.at(&name)).boxed()
    })
}
