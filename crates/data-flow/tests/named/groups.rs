//! The results of a group: merged by name, or a conflict.

use std::convert::Infallible;

use data_flow::Retry;
use data_flow::named::{group, step};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use crate::{Map, flow, ms, returns};

#[tokio::test]
async fn results_are_merged_by_name() {
    let result: Value = flow(returns(json!({"a": 1})) & returns(json!({"b": 2, "c": [3]}))).run(()).await.unwrap();
    assert_eq!(result, json!({"a": 1, "b": 2, "c": [3]}));
}

#[tokio::test]
async fn an_equal_value_of_two_members_is_fine() {
    let result: Value = flow(returns(json!({"a": {"x": 1}})) & returns(json!({"a": {"x": 1}}))).run(()).await.unwrap();
    assert_eq!(result, json!({"a": {"x": 1}}));
}

#[tokio::test]
async fn a_different_value_is_an_error_that_names_the_key_and_both_steps() {
    let members = returns(json!({"b": 1})).named("one")
        & returns(json!({"a": 1})).named("two")
        & returns(json!({"a": 2})).named("three");
    let error = flow(members).run::<_, Value>(()).await.unwrap_err();
    assert_eq!(error.to_string(), "the step `three` returned another `a` than `two`: 2 and 1");
}

#[tokio::test(start_paused = true)]
async fn a_group_of_any_size_runs_together_and_ends_with_its_first_error() {
    for size in [2_u64, 31, 100] {
        let member = |index: u64| {
            step(move |_: Map| async move {
                sleep(ms(300 - index)).await;
                if index == size - 1 { Err(format!("error of {index}")) } else { Ok(()) }
            })
        };
        let start = Instant::now();
        let error = flow(group((0..size).map(member))).run::<_, ()>(()).await.unwrap_err();
        assert_eq!(std::error::Error::source(&error).unwrap().to_string(), format!("error of {}", size - 1));
        assert_eq!(start.elapsed(), ms(300 - (size - 1)));
    }
}

#[tokio::test(start_paused = true)]
async fn a_group_that_collects_returns_all_errors() {
    let fails = |millis: u64| {
        step(move |_: Map| async move {
            sleep(ms(millis)).await;
            Err::<(), _>("no luck")
        })
    };
    let definition = fails(9).named("late") & returns(json!({})) & fails(3).named("early");
    let error = flow(definition.collect_errors()).run::<_, ()>(()).await.unwrap_err();
    assert_eq!(error.path().to_string(), "early");
    assert_eq!(error.others()[0].path().to_string(), "late");
}

#[tokio::test(start_paused = true)]
async fn steps_and_groups_have_timeouts_and_retries() {
    let slow = || {
        step(|_: Map| async {
            sleep(ms(100)).await;
            Ok::<_, Infallible>(())
        })
        .named("slow")
    };
    let start = Instant::now();
    let each = flow(slow().timeout(ms(10)).retry(Retry::attempts(3).backoff(ms(5))));
    let error = each.run::<_, ()>(()).await.unwrap_err();
    assert_eq!(error.to_string(), "the step `slow` did not end within 10ms, 3 times");
    assert_eq!(start.elapsed(), ms(10 + 5 + 10 + 10 + 10));
    let both = flow((slow() & slow()).named("both").timeout(ms(10)));
    assert_eq!(both.run::<_, ()>(()).await.unwrap_err().path().to_string(), "both");
}
