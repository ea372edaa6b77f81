//! What a recording holds: the lanes, and what happened to them, in order.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The version of the JSON form of a [`Trace`]. It grows when a reader of the old form would misread the new one.
pub const SCHEMA_VERSION: u32 = 1;

/// Everything that a [`Recording`](crate::Recording) has seen up to the moment of the snapshot.
///
/// Events stand in the order in which they happened: the index is the sequence number. Times alone do not order them,
/// because under tokio's paused clock a poll takes no time at all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// Always [`SCHEMA_VERSION`] in a trace that this version wrote.
    pub version: u32,
    /// Which clock [`Event::at`] follows.
    pub clock: Clock,
    /// How many threads made events. With more than one, the order of events is that in which they reached the
    /// recording, and another run gives another order.
    pub threads: u32,
    /// The lanes, in the order of their creation. A [`LaneId`] is an index into this list.
    pub lanes: Vec<LaneInfo>,
    /// The events, in the order in which they happened.
    pub events: Vec<Event>,
    /// When the snapshot was taken, since the start of the recording, on the recording's clock.
    #[serde(rename = "ended_at_ns", with = "nanoseconds")]
    pub ended_at: Duration,
    /// How many events came after the recording was full. They are not in `events`.
    pub lost_events: u64,
    /// How many lanes were asked for after the recording was full. They ran unwatched.
    pub lost_lanes: u64,
}

/// The clock that a recording follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// Tokio's paused clock: times are virtual, exact, and the same in every run.
    Paused,
    /// The real clock: times differ from run to run.
    Running,
}

/// Which lane: an index into [`Trace::lanes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LaneId(pub u32);

/// What does not change about a lane.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaneInfo {
    /// The name. Unique in its recording: a second `fetch` is called `fetch 2`.
    pub name: String,
    /// Whether the lane wraps a future or a stream.
    pub kind: LaneKind,
    /// The lane that was being polled when this one was created.
    pub parent: Option<LaneId>,
}

/// What a lane wraps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LaneKind {
    /// A future: it is ready once.
    Future,
    /// A stream: it gives items until it ends.
    Stream,
}

/// One thing that happened to one lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When, since the start of the recording, on the recording's clock.
    #[serde(rename = "at_ns", with = "nanoseconds")]
    pub at: Duration,
    /// When, since the start of the recording, on the real clock. It is left out of the JSON that must be the same in
    /// every run.
    #[serde(rename = "real_ns", with = "optional_nanoseconds", default, skip_serializing_if = "Option::is_none")]
    pub real: Option<Duration>,
    /// To whom.
    pub lane: LaneId,
    /// What.
    pub kind: EventKind,
    /// For [`EventKind::Woken`]: the lane that was being polled when the wake came. `None` is a timer, another thread,
    /// or code that is in no lane.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<LaneId>,
}

/// What can happen to a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// It was wrapped. Nothing has run yet.
    Created,
    /// A poll began.
    Polled,
    /// The poll ended with `Pending`: it waits.
    Pending,
    /// Its waker was called: it asks to be polled.
    Woken,
    /// The poll ended with an item: a stream that goes on.
    Item,
    /// The poll ended with the future's result.
    Ready,
    /// The poll ended with `None`: the stream is over.
    Ended,
    /// It was dropped, finished or not.
    Dropped,
}

/// Why a text is not a trace.
#[derive(Debug)]
pub enum ReadTraceError {
    /// It is not JSON, or not of the form of a trace.
    Form(serde_json::Error),
    /// It is a trace of another version of the form.
    Version {
        /// The version that the text gives.
        found: u32,
    },
    /// An event or a parent names a lane that is not there.
    Lane {
        /// The lane that is named.
        lane: u32,
        /// How many lanes there are.
        lanes: usize,
    },
}

// By hand, because every learner would wait for the two crates that derive it.
impl fmt::Display for ReadTraceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadTraceError::Form(error) => write!(f, "this is not a pollscope trace: {error}"),
            ReadTraceError::Version { found } => write!(
                f,
                "this trace has version {found}, but this pollscope reads version {SCHEMA_VERSION}: record it again"
            ),
            ReadTraceError::Lane { lane, lanes } => write!(
                f,
                "this trace names lane {lane}, but it has only {lanes} lanes: the file is damaged, record it again"
            ),
        }
    }
}

impl std::error::Error for ReadTraceError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            ReadTraceError::Form(error) => Some(error),
            ReadTraceError::Version { .. } | ReadTraceError::Lane { .. } => None,
        }
    }
}

impl From<serde_json::Error> for ReadTraceError {
    fn from(error: serde_json::Error) -> ReadTraceError {
        ReadTraceError::Form(error)
    }
}

impl Trace {
    /// The trace as JSON, by the schema in `schema.json`.
    ///
    /// Under a paused clock the real times are left out, so that the same code gives the same text, byte for byte.
    ///
    /// # Panics
    ///
    /// Never: a trace holds nothing that JSON cannot.
    pub fn to_json(&self) -> String {
        match self.clock {
            Clock::Paused => self.clone().without_real_times().to_json_with_real_times(),
            Clock::Running => self.to_json_with_real_times(),
        }
    }

    /// The trace as JSON, with the real time of every event.
    ///
    /// # Panics
    ///
    /// Never: a trace holds nothing that JSON cannot.
    pub fn to_json_with_real_times(&self) -> String {
        let mut json = serde_json::to_string(self).expect("a trace has only string keys");
        json.push('\n');
        json
    }

    /// Reads what [`to_json`](Trace::to_json) wrote.
    ///
    /// # Errors
    ///
    /// When the text is not a trace, is one of another version, or names a lane that it does not have.
    pub fn from_json(json: &str) -> Result<Trace, ReadTraceError> {
        #[derive(Deserialize)]
        struct Version {
            version: u32,
        }
        let Version { version } = serde_json::from_str(json)?;
        if version != SCHEMA_VERSION {
            return Err(ReadTraceError::Version { found: version });
        }
        let trace: Trace = serde_json::from_str(json)?;
        let lanes = trace.lanes.len();
        let named = trace.events.iter().flat_map(|event| [Some(event.lane), event.by]);
        let parents = trace.lanes.iter().map(|lane| lane.parent);
        if let Some(LaneId(lane)) = named.chain(parents).flatten().find(|id| id.0 as usize >= lanes) {
            return Err(ReadTraceError::Lane { lane, lanes });
        }
        Ok(trace)
    }

    /// The same trace without the times that differ from run to run.
    #[must_use]
    pub fn without_real_times(mut self) -> Trace {
        for event in &mut self.events {
            event.real = None;
        }
        self
    }
}

/// Durations as whole nanoseconds.
mod nanoseconds {
    use super::{Deserialize, Duration};

    pub(super) fn serialize<S: serde::Serializer>(time: &Duration, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u64(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX))
    }

    pub(super) fn deserialize<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
        u64::deserialize(from).map(Duration::from_nanos)
    }
}

/// Durations as whole nanoseconds, where there is one.
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
