//! Fails: sequence::each_step_takes_the_output_of_the_one_before_it
//! Says: each step gets the input of the sequence
//! What a step returns is not passed on.

pub use solution::*;

use std::sync::Arc;

use futures::FutureExt as _;

pub fn sequence(steps: impl IntoIterator<Item = Step>) -> Step {
    let steps: Arc<[Step]> = steps.into_iter().collect();
    let name = steps.last().map_or("", Step::name).to_owned();
    Step::new(name, move |input| {
        let steps = steps.clone();
        async move {
            let mut data = input.clone();
            for step in &*steps {
                data = step.run(input.clone()).await?;
            }
            Ok(data)
        }
        .boxed()
    })
}
