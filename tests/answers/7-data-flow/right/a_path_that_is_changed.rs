//! Task: part
//! The error is changed in its place.

pub use solution::*;

use futures::FutureExt as _;

pub fn part(name: impl Into<String>, flow: impl Into<Step>) -> Step {
    let (name, flow) = (name.into(), flow.into());
    Step::new(name.clone(), move |input| {
        let (name, run) = (name.clone(), flow.run(input));
        async move {
            run.await.map_err(|mut error| {
                error.path.insert(0, '/');
                error.path.insert_str(0, &name);
                error
            })
        }
        .boxed()
    })
}
