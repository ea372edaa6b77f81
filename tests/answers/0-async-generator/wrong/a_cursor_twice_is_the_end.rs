//! Fails: paged::takes_equal_cursors
//! Says: a cursor that came before
//! The same cursor for the third time in a row is taken for a server that goes round in circles.

pub use solution::*;

use async_stream::try_stream;
use futures::Stream;

pub fn paged<T, C: PartialEq + Clone, E>(
    fetch: impl AsyncFn(Option<C>) -> Result<(Vec<T>, Option<C>), E>,
) -> impl Stream<Item = Result<T, E>> {
    try_stream! {
        let (mut cursor, mut repeated) = (None, 0);
        loop {
            let (items, next) = fetch(cursor.clone()).await?;
            for item in items {
                yield item;
            }
            repeated = if next == cursor { repeated + 1 } else { 0 };
            if next.is_none() || repeated > 2 {
                break;
            }
            cursor = next;
        }
    }
}
