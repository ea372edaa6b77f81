//! Fails: sequence::a_step_may_take_half_an_hour
//! Says: there is a timeout
//! A step that takes longer is given up.

pub use solution::*;

use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt as _;
use tokio::time::timeout;

pub fn sequence(steps: impl IntoIterator<Item = Step>) -> Step {
    let steps: Arc<[Step]> = steps.into_iter().collect();
    let name = steps.last().map_or("", Step::name).to_owned();
    Step::new(name, move |input| {
        let steps = steps.clone();
        async move {
            let mut data = input;
            for step in &*steps {
                let late = |_| Err(Cause::Function("it takes too long".into()).at(step.name()));
                data = timeout(Duration::from_secs(30), step.run(data)).await.unwrap_or_else(late)?;
            }
            Ok(data)
        }
        .boxed()
    })
}
