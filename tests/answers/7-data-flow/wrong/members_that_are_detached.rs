//! Fails: group::the_first_error_in_time_comes_back_at_once
//! Says: all others are dropped before the error comes back
//! Each member is a task, and nobody aborts those that are left.

pub use solution::*;

use std::sync::Arc;

use futures::stream::FuturesUnordered;
use futures::{FutureExt as _, StreamExt as _};

pub fn group(members: impl IntoIterator<Item = Step>) -> Step {
    let members: Arc<[Step]> = members.into_iter().collect();
    let name = members.iter().map(Step::name).collect::<Vec<_>>().join(" & ");
    Step::new(name.clone(), move |input| {
        let (name, members) = (name.clone(), members.clone());
        async move {
            let mut tasks: FuturesUnordered<_> = members
                .iter()
                .enumerate()
                .map(|(index, member)| {
                    let run = member.run(input.clone());
                    tokio::spawn(async move { run.await.map(|output| (index, output)) })
                })
                .collect();
            let mut outputs = Vec::new();
            while let Some(ended) = tasks.next().await {
                outputs.push(ended.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))?);
            }
            outputs.sort_unstable_by_key(|(index, _)| *index);
            let outputs = outputs.into_iter().map(|(index, output)| (members[index].name().to_owned(), output));
            merged(outputs).map_err(|conflict| Cause::Conflict(conflict).at(&name))
        }
        .boxed()
    })
}
