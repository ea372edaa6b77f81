//! Serves the guide and the learner's progress over HTTP on the loopback address.
//!
//! Only requests for a loopback name are answered, so that no other site can reach the guide through the browser. The
//! server is read-only.

mod events;
mod request;
mod response;

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use course::watcher::{Watcher, entries, files_below};
use hyper::body::Incoming;
use hyper::http::request::Parts;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use mdbook_driver::errors::Error;
use tokio::sync::watch;
use tokio::task::spawn_blocking;
use tokio::time::{sleep, timeout};

use self::events::Status;
use self::response::Body;
use crate::learner::LearnerFiles;
use crate::site::{self, Paths};

/// The time between two looks at the files.
const POLL_INTERVAL: Duration = Duration::from_millis(200);

/// The size of the largest request line with its headers; browsers send far less.
const MAX_HEADER_BYTES: usize = 32 * 1024;

/// The time in which a browser must send its request, or its next one on the same connection.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);

/// The time that responses under way get to finish when the server ends.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(1);

/// The pause after a connection could not be accepted, for example because the process has too many open files.
const ACCEPT_BACKOFF: Duration = Duration::from_millis(100);

/// An error that keeps the guide from being served.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The first build failed.
    #[error("cannot build the guide")]
    Build {
        /// The error of the build.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Neither the wanted port nor any other one is available.
    #[error("cannot listen on any port of this computer")]
    Listen {
        /// The system's error.
        source: io::Error,
    },
}

/// A guide that is built and has a port, but answers only when it is [run](Server::run).
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use guide::serve::Server;
/// use guide::site::Paths;
///
/// let server = Server::start(&Paths::of_this_course()?, 4747)?;
/// println!("The guide is at {}", server.url());
/// server.run(async { drop(tokio::signal::ctrl_c().await) }).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    builder: SiteBuilder,
    app: Arc<App>,
}

/// The part of the server that all connections share.
#[derive(Debug)]
struct App {
    address: SocketAddr,
    status: watch::Sender<Status>,
    learner: LearnerFiles,
}

impl Server {
    /// Builds the guide and listens on a port of the loopback address: on the given one, or on a free one if that is taken.
    ///
    /// # Errors
    ///
    /// Fails if the guide cannot be built, or no port is available.
    pub fn start(paths: &Paths, port: u16) -> Result<Server, ServeError> {
        let mut builder = SiteBuilder { paths: paths.clone(), builds: 0 };
        let site = builder.build().map_err(|error| ServeError::Build { source: error.into() })?;
        let bind = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
        let listener = bind(port).or_else(|_| bind(0)).map_err(listen_error)?;
        listener.set_nonblocking(true).map_err(listen_error)?;
        let app = App {
            address: listener.local_addr().map_err(listen_error)?,
            status: watch::Sender::new(Status::new(site)),
            learner: LearnerFiles::of(&paths.root, &paths.target),
        };
        Ok(Server { listener, builder, app: Arc::new(app) })
    }

    /// Returns the address of the guide, such as `http://127.0.0.1:4747/`.
    pub fn url(&self) -> String {
        format!("http://{}/", self.app.address)
    }

    /// Answers requests, and rebuilds the guide when a source changes, until `shutdown` is ready. Then it ends the streams
    /// of events and gives other responses a second to finish.
    ///
    /// # Errors
    ///
    /// Fails if the system cannot wait for connections.
    pub async fn run(self, shutdown: impl Future<Output = ()>) -> Result<(), ServeError> {
        let Server { listener, builder, app } = self;
        let listener = tokio::net::TcpListener::from_std(listener).map_err(listen_error)?;
        // Its own thread, because a build takes seconds of processor time. It notices a shutdown by itself.
        thread::spawn({
            let app = Arc::clone(&app);
            move || app.watch_files(builder)
        });

        let connections = GracefulShutdown::new();
        let mut shutdown = pin!(shutdown);
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                () = &mut shutdown => break,
            };
            let Ok((stream, _)) = accepted else {
                sleep(ACCEPT_BACKOFF).await;
                continue;
            };
            let app = Arc::clone(&app);
            let service = service_fn(move |request| {
                let app = Arc::clone(&app);
                async move { Ok::<_, Infallible>(app.respond(request).await) }
            });
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEADER_TIMEOUT)
                .max_buf_size(MAX_HEADER_BYTES)
                .serve_connection(TokioIo::new(stream), service);
            let connection = connections.watch(connection);
            // An error here means that the browser has gone away, or that it speaks no HTTP.
            tokio::spawn(async move { drop(connection.await) });
        }
        app.status.send_modify(|status| status.is_shutting_down = true);
        drop(timeout(SHUTDOWN_TIMEOUT, connections.shutdown()).await);
        Ok(())
    }
}

