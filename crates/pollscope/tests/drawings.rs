//! The drawings: snapshots of text and SVG, and properties that hold for every trace.

use std::time::Duration;

use pollscope::draw::{Axis, Charset, Drawing, MAX_WIDTH, MIN_WIDTH};
use pollscope::trace::{Clock, Event, EventKind, LaneId, LaneInfo, LaneKind, SCHEMA_VERSION};
use pollscope::{Recording, Trace};
use proptest::prelude::*;
use tokio::time::sleep;
use unicode_width::UnicodeWidthStr;

const MILLISECOND: Duration = Duration::from_millis(1);

/// Records a scene under a paused clock, without the real times, which differ from run to run.
fn recorded(scene: impl AsyncFnOnce(&Recording)) -> Trace {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let recording = Recording::start();
        scene(&recording).await;
        recording.trace().without_real_times()
    })
}

/// Runs three fetches through `buffered(2)`, with a slow loop behind it.
async fn slow_consumer(recording: &Recording) {
    use futures::StreamExt;

    let fetch = |page| {
        recording.future(format!("fetch {page}"), async {
            pollscope::future("connect", sleep(20 * MILLISECOND)).await;
        })
    };
    let mut fetches = std::pin::pin!(futures::stream::iter(1..=3).map(fetch).buffered(2));
    while fetches.next().await.is_some() {
        recording.future("process", sleep(50 * MILLISECOND)).await;
    }
}

/// Runs a race, and creates a future that nobody awaits.
async fn race(recording: &Recording) {
    let _forgotten = recording.future("forgotten", std::future::pending::<()>());
    let fast = std::pin::pin!(recording.future("fast", sleep(20 * MILLISECOND)));
    let slow = std::pin::pin!(recording.future("slow", sleep(70 * MILLISECOND)));
    futures::future::select(fast, slow).await;
}

/// Reads a stream through another one, while no time passes.
async fn pulled_through(recording: &Recording) {
    use futures::StreamExt;

    let numbers = recording.stream("numbers", futures::stream::iter(0..3));
    let doubled = recording.stream("doubled", numbers.map(|number| 2 * number));
    let doubled: Vec<u8> = doubled.collect().await;
    assert_eq!(doubled, [0, 2, 4]);
}

/// Sends through a channel: the sender wakes the receiver, and the receiver the sender.
async fn channel(recording: &Recording) {
    let (to, mut from) = tokio::sync::mpsc::channel(1);
    let sender = async move {
        for number in 0..5 {
            to.send(number).await.expect("the receiver reads to the end");
        }
    };
    let receiver = async move { while from.recv().await.is_some() {} };
    futures::join!(recording.future("sender", sender), recording.future("receiver", receiver));
}

/// Works for 60 ms, and then waits for ever, until a timeout.
async fn waits_for_ever(recording: &Recording) {
    let stuck = async {
        sleep(20 * MILLISECOND).await;
        pollscope::future("work", sleep(40 * MILLISECOND)).await;
        pollscope::future("lost", std::future::pending::<()>()).await;
    };
    let hour = Duration::from_secs(60 * 60);
    let timed_out = tokio::time::timeout(hour, recording.future("check", stuck)).await;
    assert!(timed_out.is_err());
}

/// Returns a trace with these events: the index of the lane, the real time in milliseconds, and the kind.
fn trace_of(clock: Clock, lanes: &[&str], events: &[(u32, u64, EventKind)]) -> Trace {
    let lanes = lanes.iter().map(|&name| LaneInfo { name: name.to_owned(), kind: LaneKind::Future, parent: None });
    let event = |&(lane, at, kind)| {
        let real = Some(Duration::from_millis(at));
        // On a paused clock, no time passes.
        let at = if clock == Clock::Paused { Duration::ZERO } else { Duration::from_millis(at) };
        Event { at, real, lane: LaneId(lane), kind, by: None }
    };
    let events: Vec<Event> = events.iter().map(event).collect();
    Trace {
        version: SCHEMA_VERSION,
        clock,
        threads: 1,
        lanes: lanes.collect(),
        ended_at: events.last().map_or(Duration::ZERO, |event| event.at),
        events,
        lost_events: 0,
        lost_lanes: 0,
    }
}

