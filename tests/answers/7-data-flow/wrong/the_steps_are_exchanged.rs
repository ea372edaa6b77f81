//! Fails: merged::a_different_value_is_an_error_that_names_it_and_both_steps
//! Says: the two steps are exchanged
//! The step that came last is named first.

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
                Entry::Occupied(there) if *there.get() == value => {}
                Entry::Occupied(_) => {
                    let first = givers.remove(&name).unwrap_or_default();
                    return Err(Conflict { name, first: step, second: first });
                }
            }
        }
    }
    Ok(merged)
}
