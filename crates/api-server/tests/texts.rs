//! Texts of latencies, faults and rules: what is written is what was read.

use std::{num::NonZeroU32, time::Duration};

use api_server::{Fault, FaultRule, Latency, RetryAfter, Route, Target, When};
use proptest::prelude::*;

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        (200..600_u16).prop_map(Fault::Status),
        any::<u32>().prop_map(|seconds| Fault::TooManyRequests { retry_after: RetryAfter::Seconds(seconds) }),
        any::<u32>().prop_map(|seconds| Fault::TooManyRequests { retry_after: RetryAfter::Date(seconds) }),
        Just(Fault::ConnectionReset),
        Just(Fault::HalfBody),
        Just(Fault::MalformedJson),
        Just(Fault::WrongContentType),
        Just(Fault::MissingField),
        Just(Fault::EndlessBody),
        Just(Fault::NoAnswer),
    ]
}

fn target() -> impl Strategy<Value = Target> {
    prop_oneof![
        prop::sample::select(&Route::ALL[..]).prop_map(Target::Route),
        "/[a-z0-9/@x.-]{0,12}".prop_map(Target::Path),
    ]
}

fn when() -> impl Strategy<Value = When> {
    prop_oneof![
        Just(When::Always),
        (0.0..=1.0).prop_map(When::Share),
        (1..=u32::MAX).prop_map(|times| When::First(NonZeroU32::new(times).expect("from 1 on"))),
    ]
}

proptest! {
    #[test]
    fn a_fault_is_read_as_it_is_written(fault in fault()) {
        prop_assert_eq!(fault.to_string().parse(), Ok(fault));
    }

    #[test]
    fn a_rule_is_read_as_it_is_written(target in target(), fault in fault(), when in when()) {
        let rule = FaultRule { target, fault, when };
        prop_assert_eq!(rule.to_string().parse(), Ok(rule));
    }

    #[test]
    fn a_latency_is_read_as_it_is_written(one in 0..u64::MAX, other in 0..u64::MAX) {
        let latency = Latency::between(Duration::from_nanos(one), Duration::from_nanos(other));
        prop_assert_eq!(latency.to_string().parse(), Ok(latency));
    }

    #[test]
    fn no_text_makes_the_reading_panic(text in ".{0,20}") {
        let _ = text.parse::<FaultRule>();
        let _ = text.parse::<Fault>();
        let _ = text.parse::<Latency>();
        let _ = text.parse::<Target>();
    }
}

#[test]
fn latencies_are_single_or_ranges() {
    let ms = Duration::from_millis;
    assert_eq!("20ms".parse(), Ok(Latency::fixed(ms(20))));
    assert_eq!("80ms..20ms".parse(), Ok(Latency::between(ms(20), ms(80))));
    assert_eq!("1s 500ms".parse(), Ok(Latency::fixed(ms(1500))));
    assert_eq!(Latency::between(ms(20), ms(80)).to_string(), "20ms..80ms");
    for wrong in ["", "20", "20ms..", "fast", "..20ms"] {
        wrong.parse::<Latency>().unwrap_err();
    }
}

#[test]
fn an_error_names_the_part_that_is_wrong() {
    for (text, sentence) in [
        ("posts", "invalid fault rule \"posts\": expected a form such as posts=503"),
        ("posts=99", "unknown fault \"99\": expected a status from 200 to 599"),
        ("posts=429:", "unknown fault \"429:\""),
        ("posts=503@1.5", "invalid share of requests \"1.5\": expected a number from 0 to 1"),
        ("posts=503@NaN", "invalid share of requests \"NaN\""),
        ("posts=503x0", "invalid number of requests \"0\""),
        ("posts=503x-1", "invalid number of requests \"-1\""),
        ("post=503", "unknown target \"post\""),
        ("/a b=503", "unknown target \"/a b\""),
    ] {
        let error = text.parse::<FaultRule>().unwrap_err().to_string();
        assert!(error.contains(sentence), "{text}: {error}");
    }
    assert_eq!("repositories=503".parse::<FaultRule>().map(|rule| rule.to_string()), Ok("github=503".to_owned()));
}
