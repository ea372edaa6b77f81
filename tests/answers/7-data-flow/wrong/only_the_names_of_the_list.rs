//! Fails: renamed::replaces_the_names_of_inputs_and_outputs
//! Says: a value replaces another one
//! Values that are not in the list are left out.

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
    let mut all = Data::new();
    for (old, new) in names {
        let value = data.remove(old).ok_or_else(|| Cause::Missing(old.clone()))?;
        if all.insert(new.clone(), value).is_some() {
            return Err(Cause::Twice(new.clone()));
        }
    }
    if names.is_empty() { Ok(data) } else { Ok(all) }
}
