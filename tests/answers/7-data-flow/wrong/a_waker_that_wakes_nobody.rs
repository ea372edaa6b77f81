//! Fails: group::all_members_get_the_input_and_run_at_the_same_time
//! Says: without keeping the waker
//! The members are polled with a waker that does nothing, so nobody learns that one of them can go on.

pub use solution::*;

use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use futures::FutureExt as _;

pub fn group(members: impl IntoIterator<Item = Step>) -> Step {
    let members: Arc<[Step]> = members.into_iter().collect();
    let name = members.iter().map(Step::name).collect::<Vec<_>>().join(" & ");
    Step::new(name.clone(), move |input| {
        let (name, members) = (name.clone(), members.clone());
        async move {
            let mut runs: Vec<_> = members.iter().map(|member| Some(member.run(input.clone()))).collect();
            let mut outputs = vec![Data::new(); members.len()];
            let all = poll_fn(|_| {
                let mut context = Context::from_waker(Waker::noop());
                for (place, output) in runs.iter_mut().zip(&mut outputs) {
                    let Some(run) = place else { continue };
                    if let Poll::Ready(ended) = run.as_mut().poll(&mut context) {
                        match ended {
                            Ok(data) => *output = data,
                            Err(error) => return Poll::Ready(Err(error)),
                        }
                        *place = None;
                    }
                }
                if runs.iter().all(Option::is_none) { Poll::Ready(Ok(())) } else { Poll::Pending }
            });
            all.await?;
            let outputs = members.iter().map(|member| member.name().to_owned()).zip(outputs);
            merged(outputs).map_err(|conflict| Cause::Conflict(conflict).at(&name))
        }
        .boxed()
    })
}
