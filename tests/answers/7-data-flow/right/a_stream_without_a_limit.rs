//! Task: group
//! `buffer_unordered` with room for all.

pub use solution::*;

use std::sync::Arc;

use futures::{FutureExt as _, StreamExt as _, TryStreamExt as _, stream};

pub fn group(members: impl IntoIterator<Item = Step>) -> Step {
    let members: Arc<[Step]> = members.into_iter().collect();
    let name = members.iter().map(Step::name).collect::<Vec<_>>().join(" & ");
    Step::new(name.clone(), move |input| {
        let (name, members) = (name.clone(), members.clone());
        async move {
            let runs = members.iter().enumerate().map(|(index, member)| {
                let run = member.run(input.clone());
                async move { run.await.map(|output| (index, output)) }
            });
            let runs = stream::iter(runs.collect::<Vec<_>>()).buffer_unordered(members.len().max(1));
            let mut outputs: Vec<(usize, Data)> = runs.try_collect().await?;
            outputs.sort_unstable_by_key(|(index, _)| *index);
            let outputs = outputs.into_iter().map(|(index, output)| (members[index].name().to_owned(), output));
            merged(outputs).map_err(|conflict| Cause::Conflict(conflict).at(&name))
        }
        .boxed()
    })
}
