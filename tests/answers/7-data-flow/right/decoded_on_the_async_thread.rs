//! Task: step
//! Input and output are turned on the async thread, and only the function runs on another one.

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
    let function = Arc::new(function);
    let name = name.into();
    Step::new(name.clone(), move |input| {
        let (name, function) = (name.clone(), function.clone());
        let run = async move {
            // The input is read twice, so that nothing of the function's own types crosses to the other thread.
            decode::<I>(input.clone())?;
            let work = spawn_blocking(move || {
                let output = function(decode(input)?).map_err(|error| Cause::Function(error.into()))?;
                serde_json::to_value(output).map_err(Cause::Output)
            });
            match work.await {
                Ok(output) => encode(output?),
                Err(error) => std::panic::resume_unwind(error.into_panic()),
            }
        };
        run.map_err(move |cause: Cause| cause.at(&name)).boxed()
    })
}
