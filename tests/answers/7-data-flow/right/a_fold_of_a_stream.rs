//! Task: sequence
//! `try_fold` of a stream awaits each step before the next one.

pub use solution::*;

use futures::{FutureExt as _, StreamExt as _, TryStreamExt as _, stream};

pub fn sequence(steps: impl IntoIterator<Item = Step>) -> Step {
    let steps: Vec<Step> = steps.into_iter().collect();
    let name = steps.last().map_or("", Step::name).to_owned();
    Step::new(name, move |input| {
        stream::iter(steps.clone()).map(Ok).try_fold(input, |data, step| step.run(data)).boxed()
    })
}
