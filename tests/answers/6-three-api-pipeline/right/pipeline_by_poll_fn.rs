//! Task: run_pipeline
//! It polls all futures by hand, and yields the records of the first one that is done.

pub use solution::*;

use std::collections::VecDeque;
use std::task::Poll;

use futures::{Stream, stream};
use serde_json::Value;

pub fn run_pipeline(config: &Config, filter: Option<&str>) -> impl Stream<Item = Result<Record, SourceError>> {
    let is_wanted = |source: &&Box<dyn Source>| filter.is_none_or(|name| source.name() == name);
    let wanted = config.sources.iter().filter(is_wanted);
    let mut fetching: Vec<_> = wanted.map(|source| (source, source.fetch(&config.client))).collect();
    let mut errors = VecDeque::new();
    if let (Some(name), true) = (filter, fetching.is_empty()) {
        let known = config.sources.iter().map(|source| source.name().to_owned()).collect();
        errors.push_back(SourceError::new(name, ErrorKind::Unknown { known }));
    }
    let mut items: VecDeque<(&dyn Source, Value)> = VecDeque::new();
    stream::poll_fn(move |context| {
        loop {
            if let Some(error) = errors.pop_front() {
                return Poll::Ready(Some(Err(error)));
            }
            if let Some((source, value)) = items.pop_front() {
                let record = source.transform(&value).map_err(|bad| SourceError::new(source.name(), bad));
                return Poll::Ready(Some(record));
            }
            // Each fetch is polled once, so that all requests are sent.
            let mut done = Vec::new();
            for (place, (_, future)) in fetching.iter_mut().enumerate() {
                if let Poll::Ready(result) = future.as_mut().poll(context) {
                    done.push((place, result));
                }
            }
            for (place, result) in done.into_iter().rev() {
                let (source, _) = fetching.swap_remove(place);
                match result {
                    Ok(values) => items.extend(values.into_iter().map(|value| (&**source, value))),
                    Err(error) => errors.push_back(error),
                }
            }
            if errors.is_empty() && items.is_empty() {
                return if fetching.is_empty() { Poll::Ready(None) } else { Poll::Pending };
            }
        }
    })
}
