//! Fails: merged::an_equal_value_is_fine
//! Says: an equal value is taken for a conflict
//! Each name that comes again is a conflict.

pub use solution::*;

use std::collections::HashMap;

pub fn merged(outputs: impl IntoIterator<Item = (String, Data)>) -> Result<Data, Conflict> {
    let (mut merged, mut givers) = (Data::new(), HashMap::new());
    for (step, output) in outputs {
        for (name, value) in output {
            if merged.contains_key(&name) {
                let first = givers.remove(&name).unwrap_or_default();
                return Err(Conflict { name, first, second: step });
            }
            givers.insert(name.clone(), step.clone());
            merged.insert(name, value);
        }
    }
    Ok(merged)
}
