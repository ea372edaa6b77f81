//! A panic is an error with the path of its step.

use data_flow::{ErrorKind, blocking, fan_out, group, map, step};

use crate::support::{Bad, Counts, get, ms, wait};

async fn fine(input: u32) -> Result<u32, Bad> {
    Ok(input)
}

async fn panics(input: u32) -> Result<u32, Bad> {
    tokio::task::yield_now().await;
    panic!("the input was {input}")
}

/// Panics for 1.
async fn odd(input: u32) -> Result<u32, Bad> {
    assert!(input != 1, "the input was {input}");
    Ok(input)
}

/// Runs a flow that panics, and returns the path and the message.
macro_rules! panicked {
    ($flow:expr) => {{
        let error = $flow.run(1).await.unwrap_err();
        match error.kind() {
            ErrorKind::Panicked(message) => (error.path().to_string(), message.clone()),
            other => panic!("it ended with {other:?}"),
        }
    }};
}

fn at(path: &str) -> (String, String) {
    (path.to_owned(), "the input was 1".to_owned())
}

#[tokio::test]
async fn a_panic_has_the_path_of_its_step() {
    assert_eq!(panicked!(step(panics)), at("panics"));
    assert_eq!(panicked!(step(fine) | fine | panics | fine), at("panics"));
    assert_eq!(panicked!(step(fine) | (step(fine) & panics & fine)), at("2/panics"));
    assert_eq!(panicked!(step(fine) | ((step(fine) | panics) & fine)), at("2/1/panics"));
    assert_eq!(panicked!(step(fine) | (step(fine) | panics).named("load")), at("load/panics"));
    assert_eq!(panicked!(step(fine) | (step(fine) | panics).timeout(ms(5))), at("2/panics"));
    assert_eq!(panicked!(map(|n: u32| vec![n; 3]) | fan_out(2, step(panics).named("each"))), at("each[0]"));
    assert_eq!(panicked!(map(|n: u32| vec![9, n]) | fan_out(1, step(odd) | fine)), at("2[1]/odd"));
    let nested = fan_out(3, fan_out(3, step(odd))).named("nested");
    assert_eq!(panicked!(map(|n: u32| vec![vec![9], vec![9, 9, n]]) | nested), at("nested[1][2]"));
    assert_eq!(panicked!((step(fine) & panics).collect_errors()), at("panics"));
    let sync = map(|input: u32| -> u32 { panic!("the input was {input}") }).named("sync");
    assert_eq!(panicked!(step(fine) | sync), at("sync"));
}

#[tokio::test]
async fn a_flow_that_is_used_twice_panics_at_the_right_place() {
    let odd =
        step(|input: u32| async move { if input == 1 { Ok::<_, Bad>(2) } else { panic!("the input was 1") } }).boxed();
    let flow = (odd.clone() & odd.clone()) | map(|(a, b): (u32, u32)| a + b) | (step(fine) & odd);
    assert_eq!(panicked!(flow), at("3/closure"));
}

#[tokio::test]
async fn a_function_that_panics_before_it_returns_its_future_is_no_exception() {
    let early = step(|input: u32| {
        assert!(input != 1, "the input was {input}");
        async move { Ok::<_, Bad>(input) }
    });
    assert_eq!(panicked!(step(fine) | early.named("early")), at("early"));
}

#[tokio::test(start_paused = true)]
async fn a_panic_drops_the_siblings() {
    let counts = Counts::default();
    let slow = {
        let counts = counts.clone();
        step(move |input: u32| {
            let counts = counts.clone();
            async move {
                counts.work(100).await;
                Ok::<_, Bad>(input)
            }
        })
    };
    let bad = wait(5) | panics;
    assert_eq!(panicked!(slow & bad), at("2/panics"));
    assert_eq!((get(&counts.dropped), get(&counts.ended)), (1, 0));
}

#[tokio::test]
async fn a_blocking_step_that_panics_has_its_path() {
    let bad = blocking(|input: u32| -> Result<u32, Bad> { panic!("the input was {input}") }).named("bad");
    assert_eq!(panicked!(step(fine) | (step(fine) & bad)), at("2/bad"));
}

#[tokio::test]
async fn a_flow_works_again_after_a_panic() {
    let flow = group((0..40).map(|index| {
        step(move |input: u32| async move {
            assert!(input > 0 || index < 39, "the input was 0");
            Ok::<_, Bad>(input)
        })
    }));
    let error = flow.run(0).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Panicked(_)));
    assert_eq!(flow.run(3).await.unwrap(), [3; 40]);
}
