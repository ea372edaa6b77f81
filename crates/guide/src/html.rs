//! Text as HTML.

/// Escapes text for use between tags or in a quoted attribute.
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

/// Turns one line of text into HTML. Words between backticks become code.
pub(crate) fn inline(text: &str) -> String {
    let parts = text.split('`').enumerate().map(|(index, part)| match (index % 2, escaped(part)) {
        (1, part) => ["<code>", &part, "</code>"].concat(),
        (_, part) => part,
    });
    parts.collect()
}

/// Turns JSON into the content of a `<script>` on a Markdown page: on one line, without an end tag or the start of a comment.
pub(crate) fn script(json: &str) -> String {
    json.trim().replace("</", "<\\/").replace("<!--", "<\\!--").replace('\n', " ")
}

/// Escapes preformatted text for a Markdown page. An empty line would end the block of HTML, so each line end becomes a
/// character reference.
pub(crate) fn preformatted(text: &str) -> String {
    escaped(text.trim_end()).replace('\n', "&#10;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_text_is_escaped() {
        assert_eq!(escaped(r#"a < b && "c""#), "a &lt; b &amp;&amp; &quot;c&quot;");
        assert_eq!(inline("`Vec<u8>` < all"), "<code>Vec&lt;u8&gt;</code> &lt; all");
        assert_eq!(script("{\"name\":\"</script>\"}\n"), "{\"name\":\"<\\/script>\"}");
    }
}
