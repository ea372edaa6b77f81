//! What happened in each source, in numbers: the summary, the metrics and the progress bars are made of it.

use std::fmt::{self, Write as _};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hdrhistogram::Histogram;

use crate::http::{Attempt, Observer, Outcome};

/// The numbers of all sources. Clones are cheap, and count together.
///
/// As an [`Observer`] it counts the requests; the records are told by [`update`](Self::update).
#[derive(Clone, Debug)]
pub struct Tally {
    sources: Arc<[(&'static str, Mutex<Figures>)]>,
}

/// The numbers of one source.
#[derive(Clone, Debug)]
pub struct Figures {
    /// What was sent, retries included.
    pub requests: u64,
    /// Those of the requests that tried again.
    pub retries: u64,
    /// Those of the requests that failed. Some were tried again with success.
    pub failed: u64,
    /// Pages that the cache had, also those that the server called still good.
    pub cached: u64,
    /// The bytes of all bodies, as they came over the network.
    pub bytes: u64,
    /// Items that became records.
    pub records: u64,
    /// Items that did not.
    pub bad: u64,
    /// Pages that did not come in spite of all retries, or could not be read.
    pub errors: u64,
    /// How long the requests took that got an answer, in microseconds.
    latency: Histogram<u64>,
}

impl Tally {
    /// With nothing counted yet. Sources of other names are not counted.
    pub fn new(sources: impl IntoIterator<Item = &'static str>) -> Self {
        Self { sources: sources.into_iter().map(|name| (name, Mutex::default())).collect() }
    }

    /// Counts something.
    pub fn update(&self, source: &str, count: impl FnOnce(&mut Figures)) {
        if let Some((_, figures)) = self.sources.iter().find(|(name, _)| *name == source) {
            count(&mut figures.lock().unwrap_or_else(PoisonError::into_inner));
        }
    }

    /// The numbers by now, in the order of the sources.
    pub fn figures(&self) -> Vec<(&'static str, Figures)> {
        let now = |(name, figures): &(_, Mutex<Figures>)| {
            (*name, figures.lock().unwrap_or_else(PoisonError::into_inner).clone())
        };
        self.sources.iter().map(now).collect()
    }

    /// The numbers in Prometheus' text format, version 0.0.4.
    pub fn metrics(&self) -> String {
        type Count = fn(&Figures) -> u64;
        let counters: [(&str, &str, Count); 8] = [
            ("requests", "Requests sent, retries included.", |figures| figures.requests),
            ("retries", "Requests that tried again.", |figures| figures.retries),
            ("failed_requests", "Requests that failed.", |figures| figures.failed),
            ("cached_pages", "Pages from the cache.", |figures| figures.cached),
            ("received_bytes", "Bytes of bodies from the network.", |figures| figures.bytes),
            ("records", "Items that became records.", |figures| figures.records),
            ("bad_items", "Items that became no record.", |figures| figures.bad),
            ("errors", "Pages that did not come or could not be read.", |figures| figures.errors),
        ];
        let all = self.figures();
        let mut text = String::new();
        for (name, help, count) in counters {
            let name = format!("pipeline_{name}_total");
            let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} counter");
            for (source, figures) in &all {
                let _ = writeln!(text, "{name}{{source=\"{source}\"}} {}", count(figures));
            }
        }
        let name = "pipeline_request_seconds";
        let _ = writeln!(text, "# HELP {name} How long answered requests took.\n# TYPE {name} summary");
        for (source, figures) in &all {
            for quantile in [0.5, 0.9, 0.99] {
                let seconds = figures.latency(quantile).as_secs_f64();
                let _ = writeln!(text, "{name}{{source=\"{source}\",quantile=\"{quantile}\"}} {seconds}");
            }
            let seconds = figures.latency.mean() * figures.latency.len() as f64 / 1e6;
            let _ = writeln!(text, "{name}_sum{{source=\"{source}\"}} {seconds}");
            let _ = writeln!(text, "{name}_count{{source=\"{source}\"}} {}", figures.latency.len());
        }
        text
    }
}

impl Observer for Tally {
    fn attempt(&self, attempt: &Attempt<'_>) {
        self.update(attempt.source, |figures| {
            figures.bytes += attempt.bytes;
            figures.requests += u64::from(attempt.number > 0);
            figures.retries += u64::from(attempt.number > 1);
            match attempt.outcome {
                Outcome::FromCache => figures.cached += 1,
                Outcome::Fetched(_) => figures.answered(attempt.latency),
                Outcome::Revalidated => {
                    figures.cached += 1;
                    figures.answered(attempt.latency);
                }
                Outcome::Failed(_) => figures.failed += 1,
                Outcome::Dropped => {}
            }
        });
    }
}

impl Default for Figures {
    /// All are 0.
    fn default() -> Self {
        // Two digits are more than differ from run to run, and it takes a few kilobytes.
        let latency = Histogram::new_with_max(3_600_000_000, 2).expect("an hour can be counted in microseconds");
        Self { requests: 0, retries: 0, failed: 0, cached: 0, bytes: 0, records: 0, bad: 0, errors: 0, latency }
    }
}

impl Figures {
    /// So many of the answered requests (a half with 0.5) took no longer than this. Zero if there were none.
    pub fn latency(&self, share: f64) -> Duration {
        Duration::from_micros(self.latency.value_at_quantile(share))
    }

    fn answered(&mut self, latency: Duration) {
        self.latency.saturating_record(u64::try_from(latency.as_micros()).unwrap_or(u64::MAX));
    }
}

/// The summary: a line a source.
impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<8}{:>10}{:>9}{:>11}{:>9}{:>9}{:>9}{:>11}{:>8}{:>8}",
            "source", "requests", "retries", "bytes", "p50", "p90", "p99", "records", "bad", "errors"
        )?;
        for (name, figures) in self.figures() {
            let Figures { requests, retries, bytes, records, bad, errors, .. } = figures;
            let percentile =
                |share| if figures.latency.is_empty() { "-".into() } else { short(figures.latency(share)) };
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

    fn told() -> Tally {
        let tally = Tally::new(["posts", "users"]);
        let url: Url = "http://localhost/posts".parse().expect("an address");
        let latency = Duration::from_millis(20);
        let error = AttemptError::Timeout { after: latency };
        for (number, outcome, bytes) in [
            (1, Outcome::Failed(&error), 10),
            (2, Outcome::Fetched(StatusCode::OK), 100),
            (0, Outcome::FromCache, 0),
            (1, Outcome::Dropped, 5),
        ] {
            tally.attempt(&Attempt { source: "posts", url: &url, number, outcome, bytes, latency });
        }
        tally.update("posts", |figures| figures.records += 7);
        tally
    }

    #[test]
    fn what_is_told_is_counted() {
        let (_, posts) = told().figures().remove(0);
        let counted = [posts.requests, posts.retries, posts.failed, posts.cached, posts.bytes, posts.records];
        assert_eq!(counted, [3, 1, 1, 1, 115, 7]);
        assert_eq!(posts.latency(0.5).as_millis(), 20);
    }

    #[test]
    fn the_summary_has_a_line_for_each_source() {
        let summary = told().to_string();
        let words: Vec<Vec<&str>> = summary.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(words[1][..5], ["posts", "3", "1", "115", "B"]);
        assert_eq!(words[2][0], "users");
    }

    #[test]
    fn metrics_are_in_the_format_of_prometheus() {
        let metrics = told().metrics();
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
