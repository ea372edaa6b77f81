//! What a server is started with.

use std::{
    collections::HashMap,
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use crate::{
    behavior::Behavior,
    fault::{FaultRule, When},
    limit::RateLimit,
    requests::Request,
    route::{Route, Target},
};

/// What a server holds, where it listens and how it behaves. Everything has a default.
#[derive(Clone)]
pub struct Config {
    pub(crate) loopback: Loopback,
    pub(crate) port: u16,
    pub(crate) seed: u64,
    pub(crate) repositories: u64,
    pub(crate) posts: u64,
    pub(crate) users: u64,
    pub(crate) search_window: u64,
    pub(crate) rate_limit: RateLimit,
    pub(crate) max_age: Option<Duration>,
    pub(crate) barrier: usize,
    pub(crate) requests_kept: usize,
    pub(crate) behaviors: HashMap<Target, Behavior>,
    pub(crate) observer: Option<Observer>,
    #[cfg(feature = "pollscope")]
    pub(crate) recording: Option<pollscope::Recording>,
}

pub(crate) type Observer = Arc<dyn Fn(&Request) + Send + Sync>;

/// The addresses at which only programs of the same computer reach a server. There is no way to listen at another one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Loopback {
    /// 127.0.0.1
    #[default]
    V4,
    /// `[::1]`
    V6,
}

impl Loopback {
    pub(crate) fn address(self, port: u16) -> SocketAddr {
        let ip = match self {
            Self::V4 => IpAddr::V4(Ipv4Addr::LOCALHOST),
            Self::V6 => IpAddr::V6(Ipv6Addr::LOCALHOST),
        };
        SocketAddr::new(ip, port)
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            loopback: Loopback::default(),
            port: 0,
            seed: 0,
            repositories: 10_000,
            posts: 100,
            users: u64::MAX,
            search_window: 1000,
            rate_limit: RateLimit::default(),
            max_age: None,
            barrier: 0,
            requests_kept: 10_000,
            behaviors: HashMap::new(),
            observer: None,
            #[cfg(feature = "pollscope")]
            recording: None,
        }
    }
}

impl Config {
    /// Seed 0, ten thousand repositories, a hundred posts as JSONPlaceholder has them, users without end, a free port of
    /// 127.0.0.1, and no faults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Data, latencies and faults are drawn from it: the same seed gives the same ones.
    #[must_use]
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// How many repositories there are. Each search finds all of them.
    #[must_use]
    pub fn repositories(self, repositories: u64) -> Self {
        Self { repositories, ..self }
    }

    /// How many posts there are; their ids begin with 1.
    #[must_use]
    pub fn posts(self, posts: u64) -> Self {
        Self { posts, ..self }
    }

    /// How many users each seed has. Pages after the last one are empty. (The real Random User never runs out.)
    #[must_use]
    pub fn users(self, users: u64) -> Self {
        Self { users, ..self }
    }

    /// How many results of a search can be seen: 1000, as GitHub documents for search. A page that begins after them is
    /// answered with 422.
    #[must_use]
    pub fn search_window(self, results: u64) -> Self {
        Self { search_window: results, ..self }
    }

    /// How many searches are allowed in which time.
    #[must_use]
    pub fn rate_limit(self, rate_limit: RateLimit) -> Self {
        Self { rate_limit, ..self }
    }

    /// For how long clients may keep answers: `Cache-Control: public, max-age=...`, in whole seconds, on all routes. By
    /// default posts have `max-age=43200` and the others `no-cache`, as the real ones do.
    #[must_use]
    pub fn max_age(self, age: Duration) -> Self {
        Self { max_age: Some(age), ..self }
    }

    /// Where to listen. By default it is 127.0.0.1.
    #[must_use]
    pub fn loopback(self, loopback: Loopback) -> Self {
        Self { loopback, ..self }
    }

    /// The port to listen at. By default, or with 0, the system chooses a free one.
    #[must_use]
    pub fn port(self, port: u16) -> Self {
        Self { port, ..self }
    }

    /// A rendezvous of the whole server: what [`Behavior::barrier`] says, with requests of all routes together.
    #[must_use]
    pub fn barrier(self, requests: usize) -> Self {
        Self { barrier: requests, ..self }
    }

    /// How many requests [`ApiServer::requests`](crate::ApiServer::requests) remembers: the first 10 000 by default.
    #[must_use]
    pub fn requests_kept(self, requests: usize) -> Self {
        Self { requests_kept: requests, ..self }
    }

    /// How the server behaves towards a route. It replaces what was set for it before.
    #[must_use]
    pub fn route(mut self, route: Route, behavior: Behavior) -> Self {
        self.behaviors.insert(route.into(), behavior);
        self
    }

    /// How the server behaves towards one exact path, such as `/posts/3`, whatever the query. It overrides the behavior of
    /// the path's route, and replaces what was set for it before.
    #[must_use]
    pub fn path(mut self, path: impl Into<String>, behavior: Behavior) -> Self {
        self.behaviors.insert(Target::Path(path.into()), behavior);
        self
    }

    /// Adds a fault to what is set for its target.
    #[must_use]
    pub fn fault(mut self, rule: FaultRule) -> Self {
        let behavior = self.behaviors.entry(rule.target).or_default();
        let before = std::mem::take(behavior);
        *behavior = match rule.when {
            When::Always => before.rate(1.0, rule.fault),
            When::Share(share) => before.rate(share, rule.fault),
            When::First(times) => before.first(times.get(), rule.fault),
        };
        self
    }

    /// Calls `observer` with each request as it arrives, on the server's thread: it should return soon.
    #[must_use]
    pub fn observe(self, observer: impl Fn(&Request) + Send + Sync + 'static) -> Self {
        Self { observer: Some(Arc::new(observer)), ..self }
    }

    /// Records each request as a lane of its path, from the arrival of its head until the head of its answer is handed over.
    /// One whose client leaves before that is dropped unfinished.
    ///
    /// The server follows the real clock, and so should the recording.
    #[cfg(feature = "pollscope")]
    #[must_use]
    pub fn record(self, recording: &pollscope::Recording) -> Self {
        Self { recording: Some(recording.clone()), ..self }
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("seed", &self.seed)
            .field("repositories", &self.repositories)
            .field("posts", &self.posts)
            .field("users", &self.users)
            .field("behaviors", &self.behaviors)
            .finish_non_exhaustive()
    }
}
