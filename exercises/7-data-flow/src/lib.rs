//! Chapter 7: sources, transforms and destinations as one definition.
//!
//! A [`Step`] takes values with names and returns values with names. Sequences and groups of steps are steps again, and so a
//! flow is built of parts that know nothing of each other. The crate `streamlings-data-flow` is a library for work that is
//! built on the same idea.
//!
//! Replace each `todo!` by your own code. The comment above a function is its contract: everything that it must do.
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
pub fn step<I, O, E, F>(name: impl Into<String>, function: impl Fn(I) -> F + Send + Sync + 'static) -> Step
where
    I: DeserializeOwned,
    O: Serialize,
    E: Into<Box<dyn Error + Send + Sync>>,
    F: Future<Output = Result<O, E>> + Send + 'static,
{
    todo!("return a step that decodes its input, calls the function, and encodes the output")
}

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
pub fn blocking<I, O, E>(name: impl Into<String>, function: impl Fn(I) -> Result<O, E> + Send + Sync + 'static) -> Step
where
    I: DeserializeOwned,
    O: Serialize,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    todo!("return a step that does the same on a thread that may block")
}

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
pub fn sequence(steps: impl IntoIterator<Item = Step>) -> Step {
    todo!("return a step that runs these one after the other")
}

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
pub fn merged(outputs: impl IntoIterator<Item = (String, Data)>) -> Result<Data, Conflict> {
    todo!("collect the values of all outputs")
}

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
pub fn group(members: impl IntoIterator<Item = Step>) -> Step {
    todo!("return a step that runs these at the same time")
}

/// Gives a flow a name, so that it can be a part of another one, and an error says where it happened.
///
/// - The step has this name. It takes the input of the flow, and returns its output.
/// - The path of an error is the name of the part, a slash, and the path in the part: `load/parse`, and in a part of a part
///   `main/load/parse`. The cause is unchanged.
/// - Dropping the run drops the run of the flow.
pub fn part(name: impl Into<String>, flow: impl Into<Step>) -> Step {
    todo!("return a step that runs the flow, and adds the name to the path of an error")
}

/// A flow in the notation with operators: `a | b` is a sequence, and `a & b` a group. `&` binds more tightly than `|`, so
/// `a & b | c` is a group and then a step.
///
/// - A step can become a flow, and a flow a step: `Flow::from(step)`, `Step::from(flow)`. On both sides of an operator there may
///   be a flow or a step. A flow of one step runs as that step, and has its name.
/// - `a | b | c` is one [`sequence`] of three steps, wherever there are parentheses. So is `a & b & c` one [`group`] of three.
/// - A flow that becomes a step is a member or a step like any other, and is not taken apart.
/// - Any number of steps is possible: it takes no more time for each, and no more of the stack, because there are many.
#[derive(Clone, Debug)]
pub struct Flow {
    // Here go your fields: the steps, and whether they are a sequence or a group.
}

impl From<Step> for Flow {
    fn from(step: Step) -> Flow {
        todo!("make a flow of one step")
    }
}

impl From<Flow> for Step {
    fn from(flow: Flow) -> Step {
        todo!("make a sequence or a group of the steps")
    }
}

impl<T: Into<Flow>> BitOr<T> for Flow {
    type Output = Flow;

    fn bitor(self, next: T) -> Flow {
        todo!("add the next one to a sequence")
    }
}

impl<T: Into<Flow>> BitAnd<T> for Flow {
    type Output = Flow;

    fn bitand(self, other: T) -> Flow {
        todo!("add the other one to a group")
    }
}

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
pub fn renamed<'a>(
    step: impl Into<Step>,
    inputs: impl IntoIterator<Item = (&'a str, &'a str)>,
    outputs: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Step {
    todo!("return a step that replaces the names before and after the other one")
}

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
pub fn checkpointed<S: Store>(step: impl Into<Step>, store: Arc<S>) -> Step {
    todo!("return a step that looks into the store first")
}
