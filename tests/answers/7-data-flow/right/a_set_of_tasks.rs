//! Task: group
//! Each member is a task, and at the first error all others are aborted and awaited.

pub use solution::*;

use std::panic::resume_unwind;
use std::sync::Arc;

use futures::FutureExt as _;
use tokio::task::JoinSet;

pub fn group(members: impl IntoIterator<Item = Step>) -> Step {
    let members: Arc<[Step]> = members.into_iter().collect();
    let name = members.iter().map(Step::name).collect::<Vec<_>>().join(" & ");
    Step::new(name.clone(), move |input| {
        let (name, members) = (name.clone(), members.clone());
        async move {
            let mut tasks = JoinSet::new();
            for (index, member) in members.iter().enumerate() {
                let run = member.run(input.clone());
                tasks.spawn(async move { (index, run.await) });
            }
            let mut outputs = Vec::new();
            while let Some(ended) = tasks.join_next().await {
                match ended {
                    Ok((index, Ok(output))) => outputs.push((index, output)),
                    Ok((_, Err(error))) => {
                        tasks.shutdown().await;
                        return Err(error);
                    }
                    Err(error) => {
                        tasks.shutdown().await;
                        resume_unwind(error.into_panic());
                    }
                }
            }
            outputs.sort_unstable_by_key(|(index, _)| *index);
            let outputs = outputs.into_iter().map(|(index, output)| (members[index].name().to_owned(), output));
            merged(outputs).map_err(|conflict| Cause::Conflict(conflict).at(&name))
        }
        .boxed()
    })
}
