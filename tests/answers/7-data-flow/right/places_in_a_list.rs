//! Task: merged
//! A table from the name to the place of the output that gave it first.

pub use solution::*;

use std::collections::HashMap;

pub fn merged(outputs: impl IntoIterator<Item = (String, Data)>) -> Result<Data, Conflict> {
    let outputs: Vec<(String, Data)> = outputs.into_iter().collect();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for (place, (step, output)) in outputs.iter().enumerate() {
        for (name, value) in output {
            let (first, there) = &outputs[*places.entry(name).or_insert(place)];
            if there.get(name) != Some(value) {
                return Err(Conflict { name: name.clone(), first: first.clone(), second: step.clone() });
            }
        }
    }
    Ok(outputs.iter().flat_map(|(_, output)| output.clone()).collect())
}
