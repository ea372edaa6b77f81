//! Many steps, and many runs.

use std::convert::Infallible;

use data_flow::Options;
use data_flow::named::{Visibility, group, sequence, step};
use futures::{TryStreamExt as _, future, stream};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use crate::{Map, flow, ms, returns};

#[derive(Serialize, Deserialize)]
struct Count {
    count: u64,
}

async fn add(Count { count }: Count) -> Result<Count, Infallible> {
    sleep(ms(1)).await;
    Ok(Count { count: count + 1 })
}

#[tokio::test(start_paused = true)]
async fn a_sequence_has_any_length() {
    for length in [1, 10, 10_000] {
        let flow = flow(sequence((0..length).map(|_| step(add))));
        let start = Instant::now();
        assert_eq!(flow.run::<_, Value>(Count { count: 5 }).await.unwrap(), json!({"count": 5 + length}));
        assert_eq!(start.elapsed(), ms(length));
    }
}

#[tokio::test]
async fn ten_thousand_names_are_kept_by_visibility_all() {
    let named = |number: u64| {
        step(move |(): ()| async move { Ok::<_, Infallible>(Map::from([(format!("name {number}"), json!(number))])) })
    };
    let steps = (0..10_000).map(named);
    let options = Options::new().visibility(Visibility::All);
    let result: Value = flow(sequence(steps)).run_with((), &options).await.unwrap();
    assert_eq!(result.as_object().unwrap().len(), 10_000);
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_runs_overlap() {
    let flow = flow(step(add) | (step(add) & step(add)) | step(add));
    let start = Instant::now();
    let runs = future::try_join_all((0..10_000).map(|count| flow.run::<_, Count>(Count { count }))).await.unwrap();
    assert_eq!(start.elapsed(), ms(3));
    assert!(runs.into_iter().map(|result| result.count).eq(3..10_003));
}

#[tokio::test(start_paused = true)]
async fn groups_nest_without_limit() {
    let nested = (0..100).fold(step(add), |inner, _| group([inner | step(add), returns(json!({"other": 1}))]));
    let result: Value = flow(nested).run(json!({"count": 0})).await.unwrap();
    assert_eq!(result, json!({"count": 101, "other": 1}));
}

#[tokio::test(start_paused = true)]
async fn a_stream_of_parameters_keeps_the_order() {
    let flow = flow(step(add));
    let start = Instant::now();
    let results = flow.stream(stream::iter((0..20).map(|count| Count { count })), 5);
    let results: Vec<Count> = results.try_collect().await.unwrap();
    assert!(results.into_iter().map(|result| result.count).eq(1..21));
    assert_eq!(start.elapsed(), ms(4));
}
