//! Task: renamed
//! All values are taken out, and then put back.

pub use solution::*;

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

fn replaced(names: &[(String, String)], mut data: Data) -> Result<Data, Cause> {
    let mut values = Vec::new();
    for (old, new) in names {
        match data.remove(old) {
            Some(value) => values.push((new, value)),
            None => return Err(Cause::Missing(old.clone())),
        }
    }
    values.into_iter().try_fold(data, |mut data, (new, value)| match data.insert(new.clone(), value) {
        None => Ok(data),
        Some(_) => Err(Cause::Twice(new.clone())),
    })
}
