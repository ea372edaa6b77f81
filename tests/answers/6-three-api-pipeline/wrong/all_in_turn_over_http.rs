//! Fails: fetch_all_data::sends_all_requests_before_it_waits_for_an_answer
//! Says: it awaits each source before it polls the next one
//! It makes all futures first, and awaits them one after the other: making a future does not start it.

pub use solution::*;

pub async fn fetch_all_data(config: &Config) -> Vec<Fetched<'_>> {
    let fetching: Vec<_> = config.sources.iter().map(|source| (source, source.fetch(&config.client))).collect();
    let mut data = Vec::new();
    for (source, fetching) in fetching {
        data.push(Fetched { source: &**source, result: fetching.await });
    }
    data
}
