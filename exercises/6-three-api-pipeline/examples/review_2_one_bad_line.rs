//! Chapter 1: four lines are parsed, and two of them are no numbers. Which lines does each of the two ways look at, and what
//! does it return?

use futures::{StreamExt as _, TryStreamExt as _, stream};

async fn parsed(line: &str) -> Result<u32, String> {
    println!("parsing {line}");
    line.parse().map_err(|_| line.to_owned())
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let lines = ["7", "x", "8", "y"];
    let all: Result<Vec<u32>, String> = stream::iter(lines).then(parsed).try_collect().await;
    println!("{all:?}");
    let good: Vec<u32> = stream::iter(lines).then(parsed).filter_map(async |number| number.ok()).collect().await;
    println!("{good:?}");
}

//? `try_collect` ends at the first error and returns it: the 7 is dropped, and nobody looks at the last two lines. `filter_map`
//? with `ok()` looks at all lines and drops the errors, so nobody learns of them. The pipeline of this chapter does neither: a
//? stream of results yields each error in its place, and goes on.
