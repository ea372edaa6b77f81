//! Options from a TOML file.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::{fmt::Display, str::FromStr};

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use crate::cli::Options;

/// The file of options can't be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    #[error("the file {} cannot be read: {why}", .path.display())]
    Unreadable { path: PathBuf, why: io::Error },
    // The line itself is not shown: there may be a password in it.
    #[error("the file {}, line {line}{}: {}", .path.display(), of_key(.key), .why.trim_end())]
    Wrong { path: PathBuf, line: usize, key: String, why: String },
}

fn of_key(key: &str) -> String {
    if key.is_empty() { String::new() } else { format!(", key `{key}`") }
}

/// Reads options from a file. A key that is not known is an error.
pub(crate) fn read(path: &Path) -> Result<Options, ConfigError> {
    let text = fs::read_to_string(path).map_err(|why| ConfigError::Unreadable { path: path.to_owned(), why })?;
    toml::from_str(&text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start).min(text.len());
        let before = text.char_indices().take_while(|(at, _)| *at < start).filter(|(_, char)| *char == '\n').count();
        // A list may go on over several lines; the key is in the last one before with a `=`.
        let lines: Vec<&str> = text.lines().take(before + 1).collect();
        let key = lines.iter().rev().find_map(|line| line.split_once('=')).map_or("", |(key, _)| key.trim());
        let why = error.message().to_owned();
        ConfigError::Wrong { path: path.to_owned(), line: before + 1, key: key.to_owned(), why }
    })
}

/// A value that is given as its text.
pub(crate) fn parsed<'de, D, T>(from: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: Display>,
{
    String::deserialize(from)?.parse().map(Some).map_err(D::Error::custom)
}

/// Values that are given as their texts.
pub(crate) fn all_parsed<'de, D, T>(from: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: Display>,
{
    let texts = Vec::<String>::deserialize(from)?;
    texts.iter().map(|text| text.parse().map_err(D::Error::custom)).collect()
}
