//! `{{#trace NAME | caption}}`: a recording that can be played.
//!
//! Two names are two recordings on one clock. `a-{limit} limit=1,2` is a control that chooses between the recordings
//! `a-1` and `a-2`.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::PathBuf;

use pollscope::Trace;
use pollscope::draw::Drawing;
use pollscope::trace::ReadTraceError;

use super::{Directive, Folders};
use crate::film::Film;
use crate::html::{escaped, inline, script};
use crate::moments;
use crate::{still, unscripted};

/// How wide the still picture is, in columns: as wide as a page.
const COLUMNS: usize = 86;

/// Why a recording cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum TraceError {
    /// No name.
    #[error("`{{{{#trace}}}}` needs the name of a recording in book/src/traces, or of two")]
    Name,
    /// More than two names.
    #[error("`{0}` is too much: a player shows one recording, or two in step")]
    TooMany(String),
    /// A parameter without a control.
    #[error("`{0}` names no `{{{1}}}`, so a control for it would change nothing")]
    Unused(String, String),
    /// A control without a parameter.
    #[error("`{0}` has a parameter that gets no values: write `limit=1,2` for a `{{limit}}`")]
    Unfilled(String),
    /// The file.
    #[error("{} cannot be read: {source}; `BLESS=1 cargo test --test book_traces` records it", .path.display())]
    Read {
        /// Where it should be.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// Its content.
    #[error("{}: {source}; `BLESS=1 cargo test --test book_traces` records it anew", .path.display())]
    Form {
        /// Where it is.
        path: PathBuf,
        /// What is wrong.
        source: ReadTraceError,
    },
}

/// A parameter and its values.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Control<'p> {
    name: &'p str,
    values: Vec<&'p str>,
}

/// The recordings of one setting of the controls.
struct Shown {
    /// `limit 3`; empty where there are no controls.
    setting: String,
    /// One or two, with their names.
    traces: Vec<(String, Trace)>,
}

pub(super) fn html(folders: &Folders, directive: Directive<'_>, id: &str) -> Result<String, TraceError> {
    let (names, controls) = parsed(directive.arguments)?;
    let mut shown = Vec::new();
    for setting in settings(&controls) {
        let mut traces = Vec::new();
        for name in &names {
            let name = filled(name, &setting);
            let trace = read(folders, &name)?;
            traces.push((name, trace));
        }
        let words: Vec<String> = setting.iter().map(|(name, value)| format!("{name} {value}")).collect();
        shown.push(Shown { setting: words.join(", "), traces });
    }
    let caption = directive.caption.unwrap_or_default();
    Ok(figure(id, caption, &controls, &shown, &[]))
}

/// The names, and the controls for their parameters.
fn parsed(arguments: &str) -> Result<(Vec<&str>, Vec<Control<'_>>), TraceError> {
    let (mut names, mut controls) = (Vec::new(), Vec::new());
    for word in arguments.split_whitespace() {
        match word.split_once('=') {
            Some((name, values)) => controls.push(Control { name, values: values.split(',').collect() }),
            None if names.len() == 2 => return Err(TraceError::TooMany(word.to_owned())),
            None => names.push(word),
        }
    }
    if names.is_empty() {
        return Err(TraceError::Name);
    }
    for control in &controls {
        if !names.iter().any(|name| name.contains(&format!("{{{}}}", control.name))) {
            return Err(TraceError::Unused(names.join(" "), control.name.to_owned()));
        }
    }
    let all: Vec<(&str, &str)> = controls.iter().map(|control| (control.name, "")).collect();
    if let Some(name) = names.iter().find(|name| filled(name, &all).contains('{')) {
        return Err(TraceError::Unfilled((*name).to_owned()));
    }
    Ok((names, controls))
}

/// Each combination of values, the first control changing slowest. Without controls, one that is empty.
fn settings<'p>(controls: &[Control<'p>]) -> Vec<Vec<(&'p str, &'p str)>> {
    controls.iter().fold(vec![Vec::new()], |settings, control| {
        let with_each = |setting: Vec<_>| {
            control.values.iter().map(move |value| [setting.as_slice(), &[(control.name, *value)]].concat())
        };
        settings.into_iter().flat_map(with_each).collect()
    })
}

fn filled(name: &str, setting: &[(&str, &str)]) -> String {
    setting.iter().fold(name.to_owned(), |name, (parameter, value)| name.replace(&format!("{{{parameter}}}"), value))
}

fn read(folders: &Folders, name: &str) -> Result<Trace, TraceError> {
    let path = folders.source.join("traces").join(format!("{name}.json"));
    let text = fs::read_to_string(&path).map_err(|source| TraceError::Read { path: path.clone(), source })?;
    Trace::from_json(&text).map_err(|source| TraceError::Form { path, source })
}

