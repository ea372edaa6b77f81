//! Fails: step::the_function_is_called_once_in_each_run_when_it_is_polled
//! Says: a result is kept for later runs
//! The second run gets the output of the first one.

pub use solution::*;

use std::error::Error;
use std::sync::{Arc, Mutex};

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
    let kept: Arc<Mutex<Option<Data>>> = Arc::default();
    Step::new(name.clone(), move |input| {
        let (name, function, kept) = (name.clone(), function.clone(), kept.clone());
        let run = async move {
            let parameter = decode(input)?;
            let before = kept.lock().expect("nobody panics").clone();
            if let Some(output) = before {
                return Ok(output);
            }
            let running = function(parameter);
            let output = running.await;
            let output = encode(output.map_err(|error| Cause::Function(error.into()))?)?;
            *kept.lock().expect("nobody panics") = Some(output.clone());
            Ok(output)
        };
        run.map_err(move |cause: Cause| cause.at(&name)).boxed()
    })
}
