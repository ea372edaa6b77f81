//! A flow, and the functions that begin one.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{BitAnd, BitOr};
use std::pin::pin;
use std::time::Duration;

use futures_util::{Stream, StreamExt as _};

use crate::error::{BoxError, FlowError};
use crate::graph::Graph;
use crate::run::{Options, Run};
use crate::step::{
    And, Async, Blocking, Boxed, Chain, Checkpointed, Describe, FanOut, IntoStep, Many, Map, Place, Renamed, Retry,
    Retrying, Sequence, Settled, Source, Step, Timed, Together, locate, places,
};

/// A flow that takes an `In` and returns an `Out`: one step, or several that are put together by `|` and `&`.
///
/// `S` is the way in which the flow is put together. It is a type of its own, so that the compiler makes one future of the
/// whole flow. Where a type has to be written, [`BoxFlow`] has only the first two.
///
/// A flow holds no state of its runs: any number of them may overlap.
pub struct Flow<In, Out, S> {
    pub(crate) step: S,
    types: PhantomData<fn(In) -> Out>,
}

/// A flow whose type says only what it takes and returns. See [`Flow::boxed`].
pub type BoxFlow<In, Out> = Flow<In, Out, Boxed<In, Out>>;

impl<In, Out, S> Flow<In, Out, S> {
    pub(crate) fn new(step: S) -> Self {
        Flow { step, types: PhantomData }
    }
}

impl<In, Out, S: Clone> Clone for Flow<In, Out, S> {
    fn clone(&self) -> Self {
        Flow::new(self.step.clone())
    }
}

impl<In, Out, S: Describe> fmt::Debug for Flow<In, Out, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Flow").field(&self.step.node()).finish()
    }
}

/// Begins a flow with an async function that takes one argument and returns a `Result`.
///
/// The step is named after the function. A step that takes the result of a group takes a tuple.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), data_flow::FlowError> {
/// use std::convert::Infallible;
/// use data_flow::step;
///
/// async fn double(number: u32) -> Result<u32, Infallible> {
///     Ok(number * 2)
/// }
/// async fn square(number: u32) -> Result<u32, Infallible> {
///     Ok(number * number)
/// }
/// async fn sum((a, b): (u32, u32)) -> Result<u32, Infallible> {
///     Ok(a + b)
/// }
///
/// let flow = step(double) & square | sum;
/// assert_eq!(flow.run(3).await?, 15);
/// # Ok(())
/// # }
/// ```
pub fn step<In, Fut, Out, E, F>(function: F) -> Flow<In, Out, Async<F>>
where
    F: Fn(In) -> Fut + Send + Sync,
    Fut: Future<Output = Result<Out, E>> + Send,
    E: Into<BoxError> + Send,
{
    Flow::new(Async::new(function))
}

/// Begins a flow with an async function without arguments.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), data_flow::FlowError> {
/// use data_flow::{map, source};
///
/// async fn numbers() -> Result<Vec<u32>, std::io::Error> {
///     Ok(vec![1, 2, 3])
/// }
///
/// let flow = source(numbers) | map(|numbers: Vec<u32>| numbers.len());
/// assert_eq!(flow.run(()).await?, 3);
/// # Ok(())
/// # }
/// ```
pub fn source<Fut, Out, E, F>(function: F) -> Flow<(), Out, Source<F>>
where
    F: Fn() -> Fut + Send + Sync,
    Fut: Future<Output = Result<Out, E>> + Send,
    E: Into<BoxError> + Send,
{
    Flow::new(Source::new(function))
}

