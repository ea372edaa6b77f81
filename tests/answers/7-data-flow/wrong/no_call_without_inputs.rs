//! Fails: step::inputs_with_defaults_may_be_missing_and_a_step_without_inputs_runs
//! Says: a function is not called if there are no values
//! As the Python library did: without arguments, a function is not called.

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
            let is_empty = input.is_empty();
            let parameter = decode(input)?;
            if is_empty {
                return Ok(Data::new());
            }
            let running = function(parameter);
            let output = running.await;
            encode(output.map_err(|error| Cause::Function(error.into()))?)
        };
        run.map_err(move |cause: Cause| cause.at(&name)).boxed()
    })
}
