//! Fails: group::the_first_error_in_time_comes_back_at_once
//! Says: in a list that outlives the error
//! The members belong to the future itself, and are dropped with it, not with the error.

pub use solution::*;

use std::sync::Arc;
use std::task::{Poll, ready};

use futures::future::poll_fn;
use futures::stream::FuturesUnordered;
use futures::{FutureExt as _, TryFutureExt as _, TryStreamExt as _};

pub fn group(members: impl IntoIterator<Item = Step>) -> Step {
    let members: Arc<[Step]> = members.into_iter().collect();
    let name = members.iter().map(Step::name).collect::<Vec<_>>().join(" & ");
    Step::new(name.clone(), move |input| {
        let (name, members) = (name.clone(), members.clone());
        let mut outputs: Vec<(usize, Data)> = Vec::new();
        let mut runs: FuturesUnordered<_> = members
            .iter()
            .enumerate()
            .map(|(index, member)| member.run(input.clone()).map_ok(move |output| (index, output)))
            .collect();
        poll_fn(move |cx| {
            while let Some(output) = ready!(runs.try_poll_next_unpin(cx)?) {
                outputs.push(output);
            }
            outputs.sort_unstable_by_key(|(index, _)| *index);
            let outputs = outputs.drain(..).map(|(index, output)| (members[index].name().to_owned(), output));
            Poll::Ready(merged(outputs).map_err(|conflict| Cause::Conflict(conflict).at(&name)))
        })
        .boxed()
    })
}
