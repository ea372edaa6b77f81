//! Fails: part::the_cause_of_an_error_is_unchanged
//! Says: a new cause is made
//! The whole error becomes the cause of a new one.

pub use solution::*;

use futures::{FutureExt as _, TryFutureExt as _};

pub fn part(name: impl Into<String>, flow: impl Into<Step>) -> Step {
    let (name, flow) = (name.into(), flow.into());
    Step::new(name.clone(), move |input| {
        let (name, run) = (name.clone(), flow.run(input));
        run.map_err(move |error| Cause::Function(error.cause.into()).at(&format!("{name}/{}", error.path))).boxed()
    })
}
