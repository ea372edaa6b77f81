//! The second flow takes another type than the first one returns.

use data_flow::map;

fn main() {
    let _ = map(|text: String| text.len()) | map(|text: String| text.to_uppercase());
}
