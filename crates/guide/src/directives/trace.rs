//! `{{#trace NAME | caption}}`: a player for a recording.
//!
//! With two names, the player shows two recordings on one clock. `a-{limit} limit=1,2` adds a control that chooses between
//! the recordings `a-1` and `a-2`. With `listing=FILE:ANCHOR`, the code is below the player, and is stepped through with it.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::PathBuf;

use pollscope::Trace;
use pollscope::draw::Drawing;
use pollscope::trace::ReadTraceError;

use super::listing::{Listing, ListingError};
use super::{Directive, Sources};
use crate::html::{escaped, inline, script};
use crate::player_data::PlayerData;
use crate::{event_table, noscript, static_svg};

/// The width of a static picture, in columns: that of a page.
const PICTURE_COLUMNS: usize = 86;

/// An error of a player's recordings.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TraceError {
    /// The directive names no recording.
    #[error("`{{{{#trace}}}}` needs the name of a recording in book/src/traces, or two names")]
    NoName,
    /// The directive names more than two recordings.
    #[error("unexpected name `{0}`: a player shows at most two recordings")]
    TooManyNames(String),
    /// A parameter has values, but is in no name.
    #[error("no `{{{1}}}` in `{0}`: its control would change nothing")]
    UnusedParameter(String, String),
    /// A parameter in a name has no values.
    #[error("a parameter in `{0}` has no values: write `limit=1,2` for `{{limit}}`")]
    NoValues(String),
    /// The recording cannot be read.
    #[error("cannot read {}, which `cargo author bless page-traces` records", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// The file is not a recording.
    #[error("cannot parse {}, which `cargo author bless page-traces` records", .path.display())]
    Parse {
        /// The file.
        path: PathBuf,
        /// The parse error.
        source: ReadTraceError,
    },
    /// The listing beside the recording.
    #[error(transparent)]
    Listing(#[from] ListingError),
}

/// A parameter and its values.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Control<'p> {
    name: &'p str,
    values: Vec<&'p str>,
}

/// The arguments of the directive.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Arguments<'p> {
    /// The names of the recordings.
    names: Vec<&'p str>,
    /// The controls for the parameters in the names.
    controls: Vec<Control<'p>>,
    /// The name of the listing.
    listing: Option<&'p str>,
}

/// The recordings for one combination of the controls' values.
struct Variant {
    /// The combination, such as `limit 3`; empty if there are no controls.
    label: String,
    /// One recording or two, with their names.
    traces: Vec<(String, Trace)>,
}

pub(super) fn html(sources: &Sources, directive: Directive<'_>, id: &str) -> Result<String, TraceError> {
    let Arguments { names, controls, listing } = parse(directive.arguments)?;
    let mut variants = Vec::new();
    for values in combinations(&controls) {
        let mut traces = Vec::new();
        for name in &names {
            let name = fill_in(name, &values);
            let trace = read(sources, &name)?;
            traces.push((name, trace));
        }
        let words: Vec<String> = values.iter().map(|(name, value)| format!("{name} {value}")).collect();
        variants.push(Variant { label: words.join(", "), traces });
    }
    let listing = listing.map(|name| Listing::read(&sources.pages, name)).transpose()?;
    let caption = directive.caption.unwrap_or_default();
    Ok(figure(id, caption, &controls, &variants, &[], listing.as_ref()))
}

fn parse(arguments: &str) -> Result<Arguments<'_>, TraceError> {
    let (mut names, mut controls, mut listing) = (Vec::new(), Vec::new(), None);
    for word in arguments.split_whitespace() {
        match word.split_once('=') {
            Some(("listing", name)) => listing = Some(name),
            Some((name, values)) => controls.push(Control { name, values: values.split(',').collect() }),
            None if names.len() == 2 => return Err(TraceError::TooManyNames(word.to_owned())),
            None => names.push(word),
        }
    }
    if names.is_empty() {
        return Err(TraceError::NoName);
    }
    for control in &controls {
        if !names.iter().any(|name| name.contains(&format!("{{{}}}", control.name))) {
            return Err(TraceError::UnusedParameter(names.join(" "), control.name.to_owned()));
        }
    }
    let all: Vec<(&str, &str)> = controls.iter().map(|control| (control.name, "")).collect();
    if let Some(name) = names.iter().find(|name| fill_in(name, &all).contains('{')) {
        return Err(TraceError::NoValues((*name).to_owned()));
    }
    Ok(Arguments { names, controls, listing })
}

/// Returns each combination of values. The first control changes slowest. Without controls, there is one empty
/// combination.
fn combinations<'p>(controls: &[Control<'p>]) -> Vec<Vec<(&'p str, &'p str)>> {
    controls.iter().fold(vec![Vec::new()], |combinations, control| {
        let with_each_value = |combination: Vec<_>| {
            control.values.iter().map(move |value| [combination.as_slice(), &[(control.name, *value)]].concat())
        };
        combinations.into_iter().flat_map(with_each_value).collect()
    })
}

/// Replaces each `{parameter}` of a name with its value.
fn fill_in(name: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(name.to_owned(), |name, (parameter, value)| name.replace(&format!("{{{parameter}}}"), value))
}

fn read(sources: &Sources, name: &str) -> Result<Trace, TraceError> {
    let path = sources.pages.join("traces").join(format!("{name}.json"));
    let text = fs::read_to_string(&path).map_err(|source| TraceError::Read { path: path.clone(), source })?;
    Trace::from_json(&text).map_err(|source| TraceError::Parse { path, source })
}

