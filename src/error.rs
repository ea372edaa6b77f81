//! Error messages for the learner.

use std::error::Error;

/// Returns the message of an error and of all its causes: `cannot read hints.md: permission denied`.
pub(crate) fn chain(error: &dyn Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| (**cause).source());
    causes.fold(error.to_string(), |message, cause| {
        let cause = cause.to_string();
        if message.ends_with(&cause) { message } else { message + ": " + &cause }
    })
}
