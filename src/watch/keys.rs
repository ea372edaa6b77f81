//! The keys, and what they do.

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    CheckAgain,
    Hint,
    Next,
    Previous,
    List,
    Play,
    Picture,
    Compare,
    Solution,
    Predict,
    Introduction,
    Guide,
    Edit,
    Reset,
    Keys,
    Back,
    Quit,
}

/// A key, what it asks for, a word for it, and a sentence.
pub(super) struct Binding {
    pub(super) key: char,
    pub(super) wish: Wish,
    pub(super) word: &'static str,
    pub(super) sentence: &'static str,
}

const fn binding(key: char, wish: Wish, word: &'static str, sentence: &'static str) -> Binding {
    Binding { key, wish, word, sentence }
}

/// In the order in which they are shown: what is left out first on a narrow terminal stands last.
pub(super) const BINDINGS: [Binding; 16] = [
    binding('q', Wish::Quit, "quit", "Quit. What you have done is kept."),
    binding('?', Wish::Keys, "keys", "Show all keys."),
    binding('h', Wish::Hint, "hint", "Show a hint; each time one more: the direction, the API, the shape."),
    binding('n', Wish::Next, "next", "Go on to the next task that is not done."),
    binding('p', Wish::Previous, "previous", "Go back to the task before."),
    binding('l', Wish::List, "list", "List all tasks, to go to any of them."),
    binding('o', Wish::Predict, "predict", "Predict what short programs print, then see: a good way into a chapter."),
    binding('r', Wish::Play, "run", "Run the chapter's program, which uses what you wrote."),
    binding(
        'v',
        Wish::Picture,
        "view",
        "View the picture in full: all lanes, and a finer axis. The arrow keys move it.",
    ),
    binding(
        'c',
        Wish::Compare,
        "compare",
        "When a task has passed: your recording over the reference's, and its code.",
    ),
    binding('s', Wish::Solution, "solution", "Show the reference's code. Of a task that is not done it asks first."),
    binding('i', Wish::Introduction, "intro", "Read the chapter's introduction: the Python, and what you build."),
    binding('g', Wish::Guide, "guide", "Build the guide, and open the chapter's page in your browser."),
    binding('e', Wish::Edit, "edit", "Open the task in your editor, if it has a window of its own: VISUAL names it."),
    binding('x', Wish::Reset, "reset", "Reset the task or the chapter; your version is kept. It asks first."),
    binding('f', Wish::CheckAgain, "check", "Check again, without a change. Enter does the same."),
];

/// What a character asks for.
pub(super) fn wish(key: char) -> Option<Wish> {
    BINDINGS.iter().find(|binding| binding.key == key.to_ascii_lowercase()).map(|binding| binding.wish)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_means_two_things() {
        for binding in &BINDINGS {
            assert_eq!(BINDINGS.iter().filter(|other| other.key == binding.key).count(), 1, "{}", binding.key);
            assert_eq!(wish(binding.key), Some(binding.wish));
        }
        // These scroll.
        assert!(wish('j').is_none() && wish('k').is_none());
    }
}
