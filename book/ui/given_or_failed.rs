//! A result that is used as if it were always a list.

// ANCHOR: given_or_failed
fn items(fetched: Result<Vec<u32>, String>) -> Vec<u32> {
    fetched
}
// ANCHOR_END: given_or_failed

fn main() {
    println!("{:?}", items(Ok(vec![1])));
}
