//! Text on its way into HTML.

/// `text` as it stands between tags or in a quoted attribute.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// One line of text, in which words between backticks are code.
pub(crate) fn inline(text: &str) -> String {
    let parts = text.split('`').enumerate().map(|(index, part)| match (index % 2, escaped(part)) {
        (1, part) => ["<code>", &part, "</code>"].concat(),
        (_, part) => part,
    });
    parts.collect()
}

/// JSON as it may stand in a `<script>` of a Markdown page: no end tag, no comment, on one line.
pub(crate) fn script(json: &str) -> String {
    json.trim().replace("</", "<\\/").replace("<!--", "<\\!--").replace('\n', " ")
}

/// Preformatted text in a Markdown page. An empty line would end the block of HTML, so each line end is written as a
/// character reference.
pub(crate) fn preformatted(text: &str) -> String {
    escaped(text.trim_end()).replace('\n', "&#10;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_markup_is_text() {
        assert_eq!(escaped(r#"a < b && "c""#), "a &lt; b &amp;&amp; &quot;c&quot;");
        assert_eq!(inline("`Vec<u8>` < all"), "<code>Vec&lt;u8&gt;</code> &lt; all");
        assert_eq!(script("{\"name\":\"</script>\"}\n"), "{\"name\":\"<\\/script>\"}");
    }
}
