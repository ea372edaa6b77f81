//! Single flight: equal requests at the same time share one response.

use std::collections::HashMap;
use std::sync::Arc;

use futures::FutureExt as _;
use futures::future::{BoxFuture, Shared, WeakShared};
use parking_lot::Mutex;
use reqwest::Url;

use super::error::FetchError;
use super::page::Page;

type Flight = BoxFuture<'static, Result<Page, FetchError>>;

/// The requests of a source that are in flight.
#[derive(Debug, Default)]
pub(super) struct SingleFlight {
    /// The references are weak, so that a request ends when its last caller drops it.
    in_flight: Mutex<HashMap<Url, WeakShared<Flight>>>,
}

impl SingleFlight {
    /// Joins the request for this page if one is in flight, and starts it otherwise.
    pub(super) fn join<F>(self: &Arc<Self>, url: &Url, fetch: impl FnOnce() -> F) -> Shared<Flight>
    where
        F: Future<Output = Result<Page, FetchError>> + Send + 'static,
    {
        let mut in_flight = self.in_flight.lock();
        if let Some(flight) = in_flight.get(url).and_then(WeakShared::upgrade) {
            return flight;
        }
        let fetching = fetch();
        let entry = InFlight { requests: Arc::clone(self), url: url.clone() };
        let flight = async move {
            // Removes the entry when the response has arrived, so that the next caller sends a new request.
            let _entry = entry;
            fetching.await
        };
        let flight = flight.boxed().shared();
        if let Some(weak) = flight.downgrade() {
            in_flight.insert(url.clone(), weak);
        }
        flight
    }
}

/// A guard that removes a request from the list when it has ended or was cancelled.
struct InFlight {
    requests: Arc<SingleFlight>,
    url: Url,
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.requests.in_flight.lock().remove(&self.url);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::error::GiveUpReason;

    #[tokio::test]
    async fn the_list_has_only_requests_in_flight() {
        let (requests, url) = (Arc::<SingleFlight>::default(), Url::parse("http://localhost/").expect("a URL"));
        let listed = || requests.in_flight.lock().len();
        let error = FetchError { url: url.clone(), reason: GiveUpReason::NotRetryable, attempts: Vec::new() };

        let ended = requests.join(&url, || std::future::ready(Err(error)));
        let same = requests.join(&url, || async { unreachable!("it is in flight") });
        assert_eq!(listed(), 1);
        assert!(ended.await.is_err() && same.await.is_err());
        assert_eq!(listed(), 0);

        let mut dropped = requests.join(&url, std::future::pending);
        assert!(futures::poll!(&mut dropped).is_pending());
        assert_eq!(listed(), 1);
        drop(dropped);
        assert_eq!(listed(), 0);
    }
}
