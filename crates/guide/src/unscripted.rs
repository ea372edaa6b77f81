//! What readers without a script see in the place of a player.
//!
//! On the way through mdBook it is a comment, so that the words of each event are not in the index of the search; in the
//! site it is a `<noscript>`. Where plain mdBook builds the site, it stays a comment.

const BEGIN: &str = "<!--unscripted";
const END: &str = "unscripted-->";

/// The HTML as a comment.
pub(crate) fn comment(html: &str) -> String {
    // Two hyphens would end it.
    format!("{BEGIN}{}{END}", html.replace("--", "-&#45;"))
}

/// The page with these comments as what they hold.
pub(crate) fn shown(page: &str) -> String {
    page.replace(BEGIN, "<noscript>").replace(END, "</noscript>")
}

/// The page without these comments.
pub(crate) fn left_out(page: &str) -> String {
    let mut parts = page.split(BEGIN);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |kept, part| kept + part.split_once(END).map_or(part, |(_, rest)| rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_shown_or_left_out() {
        let page = format!("a{}b", comment("<p title='x--y'>-->c</p>"));
        assert_eq!(shown(&page), "a<noscript><p title='x-&#45;y'>-&#45;>c</p></noscript>b");
        assert_eq!(left_out(&page), "ab");
    }
}
