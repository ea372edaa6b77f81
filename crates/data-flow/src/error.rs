//! The error of a run.

use std::any::Any;
use std::error::Error;
use std::fmt;
use std::time::Duration;

use crate::path::Path;

/// The error of a user's step, whatever its type.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// An error of one run: the step that failed, and the reason.
///
/// `Display` names the step. [`Error::source`] is the step's own error, which programs print after it.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// use data_flow::step;
///
/// async fn read(path: String) -> Result<String, std::io::Error> {
///     std::fs::read_to_string(path)
/// }
/// async fn count(text: String) -> Result<usize, std::convert::Infallible> {
///     Ok(text.lines().count())
/// }
///
/// let flow = step(read) | count;
/// let error = flow.run("/no/such/file".to_owned()).await.unwrap_err();
/// assert_eq!(error.to_string(), "the step `read` failed");
/// assert_eq!(error.path().to_string(), "read");
/// assert!(std::error::Error::source(&error).unwrap().is::<std::io::Error>());
/// # }
/// ```
// Boxed, so that the result of a step that succeeds stays small.
pub struct FlowError(Box<Inner>);

struct Inner {
    path: Path,
    kind: ErrorKind,
    attempts: u32,
    others: Vec<FlowError>,
}

/// The reason of a [`FlowError`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The step returned an error.
    #[error("failed")]
    Failed(#[source] BoxError),
    /// The step panicked.
    #[error("panicked: {0}")]
    Panicked(String),
    /// The step did not end in its time, and was dropped.
    #[error("did not end within {0:?}")]
    TimedOut(Duration),
    /// The run was [cancelled](crate::Options::cancel), before or while the step ran.
    #[error("was cancelled")]
    Cancelled,
    /// The runtime was shut down before a blocking step could start.
    #[error("was cancelled, since the runtime is shutting down")]
    Shutdown,
    /// A step of the named form needs an input that is not there.
    #[error("needs the input `{field}`, and there is {}", listed(.available))]
    MissingInput {
        /// The name under which the step looked for its input.
        field: String,
        /// The names that are there.
        available: Vec<String>,
    },
    /// An input is there, and the step cannot read it.
    #[error("cannot read its input `{field}`")]
    InvalidInput {
        /// The name of the input.
        field: String,
        /// The reason.
        #[source]
        source: serde_json::Error,
    },
    /// A step of the named form returned something without names: neither a struct nor a map nor `()`.
    #[error("returned {0}, which has no names")]
    NamelessOutput(&'static str),
    /// The result of a step cannot be written as JSON.
    #[error("returned a result that cannot be serialized")]
    InvalidOutput(#[source] serde_json::Error),
    /// Two results have the same name and different values.
    #[error("returned another `{key}` than {with}: {value} and {other}")]
    Conflict {
        /// The name that both results have.
        key: String,
        /// The step that returned the first value, or the parameters of the run.
        with: String,
        /// The second value.
        value: String,
        /// The first value.
        other: String,
    },
    /// No step is registered for the key of a dispatch.
    #[error("has no step for `{key}`; it has {}", listed(.registered))]
    UnknownKey {
        /// The key.
        key: String,
        /// The keys for which there are steps.
        registered: Vec<String>,
    },
    /// The parameters or the result of a run in the named form do not fit its types.
    #[error("cannot convert {what}")]
    Convert {
        /// The parameters, or the result.
        what: &'static str,
        /// The reason.
        #[source]
        source: serde_json::Error,
    },
    /// A checkpoint could not be read or written.
    #[error("has a checkpoint that cannot be used")]
    Checkpoint(#[source] crate::checkpoint::StoreError),
}

/// Joins names for a message, the way a sentence does.
pub(crate) fn listed(names: &[String]) -> String {
    match names {
        [] => "nothing".to_owned(),
        [one] => format!("only `{one}`"),
        _ => format!("`{}`", names.join("`, `")),
    }
}

impl FlowError {
    pub(crate) fn new(path: Path, kind: ErrorKind) -> FlowError {
        FlowError(Box::new(Inner { path, kind, attempts: 1, others: Vec::new() }))
    }

    /// Changes the path on the way out of the levels of a flow.
    pub(crate) fn map_path(mut self, change: impl FnOnce(Path) -> Path) -> FlowError {
        self.0.path = change(std::mem::take(&mut self.0.path));
        self
    }

    pub(crate) fn with_attempts(mut self, attempts: u32) -> FlowError {
        self.0.attempts = attempts;
        self
    }

    pub(crate) fn with_others(mut self, others: Vec<FlowError>) -> FlowError {
        self.0.others.extend(others);
        self
    }

    /// Returns the way to the step that failed.
    pub fn path(&self) -> &Path {
        &self.0.path
    }

    /// Returns the name of the step that failed, without the levels around it.
    pub fn step(&self) -> Option<&str> {
        self.0.path.name()
    }

    /// Returns the reason.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// Returns the number of times that the step was tried.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Returns the errors of the other members of a group that [collects](crate::Flow::collect_errors) them, in the order
    /// of time. They are all later than this one.
    pub fn others(&self) -> &[FlowError] {
        &self.0.others
    }

    /// Returns the step's own error, if it is of the type `E`.
    pub fn downcast_ref<E: Error + 'static>(&self) -> Option<&E> {
        match &self.0.kind {
            ErrorKind::Failed(error) => error.downcast_ref(),
            _ => None,
        }
    }
}

/// An error whose path is not known yet.
impl From<ErrorKind> for FlowError {
    fn from(kind: ErrorKind) -> FlowError {
        FlowError::new(Path::default(), kind)
    }
}

impl fmt::Display for FlowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.0.path.to_string();
        if path.is_empty() {
            write!(f, "the flow {}", self.0.kind)?;
        } else {
            write!(f, "the step `{path}` {}", self.0.kind)?;
        }
        if self.0.attempts > 1 && !matches!(self.0.kind, ErrorKind::Cancelled) {
            write!(f, ", {} times", self.0.attempts)?;
        }
        match self.0.others.len() {
            0 => Ok(()),
            1 => f.write_str("; so did another one"),
            more => write!(f, "; so did {more} others"),
        }
    }
}

impl fmt::Debug for FlowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("FlowError");
        shown.field("path", &self.0.path.to_string()).field("kind", &self.0.kind).field("attempts", &self.0.attempts);
        shown.field("others", &self.0.others).finish()
    }
}

impl Error for FlowError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.kind.source()
    }
}

/// Returns the message of a panic.
pub(crate) fn message_of(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "a value that is no text".to_owned())
}
