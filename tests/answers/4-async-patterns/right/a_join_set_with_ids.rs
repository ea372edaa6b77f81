//! Task: run_all
//! The index of each job is found by the id of its task. A set aborts its tasks when it is dropped.

pub use solution::*;

use std::collections::HashMap;
use tokio::task::JoinSet;

pub async fn run_all<T>(jobs: impl IntoIterator<Item = impl Future<Output = T> + Send + 'static>) -> Vec<Outcome<T>>
where
    T: Send + 'static,
{
    let mut tasks = JoinSet::new();
    let mut places = HashMap::new();
    for (index, job) in jobs.into_iter().enumerate() {
        places.insert(tasks.spawn(job).id(), index);
    }
    let mut outcomes: Vec<Option<Outcome<T>>> = (0..places.len()).map(|_| None).collect();
    while let Some(ended) = tasks.join_next_with_id().await {
        let (id, outcome) = match ended {
            Ok((id, output)) => (id, Outcome::Done(output)),
            Err(error) => {
                let id = error.id();
                let panic = error.into_panic();
                let text = match (panic.downcast_ref::<String>(), panic.downcast_ref::<&'static str>()) {
                    (Some(text), _) => text.clone(),
                    (_, Some(text)) => (*text).to_string(),
                    _ => String::from("unknown panic"),
                };
                (id, Outcome::Panicked(text))
            }
        };
        outcomes[places[&id]] = Some(outcome);
    }
    outcomes.into_iter().flatten().collect()
}
