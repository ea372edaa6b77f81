//! Task: part
//! The error is taken apart, and a new one made of it.

pub use solution::*;

pub fn part(name: impl Into<String>, flow: impl Into<Step>) -> Step {
    let (name, flow) = (name.into(), flow.into());
    Step::new(&name.clone(), move |input| {
        let (name, flow) = (name.clone(), flow.clone());
        Box::pin(async move {
            match flow.run(input).await {
                Err(FlowError { path, cause }) => Err(FlowError { path: [name, path].join("/"), cause }),
                output => output,
            }
        })
    })
}
