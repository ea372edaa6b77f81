//! Fails: merged::values_are_equal_if_the_operator_says_so
//! Says: a value replaces another one
//! Two numbers are compared as `f64`: 1 is 1.0, and large numbers are equal that are not.

pub use solution::*;

use std::collections::HashMap;

use serde_json::Value;
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
                Entry::Occupied(there) if is_equal(there.get(), &value) => {}
                Entry::Occupied(_) => {
                    let first = givers.remove(&name).unwrap_or_default();
                    return Err(Conflict { name, first, second: step });
                }
            }
        }
    }
    Ok(merged)
}

fn is_equal(one: &Value, other: &Value) -> bool {
    match (one.as_f64(), other.as_f64()) {
        (Some(one), Some(other)) => one == other,
        _ => one == other,
    }
}
