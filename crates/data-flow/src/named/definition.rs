//! Definitions: steps, sequences and groups with named data.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::{BitAnd, BitOr};
use std::sync::Arc;
use std::time::Duration;

use super::Data;
use super::function::{AsyncFunction, BlockingFunction, Function, Typed};
use crate::error::{BoxError, ErrorKind, FlowError};
use crate::graph::Node;
use crate::path::{Path, name_of};
use crate::step::{Place, Retry, address_of};

/// A definition: one step, or several that are put together by `|` and `&`. A [`DataFlow`](super::DataFlow) checks and runs
/// it.
#[derive(Clone)]
pub struct Definition {
    pub(super) part: Part,
    pub(super) name: Option<Cow<'static, str>>,
    /// The innermost first.
    pub(super) limits: Vec<Limit>,
    pub(super) inputs: Renames,
    pub(super) outputs: Renames,
    path: Path,
}

#[derive(Clone)]
pub(super) enum Part {
    Step(Arc<dyn Function>),
    Sequence {
        steps: Vec<Definition>,
        /// True for a sequence that was written with `|`: a further step belongs to the same sequence.
        open: bool,
    },
    Group {
        members: Vec<Definition>,
        /// True for a group that was written with `&`.
        open: bool,
        /// True if all members run to their end, also after an error.
        collects: bool,
    },
    Dispatch {
        key: String,
        arms: Vec<(String, Definition)>,
    },
}

/// A limit of a definition.
#[derive(Clone)]
pub(super) enum Limit {
    Time(Duration),
    Attempts(Retry),
}

/// New names for some of a step's names.
#[derive(Debug, Clone, Default)]
pub(crate) struct Renames(BTreeMap<String, String>);

impl Renames {
    /// Returns the new name, or the old one if there is no other.
    pub(crate) fn get<'a>(&'a self, name: &'a str) -> &'a str {
        self.0.get(name).map_or(name, String::as_str)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the names that are replaced.
    pub(super) fn old(&self) -> impl Iterator<Item = &String> {
        self.0.keys()
    }

    /// Returns the old and the new names.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(old, new)| (old.as_str(), new.as_str()))
    }
}

/// Defines a step by an async function that takes a struct and returns one. It is named after the function.
pub fn step<In, Fut, Out, E, F>(function: F) -> Definition
where
    F: Fn(In) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<Out, E>> + Send + 'static,
    In: Data,
    Out: Data,
    E: Into<BoxError> + Send + 'static,
{
    Definition::step::<F>(Arc::new(AsyncFunction(Typed::<F, In, Out>::new(function))))
}

/// Defines a step by an async function without arguments.
pub fn source<Fut, Out, E, F>(function: F) -> Definition
where
    F: Fn() -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<Out, E>> + Send + 'static,
    Out: Data,
    E: Into<BoxError> + Send + 'static,
{
    Definition::step::<F>(Arc::new(AsyncFunction(Typed::<_, (), Out>::new(move |()| function()))))
}

/// Defines a step by a function that blocks its thread. It runs on tokio's blocking pool. See also
/// [the typed form](crate::blocking).
pub fn blocking<In, Out, E, F>(function: F) -> Definition
where
    F: Fn(In) -> Result<Out, E> + Send + Sync + 'static,
    In: Data,
    Out: Data,
    E: Into<BoxError> + Send + 'static,
{
    Definition::step::<F>(Arc::new(BlockingFunction(Typed::<_, In, Out>::new(Arc::new(function)))))
}

/// Defines a sequence of any number of steps. It is one step of what is around it.
pub fn sequence(steps: impl IntoIterator<Item = Definition>) -> Definition {
    Definition::of(Part::Sequence { steps: steps.into_iter().collect(), open: false })
}

/// Defines a group of any number of members, which see the same data and run together.
pub fn group(members: impl IntoIterator<Item = Definition>) -> Definition {
    Definition::of(Part::Group { members: members.into_iter().collect(), open: false, collects: false })
}

