//! Messages, and the events under which they are emitted.

use std::any::{Any, TypeId, type_name};
use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// A value that processors hand to each other. Every type with serde's traits is one, so that it can be reported, and can
/// leave the process.
pub trait Message: Serialize + DeserializeOwned + Send + Sync + 'static {}

impl<T: Serialize + DeserializeOwned + Send + Sync + 'static> Message for T {}

/// A message of any type.
pub(crate) trait Payload: Any + Send + Sync {
    /// Returns the message as JSON, for a report.
    fn json(&self) -> serde_json::Result<serde_json::Value>;
}

impl<T: Message> Payload for T {
    fn json(&self) -> serde_json::Result<serde_json::Value> {
        serde_json::to_value(self)
    }
}

/// The name of an event, with the type of its messages.
///
/// ```
/// use message_flow::Event;
///
/// const PRICE: Event<f64> = Event::new("price");
/// assert_eq!(PRICE.name(), "price");
/// ```
pub struct Event<T> {
    name: &'static str,
    message: PhantomData<fn() -> T>,
}

impl<T> Event<T> {
    /// Creates an event.
    pub const fn new(name: &'static str) -> Event<T> {
        Event { name, message: PhantomData }
    }

    /// Returns the name.
    pub const fn name(&self) -> &'static str {
        self.name
    }
}

impl<T> Clone for Event<T> {
    fn clone(&self) -> Event<T> {
        *self
    }
}

impl<T> Copy for Event<T> {}

impl<T> fmt::Debug for Event<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Event({:?} of {})", self.name, type_name::<T>())
    }
}

/// The type of a message.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MessageType {
    id: TypeId,
    pub(crate) name: &'static str,
}

impl MessageType {
    pub(crate) fn of<T: Message>() -> MessageType {
        MessageType { id: TypeId::of::<T>(), name: type_name::<T>() }
    }
}

impl PartialEq for MessageType {
    fn eq(&self, other: &MessageType) -> bool {
        self.id == other.id
    }
}

/// One event that a member declares.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Declared {
    pub(crate) name: &'static str,
    pub(crate) message: MessageType,
}

/// The events that a source or a processor emits. It declares them, so that a wrong name is found before anything runs.
#[derive(Debug, Default)]
pub struct Events(pub(crate) Vec<Declared>);

impl Events {
    /// Declares an event.
    pub fn add<T: Message>(&mut self, event: Event<T>) {
        self.0.push(Declared { name: event.name, message: MessageType::of::<T>() });
    }
}
