//! Fails: step::an_error_of_the_function_comes_back_with_the_name_of_the_step
//! Says: the error is turned into a text
//! Nobody can ask for the type of the error any more.

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
            let output = running.await;
            encode(output.map_err(|error| Cause::Function(error.into().to_string().into()))?)
        };
        run.map_err(move |cause: Cause| cause.at(&name)).boxed()
    })
}
