//! The common part of all text sinks: a format turns records into bytes, and an output takes the bytes.

use std::{fmt, io};

use futures::future::BoxFuture;

use super::{KeyedRecord, Sink, SinkError, output::Output};

/// A text format. It appends whole lines to `bytes`.
pub(super) trait Format: fmt::Debug + Send {
    /// Appends the records of a batch.
    fn batch(&mut self, batch: &[KeyedRecord], bytes: &mut Vec<u8>) -> io::Result<()>;

    /// Appends the end of the text, if the format has one.
    fn end(&mut self, _bytes: &mut Vec<u8>) -> io::Result<()> {
        Ok(())
    }
}

#[derive(Debug)]
pub(super) struct TextSink {
    format: Box<dyn Format>,
    output: Output,
}

impl TextSink {
    pub(super) fn new(format: Box<dyn Format>, output: Output) -> Self {
        Self { format, output }
    }
}

impl Sink for TextSink {
    fn write<'a>(&'a mut self, batch: &'a [KeyedRecord]) -> BoxFuture<'a, Result<(), SinkError>> {
        Box::pin(async move {
            let mut bytes = Vec::new();
            self.format.batch(batch, &mut bytes).map_err(|error| self.output.failed(error))?;
            self.output.write(bytes).await
        })
    }

    fn finish(mut self: Box<Self>) -> BoxFuture<'static, Result<(), SinkError>> {
        Box::pin(async move {
            let mut bytes = Vec::new();
            self.format.end(&mut bytes).map_err(|error| self.output.failed(error))?;
            self.output.write(bytes).await?;
            self.output.finish().await
        })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;
    use crate::{Data, Record};

    pub(in crate::sinks) fn keyed(source: &'static str, name: &str, number: i64) -> KeyedRecord {
        let record = Record { source: source.into(), name: name.to_owned(), data: Data::Number(number) };
        KeyedRecord { key: number.to_string(), record }
    }

    /// Generates any texts, including empty ones and some with quotes, line ends and control characters.
    pub(in crate::sinks) fn batches() -> impl Strategy<Value = Vec<Vec<KeyedRecord>>> {
        let text = || prop_oneof![any::<String>(), "[\r\n\t\",=\u{0}\u{feff}\u{2028}é日]{0,5}"];
        let data = prop_oneof![text().prop_map(Data::Text), any::<i64>().prop_map(Data::Number)];
        let keyed = (text(), text(), text(), data).prop_map(|(key, source, name, data)| KeyedRecord {
            key,
            record: Record { source: source.into(), name, data },
        });
        vec(vec(keyed, 0..5), 0..4)
    }
}
