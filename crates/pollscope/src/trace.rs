//! The content of a recording as data: lanes and events, and their JSON.

use std::collections::HashSet;
use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The version of the JSON format of a [`Trace`]. It grows when a reader of the old format would misread the new one.
pub const SCHEMA_VERSION: u32 = 1;

/// A snapshot of everything that a [`Recording`](crate::Recording) has recorded.
///
/// The index of an event is its sequence number. Times alone do not order events, because under tokio's paused clock a
/// poll takes no time at all.
///
/// ```
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// use std::time::Duration;
/// use pollscope::Trace;
/// use pollscope::trace::EventKind::{Created, Dropped, Pending, Polled, Ready, Woken};
///
/// let recording = pollscope::Recording::start();
/// recording.future("nap", tokio::time::sleep(Duration::from_secs(1))).await;
///
/// let trace = recording.trace();
/// let kinds: Vec<_> = trace.events.iter().map(|event| event.kind).collect();
/// assert_eq!(kinds, [Created, Polled, Pending, Woken, Polled, Ready, Dropped]);
///
/// let read = Trace::from_json(&trace.to_json()).expect("it was just written");
/// assert_eq!(read.lane("nap").ended_at(), Some(Duration::from_secs(1)));
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// The version of the format, [`SCHEMA_VERSION`].
    pub version: u32,
    /// The clock that [`Event::at`] follows.
    pub clock: Clock,
    /// The number of threads on which events happened. With more than one, events are in the order in which they
    /// reached the recording, and the next run may have another order.
    pub threads: u32,
    /// The lanes, in the order of their creation. A [`LaneId`] is an index into this list.
    pub lanes: Vec<LaneInfo>,
    /// The events, in the order in which they happened.
    pub events: Vec<Event>,
    /// The time of the snapshot since the start of the recording, on the recording's clock.
    #[serde(rename = "ended_at_ns", with = "nanoseconds")]
    pub ended_at: Duration,
    /// The number of events after the recording was full. They are not in `events`.
    pub lost_events: u64,
    /// The number of lanes that were created after the recording was full. They ran unrecorded.
    pub lost_lanes: u64,
}

/// The clock that a recording follows.
///
/// ```
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// use pollscope::trace::Clock;
///
/// let recording = pollscope::Recording::start();
/// assert_eq!(recording.trace().clock, Clock::Paused);
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// Tokio's paused clock. Times are virtual, exact, and the same in every run.
    Paused,
    /// The real clock. Times differ from run to run.
    Running,
}

/// The identity of a lane: its index in [`Trace::lanes`].
///
/// ```
/// use pollscope::trace::LaneId;
///
/// let recording = pollscope::Recording::start();
/// drop(recording.future("first", async {}));
/// drop(recording.future("second", async {}));
///
/// let trace = recording.trace();
/// let LaneId(index) = trace.events[trace.events.len() - 1].lane;
/// assert_eq!(trace.lanes[index as usize].name, "second");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LaneId(pub u32);

/// The constant properties of a lane.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// use pollscope::trace::LaneId;
///
/// let recording = pollscope::Recording::start();
/// recording.future("outer", async { recording.future("inner", async {}).await }).await;
///
/// let inner = &recording.trace().lanes[1];
/// assert_eq!(inner.name, "inner");
/// assert_eq!(inner.parent, Some(LaneId(0)));
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaneInfo {
    /// The name, unique in its recording: a second `fetch` is called `fetch 2`.
    pub name: String,
    /// The kind of what the lane wraps.
    pub kind: LaneKind,
    /// The lane that was being polled when this one was created.
    pub parent: Option<LaneId>,
}

/// The kind of what a lane wraps.
///
/// ```
/// use pollscope::trace::LaneKind;
///
/// let recording = pollscope::Recording::start();
/// drop(recording.future("fetch", async {}));
/// assert_eq!(recording.trace().lanes[0].kind, LaneKind::Future);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LaneKind {
    /// A future. It is ready once.
    Future,
    /// A stream. It yields items until it ends.
    Stream,
}