/// Begins a dispatch: the value of the name `key` decides which step runs.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::convert::Infallible;
/// use data_flow::named::{DataFlow, dispatch, step};
/// use serde::{Deserialize, Serialize};
/// use serde_json::{Value, json};
///
/// #[derive(Serialize, Deserialize)]
/// struct Text { text: String }
/// #[derive(Serialize, Deserialize)]
/// struct Fields { fields: Vec<String> }
///
/// fn split(text: &str, at: char) -> Result<Fields, Infallible> {
///     Ok(Fields { fields: text.split(at).map(str::to_owned).collect() })
/// }
/// async fn csv(Text { text }: Text) -> Result<Fields, Infallible> { split(&text, ',') }
/// async fn tsv(Text { text }: Text) -> Result<Fields, Infallible> { split(&text, '\t') }
///
/// let flow = DataFlow::new(dispatch("format").on("csv", step(csv)).on("tsv", step(tsv)))?;
/// let result: Value = flow.run(json!({"format": "tsv", "text": "a\tb"})).await?;
/// assert_eq!(result, json!({"fields": ["a", "b"]}));
/// # Ok(())
/// # }
/// ```
pub fn dispatch(key: impl Into<String>) -> Dispatch {
    Dispatch { key: key.into(), arms: Vec::new() }
}

/// A dispatch that is being defined. See [`dispatch`].
#[derive(Debug, Clone)]
pub struct Dispatch {
    key: String,
    arms: Vec<(String, Definition)>,
}

impl Dispatch {
    /// Registers the step that runs if the value is `value`: a text, or a number or truth value as a text.
    #[must_use]
    pub fn on(mut self, value: impl Into<String>, step: impl IntoDefinition) -> Dispatch {
        self.arms.push((value.into(), step.into_definition()));
        self
    }
}

/// Anything that can be a part of a definition, or a whole one.
#[diagnostic::on_unimplemented(
    message = "this is no part of a definition",
    label = "a definition is needed here",
    note = "a function becomes a part of one by `named::step`, `named::source` or `named::blocking`"
)]
pub trait IntoDefinition {
    /// Converts the value to a definition.
    fn into_definition(self) -> Definition;
}

impl IntoDefinition for Definition {
    fn into_definition(self) -> Definition {
        self
    }
}

impl IntoDefinition for Dispatch {
    fn into_definition(self) -> Definition {
        self.into()
    }
}

impl From<Dispatch> for Definition {
    fn from(dispatch: Dispatch) -> Definition {
        Definition::of(Part::Dispatch { key: dispatch.key, arms: dispatch.arms })
    }
}

impl Definition {
    fn of(part: Part) -> Definition {
        let (inputs, outputs) = (Renames::default(), Renames::default());
        Definition { part, name: None, limits: Vec::new(), inputs, outputs, path: Path::unnamed() }
    }

    fn step<F>(function: Arc<dyn Function>) -> Definition {
        Definition::of(Part::Step(function)).named(name_of::<F>())
    }

    /// Names the definition, in errors and in graphs.
    #[must_use]
    pub fn named(mut self, name: impl Into<Cow<'static, str>>) -> Definition {
        self.name = Some(name.into());
        self
    }

    /// Lets the step read its input `field` from the name `from`. `amapper` did so in the original.
    #[must_use]
    pub fn input(mut self, field: impl Into<String>, from: impl Into<String>) -> Definition {
        self.inputs.0.insert(field.into(), from.into());
        self
    }

    /// Gives the step's output `field` the name `to`. All names are replaced at once, so two can be swapped.
    #[must_use]
    pub fn output(mut self, field: impl Into<String>, to: impl Into<String>) -> Definition {
        self.outputs.0.insert(field.into(), to.into());
        self
    }

    /// Drops the step, sequence or group and returns an error if it takes longer than `limit`.
    #[must_use]
    pub fn timeout(mut self, limit: Duration) -> Definition {
        self.limits.push(Limit::Time(limit));
        self
    }

    /// Tries the step, sequence or group again after an error. `timeout(t).retry(p)` limits each attempt,
    /// `retry(p).timeout(t)` all together.
    #[must_use]
    pub fn retry(mut self, policy: Retry) -> Definition {
        self.limits.push(Limit::Attempts(policy));
        self
    }

