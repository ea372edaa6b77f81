//! Task: group
//! Each output is put into the slot of its member when it comes.

pub use solution::*;

use std::sync::Arc;

use futures::stream::FuturesUnordered;
use futures::{FutureExt as _, StreamExt as _};

pub fn group(members: impl IntoIterator<Item = Step>) -> Step {
    let members: Arc<[Step]> = members.into_iter().collect();
    let name = members.iter().map(Step::name).collect::<Vec<_>>().join(" & ");
    Step::new(name.clone(), move |input| {
        let (name, members) = (name.clone(), members.clone());
        async move {
            let mut outputs = vec![Data::new(); members.len()];
            let mut runs = FuturesUnordered::new();
            for (member, slot) in members.iter().zip(&mut outputs) {
                let run = member.run(input.clone());
                runs.push(async move {
                    *slot = run.await?;
                    Ok(())
                });
            }
            while let Some(ended) = runs.next().await {
                ended?;
            }
            drop(runs);
            let outputs = members.iter().map(|member| member.name().to_owned()).zip(outputs);
            merged(outputs).map_err(|conflict| Cause::Conflict(conflict).at(&name))
        }
        .boxed()
    })
}
