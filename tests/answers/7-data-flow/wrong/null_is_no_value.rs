//! Fails: merged::values_are_equal_if_the_operator_says_so
//! Says: a value replaces another one
//! A `null` gives way to any other value.

pub use solution::*;

use std::collections::HashMap;

use serde_json::map::Entry;

pub fn merged(outputs: impl IntoIterator<Item = (String, Data)>) -> Result<Data, Conflict> {
    let (mut merged, mut givers) = (Data::new(), HashMap::new());
    for (step, output) in outputs {
        for (name, value) in output {
            match merged.entry(name.clone()) {
                Entry::Vacant(place) => {
                    place.insert(value);
                    givers.insert(name, step.clone());
                }
                Entry::Occupied(there) if *there.get() == value || value.is_null() => {}
                Entry::Occupied(_) => {
                    let first = givers.remove(&name).unwrap_or_default();
                    return Err(Conflict { name, first, second: step });
                }
            }
        }
    }
    Ok(merged)
}
