//! The data of a run: values by name, and the earlier values that are visible behind them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::definition::Definition;
use crate::error::{ErrorKind, FlowError};

/// Values by name.
pub(crate) type Map = serde_json::Map<String, Value>;

/// The data that a step sees.
pub(crate) struct View<'v> {
    pub(crate) current: Map,
    pub(crate) below: Option<&'v View<'v>>,
}

impl View<'_> {
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        let mut view = self;
        loop {
            if let Some(value) = view.current.get(name) {
                return Some(value);
            }
            view = view.below?;
        }
    }

    /// Returns all names and values, those in front before those behind them.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&String, &Value)> {
        std::iter::successors(Some(self), |view| view.below).flat_map(|view| &view.current)
    }

    /// Returns all names, in alphabetical order.
    pub(crate) fn names(&self) -> Vec<String> {
        self.entries().map(|(name, _)| name.clone()).collect::<BTreeSet<_>>().into_iter().collect()
    }
}

/// Returns the error of a step that returned another value than there was.
pub(crate) fn conflict(
    step: &Definition,
    key: &str,
    value: &Value,
    with: impl Into<String>,
    other: &Value,
) -> FlowError {
    let (value, other) = (short(value), short(other));
    FlowError::new(step.path().clone(), ErrorKind::Conflict { key: key.to_owned(), with: with.into(), value, other })
}

/// Returns a value for a message, without most of what is long.
fn short(value: &Value) -> String {
    const LONGEST: usize = 60;
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}

/// Merges the results of the members of a group.
pub(crate) fn merge(results: Vec<Map>, members: &[Definition]) -> Result<Map, FlowError> {
    let mut seen: BTreeMap<&str, (usize, &Value)> = BTreeMap::new();
    for (index, result) in results.iter().enumerate() {
        for (key, value) in result {
            let (first, other) = *seen.entry(key).or_insert((index, value));
            if other != value {
                let with = format!("`{}`", members[first].path());
                return Err(conflict(&members[index], key, value, with, other));
            }
        }
    }
    let mut merged = Map::new();
    for result in results {
        merged.extend(result);
    }
    Ok(merged)
}

/// Fails if a result has another value for a name than the data that stay visible.
pub(crate) fn agree(result: &Map, kept: &View<'_>, step: &Definition, with: &str) -> Result<(), FlowError> {
    let differing = result.iter().find_map(|(key, value)| {
        let other = kept.get(key)?;
        (other != value).then(|| conflict(step, key, value, with, other))
    });
    differing.map_or(Ok(()), Err)
}
