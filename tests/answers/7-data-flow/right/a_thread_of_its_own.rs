//! Task: step
//! Each blocking function has a thread of its own, and a channel brings the result, or the panic.

pub use solution::*;

use std::error::Error;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::thread;

use futures::FutureExt as _;
use futures::channel::oneshot;
use serde::Serialize;
use serde::de::DeserializeOwned;

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
        async move {
            let (sender, receiver) = oneshot::channel();
            thread::spawn(move || {
                let work = AssertUnwindSafe(|| {
                    let output = function(decode(input)?);
                    encode(output.map_err(|error| Cause::Function(error.into()))?)
                });
                let _ = sender.send(catch_unwind(work));
            });
            match receiver.await {
                Ok(Ok(output)) => output.map_err(|cause| cause.at(&name)),
                Ok(Err(panic)) => resume_unwind(panic),
                Err(_) => unreachable!("the thread sends in any case"),
            }
        }
        .boxed()
    })
}
