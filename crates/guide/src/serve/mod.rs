//! The guide on this computer's own address: pages, and what the reader has done so far.
//!
//! It answers only readers who ask for it under a loopback name, so that no other site can reach it through their
//! browser, and it only ever reads.

mod news;
mod request;
mod response;
mod watch;

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, RwLock};
use std::thread;
use std::time::Duration;

use news::{Kind, News};
use request::{Request, RequestError};
use response::Response;

use crate::site::{self, Places};
use crate::yours::Yours;

/// How long a browser may take to say what it wants.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often a stream of news says that it is still there.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Added to each page that is served, and to none that is built.
const SCRIPT: &str = r#"<script src="/__guide/served.js"></script>"#;

/// Why the guide cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The first build.
    #[error("the guide cannot be built: {0}")]
    Build(String),
    /// The address.
    #[error("no port of this computer can be used, not even a free one: {0}")]
    Port(io::Error),
}

/// A guide that is being served.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    address: SocketAddr,
    /// The site as it was built last.
    site: RwLock<PathBuf>,
    news: News,
    yours: Yours,
}

impl Server {
    /// Builds the guide and listens on a port of the loopback: on this one, or if it is taken on a free one.
    ///
    /// # Errors
    ///
    /// When the guide cannot be built, or there is no port.
    pub fn start(places: &Places, port: u16) -> Result<Server, ServeError> {
        let builds = Builds { places: places.clone(), next: 0 };
        let (site, builds) = builds.build().map_err(ServeError::Build)?;
        let bind = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
        let listener = bind(port).or_else(|_| bind(0)).map_err(ServeError::Port)?;
        let address = listener.local_addr().map_err(ServeError::Port)?;
        let yours = Yours::of(&places.root, &places.target);
        let shared = Arc::new(Shared { address, site: RwLock::new(site), news: News::default(), yours });
        let watching = Arc::clone(&shared);
        thread::spawn(move || watching.watch(builds));
        Ok(Server { listener, shared })
    }

    /// `http://127.0.0.1:4747/`
    pub fn url(&self) -> String {
        format!("http://{}/", self.shared.address)
    }

    /// Answers until the process ends.
    pub fn run(self) {
        for stream in self.listener.incoming().flatten() {
            let shared = Arc::clone(&self.shared);
            // A browser that goes away in the middle is no error.
            thread::spawn(move || drop(shared.answer(&stream)));
        }
    }
}

impl Shared {
    /// Rebuilds when a source has changed, and tells the pages what is new.
    fn watch(&self, mut builds: Builds) {
        let mut sources = watch::Watched::new(builds.sources());
        let mut yours = watch::Watched::new(self.yours.files());
        loop {
            thread::sleep(watch::TURN);
            if sources.changed() {
                match builds.clone().build() {
                    Ok((site, next)) => {
                        builds = next;
                        *self.site.write().unwrap_or_else(std::sync::PoisonError::into_inner) = site;
                        self.news.tell(Kind::Pages);
                    }
                    Err(error) => eprintln!("the guide stays as it was: {error}"),
                }
            }
            if yours.changed() {
                self.news.tell(Kind::Yours);
            }
        }
    }

    fn answer(&self, stream: &TcpStream) -> io::Result<()> {
        stream.set_read_timeout(Some(PATIENCE))?;
        let request = match Request::read(stream, self.address.port()) {
            Ok(request) => request,
            Err(RequestError::Gone(error)) => return Err(error),
            Err(error) => return Response::refusal(&error).send(stream, false),
        };
        let response = match request.path.strip_prefix("/__guide/") {
            Some("events") => return self.stream_news(stream),
            Some("served.js") => Response::script(include_str!("served.js")),
            Some("done") => Response::json(self.yours.done()),
            Some(rest) => match rest.strip_prefix("yours/").and_then(|name| self.yours.film(name)) {
                Some(film) => Response::json(film),
                None => Response::nothing(),
            },
            None => self.file(&request.path),
        };
        response.send(stream, request.is_head)
    }

    fn file(&self, path: &str) -> Response {
        let site = self.site.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        Response::file(&site, path, SCRIPT)
    }

    /// Tells what is new, for as long as the page is open.
    fn stream_news(&self, stream: &TcpStream) -> io::Result<()> {
        response::begin_events(stream)?;
        let mut seen = self.news.latest();
        loop {
            let new = self.news.wait(&mut seen, HEARTBEAT);
            response::event(stream, new.map(Kind::name))?;
        }
    }
}

/// Builds into two folders by turns, so that a page is never served half-written.
#[derive(Clone, Debug)]
struct Builds {
    places: Places,
    next: usize,
}

impl Builds {
    fn build(mut self) -> Result<(PathBuf, Builds), String> {
        let folder = self.places.target.join("guide").join(["one", "other"][self.next % 2]);
        self.next += 1;
        site::build(&self.places, &folder).map_err(|error| format!("{error:#}"))?;
        Ok((folder, self))
    }

    /// What the pages are made of.
    fn sources(&self) -> Vec<PathBuf> {
        let root = &self.places.root;
        let mut sources = vec![root.join("book"), root.join("benches"), root.join("tests/names.txt")];
        sources.push(root.join("solutions"));
        // A learner's own code is in `exercises/N-name/src`: it is on no page.
        for chapter in watch::entries(&root.join("exercises")) {
            sources.extend(["README.md", "hints.md", "examples"].map(|part| chapter.join(part)));
        }
        sources
    }
}
