//! A cache that outlives the process, and that others share.

use std::fmt;
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, Cmd, FromRedisValue};
use tokio::sync::Mutex;

use super::{Cache, CacheError, Entry};

/// How long a connection or an answer may take.
const PATIENCE: Duration = Duration::from_millis(400);

/// Redis knows no longer time to live than this, nor is one of use.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// Keeps answers in Redis. They expire there when they are of no use any more; a server with a limit of memory
/// (`maxmemory-policy allkeys-lru`) may forget them before.
///
/// It is connected when it is first needed, and again after a failure. Its keys begin with `streamlings:http:1:`, where 1 is
/// the version of what is kept.
pub struct RedisCache {
    client: Client,
    connection: Mutex<Option<MultiplexedConnection>>,
}

impl RedisCache {
    /// A cache at an address such as `redis://127.0.0.1:6379/0`. It is not connected yet.
    ///
    /// # Errors
    ///
    /// This is no address of Redis. Whether there is a server shows when it is needed.
    pub fn new(address: &str) -> Result<Self, CacheError> {
        let client =
            Client::open(address).map_err(|cause| CacheError::Address { address: address.to_owned(), cause })?;
        Ok(Self { client, connection: Mutex::new(None) })
    }

    async fn ask<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, CacheError> {
        let mut connection = self.connected().await?;
        let answer = command.query_async(&mut connection).await;
        if answer.is_err() {
            // Whatever is wrong with it: the next one has a new connection.
            *self.connection.lock().await = None;
        }
        Ok(answer?)
    }

    async fn connected(&self) -> Result<MultiplexedConnection, CacheError> {
        let mut connection = self.connection.lock().await;
        if let Some(connection) = &*connection {
            return Ok(connection.clone());
        }
        let config =
            AsyncConnectionConfig::new().set_connection_timeout(Some(PATIENCE)).set_response_timeout(Some(PATIENCE));
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
            let bytes: Option<bytes::Bytes> = self.ask(redis::cmd("GET").arg(prefixed(key))).await?;
            bytes.map(Entry::from_bytes).transpose()
        }
        .boxed()
    }

    fn put<'a>(&'a self, key: &'a str, entry: Entry, keep: Duration) -> BoxFuture<'a, Result<(), CacheError>> {
        async move {
            let milliseconds = keep.clamp(Duration::from_millis(1), LONGEST).as_millis() as u64;
            let entry = entry.to_bytes()?;
            self.ask(redis::cmd("SET").arg(prefixed(key)).arg(entry).arg("PX").arg(milliseconds)).await
        }
        .boxed()
    }
}

/// The address is left out: it may hold a password.
impl fmt::Debug for RedisCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisCache").finish_non_exhaustive()
    }
}

fn prefixed(key: &str) -> String {
    format!("streamlings:http:1:{key}")
}
