//! Fails: sequence::without_steps_it_returns_its_input
//! Says: a sequence without steps
//! An empty sequence returns no values.

pub use solution::*;

use std::sync::Arc;

use futures::FutureExt as _;

pub fn sequence(steps: impl IntoIterator<Item = Step>) -> Step {
    let steps: Arc<[Step]> = steps.into_iter().collect();
    let name = steps.last().map_or("", Step::name).to_owned();
    Step::new(name, move |input| {
        let steps = steps.clone();
        async move {
            let (mut data, mut output) = (input, Data::new());
            for step in &*steps {
                output = step.run(data).await?;
                data = output.clone();
            }
            Ok(output)
        }
        .boxed()
    })
}
