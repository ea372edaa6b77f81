//! The shapes of marks, and helpers to write numbers and text.

use super::super::timeline::MarkKind;

/// Returns a mark around a point. Each kind has its own shape, so that it can be recognized without colour.
pub(super) fn shape(kind: MarkKind, x: f64, y: f64) -> String {
    let at = |dx: f64, dy: f64| format!("{} {}", number(x + dx), number(y + dy));
    let (cx, cy) = (number(x), number(y));
    match kind {
        MarkKind::Polled => format!(r#"<circle class="polled rim" cx="{cx}" cy="{cy}" r="4"/>"#),
        MarkKind::Woken => {
            format!(r#"<path class="woken rim" d="M{}L{}L{}Z"/>"#, at(-5.5, -4.5), at(5.5, -4.5), at(0.0, 5.5))
        }
        MarkKind::Item => {
            let (top, right, bottom, left) = (at(0.0, -6.0), at(6.0, 0.0), at(0.0, 6.0), at(-6.0, 0.0));
            format!(r#"<path class="item rim" d="M{top}L{right}L{bottom}L{left}Z"/>"#)
        }
        MarkKind::Ready | MarkKind::Ended => format!(
            r#"<circle class="finished rim" cx="{cx}" cy="{cy}" r="6.5"/><path class="check" d="M{}L{}L{}"/>"#,
            at(-3.0, 0.2),
            at(-0.8, 2.6),
            at(3.2, -2.4)
        ),
        MarkKind::Panicked => format!(
            r#"<path class="panicked rim" d="M{}L{}L{}Z"/><path class="check" d="M{}L{}M{}L{}"/>"#,
            at(-7.0, 6.0),
            at(0.0, -7.0),
            at(7.0, 6.0),
            at(0.0, -2.0),
            at(0.0, 1.2),
            at(0.0, 3.8),
            at(0.0, 3.9)
        ),
        MarkKind::Dropped => format!(
            r#"<path class="dropped" d="M{}L{}M{}L{}"/>"#,
            at(-5.0, -5.0),
            at(5.0, 5.0),
            at(-5.0, 5.0),
            at(5.0, -5.0)
        ),
    }
}

/// Returns a coordinate, rounded to a tenth.
pub(super) fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// Escapes text for XML.
pub(super) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            c => safe.push(c),
        }
    }
    safe
}
