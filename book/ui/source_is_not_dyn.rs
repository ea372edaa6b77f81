//! A trait with an async function, used as `dyn`.

// ANCHOR: source_is_not_dyn
trait Source {
    async fn fetch(&self) -> u32;
}

struct Config {
    sources: Vec<Box<dyn Source>>,
}
// ANCHOR_END: source_is_not_dyn

fn main() {}
