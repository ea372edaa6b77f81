//! Errors of processors, of the wiring, and of emitters.

use std::any::Any;
use std::error::Error;
use std::fmt;
use std::time::Duration;

/// The error of a user's source or processor, whatever its type.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// The reason for which a processor has not handled a message: the negative half of its acknowledgement.
///
/// `?` turns any error into [`Fault::Failed`].
#[derive(Debug)]
pub enum Fault {
    /// The message is to be handed to the processor again, after a time. Those behind it wait, so that the order is kept.
    Again {
        /// The time until then.
        after: Duration,
        /// The reason, which is reported after the last attempt.
        reason: BoxError,
    },
    /// The message cannot be handled. It is reported, and the processor goes on with the next one.
    Failed(BoxError),
    /// The processor itself is broken. It is built again, as its restart policy says, and then gets the message again.
    Crash(BoxError),
}

impl Fault {
    /// Asks for the message again, after a time.
    pub fn again(after: Duration, reason: impl Into<BoxError>) -> Fault {
        Fault::Again { after, reason: reason.into() }
    }

    /// Says that the message cannot be handled.
    pub fn failed(reason: impl Into<BoxError>) -> Fault {
        Fault::Failed(reason.into())
    }

    /// Says that the processor is broken.
    pub fn crash(reason: impl Into<BoxError>) -> Fault {
        Fault::Crash(reason.into())
    }
}

impl<E: Error + Send + Sync + 'static> From<E> for Fault {
    fn from(error: E) -> Fault {
        Fault::Failed(Box::new(error))
    }
}

/// The error of an emitter whose manager has been stopped. The message was not emitted, and is handed back.
pub struct Stopped<T>(pub T);

impl<T> fmt::Debug for Stopped<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Stopped(..)")
    }
}

impl<T> fmt::Display for Stopped<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("cannot emit a message: the manager has been stopped")
    }
}

impl<T> Error for Stopped<T> {}

/// A mistake in the wiring of a flow, which is found before anything runs.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WiringError {
    /// The flow has no manager.
    #[error("the flow has no manager")]
    NoManager,
    /// Two managers have one name.
    #[error("two managers have the name `{0}`")]
    DuplicateManager(String),
    /// Two members of a manager have one name.
    #[error("two members of the manager `{manager}` have the name `{member}`")]
    DuplicateMember {
        /// The manager.
        manager: String,
        /// The name.
        member: String,
    },
    /// A member declares one event twice.
    #[error("`{member}` of the manager `{manager}` declares the event `{event}` twice")]
    DuplicateEvent {
        /// The manager.
        manager: String,
        /// The member.
        member: String,
        /// The event.
        event: String,
    },
    /// Two routes are the same, and every message would be handled twice.
    #[error("the manager `{manager}` has the route from `{from}` by `{event}` to `{to}` twice")]
    DuplicateRoute {
        /// The manager.
        manager: String,
        /// The emitting member.
        from: String,
        /// The event.
        event: String,
        /// The processor.
        to: String,
    },
    /// The manager has no source, so it could never do anything.
    #[error("the manager `{0}` has no source")]
    NoSource(String),
    /// A route names a member that does not exist.
    #[error("a route of the manager `{manager}` names `{member}`, and there is {}", listed(.known))]
    UnknownMember {
        /// The manager.
        manager: String,
        /// The unknown name.
        member: String,
        /// The names that there are.
        known: Vec<String>,
    },
    /// A route names an event that its member does not emit.
    #[error("`{member}` of the manager `{manager}` does not emit `{event}`; it emits {}", listed(.known))]
    UnknownEvent {
        /// The manager.
        manager: String,
        /// The member.
        member: String,
        /// The unknown name.
        event: String,
        /// The events that it emits.
        known: Vec<String>,
    },
    /// A route leads to a source.
    #[error("a route of the manager `{manager}` leads to the source `{member}`, which takes no messages")]
    RouteToSource {
        /// The manager.
        manager: String,
        /// The source.
        member: String,
    },
    /// The messages of an event are of another type than those that the processor takes.
    #[error("`{from}` of the manager `{manager}` emits `{event}` as `{emitted}`, and `{to}` takes `{taken}`")]
    TypeMismatch {
        /// The manager.
        manager: Box<str>,
        /// The emitting member.
        from: Box<str>,
        /// The event.
        event: Box<str>,
        /// The type of its messages.
        emitted: &'static str,
        /// The processor.
        to: Box<str>,
        /// The type that the processor takes.
        taken: &'static str,
    },
    /// No route leads to a processor.
    #[error("no route of the manager `{manager}` leads to `{member}`")]
    Unreachable {
        /// The manager.
        manager: String,
        /// The processor.
        member: String,
    },
    /// Routes form a circle, in which full queues would wait for each other for ever.
    #[error("routes of the manager `{manager}` form a circle: {}", .members.join(" -> "))]
    Circle {
        /// The manager.
        manager: String,
        /// The members of the circle.
        members: Vec<String>,
    },
    /// A queue has no room for a message.
    #[error("the queue of `{member}` of the manager `{manager}` has a capacity of 0")]
    NoCapacity {
        /// The manager.
        manager: String,
        /// The processor.
        member: String,
    },
    /// A number of the restart policy is out of its range.
    #[error("the restart policy of the manager `{manager}` is invalid: {reason}")]
    InvalidRestart {
        /// The manager.
        manager: String,
        /// The number, and its range.
        reason: &'static str,
    },
    /// The description of a manager is no valid TOML, or has unknown or missing fields.
    #[error("cannot read the description of a manager")]
    Toml(#[source] Box<toml::de::Error>),
    /// A description names a kind that is not registered.
    #[error("`{member}` is of the kind `{kind}`, and registered is {}", listed(.known))]
    UnknownKind {
        /// The member.
        member: String,
        /// The unknown kind.
        kind: String,
        /// The kinds that are registered.
        known: Vec<String>,
    },
    /// The options of a member in a description do not fit its kind.
    #[error("cannot read the options of `{member}`")]
    Options {
        /// The member.
        member: String,
        /// The reason.
        #[source]
        source: Box<toml::de::Error>,
    },
}

/// Joins names for a message, the way a sentence does.
fn listed(names: &[String]) -> String {
    match names {
        [] => "nothing".to_owned(),
        [one] => format!("only `{one}`"),
        _ => format!("`{}`", names.join("`, `")),
    }
}

/// Returns the message of a panic.
pub(crate) fn message_of(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "a value that is no text".to_owned())
}

/// Returns the messages of an error and of its sources, separated by colons.
pub(crate) fn chain(error: &(dyn Error + 'static)) -> String {
    match error.source() {
        Some(source) => format!("{error}: {}", chain(source)),
        None => error.to_string(),
    }
}
