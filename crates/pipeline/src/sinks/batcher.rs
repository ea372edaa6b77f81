//! Batches of a stream, limited by size and by time.

use std::{mem, num::NonZero, pin::pin, time::Duration};

use futures::{Stream, StreamExt as _, future::try_join};
use tokio::{select, time::sleep};

use super::{KeyedRecord, Sink, SinkError};

/// The limits of a batch. A batch is written as soon as it reaches one of them.
///
/// ```
/// # use std::time::Duration;
/// # use streamlings_pipeline::sinks::BatchLimits;
/// let limits = BatchLimits { max_delay: Duration::from_secs(1), ..BatchLimits::default() };
/// assert_eq!(limits.max_records.get(), 500);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BatchLimits {
    /// The number of records in a batch.
    pub max_records: NonZero<usize>,
    /// The time since the first record of the batch.
    pub max_delay: Duration,
}

impl Default for BatchLimits {
    /// Returns 500 records, which make a transaction worth its cost, and 250 ms, after which people notice a delay.
    fn default() -> Self {
        Self { max_records: const { NonZero::new(500).unwrap() }, max_delay: Duration::from_millis(250) }
    }
}

/// Writes a stream of records to a sink, in batches and in order.
///
/// It collects the next batch while it writes one, but no third one. So a slow sink slows the stream down (backpressure),
/// and at most two batches are in memory. The [module](super) has an example.
///
/// ```
/// # use streamlings_pipeline::{Data, Record, sinks::{BatchLimits, Batcher, KeyedRecord, Target}};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// # let target: Target = format!("ndjson:{}", folder.path().join("posts.ndjson").display()).parse()?;
/// # let record = |id: i64| Record { source: "posts".into(), name: "a title".to_owned(), data: Data::Number(id) };
/// let records = (1..=1200).map(|id| KeyedRecord { key: id.to_string(), record: record(id) });
/// let mut batcher = Batcher::new(target.open().await?, BatchLimits::default());
/// batcher.run(futures::stream::iter(records)).await?;
/// assert_eq!(batcher.finish().await?, 1200);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Batcher {
    sink: Box<dyn Sink>,
    limits: BatchLimits,
    writing: Vec<KeyedRecord>,
    collected: Vec<KeyedRecord>,
    written: u64,
}

impl Batcher {
    /// Creates a batcher without records.
    pub fn new(sink: Box<dyn Sink>, limits: BatchLimits) -> Self {
        Self { sink, limits, writing: Vec::new(), collected: Vec::new(), written: 0 }
    }

    /// Writes all records of the stream. To stop early without losing a record, end the stream.
    ///
    /// If the future is dropped, the batcher keeps the records that it has taken and not written, and the next call of
    /// `run` or [`finish`](Self::finish) writes them. A batch that was being written at that moment is written again: that
    /// changes nothing in a database, but a text may then contain it twice.
    ///
    /// # Errors
    ///
    /// As soon as the sink has an error, even if the stream yields no further record. The batcher keeps the failed batch.
    pub async fn run(&mut self, records: impl Stream<Item = KeyedRecord>) -> Result<(), SinkError> {
        let mut records = pin!(records);
        let mut has_more = true;
        loop {
            let collect = async {
                if has_more {
                    has_more = collect(&mut self.collected, self.limits, records.as_mut()).await;
                }
                Ok(())
            };
            try_join(write(&mut *self.sink, &mut self.writing, &mut self.written), collect).await?;
            mem::swap(&mut self.writing, &mut self.collected);
            if !has_more && self.writing.is_empty() {
                return Ok(());
            }
        }
    }

    /// Writes what a dropped run has left, and ends the sink. Returns the number of records that the sink has taken.
    /// Drop the batcher instead after [`SinkError::Closed`].
    ///
    /// # Errors
    ///
    /// Those of the sink.
    pub async fn finish(mut self) -> Result<u64, SinkError> {
        for batch in [&mut self.writing, &mut self.collected] {
            write(&mut *self.sink, batch, &mut self.written).await?;
        }
        self.sink.finish().await?;
        Ok(self.written)
    }
}

async fn write(sink: &mut dyn Sink, batch: &mut Vec<KeyedRecord>, written: &mut u64) -> Result<(), SinkError> {
    if !batch.is_empty() {
        sink.write(batch).await?;
        *written += batch.len() as u64;
        batch.clear();
    }
    Ok(())
}

/// Fills the batch until it reaches a limit. Returns whether the stream has more records.
///
/// Cancellation safe: a record that was taken from the stream is in the batch at once.
async fn collect(
    batch: &mut Vec<KeyedRecord>,
    limits: BatchLimits,
    mut records: impl Stream<Item = KeyedRecord> + Unpin,
) -> bool {
    let mut deadline = pin!(sleep(limits.max_delay));
    while batch.len() < limits.max_records.get() {
        select! {
            biased;
            record = records.next() => match record {
                Some(record) => {
                    if batch.is_empty() {
                        deadline.set(sleep(limits.max_delay));
                    }
                    batch.push(record);
                }
                None => return false,
            },
            () = &mut deadline, if !batch.is_empty() => break,
        }
    }
    true
}
