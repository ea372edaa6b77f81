//! Task: part
//! The flow is in a sequence of one step, and the error is changed after it.

pub use solution::*;

use futures::{FutureExt as _, TryFutureExt as _};

pub fn part(name: impl Into<String>, flow: impl Into<Step>) -> Step {
    let (name, flow) = (name.into(), flow.into());
    let flow = sequence([flow]);
    Step::new(name.clone(), move |input| {
        let prefix = format!("{name}/");
        flow.run(input).map_err(move |error| error.cause.at(&(prefix + &error.path))).boxed()
    })
}
