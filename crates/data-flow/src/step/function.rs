//! Steps of functions: async ones, blocking ones, and conversions that take no time.

use std::borrow::Cow;
use std::convert::identity;
use std::fmt;
use std::future::ready;
use std::sync::Arc;

use tokio_util::task::AbortOnDropHandle;

use super::{Describe, IntoStep, Place, Step, address_of, not_a_group};
use crate::error::{BoxError, ErrorKind, FlowError, message_of};
use crate::graph::{Kind, Node};
use crate::path::{Path, name_of};
use crate::run::Run;

/// Declares a step that is made of one function.
macro_rules! function_step {
    ($(#[$doc:meta])* $name:ident, $kind:expr, $store:ty, $wrap:expr) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name<F> {
            // The name is also what gives each step an address of its own: a function itself has no size.
            name: Cow<'static, str>,
            function: $store,
        }

        impl<F> $name<F> {
            pub(crate) fn new(function: F) -> Self {
                $name { name: name_of::<F>(), function: $wrap(function) }
            }
        }

        impl<F> fmt::Debug for $name<F> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($name)).field(&self.name).finish()
            }
        }

        impl<F: Send + Sync> Describe for $name<F> {
            fn node(&self) -> Node {
                Node::step(self.name.clone(), $kind)
            }

            fn whole(&self) -> Path {
                Path::step(self.name.clone())
            }

            fn rename(&mut self, name: Cow<'static, str>) {
                self.name = name;
            }

            fn steps(&self) -> Vec<Place> {
                vec![Place::new(address_of(self), self.whole())]
            }
        }

        not_a_group!([F] $name<F>);
    };
}

function_step!(
    /// A step of an async function with one argument. See [`step`](crate::step()).
    Async, Kind::Async, F, identity
);
function_step!(
    /// A step of an async function without arguments. See [`source`](crate::source).
    Source, Kind::Async, F, identity
);
function_step!(
    /// A step of a function that runs on the blocking pool. See [`blocking`](crate::blocking).
    Blocking, Kind::Blocking, Arc<F>, Arc::new
);
function_step!(
    /// A step of a quick function that cannot fail. See [`map`](crate::map).
    Map, Kind::Map, F, identity
);

/// Runs a future under the name of its step.
macro_rules! run_function {
    ($step:ident, $run:ident, $future:expr, $kind_of:expr) => {
        async move {
            let guard = $run.guard(address_of($step));
            let result = match $run.watch() {
                None => $future.await.map_err($kind_of),
                Some(watch) => {
                    let running = async move { $future.await.map_err($kind_of) };
                    $run.observe(watch, address_of($step), &$step.name, running).await
                }
            };
            guard.disarm();
            result.map_err(|kind| FlowError::new($step.whole(), kind))
        }
    };
}

/// Returns the reason of an error that a user's function has returned.
fn failed(error: impl Into<BoxError>) -> ErrorKind {
    ErrorKind::Failed(error.into())
}

impl<F, In, Fut, Out, E> Step<In> for Async<F>
where
    F: Fn(In) -> Fut + Send + Sync,
    Fut: Future<Output = Result<Out, E>> + Send,
    In: Send,
    Out: Send,
    E: Into<BoxError> + Send,
{
    type Out = Out;

    fn call(&self, input: In, run: &Run) -> impl Future<Output = Result<Out, FlowError>> + Send {
        run_function!(self, run, (self.function)(input), failed)
    }
}

impl<F, Fut, Out, E> Step<()> for Source<F>
where
    F: Fn() -> Fut + Send + Sync,
    Fut: Future<Output = Result<Out, E>> + Send,
    Out: Send,
    E: Into<BoxError> + Send,
{
    type Out = Out;

    fn call(&self, (): (), run: &Run) -> impl Future<Output = Result<Out, FlowError>> + Send {
        run_function!(self, run, (self.function)(), failed)
    }
}

impl<F, In, Out> Step<In> for Map<F>
where
    F: Fn(In) -> Out + Send + Sync,
    In: Send,
    Out: Send,
{
    type Out = Out;

    fn call(&self, input: In, run: &Run) -> impl Future<Output = Result<Out, FlowError>> + Send {
        run_function!(self, run, ready(Ok((self.function)(input))), identity)
    }
}

impl<F, In, Out, E> Step<In> for Blocking<F>
where
    F: Fn(In) -> Result<Out, E> + Send + Sync + 'static,
    In: Send + 'static,
    Out: Send + 'static,
    E: Into<BoxError> + Send + 'static,
{
    type Out = Out;

    fn call(&self, input: In, run: &Run) -> impl Future<Output = Result<Out, FlowError>> + Send {
        let function = Arc::clone(&self.function);
        run_function!(self, run, run_blocking(move || function(input).map_err(Into::into)), identity)
    }
}

/// Runs a function on the blocking pool. If the future is dropped before a thread is free, the function never starts.
pub(crate) async fn run_blocking<T: Send + 'static>(
    function: impl FnOnce() -> Result<T, BoxError> + Send + 'static,
) -> Result<T, ErrorKind> {
    match AbortOnDropHandle::new(tokio::task::spawn_blocking(function)).await {
        Ok(result) => result.map_err(ErrorKind::Failed),
        Err(error) => Err(match error.try_into_panic() {
            Ok(panic) => ErrorKind::Panicked(message_of(&*panic)),
            Err(_) => ErrorKind::Shutdown,
        }),
    }
}

impl<F, In, Fut, Out, E> IntoStep<In> for F
where
    F: Fn(In) -> Fut + Send + Sync,
    Fut: Future<Output = Result<Out, E>> + Send,
    In: Send,
    Out: Send,
    E: Into<BoxError> + Send,
{
    type Out = Out;
    type Step = Async<F>;

    fn into_step(self) -> Async<F> {
        Async::new(self)
    }
}