/// Begins a flow with a function that blocks its thread, or computes for long. It runs on tokio's blocking pool, and stops no
/// other step.
///
/// A thread cannot be stopped: a function that has started runs to its end even if the flow is dropped, and its result is
/// thrown away. One that waits for a free thread never starts.
///
/// The hop to another thread costs about 25 µs. A function that takes less than 100 µs is better off as a [`map`] or a
/// [`step`](crate::step()).
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), data_flow::FlowError> {
/// use std::path::PathBuf;
/// use data_flow::blocking;
///
/// let size = blocking(|path: PathBuf| std::fs::metadata(path).map(|metadata| metadata.is_dir()));
/// assert!(size.run(PathBuf::from(".")).await?);
/// # Ok(())
/// # }
/// ```
pub fn blocking<In, Out, E, F>(function: F) -> Flow<In, Out, Blocking<F>>
where
    F: Fn(In) -> Result<Out, E> + Send + Sync + 'static,
    E: Into<BoxError> + Send,
{
    Flow::new(Blocking::new(function))
}

/// Begins a flow with a quick function that cannot fail, such as a conversion. It runs in place.
pub fn map<In, Out, F>(function: F) -> Flow<In, Out, Map<F>>
where
    F: Fn(In) -> Out + Send + Sync,
{
    Flow::new(Map::new(function))
}

/// Begins a flow with any number of members of one type, which take the same input and run together. The result is the list
/// of their results, in the order of the members.
///
/// Members of different types become those of one type by [`Flow::boxed`]. Without members, the result is an empty list.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), data_flow::FlowError> {
/// use data_flow::{group, map};
///
/// let powers = (1..=40).map(|power| map(move |base: u64| u128::from(base).pow(power)));
/// assert_eq!(group(powers).run(2).await?[39], 1 << 40);
/// # Ok(())
/// # }
/// ```
pub fn group<In, Out, S>(members: impl IntoIterator<Item = Flow<In, Out, S>>) -> Flow<In, Vec<Out>, Many<S>> {
    Flow::new(Many { members: members.into_iter().map(|member| member.step).collect() })
}

/// Begins a flow with any number of steps of one type, each of which takes the result of the one before it. Without steps, the
/// result is the input.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), data_flow::FlowError> {
/// use data_flow::{map, sequence};
///
/// let additions = (1..=100).map(|summand| map(move |sum: u32| sum + summand));
/// assert_eq!(sequence(additions).run(0).await?, 5050);
/// # Ok(())
/// # }
/// ```
pub fn sequence<T, S>(steps: impl IntoIterator<Item = Flow<T, T, S>>) -> Flow<T, T, Chain<S>> {
    Flow::new(Chain { steps: steps.into_iter().map(|step| step.step).collect() })
}

/// Begins a flow that runs `step` for each item of a list, for at most `limit` items at once. The results are in the order of
/// the items. A limit of 0 counts as 1.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), data_flow::FlowError> {
/// use data_flow::{fan_out, map};
///
/// let lengths = fan_out(8, map(|word: &str| word.len()));
/// assert_eq!(lengths.run(vec!["one", "three"]).await?, [3, 5]);
/// # Ok(())
/// # }
/// ```
pub fn fan_out<In, Out, S>(limit: usize, step: Flow<In, Out, S>) -> Flow<Vec<In>, Vec<Out>, FanOut<S>> {
    Flow::new(FanOut { step: step.step, limit: limit.max(1) })
}

/// `first | second` is a sequence: the second step takes the result of the first one.
impl<In, Out, S, R> BitOr<R> for Flow<In, Out, S>
where
    R: IntoStep<Out>,
{
    type Output = Flow<In, R::Out, Sequence<S, R::Step>>;

    fn bitor(self, second: R) -> Self::Output {
        Flow::new(Sequence { first: self.step, second: second.into_step() })
    }
}

/// `a & b & c` is a group: the members take the same input and run together, and the result is the tuple of their results.
impl<In, Out, S, R> BitAnd<R> for Flow<In, Out, S>
where
    R: IntoStep<In>,
    S: And<R::Step>,
    S::Both: Step<In>,
{
    type Output = Flow<In, <S::Both as Step<In>>::Out, S::Both>;

    fn bitand(self, member: R) -> Self::Output {
        Flow::new(self.step.and(member.into_step()))
    }
}

impl<In, Out: Send, S> IntoStep<In> for Flow<In, Out, S>
where
    S: Step<In, Out = Out>,
{
    type Out = Out;
    type Step = S;

    fn into_step(self) -> S {
        self.step
    }
}

impl<In, Out, S: Describe> Flow<In, Out, S> {
    /// Names the flow: in errors, in graphs, and in recordings of its steps.
    ///
    /// ```
    /// use data_flow::{map, step};
    ///
    /// async fn insert(rows: Vec<u64>) -> Result<usize, std::io::Error> {
    ///     Ok(rows.len())
    /// }
    /// let flow = (map(|text: String| vec![text.len() as u64]).named("parse") | insert).named("load");
    /// assert_eq!(flow.graph().text(), "load (sequence)\n├─ parse\n└─ insert\n");
    /// ```
    #[must_use]
    pub fn named(mut self, name: impl Into<Cow<'static, str>>) -> Flow<In, Out, Renamed<S>> {
        let name = name.into();
        self.step.rename(name.clone());
        Flow::new(Renamed { step: self.step, name })
    }

    /// Drops the flow and returns an error if it takes longer than `limit`.
    #[must_use]
    pub fn timeout(self, limit: Duration) -> Flow<In, Out, Timed<S>> {
        Flow::new(Timed { step: self.step, limit })
    }

    /// Tries the flow again after an error. `flow.timeout(t).retry(p)` limits each attempt, `flow.retry(p).timeout(t)` all
    /// together.
    #[must_use]
    pub fn retry(self, policy: Retry) -> Flow<In, Out, Retrying<S>> {
        Flow::new(Retrying { step: self.step, policy })
    }

    /// Keeps the result of the flow in the store of a run, under a key that must be unique in the whole flow. Without a
    /// store, it has no effect. See [`checkpoint`](crate::checkpoint).
    ///
    /// Change the key when the step changes, so that results of the old one are not used.
    #[must_use]
    pub fn checkpoint(self, key: impl Into<Cow<'static, str>>) -> Flow<In, Out, Checkpointed<S>> {
        Flow::new(Checkpointed { step: self.step, key: key.into() })
    }

    /// Returns the graph of the flow, which can be printed.
    pub fn graph(&self) -> Graph {
        Graph::new(self.step.node())
    }
}

impl<In, Out, T> Flow<In, Out, Together<T>> {
    /// Lets all members of the group run to their end, also after an error. The first error in time is returned, with the
    /// [others](FlowError::others) in it.
    #[must_use]
    pub fn collect_errors(self) -> Flow<In, Out, Settled<Together<T>>> {
        Flow::new(Settled { group: self.step })
    }
}

impl<In, Out, S> Flow<In, Out, Many<S>> {
    /// Lets all members of the group run to their end, also after an error. The first error in time is returned, with the
    /// [others](FlowError::others) in it.
    #[must_use]
    pub fn collect_errors(self) -> Flow<In, Out, Settled<Many<S>>> {
        Flow::new(Settled { group: self.step })
    }
}

impl<In, Out, S> Flow<In, Out, S>
where
    In: Send,
    Out: Send,
    S: Step<In, Out = Out>,
{
    /// Runs the flow once. Dropping the future cancels the run: nothing of it goes on, except for a blocking function that has
    /// already started.
    ///
    /// # Errors
    ///
    /// The first error in time of any step, with the step's path.
    pub async fn run(&self, input: In) -> Result<Out, FlowError> {
        let run = Run::plain(|| self.places());
        self.run_in(input, &run).await
    }

    /// Runs the flow once, with options. See [`run`](Flow::run).
    ///
    /// # Errors
    ///
    /// The first error in time of any step, with the step's path.
    pub async fn run_with(&self, input: In, options: &Options) -> Result<Out, FlowError> {
        let run = Run::new(options, || self.places());
        let output = self.run_in(input, &run).await?;
        run.forget_checkpoints().await?;
        Ok(output)
    }

    /// Returns the single steps with their paths.
    fn places(&self) -> Vec<Place> {
        places(&self.step, |path| path.finish(S::WIDTH)).collect()
    }

    async fn run_in(&self, input: In, run: &Run) -> Result<Out, FlowError> {
        let running = pin!(self.step.call(input, run));
        let result = run.catch(running, |address| locate(self.step.steps(), address)).await;
        result.map_err(|error| error.map_path(|path| path.finish(S::WIDTH)))
    }

    /// Runs the flow again and again with the same input, with a pause after each run, until a run fails. Returns its error.
    ///
    /// It can be cancelled at every moment, also if the flow and the pause take no time.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() {
    /// use std::time::Duration;
    /// use data_flow::source;
    ///
    /// async fn poll() -> Result<(), std::io::Error> {
    ///     Ok(())
    /// }
    /// let flow = source(poll);
    /// let polling = flow.run_forever((), Duration::from_secs(60));
    /// assert!(tokio::time::timeout(Duration::from_secs(3600), polling).await.is_err());
    /// # }
    /// ```
    pub async fn run_forever(&self, input: In, pause: Duration) -> FlowError
    where
        In: Clone,
    {
        loop {
            if let Err(error) = self.run(input.clone()).await {
                return error;
            }
            tokio::time::sleep(pause).await;
            // A pause of no time does not yield, and nothing else in here has to.
            tokio::task::yield_now().await;
        }
    }

    /// Runs the flow for each input, for at most `concurrency` inputs at once, and yields the results in the order of the
    /// inputs. 0 counts as 1.
    ///
    /// An input is taken only when there is room for its run. An error is the result of its input alone: the consumer decides
    /// if the others go on. The runs make progress only while the stream is polled.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), data_flow::FlowError> {
    /// use data_flow::map;
    /// use futures::{TryStreamExt as _, stream};
    ///
    /// let flow = map(|number: u32| number * number);
    /// let squares: Vec<u32> = flow.stream(stream::iter(1..=4), 2).try_collect().await?;
    /// assert_eq!(squares, [1, 4, 9, 16]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn stream<'f>(
        &'f self,
        inputs: impl Stream<Item = In> + Send + 'f,
        concurrency: usize,
    ) -> impl Stream<Item = Result<Out, FlowError>> + Send + 'f
    where
        In: 'f,
    {
        inputs.map(move |input| self.run(input)).buffered(concurrency.max(1))
    }

    /// Runs the flow for each input like [`stream`](Flow::stream), and yields the results as they come.
    pub fn stream_unordered<'f>(
        &'f self,
        inputs: impl Stream<Item = In> + Send + 'f,
        concurrency: usize,
    ) -> impl Stream<Item = Result<Out, FlowError>> + Send + 'f
    where
        In: 'f,
    {
        inputs.map(move |input| self.run(input)).buffer_unordered(concurrency.max(1))
    }
}

impl<In, Out, S> Flow<In, Out, S>
where
    In: Send + 'static,
    Out: Send + 'static,
    S: Step<In, Out = Out> + 'static,
{
    /// Hides how the flow is put together, so that it can stand in a struct or beside others in a list. It costs an
    /// allocation for each run. Clones share the flow.
    ///
    /// ```
    /// use data_flow::{BoxFlow, map};
    ///
    /// let both: Vec<BoxFlow<u32, u32>> = vec![map(|n| n + 1).boxed(), (map(|n| n * 2) | map(|n: u32| n - 1)).boxed()];
    /// assert_eq!(both.len(), 2);
    /// ```
    #[must_use]
    pub fn boxed(self) -> BoxFlow<In, Out> {
        Flow::new(Boxed::new(self.step))
    }
}
