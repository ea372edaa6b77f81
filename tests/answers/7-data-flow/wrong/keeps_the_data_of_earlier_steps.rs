//! Fails: sequence::each_step_takes_the_output_of_the_one_before_it
//! Says: the output has more than that of the last step
//! The output of each step is added to what was there.

pub use solution::*;

use std::sync::Arc;

use futures::FutureExt as _;

pub fn sequence(steps: impl IntoIterator<Item = Step>) -> Step {
    let steps: Arc<[Step]> = steps.into_iter().collect();
    let name = steps.last().map_or("", Step::name).to_owned();
    Step::new(name, move |input| {
        let steps = steps.clone();
        async move {
            let mut data = input;
            for step in &*steps {
                let output = step.run(data.clone()).await?;
                data.extend(output);
            }
            Ok(data)
        }
        .boxed()
    })
}