/// One of the reference's recordings of a task.
pub(super) struct OfTask {
    /// The test, as a sentence.
    pub(super) test: String,
    /// Where the reader's own is, in `target/traces`.
    pub(super) yours: String,
    /// The reference's.
    pub(super) trace: Trace,
}

/// The reference's recordings of a task, one at a time, under which the reader's own come. Without a script it is the first.
pub(super) fn of_task(id: &str, recordings: Vec<OfTask>) -> String {
    let tests: Vec<String> = recordings.iter().map(|recording| recording.test.clone()).collect();
    let yours: Vec<String> = recordings.iter().map(|recording| recording.yours.clone()).collect();
    let of = |OfTask { test, trace, .. }| Shown { setting: test, traces: vec![(String::new(), trace)] };
    let shown: Vec<Shown> = recordings.into_iter().map(of).collect();
    let controls = if tests.len() > 1 {
        vec![Control { name: "check", values: tests.iter().map(String::as_str).collect() }]
    } else {
        Vec::new()
    };
    figure(id, "The reference", &controls, &shown, &yours)
}

/// `1-in-turn` as a heading: `in turn`.
fn heading(name: &str) -> String {
    let rest = name.split_once('-').filter(|(number, _)| number.parse::<u32>().is_ok()).map_or(name, |(_, rest)| rest);
    rest.replace('-', " ")
}

/// The player's parts: what it plays, as JSON; and what readers without a script see. `yours` has the places of the
/// reader's own recordings, for each setting; of these, only the first is seen without a script.
fn figure(id: &str, caption: &str, controls: &[Control<'_>], shown: &[Shown], yours: &[String]) -> String {
    let caption_html =
        if caption.is_empty() { String::new() } else { format!("<figcaption>{}</figcaption>", inline(caption)) };
    let seen = if yours.is_empty() { shown } else { &shown[..1] };
    let still: String =
        seen.iter().enumerate().map(|(index, shown)| still_of(shown, caption, &format!("{id}-{index}"))).collect();
    format!(
        r#"<figure class="trace" id="trace-{id}">{caption_html}{}<script type="application/json">{}</script></figure>"#,
        unscripted::comment(&still),
        script(&films(controls, shown, yours))
    )
}

/// The picture of one setting, and the table.
fn still_of(shown: &Shown, caption: &str, id: &str) -> String {
    let Shown { setting, traces } = shown;
    let mut html = String::from(r#"<div class="trace-still" tabindex="0">"#);
    if !setting.is_empty() {
        let _ = write!(html, r#"<p class="trace-setting">{}</p>"#, escaped(setting));
    }
    let drawing = Drawing::of(&traces[0].1).width(COLUMNS).title(plain(caption));
    let drawing = match traces.get(1) {
        None => drawing,
        Some((name, other)) => drawing.compared_with(other, heading(&traces[0].0), heading(name)),
    };
    html.push_str(&still::of(&drawing, id));
    html.push_str(r#"<details class="trace-moments"><summary>What happened, in words</summary>"#);
    for (name, trace) in traces {
        html.push_str(&moments::table(trace, (traces.len() > 1).then(|| heading(name)).as_deref()));
    }
    html.push_str("</details></div>");
    html
}

fn films(controls: &[Control<'_>], shown: &[Shown], yours: &[String]) -> String {
    let controls: Vec<_> = controls.iter().map(|control| (control.name, &control.values)).collect();
    let heading = |shown: &Shown, name: &str| if shown.traces.len() > 1 { heading(name) } else { String::new() };
    let films: Vec<Vec<_>> = shown
        .iter()
        .map(|shown| shown.traces.iter().map(|(name, trace)| Film::of(trace, heading(shown, name))).collect())
        .collect();
    serde_json::json!({ "controls": controls, "films": films, "yours": yours }).to_string()
}

/// A caption without the marks of code.
fn plain(caption: &str) -> String {
    caption.replace('`', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_combination_of_values_is_a_setting() {
        let (names, controls) = parsed("a-{x}-{y} x=1,2 y=3ms,4ms").unwrap();
        let names: Vec<String> = settings(&controls).iter().map(|setting| filled(names[0], setting)).collect();
        assert_eq!(names, ["a-1-3ms", "a-1-4ms", "a-2-3ms", "a-2-4ms"]);
        assert_eq!(settings(&[]), [[]]);
    }

    #[test]
    fn a_control_that_does_nothing_and_a_parameter_without_values_are_refused() {
        let said = |arguments| parsed(arguments).unwrap_err().to_string();
        assert_eq!(said("a limit=1"), "`a` names no `{limit}`, so a control for it would change nothing");
        assert_eq!(said("a-{n}"), "`a-{n}` has a parameter that gets no values: write `limit=1,2` for a `{limit}`");
        assert_eq!(said("a b c"), "`c` is too much: a player shows one recording, or two in step");
        assert_eq!(said(""), "`{{#trace}}` needs the name of a recording in book/src/traces, or of two");
    }
}
