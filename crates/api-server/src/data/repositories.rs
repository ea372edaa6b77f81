//! Repositories in the format of GitHub.
//!
//! They are ranked: the repository of rank 0 has the most stars and forks and was updated last, and none of these increases with
//! the rank. So results need no sorting, and any page can be generated without the pages before it.

use super::dates::{DAY, PRESENT, date_time};
use crate::{
    content::Fields,
    json::{string, write_json},
    rng::Rng,
};

/// The languages of repositories, unless a search asks for one. They are spelled as GitHub spells them.
pub(crate) const LANGUAGES: [&str; 16] = [
    "Python",
    "Rust",
    "JavaScript",
    "TypeScript",
    "Go",
    "Java",
    "C",
    "C++",
    "C#",
    "Ruby",
    "Kotlin",
    "Swift",
    "Haskell",
    "Elixir",
    "Shell",
    "PHP",
];

const FIRST: [&str; 16] = [
    "async", "tiny", "open", "quick", "deep", "cloud", "paper", "silent", "fair", "night", "copper", "river", "plain",
    "green", "lazy", "north",
];
const SECOND: [&str; 16] = [
    "flow", "parser", "queue", "atlas", "lantern", "kit", "stream", "garden", "pilot", "forge", "cache", "loom",
    "notes", "harbor", "metrics", "bridge",
];
/// Descriptions that are escaped for JSON already.
const PURPOSES: [&str; 16] = [
    "Moves data from here to there, and back when asked",
    "A small library for people who count things",
    "Draws maps of places that nobody has been to",
    "Retries politely",
    "Queues without tears \u{1f9f5}",
    "Reads \\\"almost\\\" every format",
    "Ein Werkzeug für große Datenmengen",
    "Une bibliothèque légère pour les flux",
    "データの流れを見る",
    "Быстрый разбор больших файлов",
    "Keeps a cache honest",
    "Turns logs into stories",
    "The boring way to build a pipeline",
    "Streams, windows and doors",
    "Measures before it cuts",
    "Everything that you need on a rainy day",
];
const OWNERS: [&str; 16] = [
    "maple",
    "driftwood",
    "quartz",
    "saffron",
    "juniper",
    "basalt",
    "clover",
    "ember",
    "fjord",
    "hazelnut",
    "indigo",
    "kestrel",
    "lichen",
    "nimbus",
    "pebble",
    "tundra",
];
const TOPICS: [&str; 8] = ["async", "data", "pipeline", "streaming", "tools", "maps", "testing", "cli"];
/// The key and the name of each license in GitHub's API, and its SPDX identifier.
const LICENSES: [(&str, &str, &str); 4] = [
    ("mit", "MIT License", "MIT"),
    ("apache-2.0", "Apache License 2.0", "Apache-2.0"),
    ("bsd-3-clause", "BSD 3-Clause \\\"New\\\" or \\\"Revised\\\" License", "BSD-3-Clause"),
    ("mpl-2.0", "Mozilla Public License 2.0", "MPL-2.0"),
];