/// Returns a trace in which one lane blocks the thread for 150 ms, so that the other one, woken after 60 ms, must wait.
fn blocked_thread(clock: Clock) -> Trace {
    use EventKind::{Created, Dropped, Pending, Polled, Ready, Woken};
    let events = [
        (0, 0, Created),
        (1, 0, Created),
        (0, 0, Polled),
        (0, 1, Pending),
        (1, 1, Polled),
        (0, 60, Woken),
        (1, 151, Ready),
        (1, 151, Dropped),
        (0, 152, Polled),
        (0, 153, Ready),
        (0, 153, Dropped),
    ];
    trace_of(clock, &["ticks", "blocks"], &events)
}

fn assert_not_wider(text: &str, width: usize) {
    for line in text.lines() {
        assert!(line.width() <= width, "{} columns instead of {width}: {line}\n\n{text}", line.width());
    }
}

fn without_colors(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, escape)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = escape.split_once('m').expect("a colour ends with m").1;
    }
    plain + rest
}

#[test]
fn text_in_unicode() {
    let trace = recorded(slow_consumer);
    insta::assert_snapshot!(Drawing::of(&trace).text());
}

#[test]
fn text_in_ascii() {
    let mut trace = recorded(slow_consumer);
    trace.lanes[0].name = "página µ…".to_owned();
    let text = Drawing::of(&trace).charset(Charset::Ascii).text();
    assert!(text.is_ascii(), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn text_on_a_narrow_terminal() {
    let trace = recorded(slow_consumer);
    for width in [60, 40] {
        let text = Drawing::of(&trace).width(width).text();
        assert_not_wider(&text, width);
        insta::assert_snapshot!(format!("text_{width}_columns_wide"), text);
    }
}

#[test]
fn text_in_color() {
    let trace = recorded(race);
    let colored = Drawing::of(&trace).color(true).text();
    assert_eq!(without_colors(&colored), Drawing::of(&trace).text());
    insta::assert_snapshot!(colored.replace('\u{1b}', "␛"));
}

#[test]
fn a_race_has_a_loser_and_what_nobody_awaits_never_runs() {
    let trace = recorded(race);
    insta::assert_snapshot!(Drawing::of(&trace).title("A race").text());
}

#[test]
fn where_no_time_passes_the_axis_counts_steps() {
    let trace = recorded(pulled_through);
    let text = Drawing::of(&trace).text();
    assert_eq!(text, Drawing::of(&trace).axis(Axis::Steps).text());
    insta::assert_snapshot!(text);
    insta::assert_snapshot!("no_time_on_the_clock", Drawing::of(&trace).axis(Axis::Clock).text());
}

#[test]
fn where_time_passes_only_after_the_last_event_the_axis_is_the_clock() {
    let mut trace = recorded(pulled_through);
    trace.ended_at = Duration::from_secs(1);
    let text = Drawing::of(&trace).text();
    assert_eq!(text, Drawing::of(&trace).axis(Axis::Clock).text());
    assert!(!text.contains("1 event"), "{text}");
}

#[test]
fn a_lane_with_an_impossible_parent_is_still_drawn() {
    let mut trace = recorded(race);
    trace.lanes[0].parent = Some(LaneId(2));
    trace.lanes[1].parent = Some(LaneId(1));
    let text = Drawing::of(&trace).text();
    assert_eq!(text, Drawing::of(&recorded(race)).text());
}

#[test]
fn steps_that_have_no_room_are_counted() {
    let trace = recorded(channel);
    let text = Drawing::of(&trace).axis(Axis::Steps).width(40).text();
    assert!(text.contains(&format!("of {} events are shown", trace.events.len())), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn a_long_silence_is_left_out() {
    let trace = recorded(waits_for_ever);
    insta::assert_snapshot!(Drawing::of(&trace).text());
    insta::assert_snapshot!("a_long_silence_in_svg", Drawing::of(&trace).svg());
}

#[test]
fn the_waits_of_an_ordinary_program_are_not_left_out() {
    let trace = recorded(async |recording| {
        for _ in 0..3 {
            recording.future("wait", sleep(Duration::from_secs(10))).await;
            recording.future("work", sleep(10 * MILLISECOND)).await;
        }
    });
    let text = Drawing::of(&trace).text();
    assert!(!text.contains('┄'), "{text}");
}

#[test]
fn on_the_real_clock_a_poll_has_a_width() {
    let trace = blocked_thread(Clock::Running);
    let text = Drawing::of(&trace).text();
    assert!(text.contains("━━━━"), "{text}");
    assert!(!text.contains("blocked the thread"), "what can be seen needs no words: {text}");
    insta::assert_snapshot!(text);
}

#[test]
fn on_a_paused_clock_a_poll_that_blocks_is_named() {
    let trace = blocked_thread(Clock::Paused);
    let text = Drawing::of(&trace).text();
    assert!(text.contains("blocks: a poll took 0.15 s of real time: it blocked the thread"), "{text}");
    assert!(!text.contains("ticks: a poll took"), "{text}");
    let real = Drawing::of(&trace).axis(Axis::Real).text();
    assert!(real.contains("━━━━") && !real.contains("blocked the thread"), "{real}");
}

#[test]
fn where_a_child_blocks_its_parent_is_not_named() {
    use EventKind::{Created, Polled, Ready};
    let events = [(0, 0, Created), (0, 0, Polled), (1, 0, Created), (1, 0, Polled), (1, 500, Ready), (0, 500, Ready)];
    let mut trace = trace_of(Clock::Paused, &["outer", "inner"], &events);
    assert!(Drawing::of(&trace).text().contains("outer: a poll took 0.50 s"));

    trace.lanes[1].parent = Some(LaneId(0));
    let text = Drawing::of(&trace).text();
    assert!(text.contains("inner: a poll took 0.50 s"), "{text}");
    assert!(!text.contains("outer: a poll took"), "{text}");
}

#[test]
fn of_many_lanes_that_block_three_are_named() {
    use EventKind::{Created, Polled, Ready};

    let names = ["a", "b", "c", "d", "e"];
    let remarks = |lanes: usize| {
        let blocks = |lane: u32| {
            let at = 200 * u64::from(lane);
            [(lane, at, Created), (lane, at, Polled), (lane, at + 100, Ready)]
        };
        let events: Vec<_> = (0..lanes as u32).flat_map(blocks).collect();
        let text = Drawing::of(&trace_of(Clock::Paused, &names[..lanes], &events)).text();
        text.lines()
            .filter(|line| line.contains("poll") && line.contains(" of "))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let remark = |name| format!("{name}: a poll took 0.10 s of real time: it blocked the thread");
    assert_eq!(remarks(3), ["a", "b", "c"].map(remark));
    assert_eq!(remarks(4)[3], "… and so did polls of 1 other lane");
    assert_eq!(remarks(5)[3..], ["… and so did polls of 2 other lanes"]);
}

#[test]
fn without_real_times_the_real_axis_says_so() {
    let trace = recorded(race);
    let text = Drawing::of(&trace).axis(Axis::Real).text();
    assert!(text.ends_with("no real times were recorded, so the axis is the recording's clock\n"), "{text}");
    assert!(text.starts_with(Drawing::of(&trace).axis(Axis::Clock).text().trim_end()), "{text}");
}

#[test]
fn what_the_recording_does_not_hold_is_said() {
    let mut trace = recorded(race);
    trace.threads = 3;
    trace.lost_events = 1200;
    trace.lost_lanes = 1;
    let text = Drawing::of(&trace).lanes_at_most(1).text();
    insta::assert_snapshot!(text);
    let svg = Drawing::of(&trace).lanes_at_most(1).svg();
    for sentence in [
        "… and 2 more lanes",
        "events of 3 threads, in the order in which they arrived; another run may differ",
        "the recording was full: 1200 events came later and are not shown",
        "the recording was full: 1 lane came later and ran unwatched",
    ] {
        assert!(svg.contains(&format!(">{sentence}</text>")), "{svg}");
    }
}

#[test]
fn an_empty_recording_says_so() {
    let trace = recorded(async |_| {});
    let sentence = "nothing was recorded: nothing was wrapped in a lane of this recording";
    assert_eq!(Drawing::of(&trace).text(), format!("{sentence}\n"));
    let svg = Drawing::of(&trace).svg();
    assert!(svg.contains(sentence), "{svg}");
    roxmltree::Document::parse(&svg).unwrap();
}

#[test]
fn one_recording_stands_over_the_other_on_the_same_axis() {
    let (yours, reference) = (recorded(slow_consumer), recorded(race));
    let drawing = Drawing::of(&yours).compared_with(&reference, "yours", "reference");
    insta::assert_snapshot!(drawing.text());
    insta::assert_snapshot!("one_recording_over_the_other_in_svg", drawing.title("Compared").svg());
}

#[test]
fn remarks_of_a_comparison_name_the_recording() {
    let (yours, mut reference) = (recorded(race), recorded(race));
    reference.threads = 2;
    let text = Drawing::of(&yours).compared_with(&reference, "yours", "reference").text();
    assert!(text.contains("\nreference: events of 2 threads"), "{text}");
}

#[test]
fn svg_of_a_slow_consumer() {
    let trace = recorded(slow_consumer);
    insta::assert_snapshot!(Drawing::of(&trace).title("A slow consumer").svg());
}

#[test]
fn svg_shows_who_woke_whom() {
    let trace = recorded(channel);
    let svg = Drawing::of(&trace).axis(Axis::Steps).svg();
    assert!(svg.contains(r#"<path class="by""#), "{svg}");
    assert!(svg.contains("receiver: woken by sender at 0, step "), "{svg}");
    insta::assert_snapshot!(svg);
}

#[test]
fn a_wake_that_is_passed_on_to_the_parent_has_one_arrow() {
    let trace = recorded(async |recording| {
        let (to, from) = tokio::sync::oneshot::channel();
        let asks = recording.future("asks", async { pollscope::future("answer", from).await });
        let answers = recording.future("answers", async {
            sleep(MILLISECOND).await;
            to.send(7).expect("somebody asks");
        });
        let (answer, ()) = futures::join!(asks, answers);
        assert_eq!(answer, Ok(7));
    });
    let by = trace.events.iter().filter(|event| event.by.is_some()).count();
    assert_eq!(by, 2, "`answer` is woken, and then `asks`");
    let svg = Drawing::of(&trace).axis(Axis::Steps).svg();
    let legend = 1;
    assert_eq!(svg.matches(r#"<path class="by""#).count(), 1 + legend, "{svg}");
    assert!(svg.contains("answer: woken by answers at 1 ms"), "{svg}");
}

#[test]
fn each_wake_that_is_not_passed_on_has_an_arrow() {
    use EventKind::{Created, Polled, Woken};
    let names = ["root", "child", "grandchild", "other", "one", "two"];
    // The number of arrows for these wakes: the lane that is woken, and the lane that wakes it.
    let arrows = |wakes: &[(u32, u32)]| {
        let created = (0..6).map(|lane| (lane, 0, Created));
        let polled = (0..6).map(|lane| (lane, 0, Polled));
        let woken = wakes.iter().map(|&(lane, _)| (lane, 0, Woken));
        let events: Vec<_> = created.chain(polled).chain(woken).collect();
        let mut trace = trace_of(Clock::Paused, &names, &events);
        (trace.lanes[1].parent, trace.lanes[2].parent) = (Some(LaneId(0)), Some(LaneId(1)));
        for (event, &(_, by)) in trace.events[12..].iter_mut().zip(wakes) {
            event.by = Some(LaneId(by));
        }
        let svg = Drawing::of(&trace).axis(Axis::Steps).svg();
        let legend = 1;
        svg.matches(r#"<path class="by""#).count() - legend
    };
    let (root, child, grandchild, other, one, two) = (0, 1, 2, 3, 4, 5);
    assert_eq!(arrows(&[(grandchild, one), (child, one), (root, one)]), 1, "passed on twice");
    assert_eq!(arrows(&[(grandchild, one), (root, one)]), 1, "passed on past a lane");
    assert_eq!(arrows(&[(child, one), (other, one)]), 2, "two unrelated lanes");
    assert_eq!(arrows(&[(root, one), (child, one)]), 2, "a parent passes nothing on to its child");
    assert_eq!(arrows(&[(child, one), (root, two)]), 2, "two lanes that wake");
}

#[test]
fn many_arrows_would_be_a_tangle() {
    let mut trace = recorded(channel);
    let again: Vec<Event> = trace.events.clone();
    for _ in 0..20 {
        trace.events.extend(again.iter().filter(|event| !matches!(event.kind, EventKind::Ready | EventKind::Dropped)));
    }
    trace.events.retain(|event| !matches!(event.kind, EventKind::Ready | EventKind::Dropped));
    assert!(Drawing::of(&trace).axis(Axis::Steps).svg().contains("who woke whom"));
    assert!(!Drawing::of(&trace).axis(Axis::Steps).width(400).svg().contains("who woke whom"));
}

#[test]
fn a_lane_that_wakes_itself_asks_for_another_poll() {
    let trace = recorded(async |recording| {
        let mut rests = 2;
        let busy = std::future::poll_fn(|cx| {
            if rests == 0 {
                return std::task::Poll::Ready(());
            }
            rests -= 1;
            cx.waker().wake_by_ref();
            std::task::Poll::Pending
        });
        recording.future("busy", busy).await;
    });
    let text = Drawing::of(&trace).text();
    assert!(text.starts_with("busy │·●!▒●!▒●✓  3 polls\n"), "{text}");
}

#[test]
fn a_poll_that_has_not_returned_goes_on_to_the_end() {
    use EventKind::{Created, Polled};
    let trace = trace_of(Clock::Paused, &["stuck"], &[(0, 0, Created), (0, 0, Polled)]);
    let text = Drawing::of(&trace).text();
    assert!(text.starts_with("stuck │·●━  1 poll\n"), "{text}");
}

#[test]
fn minutes_are_on_whole_columns() {
    let trace = recorded(async |recording| {
        use futures::StreamExt;

        let ticks = futures::stream::iter(0..45).then(async |_| sleep(Duration::from_secs(60)).await);
        recording.stream("ticks", ticks).for_each(async |()| ()).await;
    });
    let text = Drawing::of(&trace).text();
    assert!(text.starts_with("ticks │●◆◆◆"), "{text}");
    assert!(text.contains("1 column = 1 min\n"), "{text}");
}

#[test]
fn what_happens_after_the_end_is_not_drawn() {
    use EventKind::{Created, Dropped, Polled, Ready, Woken};
    let events = [(0, 0, Created), (0, 10, Polled), (0, 10, Ready), (0, 20, Woken), (0, 40, Dropped)];
    let trace = trace_of(Clock::Running, &["early"], &events);
    let text = Drawing::of(&trace).width(60).text();
    assert!(text.starts_with("early │··········✓                                1 poll\n"), "{text}");
    assert!(!text.contains("dropped") && !text.contains("woken"), "{text}");
}

#[test]
fn if_events_were_lost_no_lane_is_called_never_polled() {
    let mut trace = recorded(race);
    trace.lost_events = 1;
    let text = Drawing::of(&trace).text();
    assert!(text.contains("no poll recorded") && !text.contains("never polled"), "{text}");
}

#[test]
fn several_svgs_can_be_in_one_page() {
    let trace = recorded(race);
    let other = recorded(slow_consumer);
    let drawings = [
        Drawing::of(&trace).title("Same"),
        Drawing::of(&other).title("Same"),
        Drawing::of(&trace).title("Same").axis(Axis::Steps),
        Drawing::of(&trace).title("Same").width(60),
        Drawing::of(&trace).title("Same").compared_with(&other, "a", "b"),
        Drawing::of(&trace),
        Drawing::of(&other),
    ];
    let page = format!("<main>{}</main>", drawings.map(|drawing| drawing.svg()).concat());
    let page = roxmltree::Document::parse(&page).unwrap();
    let ids: Vec<&str> = page.descendants().filter_map(|node| node.attribute("id")).collect();
    let different: std::collections::HashSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), different.len(), "{ids:?}");
    let first = page.descendants().find_map(|node| node.attribute("id")).unwrap();
    assert!(first.starts_with("pollscope-same-"), "{first}");
}

#[test]
fn names_cannot_break_the_picture() {
    let names = [
        "",
        "two\nlines\r\tand a tab",
        "\u{1b}[31mred\u{7}",
        "<&\">'",
        "日本語のとても長い名前です、本当に",
        "e\u{301}\u{200b}\u{202e}",
        &"x".repeat(9_000),
    ];
    let mut trace = recorded(race);
    let kind = LaneKind::Future;
    trace.lanes.extend(names.iter().map(|&name| LaneInfo { name: name.to_owned(), kind, parent: Some(LaneId(0)) }));
    for width in [40, 100] {
        let text = Drawing::of(&trace).width(width).title("a\nb").text();
        assert_not_wider(&text, width);
        // The title, ten lanes, two lines of the axis, the legend.
        assert!(text.lines().count() <= 1 + 10 + 2 + 4, "{text}");
        insta::assert_snapshot!(format!("odd_names_{width}_columns_wide"), text);
    }
    let svg = Drawing::of(&trace).svg();
    let svg = roxmltree::Document::parse(&svg).unwrap();
    assert!(svg.descendants().any(|node| node.text() == Some("<&\">'")), "the name is there, escaped");
}

#[test]
fn ten_thousand_lanes_and_a_hundred_thousand_events_stay_small() {
    let mut trace = recorded(race);
    let kind = LaneKind::Future;
    trace.lanes = (0..10_000).map(|lane| LaneInfo { name: format!("lane {lane}"), kind, parent: None }).collect();
    let kinds = [EventKind::Created, EventKind::Polled, EventKind::Pending, EventKind::Woken];
    trace.events = (0..100_000)
        .map(|number| Event {
            at: Duration::from_micros(number),
            real: None,
            // Half of the events belong to one lane.
            lane: LaneId(if number % 2 == 0 { 0 } else { number as u32 % 10_000 }),
            kind: kinds[(number / 2 % 4) as usize],
            by: Some(LaneId(number as u32 % 7)),
        })
        .collect();
    trace.ended_at = Duration::from_millis(100);
    let text = Drawing::of(&trace).text();
    assert!(text.contains("… and 9976 more lanes"), "{text}");
    assert_eq!(text.lines().count(), 24 + 1 + 2 + 2, "{text}");
    let svg = Drawing::of(&trace).svg();
    assert!(svg.len() < 500_000, "{} bytes", svg.len());
}

fn any_kind() -> impl Strategy<Value = EventKind> {
    use EventKind::{Created, Dropped, Ended, Item, Panicked, Pending, Polled, Ready, Woken};
    prop::sample::select(vec![Created, Polled, Pending, Woken, Item, Ready, Ended, Panicked, Dropped])
}

fn any_pause() -> impl Strategy<Value = u64> {
    prop_oneof![4 => Just(0), 3 => 1..2_000_000_000u64, 1 => any::<u64>().prop_map(|pause| pause >> 4)]
}

/// Returns any trace, including those that no recording would write, as in a file edited by hand.
fn any_trace() -> impl Strategy<Value = Trace> {
    let kind = || prop_oneof![Just(LaneKind::Future), Just(LaneKind::Stream)];
    let lane = (any::<String>(), kind(), prop::option::of(any::<prop::sample::Index>()));
    let event = (
        any_pause(),
        any_pause(),
        any::<prop::sample::Index>(),
        any_kind(),
        prop::option::of(any::<prop::sample::Index>()),
    );
    let lanes = prop::collection::vec(lane, 1..12);
    let events = prop::collection::vec(event, 0..120);
    (lanes, events, any::<bool>(), any::<bool>(), 0..3u32, any_pause(), 0..2u64).prop_map(
        |(lanes, events, paused, with_real, threads, pause, lost)| {
            let all = lanes.len();
            let (mut at, mut real) = (0u64, 0u64);
            let event = |(pause, real_pause, lane, kind, by): (
                u64,
                u64,
                prop::sample::Index,
                EventKind,
                Option<prop::sample::Index>,
            )| {
                at = at.saturating_add(pause);
                real = real.saturating_add(real_pause);
                Event {
                    at: Duration::from_nanos(at),
                    real: with_real.then_some(Duration::from_nanos(real)),
                    lane: LaneId(lane.index(all) as u32),
                    kind,
                    by: by.map(|by| LaneId(by.index(all) as u32)),
                }
            };
            let events: Vec<Event> = events.into_iter().map(event).collect();
            let lane = |(name, kind, parent): (String, LaneKind, Option<prop::sample::Index>)| LaneInfo {
                name,
                kind,
                parent: parent.map(|parent| LaneId(parent.index(all) as u32)),
            };
            Trace {
                version: SCHEMA_VERSION,
                clock: if paused { Clock::Paused } else { Clock::Running },
                threads,
                lanes: lanes.into_iter().map(lane).collect(),
                events,
                ended_at: Duration::from_nanos(at.saturating_add(pause)),
                lost_events: lost,
                lost_lanes: lost,
            }
        },
    )
}

proptest! {
    #[test]
    fn no_trace_breaks_a_drawing(
        trace in any_trace(),
        other in prop::option::of(any_trace()),
        width in 0..500usize,
        lanes in 0..15usize,
        axis in prop::option::of(prop::sample::select(vec![Axis::Clock, Axis::Real, Axis::Steps])),
        ascii in any::<bool>(),
        color in any::<bool>(),
        title in prop::option::of(any::<String>()),
    ) {
        let mut drawing = Drawing::of(&trace).width(width).lanes_at_most(lanes).color(color);
        if let Some(axis) = axis {
            drawing = drawing.axis(axis);
        }
        if ascii {
            drawing = drawing.charset(Charset::Ascii);
        }
        if let Some(title) = &title {
            drawing = drawing.title(title);
        }
        if let Some(other) = &other {
            drawing = drawing.compared_with(other, "yours", "reference");
        }
        let text = without_colors(&drawing.text());
        assert_not_wider(&text, width.clamp(MIN_WIDTH, MAX_WIDTH));
        prop_assert!(!ascii || text.is_ascii());
        prop_assert!(!text.contains(|c: char| c.is_control() && c != '\n'));

        let svg = drawing.svg();
        let svg = roxmltree::Document::parse(&svg).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let across = 8.0 * width.clamp(MIN_WIDTH, MAX_WIDTH) as f64;
        for x in svg.descendants().filter_map(|node| node.attribute("cx").or(node.attribute("x"))) {
            let x: f64 = x.parse().unwrap();
            prop_assert!((0.0..=across).contains(&x), "{x} is outside");
        }
    }

    #[test]
    fn a_picture_does_not_depend_on_real_times(trace in any_trace()) {
        let mut trace = trace;
        trace.clock = Clock::Paused;
        let bare = trace.clone().without_real_times();
        // Zero for all, because a poll with a long real time would be named.
        for event in &mut trace.events {
            event.real = event.real.map(|_| Duration::ZERO);
        }
        prop_assert_eq!(Drawing::of(&trace).text(), Drawing::of(&bare).text());
        prop_assert_eq!(Drawing::of(&trace).svg(), Drawing::of(&bare).svg());
    }
}

/// Returns the text of a stream that yields `numbers` at once, then waits a second, and ends.
fn burst(numbers: usize, width: usize) -> String {
    let trace = recorded(async |recording| {
        use futures::StreamExt;

        let numbers = futures::stream::iter(0..numbers)
            .chain(futures::stream::once(sleep(1000 * MILLISECOND)).filter_map(|()| std::future::ready(None)));
        recording.stream("numbers", numbers).collect::<Vec<_>>().await;
    });
    Drawing::of(&trace).axis(Axis::Clock).width(width).text()
}

#[test]
fn marks_of_one_instant_can_be_counted() {
    let text = burst(10, 80);
    assert!(text.starts_with("numbers │◆10─"), "{text}");
    assert!(text.contains("◆2 two in one column"), "{text}");
    assert!(!burst(1, 80).contains("two in one column"));
    for number in [2, 99, 1000] {
        for width in [MIN_WIDTH, 80] {
            assert!(burst(number, width).contains(&format!("│◆{number}─")), "{}", burst(number, width));
        }
    }
}

#[test]
fn the_last_item_stands_beside_the_end() {
    let trace = recorded(async |recording| {
        use futures::StreamExt;

        let items = futures::stream::iter(1..=3u32).then(|n| async move {
            sleep(1000 * MILLISECOND).await;
            n
        });
        recording.stream("ticks", items).collect::<Vec<_>>().await;
    });
    for width in [MIN_WIDTH, 60, 100, MAX_WIDTH] {
        let text = Drawing::of(&trace).width(width).text();
        assert_not_wider(&text, width);
        let line = text.lines().next().expect("there is one lane");
        assert_eq!(line.matches('◆').count(), 3, "{text}");
        assert!(line.contains("◆✓"), "{text}");
    }
    let svg = Drawing::of(&trace).svg();
    assert_eq!(svg.matches(": item at ").count(), 3);
    assert_eq!(svg.matches(": ended at ").count(), 1);
}

#[test]
fn a_poll_and_a_drop_of_one_instant_stand_side_by_side() {
    use EventKind::{Created, Dropped, Pending, Polled, Woken};
    let events = [(0, 0, Created), (0, 0, Polled), (0, 0, Pending), (0, 0, Woken), (0, 0, Polled), (0, 0, Dropped)];
    let text = Drawing::of(&trace_of(Clock::Running, &["lane"], &events)).axis(Axis::Clock).text();
    assert!(text.starts_with("lane │●2✗"), "{text}");
}

#[test]
fn a_panic_has_a_mark_of_its_own() {
    use EventKind::{Created, Dropped, Panicked, Pending, Polled, Woken};
    let events = [
        (0, 0, Created),
        (0, 0, Polled),
        (0, 0, Pending),
        (0, 20, Woken),
        (0, 20, Polled),
        (0, 20, Panicked),
        (0, 20, Dropped),
    ];
    let trace = trace_of(Clock::Running, &["breaks"], &events);
    let text = Drawing::of(&trace).text();
    assert!(text.contains('†') && text.contains("† panicked") && !text.contains("dropped unfinished"), "{text}");
    let ascii = Drawing::of(&trace).charset(Charset::Ascii).text();
    assert!(ascii.contains("P panicked"), "{ascii}");
    let svg = Drawing::of(&trace).svg();
    assert!(svg.contains("breaks: panicked at 20 ms") && svg.contains(r#"class="panicked rim""#), "{svg}");
    assert!(svg.contains("panicked at 20 ms.</desc>") && !svg.contains("dropped unfinished"), "{svg}");
}

/// Returns the items that the marks of a line stand for: each `◆`, or the number after it.
fn items_drawn(line: &str) -> usize {
    let after_sign = line.split('◆').skip(1);
    after_sign
        .map(|rest| {
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            digits.parse().unwrap_or(1)
        })
        .sum()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn as_many_items_are_drawn_as_there_were(waits in prop::collection::vec(0..30u64, 0..60), width in MIN_WIDTH..140) {
        use EventKind::{Created, Ended, Item, Polled};
        let mut events = vec![(0, 0, Created)];
        let mut at = 0;
        for wait in &waits {
            at += wait / 10 * wait;
            events.extend([(0, at, Polled), (0, at, Item)]);
        }
        events.extend([(0, at, Polled), (0, at, Ended)]);
        let mut trace = trace_of(Clock::Running, &["numbers"], &events);
        trace.lanes[0].kind = LaneKind::Stream;
        for axis in [Axis::Clock, Axis::Real] {
            let text = Drawing::of(&trace).axis(axis).width(width).text();
            let line = text.lines().next().expect("there is one lane");
            prop_assert_eq!(items_drawn(line.split("  ").next().expect("a part")), waits.len(), "{}", text);
            prop_assert!(line.contains('✓'), "{}", text);
        }
    }
}
