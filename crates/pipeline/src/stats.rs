//! The statistics of each source, from which the summary, the metrics and the progress bars are made.

use std::fmt::{self, Write as _};
use std::sync::Arc;
use std::time::Duration;

use hdrhistogram::Histogram;
use parking_lot::Mutex;

use crate::http::{Attempt, Observer, Outcome};

/// The statistics of all sources. A clone is cheap and shares the counts.
///
/// As an [`Observer`] it counts the requests; [`update`](Self::update) counts everything else.
///
/// ```
/// use streamlings_pipeline::stats::Stats;
///
/// let stats = Stats::new(["posts", "users"]);
/// stats.update("posts", |posts| posts.records += 7);
/// assert!(stats.metrics().contains("pipeline_records_total{source=\"posts\"} 7"));
/// ```
#[derive(Clone, Debug)]
pub struct Stats {
    sources: Arc<[(&'static str, Mutex<SourceStats>)]>,
}

/// The statistics of one source.
///
/// ```
/// use streamlings_pipeline::stats::Stats;
///
/// let stats = Stats::new(["posts", "users"]);
/// stats.update("posts", |posts| posts.bad += 1);
/// let [(_, posts), (_, users)] = &stats.snapshot()[..] else { panic!("there are two sources") };
/// assert_eq!((posts.bad, users.bad), (1, 0));
/// ```
#[derive(Clone, Debug)]
pub struct SourceStats {
    /// The requests that were sent, retries included.
    pub requests: u64,
    /// The requests that were retries.
    pub retries: u64,
    /// The requests that failed, even if a retry succeeded.
    pub failed: u64,
    /// The pages from the cache, including those that were revalidated.
    pub cached: u64,
    /// The bytes of all bodies that arrived over the network.
    pub bytes: u64,
    /// The items that became records.
    pub records: u64,
    /// The items that did not.
    pub bad: u64,
    /// The pages that could not be fetched or read, after all retries.
    pub errors: u64,
    /// The latency of the requests that got a response, in microseconds.
    latency: Histogram<u64>,
}

impl Stats {
    /// Creates statistics of these sources, with all counts at 0. Sources with other names are not counted.
    pub fn new(sources: impl IntoIterator<Item = &'static str>) -> Self {
        Self { sources: sources.into_iter().map(|name| (name, Mutex::default())).collect() }
    }

    /// Changes the statistics of a source.
    pub fn update(&self, source: &str, change: impl FnOnce(&mut SourceStats)) {
        if let Some((_, stats)) = self.sources.iter().find(|(name, _)| *name == source) {
            change(&mut stats.lock());
        }
    }

    /// Returns a copy of the current statistics, in the order of the sources.
    pub fn snapshot(&self) -> Vec<(&'static str, SourceStats)> {
        self.sources.iter().map(|(name, stats)| (*name, stats.lock().clone())).collect()
    }

    /// Returns the statistics in Prometheus' text format, version 0.0.4.
    pub fn metrics(&self) -> String {
        type Count = fn(&SourceStats) -> u64;
        let counters: [(&str, &str, Count); 8] = [
            ("requests", "Requests sent, retries included.", |stats| stats.requests),
            ("retries", "Requests that were retries.", |stats| stats.retries),
            ("failed_requests", "Requests that failed.", |stats| stats.failed),
            ("cached_pages", "Pages from the cache.", |stats| stats.cached),
            ("received_bytes", "Bytes of bodies from the network.", |stats| stats.bytes),
            ("records", "Items that became records.", |stats| stats.records),
            ("bad_items", "Items that did not become records.", |stats| stats.bad),
            ("errors", "Pages that could not be fetched or read.", |stats| stats.errors),
        ];
        let all = self.snapshot();
        let mut text = String::new();
        for (name, help, count) in counters {
            let name = format!("pipeline_{name}_total");
            let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} counter");
            for (source, stats) in &all {
                let _ = writeln!(text, "{name}{{source=\"{source}\"}} {}", count(stats));
            }
        }
        let name = "pipeline_request_seconds";
        let _ = writeln!(text, "# HELP {name} Latency of requests with a response.\n# TYPE {name} summary");
        for (source, stats) in &all {
            for quantile in [0.5, 0.9, 0.99] {
                let seconds = stats.latency(quantile).as_secs_f64();
                let _ = writeln!(text, "{name}{{source=\"{source}\",quantile=\"{quantile}\"}} {seconds}");
            }
            let seconds = stats.latency.mean() * stats.latency.len() as f64 / 1e6;
            let _ = writeln!(text, "{name}_sum{{source=\"{source}\"}} {seconds}");
            let _ = writeln!(text, "{name}_count{{source=\"{source}\"}} {}", stats.latency.len());
        }
        text
    }
}

impl Observer for Stats {
    fn attempt(&self, attempt: &Attempt<'_>) {
        self.update(attempt.source, |stats| {
            stats.bytes += attempt.bytes;
            stats.requests += u64::from(attempt.number > 0);
            stats.retries += u64::from(attempt.number > 1);
            match attempt.outcome {
                Outcome::FromCache => stats.cached += 1,
                Outcome::Fetched(_) => stats.add_latency(attempt.latency),
                Outcome::Revalidated => {
                    stats.cached += 1;
                    stats.add_latency(attempt.latency);
                }
                Outcome::Failed(_) => stats.failed += 1,
                Outcome::Dropped => {}
            }
        });
    }
}

impl Default for SourceStats {
    /// Returns statistics with all counts at 0.
    fn default() -> Self {
        // Latencies vary from run to run by more than the third digit, so two are enough, in a few kilobytes.
        let latency =
            Histogram::new_with_max(3_600_000_000, 2).expect("the largest value and the number of digits are valid");
        Self { requests: 0, retries: 0, failed: 0, cached: 0, bytes: 0, records: 0, bad: 0, errors: 0, latency }
    }
}

impl SourceStats {
    /// Returns a percentile of the latency: the median with 0.5. Zero if no request got a response.
    pub fn latency(&self, share: f64) -> Duration {
        Duration::from_micros(self.latency.value_at_quantile(share))
    }

