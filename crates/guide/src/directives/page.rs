//! Finds the directives of a page.

use super::DirectiveError;

/// The directives of mdBook itself.
const MDBOOK_DIRECTIVES: [&str; 5] = ["include", "rustdoc_include", "playground", "title", "shiftinclude"];

/// A line `{{#name arguments | caption}}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Directive<'p> {
    /// The word after the `#`.
    pub name: &'p str,
    /// The text between the name and the `|`.
    pub arguments: &'p str,
    /// The text after the `|`.
    pub caption: Option<&'p str>,
}

impl<'p> Directive<'p> {
    fn parse(inside: &'p str) -> Directive<'p> {
        let (name, rest) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
        let (arguments, caption) = match rest.split_once('|') {
            Some((arguments, caption)) => (arguments, Some(caption.trim())),
            None => (rest, None),
        };
        Directive { name, arguments: arguments.trim(), caption }
    }
}

/// Replaces each directive outside of code with the result of `replacement`.
///
/// # Errors
///
/// Returns the first error, with its line, counted from 1.
pub(crate) fn replace_directives<'p>(
    page: &'p str,
    mut replacement: impl FnMut(Directive<'p>) -> Result<String, DirectiveError>,
) -> Result<String, (usize, Box<DirectiveError>)> {
    let mut result = String::with_capacity(page.len());
    let mut fence: Option<&str> = None;
    for (index, line) in page.lines().enumerate() {
        fence = match (fence, fence_of(line)) {
            (None, opened) => opened,
            // A closing fence is at least as long as the opening one, and nothing follows it.
            (Some(open), Some(mark)) if mark.starts_with(open) && line.trim() == mark => None,
            (open, _) => open,
        };
        let inside = line.strip_prefix("{{#").filter(|_| fence.is_none());
        let ours = inside.filter(|inside| !MDBOOK_DIRECTIVES.iter().any(|name| inside.starts_with(name)));
        let Some(inside) = ours else {
            result.push_str(line);
            result.push('\n');
            continue;
        };
        let replaced = inside
            .trim_end()
            .strip_suffix("}}")
            .ok_or(DirectiveError::Unclosed)
            .and_then(|inside| replacement(Directive::parse(inside)))
            .map_err(|error| (index + 1, Box::new(error)))?;
        result.push('\n');
        result.push_str(replaced.trim());
        result.push_str("\n\n");
    }
    Ok(result)
}

/// Returns the backticks or tildes that open or close a block of code.
fn fence_of(line: &str) -> Option<&str> {
    let line = line.trim_start();
    ['`', '~'].into_iter().find_map(|mark| {
        let length = line.len() - line.trim_start_matches(mark).len();
        (length >= 3).then(|| &line[..length])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(page: &str) -> Result<String, String> {
        let show = |directive: Directive<'_>| Ok(format!("{directive:?}"));
        replace_directives(page, show).map_err(|(line, error)| format!("{line}: {error}"))
    }

    #[test]
    fn a_directive_has_arguments_and_a_caption() {
        let expected = Directive { name: "trace", arguments: "a-{n} n=1,2", caption: Some("What it does") };
        assert_eq!(shown("{{#trace a-{n} n=1,2 | What it does}}").unwrap().trim(), format!("{expected:?}"));
    }

    #[test]
    fn code_and_mdbooks_own_directives_stay() {
        let page = "{{#include a.rs:b}}\n\n````text\n```\n{{#trace a}}\n````\n\nWrite `{{#trace a}}`.\n";
        assert_eq!(shown(page).unwrap(), page);
    }

    #[test]
    fn an_unclosed_directive_is_named_by_its_line() {
        let error = shown("# A\n\n{{#trace a\n").unwrap_err();
        assert_eq!(error, "3: this directive has no `}}` on its line");
    }
}
