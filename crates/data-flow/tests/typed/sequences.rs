//! Steps one after another.

use std::convert::Infallible;

use data_flow::{map, sequence, source, step};
use tokio::time::Instant;

use crate::support::{Bad, ms};

async fn double(number: u64) -> Result<u64, Infallible> {
    tokio::time::sleep(ms(30)).await;
    Ok(number * 2)
}

async fn text(number: u64) -> Result<String, Bad> {
    tokio::time::sleep(ms(12)).await;
    Ok(number.to_string())
}

#[tokio::test(start_paused = true)]
async fn each_step_takes_the_result_of_the_step_before_it() {
    let start = Instant::now();
    let flow = step(double) | text | map(|text: String| text.len());
    assert_eq!(flow.run(50).await.unwrap(), 3);
    assert_eq!(start.elapsed(), ms(42));
}

#[tokio::test(start_paused = true)]
async fn sequences_in_sequences_are_one_after_another() {
    let start = Instant::now();
    let flow = (step(double) | double) | (step(double) | (step(double) | text));
    assert_eq!(flow.run(1).await.unwrap(), "16");
    assert_eq!(start.elapsed(), ms(4 * 30 + 12));
}

#[tokio::test]
async fn a_source_takes_nothing() {
    async fn seven() -> Result<u64, Bad> {
        Ok(7)
    }
    assert_eq!((source(seven) | text).run(()).await.unwrap(), "7");
}

#[tokio::test]
async fn a_sequence_of_a_list_has_any_length() {
    for length in [0, 1, 2, 1000] {
        let flow = sequence((0..length).map(|_| map(|number: u64| number + 1)));
        assert_eq!(flow.run(5).await.unwrap(), 5 + length);
    }
}

#[tokio::test]
async fn closures_are_steps_and_may_hold_data() {
    let factor = 3;
    let flow = step(move |number: u64| async move { Ok::<_, Bad>(number * factor) }) | text;
    assert_eq!(flow.run(4).await.unwrap(), "12");
}
