//! The messages that a processor emits while it handles one.

use std::fmt;
use std::sync::Arc;

use crate::message::{Declared, Event, Message, MessageType, Payload};

/// An event of a member, with the processors that it leads to.
#[derive(Clone, Debug)]
pub(crate) struct Outlet {
    pub(crate) event: Declared,
    /// The places of the processors.
    pub(crate) targets: Vec<usize>,
}

/// Returns the outlet of an event.
pub(crate) fn find<T: Message>(outlets: &[Outlet], event: Event<T>) -> Option<usize> {
    // Constants have one address nearly always, and then no text is compared.
    let same = |name: &str| std::ptr::eq(name, event.name()) || name == event.name();
    let found = outlets.iter().position(|outlet| same(outlet.event.name))?;
    (outlets[found].event.message == MessageType::of::<T>()).then_some(found)
}

/// The messages that a processor emits while it handles one. They leave when it has handled the message, and are dropped
/// with it if it has not.
pub struct Outbox {
    outlets: Arc<[Outlet]>,
    messages: Vec<(usize, Arc<dyn Payload>)>,
    undeclared: Option<&'static str>,
}

impl Outbox {
    pub(crate) fn new(outlets: Arc<[Outlet]>) -> Outbox {
        Outbox { outlets, messages: Vec::new(), undeclared: None }
    }

    /// Emits a message. If the processor has not declared the event, the message that it handles fails.
    pub fn emit<T: Message>(&mut self, event: Event<T>, message: T) {
        match find(&self.outlets, event) {
            Some(outlet) if self.outlets[outlet].targets.is_empty() => {}
            Some(outlet) => self.messages.push((outlet, Arc::new(message))),
            None => self.undeclared = Some(event.name()),
        }
    }

    /// Returns the event that was emitted without a declaration, if there is one.
    pub(crate) fn undeclared(&self) -> Option<&'static str> {
        self.undeclared
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    pub(crate) fn clear(&mut self) {
        self.messages.clear();
        self.undeclared = None;
    }

    /// Moves the messages and the allocation to another outbox.
    pub(crate) fn take(&mut self) -> Outbox {
        let empty = Outbox::new(Arc::clone(&self.outlets));
        std::mem::replace(self, empty)
    }

    /// Returns the messages, with their outlets.
    pub(crate) fn drain(&mut self) -> impl Iterator<Item = (&Outlet, Arc<dyn Payload>)> {
        let outlets = &self.outlets;
        self.messages.drain(..).map(|(outlet, payload)| (&outlets[outlet], payload))
    }
}

impl fmt::Debug for Outbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outbox").field("messages", &self.messages.len()).finish_non_exhaustive()
    }
}