/// Writes the repository of a rank, with the given language or one that is drawn.
pub(crate) fn write(seed: u64, rank: u64, language: Option<&str>, fields: Fields, out: &mut Vec<u8>) {
    let mut rng = Rng::new(seed, rank);
    let id = rank.wrapping_add(1_000_000);
    let (first, second) = (rng.pick(&FIRST), rng.pick(&SECOND));
    let (owner, owner_number) = (rng.pick(&OWNERS), rng.below(90_000) + 10);
    let drawn_language = rng.pick(&LANGUAGES);

    write_json!(out, "{\"id\":", id, ",\"node_id\":\"R_local", id, "\"");
    if fields == Fields::All {
        write_json!(out, ",\"name\":\"", first, "-", second, "-", rank, "\"");
    }
    let full_name = |out: &mut Vec<u8>| write_json!(out, owner, owner_number, "/", first, "-", second, "-", rank);
    write_json!(out, ",\"full_name\":\"");
    full_name(out);
    write_json!(out, "\",\"private\":false,\"owner\":{\"login\":\"", owner, owner_number, "\",\"id\":", owner_number);
    write_json!(out, ",\"node_id\":\"U_local", owner_number, "\",\"html_url\":\"https://github.example/", owner);
    write_json!(out, owner_number, "\",\"type\":\"User\",\"site_admin\":false},\"html_url\":\"https://github.example/");
    full_name(out);
    write_json!(out, "\",\"description\":\"", rng.pick(&PURPOSES), "\",\"fork\":false");

    let updated = PRESENT - (rank.saturating_mul(60)).min(5 * 365 * DAY);
    for (name, before) in
        [("created_at", 400 * DAY + rng.below(2000 * DAY)), ("updated_at", 0), ("pushed_at", rng.below(DAY))]
    {
        write_json!(out, ",\"", name, "\":\"");
        date_time(out, updated - before);
        write_json!(out, "Z\"");
    }

    let stars = falling(seed, rank, 4_000_000);
    let forks = falling(!seed, rank, 400_000);
    let issues = rng.below(stars / 50 + 3);
    write_json!(out, ",\"stargazers_count\":", stars, ",\"watchers_count\":", stars, ",\"language\":");
    string(out, language.unwrap_or(drawn_language));
    write_json!(out, ",\"forks_count\":", forks, ",\"open_issues_count\":", issues, ",\"license\":");
    // One in eight has no license.
    match LICENSES.get(rng.below(8) as usize / 2).filter(|_| rng.below(8) > 0) {
        Some((key, name, spdx)) => {
            write_json!(out, "{\"key\":\"", *key, "\",\"name\":\"", *name, "\",\"spdx_id\":\"", *spdx, "\"}");
        }
        None => write_json!(out, "null"),
    }
    let topic = rng.below(TOPICS.len() as u64) as usize;
    let next_topic = (topic + 1) % TOPICS.len();
    write_json!(out, ",\"topics\":[\"", TOPICS[topic], "\",\"", TOPICS[next_topic], "\"],\"forks\":", forks);
    write_json!(
        out,
        ",\"open_issues\":",
        issues,
        ",\"watchers\":",
        stars,
        ",\"default_branch\":\"main\",\"score\":1.0}"
    );
}

/// Draws a number that never increases with the rank. It lies between the values of a falling curve at this rank and at the next
/// one.
fn falling(seed: u64, rank: u64, scale: u64) -> u64 {
    let curve = |rank: u64| scale / rank.saturating_add(10);
    let (here, next) = (curve(rank), curve(rank.saturating_add(1)));
    next + Rng::new(seed, rank).below(here - next + 1)
}

/// A permutation of the ranks that looks random. It is the order of the best match, which on GitHub follows no single number,
/// either.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Permutation {
    count: u64,
    step: u64,
}

impl Permutation {
    pub(crate) fn new(count: u64) -> Self {
        // A step that is coprime to the count visits each rank once. The next one is never far.
        let mut step = count / 3 + 1;
        while gcd(step, count) > 1 {
            step += 1;
        }
        Self { count, step }
    }

    /// Returns the rank at a position below the count.
    pub(crate) fn rank(self, position: u64) -> u64 {
        ((u128::from(position) * u128::from(self.step)) % u128::from(self.count)) as u64
    }
}

/// Returns the greatest common divisor.
fn gcd(one: u64, other: u64) -> u64 {
    if other == 0 { one } else { gcd(other, one % other) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_permutation_has_each_rank_once() {
        for count in [1, 2, 3, 10, 30, 97, 1000] {
            let mut ranks: Vec<_> = (0..count).map(|position| Permutation::new(count).rank(position)).collect();
            ranks.sort_unstable();
            assert!(ranks.into_iter().eq(0..count), "{count}");
        }
    }

    #[test]
    fn stars_never_rise_with_the_rank() {
        let stars: Vec<_> = (0..100_000).map(|rank| falling(7, rank, 4_000_000)).collect();
        assert!(stars.is_sorted_by(|one, other| one >= other));
        assert!(stars[0] > 100_000 && stars[99_999] > 10);
    }
}
