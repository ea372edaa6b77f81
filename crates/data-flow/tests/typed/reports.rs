//! The report of a run: the state of each step.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use data_flow::{CancellationToken, ErrorKind, Flow, Options, Report, Retry, State, Step, fan_out, group, map, step};
use tokio::time::timeout;

use crate::support::{Bad, ms, wait};

fn reported() -> (Report, Options) {
    let report = Report::new();
    let options = Options::new().report(&report);
    (report, options)
}

/// Returns the paths and states of a report.
fn states(report: &Report) -> Vec<(String, State)> {
    report.steps().iter().map(|step| (step.path().to_string(), step.state())).collect()
}

fn named(states: &[(&str, State)]) -> Vec<(String, State)> {
    states.iter().map(|(path, state)| ((*path).to_owned(), *state)).collect()
}

async fn fails(_input: u32) -> Result<u32, Bad> {
    tokio::time::sleep(ms(30)).await;
    Err(Bad("no luck"))
}

async fn panics(_input: u32) -> Result<u32, Bad> {
    tokio::time::sleep(ms(30)).await;
    panic!("a bug")
}

#[tokio::test(start_paused = true)]
async fn each_step_has_its_state_and_its_duration() {
    let (report, options) = reported();
    let slow = wait(20).named("slow") & wait(100).named("slower");
    let flow = wait(10).named("first") | (slow & fails).named("middle") | wait(10).named("last");
    // `last` takes a tuple, and hands it on.
    assert!(flow.run_with(1, &options).await.is_err());
    let expected = named(&[
        ("first", State::Done),
        ("middle/slow", State::Done),
        ("middle/slower", State::Cancelled),
        ("middle/fails", State::Failed),
        ("last", State::NeverStarted),
    ]);
    assert_eq!(states(&report), expected);
    let text = "\
first          done           10ms
middle/slow    done           20ms
middle/slower  cancelled      30ms
middle/fails   failed         30ms
last           never started
";
    assert_eq!(report.to_string(), text);
    assert_eq!(report.step("middle/slow").unwrap().elapsed(), ms(20));
    assert_eq!(report.step("slow"), None);
}

#[tokio::test(start_paused = true)]
async fn a_panic_is_told_from_the_siblings_that_it_cancels() {
    let (report, options) = reported();
    let flow = wait(100).named("before") & panics & wait(100).named("after");
    assert!(flow.run_with(1, &options).await.is_err());
    let expected = named(&[("before", State::Cancelled), ("panics", State::Panicked), ("after", State::Cancelled)]);
    assert_eq!(states(&report), expected);
}

#[tokio::test(start_paused = true)]
async fn a_report_can_be_read_while_the_run_goes_on_and_after_it_was_dropped() {
    let (report, options) = reported();
    assert_eq!(report.steps(), []);
    let flow = wait(10).named("first") | wait(10).named("last");
    let read = async {
        tokio::time::sleep(ms(15)).await;
        (report.to_string(), states(&report))
    };
    let (result, (text, seen)) = tokio::join!(flow.run_with(1, &options), read);
    assert_eq!(result.unwrap(), 1);
    assert_eq!(text, "first  done           10ms\nlast   running\n");
    assert_eq!(seen, named(&[("first", State::Done), ("last", State::Running)]));
    assert!(timeout(ms(15), flow.run_with(1, &options)).await.is_err());
    assert_eq!(states(&report), named(&[("first", State::Done), ("last", State::Cancelled)]));
    assert_eq!(report.step("last").unwrap().elapsed(), ms(5));
}

#[tokio::test(start_paused = true)]
async fn attempts_and_items_are_counted() {
    let attempts = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&attempts);
    let third = step(move |input: u32| {
        let attempt = counted.fetch_add(1, Ordering::SeqCst);
        async move { if attempt < 2 { Err(Bad("not yet")) } else { Ok(input) } }
    });
    let (report, options) = reported();
    let flow = third.named("third").retry(Retry::attempts(5)) | map(|n: u32| vec![n; 20]).named("list");
    let flow = flow | fan_out(4, wait(10).named("each") | map(|n: u32| n + 1).named("add"));
    assert_eq!(flow.run_with(1, &options).await.unwrap(), [2; 20]);
    let text = "\
third   done           0ns, 3 times, 2 failed
list    done           0ns
3/each  done           200ms, 20 times
3/add   done           0ns, 20 times
";
    assert_eq!(report.to_string(), text);
}

