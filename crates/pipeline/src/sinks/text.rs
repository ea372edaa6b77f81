//! What sinks have in common that write text: a format makes bytes of records, an output takes the bytes.

use std::{fmt, io};

use futures::future::BoxFuture;

use super::{Keyed, Sink, SinkError, output::Output};

/// How records become bytes. It appends whole lines to `bytes`.
pub(super) trait Format: fmt::Debug + Send {
    /// Appends the records of a batch.
    fn batch(&mut self, batch: &[Keyed], bytes: &mut Vec<u8>) -> io::Result<()>;

    /// Appends what stands at the end.
    fn end(&mut self, _bytes: &mut Vec<u8>) -> io::Result<()> {
        Ok(())
    }
}

#[derive(Debug)]
pub(super) struct Text<F> {
    format: F,
    output: Output,
}

impl<F: Format> Text<F> {
    pub(super) fn new(format: F, output: Output) -> Self {
        Self { format, output }
    }
}

impl<F: Format + 'static> Sink for Text<F> {
    fn write<'a>(&'a mut self, batch: &'a [Keyed]) -> BoxFuture<'a, Result<(), SinkError>> {
        Box::pin(async move {
            let mut bytes = Vec::new();
            self.format.batch(batch, &mut bytes).map_err(|why| self.output.failed(why))?;
            self.output.write(bytes).await
        })
    }

    fn finish(mut self: Box<Self>) -> BoxFuture<'static, Result<(), SinkError>> {
        Box::pin(async move {
            let mut bytes = Vec::new();
            self.format.end(&mut bytes).map_err(|why| self.output.failed(why))?;
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

    pub(in crate::sinks) fn keyed(source: &'static str, name: &str, number: i64) -> Keyed {
        let record = Record { source: source.into(), name: name.to_owned(), data: Data::Number(number) };
        Keyed { key: number.to_string(), record }
    }

    /// Any texts at all, also empty ones, and those with quotes, line ends and control characters.
    pub(in crate::sinks) fn batches() -> impl Strategy<Value = Vec<Vec<Keyed>>> {
        let text = || prop_oneof![any::<String>(), "[\r\n\t\",=\u{0}\u{feff}\u{2028}é日]{0,5}"];
        let data = prop_oneof![text().prop_map(Data::Text), any::<i64>().prop_map(Data::Number)];
        let keyed = (text(), text(), text(), data)
            .prop_map(|(key, source, name, data)| Keyed { key, record: Record { source: source.into(), name, data } });
        vec(vec(keyed, 0..5), 0..4)
    }
}
