//! Three fetches start together, and the second one fails. Who is done, and what do the two ways give?

use std::time::Duration;

use futures::future::{join_all, try_join_all};
use tokio::time::sleep;

async fn fetch(page: u64) -> Result<u64, String> {
    sleep(Duration::from_secs(page)).await;
    if page == 2 {
        return Err("page 2 is missing".to_owned());
    }
    println!("page {page} is done");
    Ok(page)
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    println!("{:?}", try_join_all([1, 2, 3].map(fetch)).await);
    println!("{:?}", join_all([1, 2, 3].map(fetch)).await);
}

//? `try_join_all` ends with the first error: page 1, which was done, is not given, and page 3 is dropped before it is done.
//? `join_all` knows nothing of errors: a `Result` is what each one gives, and all of them come. `asyncio.gather` is a third
//? thing: it raises at once, and page 3 goes on with nobody to take it.
