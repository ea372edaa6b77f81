//! Fails: merged::a_different_value_is_an_error_that_names_it_and_both_steps
//! Says: not the first one that gave the name a value
//! With an equal value, the later step becomes the one that gave it.

pub use solution::*;

use std::collections::HashMap;

pub fn merged(outputs: impl IntoIterator<Item = (String, Data)>) -> Result<Data, Conflict> {
    let (mut merged, mut givers) = (Data::new(), HashMap::new());
    for (step, output) in outputs {
        for (name, value) in output {
            if merged.get(&name).is_some_and(|there| *there != value) {
                let first = givers.remove(&name).unwrap_or_default();
                return Err(Conflict { name, first, second: step });
            }
            givers.insert(name.clone(), step.clone());
            merged.insert(name, value);
        }
    }
    Ok(merged)
}
