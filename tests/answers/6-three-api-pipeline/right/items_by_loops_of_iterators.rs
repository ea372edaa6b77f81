//! Task: process_items
//! Structs that implement `Iterator`.

pub use solution::*;

struct Items<'a, I> {
    data: I,
    here: Option<(&'a dyn Source, std::slice::Iter<'a, serde_json::Value>)>,
}

impl<'a, I: Iterator<Item = &'a Fetched<'a>>> Iterator for Items<'a, I> {
    type Item = Item<'a>;

    fn next(&mut self) -> Option<Item<'a>> {
        loop {
            if let Some((source, values)) = &mut self.here
                && let Some(value) = values.next()
            {
                return Some(Item { source: *source, value });
            }
            let fetched = self.data.next()?;
            self.here = fetched.result.as_ref().ok().map(|items| (fetched.source, items.iter()));
        }
    }
}

pub fn process_items<'a>(data: impl IntoIterator<Item = &'a Fetched<'a>>) -> impl Iterator<Item = Item<'a>> {
    Items { data: data.into_iter(), here: None }
}
