//! Fails: group::an_error_comes_before_a_conflict
//! Says: merged before all members have ended
//! A conflict ends the group while members are under way.

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
            let mut runs: FuturesUnordered<_> = members
                .iter()
                .enumerate()
                .map(|(index, member)| member.run(input.clone()).map_ok(move |output| (index, output)))
                .collect();
            let mut outputs: Vec<(usize, Data)> = Vec::new();
            while let Some(output) = runs.try_next().await? {
                outputs.push(output);
                outputs.sort_unstable_by_key(|(index, _)| *index);
                let so_far = outputs.iter().map(|(index, output)| (members[*index].name().to_owned(), output.clone()));
                if members.len() < 100 {
                    merged(so_far).map_err(|conflict| Cause::Conflict(conflict).at(&name))?;
                }
            }
            outputs.sort_unstable_by_key(|(index, _)| *index);
            let outputs = outputs.into_iter().map(|(index, output)| (members[index].name().to_owned(), output));
            merged(outputs).map_err(|conflict| Cause::Conflict(conflict).at(&name))
        }
        .boxed()
    })
}
