//! Fails: run_pipeline::gives_the_records_of_a_source_as_soon_as_it_is_there
//! Says: it awaits each source before it polls the next one
//! It fetches the sources one after the other.

pub use solution::*;

use async_stream::stream;
use futures::Stream;

pub fn run_pipeline(config: &Config, filter: Option<&str>) -> impl Stream<Item = Result<Record, SourceError>> {
    stream! {
        let is_known = |name: &str| config.sources.iter().any(|source| source.name() == name);
        if let Some(name) = filter
            && !is_known(name)
        {
            let known = config.sources.iter().map(|source| source.name().to_owned()).collect();
            yield Err(SourceError::new(name, ErrorKind::Unknown { known }));
            return;
        }
        for source in config.sources.iter().filter(|source| filter.is_none_or(|name| source.name() == name)) {
            let fetched = Fetched { source: &**source, result: source.fetch(&config.client).await };
            for record in transform_data(process_items([&fetched])) {
                yield record;
            }
            if let Err(error) = fetched.result {
                yield Err(error);
            }
        }
    }
}