#[tokio::test(start_paused = true)]
async fn a_fan_out_with_an_item_that_fails_has_failed() {
    let (report, options) = reported();
    let each = step(|n: u64| async move {
        tokio::time::sleep(ms(10 * n)).await;
        if n == 3 { Err(Bad("the third")) } else { Ok(n) }
    });
    let flow = fan_out(10, each.named("each"));
    let error = flow.run_with((1..=5).collect(), &options).await.unwrap_err();
    assert_eq!(error.path().to_string(), "each[2]");
    let each = report.step("each").unwrap();
    assert_eq!((each.state(), each.done(), each.failed(), each.cancelled()), (State::Failed, 2, 1, 2));
    assert_eq!((each.runs(), each.elapsed()), (5, ms(10 + 20 + 30 + 30 + 30)));
    assert_eq!(report.to_string(), "each  failed         120ms, 5 times, 2 done, 2 cancelled\n");
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_is_cancelled_after_one_that_failed_is_cancelled() {
    let (report, options) = reported();
    let attempts = Arc::new(AtomicUsize::new(0));
    let flow = step(move |_input: u32| {
        let attempt = attempts.fetch_add(1, Ordering::SeqCst);
        async move {
            tokio::time::sleep(ms(10 + 1000 * attempt as u64)).await;
            Err::<u32, _>(Bad("not yet"))
        }
    });
    let flow = flow.named("slower").retry(Retry::attempts(5)).timeout(ms(100));
    assert!(flow.run_with(1, &options).await.is_err());
    let slower = report.step("slower").unwrap();
    assert_eq!((slower.state(), slower.failed(), slower.cancelled()), (State::Cancelled, 1, 1));
}

#[tokio::test(start_paused = true)]
async fn clones_of_a_boxed_flow_are_told_apart() {
    let (report, options) = reported();
    let count = Arc::new(AtomicUsize::new(0));
    let second = step(move |input: u32| {
        let number = count.fetch_add(1, Ordering::SeqCst);
        async move { if number == 0 { Ok(input) } else { Err(Bad("the second one")) } }
    });
    let shared = (wait(10).named("wait") | second.named("second")).boxed();
    let pair = (shared.clone() | shared.clone()).boxed();
    let flow = pair.named("one") | pair_of(shared).named("two");
    assert!(flow.run_with(1, &options).await.is_err());
    let expected = named(&[
        ("one/1/wait", State::Done),
        ("one/1/second", State::Done),
        ("one/2/wait", State::Done),
        ("one/2/second", State::Failed),
        ("two/1/wait", State::NeverStarted),
        ("two/1/second", State::NeverStarted),
        ("two/2/wait", State::NeverStarted),
        ("two/2/second", State::NeverStarted),
    ]);
    assert_eq!(states(&report), expected);
}

fn pair_of(shared: data_flow::BoxFlow<u32, u32>) -> Flow<u32, (u32, u32), impl Step<u32, Out = (u32, u32)>> {
    shared.clone() & shared
}

#[tokio::test(start_paused = true)]
async fn runs_with_the_same_report_do_not_disturb_each_other() {
    let (report, options) = reported();
    let flow = wait(10).named("wait");
    let runs = futures::future::join_all((0..10).map(|n| flow.run_with(n, &options))).await;
    assert!(runs.into_iter().all(|result| result.is_ok()));
    assert_eq!(report.step("wait").unwrap().runs(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_run_names_the_step_drops_the_siblings_and_starts_no_other() {
    // A group polls its members in turns, so each may be the first that notices.
    for (at, paths, states_then) in [
        (0, ["first"; 2], [State::NeverStarted; 4]),
        (5, ["first"; 2], [State::Cancelled, State::NeverStarted, State::NeverStarted, State::NeverStarted]),
        (15, ["2/one", "2/two"], [State::Done, State::Cancelled, State::Cancelled, State::NeverStarted]),
        (25, ["last"; 2], [State::Done, State::Done, State::Done, State::Cancelled]),
    ] {
        let (report, options) = reported();
        let token = CancellationToken::new();
        let options = options.cancel(token.clone());
        let flow = wait(10).named("first") | (wait(10).named("one") & wait(10).named("two")) | wait(10).named("last");
        let start = tokio::time::Instant::now();
        let cancels = async {
            tokio::time::sleep(ms(at)).await;
            token.cancel();
        };
        let result = if at == 0 {
            token.cancel();
            flow.run_with(1, &options).await
        } else {
            tokio::join!(flow.run_with(1, &options), cancels).0
        };
        let error = result.unwrap_err();
        assert!(paths.contains(&error.path().to_string().as_str()), "{error}");
        assert_eq!(error.to_string(), format!("the step `{}` was cancelled", error.path()));
        assert!(matches!(error.kind(), ErrorKind::Cancelled));
        assert_eq!(start.elapsed(), ms(at));
        assert_eq!(states(&report).iter().map(|(_, state)| *state).collect::<Vec<_>>(), states_then);
    }
}

#[tokio::test(start_paused = true)]
async fn a_run_is_cancelled_in_a_pause_between_attempts_and_is_not_tried_again() {
    let token = CancellationToken::new();
    let options = Options::new().cancel(token.clone());
    let attempts = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&attempts);
    let flow = step(move |_input: u32| {
        counted.fetch_add(1, Ordering::SeqCst);
        async { Err::<u32, _>(Bad("not yet")) }
    });
    let flow = flow.named("fails").retry(Retry::attempts(5).backoff(ms(100)));
    let start = tokio::time::Instant::now();
    let cancels = async {
        tokio::time::sleep(ms(150)).await;
        token.cancel();
    };
    let (result, ()) = tokio::join!(flow.run_with(1, &options), cancels);
    assert_eq!(result.unwrap_err().to_string(), "the step `fails` was cancelled");
    assert_eq!((start.elapsed(), attempts.load(Ordering::SeqCst)), (ms(150), 2));
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_run_has_the_item_and_the_member_in_its_path() {
    let token = CancellationToken::new();
    let options = Options::new().cancel(token.clone());
    let each = step(|n: u64| async move {
        tokio::time::sleep(ms(n)).await;
        Ok::<_, Bad>(n)
    });
    let flow = group([fan_out(2, each.named("each")).boxed()]);
    let cancels = async {
        tokio::time::sleep(ms(20)).await;
        token.cancel();
    };
    let (result, ()) = tokio::join!(flow.run_with(vec![1, 100, 2, 100], &options), cancels);
    let path = result.unwrap_err().path().to_string();
    assert!(path == "each[1]" || path == "each[3]", "{path}");
}

#[tokio::test(start_paused = true)]
async fn a_group_that_collects_returns_all_cancelled_members() {
    let token = CancellationToken::new();
    let options = Options::new().cancel(token.clone());
    let flow = (wait(10).named("quick") & wait(100).named("one") & wait(100).named("two")).collect_errors();
    let cancels = async {
        tokio::time::sleep(ms(20)).await;
        token.cancel();
    };
    let (result, ()) = tokio::join!(flow.run_with(1, &options), cancels);
    let error = result.unwrap_err();
    let mut paths = vec![error.path().to_string()];
    paths.extend(error.others().iter().map(|other| other.path().to_string()));
    paths.sort();
    assert_eq!(paths, ["one", "two"]);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_never_cancelled_changes_nothing() {
    let options = Options::new().cancel(CancellationToken::new());
    let flow = (wait(10) & wait(20)) | map(|(a, b): (u32, u32)| a + b);
    assert_eq!(flow.run_with(2, &options).await.unwrap(), 4);
    let failing = wait(10) | fails;
    assert_eq!(failing.run_with(2, &options).await.unwrap_err().to_string(), "the step `fails` failed");
}

#[tokio::test(start_paused = true)]
async fn a_report_of_items_of_which_some_still_run_counts_those_that_have_ended() {
    let (report, options) = reported();
    let each = step(|n: u64| async move {
        tokio::time::sleep(ms(10 * n)).await;
        Ok::<_, Bad>(n)
    });
    let flow = fan_out(3, each.named("each"));
    let read = async {
        tokio::time::sleep(ms(25)).await;
        (report.to_string(), report.step("each").unwrap())
    };
    let (_, (text, each)) = tokio::join!(flow.run_with(vec![1, 2, 3], &options), read);
    assert_eq!(text, "each  running        30ms, 3 times, 2 done\n");
    assert_eq!((each.state(), each.runs(), each.done(), each.elapsed()), (State::Running, 3, 2, ms(30)));
}
