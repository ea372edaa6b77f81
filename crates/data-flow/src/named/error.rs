//! The error of a definition.

use crate::error::listed;

/// An error of a definition, found before it runs.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum DefinitionError {
    /// A sequence, group or dispatch has no members.
    #[error("a {0} has no members")]
    Empty(&'static str),
    /// The input or output of a step has no names.
    #[error("the step `{step}` has {side} of a type without names: {type_name}")]
    Nameless {
        /// The step.
        step: String,
        /// "an input" or "an output".
        side: &'static str,
        /// The type.
        type_name: &'static str,
    },
    /// A step has no such input, so it cannot be renamed.
    #[error("the step `{step}` has no input `{field}` that could be renamed; there is {}", listed(.inputs))]
    NoSuchInput {
        /// The step.
        step: String,
        /// The name that it does not have.
        field: String,
        /// Its inputs.
        inputs: Vec<String>,
    },
    /// A step has no such output, so it cannot be renamed.
    #[error("the step `{step}` has no output `{field}` that could be renamed; there is {}", listed(.outputs))]
    NoSuchOutput {
        /// The step.
        step: String,
        /// The name that it does not have.
        field: String,
        /// Its outputs.
        outputs: Vec<String>,
    },
    /// Two outputs of a step would have the same name.
    #[error("two outputs of the step `{step}` would be named `{name}`")]
    SameOutput {
        /// The step.
        step: String,
        /// The name.
        name: String,
    },
    /// Only the inputs and outputs of a single step can be renamed.
    #[error("inputs and outputs are renamed at a single step, and `{0}` is none")]
    NotAStep(String),
    /// Two steps of a dispatch are registered for the same key.
    #[error("two steps are registered for the key `{0}`")]
    SameKey(String),
}
