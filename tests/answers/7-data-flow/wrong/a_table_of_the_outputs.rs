//! Fails: merged::steps_may_have_the_same_name
//! Says: an output is lost, as in a table of the steps
//! The outputs are put into a table by the names of their steps, of which two may be equal.

pub use solution::*;

use std::collections::BTreeMap;

pub fn merged(outputs: impl IntoIterator<Item = (String, Data)>) -> Result<Data, Conflict> {
    let outputs: BTreeMap<String, Data> = outputs.into_iter().collect();
    solution::merged(outputs)
}
