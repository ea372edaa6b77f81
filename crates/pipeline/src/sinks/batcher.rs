//! Batches of a stream, by size or time.

use std::{future::Future, mem, num::NonZero, pin::pin, time::Duration};

use futures::{Stream, StreamExt as _, future::try_join};
use tokio::{select, time::sleep};

use super::{Keyed, Sink, SinkError};

/// When a batch is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// As soon as it has so many records.
    pub most: NonZero<usize>,
    /// Or so long after its first record came.
    pub longest: Duration,
}

impl Default for Limits {
    /// 500 records, which make a transaction worth its cost; 250 ms, after which people begin to wonder.
    fn default() -> Self {
        Self { most: const { NonZero::new(500).unwrap() }, longest: Duration::from_millis(250) }
    }
}

/// Why a run has ended well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The stream has no more records.
    Stream,
    /// It was asked to. The stream may have more, none of which were taken.
    Shutdown,
}

/// Writes the records of a stream to a sink, in batches and in order. While one batch is written the next one is
/// gathered, but no third: a slow sink slows the stream, and never are there more records here than two batches.
#[derive(Debug)]
pub struct Batcher {
    sink: Box<dyn Sink>,
    limits: Limits,
    writing: Vec<Keyed>,
    gathered: Vec<Keyed>,
    written: u64,
}

impl Batcher {
    /// A batcher that has nothing to write yet.
    pub fn new(sink: Box<dyn Sink>, limits: Limits) -> Self {
        Self { sink, limits, writing: Vec::new(), gathered: Vec::new(), written: 0 }
    }

    /// How many records the sink has taken.
    pub fn written(&self) -> u64 {
        self.written
    }

    /// Takes records from the stream until it ends or `shutdown` is ready, and writes all that it took.
    ///
    /// When the future is dropped, the records that were taken and not written stay here, and the next call writes
    /// them, or [`finish`](Self::finish) does. A batch that was being written at that moment is written again: a
    /// database has its records once all the same, a text may have them twice. So to end a run early use `shutdown`.
    ///
    /// # Errors
    ///
    /// As soon as the sink has one, also when no record comes. The batch that it did not take stays here too.
    pub async fn run(
        &mut self,
        records: impl Stream<Item = Keyed>,
        shutdown: impl Future<Output = ()>,
    ) -> Result<Ended, SinkError> {
        let mut records = pin!(records);
        let mut shutdown = pin!(shutdown);
        let mut ended = None;
        loop {
            let gather = async {
                if ended.is_none() {
                    ended = gather(&mut self.gathered, self.limits, records.as_mut(), shutdown.as_mut()).await;
                }
                Ok(())
            };
            try_join(write(&mut *self.sink, &mut self.writing, &mut self.written), gather).await?;
            mem::swap(&mut self.writing, &mut self.gathered);
            if let (Some(ended), true) = (ended, self.writing.is_empty()) {
                return Ok(ended);
            }
        }
    }

    /// Writes what a run that was dropped has left, and ends the sink. Gives how many records it has taken in all.
    /// After [`SinkError::Closed`] there is nothing to end: drop the batcher.
    ///
    /// # Errors
    ///
    /// Those of the sink.
    pub async fn finish(mut self) -> Result<u64, SinkError> {
        for batch in [&mut self.writing, &mut self.gathered] {
            write(&mut *self.sink, batch, &mut self.written).await?;
        }
        self.sink.finish().await?;
        Ok(self.written)
    }
}

async fn write(sink: &mut dyn Sink, batch: &mut Vec<Keyed>, written: &mut u64) -> Result<(), SinkError> {
    if !batch.is_empty() {
        sink.write(batch).await?;
        *written += batch.len() as u64;
        batch.clear();
    }
    Ok(())
}

/// Fills the batch until it is to be written. Gives why no further one is to come, if so. Nothing is lost when the
/// future is dropped: a record that was taken is in the batch at once.
async fn gather(
    batch: &mut Vec<Keyed>,
    limits: Limits,
    mut records: impl Stream<Item = Keyed> + Unpin,
    mut shutdown: impl Future<Output = ()> + Unpin,
) -> Option<Ended> {
    let mut deadline = pin!(sleep(limits.longest));
    while batch.len() < limits.most.get() {
        select! {
            biased;
            () = &mut shutdown => return Some(Ended::Shutdown),
            record = records.next() => match record {
                Some(record) => {
                    if batch.is_empty() {
                        deadline.set(sleep(limits.longest));
                    }
                    batch.push(record);
                }
                None => return Some(Ended::Stream),
            },
            () = &mut deadline, if !batch.is_empty() => break,
        }
    }
    None
}
