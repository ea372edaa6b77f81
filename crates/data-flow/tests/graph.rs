//! The graph of a flow: text, Mermaid, SVG.

use std::convert::Infallible;
use std::time::Duration;

use data_flow::named::{DataFlow, dispatch};
use data_flow::{Graph, Retry, blocking, fan_out, group, map, named, sequence, source, step};
use roxmltree::Document;
use serde_json::Value;

async fn prices() -> Result<u32, Infallible> {
    Ok(1)
}
async fn rates() -> Result<u32, Infallible> {
    Ok(2)
}
async fn merge((price, rate): (u32, u32)) -> Result<u32, Infallible> {
    Ok(price * rate)
}
#[allow(clippy::unnecessary_wraps)]
fn save(number: u32) -> Result<u32, Infallible> {
    Ok(number)
}
async fn notify(_number: u32) -> Result<(), Infallible> {
    Ok(())
}

fn example() -> Graph {
    let destinations =
        (blocking(save).retry(Retry::attempts(3)) & step(notify).timeout(Duration::from_secs(5))).named("destinations");
    (source(prices) & source(rates) | merge | destinations).graph()
}

#[test]
fn the_text_is_a_tree_with_names_places_and_limits() {
    let expected = "\
sequence
├─ 1: group
│  ├─ prices
│  └─ rates
├─ merge
└─ destinations (group)
   ├─ save (blocking, 3 attempts)
   └─ notify (within 5s)
";
    assert_eq!(example().text(), expected);
    assert_eq!(example().to_string(), expected);
}

#[test]
fn the_places_in_the_text_are_those_in_a_path() {
    let flow = step(notify) | (sequence([map(|()| ())]) & source(prices)) | map(|_| ());
    let text = "\
sequence
├─ notify
├─ 2: group
│  ├─ 1: sequence
│  │  └─ closure
│  └─ prices
└─ closure
";
    assert_eq!(flow.graph().text(), text);
}

#[test]
fn lists_and_fan_outs_are_in_the_text() {
    let flow = map(|n: u32| vec![n]) | fan_out(4, step(notify)) | group([map(|_: Vec<()>| ()).named("a")]);
    let text = "sequence\n├─ closure\n├─ notify (for each item, 4 at once)\n└─ 3: group\n   └─ a\n";
    assert_eq!(flow.graph().text(), text);
}

#[test]
fn mermaid_has_an_edge_for_each_dependency() {
    let expected = "\
flowchart TD
    s0[\"prices\"]
    s1[\"rates\"]
    s2[\"merge\"]
    subgraph f0[\"destinations (group)\"]
        s3[\"save (blocking, 3 attempts)\"]
        s4[\"notify (within 5s)\"]
    end
    s0 --> s2
    s1 --> s2
    s2 --> s3
    s2 --> s4
";
    assert_eq!(example().mermaid(), expected);
}

#[test]
fn any_name_is_shown_as_it_is() {
    let name = "a \"b\" <c> & `d` #1 \\ \u{1} é";
    let graph = source(prices).named(name).graph();
    assert_eq!(graph.text(), format!("{name}\n"));
    let escaped = "a #34;b#34; #60;c#62; #38; #96;d#96; #35;1 #92; \u{1} é";
    assert_eq!(graph.mermaid(), format!("flowchart TD\n    s0[\"{escaped}\"]\n"));
    let svg = graph.svg();
    let document = Document::parse(&svg).unwrap();
    let title = document.descendants().find(|node| node.has_tag_name("title")).unwrap();
    assert_eq!(title.text(), Some("a \"b\" <c> & `d` #1 \\ \u{fffd} é"));
}

#[test]
fn the_svg_has_a_box_for_each_step_and_an_arrow_for_each_dependency() {
    let svg = example().svg();
    let document = Document::parse(&svg).unwrap();
    let number = |node: &roxmltree::Node<'_, '_>, name: &str| node.attribute(name).unwrap().parse::<f64>().unwrap();
    let count = |tag: &str| document.descendants().filter(|node| node.has_tag_name(tag)).count();
    // Five steps and the frame of the group with a name.
    assert_eq!(count("rect"), 6);
    // Four arrows and the head that they share.
    assert_eq!(count("path"), 5);
    let root = document.root_element();
    let (width, height) = (number(&root, "width"), number(&root, "height"));
    for rect in document.descendants().filter(|node| node.has_tag_name("rect")) {
        assert!(number(&rect, "x") >= 0.0 && number(&rect, "x") + number(&rect, "width") <= width);
        assert!(number(&rect, "y") >= 0.0 && number(&rect, "y") + number(&rect, "height") <= height);
    }
    let labels: Vec<_> =
        document.descendants().filter(|node| node.has_tag_name("text")).map(|node| node.text()).collect();
    let expected =
        ["prices", "rates", "merge", "destinations (group)", "save (blocking, 3 attempts)", "notify (within 5s)"];
    assert_eq!(labels, expected.map(Some));
}

#[test]
fn no_two_steps_of_a_nested_graph_cover_each_other() {
    let step = || map(|n: u32| n).boxed();
    let inner = || group([sequence([step(), step()]).boxed(), step()]) | map(|n: Vec<u32>| n[0]);
    let svg = (inner() & (inner() & inner()) | map(|_| 0)).graph().svg();
    let document = Document::parse(&svg).unwrap();
    let boxes: Vec<[f64; 4]> = document
        .descendants()
        .filter(|node| node.has_tag_name("rect"))
        .map(|node| ["x", "y", "width", "height"].map(|name| node.attribute(name).unwrap().parse().unwrap()))
        .collect();
    assert_eq!(boxes.len(), 13);
    for (index, [x, y, width, height]) in boxes.iter().enumerate() {
        for [x2, y2, width2, height2] in &boxes[index + 1..] {
            assert!(x + width <= *x2 || x2 + width2 <= *x || y + height <= *y2 || y2 + height2 <= *y);
        }
    }
}

#[test]
fn the_named_form_draws_the_same_graph() {
    async fn any(data: Value) -> Result<Value, Infallible> {
        Ok(data)
    }
    let kinds = dispatch("kind").on("a", named::step(any).named("left")).on("b", named::step(any).named("right"));
    let definition = named::step(any).named("first") & named::step(any).named("second").retry(Retry::attempts(2));
    let flow = DataFlow::new(definition | kinds).unwrap();
    let expected = "\
sequence
├─ 1: group
│  ├─ first
│  └─ second (2 attempts)
└─ 2: one of (by `kind`)
   ├─ left
   └─ right
";
    assert_eq!(flow.graph().text(), expected);
    assert!(flow.graph().mermaid().contains("    s1 --> s3\n"));
}
