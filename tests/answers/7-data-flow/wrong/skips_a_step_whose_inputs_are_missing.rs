//! Fails: step::a_missing_input_is_an_error_and_the_function_is_not_called
//! Says: is skipped, and its input passed on
//! As the Python library did: whoever misspells a name gets no error.

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
            let Ok(parameter) = decode(input.clone()) else { return Ok(input) };
            let running = function(parameter);
            let output = running.await;
            encode(output.map_err(|error| Cause::Function(error.into()))?)
        };
        run.map_err(move |cause: Cause| cause.at(&name)).boxed()
    })
}
