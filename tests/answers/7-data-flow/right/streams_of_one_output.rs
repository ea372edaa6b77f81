//! Task: group
//! Each run is a stream with one item, and all streams are one.

pub use solution::*;

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::{FutureExt as _, TryFutureExt as _, TryStreamExt as _, stream};

pub fn group(members: impl IntoIterator<Item = Step>) -> Step {
    let members: Arc<[Step]> = members.into_iter().collect();
    let name = members.iter().map(Step::name).collect::<Vec<_>>().join(" & ");
    Step::new(name.clone(), move |input| {
        let (name, members) = (name.clone(), members.clone());
        async move {
            let runs = members.iter().enumerate().map(|(index, member)| {
                member.run(input.clone()).map_ok(move |output| (index, output)).into_stream()
            });
            let mut outputs: BTreeMap<usize, Data> = BTreeMap::new();
            let mut all = stream::select_all(runs);
            while let Some((index, output)) = all.try_next().await? {
                outputs.insert(index, output);
            }
            let outputs = outputs.into_iter().map(|(index, output)| (members[index].name().to_owned(), output));
            merged(outputs).map_err(|conflict| Cause::Conflict(conflict).at(&name))
        }
        .boxed()
    })
}
