//! Runs that are reported, cancelled and recorded.

use std::convert::Infallible;

use data_flow::named::{dispatch, source, step};
use data_flow::{CancellationToken, Options, Report, Retry, State};
use pollscope::Recording;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use crate::{Map, flow, ms, returns};

fn waits(millis: u64) -> data_flow::named::Definition {
    step(move |_: Map| async move {
        sleep(ms(millis)).await;
        Ok::<_, Infallible>(Map::from([(format!("after {millis}"), json!(millis))]))
    })
}

#[tokio::test(start_paused = true)]
async fn a_report_has_each_step_also_those_that_were_not_chosen() {
    let fails = step(|_: Map| async {
        sleep(ms(30)).await;
        Err::<(), _>("no luck")
    });
    let chosen = dispatch("after 10").on("10", waits(5).named("ten")).on("20", waits(5).named("twenty"));
    let definition =
        waits(10).named("first") | chosen | (waits(100).named("slow") & fails.named("fails")) | returns(json!({}));
    let report = Report::new();
    assert!(flow(definition).run_with::<_, Value>((), &Options::new().report(&report)).await.is_err());
    let text = "\
first     done           10ms
2/ten     done           5ms
2/twenty  never started
3/slow    cancelled      30ms
3/fails   failed         30ms
closure   never started
";
    assert_eq!(report.to_string(), text);
}

#[tokio::test(start_paused = true)]
async fn a_run_is_cancelled_and_names_its_step() {
    let token = CancellationToken::new();
    let report = Report::new();
    let options = Options::new().cancel(token.clone()).report(&report);
    let flow =
        flow(waits(10).named("first") | (waits(100).named("slow").retry(Retry::attempts(3))) | waits(1).named("last"));
    let start = Instant::now();
    let cancels = async {
        sleep(ms(30)).await;
        token.cancel();
    };
    let (result, ()) = tokio::join!(flow.run_with::<_, Value>((), &options), cancels);
    assert_eq!(result.unwrap_err().to_string(), "the step `slow` was cancelled");
    assert_eq!(start.elapsed(), ms(30));
    let states: Vec<State> = report.steps().iter().map(data_flow::StepReport::state).collect();
    assert_eq!(states, [State::Done, State::Cancelled, State::NeverStarted]);
}

#[tokio::test(start_paused = true)]
async fn a_panic_is_in_the_report_and_the_recording() {
    let panics = source(|| async {
        sleep(ms(10)).await;
        if true { panic!("a bug") } else { Ok::<(), Infallible>(()) }
    });
    let (report, recording) = (Report::new(), Recording::start());
    let options = Options::new().report(&report).record(&recording);
    let flow = flow(waits(100).named("slow") & panics.named("panics"));
    let error = flow.run_with::<_, Value>((), &options).await.unwrap_err();
    assert_eq!(error.to_string(), "the step `panics` panicked: a bug");
    assert_eq!(report.step("panics").unwrap().state(), State::Panicked);
    assert_eq!(report.step("slow").unwrap().state(), State::Cancelled);
    assert_eq!(recording.trace().lane("panics").outcome(), pollscope::Outcome::Panicked);
}
