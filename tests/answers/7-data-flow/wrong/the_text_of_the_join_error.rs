//! Fails: step::a_panic_goes_on_to_the_caller
//! Says: the payload is lost
//! The panic is another one: that of `expect`.

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
    let (name, function) = (name.into(), Arc::new(function));
    Step::new(name.clone(), move |input| {
        let (name, function) = (name.clone(), function.clone());
        let work = move || {
            let output = function(decode(input)?);
            encode(output.map_err(|error| Cause::Function(error.into()))?)
        };
        let run = async move { spawn_blocking(work).await.expect("the function does not panic") };
        run.map_err(move |cause: Cause| cause.at(&name)).boxed()
    })
}
