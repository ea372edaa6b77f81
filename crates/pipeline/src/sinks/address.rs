//! The address of a Postgres server.

use std::{fmt, str::FromStr, time::Duration};

use tokio_postgres::{
    Config,
    config::{Host, SslMode},
};

/// The timeout of a connection, unless the address has its own `connect_timeout`.
pub(super) const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The address of a Postgres server with its database and user: `postgres://USER:PASSWORD@HOST:PORT/DATABASE`. Neither
/// [`Display`](fmt::Display) nor [`Debug`] shows the password. If the address has none, the environment variable
/// `PGPASSWORD` is used.
#[derive(Clone, Debug)]
pub(super) struct PostgresAddress(Box<Config>);

/// The reason why a text is not the address of a usable Postgres server. No password is repeated.
///
/// ```
/// use streamlings_pipeline::sinks::{AddressError, Target, TargetError};
///
/// let error = "postgres://localhost/lake?sslmode=require".parse::<Target>().unwrap_err();
/// assert_eq!(error, TargetError::Postgres(AddressError::Encrypted));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AddressError {
    /// The text does not parse.
    #[error(
        "invalid address of a Postgres server: expected postgres://USER:PASSWORD@HOST:PORT/DATABASE, with characters such \
         as @ / : ? and % in the password written as %40 %2F %3A %3F and %25"
    )]
    Malformed,
    /// The address requires encryption.
    #[error(
        "`sslmode=require` needs an encrypted connection, which this program does not support: leave it out in a network \
         that you trust, or use a tunnel"
    )]
    Encrypted,
}

impl PostgresAddress {
    /// The schemes of such addresses.
    pub(super) const SCHEMES: [&str; 2] = ["postgres", "postgresql"];

    pub(super) fn config(&self) -> &Config {
        &self.0
    }
}

impl FromStr for PostgresAddress {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        // The library's error may contain a part of the password, so it is dropped.
        let mut config: Config = text.parse().map_err(|_| AddressError::Malformed)?;
        // An `@` in the password ends the password too early, and the rest becomes a part of the host.
        let is_host = |host: &Host| !matches!(host, Host::Tcp(name) if name.is_empty() || name.contains(['@', ':']));
        if config.get_hosts().is_empty() || !config.get_hosts().iter().all(is_host) {
            return Err(AddressError::Malformed);
        }
        if config.get_ssl_mode() == SslMode::Require {
            return Err(AddressError::Encrypted);
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        Ok(Self(Box::new(config)))
    }
}

impl fmt::Display for PostgresAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        // There is no port, one for all hosts, or one for each host.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_the_address_without_the_password() {
        let address: PostgresAddress = "postgres://me:s3cret@db.example:6000/lake".parse().unwrap();
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
            let error = wrong.parse::<PostgresAddress>().expect_err(wrong).to_string();
            assert!(!error.contains("s3cret"), "{error}");
            assert!(error.contains("postgres://USER:PASSWORD@HOST"), "{error}");
        }
        let error = "postgres://host/db?sslmode=require".parse::<PostgresAddress>().unwrap_err().to_string();
        assert!(error.contains("sslmode"), "{error}");
    }
}
