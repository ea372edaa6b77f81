//! Pollscope's picture of a recording as a static SVG, for readers without a script and on paper.
//!
//! A page has many pictures, and the page for printing has all of them. To keep them small, the style that they share is
//! in `book/theme/static_svg.css`, descriptions that the table beside a picture repeats are removed, and neighbouring
//! paths of one class are joined.

use pollscope::draw::Drawing;

/// Draws the picture as SVG, with an identifier that no other picture on the page has.
pub(crate) fn draw(drawing: &Drawing<'_>, id: &str) -> String {
    let svg = drawing.svg().replace('\n', "");
    let svg = match identifier(&svg) {
        Some(pollscopes) => svg.replace(&pollscopes, &format!("static-{id}")),
        None => svg,
    };
    let svg = without(&without(&svg, "<style>", "</style>"), "<desc", "</desc>");
    let svg = svg.replace(&format!(" static-{id}-desc"), "");
    let (head, body) = svg.split_once("</title>").unwrap_or(("", &svg));
    format!("{head}</title>{}", join_paths(&ungrouped(&without(body, "<title>", "</title>"))))
}

/// Returns the style that pollscope puts into each picture, for every picture in a `.trace-static`.
#[cfg(test)]
fn style(drawing: &Drawing<'_>) -> String {
    let svg = drawing.svg();
    let style = svg.split_once("<style>\n").and_then(|(_, rest)| rest.split_once("</style>")).unwrap_or_default().0;
    match identifier(&svg) {
        Some(pollscopes) => style.replace(&format!("#{pollscopes}"), ".trace-static svg"),
        None => style.to_owned(),
    }
}

fn identifier(svg: &str) -> Option<String> {
    let (_, rest) = svg.split_once(" id=\"")?;
    rest.split_once('"').map(|(id, _)| id.to_owned())
}

/// Removes each part of the text from `begin` to `end`.
fn without(text: &str, begin: &str, end: &str) -> String {
    let mut parts = text.split(begin);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |kept, part| kept + part.split_once(end).map_or("", |(_, rest)| rest))
}

/// Removes the groups that were only there for the titles of their shapes.
fn ungrouped(svg: &str) -> String {
    let mut parts = svg.split("<g>");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |kept, part| kept + &part.replacen("</g>", "", 1))
}

/// Joins neighbouring paths of one class into one path.
fn join_paths(svg: &str) -> String {
    let mut joined = String::with_capacity(svg.len());
    // The class and the path to which the next one may be added.
    let mut open: Option<(&str, String)> = None;
    let mut parts = svg.split("<path class=\"");
    joined.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let simple = simple_path(part);
        match (&mut open, simple) {
            (Some((class, path)), Some((next, more, ""))) if *class == next => path.push_str(more),
            (_, simple) => {
                close(&mut joined, open.take());
                match simple {
                    Some((class, path, "")) => open = Some((class, path.to_owned())),
                    _ => joined += &["<path class=\"", part].concat(),
                }
            }
        }
    }
    close(&mut joined, open);
    joined
}

/// Splits `idle" d="M0 0H1"></path> ...` into the class, the path and the rest. Returns `None` for a path with other
/// attributes.
fn simple_path(part: &str) -> Option<(&str, &str, &str)> {
    let (class, rest) = part.split_once("\" d=\"")?;
    let (path, rest) = rest.split_once('"')?;
    let rest = rest.strip_prefix("></path>").or_else(|| rest.strip_prefix("/>"))?;
    (!class.contains('"')).then_some((class, path, rest))
}

fn close(svg: &mut String, open: Option<(&str, String)>) {
    if let Some((class, path)) = open {
        *svg += &["<path class=\"", class, "\" d=\"", &path, "\"/>"].concat();
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use pollscope::Trace;

    use super::*;

    fn trace() -> Trace {
        Trace::from_json(include_str!("../../../book/src/traces/1-in-turn.json")).unwrap()
    }

    #[test]
    fn a_picture_keeps_its_title_and_everything_that_is_drawn() {
        let trace = trace();
        let drawing = Drawing::of(&trace).title("Lookups");
        let svg = draw(&drawing, "page-1");
        assert_eq!(svg.matches("<title").count(), 1);
        assert!(svg.contains(r#"aria-labelledby="static-page-1-title""#), "{svg}");
        assert!(svg.contains(r#"<title id="static-page-1-title">Lookups</title>"#), "{svg}");
        let drawn = |svg: &str, sign: &str| svg.matches(sign).count();
        for sign in ["M", "H", "<circle", "<text"] {
            let whole = without(&without(&drawing.svg(), "<style>", "</style>"), "<title", "</title>");
            assert_eq!(
                drawn(&without(&svg, "<title", "</title>"), sign),
                drawn(&without(&whole, "<desc", "</desc>"), sign),
                "{sign}"
            );
        }
        assert!(svg.len() * 2 < drawing.svg().len(), "{} of {}", svg.len(), drawing.svg().len());
    }

    #[test]
    fn paths_of_one_class_are_joined() {
        let svg = r#"<path class="a" d="M0"></path><path class="a" d="M1"/><path class="b" d="M2"/><g></g><path class="b" d="M3" fill="x"/>"#;
        let expected = r#"<path class="a" d="M0M1"/><path class="b" d="M2"/><g></g><path class="b" d="M3" fill="x"/>"#;
        assert_eq!(join_paths(svg), expected);
    }

    /// `cargo author bless pictures` renews the file.
    #[test]
    fn the_style_is_pollscopes() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../book/theme/static_svg.css");
        let trace = trace();
        let style = style(&Drawing::of(&trace));
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&file, &style).unwrap();
        }
        let kept = std::fs::read_to_string(file).unwrap_or_default().replace("\r\n", "\n");
        assert_eq!(kept, style, "`cargo author bless pictures` renews it");
    }
}
