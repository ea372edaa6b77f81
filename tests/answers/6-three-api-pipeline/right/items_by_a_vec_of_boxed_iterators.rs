//! Task: process_items
//! Boxed iterators; the filter is a loop of its own.

pub use solution::*;

pub fn process_items<'a>(data: impl IntoIterator<Item = &'a Fetched<'a>>) -> impl Iterator<Item = Item<'a>> {
    let of = |fetched: &'a Fetched<'a>| -> Box<dyn Iterator<Item = Item<'a>> + 'a> {
        match &fetched.result {
            Ok(items) => Box::new((0..items.len()).map(move |at| Item { source: fetched.source, value: &items[at] })),
            Err(_) => Box::new(std::iter::empty()),
        }
    };
    let mut data = data.into_iter();
    let mut current = None::<Box<dyn Iterator<Item = Item<'a>> + 'a>>;
    std::iter::from_fn(move || {
        loop {
            if let Some(item) = current.as_mut().and_then(Iterator::next) {
                return Some(item);
            }
            current = Some(of(data.next()?));
        }
    })
}

pub fn filter_by_source<'a>(mut items: impl Iterator<Item = Item<'a>>, name: &str) -> impl Iterator<Item = Item<'a>> {
    let name: Box<[u8]> = name.as_bytes().into();
    std::iter::from_fn(move || {
        while let Some(item) = items.next() {
            if item.source.name().bytes().eq(name.iter().copied()) {
                return Some(item);
            }
        }
        None
    })
}
