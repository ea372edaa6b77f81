//! NDJSON (JSON lines): one JSON object a line, with the three keys of a record.

use std::io;

use super::kind::{Opener, SinkKind};
use super::{KeyedRecord, text::Format};

pub(super) const KIND: SinkKind = SinkKind {
    name: "ndjson",
    extensions: &["ndjson", "jsonl"],
    description: "JSON, one object a line",
    opener: Opener::Text(|| Box::new(Ndjson)),
};

#[derive(Debug)]
struct Ndjson;

impl Format for Ndjson {
    fn batch(&mut self, batch: &[KeyedRecord], bytes: &mut Vec<u8>) -> io::Result<()> {
        for KeyedRecord { record, .. } in batch {
            serde_json::to_writer(&mut *bytes, record)?;
            bytes.push(b'\n');
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Record, sinks::text::tests::batches};

    proptest! {
        #[test]
        fn reads_back_as_written(batches in batches()) {
            let mut bytes = Vec::new();
            for batch in &batches {
                Ndjson.batch(batch, &mut bytes).unwrap();
            }
            let text = String::from_utf8(bytes).unwrap();
            let read: Vec<Record> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            let written: Vec<Record> = batches.concat().into_iter().map(|keyed| keyed.record).collect();
            prop_assert_eq!(read, written);
            prop_assert!(text.is_empty() || text.ends_with('\n'));
        }
    }
}
