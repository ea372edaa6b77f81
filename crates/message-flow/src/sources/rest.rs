//! A poller of an address that answers with JSON.

use std::fmt;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use reqwest::header::{DATE, ETAG, HeaderMap, HeaderValue, IF_NONE_MATCH};
use reqwest::{Client, StatusCode};
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, sleep_until, timeout};

use crate::error::{BoxError, chain};
use crate::message::{Event, Events, Message};
use crate::source::{Emitter, Source};

/// The options of [`Rest`].
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RestOptions {
    /// The address.
    pub url: String,
    /// The time from the begin of one request to the begin of the next. A request that takes longer delays the next one.
    #[serde(deserialize_with = "crate::manager::duration")]
    pub every: Duration,
    /// The longest time of a request, up to the last byte of the response. 8 s by default.
    #[serde(default = "eight_seconds", deserialize_with = "crate::manager::duration")]
    pub timeout: Duration,
    /// The number of requests in a row that may fail. One more ends the source with an error, so that it is restarted. 3 by
    /// default.
    #[serde(default = "three")]
    pub threshold: u32,
    /// The longest time between two requests: after each failure it doubles, from `every` on. A minute by default.
    #[serde(default = "one_minute", deserialize_with = "crate::manager::duration")]
    pub longest: Duration,
    /// The largest response, in bytes. 8 MiB by default.
    #[serde(default = "eight_mebibytes")]
    pub max_bytes: usize,
}

fn eight_seconds() -> Duration {
    Duration::from_secs(8)
}

fn three() -> u32 {
    3
}

fn one_minute() -> Duration {
    Duration::from_secs(60)
}

fn eight_mebibytes() -> usize {
    8 << 20
}

impl RestOptions {
    /// Returns the options for an address, with the defaults.
    pub fn new(url: impl Into<String>, every: Duration) -> RestOptions {
        RestOptions {
            url: url.into(),
            every,
            timeout: eight_seconds(),
            threshold: three(),
            longest: one_minute(),
            max_bytes: eight_mebibytes(),
        }
    }

    /// Returns the time to the next request after some failures in a row.
    fn wait(&self, failures: u32) -> Duration {
        let doubled = self.every.saturating_mul(1_u32.checked_shl(failures).unwrap_or(u32::MAX));
        doubled.min(self.longest.max(self.every))
    }
}

/// A response of the address.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading<T> {
    /// The body.
    pub data: T,
    /// The time of the response by its `Date`, in seconds since 1970 (UTC).
    pub time: Option<u64>,
}

