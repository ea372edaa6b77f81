//! Task: renamed
//! The new name of each value is looked up in the list of pairs.

pub use solution::*;

use serde_json::Value;

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
    for (old, _) in names {
        if data.get(old).is_none() {
            return Err(Cause::Missing(old.clone()));
        }
    }
    let new_name = |name: String| match names.iter().find(|(old, _)| *old == name) {
        Some((_, new)) => new.clone(),
        None => name,
    };
    let values: Vec<(String, Value)> = data.into_iter().map(|(name, value)| (new_name(name), value)).collect();
    let is_twice = |new: &&String| values.iter().filter(|(name, _)| name == *new).count() > 1;
    // Of two pairs with one new name, the second one is the conflict, and the first one is not if another is before it.
    let mut twice: Vec<(usize, &String)> = Vec::new();
    for (index, (_, new)) in names.iter().enumerate().filter(|(_, (_, new))| is_twice(&new)) {
        let is_first = names[..index].iter().all(|(_, before)| before != new);
        let stays = values.iter().filter(|(name, _)| name == new).count()
            > names.iter().filter(|(_, other)| other == new).count();
        if !is_first || stays {
            twice.push((index, new));
        }
    }
    match twice.first() {
        Some((_, new)) => Err(Cause::Twice((*new).clone())),
        None => Ok(values.into_iter().collect()),
    }
}
