//! Fails: fetch_all_data::two_sources_of_one_name_are_two
//! Says: two sources may have the same name
//! A map by name has room for only one of two sources.

pub use solution::*;

use std::collections::HashMap;

pub async fn fetch_all_data(config: &Config) -> Vec<Fetched<'_>> {
    let data = solution::fetch_all_data(config).await;
    let mut by_name: HashMap<&str, _> = data.into_iter().map(|came| (came.source.name(), came.result)).collect();
    let mut of = |source: &dyn Source| by_name.remove(source.name()).unwrap_or_else(|| Ok(Vec::new()));
    config.sources.iter().map(|source| Fetched { source: &**source, result: of(&**source) }).collect()
}
