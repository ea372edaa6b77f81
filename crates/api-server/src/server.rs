//! The server, which runs on a thread of its own, and the handle to it.

use std::{
    convert::Infallible,
    error::Error as _,
    fmt, io, mem,
    net::SocketAddr,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use parking_lot::Mutex;
use thiserror::Error;
use tokio::{
    net::{TcpListener, TcpStream},
    runtime::{Builder, Handle, Runtime},
    sync::oneshot,
};

use crate::{
    barrier::Barrier,
    behavior::Behavior,
    body::Abort,
    config::Config,
    content::CHUNK_BYTES,
    counts::{Connections, Counters, Counts, Registry, WaitTimeout},
    dataset::Dataset,
    limit::Window,
    requests::Requests,
    route::{Route, Target},
    rules::Rules,
    service::{Shared, serve},
};

/// The number of polls without any change after which client and server count as settled. A request needs few of them: one to
/// connect, one to be sent, one to be read.
const QUIET_POLLS: u32 = 20;

/// The pause between two polls, in which the system can deliver what was sent.
const POLL_INTERVAL: Duration = Duration::from_micros(500);

/// The number of times that client and server have to settle before missing requests count as missing.
const MAX_SETTLES: u32 = 20;

/// The pause before the next attempt when a connection cannot be accepted.
const ACCEPT_RETRY_DELAY: Duration = Duration::from_millis(10);

/// A running server. When it is dropped, it stops at once and closes all connections, whatever is in flight.
///
/// It runs on a thread with a runtime of its own, so a client that blocks its thread or pauses its clock does not stop it. All
/// times of the server are real.
///
/// ```
/// use api_server::{ApiServer, Config};
///
/// let server = ApiServer::start(Config::new())?;
/// let url = server.url_of("/posts/3");
/// // ... the client fetches `url` ...
/// assert_eq!(server.counts_at("/posts/3").most_in_flight, 0);
/// # Ok::<(), api_server::StartError>(())
/// ```
pub struct ApiServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    runtime: Handle,
    /// The server runs until this is dropped.
    stop: Option<oneshot::Sender<Infallible>>,
    thread: Option<thread::JoinHandle<()>>,
}

/// The error of a server that cannot start.
///
/// ```
/// use api_server::{ApiServer, Config, StartError};
///
/// let server = ApiServer::start(Config::new())?;
/// let error = ApiServer::start(Config::new().port(server.address().port())).unwrap_err();
/// assert!(matches!(error, StartError::Listen { .. }));
/// # Ok::<(), StartError>(())
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StartError {
    /// The address is not available, for example because another program uses the port.
    #[error("cannot listen at {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The reason that the system gives.
        source: io::Error,
    },
    /// The system provides no runtime for the server.
    #[error("cannot create an async runtime")]
    Runtime {
        /// The reason that the system gives.
        source: io::Error,
    },
    /// The system provides no thread for the server.
    #[error("cannot start a thread")]
    Thread {
        /// The reason that the system gives.
        source: io::Error,
    },
}

impl ApiServer {
    /// Starts a server. It listens when this returns.
    ///
    /// # Errors
    ///
    /// If the address is not available, or the system provides no runtime or thread.
    pub fn start(config: Config) -> Result<Self, StartError> {
        let address = config.loopback.address(config.port);
        let (listener, address) = listen(address).map_err(|source| StartError::Listen { address, source })?;
        let runtime =
            Builder::new_current_thread().enable_all().build().map_err(|source| StartError::Runtime { source })?;
        let handle = runtime.handle().clone();
        let shared = Arc::new(Shared {
            dataset: Dataset {
                url: format!("http://{address}"),
                seed: config.seed,
                repositories: config.repositories,
                posts: config.posts,
                users: config.users,
                search_window: config.search_window,
                max_age: config.max_age,
                limit: Mutex::new(Window::new(config.rate_limit)),
            },
            rules: Rules::new(config.seed, config.behaviors),
            barrier: Barrier::new(config.barrier),
            registry: Arc::new(Registry::new(config.max_requests_kept)),
            observer: config.observer,
            #[cfg(feature = "pollscope")]
            recording: config.recording,
            start: Instant::now(),
        });
        let (stop, stopped) = oneshot::channel();
        let thread = thread::Builder::new()
            .name("api-server".to_owned())
            .spawn({
                let shared = Arc::clone(&shared);
                move || run(&runtime, listener, &shared, stopped)
            })
            .map_err(|source| StartError::Thread { source })?;
        Ok(Self { address, shared, runtime: handle, stop: Some(stop), thread: Some(thread) })
    }

    /// Returns the address as a URL without a trailing slash, such as `http://127.0.0.1:34567`.
    pub fn url(&self) -> &str {
        &self.shared.dataset.url
    }

    /// Returns the URL of a path, with a query if it has one: `url_of("/posts/3")`.
    pub fn url_of(&self, path: &str) -> String {
        format!("{}{path}", self.url())
    }

    /// Returns the address that the server listens at.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the counts of all requests, including those for unknown paths.
    pub fn counts(&self) -> Counts {
        self.shared.registry.read(Counters::all)
    }

    /// Returns the counts of the requests to a route, with all of its paths.
    pub fn counts_of(&self, route: Route) -> Counts {
        self.shared.registry.read(|counters| counters.of(route))
    }

    /// Returns the counts of the requests to one exact path, with any query. All are 0 for a path that was never requested,
    /// or was first requested after [`MAX_COUNTED_PATHS`](crate::MAX_COUNTED_PATHS) others.
    pub fn counts_at(&self, path: &str) -> Counts {
        self.shared.registry.read(|counters| counters.at(path))
    }

    /// Returns the counts of all connections.
    pub fn connections(&self) -> Connections {
        self.shared.registry.read(Counters::connections)
    }

