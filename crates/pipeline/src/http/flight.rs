//! Equal requests at the same time are one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use futures::FutureExt as _;
use futures::future::{BoxFuture, Shared, WeakShared};
use reqwest::Url;

use super::error::FetchError;
use super::page::Page;

type Flight = BoxFuture<'static, Result<Page, FetchError>>;

/// The requests of a source that are under way.
#[derive(Debug, Default)]
pub(super) struct Flights {
    /// Weak, so that a request whose last reader leaves is given up.
    under_way: Mutex<HashMap<Url, WeakShared<Flight>>>,
}

impl Flights {
    /// Joins the request that is under way for this page, or begins one.
    pub(super) fn join<F>(self: &Arc<Self>, url: &Url, fetch: impl FnOnce() -> F) -> Shared<Flight>
    where
        F: Future<Output = Result<Page, FetchError>> + Send + 'static,
    {
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(flight) = under_way.get(url).and_then(WeakShared::upgrade) {
            return flight;
        }
        let fetching = fetch();
        let entry = Listed { flights: Arc::clone(self), url: url.clone() };
        let flight = async move {
            // Whoever comes when the answer is there asks anew.
            let _entry = entry;
            fetching.await
        };
        let flight = flight.boxed().shared();
        if let Some(weak) = flight.downgrade() {
            under_way.insert(url.clone(), weak);
        }
        flight
    }
}

/// A place in the list, until the request has ended or is given up.
struct Listed {
    flights: Arc<Flights>,
    url: Url,
}

impl Drop for Listed {
    fn drop(&mut self) {
        self.flights.under_way.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.url);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::error::GivenUp;

    #[tokio::test]
    async fn the_list_has_only_what_is_under_way() {
        let (flights, url) = (Arc::<Flights>::default(), Url::parse("http://localhost/").expect("an address"));
        let listed = || flights.under_way.lock().expect("nobody has panicked").len();
        let error = FetchError { url: url.clone(), reason: GivenUp::Final, attempts: Vec::new() };

        let ended = flights.join(&url, || std::future::ready(Err(error)));
        let same = flights.join(&url, || async { unreachable!("it is under way") });
        assert_eq!(listed(), 1);
        assert!(ended.await.is_err() && same.await.is_err());
        assert_eq!(listed(), 0);

        let mut left = flights.join(&url, std::future::pending);
        assert!(futures::poll!(&mut left).is_pending());
        assert_eq!(listed(), 1);
        drop(left);
        assert_eq!(listed(), 0);
    }
}
