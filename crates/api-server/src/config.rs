//! The settings that a server starts with.

use std::{
    collections::HashMap,
    fmt, mem,
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

/// The settings of a server: its data, its address and its behavior. Everything has a default.
///
/// ```
/// use api_server::{ApiServer, Behavior, Config, Fault, Route};
///
/// let config = Config::new()
///     .seed(7)
///     .posts(1_000_000)
///     .route(Route::Users, Behavior::new().barrier(3))
///     .path("/posts/3", Behavior::failing(Fault::Status(503)));
/// let server = ApiServer::start(config)?;
/// # Ok::<(), api_server::StartError>(())
/// ```
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
    pub(crate) max_requests_kept: usize,
    pub(crate) behaviors: HashMap<Target, Behavior>,
    pub(crate) observer: Option<Observer>,
    #[cfg(feature = "pollscope")]
    pub(crate) recording: Option<pollscope::Recording>,
}

pub(crate) type Observer = Arc<dyn Fn(&Request) + Send + Sync>;

/// The loopback addresses, which only programs on the same computer can reach. A server listens at no other address.
///
/// ```
/// use api_server::{ApiServer, Config, Loopback};
///
/// let server = ApiServer::start(Config::new().loopback(Loopback::V4))?;
/// assert!(server.url().starts_with("http://127.0.0.1:"));
/// # Ok::<(), api_server::StartError>(())
/// ```
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
            max_requests_kept: 10_000,
            behaviors: HashMap::new(),
            observer: None,
            #[cfg(feature = "pollscope")]
            recording: None,
        }
    }
}

impl Config {
    /// Returns the default settings: seed 0, ten thousand repositories, a hundred posts (as many as JSONPlaceholder has),
    /// practically endless users, a free port of 127.0.0.1, and no faults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the seed of data, latencies and faults. The same seed gives the same ones.
    #[must_use]
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// Sets the number of repositories. Every search finds all of them.
    #[must_use]
    pub fn repositories(self, repositories: u64) -> Self {
        Self { repositories, ..self }
    }

    /// Sets the number of posts. Their ids start with 1.
    #[must_use]
    pub fn posts(self, posts: u64) -> Self {
        Self { posts, ..self }
    }

    /// Sets the number of users per seed. Pages after the last one are empty. (The real Random User never runs out.)
    #[must_use]
    pub fn users(self, users: u64) -> Self {
        Self { users, ..self }
    }

    /// Sets the number of search results that a client can reach: 1000 by default, as GitHub documents. A page that starts
    /// after them is answered with 422.
    #[must_use]
    pub fn search_window(self, results: u64) -> Self {
        Self { search_window: results, ..self }
    }

    /// Sets the rate limit of GitHub's search.
    #[must_use]
    pub fn rate_limit(self, rate_limit: RateLimit) -> Self {
        Self { rate_limit, ..self }
    }

    /// Sets the time for which clients may cache responses: `Cache-Control: public, max-age=...`, in whole seconds, on all
    /// routes. By default posts have `max-age=43200` and the others `no-cache`, as the real APIs do.
    #[must_use]
    pub fn max_age(self, age: Duration) -> Self {
        Self { max_age: Some(age), ..self }
    }

    /// Sets the address to listen at: 127.0.0.1 by default.
    #[must_use]
    pub fn loopback(self, loopback: Loopback) -> Self {
        Self { loopback, ..self }
    }

    /// Sets the port to listen at. By default, or with 0, the system chooses a free one.
    #[must_use]
    pub fn port(self, port: u16) -> Self {
        Self { port, ..self }
    }

    /// Sets a barrier for the whole server. It is like [`Behavior::barrier`], but counts the requests of all routes.
    #[must_use]
    pub fn barrier(self, requests: usize) -> Self {
        Self { barrier: requests, ..self }
    }

    /// Sets the number of requests that [`ApiServer::requests`](crate::ApiServer::requests) keeps: the first 10,000 by
    /// default.
    #[must_use]
    pub fn max_requests_kept(self, requests: usize) -> Self {
        Self { max_requests_kept: requests, ..self }
    }

    /// Sets the behavior of a route, in place of an earlier one.
    #[must_use]
    pub fn route(mut self, route: Route, behavior: Behavior) -> Self {
        self.behaviors.insert(route.into(), behavior);
        self
    }

    /// Sets the behavior of one exact path, such as `/posts/3`, with any query. It overrides that of the path's route.
    #[must_use]
    pub fn path(mut self, path: impl Into<String>, behavior: Behavior) -> Self {
        self.behaviors.insert(Target::Path(path.into()), behavior);
        self
    }

    /// Adds a fault to the behavior of the rule's target.
    #[must_use]
    pub fn fault(mut self, rule: FaultRule) -> Self {
        let behavior = self.behaviors.entry(rule.target).or_default();
        let before = mem::take(behavior);
        *behavior = match rule.when {
            When::Always => before.rate(1.0, rule.fault),
            When::Share(share) => before.rate(share, rule.fault),
            When::First(times) => before.first(times.get(), rule.fault),
        };
        self
    }

    /// Calls `observer` with each request as it arrives. The call runs on the server's thread, so it should return soon.
    #[must_use]
    pub fn observe(self, observer: impl Fn(&Request) + Send + Sync + 'static) -> Self {
        Self { observer: Some(Arc::new(observer)), ..self }
    }

    /// Records each request as a lane named after its path, from the arrival of its head to the head of its response. A
    /// request whose client disconnects before that is recorded as dropped.
    ///
    /// The server uses the real clock, and the recording should use it, too.
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