    /// Returns a copy of the first requests, in the order of their arrival. Their number is limited by
    /// [`Config::max_requests_kept`](crate::Config::max_requests_kept).
    pub fn requests(&self) -> Requests {
        self.shared.registry.read(Counters::requests)
    }

    /// Changes the behavior of a route, for requests that arrive from now on. Requests that the old behavior holds are
    /// released.
    pub fn set(&self, route: Route, behavior: Behavior) {
        self.shared.rules.set(route.into(), behavior);
    }

    /// Changes the behavior of one exact path, as [`set`](Self::set) does for a route.
    pub fn set_path(&self, path: impl Into<String>, behavior: Behavior) {
        self.shared.rules.set(Target::Path(path.into()), behavior);
    }

    /// Releases all requests that wait at a barrier now. Later ones are held as before.
    pub fn release_waiting(&self) {
        self.shared.barrier.release_waiting();
        self.shared.rules.release_waiting();
    }

    /// Opens all barriers: requests that wait are released, and none is held from now on, until [`set`](Self::set) sets a new
    /// barrier. So a test can end even if its requests never met at a barrier.
    pub fn open_barriers(&self) {
        self.shared.barrier.open();
        self.shared.rules.open_barriers();
    }

    /// Blocks the thread until the counts of the whole server are as wanted, and returns them.
    ///
    /// `holds` may ask the server for any other count, such as that of a path.
    ///
    /// # Errors
    ///
    /// If the counts are not as wanted within `timeout`, which is real time.
    pub fn wait_until(&self, holds: impl FnMut(&Counts) -> bool, timeout: Duration) -> Result<Counts, WaitTimeout> {
        self.shared.registry.wait(holds, timeout)
    }

    /// Waits until nothing seems to move any more between this server and the clients in the calling runtime, and returns
    /// the counts.
    ///
    /// Both runtimes poll all their sockets again and again, until 20 polls in a row have brought nothing new. This takes
    /// some 15 ms, and more on a busy machine. Anything that waits for a clock, such as a latency or a sleep, does not count
    /// as moving.
    ///
    /// Nothing can prove that the system has nothing left to deliver. So requests that have arrived are certain, and those
    /// that are missing are worth a second look: see [`reaches`](Self::reaches).
    pub async fn settled(&self) -> Counts {
        let look = || (self.counts(), self.connections());
        let (mut quiet, mut seen) = (0, look());
        while quiet < QUIET_POLLS {
            // The task ends after the server's runtime has polled its sockets. The calling runtime polls its own sockets while
            // it waits for the task. If the server is stopping, the task is cancelled at once.
            // The pause is a real one, because the caller's clock may be paused, and tokio's shortest sleep is twice as long.
            let pause = async { tokio::task::spawn_blocking(|| thread::sleep(POLL_INTERVAL)).await };
            let _ = self.runtime.spawn(pause).await;
            let now = look();
            quiet = if now == seen { quiet + 1 } else { 0 };
            seen = now;
        }
        seen.0
    }

    /// Waits until the counts are as wanted and nothing seems to move any more (see [`settled`](Self::settled)), and returns
    /// them.
    ///
    /// # Errors
    ///
    /// The counts, if they are not as wanted although nothing has moved for 20 times as long.
    pub async fn reaches(&self, mut holds: impl FnMut(&Counts) -> bool) -> Result<Counts, Counts> {
        let mut counts = self.settled().await;
        let mut settles = 1;
        while !holds(&counts) {
            if settles == MAX_SETTLES {
                return Err(counts);
            }
            let before = mem::replace(&mut counts, self.settled().await);
            // After any change, the missing requests get the whole time again.
            settles = if counts == before { settles + 1 } else { 1 };
        }
        Ok(counts)
    }
}

impl fmt::Debug for ApiServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiServer")
            .field("address", &self.address)
            .field("counts", &self.counts())
            .finish_non_exhaustive()
    }
}

impl Drop for ApiServer {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            // The thread panics only if this crate has a bug, and has printed that. A panic here would hide the message of the
            // caller's test.
            let _ = thread.join();
        }
    }
}

fn listen(address: SocketAddr) -> io::Result<(std::net::TcpListener, SocketAddr)> {
    let listener = std::net::TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

/// Runs the server until `stopped`. The connections end with the runtime, which the caller drops.
fn run(
    runtime: &Runtime,
    listener: std::net::TcpListener,
    shared: &Arc<Shared>,
    stopped: oneshot::Receiver<Infallible>,
) {
    runtime.block_on(async {
        tokio::select! {
            biased;
            _ = stopped => (),
            () = accept(listener, shared) => (),
        }
    });
}

async fn accept(listener: std::net::TcpListener, shared: &Arc<Shared>) {
    let Ok(listener) = TcpListener::from_std(listener) else { return };
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(connection(stream, Arc::clone(shared)));
            }
            // There are too many open files, or the client has disconnected already. Both pass.
            Err(_) => tokio::time::sleep(ACCEPT_RETRY_DELAY).await,
        }
    }
}

async fn connection(stream: TcpStream, shared: Arc<Shared>) {
    let _open = shared.registry.connect();
    // Small responses should not wait for more data. If this fails, they are only slower.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| serve(Arc::clone(&shared), request));
    let mut connection =
        http1::Builder::new().max_buf_size(2 * CHUNK_BYTES).serve_connection(TokioIo::new(stream), service);
    let Err(error) = (&mut connection).await else { return };
    let abort = error.source().and_then(|source| source.downcast_ref::<Abort>());
    if abort == Some(&Abort::Reset) {
        // With a linger time of zero the system sends RST instead of FIN when the socket is closed.
        let _ = connection.into_parts().io.into_inner().set_zero_linger();
    }
}