/// An error of a request, or of several in a row.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RestError {
    /// No response came, or not to its end.
    #[error("cannot get a response")]
    Request(#[source] reqwest::Error),
    /// The response took longer than the timeout.
    #[error("the response did not come within {0:?}")]
    TimedOut(Duration),
    /// The status is not one of success.
    #[error("the status is {0}")]
    Status(StatusCode),
    /// The response is larger than `max_bytes`.
    #[error("the response is larger than {0} bytes")]
    TooLarge(usize),
    /// The response is not the JSON that it should be.
    #[error("cannot read the response")]
    Json(#[source] serde_json::Error),
    /// More requests in a row have failed than the threshold allows.
    #[error("{failures} requests for {url} in a row have failed")]
    TooManyFailures {
        /// The address.
        url: String,
        /// The number of requests.
        failures: u32,
        /// The last error.
        source: Box<RestError>,
    },
}

/// Polls an address, and emits each new response as a [`Reading`] under the event `data`.
///
/// There is one request at a time. If the server tags its responses (`ETag`), a response that has not changed is not sent
/// again, and is emitted once: that holds across restarts, if the factory of the source clones one `Rest`. A failed request is
/// logged, and the next one waits longer. An error of a processor is no failure of the source.
pub struct Rest<T> {
    options: RestOptions,
    client: Client,
    /// The tag of the response that was emitted last.
    tag: Arc<Mutex<Option<HeaderValue>>>,
    data: PhantomData<fn() -> T>,
}

impl<T: Message> Rest<T> {
    /// The event of the responses.
    pub const DATA: Event<Reading<T>> = Event::new("data");

    /// Creates a poller.
    pub fn new(options: RestOptions) -> Rest<T> {
        Rest::with_client(options, Client::new())
    }

    /// Creates a poller that uses a client with settings of its own, such as TLS and headers.
    pub fn with_client(options: RestOptions, client: Client) -> Rest<T> {
        Rest { options, client, tag: Arc::default(), data: PhantomData }
    }

    fn tag(&self) -> Option<HeaderValue> {
        self.tag.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns the response and its tag, or nothing if it has not changed.
    async fn get(&self) -> Result<Option<(Reading<T>, Option<HeaderValue>)>, RestError> {
        let mut request = self.client.get(&self.options.url);
        if let Some(tag) = self.tag() {
            request = request.header(IF_NONE_MATCH, tag);
        }
        let mut response = request.send().await.map_err(RestError::Request)?;
        match response.status() {
            StatusCode::NOT_MODIFIED => return Ok(None),
            status if !status.is_success() => return Err(RestError::Status(status)),
            _ => {}
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(RestError::Request)? {
            if body.len() + chunk.len() > self.options.max_bytes {
                return Err(RestError::TooLarge(self.options.max_bytes));
            }
            body.extend_from_slice(&chunk);
        }
        let data = serde_json::from_slice(&body).map_err(RestError::Json)?;
        let headers = response.headers();
        Ok(Some((Reading { data, time: time_of(headers) }, headers.get(ETAG).cloned())))
    }

    async fn get_in_time(&self) -> Result<Option<(Reading<T>, Option<HeaderValue>)>, RestError> {
        let time = self.options.timeout;
        timeout(time, self.get()).await.unwrap_or(Err(RestError::TimedOut(time)))
    }
}

/// Returns the time in the `Date` header. By HTTP it is always in UTC.
fn time_of(headers: &HeaderMap) -> Option<u64> {
    let date = httpdate::parse_http_date(headers.get(DATE)?.to_str().ok()?).ok()?;
    Some(date.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_secs())
}

impl<T: Message> Source for Rest<T> {
    fn events(events: &mut Events) {
        events.add(Self::DATA);
    }

    async fn run(&mut self, out: &Emitter) -> Result<(), BoxError> {
        let mut failures = 0;
        loop {
            let begun = Instant::now();
            match self.get_in_time().await {
                Ok(response) => {
                    failures = 0;
                    if let Some((reading, tag)) = response {
                        out.emit(Self::DATA, reading).await?;
                        // Only now: a response that was not emitted must be sent again.
                        *self.tag.lock().unwrap_or_else(PoisonError::into_inner) = tag;
                    }
                }
                Err(error) => {
                    failures += 1;
                    if failures > self.options.threshold {
                        let (url, source) = (self.options.url.clone(), Box::new(error));
                        return Err(RestError::TooManyFailures { url, failures, source }.into());
                    }
                    tracing::warn!("request {failures} in a row for {} failed: {}", self.options.url, chain(&error));
                }
            }
            sleep_until(begun + self.options.wait(failures)).await;
        }
    }
}

impl<T> Clone for Rest<T> {
    fn clone(&self) -> Rest<T> {
        let (options, client, tag) = (self.options.clone(), self.client.clone(), Arc::clone(&self.tag));
        Rest { options, client, tag, data: PhantomData }
    }
}

impl<T> fmt::Debug for Rest<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rest").field("options", &self.options).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use reqwest::header::{DATE, HeaderMap, HeaderValue};

    use super::{RestOptions, time_of};

    #[test]
    fn the_wait_doubles_with_each_failure_up_to_the_longest() {
        let options = RestOptions { longest: Duration::from_secs(10), ..RestOptions::new("", Duration::from_secs(1)) };
        let waits = [0, 1, 2, 3, 4, 5, 31, 32, 99].map(|failures| options.wait(failures).as_secs());
        assert_eq!(waits, [1, 2, 4, 8, 10, 10, 10, 10, 10]);
        let seldom = RestOptions { longest: Duration::from_secs(10), ..RestOptions::new("", Duration::from_secs(60)) };
        assert_eq!([0, 1, 9].map(|failures| seldom.wait(failures).as_secs()), [60, 60, 60]);
    }

    /// Fault 9 of aiopype: the date was taken for local time.
    #[test]
    fn a_date_is_in_utc() {
        let time = |date| time_of(&HeaderMap::from_iter([(DATE, HeaderValue::from_static(date))]));
        assert_eq!(time("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777));
        assert_eq!((time("yesterday"), time_of(&HeaderMap::new())), (None, None));
    }
}
