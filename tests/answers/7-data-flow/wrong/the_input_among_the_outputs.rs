//! Fails: group::all_members_get_the_input_and_run_at_the_same_time
//! Says: the input is passed on
//! The merge begins with the input.

pub use solution::*;

use std::sync::Arc;

use futures::stream::FuturesUnordered;
use futures::{FutureExt as _, TryFutureExt as _, TryStreamExt as _};

pub fn group(members: impl IntoIterator<Item = Step>) -> Step {
    let members: Arc<[Step]> = members.into_iter().collect();
    let name = members.iter().map(Step::name).collect::<Vec<_>>().join(" & ");
    Step::new(name.clone(), move |input| {
        let (name, members) = (name.clone(), members.clone());
        async move {
            let runs: FuturesUnordered<_> = members
                .iter()
                .enumerate()
                .map(|(index, member)| member.run(input.clone()).map_ok(move |output| (index, output)))
                .collect();
            let mut outputs: Vec<(usize, Data)> = runs.try_collect().await?;
            outputs.sort_unstable_by_key(|(index, _)| *index);
            let outputs = outputs.into_iter().map(|(index, output)| (members[index].name().to_owned(), output));
            let all = [("input".to_owned(), input)].into_iter().chain(outputs);
            merged(all).map_err(|conflict| Cause::Conflict(conflict).at(&name))
        }
        .boxed()
    })
}
