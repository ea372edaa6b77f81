//! The key bindings of watch mode.

/// An action that a key triggers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    CheckAgain,
    Hint,
    Next,
    Previous,
    Optional,
    List,
    RunProgram,
    Picture,
    Compare,
    Solution,
    CheckCode,
    Everything,
    Predict,
    Review,
    Introduction,
    Guide,
    Edit,
    Reset,
    Keys,
    Back,
    Quit,
}

/// A key and its action.
pub(super) struct Binding {
    pub(super) key: char,
    pub(super) action: Action,
    /// A word for the bottom line.
    pub(super) word: &'static str,
    /// A sentence for the list of all keys.
    pub(super) sentence: &'static str,
}

const fn binding(key: char, action: Action, word: &'static str, sentence: &'static str) -> Binding {
    Binding { key, action, word, sentence }
}

/// All bindings, in the order in which they are shown. A narrow terminal shows only the first ones.
pub(super) const BINDINGS: [Binding; 20] = [
    binding('q', Action::Quit, "quit", "Quit. Your progress is kept."),
    binding('?', Action::Keys, "keys", "Show all keys."),
    binding(
        'h',
        Action::Hint,
        "hint",
        "Show the next hint: the direction, the API, the shape, and at last the answer.",
    ),
    binding('n', Action::Next, "next", "Go on to the next task that is not done."),
    binding('p', Action::Previous, "previous", "Go back to the task before."),
    binding(
        'l',
        Action::List,
        "list",
        "List all tasks. The other keys act on the marked one; `/` searches, `d` shows those done or not.",
    ),
    binding(
        't',
        Action::CheckCode,
        "test",
        "Show the code of the check that fails; of a task that passes, that of all its checks.",
    ),
    binding('m', Action::Everything, "more", "Show every failure, or every compile error, in full."),
    binding('o', Action::Predict, "predict", "Predict what short programs print: a good way into a chapter."),
    binding('z', Action::Review, "quiz", "Answer the review questions at the end of the chapter. They look back."),
    binding('r', Action::RunProgram, "run", "Run the chapter's program, which calls your code."),
    binding(
        'v',
        Action::Picture,
        "view",
        "View the full picture, with all lanes and a finer axis. The arrow keys move it.",
    ),
    binding(
        'c',
        Action::Compare,
        "compare",
        "Compare your code and your recording with the reference's, once a task passes.",
    ),
    binding('s', Action::Solution, "solution", "Show the reference's code. Asks first if the task is not done."),
    binding(
        'i',
        Action::Introduction,
        "intro",
        "Read the chapter's introduction: the Python you know, and what you build.",
    ),
    binding('g', Action::Guide, "guide", "Build the guide, and open the chapter's page in your browser."),
    binding('e', Action::Edit, "edit", "Open the task in your editor: set VISUAL to one with a window of its own."),
    binding('x', Action::Reset, "reset", "Reset the task or the chapter, after a `Ctrl+X`. Your version is kept."),
    binding('b', Action::Optional, "optional", "Go to the chapter's optional tasks: harder, and outside of the count."),
    binding('f', Action::CheckAgain, "check", "Check again without a change. Enter does the same."),
];

/// Returns the action of a key.
pub(super) fn action(key: char) -> Option<Action> {
    BINDINGS.iter().find(|binding| binding.key == key.to_ascii_lowercase()).map(|binding| binding.action)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guide_and_the_readme_name_the_keys_as_they_are() {
        let text =
            |file: &str| std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
        let (guide, readme) = (text("book/src/how-to-use.md"), text("README.md"));
        for binding in &BINDINGS {
            assert!(
                guide.contains(&format!("\n| `{}` |", binding.key)),
                "`{}` is not in the guide's table",
                binding.key
            );
        }
        let keys = |text: &str| -> Vec<char> {
            let one = |code: &str| code.chars().next().filter(|key| code.chars().count() == 1 && !key.is_ascii_digit());
            text.split('`').skip(1).step_by(2).filter_map(one).collect()
        };
        assert!(keys(&readme).contains(&'z'), "it finds keys");
        for key in keys(&guide).into_iter().chain(keys(&readme)) {
            // These two act in the list.
            assert!(action(key).is_some() || ['/', 'd'].contains(&key), "no key is called `{key}`");
        }
    }

    #[test]
    fn no_key_has_two_actions() {
        for binding in &BINDINGS {
            assert_eq!(BINDINGS.iter().filter(|other| other.key == binding.key).count(), 1, "{}", binding.key);
            assert_eq!(action(binding.key), Some(binding.action));
        }
        // These scroll.
        assert!(action('j').is_none() && action('k').is_none());
    }
}
