//! Names for steps, groups and sequences.

use std::borrow::Cow;

use super::{Describe, Place, Step, not_a_group, places};
use crate::error::FlowError;
use crate::graph::Node;
use crate::path::Path;
use crate::run::Run;

/// A step under another name. See [`Flow::named`](crate::Flow::named).
#[derive(Debug, Clone)]
pub struct Renamed<S> {
    pub(crate) step: S,
    pub(crate) name: Cow<'static, str>,
}

impl<S: Describe> Describe for Renamed<S> {
    fn node(&self) -> Node {
        self.step.node().named(self.name.clone())
    }

    fn whole(&self) -> Path {
        self.step.whole().named(1, self.name.clone())
    }

    fn rename(&mut self, name: Cow<'static, str>) {
        self.step.rename(name);
    }

    fn steps(&self) -> Vec<Place> {
        places(&self.step, |path| path.named(S::WIDTH, self.name.clone())).collect()
    }
}

impl<In, S> Step<In> for Renamed<S>
where
    In: Send,
    S: Step<In>,
{
    type Out = S::Out;

    fn call(&self, input: In, run: &Run) -> impl Future<Output = Result<S::Out, FlowError>> + Send {
        async move {
            let result = self.step.call(input, run).await;
            result.map_err(|error| error.map_path(|path| path.named(S::WIDTH, self.name.clone())))
        }
    }
}

not_a_group!([S] Renamed<S>);
