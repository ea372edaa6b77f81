//! Managers: the members of a pipeline, and the routes between them.

mod description;
mod wiring;

use std::fmt;

use crate::error::WiringError;
use crate::handler::QueueOptions;
use crate::message::{Declared, Event, Events, MessageType};
use crate::processor::{AsyncNode, BlockingNode, BlockingProcessor, NodeFactory, Processor};
use crate::restart::Restart;
use crate::source::{Source, SourceFactory};

pub(crate) use description::duration;
pub use description::{NoOptions, Registry};
pub(crate) use wiring::{Checked, check};

/// The largest number of times that a processor gets one message, unless the manager says something else.
const MAX_ATTEMPTS: u32 = 3;

/// The members of a pipeline, from sources to sinks, and the routes between them. It is checked when the flow is built.
pub struct Manager {
    pub(crate) name: String,
    pub(crate) members: Vec<Member>,
    pub(crate) routes: Vec<Route>,
    pub(crate) restart: Restart,
    pub(crate) max_attempts: u32,
}

/// A source or a processor.
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) events: Vec<Declared>,
    pub(crate) kind: Kind,
}

pub(crate) enum Kind {
    Source(SourceFactory),
    Processor { factory: NodeFactory, input: MessageType, queue: QueueOptions },
}

/// The way of an event from one member to another.
pub(crate) struct Route {
    pub(crate) from: String,
    pub(crate) event: String,
    pub(crate) to: String,
}

/// The name of an event, as a text or as an [`Event`].
pub trait EventName {
    /// Returns the name.
    fn event_name(&self) -> &str;
}

impl EventName for &str {
    fn event_name(&self) -> &str {
        self
    }
}

impl EventName for String {
    fn event_name(&self) -> &str {
        self
    }
}

impl<T> EventName for Event<T> {
    fn event_name(&self) -> &str {
        self.name()
    }
}

/// Returns the events that `declare` declares.
fn declared(declare: fn(&mut Events)) -> Vec<Declared> {
    let mut events = Events::default();
    declare(&mut events);
    events.0
}

impl Member {
    pub(crate) fn source<S: Source>(name: String, mut factory: impl FnMut() -> S + Send + 'static) -> Member {
        let factory: SourceFactory = Box::new(move || Box::new(factory()));
        Member { name, events: declared(S::events), kind: Kind::Source(factory) }
    }

    pub(crate) fn processor<P: Processor>(
        name: String,
        queue: QueueOptions,
        mut factory: impl FnMut() -> P + Send + 'static,
    ) -> Member {
        let factory: NodeFactory = Box::new(move || Box::new(AsyncNode(factory())));
        let input = MessageType::of::<P::Input>();
        Member { name, events: declared(P::events), kind: Kind::Processor { factory, input, queue } }
    }

    pub(crate) fn blocking<P: BlockingProcessor>(
        name: String,
        queue: QueueOptions,
        mut factory: impl FnMut() -> P + Send + 'static,
    ) -> Member {
        let factory: NodeFactory = Box::new(move || Box::new(BlockingNode::new(factory())));
        let input = MessageType::of::<P::Input>();
        Member { name, events: declared(P::events), kind: Kind::Processor { factory, input, queue } }
    }
}

impl Manager {
    /// Creates a manager without members.
    pub fn new(name: impl Into<String>) -> Manager {
        let (members, routes) = (Vec::new(), Vec::new());
        Manager { name: name.into(), members, routes, restart: Restart::default(), max_attempts: MAX_ATTEMPTS }
    }

    /// Adds a source. `factory` builds it, and builds it again for each restart.
    #[must_use]
    pub fn source<S: Source>(self, name: impl Into<String>, factory: impl FnMut() -> S + Send + 'static) -> Manager {
        self.with(Member::source(name.into(), factory))
    }

    /// Adds a processor with the default queue. `factory` builds it, and builds it again after a crash.
    #[must_use]
    pub fn processor<P: Processor>(
        self,
        name: impl Into<String>,
        factory: impl FnMut() -> P + Send + 'static,
    ) -> Manager {
        self.with(Member::processor(name.into(), QueueOptions::default(), factory))
    }

    /// Adds a processor that may block its thread.
    #[must_use]
    pub fn blocking<P: BlockingProcessor>(
        self,
        name: impl Into<String>,
        factory: impl FnMut() -> P + Send + 'static,
    ) -> Manager {
        self.with(Member::blocking(name.into(), QueueOptions::default(), factory))
    }

    /// Sets the queue of the processor that was added last.
    #[must_use]
    pub fn queue(mut self, options: QueueOptions) -> Manager {
        if let Some(Member { kind: Kind::Processor { queue, .. }, .. }) = self.members.last_mut() {
            *queue = options;
        }
        self
    }

    /// Leads an event of a member to a processor.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "an `Event` is as small as a reference, and a text is one")]
    pub fn route(mut self, from: impl Into<String>, event: impl EventName, to: impl Into<String>) -> Manager {
        self.routes.push(Route { from: from.into(), event: event.event_name().to_owned(), to: to.into() });
        self
    }

    /// Sets the restart policy, which holds for each member on its own.
    #[must_use]
    pub fn restart(mut self, restart: Restart) -> Manager {
        self.restart = restart;
        self
    }

    /// Sets the largest number of times that a processor gets one message, 3 by default. After that the message is reported as
    /// failed. Attempts that ended with `Again` and with a crash count alike.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Manager {
        self.max_attempts = attempts.max(1);
        self
    }

    pub(crate) fn with(mut self, member: Member) -> Manager {
        self.members.push(member);
        self
    }

    /// Checks the wiring, as building a flow does.
    ///
    /// # Errors
    ///
    /// If a name, a route or a number is wrong.
    pub fn check(&self) -> Result<(), WiringError> {
        check(self).map(drop)
    }
}

impl fmt::Debug for Manager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let members: Vec<&str> = self.members.iter().map(|member| &*member.name).collect();
        f.debug_struct("Manager").field("name", &self.name).field("members", &members).finish_non_exhaustive()
    }
}
