//! What a body is made of, and the chunks that it comes in. No body is ever held whole.

use std::{fmt, ops::Range};

use hyper::body::Bytes;

/// Chunks have about this size: large enough that sending them costs little, small enough that they may be many at a time.
pub(crate) const CHUNK: usize = 32 * 1024;

/// Writes the item at a position as JSON.
pub(crate) type WriteItem = Box<dyn Fn(u64, Fields, &mut Vec<u8>) + Send + Sync>;

/// Whether an item has the field that every client needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fields {
    All,
    OneMissing,
}

/// A body: what comes first, items with commas between, what comes last.
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

    /// One item, without anything around it.
    pub(crate) fn item(position: u64, item: WriteItem) -> Self {
        Self::items("", position..position + 1, item, "")
    }

    /// Its length, where that is known without making it.
    fn len(&self) -> Option<u64> {
        self.positions.is_empty().then_some((self.head.len() + self.tail.len()) as u64)
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Content").field("positions", &self.positions).finish_non_exhaustive()
    }
}

/// What is wrong with a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Damage {
    /// It breaks off in the middle.
    Half,
    /// Its last byte, the bracket that closes it, is missing.
    Unclosed,
    /// Some items lack a field.
    MissingField,
    /// The items begin anew when they end.
    Endless,
}

/// Makes the chunks of a body, one after another.
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

    /// The length of all chunks, where it is known before they are made.
    pub(crate) fn len(&self) -> Option<u64> {
        if self.damage.is_none() && self.stage == Stage::Head { self.content.len() } else { None }
    }

    /// No chunk comes any more, and that is as it should be.
    pub(crate) fn ended(&self) -> bool {
        self.stage == Stage::Ended
    }

    /// No chunk comes any more, although the body is not whole.
    pub(crate) fn broken_off(&self) -> bool {
        self.stage == Stage::BrokenOff
    }

    /// The next chunk; an empty one when there is none.
    pub(crate) fn make(&mut self) -> Bytes {
        if matches!(self.stage, Stage::Ended | Stage::BrokenOff) {
            return Bytes::new();
        }
        let mut out = Vec::with_capacity(if self.content.len().is_some() { 0 } else { CHUNK + CHUNK / 8 });
        if self.stage == Stage::Head {
            out.extend_from_slice(&self.content.head);
            self.stage = Stage::Items;
        }
        while out.len() < CHUNK && self.stage == Stage::Items {
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
                // The comma that the first position does not write.
                out.push(b',');
                (self.next, self.stage) = (start, Stage::Items);
            }
        } else if self.damage == Some(Damage::Endless) {
            // There is no item to repeat. White space may stand before the closing bracket for ever.
            out.resize(CHUNK, b' ');
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
        assert!(memory.bytes_max < 3 * CHUNK as u64, "{memory:?}");
    }

    #[test]
    fn the_length_is_known_where_nothing_is_drawn() {
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
