//! Task: merged
//! The first step is looked up only when there is a conflict.

pub use solution::*;

pub fn merged(outputs: impl IntoIterator<Item = (String, Data)>) -> Result<Data, Conflict> {
    let outputs: Vec<(String, Data)> = outputs.into_iter().collect();
    outputs.iter().try_fold(Data::new(), |mut merged, (step, output)| {
        for (name, value) in output {
            let before = merged.entry(name.as_str()).or_insert_with(|| value.clone());
            if before != value {
                let giver = outputs.iter().find(|(_, output)| output.contains_key(name));
                let first = giver.map(|(step, _)| step.clone()).unwrap_or_default();
                return Err(Conflict { name: name.clone(), first, second: step.clone() });
            }
        }
        Ok(merged)
    })
}
