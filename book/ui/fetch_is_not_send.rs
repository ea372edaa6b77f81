//! A task that calls an async function of a trait, whose future may not be `Send`.

// ANCHOR: fetch_is_not_send
trait Source {
    async fn fetch(&self) -> u32;
}

fn start(source: impl Source + Send + 'static) {
    tokio::spawn(async move { source.fetch().await });
}
// ANCHOR_END: fetch_is_not_send

fn main() {
    struct Cached(u32);

    impl Source for Cached {
        async fn fetch(&self) -> u32 {
            self.0
        }
    }
    start(Cached(7));
}
