//! The output before the first item is asked for.

use std::cell::RefCell;
use std::pin::pin;

use async_stream::stream;
use futures::Stream;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let printed = &RefCell::new(Vec::new());
    let numbers = stream! {
        printed.borrow_mut().push("the stream begins");
        yield 1;
    };
    printed.borrow_mut().push("made");
    let _numbers: std::pin::Pin<&mut dyn Stream<Item = u32>> = pin!(numbers);
    match printed.borrow().as_slice() {
        [] => println!("nothing"),
        lines => println!("{}", lines.join(", ")),
    }
}
