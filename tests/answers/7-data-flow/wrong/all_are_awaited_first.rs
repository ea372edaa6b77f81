//! Fails: group::the_first_error_in_time_comes_back_at_once
//! Says: all members are awaited before the first error comes back
//! `join_all` waits for all, and then `collect` finds the error.

pub use solution::*;

use std::sync::Arc;

use futures::FutureExt as _;
use futures::future::join_all;

pub fn group(members: impl IntoIterator<Item = Step>) -> Step {
    let members: Arc<[Step]> = members.into_iter().collect();
    let name = members.iter().map(Step::name).collect::<Vec<_>>().join(" & ");
    Step::new(name.clone(), move |input| {
        let (name, members) = (name.clone(), members.clone());
        async move {
            let outputs = join_all(members.iter().map(|member| member.run(input.clone()))).await;
            let outputs = outputs.into_iter().collect::<Result<Vec<_>, _>>()?;
            let outputs = members.iter().map(|member| member.name().to_owned()).zip(outputs);
            merged(outputs).map_err(|conflict| Cause::Conflict(conflict).at(&name))
        }
        .boxed()
    })
}
