//! The dataset that the APIs serve: its seed, its sizes and its limits.

use std::time::Duration;

use parking_lot::Mutex;

use crate::{limit::Window, rng::fingerprint, route::Route};

/// The data and settings of all APIs. Only the use of the rate limit changes between requests.
#[derive(Debug)]
pub(crate) struct Dataset {
    /// The address of the server: `http://127.0.0.1:34567`.
    pub(crate) url: String,
    pub(crate) seed: u64,
    pub(crate) repositories: u64,
    pub(crate) posts: u64,
    pub(crate) users: u64,
    pub(crate) search_window: u64,
    pub(crate) max_age: Option<Duration>,
    pub(crate) limit: Mutex<Window>,
}

impl Dataset {
    /// Returns a seed for one kind of item, so that different kinds draw different numbers.
    pub(crate) fn seed_of(&self, kind: &str) -> u64 {
        self.seed ^ fingerprint(kind.as_bytes())
    }

    /// Returns the value of a strong `ETag` for a response. It depends on everything that the response is computed from.
    pub(crate) fn tag(&self, target: &str) -> String {
        let Self { seed, repositories, posts, users, search_window, .. } = self;
        let all = format!("{seed} {repositories} {posts} {users} {search_window} {target}");
        format!("\"{:016x}\"", fingerprint(all.as_bytes()))
    }

    /// Returns the value of `Cache-Control`. By default GitHub's search and Random User send `no-cache`, and JSONPlaceholder
    /// `max-age=43200` (twelve hours).
    pub(crate) fn cache_control(&self, route: Route) -> String {
        match (self.max_age, route) {
            (Some(age), _) => format!("public, max-age={}", age.as_secs()),
            (None, Route::Posts) => "max-age=43200".to_owned(),
            (None, Route::Repositories | Route::Users) => "no-cache".to_owned(),
        }
    }
}