    fn add_latency(&mut self, latency: Duration) {
        self.latency.saturating_record(u64::try_from(latency.as_micros()).unwrap_or(u64::MAX));
    }
}

/// Shows the summary, one line for each source.
impl fmt::Display for Stats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<8}{:>10}{:>9}{:>11}{:>9}{:>9}{:>9}{:>11}{:>8}{:>8}",
            "source", "requests", "retries", "bytes", "p50", "p90", "p99", "records", "bad", "errors"
        )?;
        for (name, stats) in self.snapshot() {
            let SourceStats { requests, retries, bytes, records, bad, errors, .. } = stats;
            let percentile = |share| if stats.latency.is_empty() { "-".into() } else { short(stats.latency(share)) };
            let [p50, p90, p99] = [0.5, 0.9, 0.99].map(percentile);
            writeln!(
                f,
                "{name:<8}{requests:>10}{retries:>9}{:>11}{p50:>9}{p90:>9}{p99:>9}{records:>11}{bad:>8}{errors:>8}",
                size(bytes)
            )?;
        }
        Ok(())
    }
}

fn short(latency: Duration) -> String {
    let milliseconds = latency.as_secs_f64() * 1e3;
    if milliseconds < 1000.0 { format!("{milliseconds:.1} ms") } else { format!("{:.2} s", milliseconds / 1e3) }
}

fn size(bytes: u64) -> String {
    let bytes = bytes as f64;
    match bytes {
        ..1e3 => format!("{bytes} B"),
        ..1e6 => format!("{:.1} kB", bytes / 1e3),
        ..1e9 => format!("{:.1} MB", bytes / 1e6),
        _ => format!("{:.1} GB", bytes / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use reqwest::{StatusCode, Url};

    use super::*;
    use crate::http::AttemptError;

    fn example() -> Stats {
        let stats = Stats::new(["posts", "users"]);
        let url: Url = "http://localhost/posts".parse().expect("a URL");
        let latency = Duration::from_millis(20);
        let error = AttemptError::Timeout { after: latency };
        for (number, outcome, bytes) in [
            (1, Outcome::Failed(&error), 10),
            (2, Outcome::Fetched(StatusCode::OK), 100),
            (0, Outcome::FromCache, 0),
            (1, Outcome::Dropped, 5),
        ] {
            stats.attempt(&Attempt { source: "posts", url: &url, number, outcome, bytes, latency });
        }
        stats.update("posts", |stats| stats.records += 7);
        stats
    }

    #[test]
    fn counts_attempts_and_records() {
        let (_, posts) = example().snapshot().remove(0);
        let counted = [posts.requests, posts.retries, posts.failed, posts.cached, posts.bytes, posts.records];
        assert_eq!(counted, [3, 1, 1, 1, 115, 7]);
        assert_eq!(posts.latency(0.5).as_millis(), 20);
    }

    #[test]
    fn the_summary_has_a_line_for_each_source() {
        let summary = example().to_string();
        let words: Vec<Vec<&str>> = summary.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(words[1][..5], ["posts", "3", "1", "115", "B"]);
        assert_eq!(words[2][0], "users");
    }

    #[test]
    fn metrics_are_in_the_format_of_prometheus() {
        let metrics = example().metrics();
        for line in [
            "# TYPE pipeline_requests_total counter",
            "pipeline_requests_total{source=\"posts\"} 3",
            "pipeline_records_total{source=\"users\"} 0",
            "pipeline_request_seconds_count{source=\"posts\"} 1",
        ] {
            assert!(metrics.lines().any(|one| one == line), "{line} is not in\n{metrics}");
        }
    }
}
