//! Fails: step::a_missing_input_is_an_error_and_the_function_is_not_called
//! Says: the path is not the name of the step
//! Only the errors of the function have a path.

pub use solution::*;

use std::error::Error;
use std::sync::Arc;

use futures::FutureExt as _;
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
        async move {
            let running = function(decode(input).map_err(|cause| cause.at("input"))?);
            let output = running.await.map_err(|error| Cause::Function(error.into()).at(&name))?;
            encode(output).map_err(|cause| cause.at(&name))
        }
        .boxed()
    })
}
