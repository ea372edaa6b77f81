//! A step for each item of a list.

use data_flow::{Options, fan_out, map, step};
use pollscope::Recording;
use tokio::time::Instant;

use crate::support::{Bad, ms, wait};

#[tokio::test(start_paused = true)]
async fn no_more_items_than_the_limit_are_in_flight() {
    for (limit, in_flight) in [(0, 1), (1, 1), (3, 3), (10, 10), (100, 10)] {
        let recording = Recording::start();
        let flow = fan_out(limit, wait(10).named("item"));
        let start = Instant::now();
        let items: Vec<u32> = (0..10).collect();
        assert_eq!(flow.run_with(items.clone(), &Options::new().record(&recording)).await.unwrap(), items);
        assert_eq!(recording.trace().max_in_flight("item"), in_flight);
        assert_eq!(start.elapsed(), ms(10 * 10_u64.div_ceil(in_flight as u64)));
    }
}

#[tokio::test(start_paused = true)]
async fn a_free_place_is_taken_at_once_and_the_order_is_kept() {
    // With a limit of two: 50 beside 10, 10, 10 and 10.
    let flow = fan_out(
        2,
        step(|millis: u64| async move {
            tokio::time::sleep(ms(millis)).await;
            Ok::<_, Bad>(millis)
        }),
    );
    let start = Instant::now();
    assert_eq!(flow.run(vec![50, 10, 10, 10, 10]).await.unwrap(), [50, 10, 10, 10, 10]);
    assert_eq!(start.elapsed(), ms(50));
}

#[tokio::test]
async fn an_empty_list_ends_at_once() {
    assert!(fan_out(3, map(|n: u8| n)).run(vec![]).await.unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_first_error_in_time_ends_it() {
    let flow = fan_out(
        10,
        step(|millis: u64| async move {
            tokio::time::sleep(ms(millis)).await;
            if millis == 7 { Err(Bad("seven")) } else { Ok(()) }
        }),
    );
    let start = Instant::now();
    let error = flow.run(vec![300, 200, 7, 100]).await.unwrap_err();
    assert_eq!(error.path().to_string(), "closure[2]");
    assert_eq!(start.elapsed(), ms(7));
}
