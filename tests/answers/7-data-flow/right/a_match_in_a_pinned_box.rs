//! Task: step
//! Each way to fail is a branch, and the box is made by `Box::pin`.

pub use solution::*;

use std::error::Error;
use std::sync::Arc;

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
        let function = Arc::clone(&function);
        Box::pin(async move {
            let running = match decode::<I>(input) {
                Ok(parameter) => function(parameter),
                Err(cause) => return Err(cause.at(&name)),
            };
            match running.await {
                Ok(output) => encode(output).map_err(|cause| cause.at(&name)),
                Err(error) => Err(FlowError { path: name, cause: Cause::Function(error.into()) }),
            }
        })
    })
}
