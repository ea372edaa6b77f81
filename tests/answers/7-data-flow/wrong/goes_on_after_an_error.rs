//! Fails: sequence::an_error_ends_the_run
//! Says: the steps after the error run, too
//! The error is kept, and returned at the end.

pub use solution::*;

use std::sync::Arc;

use futures::FutureExt as _;

pub fn sequence(steps: impl IntoIterator<Item = Step>) -> Step {
    let steps: Arc<[Step]> = steps.into_iter().collect();
    let name = steps.last().map_or("", Step::name).to_owned();
    Step::new(name, move |input| {
        let steps = steps.clone();
        async move {
            let (mut data, mut error) = (input, None);
            for step in &*steps {
                match step.run(data).await {
                    Ok(output) => data = output,
                    Err(first) => {
                        error.get_or_insert(first);
                        data = Data::new();
                    }
                }
            }
            error.map_or(Ok(data), Err)
        }
        .boxed()
    })
}
