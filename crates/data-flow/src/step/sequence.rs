//! Steps that run one after another.

use super::{Describe, Place, Step, not_a_group, places};
use crate::error::FlowError;
use crate::graph::Node;
use crate::run::Run;

/// Two steps, of which the second one takes the result of the first one: `first | second`.
#[derive(Debug, Clone)]
pub struct Sequence<A, B> {
    pub(crate) first: A,
    pub(crate) second: B,
}

impl<A: Describe, B: Describe> Describe for Sequence<A, B> {
    const WIDTH: usize = A::WIDTH + B::WIDTH;

    fn node(&self) -> Node {
        self.first.node().then(self.second.node())
    }

    fn steps(&self) -> Vec<Place> {
        let mut steps = self.first.steps();
        steps.extend(places(&self.second, |path| path.after(A::WIDTH)));
        steps
    }
}

impl<In, A, B> Step<In> for Sequence<A, B>
where
    In: Send,
    A: Step<In>,
    B: Step<A::Out>,
{
    type Out = B::Out;

    fn call(&self, input: In, run: &Run) -> impl Future<Output = Result<B::Out, FlowError>> + Send {
        async move {
            let between = self.first.call(input, run).await?;
            self.second.call(between, run).await.map_err(|error| error.map_path(|path| path.after(A::WIDTH)))
        }
    }
}

not_a_group!([A, B] Sequence<A, B>);

/// Any number of steps of one type, one after another. See [`sequence`](crate::sequence).
#[derive(Debug, Clone)]
pub struct Chain<S> {
    pub(crate) steps: Vec<S>,
}

impl<S: Describe> Describe for Chain<S> {
    fn node(&self) -> Node {
        Node::sequence(self.steps.iter().map(Describe::node).collect())
    }

    fn steps(&self) -> Vec<Place> {
        let steps = self.steps.iter().enumerate();
        steps.flat_map(|(index, step)| places(step, move |path| path.in_member(S::WIDTH, index))).collect()
    }
}

impl<T, S> Step<T> for Chain<S>
where
    T: Send,
    S: Step<T, Out = T>,
{
    type Out = T;

    fn call(&self, mut input: T, run: &Run) -> impl Future<Output = Result<T, FlowError>> + Send {
        async move {
            for (index, step) in self.steps.iter().enumerate() {
                let result = step.call(input, run).await;
                input = result.map_err(|error| error.map_path(|path| path.in_member(S::WIDTH, index)))?;
            }
            Ok(input)
        }
    }
}

not_a_group!([S] Chain<S>);
