//! The futures of two async functions in one list.

// ANCHOR: two_futures_in_a_list
async fn prices() -> f64 {
    2.5
}

async fn rates() -> f64 {
    4.0
}

fn main() {
    let steps = vec![prices(), rates()];
}
// ANCHOR_END: two_futures_in_a_list
