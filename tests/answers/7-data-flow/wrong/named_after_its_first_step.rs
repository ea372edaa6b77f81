//! Fails: sequence::has_the_name_of_its_last_step
//! Says: the name of the sequence is
//! The name is that of the first step.

pub use solution::*;

use std::sync::Arc;

use futures::FutureExt as _;

pub fn sequence(steps: impl IntoIterator<Item = Step>) -> Step {
    let steps: Arc<[Step]> = steps.into_iter().collect();
    let name = steps.first().map_or("", Step::name).to_owned();
    Step::new(name, move |input| {
        let steps = steps.clone();
        async move {
            let mut data = input;
            for step in &*steps {
                data = step.run(data).await?;
            }
            Ok(data)
        }
        .boxed()
    })
}