/// The reference's recording of one test of a task.
pub(super) struct ReferenceTrace {
    /// The test, as a sentence.
    pub(super) test: String,
    /// The file in `target/traces` with the learner's own recording.
    pub(super) learners_file: String,
    pub(super) trace: Trace,
}

/// Writes a player for the reference's recordings of a task, one at a time. `cargo guide` shows the learner's own recording
/// under each.
pub(super) fn of_task(id: &str, recordings: Vec<ReferenceTrace>) -> String {
    let tests: Vec<String> = recordings.iter().map(|recording| recording.test.clone()).collect();
    let learners_files: Vec<String> = recordings.iter().map(|recording| recording.learners_file.clone()).collect();
    let variant = |ReferenceTrace { test, trace, .. }| Variant { label: test, traces: vec![(String::new(), trace)] };
    let variants: Vec<Variant> = recordings.into_iter().map(variant).collect();
    let controls = if tests.len() > 1 {
        vec![Control { name: "check", values: tests.iter().map(String::as_str).collect() }]
    } else {
        Vec::new()
    };
    figure(id, "The reference", &controls, &variants, &learners_files, None)
}

/// Turns the name of a recording into a heading: `1-in-turn` into `in turn`.
fn heading(name: &str) -> String {
    let rest = name.split_once('-').filter(|(number, _)| number.parse::<u32>().is_ok()).map_or(name, |(_, rest)| rest);
    rest.replace('-', " ")
}

/// Writes the figure of a player: its data as JSON, and the HTML for readers without a script.
///
/// `learners_files` has a name for each variant of a task. Without a script, only the first variant of a task is shown.
fn figure(
    id: &str,
    caption: &str,
    controls: &[Control<'_>],
    variants: &[Variant],
    learners_files: &[String],
    listing: Option<&Listing>,
) -> String {
    let caption_html =
        if caption.is_empty() { String::new() } else { format!("<figcaption>{}</figcaption>", inline(caption)) };
    let without_script = if learners_files.is_empty() { variants } else { &variants[..1] };
    let pictures: String = without_script
        .iter()
        .enumerate()
        .map(|(index, variant)| static_html(variant, caption, &format!("{id}-{index}")))
        .collect();
    let code = listing.map(|listing| format!("\n\n{}\n\n", listing.markdown())).unwrap_or_default();
    format!(
        r#"<figure class="trace" id="trace-{id}">{caption_html}{}<script type="application/json">{}</script>{code}</figure>"#,
        noscript::comment(&pictures),
        script(&player_json(controls, variants, learners_files, listing))
    )
}

/// Writes the picture and the table of one variant.
fn static_html(variant: &Variant, caption: &str, id: &str) -> String {
    let Variant { label, traces } = variant;
    let mut html = String::from(r#"<div class="trace-static" tabindex="0">"#);
    if !label.is_empty() {
        let _ = write!(html, r#"<p class="trace-variant">{}</p>"#, escaped(label));
    }
    let drawing = Drawing::of(&traces[0].1).width(PICTURE_COLUMNS).title(plain(caption));
    let drawing = match traces.get(1) {
        None => drawing,
        Some((name, other)) => drawing.compared_with(other, heading(&traces[0].0), heading(name)),
    };
    html.push_str(&static_svg::draw(&drawing, id));
    html.push_str(r#"<details class="trace-events"><summary>What happened, in words</summary>"#);
    for (name, trace) in traces {
        html.push_str(&event_table::html(trace, (traces.len() > 1).then(|| heading(name)).as_deref()));
    }
    html.push_str("</details></div>");
    html
}

fn player_json(
    controls: &[Control<'_>],
    variants: &[Variant],
    learners_files: &[String],
    listing: Option<&Listing>,
) -> String {
    let controls: Vec<_> = controls.iter().map(|control| (control.name, &control.values)).collect();
    let heading = |variant: &Variant, name: &str| if variant.traces.len() > 1 { heading(name) } else { String::new() };
    let variants: Vec<Vec<_>> = variants
        .iter()
        .map(|variant| {
            variant.traces.iter().map(|(name, trace)| PlayerData::of(trace, heading(variant, name))).collect()
        })
        .collect();
    let mut data = serde_json::json!({ "controls": controls, "variants": variants, "learner": learners_files });
    if let Some(listing) = listing {
        data["listing"] = serde_json::json!(listing.marks());
    }
    data.to_string()
}

/// Removes the backticks from a caption.
fn plain(caption: &str) -> String {
    caption.replace('`', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_combination_of_values_is_a_variant() {
        let Arguments { names, controls, .. } = parse("a-{x}-{y} x=1,2 y=3ms,4ms").unwrap();
        let names: Vec<String> = combinations(&controls).iter().map(|values| fill_in(names[0], values)).collect();
        assert_eq!(names, ["a-1-3ms", "a-1-4ms", "a-2-3ms", "a-2-4ms"]);
        assert_eq!(combinations(&[]), [[]]);
    }

    #[test]
    fn an_unused_parameter_and_a_parameter_without_values_are_refused() {
        let error = |arguments| parse(arguments).unwrap_err().to_string();
        assert_eq!(error("a limit=1"), "no `{limit}` in `a`: its control would change nothing");
        assert_eq!(error("a-{n}"), "a parameter in `a-{n}` has no values: write `limit=1,2` for `{limit}`");
        assert_eq!(error("a b c"), "unexpected name `c`: a player shows at most two recordings");
        assert_eq!(error(""), "`{{#trace}}` needs the name of a recording in book/src/traces, or two names");
    }
}
