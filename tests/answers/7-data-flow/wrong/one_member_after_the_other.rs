//! Fails: group::all_members_get_the_input_and_run_at_the_same_time
//! Says: each member is awaited before the next one begins
//! A loop with `.await` in it.

pub use solution::*;

use std::sync::Arc;

use futures::FutureExt as _;

pub fn group(members: impl IntoIterator<Item = Step>) -> Step {
    let members: Arc<[Step]> = members.into_iter().collect();
    let name = members.iter().map(Step::name).collect::<Vec<_>>().join(" & ");
    Step::new(name.clone(), move |input| {
        let (name, members) = (name.clone(), members.clone());
        async move {
            let mut outputs = Vec::new();
            for member in &*members {
                outputs.push((member.name().to_owned(), member.run(input.clone()).await?));
            }
            merged(outputs).map_err(|conflict| Cause::Conflict(conflict).at(&name))
        }
        .boxed()
    })
}
