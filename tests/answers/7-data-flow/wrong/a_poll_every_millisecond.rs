//! Fails: group::many_members_are_not_polled_more_often
//! Says: all members are polled whenever one of them is woken
//! All members are polled each millisecond, whether they were woken or not.

pub use solution::*;

use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt as _;
use tokio::time::sleep;

pub fn group(members: impl IntoIterator<Item = Step>) -> Step {
    let members: Arc<[Step]> = members.into_iter().collect();
    let name = members.iter().map(Step::name).collect::<Vec<_>>().join(" & ");
    Step::new(name.clone(), move |input| {
        let (name, members) = (name.clone(), members.clone());
        async move {
            let mut runs: Vec<_> = members.iter().map(|member| Some(member.run(input.clone()))).collect();
            let mut outputs = vec![Data::new(); members.len()];
            let mut left = runs.len();
            while left > 0 {
                for (place, output) in runs.iter_mut().zip(&mut outputs) {
                    let Some(run) = place else { continue };
                    if let Some(ended) = run.now_or_never() {
                        *output = ended?;
                        *place = None;
                        left -= 1;
                    }
                }
                if left > 0 {
                    sleep(Duration::from_millis(1)).await;
                }
            }
            let outputs = members.iter().map(|member| member.name().to_owned()).zip(outputs);
            merged(outputs).map_err(|conflict| Cause::Conflict(conflict).at(&name))
        }
        .boxed()
    })
}
