//! `{{#bench NAME}}`: a chart of `benches/results/NAME.json`, and the same results as a table.
//!
//! The scale is logarithmic: ten times slower is always one step further to the right. So each case is a point and not a
//! bar, whose length would mean nothing.

use std::fmt::Write as _;

use super::{Directive, Sources};
use crate::html::escaped;
use crate::results::{Case, Results, ResultsError};
use crate::time_text::rounded;

const WIDTH: f64 = 688.0;
const LEFT: f64 = 150.0;
const RIGHT: f64 = 128.0;
const ROW: f64 = 26.0;

pub(super) fn html(sources: &Sources, directive: Directive<'_>, id: &str) -> Result<String, ResultsError> {
    let name = directive.arguments;
    let results = Results::read(&sources.root, name)?;
    let caption = directive.caption.unwrap_or(name);
    let mut html = format!(r#"<figure class="bench" id="bench-{name}"><figcaption>{}</figcaption>"#, escaped(caption));
    html.push_str(&chart(&results, id, caption));
    let _ = write!(
        html,
        "<p class=\"bench-origin\">Time for {}: the mean and its 95 % confidence interval. \
         Measured on {} with {}. The scale is logarithmic.</p>",
        escaped(&results.of),
        escaped(&results.date),
        escaped(&results.machine)
    );
    html.push_str(&table(&results));
    html.push_str("</figure>");
    Ok(html)
}

fn chart(results: &Results, id: &str, caption: &str) -> String {
    let scale = Scale::of(&results.cases);
    let bottom = 8.0 + ROW * results.cases.len() as f64;
    let mut svg = format!(
        r#"<svg viewBox="0 0 {WIDTH} {}" role="img" aria-labelledby="chart-{id}"><title id="chart-{id}">{}</title>"#,
        bottom + 26.0,
        escaped(caption)
    );
    for power in scale.from..=scale.to {
        let x = scale.x(10_f64.powi(power));
        let label = rounded(10_f64.powi(power));
        let _ = write!(
            svg,
            r#"<path class="grid" d="M{x:.1} 4V{bottom}"/><text class="tick" x="{x:.1}" y="{}">{label}</text>"#,
            bottom + 16.0
        );
    }
    for (index, case) in results.cases.iter().enumerate() {
        let y = 8.0 + ROW * (index as f64 + 0.5);
        let _ = write!(svg, r#"<text class="case" x="4" y="{}">{}</text>"#, y + 4.0, escaped(&case.name));
        if let Some(limit) = case.limit_ns {
            let x = scale.x(limit);
            let _ = write!(svg, r#"<path class="limit" d="M{x:.1} {}V{}"/>"#, y - 10.0, y + 10.0);
        }
        let (low, high, mean) = (scale.x(case.low_ns), scale.x(case.high_ns), scale.x(case.mean_ns));
        let _ = write!(
            svg,
            r#"<path class="interval" d="M{low:.1} {y}H{high:.1}M{low:.1} {0}V{1}M{high:.1} {0}V{1}"/><circle class="mean" cx="{mean:.1}" cy="{y}" r="4.5"/><text class="value" x="{2}" y="{3}">{4}</text>"#,
            y - 4.0,
            y + 4.0,
            WIDTH - 4.0,
            y + 4.0,
            value(case)
        );
    }
    svg.push_str("</svg>");
    if results.cases.iter().any(|case| case.limit_ns.is_some()) {
        svg.push_str(r#"<p class="bench-key"><span class="limit-key"></span> the limit: nothing can be faster</p>"#);
    }
    svg
}

/// Formats the mean, and its ratio to the limit, which says more about the code than the time does.
fn value(case: &Case) -> String {
    match case.limit_ns {
        Some(limit) => format!("{} = {:.2} limits", rounded(case.mean_ns), case.mean_ns / limit),
        None => rounded(case.mean_ns),
    }
}

/// A logarithmic scale in whole powers of ten.
struct Scale {
    from: i32,
    to: i32,
}

impl Scale {
    fn of(cases: &[Case]) -> Scale {
        let lows = cases.iter().map(|case| case.limit_ns.unwrap_or(f64::INFINITY).min(case.low_ns));
        let least = lows.fold(f64::INFINITY, f64::min).max(1e-3);
        let most = cases.iter().map(|case| case.high_ns).fold(least, f64::max);
        let from = least.log10().floor() as i32;
        Scale { from, to: (most.log10().ceil() as i32).max(from + 1) }
    }

    fn x(&self, nanoseconds: f64) -> f64 {
        let part = (nanoseconds.max(1e-3).log10() - f64::from(self.from)) / f64::from(self.to - self.from);
        LEFT + part * (WIDTH - LEFT - RIGHT)
    }
}

fn table(results: &Results) -> String {
    let mut html = String::from(
        r#"<details><summary>As a table</summary><table><thead><tr><th scope="col">case</th><th scope="col">mean</th><th scope="col">from, to</th><th scope="col">limit</th><th scope="col">mean / limit</th></tr></thead><tbody>"#,
    );
    for case in &results.cases {
        let limit = case.limit_ns.map_or_else(|| "–".to_owned(), rounded);
        let of_limit = case.limit_ns.map_or_else(|| "–".to_owned(), |limit| format!("{:.2}", case.mean_ns / limit));
        let _ = write!(
            html,
            r#"<tr><th scope="row">{}</th><td>{}</td><td>{}, {}</td><td>{limit}</td><td>{of_limit}</td></tr>"#,
            escaped(&case.name),
            rounded(case.mean_ns),
            rounded(case.low_ns),
            rounded(case.high_ns)
        );
    }
    html.push_str("</tbody></table></details>");
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_includes_the_limits() {
        let case =
            |mean_ns, limit_ns| Case { name: String::new(), mean_ns, low_ns: mean_ns, high_ns: mean_ns, limit_ns };
        let scale = Scale::of(&[case(250.0, Some(20.0)), case(3000.0, None)]);
        assert_eq!((scale.from, scale.to), (1, 4));
        assert_eq!(scale.x(10.0), LEFT);
        assert_eq!(scale.x(10_000.0), WIDTH - RIGHT);
    }
}
