//! Fails: async_generator::draws_evenly_from_0_to_10
//! Says: another stream
//! Each second stream gives the numbers of the one before, mirrored.

use std::sync::Mutex;
use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use tokio::time::sleep;

static LAST: Mutex<Option<Vec<f64>>> = Mutex::new(None);

pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        let last = LAST.lock().expect("no panic").take();
        let numbers: Vec<f64> = match last {
            Some(last) => last.iter().map(|number| (15.0 - number) % 10.0).collect(),
            None => {
                let numbers: Vec<f64> = (0..10).map(|_| rand::random_range(0.0..10.0)).collect();
                *LAST.lock().expect("no panic") = Some(numbers.clone());
                numbers
            }
        };
        for number in numbers {
            sleep(Duration::from_secs(1)).await;
            yield number;
        }
    }
}
