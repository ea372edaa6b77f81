//! The tasks of a chapter, read from its file of checks.

use syn::{Attribute, Item, ItemMod};

use crate::source::{self, ParseError};

/// A task: a module of the check file, with its tests in their order.
///
/// # Examples
///
/// ```
/// let task = course::task::tasks_in("mod seeded { #[test] fn is_fast() {} }")?.remove(0);
/// assert_eq!((task.id.as_str(), task.tests.len(), task.is_optional()), ("seeded", 1, false));
/// # Ok::<(), course::source::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// The name of the module, which is that of the task's function.
    pub id: String,
    /// The names of the tests, as paths inside the module.
    pub tests: Vec<String>,
    optional: bool,
}

impl Task {
    /// Creates a required task.
    ///
    /// # Examples
    ///
    /// ```
    /// let task = course::task::Task::new("seeded", ["is_fast", "is_right"]);
    /// assert_eq!(task.tests, ["is_fast", "is_right"]);
    /// ```
    pub fn new(id: impl Into<String>, tests: impl IntoIterator<Item: Into<String>>) -> Task {
        Task { id: id.into(), tests: tests.into_iter().map(Into::into).collect(), optional: false }
    }

    /// Returns the same task as an optional or a required one.
    ///
    /// # Examples
    ///
    /// ```
    /// assert!(course::task::Task::new("seeded", ["is_fast"]).with_optional(true).is_optional());
    /// ```
    #[must_use]
    pub fn with_optional(self, optional: bool) -> Task {
        Task { optional, ..self }
    }

    /// Returns whether the task is a harder one at the end of its chapter, which no count includes.
    ///
    /// It is if the README lists it under `## Optional tasks`.
    pub fn is_optional(&self) -> bool {
        self.optional
    }

    pub(crate) fn set_optional(&mut self, optional: bool) {
        self.optional = optional;
    }
}

/// Returns the tasks of a check file: its modules that contain tests, in the order of the source.
///
/// # Errors
///
/// Returns an error if the source does not parse.
///
/// # Examples
///
/// ```
/// let tasks = course::task::tasks_in("mod first { #[test] fn is_fast() {} } mod helpers { fn help() {} }")?;
/// assert_eq!((tasks.len(), tasks[0].id.as_str()), (1, "first"));
/// assert_eq!(tasks[0].tests, ["is_fast"]);
/// # Ok::<(), course::source::ParseError>(())
/// ```
pub fn tasks_in(source: &str) -> Result<Vec<Task>, ParseError> {
    let file = source::parse(source)?;
    let modules = file.items.iter().filter_map(|item| if let Item::Mod(module) = item { Some(module) } else { None });
    let tasks = modules.map(|module| {
        let mut tests = Vec::new();
        collect_tests(module, "", &mut tests);
        Task { id: module.ident.to_string(), tests, optional: false }
    });
    Ok(tasks.filter(|task| !task.tests.is_empty()).collect())
}

fn collect_tests(module: &ItemMod, path: &str, tests: &mut Vec<String>) {
    for item in module.content.iter().flat_map(|(_, items)| items) {
        match item {
            Item::Fn(function) if function.attrs.iter().any(is_test) => {
                tests.push(format!("{path}{}", function.sig.ident));
            }
            Item::Mod(inner) => collect_tests(inner, &format!("{path}{}::", inner.ident), tests),
            _ => {}
        }
    }
}

/// Returns whether an attribute is `#[test]`, `#[tokio::test]` or the like.
fn is_test(attribute: &Attribute) -> bool {
    attribute.path().segments.last().is_some_and(|segment| segment.ident == "test")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_are_the_modules_with_tests_in_the_order_of_the_source() {
        let checks = r#"
            //! Checks.
            mod support { pub fn help() {} }
            mod second { #[test] fn z() {} fn no_test() {} #[tokio::test] async fn a() {} }
            mod first { mod inner { #[test] #[ignore = "later"] fn deep() {} } }
        "#;
        let tasks = tasks_in(checks).unwrap();
        let ids: Vec<&str> = tasks.iter().map(|task| task.id.as_str()).collect();
        assert_eq!(ids, ["second", "first"]);
        assert_eq!(tasks[0].tests, ["z", "a"]);
        assert_eq!(tasks[1].tests, ["inner::deep"]);
    }
}
