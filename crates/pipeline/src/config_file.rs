//! The TOML file with options.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::{fmt::Display, str::FromStr};

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};

/// The error of a configuration file.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigFileError {
    #[error("cannot read {}", .path.display())]
    Read { path: PathBuf, source: io::Error },
    // The line itself is not shown, since it may contain a password.
    #[error("{}, line {line}{}: {}", .path.display(), of_key(.key), .reason.trim_end())]
    Parse { path: PathBuf, line: usize, key: String, reason: String },
}

fn of_key(key: &str) -> String {
    if key.is_empty() { String::new() } else { format!(", key `{key}`") }
}

/// Reads the options in a file.
pub(crate) fn read<T: DeserializeOwned>(path: &Path) -> Result<T, ConfigFileError> {
    let text = fs::read_to_string(path).map_err(|source| ConfigFileError::Read { path: path.to_owned(), source })?;
    toml::from_str(&text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start).min(text.len());
        let before = text.char_indices().take_while(|(at, _)| *at < start).filter(|(_, char)| *char == '\n').count();
        // A list may span several lines. Its key is in the last line so far that has a `=`.
        let lines: Vec<&str> = text.lines().take(before + 1).collect();
        let key = lines.iter().rev().find_map(|line| line.split_once('=')).map_or("", |(key, _)| key.trim());
        let (key, reason) = (key.to_owned(), error.message().to_owned());
        ConfigFileError::Parse { path: path.to_owned(), line: before + 1, key, reason }
    })
}

/// Deserializes a value from its text, as on the command line.
pub(crate) fn parsed<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: Display>,
{
    String::deserialize(deserializer)?.parse().map(Some).map_err(D::Error::custom)
}

/// Deserializes a list of values from their texts.
pub(crate) fn all_parsed<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: Display>,
{
    let texts = Vec::<String>::deserialize(deserializer)?;
    texts.iter().map(|text| text.parse().map_err(D::Error::custom)).collect()
}
