//! Fails: process_items::skips_any_number_of_sources_and_items
//! Says: a function calls itself for ever or too often
//! A source that failed is skipped by a call of itself: very many fill the stack.

pub use solution::*;

struct Items<'a, I> {
    data: I,
    source: Option<&'a Fetched<'a>>,
    at: usize,
}

impl<'a, I: Iterator<Item = &'a Fetched<'a>>> Iterator for Items<'a, I> {
    type Item = Item<'a>;

    fn next(&mut self) -> Option<Item<'a>> {
        if let Some(Fetched { source, result: Ok(items) }) = self.source
            && let Some(value) = items.get(self.at)
        {
            self.at += 1;
            return Some(Item { source: *source, value });
        }
        self.source = Some(self.data.next()?);
        self.at = 0;
        self.next()
    }
}

pub fn process_items<'a>(data: impl IntoIterator<Item = &'a Fetched<'a>>) -> impl Iterator<Item = Item<'a>> {
    Items { data: data.into_iter(), source: None, at: 0 }
}
