//! CSV: a header, and a line for each record, quoted as RFC 4180 requires.
//!
//! Values are written unchanged: a spreadsheet takes a name that starts with `=` for a formula, and a number looks the same
//! as its text.

use std::io;

use ::csv::Writer;

use super::kind::{Opener, SinkKind};
use super::{KeyedRecord, plain, text::Format};

pub(super) const KIND: SinkKind = SinkKind {
    name: "csv",
    extensions: &["csv"],
    description: "CSV with a header",
    opener: Opener::Text(|| Box::new(Csv::default())),
};

#[derive(Debug, Default)]
struct Csv {
    has_header: bool,
}

impl Format for Csv {
    fn batch(&mut self, batch: &[KeyedRecord], bytes: &mut Vec<u8>) -> io::Result<()> {
        let mut lines = Writer::from_writer(bytes);
        if !self.has_header {
            lines.write_record(["source", "name", "data"])?;
            self.has_header = true;
        }
        for KeyedRecord { record, .. } in batch {
            lines.write_record([&*record.source, &record.name, &plain(&record.data)])?;
        }
        lines.flush()
    }

    /// Writes the header if there was no record, so that the file always has its columns.
    fn end(&mut self, bytes: &mut Vec<u8>) -> io::Result<()> {
        self.batch(&[], bytes)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sinks::text::tests::{batches, keyed};

    fn written(batches: &[Vec<KeyedRecord>]) -> String {
        let mut format = Csv::default();
        let mut bytes = Vec::new();
        for batch in batches {
            format.batch(batch, &mut bytes).unwrap();
        }
        format.end(&mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn writes_the_header_once_and_quotes_what_needs_it() {
        let batches = [vec![keyed("posts", "a, \"b\"\nc", 1)], vec![keyed("posts", "plain", 2)]];
        assert_eq!(written(&batches), "source,name,data\nposts,\"a, \"\"b\"\"\nc\",1\nposts,plain,2\n");
        assert_eq!(written(&[]), "source,name,data\n");
    }

    proptest! {
        #[test]
        fn reads_back_as_written(batches in batches()) {
            let text = written(&batches);
            let mut reader = ::csv::Reader::from_reader(text.as_bytes());
            let read: Vec<[String; 3]> = reader.deserialize().map(Result::unwrap).collect();
            let written: Vec<[String; 3]> = batches
                .concat()
                .into_iter()
                .map(|KeyedRecord { record, .. }| [record.source.to_string(), record.name, plain(&record.data).into_owned()])
                .collect();
            prop_assert_eq!(read, written);
        }
    }
}
