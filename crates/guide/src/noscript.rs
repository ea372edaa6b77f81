//! The HTML that readers without a script see in place of a player.
//!
//! While mdBook works on a page it is a comment, so that the search does not index the words of each event. In the built
//! site it is a `<noscript>`. Where plain mdBook builds the site, it stays a comment.

const BEGIN: &str = "<!--noscript";
const END: &str = "noscript-->";

/// Wraps HTML in a comment.
pub(crate) fn comment(html: &str) -> String {
    // Two hyphens would end the comment.
    format!("{BEGIN}{}{END}", html.replace("--", "-&#45;"))
}

/// Turns the comments of a page into `<noscript>` elements.
pub(crate) fn reveal(page: &str) -> String {
    page.replace(BEGIN, "<noscript>").replace(END, "</noscript>")
}

/// Removes the comments of a page, with the HTML in them.
pub(crate) fn remove(page: &str) -> String {
    let mut parts = page.split(BEGIN);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |kept, part| kept + part.split_once(END).map_or(part, |(_, rest)| rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_revealed_or_removed() {
        let page = format!("a{}b", comment("<p title='x--y'>-->c</p>"));
        assert_eq!(reveal(&page), "a<noscript><p title='x-&#45;y'>-&#45;>c</p></noscript>b");
        assert_eq!(remove(&page), "ab");
    }
}
