//! Managers that are described in TOML.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};

use crate::error::WiringError;
use crate::handler::{Overflow, QueueOptions};
use crate::manager::{Manager, Member};
use crate::processor::{BlockingProcessor, Processor};
use crate::restart::Restart;
use crate::source::Source;

/// A manager, as TOML describes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Description {
    name: String,
    #[serde(default)]
    restart: Restart,
    max_attempts: Option<u32>,
    #[serde(default)]
    sources: BTreeMap<String, SourceDescription>,
    #[serde(default)]
    processors: BTreeMap<String, ProcessorDescription>,
    #[serde(default)]
    routes: Vec<RouteDescription>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceDescription {
    kind: String,
    #[serde(default)]
    options: toml::Table,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProcessorDescription {
    kind: String,
    queue: Option<usize>,
    #[serde(default)]
    overflow: Overflow,
    #[serde(default)]
    options: toml::Table,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RouteDescription {
    from: String,
    event: String,
    to: String,
}

/// Reads a duration such as `250ms` or `1m 30s`.
pub(crate) fn duration<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(deserializer)?;
    humantime::parse_duration(&text).map_err(D::Error::custom)
}

type Build = Box<dyn Fn(String, QueueOptions, toml::Table) -> Result<Member, WiringError> + Send + Sync>;

/// The kinds of sources and processors that a description in TOML may name.
///
/// ```
/// # use message_flow::{BoxError, Emitter, Event, Events, Fault, Outbox, Processor, Registry, Source};
/// # struct Count { to: u64 }
/// # impl Source for Count {
/// #     fn events(events: &mut Events) { events.add(Event::<u64>::new("number")); }
/// #     async fn run(&mut self, out: &Emitter) -> Result<(), BoxError> { Ok(()) }
/// # }
/// # struct Print;
/// # impl Processor for Print {
/// #     type Input = u64;
/// #     async fn handle(&mut self, number: &u64, _: &mut Outbox) -> Result<(), Fault> { Ok(()) }
/// # }
/// #[derive(Clone, serde::Deserialize)]
/// struct CountOptions {
///     to: u64,
/// }
///
/// let registry = Registry::new()
///     .source("count", |options: CountOptions| Count { to: options.to })
///     .processor("print", |_: message_flow::NoOptions| Print);
/// let manager = registry.manager(r#"
///     name = "numbers"
///     restart = { on = "failure", first = "200ms", longest = "30s" }
///
///     [sources.numbers]
///     kind = "count"
///     options = { to = 10 }
///
///     [processors.printer]
///     kind = "print"
///     queue = 16
///     overflow = "drop-oldest"
///
///     [[routes]]
///     from = "numbers"
///     event = "number"
///     to = "printer"
/// "#)?;
/// manager.check()?;
/// # Ok::<(), message_flow::WiringError>(())
/// ```
#[derive(Default)]
pub struct Registry {
    sources: BTreeMap<String, Build>,
    processors: BTreeMap<String, Build>,
}

/// The options of a kind that has none.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoOptions {}

impl Registry {
    /// Creates a registry without kinds.
    pub fn new() -> Registry {
        Registry::default()
    }

    /// Registers a kind of sources, which `build` builds from the options in the description.
    #[must_use]
    pub fn source<O, S>(mut self, kind: &str, build: impl Fn(O) -> S + Clone + Send + Sync + 'static) -> Registry
    where
        O: DeserializeOwned + Clone + Send + 'static,
        S: Source,
    {
        let member = move |name: String, _: QueueOptions, options| {
            let (build, options): (_, O) = (build.clone(), read(&name, options)?);
            Ok(Member::source(name, move || build(options.clone())))
        };
        self.sources.insert(kind.to_owned(), Box::new(member));
        self
    }

    /// Registers a kind of processors, which `build` builds from the options in the description.
    #[must_use]
    pub fn processor<O, P>(mut self, kind: &str, build: impl Fn(O) -> P + Clone + Send + Sync + 'static) -> Registry
    where
        O: DeserializeOwned + Clone + Send + 'static,
        P: Processor,
    {
        let member = move |name: String, queue, options| {
            let (build, options): (_, O) = (build.clone(), read(&name, options)?);
            Ok(Member::processor(name, queue, move || build(options.clone())))
        };
        self.processors.insert(kind.to_owned(), Box::new(member));
        self
    }

    /// Registers a kind of processors that may block their thread.
    #[must_use]
    pub fn blocking<O, P>(mut self, kind: &str, build: impl Fn(O) -> P + Clone + Send + Sync + 'static) -> Registry
    where
        O: DeserializeOwned + Clone + Send + 'static,
        P: BlockingProcessor,
    {
        let member = move |name: String, queue, options| {
            let (build, options): (_, O) = (build.clone(), read(&name, options)?);
            Ok(Member::blocking(name, queue, move || build(options.clone())))
        };
        self.processors.insert(kind.to_owned(), Box::new(member));
        self
    }

    /// Builds the manager that a text in TOML describes.
    ///
    /// # Errors
    ///
    /// If the text is no valid description, or names a kind that is not registered, or has options that do not fit.
    pub fn manager(&self, text: &str) -> Result<Manager, WiringError> {
        let description: Description = toml::from_str(text).map_err(|error| WiringError::Toml(Box::new(error)))?;
        let mut manager = Manager::new(description.name).restart(description.restart);
        if let Some(attempts) = description.max_attempts {
            manager = manager.max_attempts(attempts);
        }
        for (name, source) in description.sources {
            let build = find(&self.sources, &name, source.kind)?;
            manager = manager.with(build(name, QueueOptions::default(), source.options)?);
        }
        for (name, processor) in description.processors {
            let build = find(&self.processors, &name, processor.kind)?;
            let default = QueueOptions::default();
            let capacity = processor.queue.unwrap_or(default.capacity);
            let queue = QueueOptions { capacity, overflow: processor.overflow };
            manager = manager.with(build(name, queue, processor.options)?);
        }
        for RouteDescription { from, event, to } in description.routes {
            manager = manager.route(from, event, to);
        }
        Ok(manager)
    }
}

fn find<'a>(kinds: &'a BTreeMap<String, Build>, member: &str, kind: String) -> Result<&'a Build, WiringError> {
    kinds.get(&kind).ok_or_else(|| {
        let known = kinds.keys().cloned().collect();
        WiringError::UnknownKind { member: member.to_owned(), kind, known }
    })
}

fn read<O: DeserializeOwned>(member: &str, options: toml::Table) -> Result<O, WiringError> {
    let read = options.try_into();
    read.map_err(|source| WiringError::Options { member: member.to_owned(), source: Box::new(source) })
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds = |kinds: &BTreeMap<String, Build>| kinds.keys().cloned().collect::<Vec<_>>();
        let mut shown = f.debug_struct("Registry");
        shown.field("sources", &kinds(&self.sources)).field("processors", &kinds(&self.processors)).finish()
    }
}
