//! The members of a group take different types.

use data_flow::map;

fn main() {
    let _ = map(|text: String| text.len()) & map(|number: u32| number);
}
