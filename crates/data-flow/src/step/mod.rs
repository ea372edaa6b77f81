//! The steps that a flow is made of, and the ways to put them together.

mod boxed;
mod checkpointed;
mod fan_out;
mod function;
mod group;
mod limits;
mod named;
mod sequence;
mod settle;

use std::borrow::Cow;

use crate::error::FlowError;
use crate::graph::Node;
use crate::path::Path;
use crate::run::Run;

pub use boxed::Boxed;
pub use checkpointed::Checkpointed;
pub(crate) use fan_out::try_all;
pub use fan_out::{FanOut, Many};
pub(crate) use function::run_blocking;
pub use function::{Async, Blocking, Map, Source};
pub(crate) use group::not_a_group;
pub use group::{And, Together};
pub use limits::{Retry, Retrying, Timed};
pub use named::Renamed;
pub use sequence::{Chain, Sequence};
pub use settle::Settled;

/// The parts of a step that are the same for every input. Only this crate implements it.
pub trait Describe: Send + Sync {
    /// The number of steps of a sequence that was written with `|`, and 1 for everything else.
    #[doc(hidden)]
    const WIDTH: usize = 1;

    /// Returns the step as a part of a graph.
    #[doc(hidden)]
    fn node(&self) -> Node;

    /// Returns the path of the step as a whole.
    #[doc(hidden)]
    fn whole(&self) -> Path {
        Path::unnamed()
    }

    /// Names the step itself, if it is a single one. Everything else gets a level of its own.
    #[doc(hidden)]
    fn rename(&mut self, _name: Cow<'static, str>) {}

    /// Returns the single steps in here, in their order.
    #[doc(hidden)]
    fn steps(&self) -> Vec<Place>;
}

/// The place of a single step in a flow.
#[derive(Debug)]
#[doc(hidden)]
pub struct Place {
    /// The addresses of the boxed flows around the step, the outermost first, and that of the step. Clones of a boxed flow
    /// share their steps.
    pub(crate) address: Vec<usize>,
    pub(crate) path: Path,
}

impl Place {
    pub(crate) fn new(address: usize, path: Path) -> Place {
        Place { address: vec![address], path }
    }
}

/// Returns the steps in a part of a flow, after a change of their paths.
pub(crate) fn places(part: &impl Describe, change: impl Fn(Path) -> Path) -> impl Iterator<Item = Place> {
    part.steps().into_iter().map(move |Place { address, path }| Place { address, path: change(path) })
}

/// Finds the path of the step at an address. A boxed flow finds its steps itself.
pub(crate) fn locate(steps: Vec<Place>, address: usize) -> Option<Path> {
    steps.into_iter().find(|place| place.address == [address]).map(|place| place.path)
}

/// Describes a step that is another step with a note, and differs only in the way that it runs.
macro_rules! wraps {
    ($wrapper:ident, |$this:ident| $note:expr, $level:ident) => {
        impl<S: $crate::step::Describe> $crate::step::Describe for $wrapper<S> {
            fn node(&self) -> $crate::graph::Node {
                let $this = self;
                self.step.node().noted($note)
            }

            fn whole(&self) -> $crate::path::Path {
                self.step.whole()
            }

            fn rename(&mut self, name: std::borrow::Cow<'static, str>) {
                self.step.rename(name);
            }

            fn steps(&self) -> Vec<$crate::step::Place> {
                $crate::step::places(&self.step, |path| path.$level(S::WIDTH)).collect()
            }
        }

        $crate::step::not_a_group!([S] $wrapper<S>);
    };
}
pub(crate) use wraps;

/// A step that takes an `In`. Functions become steps by [`step`](crate::step()) and its siblings; only this crate
/// implements the trait.
#[diagnostic::on_unimplemented(
    message = "this step cannot take `{In}`",
    label = "a step that takes `{In}` is needed here",
    note = "every member of a group takes the same input, which is cloned for each: it must be `Clone`"
)]
pub trait Step<In>: Describe {
    /// The result of the step.
    type Out: Send;

    /// Runs the step.
    #[doc(hidden)]
    fn call(&self, input: In, run: &Run) -> impl Future<Output = Result<Self::Out, FlowError>> + Send;
}

/// Anything that can stand at the right of `|` or `&`: a [`Flow`](crate::Flow), or an async function that returns a
/// `Result`.
#[diagnostic::on_unimplemented(
    message = "this cannot be a step that takes `{In}`",
    label = "an async function or a flow that takes `{In}` and returns a `Result` is needed here",
    note = "the step before it, or the group around it, hands on `{In}`"
)]
pub trait IntoStep<In> {
    /// The result of the step.
    type Out: Send;
    /// The step.
    type Step: Step<In, Out = Self::Out>;

    /// Converts the value to a step.
    #[doc(hidden)]
    fn into_step(self) -> Self::Step;
}

/// Returns the address of a step, by which a panic finds its path.
pub(crate) fn address_of<S>(step: &S) -> usize {
    std::ptr::from_ref(step).addr()
}
