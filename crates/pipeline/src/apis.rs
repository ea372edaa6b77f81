//! The servers of the three APIs: the built-in one, another one, or the real ones.

use std::num::NonZeroUsize;

use api_server::{ApiServer, Behavior, Config, Route};
use pollscope::Recording;
use streamlings_pipeline::http::Url;
use streamlings_pipeline::source::PagedSource;

use crate::cli::SourceName;
use crate::settings::Apis;

/// The number of posts on the built-in server.
const BUILT_IN_POSTS: u64 = 1_000_000;

/// The base URLs of the sources.
pub(crate) struct BaseUrls {
    github: Url,
    posts: Url,
    users: Url,
}

/// The error of a server that cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ApisError {
    #[error("cannot start the built-in APIs")]
    Start(#[from] api_server::StartError),
    #[error("invalid URL of an API: {0}")]
    Url(String),
}

impl BaseUrls {
    /// Returns the source with this name, and with this number of items on a page.
    pub(crate) fn source(&self, name: SourceName, page_size: NonZeroUsize) -> PagedSource {
        match name {
            SourceName::Github => PagedSource::github(&self.github, page_size),
            SourceName::Posts => PagedSource::posts(&self.posts, page_size),
            SourceName::Users => PagedSource::users(&self.users, page_size),
        }
    }

    fn all_at(base: Url) -> Self {
        Self { github: base.clone(), posts: base.clone(), users: base }
    }
}

/// Returns the base URLs. Starts the built-in server if it is needed: it runs until it is dropped.
pub(crate) fn start(apis: &Apis, recording: Option<&Recording>) -> Result<(BaseUrls, Option<ApiServer>), ApisError> {
    let url = |text: &str| text.parse::<Url>().map_err(|_| ApisError::Url(text.to_owned()));
    match apis {
        Apis::At(base) => Ok((BaseUrls::all_at(base.clone()), None)),
        Apis::Live { .. } => {
            let urls = BaseUrls {
                github: url("https://api.github.com")?,
                posts: url("https://jsonplaceholder.typicode.com")?,
                users: url("https://randomuser.me")?,
            };
            Ok((urls, None))
        }
        Apis::BuiltIn { latency, faults } => {
            // The server keeps no list of its requests: there may be very many.
            let config = Config::new().posts(BUILT_IN_POSTS).max_requests_kept(0);
            let with_latency = |config: Config, route| config.route(route, Behavior::new().latency(*latency));
            let config = Route::ALL.into_iter().fold(config, with_latency);
            let config = faults.iter().cloned().fold(config, Config::fault);
            let config = match recording {
                Some(recording) => config.record(recording),
                None => config,
            };
            let server = ApiServer::start(config)?;
            Ok((BaseUrls::all_at(url(server.url())?), Some(server)))
        }
    }
}
