//! Runs `async_generator` on the real clock, and draws what it did: `cargo run -p ex0-async-generator --example play`. The
//! optional tasks follow; until they are written, their streams are empty.

use std::pin::pin;

use async_generator::{async_generator, paged, walked};
use futures::StreamExt;
use pollscope::Recording;
use pollscope::draw::Drawing;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let recording = Recording::start();
    let mut numbers = pin!(recording.stream("async_generator", async_generator()));
    let mut count = 0;
    while let Some(number) = numbers.next().await {
        count += 1;
        println!("{count:2}: {number:.3}");
    }
    if count == 0 {
        println!(
            "No number came: `async_generator` in exercises/0-async-generator/src/lib.rs is still an empty stream."
        );
        println!("Write it, and run this program again. The comment above it says what it must do.");
        return;
    }
    println!("\n{}", Drawing::of(&recording.trace()).for_terminal());

    let pages = [vec!["Ada", "Alan"], vec![], vec!["Grace"]];
    let fetch = async |cursor: Option<usize>| {
        let page = cursor.unwrap_or(0);
        pages
            .get(page)
            .map(|names| (names.clone(), Some(page + 1).filter(|next| *next < pages.len())))
            .ok_or("no such page")
    };
    println!("paged: {:?}", paged(fetch).collect::<Vec<_>>().await);
    let children = async |folder: &String| match folder.len() {
        0..8 => [1, 2].map(|number| format!("{folder}/{number}")).to_vec(),
        _ => Vec::new(),
    };
    println!("walked: {:?}", walked("src".to_owned(), children).collect::<Vec<_>>().await);
}
