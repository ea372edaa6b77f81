//! Fails: part::an_error_has_the_path_through_all_parts
//! Says: at the end of the path
//! The path is the wrong way round.

pub use solution::*;

use futures::{FutureExt as _, TryFutureExt as _};

pub fn part(name: impl Into<String>, flow: impl Into<Step>) -> Step {
    let (name, flow) = (name.into(), flow.into());
    Step::new(name.clone(), move |input| {
        let (name, run) = (name.clone(), flow.run(input));
        run.map_err(move |error| error.cause.at(&format!("{}/{name}", error.path))).boxed()
    })
}
