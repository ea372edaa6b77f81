//! Chapter 7: sources, transforms and destinations as one definition.
//!
//! A [`Step`] takes values with names and returns values with names. Sequences and groups of steps are steps again, and so a
//! flow is built of parts that know nothing of each other. The crate `streamlings-data-flow` is a library for work that is
//! built on the same idea.
//!
//! For all steps: nothing happens before the future of a run is polled for the first time, and nothing after it was dropped.
//! Any number of runs of a step may overlap, and they share nothing.

mod types;

use std::collections::HashMap;
use std::error::Error;
use std::ops::{BitAnd, BitOr};
use std::panic::resume_unwind;
use std::sync::Arc;

use futures::stream::FuturesUnordered;
use futures::{FutureExt as _, TryFutureExt as _, TryStreamExt as _};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::map::Entry;
use tokio::task::spawn_blocking;
pub use types::{Cause, Conflict, Data, FlowError, Nothing, Run, Step, Store, decode, encode};

/// Makes a step of an async function. Its parameter is read from the step's input by [`decode`], and its output becomes that of
/// the step by [`encode`].
///
/// - The function is called once in each run, at the first poll. What it returns is the whole output: the step does not pass
///   its input on.
/// - If the input does not fit, the function is not called.
/// - Dropping the run drops the function's future.
/// - A panic of the function goes on to the caller.
///
/// # Errors
///
/// Every error of a run has the name of the step as its path. The cause is that of `decode` or `encode`, or `Function` with the
/// error that the function has returned.
// ANCHOR: step
pub fn step<I, O, E, F>(name: impl Into<String>, function: impl Fn(I) -> F + Send + Sync + 'static) -> Step
where
    I: DeserializeOwned,
    O: Serialize,
    E: Into<Box<dyn Error + Send + Sync>>,
    F: Future<Output = Result<O, E>> + Send + 'static,
{
    let (name, function) = (name.into(), Arc::new(function));
    Step::new(name.clone(), move |input| {
        // A run may outlive the step, so it has its own clones.
        let (name, function) = (name.clone(), function.clone());
        let run = async move {
            let running = function(decode(input)?);
            let output = running.await;
            encode(output.map_err(|error| Cause::Function(error.into()))?)
        };
        run.map_err(move |cause: Cause| cause.at(&name)).boxed()
    })
}
// ANCHOR_END: step

/// Makes a step of a function that blocks its thread. It runs on a thread of tokio's pool for blocking work, so that the async
/// threads stay free for other tasks.
///
/// - As many run at the same time as that pool has threads: 512.
/// - A thread cannot be stopped. If the run is dropped while the function is under way, the function goes on to its end, and
///   its output is dropped.
/// - All else is as for [`step`].
///
/// # Errors
///
/// As for [`step`].
// ANCHOR: blocking
pub fn blocking<I, O, E>(name: impl Into<String>, function: impl Fn(I) -> Result<O, E> + Send + Sync + 'static) -> Step
where
    I: DeserializeOwned,
    O: Serialize,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    let (name, function) = (name.into(), Arc::new(function));
    Step::new(name.clone(), move |input| {
        let (name, function) = (name.clone(), function.clone());
        let work = move || {
            let output = function(decode(input)?);
            encode(output.map_err(|error| Cause::Function(error.into()))?)
        };
        let run = async move { spawn_blocking(work).await.unwrap_or_else(|error| resume_unwind(error.into_panic())) };
        run.map_err(move |cause: Cause| cause.at(&name)).boxed()
    })
}
// ANCHOR_END: blocking

/// Makes a step of several steps, which run one after the other. Each takes the output of the one before it.
///
/// - The first one takes the input, and the output of the last one is that of the sequence. No step sees more than the output of
///   the step before it.
/// - A step begins when the one before it has ended.
/// - An error ends the run: it is returned unchanged, and no other step begins.
/// - Dropping the run drops the run of the step that is under way, and no other begins.
/// - The name of a sequence is that of its last step.
/// - A sequence without steps has an empty name, and returns its input.
/// - Any number of steps is possible: however many there are, the stack does not grow with their number.
// ANCHOR: sequence
pub fn sequence(steps: impl IntoIterator<Item = Step>) -> Step {
    let steps: Arc<[Step]> = steps.into_iter().collect();
    let name = steps.last().map_or("", Step::name).to_owned();
    Step::new(name, move |input| {
        let steps = steps.clone();
        async move {
            let mut data = input;
            for step in &*steps {
                data = step.run(data).await?;
            }
            Ok(data)
        }
        .boxed()
    })
}
// ANCHOR_END: sequence

/// Merges the outputs of several steps, each with the name of its step.
///
/// - The result has all names of all outputs, with their values. Without any output it is empty.
/// - If several outputs have the same name with an equal value, that is fine. Values are equal if `==` says so: the number `1`
///   and the text `"1"` are not, and neither are `1` and `1.0`.
/// - Any number of outputs is possible, and any number of names.
///
/// # Errors
///
/// If a name has a different value than before: that name, the first step that has given it a value, and the first step
/// whose value differs. Of several conflicts it is the one in the earliest output, and there the first name in the order of
/// `Data`.
// ANCHOR: merged
pub fn merged(outputs: impl IntoIterator<Item = (String, Data)>) -> Result<Data, Conflict> {
    let (mut merged, mut givers) = (Data::new(), HashMap::new());
    for (step, output) in outputs {
        for (name, value) in output {
            match merged.entry(name.clone()) {
                Entry::Vacant(place) => {
                    place.insert(value);
                    givers.insert(name, step.clone());
                }
                Entry::Occupied(there) if *there.get() == value => {}
                Entry::Occupied(_) => {
                    let first = givers.remove(&name).unwrap_or_default();
                    return Err(Conflict { name, first, second: step });
                }
            }
        }
    }
    Ok(merged)
}
// ANCHOR_END: merged

/// Makes a step of several steps, its members, which run at the same time. Each takes the whole input, and their outputs are
/// merged.
///
/// - All members begin at the first poll of the run. It takes as long as the slowest of them.
/// - The output is what [`merged`] makes of the outputs, in the order of the members, whichever ends first. The input is not
///   passed on.
/// - The first error in time is returned at once, unchanged. Of errors at the same moment it is any one. All other members have
///   been dropped by then: none of them goes on.
/// - If all have ended, and `merged` returns an error, its cause is a `Conflict`, and its path the name of the group.
/// - Dropping the run drops all members, and so does a panic of a member, which goes on to the caller.
/// - The name of a group is the names of its members, with ` & ` between them.
/// - A group without members has an empty name, and an empty output.
/// - Any number of members is possible, and none of them is polled more often because there are many.
// ANCHOR: group
pub fn group(members: impl IntoIterator<Item = Step>) -> Step {
    let members: Arc<[Step]> = members.into_iter().collect();
    let name = members.iter().map(Step::name).collect::<Vec<_>>().join(" & ");
    Step::new(name.clone(), move |input| {
        let (name, members) = (name.clone(), members.clone());
        async move {
            // Not `try_join_all`: with more than thirty members, it sees their errors in the order of the list.
            let runs: FuturesUnordered<_> = members
                .iter()
                .enumerate()
                .map(|(index, member)| member.run(input.clone()).map_ok(move |output| (index, output)))
                .collect();
            let mut outputs: Vec<(usize, Data)> = runs.try_collect().await?;
            outputs.sort_unstable_by_key(|(index, _)| *index);
            let outputs = outputs.into_iter().map(|(index, output)| (members[index].name().to_owned(), output));
            merged(outputs).map_err(|conflict| Cause::Conflict(conflict).at(&name))
        }
        .boxed()
    })
}
// ANCHOR_END: group

/// Gives a flow a name, so that it can be a part of another one, and an error says where it happened.
///
/// - The step has this name. It takes the input of the flow, and returns its output.
/// - The path of an error is the name of the part, a slash, and the path in the part: `load/parse`, and in a part of a part
///   `main/load/parse`. The cause is unchanged.
/// - Dropping the run drops the run of the flow.
// ANCHOR: part
pub fn part(name: impl Into<String>, flow: impl Into<Step>) -> Step {
    let (name, flow) = (name.into(), flow.into());
    Step::new(name.clone(), move |input| {
        let (name, run) = (name.clone(), flow.run(input));
        run.map_err(move |error| error.cause.at(&format!("{name}/{}", error.path))).boxed()
    })
}
// ANCHOR_END: part

/// A flow in the notation with operators: `a | b` is a sequence, and `a & b` a group. `&` binds more tightly than `|`, so
/// `a & b | c` is a group and then a step.
///
/// - A step can become a flow, and a flow a step: `Flow::from(step)`, `Step::from(flow)`. On both sides of an operator there may
///   be a flow or a step. A flow of one step runs as that step, and has its name.
/// - `a | b | c` is one [`sequence`] of three steps, wherever there are parentheses. So is `a & b & c` one [`group`] of three.
/// - A flow that becomes a step is a member or a step like any other, and is not taken apart.
/// - Any number of steps is possible: it takes no more time for each, and no more of the stack, because there are many.
// ANCHOR: flow
#[derive(Clone, Debug)]
pub struct Flow {
    kind: Kind,
    steps: Vec<Step>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Step,
    Sequence,
    Group,
}

impl Flow {
    /// Adds the steps of another flow.
    fn joined(self, kind: Kind, other: Flow) -> Flow {
        let mut steps = self.steps_of(kind);
        steps.extend(other.steps_of(kind));
        Flow { kind, steps }
    }

    /// Returns the steps of a flow of this kind. Any other flow is one step.
    fn steps_of(self, kind: Kind) -> Vec<Step> {
        if self.kind == kind { self.steps } else { vec![self.into()] }
    }
}

impl From<Step> for Flow {
    fn from(step: Step) -> Flow {
        Flow { kind: Kind::Step, steps: vec![step] }
    }
}

impl From<Flow> for Step {
    fn from(mut flow: Flow) -> Step {
        match flow.kind {
            Kind::Step => flow.steps.remove(0),
            Kind::Sequence => sequence(flow.steps),
            Kind::Group => group(flow.steps),
        }
    }
}

impl<T: Into<Flow>> BitOr<T> for Flow {
    type Output = Flow;

    fn bitor(self, next: T) -> Flow {
        self.joined(Kind::Sequence, next.into())
    }
}

impl<T: Into<Flow>> BitAnd<T> for Flow {
    type Output = Flow;

    fn bitand(self, other: T) -> Flow {
        self.joined(Kind::Group, other.into())
    }
}
// ANCHOR_END: flow

/// Gives the inputs and the outputs of a step other names, so that a step fits into a flow that was not made for it.
///
/// - `inputs` has pairs of a name in the flow and a name that the step wants; `outputs` has pairs of a name that the step gives
///   and a name in the flow. On the left side of a list, no name stands twice.
/// - All names of a list are replaced at once: with `[("a", "b"), ("b", "a")]`, two values exchange their names. A value whose name
///   is not on the left side keeps it.
/// - The name of the step stays, and so do its errors. Nothing else of a run changes.
///
/// # Errors
///
/// An error of the names has the name of the step as its path. If it is about the inputs, the step does not run.
///
/// - `Missing`, with the first name on the left side of the list that has no value.
/// - `Twice`, if none is missing, with the new name of the first pair for which that name is taken: by a value that keeps its name,
///   or by an earlier pair.
// ANCHOR: renamed
pub fn renamed<'a>(
    step: impl Into<Step>,
    inputs: impl IntoIterator<Item = (&'a str, &'a str)>,
    outputs: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Step {
    let (step, inputs, outputs) = (step.into(), Names::new(inputs), Names::new(outputs));
    Step::new(step.name().to_owned(), move |input| {
        let (step, inputs, outputs) = (step.clone(), inputs.clone(), outputs.clone());
        async move {
            let input = inputs.replaced(input).map_err(|cause| cause.at(step.name()))?;
            let output = step.run(input).await?;
            outputs.replaced(output).map_err(|cause| cause.at(step.name()))
        }
        .boxed()
    })
}

/// Pairs of an old name and a new one.
#[derive(Clone)]
struct Names(Arc<[(String, String)]>);

impl Names {
    fn new<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Names {
        Names(pairs.into_iter().map(|(old, new)| (old.to_owned(), new.to_owned())).collect())
    }

    /// Returns the values under their new names.
    fn replaced(&self, mut data: Data) -> Result<Data, Cause> {
        let mut take = |old: &String| data.remove(old).ok_or_else(|| Cause::Missing(old.clone()));
        let values = self.0.iter().map(|(old, _)| take(old)).collect::<Result<Vec<_>, _>>()?;
        for ((_, new), value) in self.0.iter().zip(values) {
            if data.insert(new.clone(), value).is_some() {
                return Err(Cause::Twice(new.clone()));
            }
        }
        Ok(data)
    }
}
// ANCHOR_END: renamed

/// Keeps the output of a step in a store, so that a flow that was killed does not run it again.
///
/// - If the store has an output for the step's name and its input, that is the output, and the step does not run. Otherwise the
///   step runs, its output is saved, and returned when it has been saved.
/// - It asks the store once in a run, and keeps nothing itself. With another input the step runs again.
/// - If the store cannot load, the step runs as if there were nothing.
/// - The error of the step is returned unchanged. After an error or a panic nothing is saved.
/// - Dropping the run drops what is under way: the loading, the step, or the saving.
/// - The name of the step stays.
///
/// # Errors
///
/// That of the step, or `Store`, with the step's name as the path, if the output cannot be saved.
// ANCHOR: checkpointed
pub fn checkpointed<S: Store>(step: impl Into<Step>, store: Arc<S>) -> Step {
    let step = step.into();
    Step::new(step.name().to_owned(), move |input| {
        let (step, store) = (step.clone(), store.clone());
        async move {
            if let Ok(Some(output)) = store.load(step.name(), &input).await {
                return Ok(output);
            }
            let output = step.run(input.clone()).await?;
            let saved = store.save(step.name(), &input, &output).await;
            saved.map_err(|error| Cause::Store(error).at(step.name()))?;
            Ok(output)
        }
        .boxed()
    })
}
// ANCHOR_END: checkpointed
