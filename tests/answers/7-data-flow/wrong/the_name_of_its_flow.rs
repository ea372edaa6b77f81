//! Fails: part::runs_its_flow_under_another_name
//! Says: the name of the part is
//! The step has the name of the flow in it.

pub use solution::*;

use futures::{FutureExt as _, TryFutureExt as _};

pub fn part(name: impl Into<String>, flow: impl Into<Step>) -> Step {
    let (name, flow) = (name.into(), flow.into());
    Step::new(flow.name().to_owned(), move |input| {
        let (name, run) = (name.clone(), flow.run(input));
        run.map_err(move |error| error.cause.at(&format!("{name}/{}", error.path))).boxed()
    })
}
