//! The types that the tasks use.

use std::error::Error;
use std::fmt::{self, Debug, Formatter};
use std::ops::{BitAnd, BitOr};
use std::sync::Arc;

use futures::future::BoxFuture;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use thiserror::Error;

use crate::Flow;

/// Values by their names: the input and the output of a step.
pub type Data = Map<String, Value>;

/// A run of a step: a future in a box, so that the runs of all steps have the same type.
pub type Run = BoxFuture<'static, Result<Data, FlowError>>;

/// A step of a flow. A sequence and a group of steps are steps, too.
///
/// A clone is the same step.
#[derive(Clone)]
pub struct Step {
    name: Arc<str>,
    run: Arc<dyn Fn(Data) -> Run + Send + Sync>,
}

impl Step {
    /// Makes a step of a function that returns the future of a run: `async move { .. }.boxed()`.
    pub fn new(name: impl Into<String>, run: impl Fn(Data) -> Run + Send + Sync + 'static) -> Step {
        Step { name: name.into().into(), run: Arc::new(run) }
    }

    /// Returns the name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the future of one run. It belongs to nobody else: a step may have many runs at the same time.
    pub fn run(&self, input: Data) -> Run {
        (self.run)(input)
    }
}

impl Debug for Step {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Step").field(&self.name).finish()
    }
}

/// The notation begins with a step as well as with a [`Flow`]: `a & b | merge`.
impl<T: Into<Flow>> BitOr<T> for Step {
    type Output = Flow;

    fn bitor(self, next: T) -> Flow {
        Flow::from(self) | next
    }
}

impl<T: Into<Flow>> BitAnd<T> for Step {
    type Output = Flow;

    fn bitand(self, other: T) -> Flow {
        Flow::from(self) & other
    }
}

/// The input or the output of a step that has none: a struct without fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nothing {}

/// The error of a run.
#[derive(Debug, Error)]
#[error("step `{path}` failed")]
pub struct FlowError {
    /// The name of the step, behind those of the parts in which it is: `load/parse`.
    pub path: String,
    /// The reason.
    #[source]
    pub cause: Cause,
}

/// The reason why a run has failed.
#[derive(Debug, Error)]
pub enum Cause {
    /// A name is missing in the input of a step, or its value has another type.
    #[error("the input does not fit")]
    Input(#[source] serde_json::Error),
    /// The output of a step is not a set of names with values.
    #[error("the output has no names")]
    Output(#[source] serde_json::Error),
    /// The function of a step has returned this error.
    #[error("the function returned an error")]
    Function(#[source] Box<dyn Error + Send + Sync>),
    /// The outputs of a group contradict each other.
    #[error("the outputs contradict each other")]
    Conflict(#[source] Conflict),
    /// There is no value with the name that is to be replaced.
    #[error("there is no `{0}` that could be renamed")]
    Missing(String),
    /// Two values would have the same name.
    #[error("two values would have the name `{0}`")]
    Twice(String),
    /// The output of a step could not be kept.
    #[error("the checkpoint could not be written")]
    Store(#[source] Box<dyn Error + Send + Sync>),
}

impl Cause {
    /// Returns the error of the step with this path.
    pub fn at(self, path: &str) -> FlowError {
        FlowError { path: path.to_owned(), cause: self }
    }
}

/// Two members of a group have given one name different values.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("`{name}` has one value from `{first}`, and another one from `{second}`")]
pub struct Conflict {
    /// The name of the values.
    pub name: String,
    /// The member that gave the first value.
    pub first: String,
    /// The member that gave another one.
    pub second: String,
}

/// A place in which the outputs of steps are kept.
pub trait Store: Send + Sync + 'static {
    /// Returns the output that was saved for a step with this name and this input.
    ///
    /// # Errors
    ///
    /// If it is not known whether there is one, or if it cannot be read.
    fn load(
        &self,
        step: &str,
        input: &Data,
    ) -> impl Future<Output = Result<Option<Data>, Box<dyn Error + Send + Sync>>> + Send;

    /// Saves the output of a step. It is there for a later `load` when the future is done.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    fn save(
        &self,
        step: &str,
        input: &Data,
        output: &Data,
    ) -> impl Future<Output = Result<(), Box<dyn Error + Send + Sync>>> + Send;
}

/// Reads the parameter of a function from the input of its step: each field of a struct is looked up by its name.
///
/// Names that the struct does not have are ignored. A field that is an `Option`, or that has `#[serde(default)]`, may be
/// missing.
///
/// # Errors
///
/// `Input`, if another field is missing, or if a value has another type than its field.
pub fn decode<T: DeserializeOwned>(input: Data) -> Result<T, Cause> {
    serde_json::from_value(Value::Object(input)).map_err(Cause::Input)
}

/// Makes the output of a step from what its function has returned: each field of a struct becomes a value with a name. `()`
/// and `None` give no values.
///
/// # Errors
///
/// `Output`, if it has no names, such as a number or a list.
pub fn encode<T: Serialize>(output: T) -> Result<Data, Cause> {
    match serde_json::to_value(output).map_err(Cause::Output)? {
        Value::Null => Ok(Data::new()),
        output => serde_json::from_value(output).map_err(Cause::Output),
    }
}
