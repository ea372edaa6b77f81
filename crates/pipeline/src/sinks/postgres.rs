//! A Postgres server.

use std::{borrow::Cow, collections::BTreeMap, env, error::Error};

use futures::{FutureExt as _, future::BoxFuture};
use tokio::time::timeout;
use tokio_postgres::{Client, Config, NoTls, Statement};

use super::address::{CONNECT_TIMEOUT, PostgresAddress};
use super::kind::{Opener, SinkKind};
use super::{KeyedRecord, Sink, SinkError};
use crate::Data;

pub(super) const KIND: SinkKind = SinkKind {
    name: "postgres",
    extensions: &[],
    description: "a Postgres server, with the table `records`",
    opener: Opener::Postgres(|address| async { Ok(Box::new(Postgres::open(address).await?) as Box<dyn Sink>) }.boxed()),
};

/// The table. Two programs that create it at the same time can fail in spite of `IF NOT EXISTS`, so they take turns: the
/// number of the lock is arbitrary, but the same in all of them.
const TABLE: &str = "
    BEGIN;
    SELECT pg_advisory_xact_lock(7001);
    CREATE TABLE IF NOT EXISTS records (
        source text NOT NULL,
        key text NOT NULL,
        name text NOT NULL,
        data jsonb NOT NULL,
        PRIMARY KEY (source, key)
    );
    COMMIT";

/// The statement that writes a batch: one transaction, and one response of the server to wait for.
const UPSERT: &str = "
    INSERT INTO records (source, key, name, data)
    SELECT source, key, name, data::jsonb
    FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS batch (source, key, name, data)
    ON CONFLICT (source, key) DO UPDATE SET name = excluded.name, data = excluded.data";

#[derive(Debug)]
struct Postgres {
    address: PostgresAddress,
    client: Client,
    upsert: Statement,
}

impl Postgres {
    async fn open(address: PostgresAddress) -> Result<Self, SinkError> {
        match connect(address.config()).await {
            Ok((client, upsert)) => Ok(Self { address, client, upsert }),
            Err(source) => Err(SinkError::Connect { address: address.to_string(), source }),
        }
    }

    async fn upsert(&self, batch: &[KeyedRecord]) -> Result<(), tokio_postgres::Error> {
        // A statement cannot change a row twice, so of several records with one key only the last is written. All programs
        // lock the rows in the same order, so there is no deadlock.
        let rows: BTreeMap<(Cow<str>, Cow<str>), &KeyedRecord> =
            batch.iter().map(|keyed| ((storable(&keyed.record.source), storable(&keyed.key)), keyed)).collect();
        let (mut sources, mut keys, mut names, mut data) = (vec![], vec![], vec![], vec![]);
        for ((source, key), KeyedRecord { record, .. }) in &rows {
            sources.push(source);
            keys.push(key);
            names.push(storable(&record.name));
            data.push(json(&record.data));
        }
        self.client.execute(&self.upsert, &[&sources, &keys, &names, &data]).await?;
        Ok(())
    }
}

/// Connects, creates the table and prepares the statement.
async fn connect(config: &Config) -> Result<(Client, Statement), Box<dyn Error + Send + Sync>> {
    let mut config = config.clone();
    if let (None, Ok(password)) = (config.get_password(), env::var("PGPASSWORD")) {
        config.password(password);
    }
    // The library's own timeout covers only the TCP connection, and the other side may accept that and then stay silent.
    let limit = config.get_connect_timeout().copied().unwrap_or(CONNECT_TIMEOUT);
    let connected = timeout(limit, config.connect(NoTls)).await;
    let (client, connection) = connected.map_err(|_| format!("no response within {} s", limit.as_secs()))??;
    // The task ends when the client is dropped. If the connection fails, so does the client's next request.
    tokio::spawn(connection);
    client.batch_execute(TABLE).await?;
    let upsert = client.prepare(UPSERT).await?;
    Ok((client, upsert))
}

/// Replaces U+0000, the only character that Postgres does not store: one odd name must not keep a whole batch out.
fn storable(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { text.replace('\0', "\u{fffd}").into() } else { text.into() }
}

fn json(data: &Data) -> String {
    match data {
        Data::Text(text) => serde_json::Value::from(&*storable(text)).to_string(),
        Data::Number(number) => number.to_string(),
    }
}

impl Sink for Postgres {
    fn write<'a>(&'a mut self, batch: &'a [KeyedRecord]) -> BoxFuture<'a, Result<(), SinkError>> {
        Box::pin(async move {
            let stored = self.upsert(batch).await;
            stored.map_err(|source| SinkError::Postgres { address: self.address.to_string(), source })
        })
    }

    /// Does nothing: the server has confirmed every batch.
    fn finish(self: Box<Self>) -> BoxFuture<'static, Result<(), SinkError>> {
        Box::pin(async { Ok(()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_that_postgres_cannot_store_is_replaced() {
        assert_eq!(storable("a\0b"), "a\u{fffd}b");
        assert_eq!(json(&Data::Text("\0\"".to_owned())), "\"\u{fffd}\\\"\"");
        assert_eq!(json(&Data::Number(-1)), "-1");
    }
}
