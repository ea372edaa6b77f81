//! Task: async_generator
//! Its state is shared in an `Rc`, so that it cannot leave its thread.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use tokio::time::sleep;

pub fn async_generator() -> impl Stream<Item = f64> {
    let left = Rc::new(Cell::new(10_u32));
    stream! {
        while left.replace(left.get().saturating_sub(1)) > 0 {
            sleep(Duration::from_secs(1)).await;
            yield rand::random_range(0.0..10.0);
        }
    }
}
