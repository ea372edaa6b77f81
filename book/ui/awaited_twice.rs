//! A future that is awaited twice.

// ANCHOR: awaited_twice
async fn job() -> u32 {
    7
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let job = job();
    job.await;
    job.await;
}
// ANCHOR_END: awaited_twice
