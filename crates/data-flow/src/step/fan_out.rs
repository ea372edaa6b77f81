//! Any number of futures at once: groups of members of one type, and a step for each item of a list.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;

use super::{Describe, Place, Step, locate, not_a_group, places, wraps};
use crate::error::FlowError;
use crate::graph::Node;
use crate::run::Run;

/// A group of any number of members of one type. See [`group`](crate::group).
#[derive(Debug, Clone)]
pub struct Many<S> {
    pub(crate) members: Vec<S>,
}

impl<S: Describe> Describe for Many<S> {
    fn node(&self) -> Node {
        Node::group(self.members.iter().map(Describe::node).collect())
    }

    fn steps(&self) -> Vec<Place> {
        let members = self.members.iter().enumerate();
        members.flat_map(|(index, member)| places(member, move |path| path.in_member(S::WIDTH, index))).collect()
    }
}

impl<In, S> Step<In> for Many<S>
where
    In: Clone + Send,
    S: Step<In>,
{
    type Out = Vec<S::Out>;

    fn call(&self, input: In, run: &Run) -> impl Future<Output = Result<Self::Out, FlowError>> + Send {
        let members = self.members.iter().enumerate().map(move |(index, member)| {
            let input = input.clone();
            async move {
                let result = member.call(input, run).await;
                result.map_err(|error| error.map_path(|path| path.in_member(S::WIDTH, index)))
            }
        });
        try_all(members, usize::MAX)
    }
}

not_a_group!([S] Many<S>);

/// A step that runs for each item of a list, for a limited number of items at once. See [`fan_out`](crate::fan_out).
#[derive(Debug, Clone)]
pub struct FanOut<S> {
    pub(crate) step: S,
    pub(crate) limit: usize,
}

impl<S> FanOut<S> {
    fn note(&self) -> String {
        let limit = if self.limit == usize::MAX { "all at once".to_owned() } else { format!("{} at once", self.limit) };
        format!("for each item, {limit}")
    }
}

wraps!(FanOut, |fan_out| fan_out.note(), each);

impl<T, S> Step<Vec<T>> for FanOut<S>
where
    T: Send,
    S: Step<T>,
{
    type Out = Vec<S::Out>;

    fn call(&self, items: Vec<T>, run: &Run) -> impl Future<Output = Result<Self::Out, FlowError>> + Send {
        async move {
            // The item that was polled last is the one that panics: a `catch_unwind` for each would cost as much as all else.
            let polled = AtomicUsize::new(0);
            let items = items.into_iter().enumerate().map(|(index, item)| {
                let polled = &polled;
                async move {
                    let of_item = run.at_item(index);
                    let mut running = pin!(self.step.call(item, of_item.as_deref().unwrap_or(run)));
                    let poll = poll_fn(|context| {
                        polled.store(index, Ordering::Relaxed);
                        running.as_mut().poll(context)
                    });
                    poll.await.map_err(|error| error.map_path(|path| path.at_item(S::WIDTH, index)))
                }
            });
            let running = pin!(try_all(items, self.limit));
            let panicked = |address| {
                let path = locate(self.step.steps(), address)?;
                Some(path.at_item(S::WIDTH, polled.load(Ordering::Relaxed)))
            };
            run.catch(running, panicked).await
        }
    }
}

/// A future with its place among the others.
struct Indexed<F> {
    index: usize,
    future: Pin<Box<F>>,
}

impl<F: Future> Future for Indexed<F> {
    type Output = (usize, F::Output);

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let index = self.index;
        self.future.as_mut().poll(context).map(|output| (index, output))
    }
}

/// Runs at most `limit` futures at once, and returns their results in order, or the first error in time.
// `futures::future::try_join_all` waits for earlier futures before it returns the error of a later one, if there are more
// than 30. Here, each future is polled once in place, and only one that has to wait is given to a `FuturesUnordered`: for
// those that are ready at once, this is several times faster.
pub(crate) async fn try_all<F, T, E>(futures: impl IntoIterator<Item = F>, limit: usize) -> Result<Vec<T>, E>
where
    F: Future<Output = Result<T, E>>,
{
    let mut futures = futures.into_iter().enumerate();
    let mut results: Vec<Option<T>> = Vec::with_capacity(futures.size_hint().0);
    let mut waiting = FuturesUnordered::new();
    // The box of a future that was ready at once is used for the next one.
    let mut free: Option<Pin<Box<F>>> = None;
    loop {
        while waiting.len() < limit.max(1)
            && let Some((index, future)) = futures.next()
        {
            let mut future = match free.take() {
                Some(mut free) => {
                    free.set(future);
                    free
                }
                None => Box::pin(future),
            };
            results.push(None);
            match poll_fn(|context| Poll::Ready(future.as_mut().poll(context))).await {
                Poll::Ready(result) => {
                    results[index] = Some(result?);
                    free = Some(future);
                }
                Poll::Pending => waiting.push(Indexed { index, future }),
            }
        }
        // A future that has ended may still hold something: it is not kept while the others are awaited.
        free = None;
        match waiting.next().await {
            Some((index, result)) => results[index] = Some(result?),
            None => break,
        }
    }
    // Each has a result, or `waiting` would not be empty.
    Ok(results.into_iter().flatten().collect())
}
