//! The input of a group must be cloned for its members.

use data_flow::map;

struct Connection;

fn main() {
    let _ = map(|_: Connection| 1) & map(|_: Connection| 2);
}
