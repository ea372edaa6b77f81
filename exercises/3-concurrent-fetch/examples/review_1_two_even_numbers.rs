//! A filter looks for two even numbers in a stream without an end. Which numbers does it read, and what is collected?
//! (Chapters 0 and 1.)

use futures::{StreamExt as _, future, stream};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let numbers = stream::iter(1..).inspect(|number| println!("reads {number}"));
    let even = numbers.filter(|number| future::ready(number % 2 == 0));
    println!("the stream is made");
    let two: Vec<u32> = even.take(2).collect().await;
    println!("collected: {two:?}");
}

//? Making the streams reads nothing. `collect` asks `take`, which asks `filter`, which reads until a number passes: 1 and 2,
//? then 3 and 4. After two items `take` ends without asking again, so the endless stream does no harm.
