//! A stream is mapped to futures and collected. What does the program print, and in which order?

use futures::{StreamExt, future, stream};

async fn greet(name: &str) -> String {
    println!("greeting {name}");
    format!("hello {name}")
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let greetings: Vec<_> = stream::iter(["Ada", "Grace"]).map(greet).collect().await;
    println!("{} collected", greetings.len());
    let greetings = future::join_all(greetings).await;
    println!("{}", greetings.join(", "));
}

//? `map` with an async function makes a stream of futures, and `collect` collects the futures, not their results: none
//? of them has run when "2 collected" is printed. They run when they are polled, here by `join_all`.
