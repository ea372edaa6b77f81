//! Finds the directives of a page.

use super::DirectiveError;

/// mdBook has these itself.
const OF_MDBOOK: [&str; 5] = ["include", "rustdoc_include", "playground", "title", "shiftinclude"];

/// A line `{{#name arguments | caption}}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Directive<'p> {
    /// What stands after the `#`.
    pub name: &'p str,
    /// What stands before the `|`.
    pub arguments: &'p str,
    /// What stands after it.
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

/// The page with each directive outside of code replaced by what `replacement` makes of it.
///
/// # Errors
///
/// The first error, with the line on which it is, counted from 1.
pub(crate) fn replaced<'p>(
    page: &'p str,
    mut replacement: impl FnMut(Directive<'p>) -> Result<String, DirectiveError>,
) -> Result<String, (usize, DirectiveError)> {
    let mut result = String::with_capacity(page.len());
    let mut fence: Option<&str> = None;
    for (index, line) in page.lines().enumerate() {
        fence = match (fence, fence_of(line)) {
            (None, opened) => opened,
            // What closes a fence is at least as long as what opened it, and nothing follows.
            (Some(open), Some(mark)) if mark.starts_with(open) && line.trim() == mark => None,
            (open, _) => open,
        };
        let inside = line.strip_prefix("{{#").filter(|_| fence.is_none());
        let ours = inside.filter(|inside| !OF_MDBOOK.iter().any(|name| inside.starts_with(name)));
        let Some(inside) = ours else {
            result.push_str(line);
            result.push('\n');
            continue;
        };
        let replaced = inside
            .trim_end()
            .strip_suffix("}}")
            .ok_or(DirectiveError::Open)
            .and_then(|inside| replacement(Directive::parse(inside)))
            .map_err(|error| (index + 1, error))?;
        result.push('\n');
        result.push_str(replaced.trim());
        result.push_str("\n\n");
    }
    Ok(result)
}

/// The backticks or tildes that open or close a block of code.
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
        replaced(page, show).map_err(|(line, error)| format!("{line}: {error}"))
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
    fn what_is_not_closed_is_named_by_its_line() {
        let said = shown("# A\n\n{{#trace a\n").unwrap_err();
        assert_eq!(said, "3: the directive that begins here has no `}}` on its line");
    }
}
