//! Functions as steps with named inputs and outputs.

use std::marker::PhantomData;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;

use futures_util::FutureExt as _;
use serde_json::Value;

use super::Data;
use super::data::Map;
use super::fields::Fields;
use super::input::Input;
use super::reflect::fields_of;
use crate::error::{BoxError, ErrorKind, message_of};
use crate::graph::Kind;
use crate::step::run_blocking;

pub(crate) type Called<'a> = Pin<Box<dyn Future<Output = Result<Map, ErrorKind>> + Send + 'a>>;

/// A function with named inputs and outputs, whatever its types.
pub(crate) trait Function: Send + Sync {
    fn kind(&self) -> Kind;

    fn inputs(&self) -> &Fields;

    fn outputs(&self) -> &Fields;

    /// Calls the function. A panic is an error.
    fn call<'a>(&'a self, input: Input<'a>) -> Called<'a>;
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

    fn call<'a>(&'a self, input: Input<'a>) -> Called<'a> {
        let called = async move {
            let input = input.read()?;
            let output = (self.0.function)(input).await.map_err(|error| ErrorKind::Failed(error.into()))?;
            map_of(&output)
        };
        Box::pin(async move {
            let called = AssertUnwindSafe(called).catch_unwind().await;
            called.unwrap_or_else(|panic| Err(ErrorKind::Panicked(message_of(&*panic))))
        })
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

    fn call<'a>(&'a self, input: Input<'a>) -> Called<'a> {
        Box::pin(async move {
            let input = input.read()?;
            let function = Arc::clone(&self.0.function);
            let output = run_blocking(move || function(input).map_err(Into::into)).await?;
            map_of(&output)
        })
    }
}

/// Returns the names and values of a result.
fn map_of<T: serde::Serialize>(output: &T) -> Result<Map, ErrorKind> {
    let nameless = |kind| Err(ErrorKind::NamelessOutput(kind));
    match serde_json::to_value(output).map_err(ErrorKind::InvalidOutput)? {
        Value::Object(map) => Ok(map),
        Value::Null => Ok(Map::new()),
        Value::Bool(_) => nameless("a truth value"),
        Value::Number(_) => nameless("a number"),
        Value::String(_) => nameless("a text"),
        Value::Array(_) => nameless("a list"),
    }
}
