//! The id of an SVG, which must be unique in its page.

use super::super::{Axis, Drawing};

/// The maximum number of characters of the title in an id.
const MAX_TITLE_CHARS: usize = 40;

/// Returns an id made from the drawing's title and a hash of its content, so that no other drawing in a page has it.
pub(super) fn id(drawing: &Drawing<'_>, axis: Axis) -> String {
    let mut hash = Fnv::new();
    hash.add(axis as u64);
    hash.add(drawing.width as u64);
    hash.add(drawing.lanes_at_most as u64);
    for (heading, trace) in drawing.traces() {
        heading.unwrap_or_default().bytes().for_each(|byte| hash.add(u64::from(byte)));
        for lane in &trace.lanes {
            lane.name.bytes().for_each(|byte| hash.add(u64::from(byte)));
        }
        for event in &trace.events {
            hash.add(event.at.as_nanos() as u64);
            hash.add(u64::from(event.lane.0));
            hash.add(event.kind as u64);
        }
    }
    let title = drawing.title.as_deref().unwrap_or_default();
    let slug: String = title
        .chars()
        .take(MAX_TITLE_CHARS)
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
        .collect();
    let slug = slug.trim_matches('-');
    let between = if slug.is_empty() { "" } else { "-" };
    format!("pollscope{between}{slug}-{:08x}", (hash.0 >> 32) ^ (hash.0 & 0xffff_ffff))
}

/// The hash function FNV-1a. That of the standard library may change with a new version of Rust, and the id with it.
struct Fnv(u64);

impl Fnv {
    fn new() -> Fnv {
        Fnv(0xcbf2_9ce4_8422_2325)
    }

    fn add(&mut self, value: u64) {
        for byte in value.to_le_bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}
