//! Fails: async_generator::draws_evenly_from_0_to_10
//! Says: as if they were drawn without being put back
//! One number from each of ten strata, in random order: uniform, but not independent.

pub use solution::*;

use std::time::Duration;

use futures::Stream;
use rand::seq::SliceRandom;

pub fn async_generator() -> impl Stream<Item = f64> {
    async_stream::stream! {
        let mut strata: Vec<u32> = (0..10).collect();
        strata.shuffle(&mut rand::rng());
        for stratum in strata {
            tokio::time::sleep(Duration::from_secs(1)).await;
            yield f64::from(stratum) + rand::random::<f64>();
        }
    }
}
