//! Fails: merged::a_different_value_is_an_error_that_names_it_and_both_steps
//! Says: of several conflicts it is not the first one
//! All outputs are looked at, and the last conflict is returned.

pub use solution::*;

use std::collections::HashMap;

use serde_json::map::Entry;

pub fn merged(outputs: impl IntoIterator<Item = (String, Data)>) -> Result<Data, Conflict> {
    let (mut merged, mut givers, mut conflict) = (Data::new(), HashMap::new(), None);
    for (step, output) in outputs {
        for (name, value) in output {
            match merged.entry(name.clone()) {
                Entry::Vacant(place) => {
                    place.insert(value);
                    givers.insert(name, step.clone());
                }
                Entry::Occupied(there) if *there.get() == value => {}
                Entry::Occupied(_) => {
                    let first = givers.get(&name).cloned().unwrap_or_default();
                    conflict = Some(Conflict { name, first, second: step.clone() });
                }
            }
        }
    }
    conflict.map_or(Ok(merged), Err)
}
