//! The graph of a flow, and three ways to print it.

mod mermaid;
mod svg;
mod text;

use std::borrow::Cow;
use std::fmt;

/// A kind of step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[doc(hidden)]
pub enum Kind {
    /// An async function.
    Async,
    /// A function on the blocking pool.
    Blocking,
    /// A quick function that runs in place.
    Map,
}

/// A part of a graph.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(hidden)]
pub struct Node {
    name: Option<Cow<'static, str>>,
    notes: Vec<String>,
    shape: Shape,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Shape {
    Step(Kind),
    Sequence {
        steps: Vec<Node>,
        /// True for a sequence that was written with `|`: a further step belongs to the same sequence.
        open: bool,
    },
    Group(Vec<Node>),
    /// One of several, by key.
    Choice(Vec<Node>),
}

impl Node {
    pub(crate) fn step(name: Cow<'static, str>, kind: Kind) -> Node {
        Node { name: Some(name), notes: Vec::new(), shape: Shape::Step(kind) }
    }

    fn unnamed(shape: Shape) -> Node {
        Node { name: None, notes: Vec::new(), shape }
    }

    pub(crate) fn sequence(steps: Vec<Node>) -> Node {
        Node::unnamed(Shape::Sequence { steps, open: false })
    }

    pub(crate) fn group(members: Vec<Node>) -> Node {
        Node::unnamed(Shape::Group(members))
    }

    pub(crate) fn choice(arms: Vec<Node>) -> Node {
        Node::unnamed(Shape::Choice(arms))
    }

    /// Returns the sequence of this node and the next one.
    pub(crate) fn then(self, next: Node) -> Node {
        let mut steps = self.into_steps();
        steps.extend(next.into_steps());
        Node::unnamed(Shape::Sequence { steps, open: true })
    }

    fn into_steps(self) -> Vec<Node> {
        match self.shape {
            Shape::Sequence { steps, open: true } if self.name.is_none() && self.notes.is_empty() => steps,
            _ => vec![self],
        }
    }

    pub(crate) fn named(mut self, name: Cow<'static, str>) -> Node {
        self.name = Some(name);
        self
    }

    pub(crate) fn noted(mut self, note: impl Into<String>) -> Node {
        self.notes.push(note.into());
        self
    }

    fn children(&self) -> &[Node] {
        match &self.shape {
            Shape::Step(_) => &[],
            Shape::Sequence { steps, .. } => steps,
            Shape::Group(members) | Shape::Choice(members) => members,
        }
    }

    /// Returns the label: the name, or else the place and the shape, and what is special about the node.
    fn label(&self, place: Option<usize>) -> String {
        let shape = match self.shape {
            Shape::Step(Kind::Blocking) => Some("blocking"),
            Shape::Step(_) => None,
            Shape::Sequence { .. } => Some("sequence"),
            Shape::Group(_) => Some("group"),
            Shape::Choice(_) => Some("one of"),
        };
        let mut details: Vec<&str> = shape.into_iter().chain(self.notes.iter().map(String::as_str)).collect();
        let head = match (&self.name, place) {
            (Some(name), _) => name.to_string(),
            (None, Some(place)) if !details.is_empty() => format!("{}: {}", place + 1, details.remove(0)),
            (None, _) if !details.is_empty() => details.remove(0).to_owned(),
            (None, _) => String::new(),
        };
        if details.is_empty() { head } else { format!("{head} ({})", details.join(", ")) }
    }
}

/// The graph of a flow. `Display` is its text.
///
/// ```
/// use std::convert::Infallible;
/// use data_flow::step;
///
/// async fn prices(day: u32) -> Result<u32, Infallible> { Ok(day) }
/// async fn rates(day: u32) -> Result<u32, Infallible> { Ok(day) }
/// async fn merge((price, rate): (u32, u32)) -> Result<u32, Infallible> { Ok(price * rate) }
///
/// let flow = step(prices) & rates | merge;
/// let text = "\
/// sequence
/// ├─ 1: group
/// │  ├─ prices
/// │  └─ rates
/// └─ merge
/// ";
/// assert_eq!(flow.graph().text(), text);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graph {
    root: Node,
}

impl Graph {
    pub(crate) fn new(root: Node) -> Graph {
        Graph { root }
    }

    /// Returns the graph as an indented text. A sequence or group without a name has its place, as in the path of an error.
    pub fn text(&self) -> String {
        text::draw(&self.root)
    }

    /// Returns the graph as a [Mermaid](https://mermaid.js.org) flowchart, which many web pages and editors draw.
    pub fn mermaid(&self) -> String {
        mermaid::draw(&self.root)
    }

    /// Returns the graph as an SVG picture.
    pub fn svg(&self) -> String {
        svg::draw(&self.root)
    }
}

impl fmt::Display for Graph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

/// The numbers of the steps with which a part of a graph begins and ends, and the edges in it.
struct Edges {
    next: usize,
    pairs: Vec<(usize, usize)>,
}

impl Edges {
    /// Returns the edges between the steps of a graph, which are numbered in the order of the text.
    fn of(root: &Node) -> Vec<(usize, usize)> {
        let mut edges = Edges { next: 0, pairs: Vec::new() };
        edges.walk(root, Vec::new());
        edges.pairs
    }

    /// Goes through a node that follows the steps `before`, and returns the steps that it ends with.
    fn walk(&mut self, node: &Node, before: Vec<usize>) -> Vec<usize> {
        match &node.shape {
            Shape::Step(_) => {
                let number = self.next;
                self.next += 1;
                self.pairs.extend(before.into_iter().map(|from| (from, number)));
                vec![number]
            }
            Shape::Sequence { steps, .. } => steps.iter().fold(before, |before, step| self.walk(step, before)),
            Shape::Group(members) | Shape::Choice(members) if members.is_empty() => before,
            Shape::Group(members) | Shape::Choice(members) => {
                members.iter().flat_map(|member| self.walk(member, before.clone())).collect()
            }
        }
    }
}
