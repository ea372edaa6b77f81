//! `{{#bench NAME}}`: a chart of `benches/results/NAME.json`, and the same results as a table.
//!
//! The scale is logarithmic: ten times slower is always one step further to the right. So each case is a point and not a
//! bar, whose length would mean nothing.

use std::fmt::Write as _;

use super::{Directive, Sources};
use crate::html::escaped;
use crate::results::{Case, Results, ResultsError};
use crate::time_text::rounded;

/// The measures of a chart. A chart is scaled to the width of its page, so a narrow page has one of its own: otherwise its
/// letters would be too small to read. `guide.css` shows one of them.
struct Layout {
    /// The class of the chart.
    class: &'static str,
    width: f64,
    /// The left end of the scale.
    left: f64,
    /// The distance between the right end of the scale and that of the chart.
    right: f64,
    row: f64,
    /// The distance between the top of a row and its point.
    middle: f64,
    /// The baseline of the name and of the value, below the top of their row.
    text: f64,
}

impl Layout {
    /// Puts the names on the left of the scale, and the values on its right.
    fn wide(cases: &[Case]) -> Layout {
        let longest = cases.iter().map(|case| case.name.chars().count()).max().unwrap_or(0);
        let left = (7.0 * longest as f64 + 16.0).max(150.0);
        Layout { class: "wide", width: 688.0, left, right: 128.0, row: 26.0, middle: 13.0, text: 17.0 }
    }

    /// Puts the names and values above their points.
    fn narrow() -> Layout {
        Layout { class: "narrow", width: 320.0, left: 20.0, right: 24.0, row: 42.0, middle: 29.0, text: 16.0 }
    }
}

pub(super) fn html(sources: &Sources, directive: Directive<'_>, id: &str) -> Result<String, ResultsError> {
    let name = directive.arguments;
    let results = Results::read(&sources.root, name)?;
    let caption = directive.caption.unwrap_or(name);
    let mut html = format!(r#"<figure class="bench" id="bench-{name}"><figcaption>{}</figcaption>"#, escaped(caption));
    for layout in [Layout::wide(&results.cases), Layout::narrow()] {
        html.push_str(&chart(&results, &layout, id, caption));
    }
    if results.cases.iter().any(|case| case.limit_ns.is_some()) {
        html.push_str(r#"<p class="bench-key"><span class="limit-key"></span> the limit: nothing can be faster</p>"#);
    }
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

fn chart(results: &Results, layout: &Layout, id: &str, caption: &str) -> String {
    let Layout { class, width, row, .. } = layout;
    let scale = Scale::of(&results.cases, layout);
    let bottom = 8.0 + row * results.cases.len() as f64;
    let mut svg = format!(
        r#"<svg class="{class}" viewBox="0 0 {width} {}" role="img" aria-labelledby="chart-{id}-{class}"><title id="chart-{id}-{class}">{}</title>"#,
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
        let top = 8.0 + row * index as f64;
        let (y, text) = (top + layout.middle, top + layout.text);
        let _ = write!(svg, r#"<text class="case" x="4" y="{text}">{}</text>"#, escaped(&case.name));
        if let Some(limit) = case.limit_ns {
            let x = scale.x(limit);
            let _ = write!(svg, r#"<path class="limit" d="M{x:.1} {}V{}"/>"#, y - 10.0, y + 10.0);
        }
        let (low, high, mean) = (scale.x(case.low_ns), scale.x(case.high_ns), scale.x(case.mean_ns));
        let _ = write!(
            svg,
            r#"<path class="interval" d="M{low:.1} {y}H{high:.1}M{low:.1} {0}V{1}M{high:.1} {0}V{1}"/><circle class="mean" cx="{mean:.1}" cy="{y}" r="4.5"/><text class="value" x="{2}" y="{text}">{3}</text>"#,
            y - 4.0,
            y + 4.0,
            width - 4.0,
            value(case)
        );
    }
    svg.push_str("</svg>");
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
    left: f64,
    length: f64,
}

impl Scale {
    fn of(cases: &[Case], layout: &Layout) -> Scale {
        let lows = cases.iter().map(|case| case.limit_ns.unwrap_or(f64::INFINITY).min(case.low_ns));
        let least = lows.fold(f64::INFINITY, f64::min).max(1e-3);
        let most = cases.iter().map(|case| case.high_ns).fold(least, f64::max);
        let from = least.log10().floor() as i32;
        let to = (most.log10().ceil() as i32).max(from + 1);
        Scale { from, to, left: layout.left, length: layout.width - layout.left - layout.right }
    }

    fn x(&self, nanoseconds: f64) -> f64 {
        let part = (nanoseconds.max(1e-3).log10() - f64::from(self.from)) / f64::from(self.to - self.from);
        self.left + part * self.length
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
        let layout = Layout::narrow();
        let scale = Scale::of(&[case(250.0, Some(20.0)), case(3000.0, None)], &layout);
        assert_eq!((scale.from, scale.to), (1, 4));
        assert_eq!(scale.x(10.0), layout.left);
        assert_eq!(scale.x(10_000.0), layout.width - layout.right);
    }

    #[test]
    fn the_longest_name_ends_before_the_scale() {
        let case = |name: &str| Case { name: name.into(), mean_ns: 1.0, low_ns: 1.0, high_ns: 1.0, limit_ns: None };
        let left = |name| Layout::wide(&[case("short"), case(name)]).left;
        assert_eq!(left("by hand"), 150.0);
        assert!(left("FuturesUnordered, 100000") > 170.0);
    }
}
