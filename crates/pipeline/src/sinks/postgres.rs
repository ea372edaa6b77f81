//! A Postgres server.

use std::{borrow::Cow, collections::BTreeMap, env, error::Error, fmt, str::FromStr, time::Duration};

use futures::future::BoxFuture;
use tokio::time::timeout;
use tokio_postgres::{
    Client, Config, NoTls, Statement,
    config::{Host, SslMode},
};

use super::{Keyed, Sink, SinkError, target::TargetError};
use crate::Data;

/// Two programs that make the same table at the same time hinder each other, although both say `IF NOT EXISTS`; so they
/// take turns. The number is any that both take.
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

/// One statement is one transaction, and one answer of the server to wait for.
const UPSERT: &str = "
    INSERT INTO records (source, key, name, data)
    SELECT source, key, name, data::jsonb
    FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS batch (source, key, name, data)
    ON CONFLICT (source, key) DO UPDATE SET name = excluded.name, data = excluded.data";

/// A server that does not answer is told from a slow one, unless the address has a `connect_timeout` of its own.
const PATIENCE: Duration = Duration::from_secs(10);

/// Which Postgres server, database and user, read from `postgres://USER:PASSWORD@HOST:PORT/DATABASE`. The password is
/// never shown, neither by [`Display`](fmt::Display) nor by [`Debug`]. Where there is none in the address, the
/// environment variable `PGPASSWORD` gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(Box<Config>);

impl FromStr for Address {
    type Err = TargetError;

    fn from_str(text: &str) -> Result<Self, TargetError> {
        // What the library says of a wrong address may contain a piece of the password: it is not passed on.
        let mut config: Config = text.parse().map_err(|_| TargetError::Postgres)?;
        // An `@` in the password ends it too early, and what follows is taken for the name of the host.
        let is_host = |host: &Host| !matches!(host, Host::Tcp(name) if name.is_empty() || name.contains(['@', ':']));
        if config.get_hosts().is_empty() || !config.get_hosts().iter().all(is_host) {
            return Err(TargetError::Postgres);
        }
        if config.get_ssl_mode() == SslMode::Require {
            return Err(TargetError::Encrypted);
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(PATIENCE);
        }
        Ok(Self(Box::new(config)))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        // Either no port is given, or one for all hosts, or one for each.
        let ports = self.0.get_ports();
        for (index, host) in self.0.get_hosts().iter().enumerate() {
            let port = ports.get(index).or(ports.first()).unwrap_or(&5432);
            match host {
                Host::Tcp(host) => write!(f, "{separator}{host}:{port}")?,
                #[cfg(unix)]
                Host::Unix(folder) => write!(f, "{separator}{}:{port}", folder.display())?,
            }
            separator = ",";
        }
        if let Some(database) = self.0.get_dbname() {
            write!(f, "/{database}")?;
        }
        Ok(())
    }
}

#[derive(Debug)]
pub(super) struct Postgres {
    address: Address,
    client: Client,
    upsert: Statement,
}

impl Postgres {
    pub(super) async fn open(address: Address) -> Result<Self, SinkError> {
        match connect(&address.0).await {
            Ok((client, upsert)) => Ok(Self { address, client, upsert }),
            Err(why) => Err(SinkError::Connect { why, address }),
        }
    }

    async fn upsert(&self, batch: &[Keyed]) -> Result<(), tokio_postgres::Error> {
        // A statement can't change a row twice: of the records of one key, the last one stays. And as all programs take
        // the rows in the same order, none waits for one that waits for it.
        let rows: BTreeMap<(Cow<str>, Cow<str>), &Keyed> =
            batch.iter().map(|keyed| ((storable(&keyed.record.source), storable(&keyed.key)), keyed)).collect();
        let (mut sources, mut keys, mut names, mut data) = (vec![], vec![], vec![], vec![]);
        for ((source, key), Keyed { record, .. }) in &rows {
            sources.push(source);
            keys.push(key);
            names.push(storable(&record.name));
            data.push(json(&record.data));
        }
        self.client.execute(&self.upsert, &[&sources, &keys, &names, &data]).await?;
        Ok(())
    }
}

async fn connect(config: &Config) -> Result<(Client, Statement), String> {
    let mut config = config.clone();
    if let (None, Ok(password)) = (config.get_password(), env::var("PGPASSWORD")) {
        config.password(password);
    }
    // The library's own limit ends when the connection stands, and something may listen there that never says a word.
    let longest = config.get_connect_timeout().copied().unwrap_or(PATIENCE);
    let connected = timeout(longest, config.connect(NoTls)).await;
    let connected = connected.map_err(|_| format!("it has not answered for {} s", longest.as_secs()))?;
    let (client, connection) = connected.map_err(|error| reason(&error))?;
    // It ends when the client is dropped; and if it fails, so does whatever the client is asked next.
    tokio::spawn(connection);
    let prepared = async {
        client.batch_execute(TABLE).await?;
        client.prepare(UPSERT).await
    };
    let upsert = prepared.await.map_err(|error| reason(&error))?;
    Ok((client, upsert))
}

/// Postgres stores every character of Unicode but U+0000. One odd name must not keep a whole batch out.
fn storable(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { text.replace('\0', "\u{fffd}").into() } else { text.into() }
}

fn json(data: &Data) -> String {
    match data {
        Data::Text(text) => serde_json::Value::from(&*storable(text)).to_string(),
        Data::Number(number) => number.to_string(),
    }
}

/// What the server says, or else the error with its causes: only these say what happened.
fn reason(error: &tokio_postgres::Error) -> String {
    if let Some(answer) = error.as_db_error() {
        return answer.message().to_owned();
    }
    let mut reason = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        reason = format!("{reason}: {error}");
        cause = error.source();
    }
    reason
}

impl Sink for Postgres {
    fn write<'a>(&'a mut self, batch: &'a [Keyed]) -> BoxFuture<'a, Result<(), SinkError>> {
        Box::pin(async move {
            let stored = self.upsert(batch).await;
            stored.map_err(|error| SinkError::Postgres { why: reason(&error), address: self.address.clone() })
        })
    }

    /// Nothing is left to be done: the server has said of each batch that it is stored.
    fn finish(self: Box<Self>) -> BoxFuture<'static, Result<(), SinkError>> {
        Box::pin(async { Ok(()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_the_address_without_the_password() {
        let address: Address = "postgres://me:s3cret@db.example:6000/lake".parse().unwrap();
        assert_eq!(address.to_string(), "db.example:6000/lake");
        assert!(!format!("{address:?}").contains("s3cret"));
    }

    #[test]
    fn refuses_a_wrong_address_without_repeating_it() {
        for wrong in [
            "postgres://me:s3cret@x@host/db",
            "postgres://me:x@host:port/s3cret",
            "postgres://me:s3cret@/db",
            "postgres://me@host/db?s3cret=1",
            "postgres://me:x?s3cret",
        ] {
            let error = wrong.parse::<Address>().expect_err(wrong).to_string();
            assert!(!error.contains("s3cret"), "{error}");
            assert!(error.contains("postgres://USER:PASSWORD@HOST"), "{error}");
        }
        let error = "postgres://host/db?sslmode=require".parse::<Address>().unwrap_err().to_string();
        assert!(error.contains("sslmode"), "{error}");
    }

    #[test]
    fn a_character_that_postgres_cannot_store_is_replaced() {
        assert_eq!(storable("a\0b"), "a\u{fffd}b");
        assert_eq!(json(&Data::Text("\0\"".to_owned())), "\"\u{fffd}\\\"\"");
        assert_eq!(json(&Data::Number(-1)), "-1");
    }
}
