//! Fails: step::finds_its_inputs_by_their_names
//! Says: the input is passed on
//! The outputs are added to the inputs.

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
    Step::new(name.clone(), move |mut input| {
        let (name, function) = (name.clone(), function.clone());
        let run = async move {
            let running = function(decode(input.clone())?);
            let output = running.await;
            input.extend(encode(output.map_err(|error| Cause::Function(error.into()))?)?);
            Ok(input)
        };
        run.map_err(move |cause: Cause| cause.at(&name)).boxed()
    })
}
