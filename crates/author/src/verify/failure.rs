//! A failed check on one line.

use super::finding::one_line;
use crate::libtest::{FailureKind, TestOutput};

/// Returns what happened, as the end of a sentence.
pub(crate) fn in_words(why: &FailureKind) -> String {
    match why {
        FailureKind::Failed(said) => format!("it says: {}", without_picture(said)),
        FailureKind::Ignored => "it is ignored: `#[ignore]` keeps it from running".to_owned(),
        FailureKind::Missing => "it did not run, or not by `pollscope::testing`".to_owned(),
        FailureKind::EndedEarly { status, output, .. } => {
            let panics = without_picture(output);
            format!("the program ended before: {status}: {panics}; it printed: {}", one_line(&output.printed))
        }
        FailureKind::TimedOut { seconds, .. } => format!("it did not end within {seconds} s"),
    }
}

/// Returns whether the verdict contains a phrase, however its lines are broken.
pub(crate) fn says(said: &TestOutput, phrase: &str) -> bool {
    said.panics.iter().any(|panic| contains(&panic.message, phrase))
}

/// Returns whether a text contains a phrase, however its lines are broken.
pub(crate) fn contains(text: &str, phrase: &str) -> bool {
    one_line(text).contains(&one_line(phrase))
}

/// Returns the first lines of each message and its cause, without the picture between them.
fn without_picture(said: &TestOutput) -> String {
    let mut kept = Vec::new();
    for panic in &said.panics {
        let mut lines = panic.message.lines();
        kept.extend(lines.by_ref().take_while(|line| !line.trim().is_empty()));
        kept.extend(lines.skip_while(|line| !line.starts_with("it looks as if")));
    }
    if kept.is_empty() { "nothing".to_owned() } else { one_line(&kept.join(" ")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::libtest::Panic;

    fn said(message: &str) -> TestOutput {
        TestOutput {
            printed: "printed".to_owned(),
            panics: vec![Panic { location: None, message: message.to_owned() }],
        }
    }

    #[test]
    fn a_picture_is_left_out() {
        let said = said("expected: one\nhappened: two\n\n  0 s   1 s\na ━━━━\n\nit looks as if\n  three");
        assert_eq!(in_words(&FailureKind::Failed(said)), "it says: expected: one happened: two it looks as if three");
        assert_eq!(in_words(&FailureKind::Failed(TestOutput::default())), "it says: nothing");
    }

    #[test]
    fn a_phrase_may_be_wrapped() {
        let said = said("expected: the first number\n  comes after one second");
        assert!(says(&said, "number comes  after"));
        assert!(!says(&said, "number came after"));
        assert!(!says(&said, "printed"), "only the verdict counts");
    }
}
