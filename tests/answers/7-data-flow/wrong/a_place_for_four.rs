//! Fails: step::many_blocking_functions_run_at_the_same_time
//! Says: there is a limit
//! A semaphore lets four blocking functions run at a time.

pub use solution::*;

use std::error::Error;
use std::sync::Arc;

use futures::{FutureExt as _, TryFutureExt as _};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::Semaphore;
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
    let (name, function, places) = (name.into(), Arc::new(function), Arc::new(Semaphore::new(4)));
    Step::new(name.clone(), move |input| {
        let (name, function, places) = (name.clone(), function.clone(), places.clone());
        let run = async move {
            let _place = places.acquire().await;
            let work = move || {
                let output = function(decode(input)?);
                encode(output.map_err(|error| Cause::Function(error.into()))?)
            };
            spawn_blocking(work).await.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
        };
        run.map_err(move |cause: Cause| cause.at(&name)).boxed()
    })
}
