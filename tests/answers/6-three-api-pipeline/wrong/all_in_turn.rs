//! Fails: fetch_all_data::takes_as_long_as_the_slowest_source
//! Says: it fetches 1 source at a time
//! It fetches the sources one after the other.

pub use solution::*;

pub async fn fetch_all_data(config: &Config) -> Vec<Fetched<'_>> {
    let mut data = Vec::new();
    for source in &config.sources {
        data.push(Fetched { source: &**source, result: source.fetch(&config.client).await });
    }
    data
}
