//! Fails: merged::a_different_value_is_an_error_that_names_it_and_both_steps
//! Says: a value replaces another one
//! As `setdefault`.

pub use solution::*;

pub fn merged(outputs: impl IntoIterator<Item = (String, Data)>) -> Result<Data, Conflict> {
    let mut merged = Data::new();
    for (name, value) in outputs.into_iter().flat_map(|(_, output)| output) {
        merged.entry(name).or_insert(value);
    }
    Ok(merged)
}
