//! The graph as an indented text.

use super::{Node, Shape};

pub(super) fn draw(root: &Node) -> String {
    let mut text = format!("{}\n", root.label(None));
    draw_children(root, "", &mut text);
    text
}

fn draw_children(node: &Node, indent: &str, text: &mut String) {
    let children = node.children();
    for (place, child) in children.iter().enumerate() {
        let last = place + 1 == children.len();
        let (branch, trunk) = if last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
        text.push_str(indent);
        text.push_str(branch);
        text.push_str(&child.label(Some(place)));
        text.push('\n');
        if !matches!(child.shape, Shape::Step(_)) {
            draw_children(child, &format!("{indent}{trunk}"), text);
        }
    }
}
