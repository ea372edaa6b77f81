//! Fails: group::a_panic_drops_the_others_and_goes_on
//! Says: goes on to the caller
//! A member that panics is an error.

pub use solution::*;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures::stream::FuturesUnordered;
use futures::{FutureExt as _, TryStreamExt as _};

pub fn group(members: impl IntoIterator<Item = Step>) -> Step {
    let members: Arc<[Step]> = members.into_iter().collect();
    let name = members.iter().map(Step::name).collect::<Vec<_>>().join(" & ");
    Step::new(name.clone(), move |input| {
        let (name, members) = (name.clone(), members.clone());
        async move {
            let runs: FuturesUnordered<_> = members
                .iter()
                .enumerate()
                .map(|(index, member)| {
                    let run = AssertUnwindSafe(member.run(input.clone())).catch_unwind();
                    async move {
                        let panicked = |_| Err(Cause::Function("it panicked".into()).at(member.name()));
                        run.await.unwrap_or_else(panicked).map(|output| (index, output))
                    }
                })
                .collect();
            let mut outputs: Vec<(usize, Data)> = runs.try_collect().await?;
            outputs.sort_unstable_by_key(|(index, _)| *index);
            let outputs = outputs.into_iter().map(|(index, output)| (members[index].name().to_owned(), output));
            merged(outputs).map_err(|conflict| Cause::Conflict(conflict).at(&name))
        }
        .boxed()
    })
}
