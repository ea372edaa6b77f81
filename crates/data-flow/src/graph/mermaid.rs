//! The graph as a Mermaid flowchart.

use std::fmt::Write as _;

use super::{Edges, Node, Shape};

pub(super) fn draw(root: &Node) -> String {
    let mut chart = Chart { text: "flowchart TD\n".to_owned(), steps: 0, frames: 0 };
    chart.node(root, 1);
    for (from, to) in Edges::of(root) {
        // Writing to a string cannot fail.
        let _ = writeln!(chart.text, "    s{from} --> s{to}");
    }
    chart.text
}

struct Chart {
    text: String,
    steps: usize,
    frames: usize,
}

impl Chart {
    fn node(&mut self, node: &Node, depth: usize) {
        let indent = "    ".repeat(depth);
        let label = escaped(&node.label(None));
        if matches!(node.shape, Shape::Step(_)) {
            let _ = writeln!(self.text, "{indent}s{}[\"{label}\"]", self.steps);
            self.steps += 1;
        } else if node.name.is_some() || !node.notes.is_empty() || matches!(node.shape, Shape::Choice(_)) {
            let _ = writeln!(self.text, "{indent}subgraph f{}[\"{label}\"]", self.frames);
            self.frames += 1;
            node.children().iter().for_each(|child| self.node(child, depth + 1));
            let _ = writeln!(self.text, "{indent}end");
        } else {
            node.children().iter().for_each(|child| self.node(child, depth));
        }
    }
}

/// Replaces the characters that mean something to Mermaid or in a web page.
fn escaped(label: &str) -> String {
    label.chars().fold(String::new(), |mut escaped, character| {
        match character {
            '"' | '#' | '&' | '<' | '>' | '`' | '\\' | '\n' | '\r' => {
                let _ = write!(escaped, "#{};", u32::from(character));
            }
            _ => escaped.push(character),
        }
        escaped
    })
}
