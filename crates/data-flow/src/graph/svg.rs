//! The graph as an SVG picture: sequences from top to bottom, groups side by side.

use std::fmt::Write as _;

use super::{Edges, Node, Shape};

const STEP_HEIGHT: f64 = 32.0;
const CHARACTER: f64 = 8.0;
const PADDING: f64 = 12.0;
const GAP: f64 = 32.0;
const TITLE: f64 = 18.0;

pub(super) fn draw(root: &Node) -> String {
    let layout = Layout::of(root);
    let mut picture = Picture { shapes: String::new(), steps: Vec::new() };
    picture.place(&layout, PADDING, PADDING);
    let (width, height) = (layout.width + 2.0 * PADDING, layout.height + 2.0 * PADDING);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         role=\"img\" font-family=\"sans-serif\" font-size=\"13\" fill=\"none\" stroke=\"currentColor\">\n\
         <title>{}</title>\n\
         <defs><marker id=\"data-flow-arrow\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" \
         orient=\"auto\"><path d=\"M0 0 8 4 0 8z\" fill=\"currentColor\" stroke=\"none\"/></marker></defs>\n",
        escaped(&root.label(None)),
    );
    for (from, to) in Edges::of(root) {
        let ((x1, y1), (x2, y2)) = (picture.steps[from], picture.steps[to]);
        // Writing to a string cannot fail.
        let _ = writeln!(
            svg,
            "<path d=\"M{x1} {} C{x1} {} {x2} {} {x2} {y2}\" marker-end=\"url(#data-flow-arrow)\"/>",
            y1 + STEP_HEIGHT,
            y1 + STEP_HEIGHT + GAP / 2.0,
            y2 - GAP / 2.0,
        );
    }
    svg.push_str(&picture.shapes);
    svg.push_str("</svg>\n");
    svg
}

/// The size of a node and of all that is in it.
struct Layout {
    label: String,
    width: f64,
    height: f64,
    arrangement: Arrangement,
    framed: bool,
    children: Vec<Layout>,
}

#[derive(Clone, Copy, PartialEq)]
enum Arrangement {
    Step,
    Below,
    Beside,
}

impl Layout {
    fn of(node: &Node) -> Layout {
        let label = node.label(None);
        let text_width = label.chars().count() as f64 * CHARACTER + 2.0 * PADDING;
        let children: Vec<Layout> = node.children().iter().map(Layout::of).collect();
        let gaps = GAP * children.len().saturating_sub(1) as f64;
        let total = |size: fn(&Layout) -> f64| children.iter().map(size).sum::<f64>() + gaps;
        let largest = |size: fn(&Layout) -> f64| children.iter().map(size).fold(0.0, f64::max);
        let (arrangement, width, height) = match node.shape {
            Shape::Step(_) => (Arrangement::Step, text_width, STEP_HEIGHT),
            Shape::Sequence { .. } => (Arrangement::Below, largest(|child| child.width), total(|child| child.height)),
            Shape::Group(_) | Shape::Choice(_) => {
                (Arrangement::Beside, total(|child| child.width), largest(|child| child.height))
            }
        };
        let special = node.name.is_some() || !node.notes.is_empty() || matches!(node.shape, Shape::Choice(_));
        let framed = arrangement != Arrangement::Step && special;
        let (width, height) = if framed {
            (width.max(text_width) + 2.0 * PADDING, height + 2.0 * PADDING + TITLE)
        } else {
            (width, height)
        };
        Layout { label, width, height, arrangement, framed, children }
    }
}

struct Picture {
    shapes: String,
    /// The middle of each step's upper edge.
    steps: Vec<(f64, f64)>,
}

impl Picture {
    fn place(&mut self, layout: &Layout, x: f64, y: f64) {
        let Layout { label, width, height, .. } = layout;
        let middle = x + width / 2.0;
        if layout.arrangement == Arrangement::Step {
            self.steps.push((middle, y));
            let _ = writeln!(self.shapes, "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"6\"/>");
            self.text(label, middle, y + STEP_HEIGHT / 2.0 + 4.5);
            return;
        }
        let (mut left, mut top, mut inner) = (x, y, *width);
        if layout.framed {
            let _ = writeln!(
                self.shapes,
                "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"6\" stroke-dasharray=\"4 3\"/>"
            );
            self.text(label, middle, y + TITLE);
            (left, top, inner) = (x + PADDING, y + PADDING + TITLE, width - 2.0 * PADDING);
        }
        if layout.arrangement == Arrangement::Below {
            for child in &layout.children {
                self.place(child, left + (inner - child.width) / 2.0, top);
                top += child.height + GAP;
            }
        } else {
            let used: f64 = layout.children.iter().map(|child| child.width).sum::<f64>()
                + GAP * layout.children.len().saturating_sub(1) as f64;
            left += (inner - used) / 2.0;
            for child in &layout.children {
                self.place(child, left, top);
                left += child.width + GAP;
            }
        }
    }

    fn text(&mut self, label: &str, x: f64, y: f64) {
        let label = escaped(label);
        let _ = writeln!(
            self.shapes,
            "<text x=\"{x}\" y=\"{y}\" text-anchor=\"middle\" fill=\"currentColor\" stroke=\"none\">{label}</text>"
        );
    }
}

/// Escapes a text for XML. Characters that XML does not allow are replaced.
fn escaped(text: &str) -> String {
    text.chars().fold(String::new(), |mut escaped, character| {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\t' | '\n' | '\r' | ' '.. if !matches!(character, '\u{fffe}' | '\u{ffff}') => escaped.push(character),
            _ => escaped.push('\u{fffd}'),
        }
        escaped
    })
}
