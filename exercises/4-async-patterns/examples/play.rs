//! Runs what you wrote on the real clock: `cargo run -p ex4-async-patterns --example play`.

fn main() {
    // TODO: use the tasks.
}
