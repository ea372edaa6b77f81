//! Fails: group::the_outputs_are_merged_in_the_order_of_the_members
//! Says: merged in the order in which they come
//! The outputs are not put into the order of the members.

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
            let outputs: Vec<(usize, Data)> = runs.try_collect().await?;
            let outputs = outputs.into_iter().map(|(index, output)| (members[index].name().to_owned(), output));
            merged(outputs).map_err(|conflict| Cause::Conflict(conflict).at(&name))
        }
        .boxed()
    })
}
