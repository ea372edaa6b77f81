//! Task: sequence
//! Each run has a queue of its own.

pub use solution::*;

use std::collections::VecDeque;

pub fn sequence(steps: impl IntoIterator<Item = Step>) -> Step {
    let steps: VecDeque<Step> = steps.into_iter().collect();
    let name = steps.back().map_or("", Step::name).to_owned();
    Step::new(name, move |mut data| {
        let mut left = steps.clone();
        Box::pin(async move {
            while let Some(step) = left.pop_front() {
                match step.run(data).await {
                    Ok(output) => data = output,
                    error => return error,
                }
            }
            Ok(data)
        })
    })
}
