//! Runs that overlap, repeat, are cancelled, or are a stream.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use data_flow::{map, source, step};
use futures::{StreamExt as _, TryStreamExt as _, future, stream};
use tokio::time::{Instant, timeout};

use crate::support::{Bad, Counts, get, ms, wait};

#[tokio::test(start_paused = true)]
async fn ten_thousand_runs_of_one_flow_overlap_without_cross_talk() {
    let flow = wait(100) & wait(50) | map(|(a, b): (u64, u64)| (a, b)) | wait(10);
    let start = Instant::now();
    let results = future::try_join_all((0..10_000).map(|input| flow.run(input))).await.unwrap();
    assert_eq!(start.elapsed(), ms(110));
    assert!(results.into_iter().eq((0..10_000).map(|input| (input, input))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn runs_overlap_on_several_threads() {
    let flow = Arc::new((map(|n: u64| n + 1) & map(|n: u64| n * 2) | map(|(a, b)| a + b)).boxed());
    let runs = (0..1000).map(|input| {
        let flow = Arc::clone(&flow);
        tokio::spawn(async move { flow.run(input).await.unwrap() })
    });
    for (input, sum) in future::try_join_all(runs).await.unwrap().into_iter().enumerate() {
        assert_eq!(sum, 3 * input as u64 + 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_dropped_leaves_nothing_behind() {
    let counts = Counts::default();
    let work = || {
        let counts = counts.clone();
        step(move |input: u32| {
            let counts = counts.clone();
            async move {
                counts.work(100).await;
                Ok::<_, Bad>(input)
            }
        })
    };
    let flow = (work() & (work() | work())) | map(|(a, _): (u32, u32)| a) | work();
    assert!(timeout(ms(150), flow.run(1)).await.is_err());
    assert_eq!((get(&counts.started), get(&counts.ended), get(&counts.dropped)), (3, 2, 3));
    tokio::time::sleep(ms(1000)).await;
    assert_eq!(get(&counts.started), 3);
}

#[tokio::test(start_paused = true)]
async fn run_forever_pauses_after_each_run_and_ends_with_an_error() {
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    let flow = source(move || {
        let run = counted.fetch_add(1, Ordering::SeqCst) + 1;
        async move {
            tokio::time::sleep(ms(10)).await;
            if run == 4 { Err(Bad("the fourth")) } else { Ok(()) }
        }
    });
    let start = Instant::now();
    let error = flow.run_forever((), ms(100)).await;
    assert_eq!(error.downcast_ref(), Some(&Bad("the fourth")));
    assert_eq!((get(&runs), start.elapsed()), (4, ms(4 * 10 + 3 * 100)));
}

#[tokio::test(start_paused = true)]
async fn run_forever_can_be_cancelled_even_if_nothing_in_it_waits() {
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    let flow = map(move |()| {
        counted.fetch_add(1, Ordering::SeqCst);
    });
    let seen = Arc::clone(&runs);
    let enough = async {
        while get(&seen) < 100 {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        error = flow.run_forever((), ms(0)) => panic!("it ended: {error}"),
        () = enough => {}
    }
    assert!(get(&runs) >= 100);
}

#[tokio::test(start_paused = true)]
async fn a_stream_keeps_the_order_and_takes_only_what_it_has_room_for() {
    let taken = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&taken);
    let inputs = stream::iter((0..100_u64).rev()).inspect(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
    });
    let flow = step(|millis: u64| async move {
        tokio::time::sleep(ms(millis)).await;
        Ok::<_, Bad>(millis)
    });
    let mut results = std::pin::pin!(flow.stream(inputs, 7));
    assert_eq!(get(&taken), 0);
    assert_eq!(results.next().await.unwrap().unwrap(), 99);
    assert_eq!(get(&taken), 7);
    let rest: Vec<u64> = results.try_collect().await.unwrap();
    assert!(rest.into_iter().eq((0..99).rev()));
}

#[tokio::test(start_paused = true)]
async fn an_unordered_stream_yields_what_is_ready_first() {
    let flow = step(|millis: u64| async move {
        tokio::time::sleep(ms(millis)).await;
        Ok::<_, Bad>(millis)
    });
    let results = flow.stream_unordered(stream::iter([30, 10, 20]), 3);
    assert_eq!(results.try_collect::<Vec<u64>>().await.unwrap(), [10, 20, 30]);
}

#[tokio::test(start_paused = true)]
async fn an_error_in_a_stream_is_the_result_of_its_input_alone() {
    let flow = map(|n: u64| n) | step(|n: u64| async move { if n == 2 { Err(Bad("two")) } else { Ok(n) } });
    for concurrency in [0, 1, 2, 50] {
        let results: Vec<_> = flow.stream(stream::iter(1..=4), concurrency).collect().await;
        let values: Vec<_> = results.iter().map(|result| result.as_ref().ok().copied()).collect();
        assert_eq!(values, [Some(1), None, Some(3), Some(4)]);
    }
}

#[test]
fn the_future_of_a_run_holds_the_future_of_a_step_once() {
    const SIZE: usize = 4096;
    let flow = source(async || {
        let buffer = [1_u8; SIZE];
        tokio::task::yield_now().await;
        Ok::<_, Infallible>(buffer.len())
    });
    let size = size_of_val(&flow.run(()));
    assert!((SIZE..SIZE + SIZE / 2).contains(&size), "a step of {SIZE} bytes makes a run of {size}");
}
