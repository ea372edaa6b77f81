//! Task: step
//! No `async` block: the future is built of adapters.

pub use solution::*;

use std::error::Error;
use std::sync::Arc;

use futures::future::lazy;
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
        lazy(move |_| decode(input).map(|input| function(input)))
            .and_then(|running| running.map_err(|error| Cause::Function(error.into())))
            .map(|output| encode(output?))
            .map_err(move |cause: Cause| cause.at(&name))
            .boxed()
    })
}
