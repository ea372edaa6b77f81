//! The content of a body, and the chunks that it is sent in. No body is ever held as a whole.

use std::{fmt, ops::Range};

use hyper::body::Bytes;

/// The approximate size of a chunk: large enough to be sent efficiently, small enough that many responses fit into memory.
pub(crate) const CHUNK_BYTES: usize = 32 * 1024;

/// A function that writes the item at a position as JSON.
pub(crate) type WriteItem = Box<dyn Fn(u64, Fields, &mut Vec<u8>) + Send + Sync>;

/// The fields of an item: all of them, or all but the one that every client needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fields {
    All,
    OneMissing,
}

/// A body: a head, items with commas between them, and a tail.
pub(crate) struct Content {
    head: Vec<u8>,
    positions: Range<u64>,
    item: WriteItem,
    tail: Vec<u8>,
}

impl Content {
    pub(crate) fn whole(body: impl Into<Vec<u8>>) -> Self {
        Self { head: Vec::new(), positions: 0..0, item: Box::new(|_, _, _| ()), tail: body.into() }
    }

    pub(crate) fn items(
        head: impl Into<Vec<u8>>,
        positions: Range<u64>,
        item: WriteItem,
        tail: impl Into<Vec<u8>>,
    ) -> Self {
        Self { head: head.into(), positions, item, tail: tail.into() }
    }

    /// Returns one item, without anything around it.
    pub(crate) fn item(position: u64, item: WriteItem) -> Self {
        Self::items("", position..position + 1, item, "")
    }

    /// Returns the length, if it is known before the items are generated.
    fn len(&self) -> Option<u64> {
        self.positions.is_empty().then_some((self.head.len() + self.tail.len()) as u64)
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Content").field("positions", &self.positions).finish_non_exhaustive()
    }
}

/// A damage to a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Damage {
    /// It breaks off in the middle.
    Half,
    /// Its last byte, the bracket that closes it, is missing.
    Unclosed,
    /// Some items lack a field.
    MissingField,
    /// The items start again when they end.
    Endless,
}

/// A generator of the chunks of a body.
#[derive(Debug)]
pub(crate) struct Chunks {
    content: Content,
    damage: Option<Damage>,
    next: u64,
    stage: Stage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Head,
    Items,
    Ended,
    BrokenOff,
}

impl Chunks {
    pub(crate) fn new(content: Content, damage: Option<Damage>) -> Self {
        let next = content.positions.start;
        Self { content, damage, next, stage: Stage::Head }
    }

    /// Returns the length of all chunks, if it is known before they are generated.
    pub(crate) fn len(&self) -> Option<u64> {
        if self.damage.is_none() && self.stage == Stage::Head { self.content.len() } else { None }
    }

    /// Returns whether the body is complete.
    pub(crate) fn ended(&self) -> bool {
        self.stage == Stage::Ended
    }

    /// Returns whether the body has ended although it is not complete.
    pub(crate) fn broken_off(&self) -> bool {
        self.stage == Stage::BrokenOff
    }

    /// Generates the next chunk. An empty one means that there is none.
    pub(crate) fn make(&mut self) -> Bytes {
        if matches!(self.stage, Stage::Ended | Stage::BrokenOff) {
            return Bytes::new();
        }
        let mut out = Vec::with_capacity(if self.content.len().is_some() { 0 } else { CHUNK_BYTES + CHUNK_BYTES / 8 });
        if self.stage == Stage::Head {
            out.extend_from_slice(&self.content.head);
            self.stage = Stage::Items;
        }
        while out.len() < CHUNK_BYTES && self.stage == Stage::Items {
            self.item_or_end(&mut out);
        }
        match self.damage {
            Some(Damage::Half) => {
                if self.stage == Stage::Ended {
                    out.truncate(out.len() / 2);
                }
                self.stage = Stage::BrokenOff;
            }
            Some(Damage::Unclosed) if self.stage == Stage::Ended => {
                out.pop();
            }
            _ => (),
        }
        Bytes::from(out)
    }

    fn item_or_end(&mut self, out: &mut Vec<u8>) {
        let Range { start, end } = self.content.positions;
        if self.next < end {
            if self.next > start {
                out.push(b',');
            }
            let lacks = self.damage == Some(Damage::MissingField) && (self.next - start).is_multiple_of(3);
            (self.content.item)(self.next, if lacks { Fields::OneMissing } else { Fields::All }, out);
            self.next += 1;
            self.stage = if self.next == end && self.content.tail.is_empty() { Stage::Ended } else { Stage::Items };
            if self.damage == Some(Damage::Endless) && self.next == end {
                // The first position writes no comma of its own.
                out.push(b',');
                (self.next, self.stage) = (start, Stage::Items);
            }
        } else if self.damage == Some(Damage::Endless) {
            // There is no item to repeat, but white space before the closing bracket may be endless, too.
            out.resize(CHUNK_BYTES, b' ');
        } else {
            out.extend_from_slice(&self.content.tail);
            self.stage = Stage::Ended;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::posts::write;

    fn posts(count: u64, damage: Option<Damage>) -> Chunks {
        let item: WriteItem = Box::new(|position, fields, out| write(1, position, fields, out));
        Chunks::new(Content::items("[", 0..count, item, "]"), damage)
    }

    #[test]
    fn a_million_items_need_the_memory_of_one_chunk() {
        let mut chunks = posts(1_000_000, None);
        let mut bytes = 0;
        let memory = allocation_counter::measure(|| {
            while !chunks.ended() {
                bytes += chunks.make().len();
            }
        });
        assert!(bytes > 100_000_000, "{bytes}");
        assert!(memory.bytes_max < 3 * CHUNK_BYTES as u64, "{memory:?}");
    }

    #[test]
    fn the_length_is_known_without_items() {
        assert_eq!(posts(0, None).len(), Some(2));
        assert_eq!(posts(0, Some(Damage::Half)).len(), None);
        assert_eq!(posts(1, None).len(), None);
        assert_eq!(Chunks::new(Content::whole("{}"), None).make(), "{}");
    }

    #[test]
    fn chunks_together_are_the_body() {
        for count in [0, 1, 2, 1000] {
            let mut chunks = posts(count, None);
            let mut body = Vec::new();
            while !chunks.ended() {
                body.extend(chunks.make());
            }
            assert!(chunks.make().is_empty());
            let items: Vec<serde_json::Value> = serde_json::from_slice(&body).expect("JSON");
            assert_eq!(items.len() as u64, count);
        }
    }
}
