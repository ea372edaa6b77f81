//! Contracts: the doc comments of the public items, which the solution and the stub share. The solution is their source.

use course::source::{self, ParseError, PublicItem};

use crate::verify::has_mark;

/// Returns the text of a stub with the contracts of its solution. A contract that was edited in the stub stays as it is: it is
/// in none of the versions `known`, and nothing in it is to be written.
pub(super) fn copied(solution: &str, stub: &str, known: &[String]) -> Result<String, ParseError> {
    let known: Vec<Vec<PublicItem>> = known.iter().filter_map(|text| source::public_items(text).ok()).collect();
    let is_known = |item: &PublicItem| {
        item.doc.is_empty()
            || item.doc.lines().any(has_mark)
            || known.iter().flatten().any(|known| known.name == item.name && known.doc == item.doc)
    };
    let owners = source::public_items(solution)?;
    let mut lines: Vec<String> = stub.lines().map(str::to_owned).collect();
    let mut replaced = Vec::new();
    // From the end, so that the lines of what comes before stay right.
    for item in source::public_items(stub)?.iter().rev() {
        let owner = owners.iter().find(|owner| owner.name == item.name && owner.kind == item.kind);
        let Some(owner) = owner.filter(|owner| owner.doc != item.doc) else { continue };
        if is_known(item) {
            replace(&mut lines, item.line - 1, &owner.doc);
            replaced.push(owner);
        }
    }
    let line_end = if stub.contains("\r\n") { "\r\n" } else { "\n" };
    let text = lines.join(line_end) + line_end;
    // A comment in another place, such as above an attribute of many lines, is not found.
    let items = source::public_items(&text)?;
    let has = |owner: &PublicItem| items.iter().any(|item| item.name == owner.name && item.doc == owner.doc);
    Ok(if replaced.into_iter().all(has) { text } else { stub.to_owned() })
}

/// Replaces the doc comment above a line, which may have attributes in between.
fn replace(lines: &mut Vec<String>, name: usize, doc: &str) {
    let indent: String = lines[name].chars().take_while(|c| c.is_whitespace()).collect();
    let above = |end: usize, prefix: &str| {
        lines[..end].iter().rposition(|line| !line.trim_start().starts_with(prefix)).map_or(0, |other| other + 1)
    };
    let end = above(name, "#[");
    let start = above(end, "///");
    let doc = doc.lines().map(|line| format!("{indent}/// {line}").trim_end().to_owned());
    lines.splice(start..end, doc.collect::<Vec<_>>());
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOLUTION: &str = "/// Twice `x`.\n///\n/// - It never panics.\n// ANCHOR: doubled\npub fn doubled(x: u32) -> u32 {\n    x + x\n}\n\n\
                            /// A pair.\n#[derive(Debug)]\npub struct Pair;\n\nimpl Pair {\n    /// Its sum.\n    pub fn sum(&self) {}\n}\n";

    const STUB: &str = "//! A stub.\n\n/// Old.\npub fn doubled(x: u32) -> u32 {\n    todo!()\n}\n\n/// Old.\n#[derive(Debug)]\n\
                        pub struct Pair;\n\nimpl Pair {\n    /// Old,\n    /// too.\n    pub fn sum(&self) {\n        todo!()\n    }\n}\n";

    const COPIED: &str = "//! A stub.\n\n/// Twice `x`.\n///\n/// - It never panics.\npub fn doubled(x: u32) -> u32 {\n    todo!()\n}\n\n\
                          /// A pair.\n#[derive(Debug)]\npub struct Pair;\n\nimpl Pair {\n    /// Its sum.\n    pub fn sum(&self) {\n        \
                          todo!()\n    }\n}\n";

    #[test]
    fn contracts_are_copied_and_nothing_else() {
        assert_eq!(copied(SOLUTION, STUB, &[STUB.to_owned()]).unwrap(), COPIED);
        assert_eq!(copied(SOLUTION, COPIED, &[STUB.to_owned()]).unwrap(), COPIED);
        let windows = STUB.replace('\n', "\r\n");
        assert_eq!(copied(SOLUTION, &windows, &[STUB.to_owned()]).unwrap(), COPIED.replace('\n', "\r\n"));
    }

    #[test]
    fn a_contract_that_was_edited_in_the_stub_stays() {
        let edited = STUB.replace("/// Old.\npub fn", "/// Better.\npub fn");
        let expected = COPIED.replace("/// Twice `x`.\n///\n/// - It never panics.\n", "/// Better.\n");
        assert_eq!(copied(SOLUTION, &edited, &[STUB.to_owned()]).unwrap(), expected);
        assert_eq!(copied(SOLUTION, &edited, &[]).unwrap(), edited);
    }

    #[test]
    fn an_item_without_a_contract_gets_one() {
        let stub = "use std::fmt;\n\npub fn doubled(x: u32) -> u32 {\n    todo!()\n}\n";
        let expected = stub.replace("pub fn", "/// Twice `x`.\n///\n/// - It never panics.\npub fn");
        assert_eq!(copied(SOLUTION, stub, &[]).unwrap(), expected);
        let unwritten = stub.replace("pub fn", "/// TODO: the contract.\npub fn");
        assert_eq!(copied(SOLUTION, &unwritten, &[]).unwrap(), expected);
    }

    #[test]
    fn nothing_is_damaged_where_the_comment_is_not_found() {
        let stub = "/// Old.\n#[derive(\n    Debug,\n)]\npub struct Pair;\n";
        assert_eq!(copied(SOLUTION, stub, &[stub.to_owned()]).unwrap(), stub);
    }
}
