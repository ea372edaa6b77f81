//! Fails: running_mean::holds_for_small_large_opposite_and_equal_numbers
//! Says: zero is divided by zero
//! Scales by the largest value so far: zero by zero is no number.

pub use solution::*;

use futures::{Stream, StreamExt};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    async_stream::stream! {
        let (mut scale, mut scaled, mut count) = (0.0_f64, 0.0, 0.0);
        for await number in numbers {
            if number.abs() > scale || count == 0.0 {
                if count > 0.0 && scale > 0.0 { scaled *= scale / number.abs(); }
                scale = number.abs();
            }
            scaled += number / scale;
            count += 1.0;
            yield scaled / count * scale;
        }
    }
}
