//! Task: transform_data
//! A struct that implements `Iterator`.

pub use solution::*;

struct Records<I>(I);

impl<'a, I: Iterator<Item = Item<'a>>> Iterator for Records<I> {
    type Item = Result<Record, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        let item = self.0.next()?;
        let name = item.source.name().to_owned();
        Some(item.source.transform(item.value).map_err(|bad| SourceError { name, kind: bad.into() }))
    }
}

pub fn transform_data<'a>(items: impl Iterator<Item = Item<'a>>) -> impl Iterator<Item = Result<Record, SourceError>> {
    Records(items)
}
