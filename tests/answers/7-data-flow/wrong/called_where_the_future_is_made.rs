//! Fails: step::the_function_is_called_once_in_each_run_when_it_is_polled
//! Says: where the future is made
//! The function is called before the `async` block.

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
        let name = name.clone();
        let running = decode(input).map(|input| function(input));
        let run = async move {
            let output = running?.await;
            encode(output.map_err(|error| Cause::Function(error.into()))?)
        };
        run.map_err(move |cause: Cause| cause.at(&name)).boxed()
    })
}
