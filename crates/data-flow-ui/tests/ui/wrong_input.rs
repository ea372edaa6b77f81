//! The flow is run with another type than it takes.

use data_flow::map;

fn main() {
    let flow = map(|text: String| text.len());
    let _ = flow.run(7);
}
