//! Task: merged
//! Each name has its value and the step that gave it.

pub use solution::*;

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::Value;

pub fn merged(outputs: impl IntoIterator<Item = (String, Data)>) -> Result<Data, Conflict> {
    let mut all: BTreeMap<String, (Value, Rc<str>)> = BTreeMap::new();
    for (step, output) in outputs {
        let step: Rc<str> = step.into();
        for (name, value) in output {
            if let Some((before, first)) = all.get(&name) {
                if *before != value {
                    return Err(Conflict { name, first: first.to_string(), second: step.to_string() });
                }
            } else {
                all.insert(name, (value, step.clone()));
            }
        }
    }
    Ok(all.into_iter().map(|(name, (value, _))| (name, value)).collect())
}
