//! Task: renamed
//! A table of the new names, and a new set of values.

pub use solution::*;

use std::collections::HashMap;

use futures::FutureExt as _;

pub fn renamed<'a>(
    step: impl Into<Step>,
    inputs: impl IntoIterator<Item = (&'a str, &'a str)>,
    outputs: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Step {
    let (step, inputs, outputs) = (step.into(), owned(inputs), owned(outputs));
    Step::new(step.name().to_owned(), move |input| {
        let (step, inputs, outputs) = (step.clone(), inputs.clone(), outputs.clone());
        async move {
            let input = replaced(&inputs, input).map_err(|cause| cause.at(step.name()))?;
            let output = step.run(input).await?;
            replaced(&outputs, output).map_err(|cause| cause.at(step.name()))
        }
        .boxed()
    })
}

fn owned<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<(String, String)> {
    pairs.into_iter().map(|(old, new)| (old.to_owned(), new.to_owned())).collect()
}

fn replaced(names: &[(String, String)], data: Data) -> Result<Data, Cause> {
    if let Some((missing, _)) = names.iter().find(|(old, _)| !data.contains_key(old)) {
        return Err(Cause::Missing(missing.clone()));
    }
    let table: HashMap<&str, &str> = names.iter().map(|(old, new)| (old.as_str(), new.as_str())).collect();
    let mut all: Data = data
        .iter()
        .filter(|(name, _)| !table.contains_key(name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    for (old, new) in names {
        if all.contains_key(new) {
            return Err(Cause::Twice(new.clone()));
        }
        all.insert(new.clone(), data[old].clone());
    }
    Ok(all)
}
