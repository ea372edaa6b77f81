//! Timeouts and retries.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use data_flow::{ErrorKind, Flow, Retry, Step, map, step};
use tokio::time::Instant;

use crate::support::{Bad, Counts, get, ms, wait};

/// Returns a step that fails until its `n`th attempt.
fn succeeds_at(n: usize, attempts: &Arc<AtomicUsize>) -> Flow<u32, u32, impl Step<u32, Out = u32> + use<>> {
    let attempts = Arc::clone(attempts);
    step(move |input: u32| {
        let attempt = attempts.fetch_add(1, Ordering::SeqCst) + 1;
        async move { if attempt >= n { Ok(input) } else { Err(Bad("not yet")) } }
    })
}

#[tokio::test(start_paused = true)]
async fn a_step_that_takes_too_long_is_dropped_and_named() {
    let counts = Counts::default();
    let slow = {
        let counts = counts.clone();
        step(move |(): ()| {
            let counts = counts.clone();
            async move {
                counts.work(100).await;
                Ok::<_, Bad>(())
            }
        })
    };
    let flow = map(|_: u32| ()) | slow.named("slow").timeout(ms(99));
    let start = Instant::now();
    let error = flow.run(1).await.unwrap_err();
    assert_eq!(error.to_string(), "the step `slow` did not end within 99ms");
    assert_eq!(start.elapsed(), ms(99));
    assert_eq!((get(&counts.dropped), get(&counts.ended)), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn a_step_in_time_is_not_disturbed() {
    assert_eq!(wait(99).timeout(ms(100)).run(3).await.unwrap(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_timeout_may_hold_for_a_whole_sequence() {
    let flow = map(|n: u32| n) | (wait(60) | wait(60)).named("both").timeout(ms(100));
    let error = flow.run(1).await.unwrap_err();
    assert_eq!(error.path().to_string(), "both");
    assert!(matches!(error.kind(), ErrorKind::TimedOut(limit) if *limit == ms(100)));
}

#[tokio::test(start_paused = true)]
async fn a_step_is_tried_again_with_growing_pauses() {
    let attempts = Arc::default();
    let flow = succeeds_at(4, &attempts).retry(Retry::attempts(5).backoff(ms(100)));
    let start = Instant::now();
    assert_eq!(flow.run(3).await.unwrap(), 3);
    assert_eq!(start.elapsed(), ms(100 + 200 + 400));
    assert_eq!(get(&attempts), 4);
}

#[tokio::test(start_paused = true)]
async fn the_error_after_the_last_attempt_says_how_many_there_were() {
    for allowed in [0, 1, 2, 7] {
        let attempts = Arc::default();
        let flow = succeeds_at(usize::MAX, &attempts).named("never").retry(Retry::attempts(allowed));
        let error = flow.run(1).await.unwrap_err();
        assert_eq!(error.attempts(), allowed.max(1));
        assert_eq!(get(&attempts), allowed.max(1) as usize);
        assert_eq!(error.path().to_string(), "never");
    }
}

#[tokio::test(start_paused = true)]
async fn a_timeout_inside_a_retry_limits_each_attempt_and_outside_all_of_them() {
    let policy = Retry::attempts(3);
    let start = Instant::now();
    let error = wait::<u32>(100).timeout(ms(10)).retry(policy.clone()).run(1).await.unwrap_err();
    assert_eq!((start.elapsed(), error.attempts()), (ms(30), 3));
    let start = Instant::now();
    let failing = (wait::<u32>(8) | succeeds_at(9, &Arc::default())).retry(Retry::attempts(9)).timeout(ms(20));
    let error = failing.run(1).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::TimedOut(_)));
    assert_eq!(start.elapsed(), ms(20));
}

#[tokio::test]
async fn only_errors_that_the_policy_names_are_tried_again() {
    let attempts = Arc::default();
    let never = Retry::attempts(5).when(|error| error.downcast_ref::<std::io::Error>().is_some());
    assert_eq!(succeeds_at(2, &attempts).retry(never).run(1).await.unwrap_err().attempts(), 1);
    assert_eq!(get(&attempts), 1);
}

#[tokio::test]
async fn a_panic_is_not_tried_again() {
    let attempts = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&attempts);
    let flow = step(move |_: u32| {
        let counted = Arc::clone(&counted);
        async move {
            counted.fetch_add(1, Ordering::SeqCst);
            assert!(counted.load(Ordering::SeqCst) > 9, "a bug");
            Ok::<u32, Bad>(0)
        }
    });
    assert!(flow.retry(Retry::attempts(5)).run(1).await.is_err());
    assert_eq!(get(&attempts), 1);
}

#[test]
fn pauses_double_up_to_the_longest_and_never_overflow() {
    let policy = Retry::attempts(1000).backoff(ms(100)).at_most(Duration::from_secs(5));
    let pauses: Vec<_> = [1, 2, 3, 6, 7, 64, u32::MAX].map(|attempt| policy.pause_after(attempt)).into();
    assert_eq!(pauses, [ms(100), ms(200), ms(400), ms(3200), ms(5000), ms(5000), ms(5000)]);
}

#[tokio::test(start_paused = true)]
async fn jitter_shortens_each_pause_by_a_part_of_it() {
    let pauses = async |policy: Retry| {
        let start = Instant::now();
        let attempts = Arc::default();
        assert!(succeeds_at(usize::MAX, &attempts).retry(policy.backoff(ms(1000))).run(1).await.is_err());
        start.elapsed()
    };
    let two = || Retry::attempts(2);
    for seed in 0..50 {
        let fifth = pauses(two().jitter(0.2).seed(seed)).await;
        assert!(ms(800) <= fifth && fifth <= ms(1000), "{fifth:?}");
        // The same seed, the same pause.
        assert_eq!(pauses(two().jitter(0.2).seed(seed)).await, fifth);
        let full = pauses(two().jitter(7.5).seed(seed)).await;
        assert!(full <= ms(1000), "{full:?}");
        let drawn = pauses(two().jitter(1.0)).await;
        assert!(drawn <= ms(1000), "{drawn:?}");
    }
    assert_eq!(pauses(two().jitter(0.0).seed(1)).await, ms(1000));
    assert_eq!(pauses(two().jitter(-1.0).seed(1)).await, ms(1000));
    assert_eq!(pauses(two().jitter(f64::NAN).seed(1)).await, ms(1000));
}

#[tokio::test(start_paused = true)]
async fn steps_that_fail_together_do_not_try_again_at_the_same_moment() {
    let policy = Retry::attempts(2).backoff(ms(1000)).jitter(1.0).seed(1);
    let starts: Arc<std::sync::Mutex<Vec<Instant>>> = Arc::default();
    let seen = Arc::clone(&starts);
    let each = step(move |_: u32| {
        seen.lock().unwrap().push(Instant::now());
        async { Err::<u32, _>(Bad("not yet")) }
    });
    let flow = data_flow::group((0..20).map(|_| each.clone().retry(policy.clone()))).collect_errors();
    assert!(flow.run(1).await.is_err());
    let starts = starts.lock().unwrap();
    let again: std::collections::BTreeSet<_> = starts[20..].iter().collect();
    assert_eq!(starts[..20].iter().collect::<std::collections::BTreeSet<_>>().len(), 1);
    assert!(again.len() > 10, "{again:?}");
    // The draws are spread over the whole pause.
    let (first, last) = (**again.first().unwrap(), **again.last().unwrap());
    assert!(last - first > ms(500), "{:?}", last - first);
}