/// One event of one lane.
///
/// ```
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// use std::time::Duration;
/// use pollscope::trace::EventKind;
///
/// let recording = pollscope::Recording::start();
/// recording.future("nap", tokio::time::sleep(Duration::from_secs(1))).await;
///
/// let trace = recording.trace();
/// let woken = trace.events.iter().find(|event| event.kind == EventKind::Woken).expect("the timer woke it");
/// assert_eq!(woken.at, Duration::from_secs(1));
/// assert_eq!(woken.by, None);
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The time since the start of the recording, on the recording's clock.
    #[serde(rename = "at_ns", with = "nanoseconds")]
    pub at: Duration,
    /// The time since the start of the recording, on the real clock. `None` in a trace that must be the same in every
    /// run.
    #[serde(rename = "real_ns", with = "optional_nanoseconds", default, skip_serializing_if = "Option::is_none")]
    pub real: Option<Duration>,
    /// The lane it happened to.
    pub lane: LaneId,
    /// The kind of event.
    pub kind: EventKind,
    /// For [`EventKind::Woken`], the lane that was being polled on the thread that called the waker. `None` means a
    /// timer, another thread, or code outside of any lane.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<LaneId>,
}

/// The kind of an [`Event`].
///
/// ```
/// use pollscope::trace::EventKind;
///
/// let recording = pollscope::Recording::start();
/// drop(recording.future("never polled", async {}));
///
/// let kinds: Vec<EventKind> = recording.trace().events.iter().map(|event| event.kind).collect();
/// assert_eq!(kinds, [EventKind::Created, EventKind::Dropped]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// The future or stream was wrapped. Nothing has run yet.
    Created,
    /// A poll began.
    Polled,
    /// The poll ended with `Pending`: the lane waits.
    Pending,
    /// The lane's waker was called: it should be polled.
    Woken,
    /// The poll ended with an item of a stream.
    Item,
    /// The poll ended with the output of a future.
    Ready,
    /// The poll ended with `None`: the stream has ended.
    Ended,
    /// The poll ended with a panic.
    Panicked,
    /// The lane was dropped, finished or not.
    Dropped,
}

/// The error for a text that is not a trace that this version can read.
///
/// ```
/// use pollscope::Trace;
/// use pollscope::trace::ReadTraceError;
///
/// let error = Trace::from_json(r#"{"version": 7}"#).expect_err("the future format is unknown");
/// assert!(matches!(error, ReadTraceError::Version { found: 7 }));
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum ReadTraceError {
    /// The text is not JSON, or not of the format of a trace.
    Format {
        /// The error of the JSON parser.
        source: serde_json::Error,
    },
    /// The trace is of another version of the format.
    Version {
        /// The version in the text.
        found: u32,
    },
    /// An event or a lane names a lane that does not exist.
    UnknownLane {
        /// The lane that is named.
        lane: u32,
        /// The number of lanes in the trace.
        lanes: usize,
    },
    /// The trace is one that no recording writes.
    Impossible {
        /// The rule that it breaks.
        problem: &'static str,
    },
}

// Written by hand, because every learner would wait for the crates that derive it.
impl fmt::Display for ReadTraceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadTraceError::Format { .. } => f.write_str("this is not a pollscope trace"),
            ReadTraceError::Version { found } => write!(
                f,
                "the trace has version {found}, but this pollscope reads version {SCHEMA_VERSION}: record it again"
            ),
            ReadTraceError::UnknownLane { lane, lanes } => {
                write!(f, "the trace is damaged: it names lane {lane}, but has only {lanes} lanes; record it again")
            }
            ReadTraceError::Impossible { problem } => write!(f, "the trace is damaged: {problem}; record it again"),
        }
    }
}

impl std::error::Error for ReadTraceError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            ReadTraceError::Format { source } => Some(source),
            ReadTraceError::Version { .. } | ReadTraceError::UnknownLane { .. } | ReadTraceError::Impossible { .. } => {
                None
            }
        }
    }
}

