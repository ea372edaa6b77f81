//! A cache in Redis, which outlives the process and can be shared.

use std::fmt;
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, Cmd, FromRedisValue};
use tokio::sync::Mutex;

use super::{Cache, CacheError, Entry};

/// The timeout of a connection, and of a response.
const REDIS_TIMEOUT: Duration = Duration::from_millis(400);

/// The longest time to live. Redis rejects much longer ones.
const MAX_TIME_TO_LIVE: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// A cache in Redis. Entries expire there when they are useless; a server with a memory limit (`maxmemory-policy
/// allkeys-lru`) may forget them earlier.
///
/// The cache connects at its first use, and again after a failure. Its keys begin with `streamlings:http:1:`, where 1 is the
/// version of the entries.
///
/// ```
/// use streamlings_pipeline::http::RedisCache;
///
/// let cache = RedisCache::new("redis://127.0.0.1:6379/0")?;
/// assert!(RedisCache::new("http://127.0.0.1/").is_err());
/// # Ok::<(), streamlings_pipeline::http::CacheError>(())
/// ```
pub struct RedisCache {
    client: Client,
    connection: Mutex<Option<MultiplexedConnection>>,
}

impl RedisCache {
    /// Creates a cache at a URL such as `redis://127.0.0.1:6379/0`. Does not connect yet.
    ///
    /// # Errors
    ///
    /// If the URL does not parse. A server that cannot be reached is an error of the first use.
    pub fn new(url: &str) -> Result<Self, CacheError> {
        let client = Client::open(url).map_err(|source| CacheError::Url { url: url.to_owned(), source })?;
        Ok(Self { client, connection: Mutex::new(None) })
    }

    /// Sends a command.
    async fn send<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, CacheError> {
        let mut connection = self.connect().await?;
        let answer = command.query_async(&mut connection).await;
        if answer.is_err() {
            // The next command gets a new connection.
            *self.connection.lock().await = None;
        }
        Ok(answer?)
    }

    /// Returns the open connection, or opens one.
    async fn connect(&self) -> Result<MultiplexedConnection, CacheError> {
        let mut connection = self.connection.lock().await;
        if let Some(connection) = &*connection {
            return Ok(connection.clone());
        }
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(REDIS_TIMEOUT))
            .set_response_timeout(Some(REDIS_TIMEOUT));
        let new = self.client.get_multiplexed_async_connection_with_config(&config).await?;
        Ok(connection.insert(new).clone())
    }
}

impl Cache for RedisCache {
    fn is_shared(&self) -> bool {
        true
    }

    fn get<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Entry>, CacheError>> {
        async move {
            let bytes: Option<bytes::Bytes> = self.send(redis::cmd("GET").arg(prefixed(key))).await?;
            bytes.map(Entry::from_bytes).transpose()
        }
        .boxed()
    }

    fn put<'a>(&'a self, key: &'a str, entry: Entry, time_to_live: Duration) -> BoxFuture<'a, Result<(), CacheError>> {
        async move {
            let milliseconds = time_to_live.clamp(Duration::from_millis(1), MAX_TIME_TO_LIVE).as_millis() as u64;
            let entry = entry.to_bytes()?;
            self.send(redis::cmd("SET").arg(prefixed(key)).arg(entry).arg("PX").arg(milliseconds)).await
        }
        .boxed()
    }
}

/// Leaves out the URL, which may contain a password.
impl fmt::Debug for RedisCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisCache").finish_non_exhaustive()
    }
}

fn prefixed(key: &str) -> String {
    format!("streamlings:http:1:{key}")
}
