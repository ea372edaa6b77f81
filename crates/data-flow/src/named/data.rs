//! The data of a run: values by name, and the earlier values that are visible behind them.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde::ser::{Serialize, Serializer};
use serde_json::Value;

use super::definition::Definition;
use crate::error::{ErrorKind, FlowError};

/// A name of a value. Those of structs are not allocated.
pub(crate) type Name = Cow<'static, str>;

/// Values by name, in the order of the names.
// A vector, because it can be emptied and filled again: a step of a sequence writes its result where the step before the last
// one has written, and nothing is allocated.
#[derive(Debug, Clone, Default)]
pub(crate) struct Row(Vec<(Name, Value)>);

impl Row {
    fn find(&self, name: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(other, _)| (**other).cmp(name))
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.find(name).ok().map(|place| &self.0[place].1)
    }

    /// Adds a value, or replaces the one that has this name.
    pub(crate) fn insert(&mut self, name: impl Into<Name>, value: Value) {
        let name = name.into();
        match self.find(&name) {
            Ok(place) => self.0[place].1 = value,
            Err(place) => self.0.insert(place, (name, value)),
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (&**name, value))
    }

    /// Removes all values, and keeps the memory.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

/// Of values with the same name, the first one is kept.
impl FromIterator<(Name, Value)> for Row {
    fn from_iter<I: IntoIterator<Item = (Name, Value)>>(values: I) -> Row {
        let mut values: Vec<_> = values.into_iter().collect();
        values.sort_by(|(name, _), (other, _)| name.cmp(other));
        values.dedup_by(|(name, _), (other, _)| name == other);
        Row(values)
    }
}

impl IntoIterator for Row {
    type Item = (Name, Value);
    type IntoIter = std::vec::IntoIter<(Name, Value)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl Extend<(Name, Value)> for Row {
    fn extend<I: IntoIterator<Item = (Name, Value)>>(&mut self, values: I) {
        values.into_iter().for_each(|(name, value)| self.insert(name, value));
    }
}

impl From<serde_json::Map<String, Value>> for Row {
    fn from(map: serde_json::Map<String, Value>) -> Row {
        map.into_iter().map(|(name, value)| (Name::from(name), value)).collect()
    }
}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

/// The data that a step sees.
pub(crate) struct View<'v> {
    pub(crate) current: Row,
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

    /// Returns all names and values, those in front before those behind them, and of a name in both the one in front.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&str, &Value)> {
        let all = std::iter::successors(Some(self), |view| view.below).flat_map(|view| view.current.iter());
        all.filter(|(name, value)| self.get(name).is_some_and(|front| std::ptr::eq(front, *value)))
    }

    /// Returns all names, in alphabetical order.
    pub(crate) fn names(&self) -> Vec<String> {
        self.entries().map(|(name, _)| name.to_owned()).collect::<BTreeSet<_>>().into_iter().collect()
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
    step.error(ErrorKind::Conflict { key: key.to_owned(), with: with.into(), value, other })
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
pub(crate) fn merge(results: Vec<Row>, members: &[Definition]) -> Result<Row, FlowError> {
    let mut seen: BTreeMap<&str, (usize, &Value)> = BTreeMap::new();
    for (index, result) in results.iter().enumerate() {
        for (key, value) in result.iter() {
            let (first, other) = *seen.entry(key).or_insert((index, value));
            if other != value {
                let with = format!("`{}`", members[first].path());
                return Err(conflict(&members[index], key, value, with, other));
            }
        }
    }
    Ok(results.into_iter().flatten().collect())
}

/// Fails if a result has another value for a name than the data that stay visible.
pub(crate) fn agree(result: &Row, kept: &View<'_>, step: &Definition, with: &str) -> Result<(), FlowError> {
    let differing = result.iter().find_map(|(key, value)| {
        let other = kept.get(key)?;
        (other != value).then(|| conflict(step, key, value, with, other))
    });
    differing.map_or(Ok(()), Err)
}
