//! Fails: group::the_first_error_in_time_comes_back_at_once
//! Says: all others are dropped before the error comes back
//! Dropping a set aborts its tasks, but does not wait until they have ended.

pub use solution::*;

use std::sync::Arc;

use futures::FutureExt as _;
use tokio::task::JoinSet;

pub fn group(members: impl IntoIterator<Item = Step>) -> Step {
    let members: Arc<[Step]> = members.into_iter().collect();
    let name = members.iter().map(Step::name).collect::<Vec<_>>().join(" & ");
    Step::new(name.clone(), move |input| {
        let (name, members) = (name.clone(), members.clone());
        async move {
            let mut tasks = JoinSet::new();
            for (index, member) in members.iter().enumerate() {
                let run = member.run(input.clone());
                tasks.spawn(async move { run.await.map(|output| (index, output)) });
            }
            let mut outputs = Vec::new();
            while let Some(ended) = tasks.join_next().await {
                outputs.push(ended.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))?);
            }
            outputs.sort_unstable_by_key(|(index, _)| *index);
            let outputs = outputs.into_iter().map(|(index, output)| (members[index].name().to_owned(), output));
            merged(outputs).map_err(|conflict| Cause::Conflict(conflict).at(&name))
        }
        .boxed()
    })
}
