//! What the APIs know: how many items there are, from which seed, and the rules that can be set.

use std::{sync::Mutex, time::Duration};

use crate::{limit::Window, rng::fingerprint, route::Route};

/// The same for each request, but for the requests that the limit has counted.
#[derive(Debug)]
pub(crate) struct Dataset {
    /// `http://127.0.0.1:34567`
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
    /// A seed for one kind of things, so that no two kinds draw the same.
    pub(crate) fn seed_of(&self, kind: &str) -> u64 {
        self.seed ^ fingerprint(kind.as_bytes())
    }

    /// The value of a strong `ETag`: data are a pure function of what it is made from.
    pub(crate) fn tag(&self, target: &str) -> String {
        let Self { seed, repositories, posts, users, search_window, .. } = self;
        let all = format!("{seed} {repositories} {posts} {users} {search_window} {target}");
        format!("\"{:016x}\"", fingerprint(all.as_bytes()))
    }

    /// GitHub's search and Random User send `no-cache`, JSONPlaceholder `max-age=43200` (twelve hours).
    pub(crate) fn cache_control(&self, route: Route) -> String {
        match (self.max_age, route) {
            (Some(age), _) => format!("public, max-age={}", age.as_secs()),
            (None, Route::Posts) => "max-age=43200".to_owned(),
            (None, Route::Repositories | Route::Users) => "no-cache".to_owned(),
        }
    }
}