impl Trace {
    /// Returns the trace as JSON, in the format of `schema.json`.
    ///
    /// Real times are left out of a trace on the paused clock, so that the same code gives the same JSON, byte for
    /// byte.
    ///
    /// # Panics
    ///
    /// Never: JSON can express every trace.
    pub fn to_json(&self) -> String {
        match self.clock {
            Clock::Paused => self.clone().without_real_times().to_json_with_real_times(),
            Clock::Running => self.to_json_with_real_times(),
        }
    }

    /// Returns the trace as JSON, with the real time of every event.
    ///
    /// # Panics
    ///
    /// Never: JSON can express every trace.
    pub fn to_json_with_real_times(&self) -> String {
        let mut json = serde_json::to_string(self).expect("a trace has only string keys");
        json.push('\n');
        json
    }

    /// Parses the JSON that [`to_json`](Trace::to_json) wrote.
    ///
    /// # Errors
    ///
    /// If the text is not a trace, is of another version, names a lane that it does not have, or is a trace that no
    /// recording writes: time goes back, a lane is older than its parent, or two lanes have one name.
    pub fn from_json(json: &str) -> Result<Trace, ReadTraceError> {
        #[derive(Deserialize)]
        struct Version {
            version: u32,
        }
        let format = |source| ReadTraceError::Format { source };
        let Version { version } = serde_json::from_str(json).map_err(format)?;
        if version != SCHEMA_VERSION {
            return Err(ReadTraceError::Version { found: version });
        }
        let trace: Trace = serde_json::from_str(json).map_err(format)?;
        let lanes = trace.lanes.len();
        let named = trace.events.iter().flat_map(|event| [Some(event.lane), event.by]);
        let parents = trace.lanes.iter().map(|lane| lane.parent);
        if let Some(LaneId(lane)) = named.chain(parents).flatten().find(|id| id.0 as usize >= lanes) {
            return Err(ReadTraceError::UnknownLane { lane, lanes });
        }
        match trace.problem() {
            Some(problem) => Err(ReadTraceError::Impossible { problem }),
            None => Ok(trace),
        }
    }

    /// Returns the rule of the format that the trace breaks.
    fn problem(&self) -> Option<&'static str> {
        let is_younger = |(lane, info): (usize, &LaneInfo)| info.parent.is_none_or(|parent| (parent.0 as usize) < lane);
        let mut names = HashSet::new();
        if !self.events.is_sorted_by_key(|event| event.at) {
            Some("its time goes back")
        } else if !self.lanes.iter().enumerate().all(is_younger) {
            Some("a lane is older than its parent")
        } else if !self.lanes.iter().all(|lane| names.insert(lane.name.as_str())) {
            Some("two lanes have one name")
        } else {
            None
        }
    }

    /// Removes the real times, which differ from run to run.
    #[must_use]
    pub fn without_real_times(mut self) -> Trace {
        for event in &mut self.events {
            event.real = None;
        }
        self
    }
}

/// The JSON form of a duration: whole nanoseconds.
mod nanoseconds {
    use super::{Deserialize, Duration};
    use crate::time::nanoseconds;

    pub(super) fn serialize<S: serde::Serializer>(time: &Duration, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u64(nanoseconds(*time))
    }

    pub(super) fn deserialize<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
        u64::deserialize(from).map(Duration::from_nanos)
    }
}

/// The JSON form of an optional duration: whole nanoseconds, or null.
mod optional_nanoseconds {
    use super::{Deserialize, Duration};

    #[expect(clippy::ref_option, reason = "serde calls it with a reference to the field")]
    pub(super) fn serialize<S: serde::Serializer>(time: &Option<Duration>, to: S) -> Result<S::Ok, S::Error> {
        match time {
            Some(time) => super::nanoseconds::serialize(time, to),
            None => to.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Duration>, D::Error> {
        Ok(Option::<u64>::deserialize(from)?.map(Duration::from_nanos))
    }
}
