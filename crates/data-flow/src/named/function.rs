//! Functions as steps with named inputs and outputs.

use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use super::Data;
use super::data::Row;
use super::fields::Fields;
use super::input::Input;
use super::output::Unwritten;
use super::reflect::fields_of;
use crate::error::{BoxError, ErrorKind, FlowError};
use crate::graph::Kind;
use crate::step::run_blocking;

/// A function that runs, and returns a row with its result. The path of its error is not known yet.
pub(crate) type Called<'a> = Pin<Box<dyn Future<Output = Result<Row, FlowError>> + Send + 'a>>;

/// A function with named inputs and outputs, whatever its types.
pub(crate) trait Function: Send + Sync {
    fn kind(&self) -> Kind;

    fn inputs(&self) -> &Fields;

    fn outputs(&self) -> &Fields;

    /// Reads the input and calls the function. Its result is written into `row`, which is empty.
    fn call<'a>(&'a self, input: Input<'_>, row: Row) -> Result<Called<'a>, FlowError>;
}

/// A function and the names of its types.
pub(crate) struct Typed<F, In, Out> {
    function: F,
    inputs: Fields,
    outputs: Fields,
    types: PhantomData<fn(In) -> Out>,
}

impl<F, In: Data, Out: Data> Typed<F, In, Out> {
    pub(crate) fn new(function: F) -> Self {
        Typed { function, inputs: fields_of::<In>(), outputs: fields_of::<Out>(), types: PhantomData }
    }
}

/// An async function.
pub(crate) struct AsyncFunction<F, In, Out>(pub(crate) Typed<F, In, Out>);

/// A function on the blocking pool.
pub(crate) struct BlockingFunction<F, In, Out>(pub(crate) Typed<Arc<F>, In, Out>);

impl<F, In, Out, Fut, E> Function for AsyncFunction<F, In, Out>
where
    F: Fn(In) -> Fut + Send + Sync,
    Fut: Future<Output = Result<Out, E>> + Send,
    In: Data,
    Out: Data,
    E: Into<BoxError> + Send,
{
    fn kind(&self) -> Kind {
        Kind::Async
    }

    fn inputs(&self) -> &Fields {
        &self.0.inputs
    }

    fn outputs(&self) -> &Fields {
        &self.0.outputs
    }

    fn call<'a>(&'a self, input: Input<'_>, row: Row) -> Result<Called<'a>, FlowError> {
        let input = input.read()?;
        Ok(Box::pin(async move {
            let output = (self.0.function)(input).await.map_err(|error| ErrorKind::Failed(error.into()))?;
            written(row, &output)
        }))
    }
}

impl<F, In, Out, E> Function for BlockingFunction<F, In, Out>
where
    F: Fn(In) -> Result<Out, E> + Send + Sync + 'static,
    In: Data,
    Out: Data,
    E: Into<BoxError> + Send,
{
    fn kind(&self) -> Kind {
        Kind::Blocking
    }

    fn inputs(&self) -> &Fields {
        &self.0.inputs
    }

    fn outputs(&self) -> &Fields {
        &self.0.outputs
    }

    fn call<'a>(&'a self, input: Input<'_>, row: Row) -> Result<Called<'a>, FlowError> {
        let input = input.read()?;
        let function = Arc::clone(&self.0.function);
        Ok(Box::pin(async move {
            let output = run_blocking(move || function(input).map_err(Into::into)).await?;
            written(row, &output)
        }))
    }
}

/// Returns the row with a result in it.
fn written<T: Serialize>(mut row: Row, output: &T) -> Result<Row, FlowError> {
    let kind = match row.write(output) {
        Ok(()) => return Ok(row),
        Err(Unwritten::Invalid(error)) => ErrorKind::InvalidOutput(error),
        Err(Unwritten::Nameless(value)) => ErrorKind::NamelessOutput(match value {
            Value::Bool(_) => "a truth value",
            Value::Number(_) => "a number",
            Value::String(_) => "a text",
            Value::Null | Value::Array(_) | Value::Object(_) => "a list",
        }),
    };
    Err(kind.into())
}
