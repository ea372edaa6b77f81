//! Task: sequence
//! A future by hand: the run of the step that is under way, and the place of the next one.

pub use solution::*;

use std::sync::Arc;
use std::task::{Poll, ready};

use futures::FutureExt as _;
use futures::future::poll_fn;

pub fn sequence(steps: impl IntoIterator<Item = Step>) -> Step {
    let steps: Arc<[Step]> = steps.into_iter().collect();
    let name = steps.last().map_or("", Step::name).to_owned();
    Step::new(name, move |input| {
        let (steps, mut next, mut input, mut under_way) = (steps.clone(), 0, Some(input), None::<Run>);
        poll_fn(move |cx| {
            loop {
                if let Some(run) = &mut under_way {
                    let output = ready!(run.as_mut().poll(cx))?;
                    under_way = None;
                    input = Some(output);
                }
                let data = input.take().unwrap_or_default();
                let Some(step) = steps.get(next) else { return Poll::Ready(Ok(data)) };
                next += 1;
                under_way = Some(step.run(data));
            }
        })
        .boxed()
    })
}