fn listen_error(source: io::Error) -> ServeError {
    ServeError::Listen { source }
}

impl App {
    /// Rebuilds the guide when a source changes, and passes every change on to the open pages.
    fn watch_files(&self, mut builder: SiteBuilder) {
        let root = builder.paths.root.clone();
        let mut sources = Watcher::new(move || sources(&root));
        let files = self.learner.clone();
        let mut learner = Watcher::new(move || files.files());
        while !self.status.borrow().is_shutting_down {
            thread::sleep(POLL_INTERVAL);
            if !sources.poll().is_empty() {
                match builder.build() {
                    Ok(site) => self.status.send_modify(|status| status.site_was_rebuilt(site)),
                    Err(error) => eprintln!("cannot rebuild the guide, and still serve the last build: {error:#}"),
                }
            }
            if !learner.poll().is_empty() {
                self.status.send_modify(Status::learner_has_changed);
            }
        }
    }

    async fn respond(self: Arc<Self>, request: Request<Incoming>) -> Response<Body> {
        let (parts, _) = request.into_parts();
        // Files are read, and recordings converted, on a thread that may block.
        let response = spawn_blocking(move || self.response_to(&parts));
        response.await.unwrap_or_else(|_| response::internal_error())
    }

    fn response_to(&self, request: &Parts) -> Response<Body> {
        let path = match request::checked_path(request, self.address.port()) {
            Ok(path) => path,
            Err(error) => return response::refusal(&error),
        };
        match path.strip_prefix("/__guide/") {
            Some("events") => response::events(events::stream_of(self.status.subscribe())),
            Some("served.js") => response::script(include_str!("served.js")),
            Some("done") => response::json(self.learner.done()),
            Some(rest) => match rest.strip_prefix("learner/").and_then(|name| self.learner.recording(name)) {
                Some(recording) => response::json(recording),
                None => response::no_content(),
            },
            None => {
                let (site, edition) = {
                    let status = self.status.borrow();
                    (status.site.clone(), status.edition())
                };
                response::file(&site, &path, &script_tag(&edition))
            }
        }
    }
}

/// Returns the element that connects a page with this server. It is part of pages that are served, not of pages that are
/// built.
fn script_tag(edition: &str) -> String {
    format!(r#"<script src="/__guide/served.js" data-edition="{edition}"></script>"#)
}

/// Builds into two folders in turn (double buffering), so that no page is served half-written.
#[derive(Debug)]
struct SiteBuilder {
    paths: Paths,
    /// The number of builds that succeeded.
    builds: usize,
}

impl SiteBuilder {
    /// Builds the guide and returns its folder. After an error, the next build uses the same folder, so that the last
    /// complete one stays.
    fn build(&mut self) -> Result<PathBuf, Error> {
        let folder = self.paths.target.join("guide").join(["one", "other"][self.builds % 2]);
        site::build(&self.paths, &folder)?;
        self.builds += 1;
        Ok(folder)
    }
}

/// Lists the files from which the pages are made.
fn sources(root: &Path) -> Vec<PathBuf> {
    let mut sources = ["book", "benches", "tests/names.txt", "solutions"].map(|part| root.join(part)).to_vec();
    // A learner's own code, in `exercises/N-name/src`, is on no page.
    for chapter in entries(&root.join("exercises")) {
        sources.extend(["README.md", "hints.md", "examples"].map(|part| chapter.join(part)));
    }
    sources.iter().flat_map(|source| files_below(source)).collect()
}
