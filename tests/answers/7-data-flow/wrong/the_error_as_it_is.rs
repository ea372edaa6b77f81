//! Fails: part::an_error_has_the_path_through_all_parts
//! Says: the name of the part is not added
//! The flow runs under another name, and its errors are unchanged.

pub use solution::*;

pub fn part(name: impl Into<String>, flow: impl Into<Step>) -> Step {
    let (name, flow) = (name.into(), flow.into());
    Step::new(name, move |input| flow.run(input))
}
