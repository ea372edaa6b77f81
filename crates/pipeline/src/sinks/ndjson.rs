//! One JSON object a line, with the three keys of a record.

use std::io;

use super::{Keyed, text::Format};

#[derive(Debug)]
pub(super) struct Ndjson;

impl Format for Ndjson {
    fn batch(&mut self, batch: &[Keyed], bytes: &mut Vec<u8>) -> io::Result<()> {
        for Keyed { record, .. } in batch {
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
        fn gives_back_what_was_written(batches in batches()) {
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