    /// Lets all members of a group run to their end, also after an error. On anything else it has no effect.
    #[must_use]
    pub fn collect_errors(mut self) -> Definition {
        if let Part::Group { collects, .. } = &mut self.part {
            *collects = true;
        }
        self
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Returns an error of this part.
    pub(super) fn error(&self, kind: ErrorKind) -> FlowError {
        FlowError::new(self.path.clone(), kind)
    }

    /// Returns the single steps in here, in their order.
    pub(super) fn steps(&self) -> Vec<Place> {
        match self.part {
            Part::Step(_) => vec![Place::new(address_of(self), self.path.clone())],
            _ => self.children().into_iter().flat_map(Definition::steps).collect(),
        }
    }

    pub(super) fn locate(&self, address: usize) -> Option<Path> {
        crate::step::locate(self.steps(), address)
    }

    pub(super) fn name(&self) -> &str {
        self.name.as_deref().unwrap_or("step")
    }

    /// Returns true if nothing was said about the definition as a whole, so that it can grow.
    fn is_plain(&self) -> bool {
        self.name.is_none() && self.limits.is_empty() && self.inputs.is_empty() && self.outputs.is_empty()
    }

    /// Returns the steps of a sequence that can grow, or the definition as the only step of one.
    fn into_steps(self) -> Vec<Definition> {
        let plain = self.is_plain();
        match self.part {
            Part::Sequence { steps, open: true } if plain => steps,
            _ => vec![self],
        }
    }

    /// Sets the paths of everything below.
    pub(super) fn set_paths(&mut self, place: Option<(&Path, usize)>) {
        self.path = match (&self.name, place) {
            (Some(name), Some((above, _))) => above.below_named(name.clone()),
            (Some(name), None) => Path::step(name.clone()),
            (None, Some((above, index))) => above.below_place(index),
            (None, None) => Path::unnamed(),
        };
        let path = self.path.clone();
        let children = self.children_mut();
        for (index, child) in children.into_iter().enumerate() {
            child.set_paths(Some((&path, index)));
        }
    }

    fn children_mut(&mut self) -> Vec<&mut Definition> {
        match &mut self.part {
            Part::Step(_) => Vec::new(),
            Part::Sequence { steps, .. } => steps.iter_mut().collect(),
            Part::Group { members, .. } => members.iter_mut().collect(),
            Part::Dispatch { arms, .. } => arms.iter_mut().map(|(_, arm)| arm).collect(),
        }
    }

    pub(super) fn children(&self) -> Vec<&Definition> {
        match &self.part {
            Part::Step(_) => Vec::new(),
            Part::Sequence { steps, .. } => steps.iter().collect(),
            Part::Group { members, .. } => members.iter().collect(),
            Part::Dispatch { arms, .. } => arms.iter().map(|(_, arm)| arm).collect(),
        }
    }

    pub(super) fn node(&self) -> Node {
        let nodes = || self.children().into_iter().map(Definition::node).collect();
        let mut node = match &self.part {
            Part::Step(function) => Node::step(self.name.clone().unwrap_or_default(), function.kind()),
            Part::Sequence { .. } => Node::sequence(nodes()),
            Part::Group { .. } => Node::group(nodes()),
            Part::Dispatch { key, .. } => Node::choice(nodes()).noted(format!("by `{key}`")),
        };
        if let Some(name) = &self.name {
            node = node.named(name.clone());
        }
        for limit in &self.limits {
            node = match limit {
                Limit::Time(limit) => node.noted(format!("within {limit:?}")),
                Limit::Attempts(policy) => node.noted(policy.note()),
            };
        }
        node
    }
}

impl fmt::Debug for Definition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Definition").field(&self.node()).finish()
    }
}

/// `first | second` is a sequence: the second step sees the result of the first one.
impl<R: IntoDefinition> BitOr<R> for Definition {
    type Output = Definition;

    fn bitor(self, second: R) -> Definition {
        let mut all = self.into_steps();
        all.extend(second.into_definition().into_steps());
        Definition::of(Part::Sequence { steps: all, open: true })
    }
}

/// `a & b & c` is a group: the members see the same data and run together, and their results are merged by name.
impl<R: IntoDefinition> BitAnd<R> for Definition {
    type Output = Definition;

    fn bitand(mut self, member: R) -> Definition {
        let plain = self.is_plain();
        match &mut self.part {
            Part::Group { members, open: true, collects: false } if plain => {
                members.push(member.into_definition());
                self
            }
            _ => {
                let members = vec![self, member.into_definition()];
                Definition::of(Part::Group { members, open: true, collects: false })
            }
        }
    }
}
