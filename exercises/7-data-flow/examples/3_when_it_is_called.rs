//! A function returns a future in a box. Part of it is written before the `async` block, and part of it in the block.
//!
//! In which order are the lines printed?

use futures::FutureExt;
use futures::future::BoxFuture;

fn run(name: &'static str) -> BoxFuture<'static, ()> {
    println!("{name} is made");
    async move {
        println!("{name} begins");
        tokio::task::yield_now().await;
        println!("{name} ends");
    }
    .boxed()
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let second = run("second");
    let first = run("first");
    first.await;
    drop(run("third"));
    second.await;
}

//? What stands before the `async` block happens at the call. The block itself begins at the first poll, here at the `.await`, and
//? what is never polled never begins. So a step that must do nothing before its first poll has all of its work in the block.
