//! The server: a thread of its own, and the handle to it.

use std::{
    convert::Infallible,
    error::Error as _,
    fmt, io,
    net::SocketAddr,
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
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
    content::CHUNK,
    counts::{Connections, Counters, Counts, Registry, WaitTimeout},
    dataset::Dataset,
    limit::Window,
    requests::Requests,
    route::{Route, Target},
    rules::Rules,
    service::{Shared, serve},
};

/// After how many turns without anything new nothing seems to move any more. A request takes few: one to connect, one to
/// be sent, one to be read.
const TURNS_AT_REST: u32 = 20;

/// How long a turn lets others run: the system delivers what was sent when it has a processor for that.
const TURN: Duration = Duration::from_millis(1);

/// How often what is missing is looked for.
const LOOKS_FOR_WHAT_IS_MISSING: u32 = 20;

/// A running server. Dropped, it stops at once, whatever is in flight: open connections are closed.
///
/// It runs on a thread with a runtime of its own, so that a client that blocks its thread or pauses its clock does not stop
/// it. All times of the server are real ones.
pub struct ApiServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    runtime: Handle,
    /// The server runs until this is dropped.
    stop: Option<oneshot::Sender<Infallible>>,
    thread: Option<thread::JoinHandle<()>>,
}

/// Why a server did not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The port is taken, or the system does not allow it.
    #[error("cannot listen at {address}: {source}")]
    Listen {
        /// Where it was to listen.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The system gives no thread, or no way to wait for sockets.
    #[error("cannot run a server: {0}")]
    Run(#[source] io::Error),
}

impl ApiServer {
    /// Starts a server. When this returns, it listens.
    ///
    /// # Errors
    ///
    /// The port is taken, or the system lacks what a server needs.
    pub fn start(config: Config) -> Result<Self, StartError> {
        let address = config.loopback.address(config.port);
        let (listener, address) = listen(address).map_err(|source| StartError::Listen { address, source })?;
        let runtime = Builder::new_current_thread().enable_all().build().map_err(StartError::Run)?;
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
            registry: Arc::new(Registry::new(config.requests_kept)),
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
            .map_err(StartError::Run)?;
        Ok(Self { address, shared, runtime: handle, stop: Some(stop), thread: Some(thread) })
    }

    /// `http://127.0.0.1:34567`, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.shared.dataset.url
    }

    /// The URL of a path, with its query if it has one: `url_of("/posts/3")`.
    pub fn url_of(&self, path: &str) -> String {
        format!("{}{path}", self.url())
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The requests to the whole server, also those for paths that do not exist.
    pub fn counts(&self) -> Counts {
        self.shared.registry.read(Counters::all)
    }

    /// The requests to a route, with all of its paths.
    pub fn counts_of(&self, route: Route) -> Counts {
        self.shared.registry.read(|counters| counters.of(route))
    }

    /// The requests to one exact path, whatever their query. All are 0 for a path that nobody has asked for, or that was
    /// first asked for after [`MAX_COUNTED_PATHS`](crate::MAX_COUNTED_PATHS) others.
    pub fn counts_at(&self, path: &str) -> Counts {
        self.shared.registry.read(|counters| counters.at(path))
    }

    /// The connections to the whole server.
    pub fn connections(&self) -> Connections {
        self.shared.registry.read(Counters::connections)
    }

    /// What was asked, in the order of arrival: a copy, bounded by
    /// [`Config::requests_kept`](crate::Config::requests_kept).
    pub fn requests(&self) -> Requests {
        self.shared.registry.read(Counters::requests)
    }

    /// Changes how the server behaves towards a route, for the requests that arrive from now on. Those that the old behavior
    /// holds are let go.
    pub fn set(&self, route: Route, behavior: Behavior) {
        self.shared.rules.set(route.into(), behavior);
    }

    /// Changes how the server behaves towards one exact path, as [`set`](Self::set) does for a route.
    pub fn set_path(&self, path: impl Into<String>, behavior: Behavior) {
        self.shared.rules.set(Target::Path(path.into()), behavior);
    }

    /// Lets go all requests that a rendezvous holds now. Later ones are held as before.
    pub fn release_waiting(&self) {
        self.shared.barrier.release_waiting();
        self.shared.rules.release_waiting();
    }

    /// Waits until nothing seems to move any more between this server and clients in the runtime where this is awaited, and
    /// gives the counts by then.
    ///
    /// Both runtimes look at all their sockets in turn, and let others run for a moment, until 20 such turns in a row have
    /// brought nothing new: some 40 ms, more on a busy machine. What waits for a clock, such as a latency
    /// or a sleep, does not move meanwhile.
    ///
    /// Nothing can prove that the system has nothing left to deliver. So what is there by then is certain, and what is
    /// missing is worth another look: see [`reaches`](Self::reaches).
    pub async fn settled(&self) -> Counts {
        let look = || (self.counts(), self.connections());
        let (mut turns, mut seen) = (0, look());
        while turns < TURNS_AT_REST {
            // It is done when the server's runtime has come round; the one here comes round while it waits for that. Where
            // the server is about to stop, there is nothing to wait for.
            // The sleep is made there, too: here it would follow the clock of the caller, who may have paused it.
            let _ = self.runtime.spawn(async { tokio::time::sleep(TURN).await }).await;
            let now = look();
            turns = if now == seen { turns + 1 } else { 0 };
            seen = now;
        }
        seen.0
    }

    /// Waits until the counts are as wanted and nothing seems to move any more, as [`settled`](Self::settled) says.
    ///
    /// # Errors
    ///
    /// The counts, if they are not as wanted although nothing has moved for 20 times as long.
    pub async fn reaches(&self, mut holds: impl FnMut(&Counts) -> bool) -> Result<Counts, Counts> {
        let mut counts = self.settled().await;
        for _ in 1..LOOKS_FOR_WHAT_IS_MISSING {
            if holds(&counts) {
                return Ok(counts);
            }
            let before = std::mem::replace(&mut counts, self.settled().await);
            if counts != before {
                // Something came after all: as much time as at first for what is still missing.
                return Box::pin(self.reaches(holds)).await;
            }
        }
        if holds(&counts) { Ok(counts) } else { Err(counts) }
    }

    /// Ends every rendezvous: requests that are held are let go, and none is held from now on, until
    /// [`set`](Self::set) sets a new one. So a test can end although its requests never came together.
    pub fn open_barriers(&self) {
        self.shared.barrier.open();
        self.shared.rules.open_barriers();
    }

    /// Blocks this thread until the counts of the whole server are as wanted, and gives these counts.
    ///
    /// # Errors
    ///
    /// They were not so within `patience`, which is real time.
    pub fn wait_until(
        &self,
        holds: impl FnMut(&Counts) -> bool,
        patience: Duration,
    ) -> Result<Counts, WaitTimeout<Counts>> {
        self.shared.registry.wait(Counters::all, holds, patience)
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
            // It panics only by a mistake of ours, and has said so then; a panic here would hide what the caller's test says.
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

/// Runs until `stopped`. The connections end with the runtime, which the caller drops.
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
            // Too many open files, or a client that has left already: neither is for ever.
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
}

async fn connection(stream: TcpStream, shared: Arc<Shared>) {
    let _open = shared.registry.connection();
    // Small answers should not wait for more; when it cannot be set they are only slower.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| serve(Arc::clone(&shared), request));
    let mut connection = http1::Builder::new().max_buf_size(2 * CHUNK).serve_connection(TokioIo::new(stream), service);
    let Err(error) = (&mut connection).await else { return };
    let cut = error.source().and_then(|source| source.downcast_ref::<Abort>());
    if cut == Some(&Abort::Reset) {
        // With this the system sends RST instead of FIN when the socket is closed.
        let _ = connection.into_parts().io.into_inner().set_zero_linger();
    }
}
