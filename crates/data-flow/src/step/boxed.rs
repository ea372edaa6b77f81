//! Steps whose type says only what they take and return.

use std::fmt;
use std::pin::{Pin, pin};
use std::sync::Arc;

use super::{Describe, Place, Step, address_of, locate, not_a_group, places};
use crate::error::FlowError;
use crate::graph::Node;
use crate::path::Path;
use crate::run::Run;

type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, FlowError>> + Send + 'a>>;

/// A step behind a pointer. Clones share it.
trait Erased<In, Out>: Send + Sync {
    fn call<'a>(&'a self, input: In, run: &'a Run) -> BoxFuture<'a, Out>
    where
        In: 'a;

    fn node(&self) -> Node;

    fn whole(&self) -> Path;

    fn steps(&self) -> Vec<Place>;
}

impl<In, S> Erased<In, S::Out> for S
where
    In: Send,
    S: Step<In>,
{
    fn call<'a>(&'a self, input: In, run: &'a Run) -> BoxFuture<'a, S::Out>
    where
        In: 'a,
    {
        // A clone of this step has the same address, so a panic must find its path in here.
        Box::pin(async move {
            let running = pin!(Step::call(self, input, run));
            let result = run.catch(running, |address| locate(Describe::steps(self), address)).await;
            result.map_err(|error| error.map_path(|path| path.close(S::WIDTH)))
        })
    }

    fn node(&self) -> Node {
        Describe::node(self)
    }

    fn whole(&self) -> Path {
        Describe::whole(self)
    }

    fn steps(&self) -> Vec<Place> {
        places(self, |path| path.close(S::WIDTH)).collect()
    }
}

/// A step whose type says only what it takes and returns. See [`Flow::boxed`](crate::Flow::boxed).
pub struct Boxed<In, Out> {
    step: Arc<dyn Erased<In, Out>>,
}

impl<In: Send, Out> Boxed<In, Out> {
    pub(crate) fn new(step: impl Step<In, Out = Out> + 'static) -> Boxed<In, Out> {
        Boxed { step: Arc::new(step) }
    }
}

impl<In, Out> Clone for Boxed<In, Out> {
    fn clone(&self) -> Self {
        Boxed { step: Arc::clone(&self.step) }
    }
}

impl<In, Out> fmt::Debug for Boxed<In, Out> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Boxed").finish_non_exhaustive()
    }
}

impl<In, Out> Describe for Boxed<In, Out> {
    fn node(&self) -> Node {
        self.step.node()
    }

    fn whole(&self) -> Path {
        self.step.whole()
    }

    fn steps(&self) -> Vec<Place> {
        let mut steps = self.step.steps();
        for place in &mut steps {
            place.address.insert(0, address_of(self));
        }
        steps
    }
}

impl<In: Send + 'static, Out: Send + 'static> Step<In> for Boxed<In, Out> {
    type Out = Out;

    fn call(&self, input: In, run: &Run) -> impl Future<Output = Result<Out, FlowError>> + Send {
        async move {
            let inside = run.inside(address_of(self));
            self.step.call(input, inside.as_deref().unwrap_or(run)).await
        }
    }
}

not_a_group!([In, Out] Boxed<In, Out>);
