//! Fails: renamed::two_names_can_be_exchanged
//! Says: replaced one after the other
//! A value that was just put back is taken out again.

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
    for (old, _) in names {
        if !data.contains_key(old) {
            return Err(Cause::Missing(old.clone()));
        }
    }
    for (old, new) in names {
        if let Some(value) = data.remove(old) {
            data.insert(new.clone(), value);
        }
    }
    Ok(data)
}
