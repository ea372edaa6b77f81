//! Fails: merged::a_different_value_is_an_error_that_names_it_and_both_steps
//! Says: a value replaces another one
//! As `dict.update`.

pub use solution::*;

pub fn merged(outputs: impl IntoIterator<Item = (String, Data)>) -> Result<Data, Conflict> {
    Ok(outputs.into_iter().flat_map(|(_, output)| output).collect())
}
