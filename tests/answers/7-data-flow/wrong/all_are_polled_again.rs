//! Fails: group::many_members_are_not_polled_more_often
//! Says: all members are polled whenever one of them is woken
//! `select_all` in a loop polls all that are left each time.

pub use solution::*;

use std::sync::Arc;

use futures::future::select_all;
use futures::{FutureExt as _, TryFutureExt as _};

pub fn group(members: impl IntoIterator<Item = Step>) -> Step {
    let members: Arc<[Step]> = members.into_iter().collect();
    let name = members.iter().map(Step::name).collect::<Vec<_>>().join(" & ");
    Step::new(name.clone(), move |input| {
        let (name, members) = (name.clone(), members.clone());
        async move {
            let mut left: Vec<_> = members
                .iter()
                .enumerate()
                .map(|(index, member)| member.run(input.clone()).map_ok(move |output| (index, output)).boxed())
                .collect();
            let mut outputs = Vec::new();
            while !left.is_empty() {
                let (ended, _, others) = select_all(left).await;
                outputs.push(ended?);
                left = others;
            }
            outputs.sort_unstable_by_key(|(index, _)| *index);
            let outputs = outputs.into_iter().map(|(index, output)| (members[index].name().to_owned(), output));
            merged(outputs).map_err(|conflict| Cause::Conflict(conflict).at(&name))
        }
        .boxed()
    })
}
