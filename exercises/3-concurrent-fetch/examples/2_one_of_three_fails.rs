//! Three fetches start together, and the second one fails. Which of them finish, and what do the two functions return?

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

//? `try_join_all` ends at the first error: the result of page 1 is lost, and page 3 is dropped before it is done.
//? `join_all` doesn't know about errors: it returns the `Result` of every future. `asyncio.gather` does something else
//? again: it raises at once, and page 3 continues, although nobody receives its result.
