//! The key of a checkpoint.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

/// The key of one result: a run, a step, and the step's input.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    run: String,
    step: String,
    input: String,
}

impl Key {
    /// Returns the key of a step with an input, which may be of any length: the key has its SHA-256.
    pub fn new(run: impl Into<String>, step: impl Into<String>, input: &[u8]) -> Key {
        Key { run: run.into(), step: step.into(), input: hex_digest(&[input]) }
    }

    /// Returns the name of the run.
    pub fn run(&self) -> &str {
        &self.run
    }

    /// Returns the name of the step.
    pub fn step(&self) -> &str {
        &self.step
    }

    /// Returns the SHA-256 of the input, in hexadecimal digits.
    pub fn input(&self) -> &str {
        &self.input
    }
}

/// Returns the SHA-256 of several texts in hexadecimal digits. Each is preceded by its length, so that no two lists of texts
/// have the same digest.
pub(super) fn hex_digest(parts: &[&[u8]]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part);
    }
    digest.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
