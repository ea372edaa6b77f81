//! Runs what you wrote on the real clock: `cargo run -p ex7-data-flow --example play`.

fn main() {
    // TODO: use the tasks.
}
