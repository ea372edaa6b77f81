//! Runs your functions on the real clock: `cargo run -p ex1-async-comprehension --example play`.
//!
//! Each part needs one of the tasks. The program ends with a message at the first one that is still a `todo!`.

use std::num::NonZeroUsize;
use std::time::Duration;

use async_comprehension::{
    above, by_initial, joined, looked_up_in_turn, looked_up_together, parsed, summary, try_looked_up,
};
use futures::stream;
use pollscope::Recording;
use pollscope::draw::Drawing;
use tokio::time::sleep;

async fn lookup(id: u64) -> String {
    pollscope::future(format!("lookup {id}"), sleep(Duration::from_millis(100 * id))).await;
    format!("user {id}")
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    println!("above 70: {:?}", above(stream::iter([82.0, 64.5, 91.0, 70.0]), 70.0).await);

    let names = ["Ada", "Grace", "Alan", "Guido"].map(String::from);
    println!("by initial: {:?}", by_initial(stream::iter(names)).await);

    let recording = Recording::start();
    let entered = recording.enter();
    println!("in turn: {:?}", recording.future("in turn", looked_up_in_turn([3, 1, 2], lookup)).await);
    let together = looked_up_together([3, 1, 2], lookup, NonZeroUsize::MIN.saturating_add(1));
    println!("together, two at a time: {:?}", recording.future("together", together).await);
    drop(entered);
    println!("\n{}", Drawing::of(&recording.trace()).for_terminal());

    let lines = ["1.5", "2.5", "three", "4"].map(String::from);
    match parsed(stream::iter(lines)).await {
        Ok(numbers) => println!("parsed: {numbers:?}"),
        Err(error) => println!("not parsed: {error}"),
    }
    println!("summary: {:?}", summary(stream::iter([70.0, 82.5, 55.0, 91.0])).await);

    // The optional tasks.
    let known = async |id| if id == 2 { Err(format!("nobody has the id {id}")) } else { Ok(lookup(id).await) };
    println!("tried: {:?}", try_looked_up([3, 1, 2], known, NonZeroUsize::MIN.saturating_add(2)).await);
    let (names, scores) = ([(1, "Ada"), (2, "Alan"), (4, "Grace")], [(1, 82.5), (3, 55.0), (4, 91.0)]);
    println!("joined: {:?}", joined(stream::iter(names), stream::iter(scores)).await);
}
