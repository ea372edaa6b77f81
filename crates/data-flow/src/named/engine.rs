//! Runs a definition.

use std::pin::{Pin, pin};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures_util::{Stream, StreamExt as _};
use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Map, Value};

use super::Visibility;
use super::check::{Needs, check};
use super::data::{Row, View, agree, conflict, merge};
use super::definition::{Definition, IntoDefinition, Limit, Part, Renames};
use super::error::DefinitionError;
use super::function::Function;
use super::input::Input;
use super::output::Unwritten;
use crate::checkpoint::Checkpoints;
use crate::error::{ErrorKind, FlowError};
use crate::graph::Graph;
use crate::path::Path;
use crate::run::{Options, Run};
use crate::step::{address_of, try_all};

/// A definition that was checked, and can run any number of times.
#[derive(Debug, Clone)]
pub struct DataFlow {
    root: Definition,
    /// For each visibility, in the order of [`Visibility::ALL`].
    needs: [Needs; 3],
}

impl DataFlow {
    /// Checks a definition.
    ///
    /// # Errors
    ///
    /// If a group has no members, a step takes or returns something without names, or a name is renamed that is not there.
    pub fn new(definition: impl IntoDefinition) -> Result<DataFlow, DefinitionError> {
        let mut root = definition.into_definition();
        root.set_paths(None);
        check(&root)?;
        let needs = Visibility::ALL.map(|visibility| Needs::of(&root, visibility));
        Ok(DataFlow { root, needs })
    }

    /// Runs the flow once. The parameters are a struct, a map or `()`; so is the result.
    ///
    /// # Errors
    ///
    /// If a name is missing, which is found before the first step runs wherever the definition shows it; otherwise the first
    /// error in time of any step.
    pub async fn run<P: Serialize, Out: DeserializeOwned>(&self, parameters: P) -> Result<Out, FlowError> {
        self.run_in(parameters, Visibility::None, &Run::plain(|| self.root.steps())).await
    }

    /// Runs the flow once, with options. See [`run`](DataFlow::run).
    ///
    /// # Errors
    ///
    /// Those of [`run`](DataFlow::run), and those of a store of checkpoints.
    pub async fn run_with<P, Out>(&self, parameters: P, options: &Options) -> Result<Out, FlowError>
    where
        P: Serialize,
        Out: DeserializeOwned,
    {
        let run = Run::new(options, || self.root.steps());
        let result = self.run_in(parameters, options.visibility, &run).await?;
        run.forget_checkpoints().await?;
        Ok(result)
    }

    async fn run_in<P, Out>(&self, parameters: P, visibility: Visibility, run: &Run) -> Result<Out, FlowError>
    where
        P: Serialize,
        Out: DeserializeOwned,
    {
        let initial = View { current: row_of(&parameters)?, below: None };
        self.needs[visibility as usize].check(&initial.current)?;
        let engine = Engine { run, visibility, initial: &initial };
        let steps = match &self.root.part {
            Part::Sequence { steps, .. } if self.root.limits.is_empty() => steps,
            _ => std::slice::from_ref(&self.root),
        };
        let running = pin!(engine.sequence(steps, &initial));
        let current = run.catch(running, |address| self.root.locate(address)).await?;
        // What both have is equal.
        let below = (visibility != Visibility::None).then_some(&initial);
        let result = Input { view: &View { current, below }, renames: &Renames::default() };
        result.read_result().map_err(|source| whole(ErrorKind::Convert { what: "its result", source }))
    }

    /// Runs the flow again and again with the same parameters, with a pause after each run, until a run fails. Returns its
    /// error. It can be cancelled at every moment.
    pub async fn run_forever<P: Serialize>(&self, parameters: P, pause: Duration) -> FlowError {
        let parameters = match row_of(&parameters) {
            Ok(parameters) => parameters,
            Err(error) => return error,
        };
        loop {
            if let Err(error) = self.run::<_, IgnoredAny>(&parameters).await {
                return error;
            }
            tokio::time::sleep(pause).await;
            tokio::task::yield_now().await;
        }
    }

    /// Runs the flow for each of the parameters, for at most `concurrency` at once, and yields the results in their order.
    /// See [`Flow::stream`](crate::Flow::stream).
    pub fn stream<'f, P, Out>(
        &'f self,
        parameters: impl Stream<Item = P> + 'f,
        concurrency: usize,
    ) -> impl Stream<Item = Result<Out, FlowError>> + 'f
    where
        P: Serialize + 'f,
        Out: DeserializeOwned + 'f,
    {
        parameters.map(move |parameters| self.run(parameters)).buffered(concurrency.max(1))
    }

    /// Returns the graph of the flow, which can be printed.
    pub fn graph(&self) -> Graph {
        Graph::new(self.root.node())
    }
}

/// Returns an error of the whole flow.
fn whole(kind: ErrorKind) -> FlowError {
    FlowError::new(Path::unnamed(), kind)
}

/// Converts parameters to values by name.
fn row_of(parameters: &impl Serialize) -> Result<Row, FlowError> {
    let mut row = Row::default();
    let written = row.write(parameters).or_else(|trouble| match trouble {
        Unwritten::Invalid(error) => Err(error),
        Unwritten::Nameless(value) => {
            serde_json::from_value::<Map<String, Value>>(value).map(|map| row.extend(Row::from(map)))
        }
    });
    match written {
        Ok(()) => Ok(row),
        Err(source) => Err(whole(ErrorKind::Convert { what: "its parameters", source })),
    }
}

type Running<'a> = Pin<Box<dyn Future<Output = Result<Row, FlowError>> + Send + 'a>>;

/// A run of a definition.
#[derive(Clone, Copy)]
struct Engine<'r> {
    run: &'r Run,
    visibility: Visibility,
    initial: &'r View<'r>,
}

impl Engine<'_> {
    /// Runs anything, with its limits.
    fn node<'a>(&'a self, definition: &'a Definition, view: &'a View<'a>) -> Running<'a> {
        self.limited(definition, &definition.limits, view)
    }

    fn limited<'a>(&'a self, definition: &'a Definition, limits: &'a [Limit], view: &'a View<'a>) -> Running<'a> {
        Box::pin(async move {
            match limits.split_last() {
                None => self.part(definition, view).await,
                Some((Limit::Time(limit), inner)) => {
                    match tokio::time::timeout(*limit, self.limited(definition, inner, view)).await {
                        Ok(result) => result,
                        Err(_) => Err(definition.error(ErrorKind::TimedOut(*limit))),
                    }
                }
                Some((Limit::Attempts(policy), inner)) => {
                    let mut attempt = 1;
                    loop {
                        match self.limited(definition, inner, view).await {
                            Err(error) if policy.waits(attempt, &error, self.run).await => attempt += 1,
                            result => return result.map_err(|error| error.with_attempts(attempt)),
                        }
                    }
                }
            }
        })
    }

    async fn part<'a>(&'a self, definition: &'a Definition, view: &'a View<'a>) -> Result<Row, FlowError> {
        match &definition.part {
            Part::Step(function) => self.step(definition, &**function, view).await,
            Part::Sequence { steps, .. } => self.sequence(steps, view).await,
            Part::Group { members, collects, .. } => self.group(members, *collects, view).await,
            Part::Dispatch { key, arms } => {
                let arm = chosen(definition, key, arms, view)?;
                self.node(arm, view).await
            }
        }
    }

    async fn sequence<'a>(&'a self, steps: &'a [Definition], outer: &'a View<'a>) -> Result<Row, FlowError> {
        let mut produced = Row::default();
        let mut spare = Row::default();
        let plain = self.run.watch().is_none() && self.run.checkpoints().is_none();
        for (index, step) in steps.iter().enumerate() {
            let below = match self.visibility {
                Visibility::None => None,
                Visibility::Initial => Some(self.initial),
                Visibility::All => Some(outer),
            };
            let view = View { current: std::mem::take(&mut produced), below };
            let seen = if index == 0 { outer } else { &view };
            let result = match &step.part {
                // Without a box of its own, which every other part needs.
                Part::Step(function) if plain && step.limits.is_empty() => {
                    let guard = self.run.guard(address_of(step));
                    let input = Input { view: seen, renames: &step.inputs };
                    let result = match function.call(input, std::mem::take(&mut spare)) {
                        Ok(called) => called.await,
                        Err(error) => Err(error),
                    };
                    guard.disarm();
                    finished(step, result)?
                }
                _ => self.node(step, seen).await?,
            };
            match self.visibility {
                Visibility::None => {}
                Visibility::Initial => agree(&result, self.initial, step, "the parameters of the run")?,
                Visibility::All => agree(&result, seen, step, "the earlier data")?,
            }
            if self.visibility == Visibility::All {
                produced = view.current;
                produced.extend(result);
            } else {
                produced = result;
                spare = view.current;
                spare.clear();
            }
        }
        Ok(produced)
    }

    async fn group<'a>(
        &'a self,
        members: &'a [Definition],
        collects: bool,
        view: &'a View<'a>,
    ) -> Result<Row, FlowError> {
        if !collects {
            let running: Vec<_> = members.iter().map(|member| self.node(member, view)).collect();
            let results = try_all(running, usize::MAX).await?;
            return merge(results, members);
        }
        let errors = Mutex::new(Vec::new());
        let settled = members.iter().map(|member| {
            let (mut running, errors) = (self.node(member, view), &errors);
            async move {
                let failed = |error| {
                    errors.lock().unwrap_or_else(PoisonError::into_inner).push(error);
                    Row::default()
                };
                let result = self.run.catch(running.as_mut(), |address| member.locate(address)).await;
                Ok::<_, FlowError>(result.unwrap_or_else(failed))
            }
        });
        let settled = settled.collect::<Vec<_>>();
        let results = try_all(settled, usize::MAX).await?;
        let mut errors = errors.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter();
        match errors.next() {
            None => merge(results, members),
            Some(first) => Err(first.with_others(errors.collect())),
        }
    }

    /// Runs a step that is kept or observed.
    async fn step<'a>(
        &'a self,
        definition: &'a Definition,
        function: &'a dyn Function,
        view: &'a View<'a>,
    ) -> Result<Row, FlowError> {
        let guard = self.run.guard(address_of(definition));
        let input = Input { view, renames: &definition.inputs };
        let result = match self.run.checkpoints() {
            None => self.call(definition, function, input).await,
            Some(checkpoints) => self.resumed(definition, function, input, checkpoints).await,
        };
        guard.disarm();
        finished(definition, result)
    }

    async fn call<'a>(
        &'a self,
        definition: &'a Definition,
        function: &'a dyn Function,
        input: Input<'a>,
    ) -> Result<Row, FlowError> {
        let called = async move { function.call(input, Row::default())?.await };
        match self.run.watch() {
            None => called.await,
            Some(watch) => self.run.observe(watch, address_of(definition), definition.name(), called).await,
        }
    }

    /// Returns the result that a checkpoint has kept, or calls the function and keeps its result.
    async fn resumed<'a>(
        &'a self,
        definition: &'a Definition,
        function: &'a dyn Function,
        input: Input<'a>,
        checkpoints: &'a Checkpoints,
    ) -> Result<Row, FlowError> {
        let key = serde_json::to_vec(&input.values(function.inputs())).map_err(ErrorKind::InvalidOutput)?;
        let entry = checkpoints.entry(&definition.path().to_string(), &key);
        if let Some(kept) = entry.load().await.map_err(ErrorKind::Checkpoint)?
            && let Ok(kept) = serde_json::from_slice::<Map<String, Value>>(&kept)
        {
            if let Some(watch) = self.run.watch() {
                watch.skipped(&[address_of(definition)]);
            }
            return Ok(Row::from(kept));
        }
        let result = self.call(definition, function, input).await?;
        let json = serde_json::to_vec(&result).map_err(ErrorKind::InvalidOutput)?;
        entry.save(json).await.map_err(ErrorKind::Checkpoint)?;
        Ok(result)
    }
}

/// Returns the arm of a dispatch that the data ask for.
fn chosen<'a>(
    definition: &Definition,
    key: &str,
    arms: &'a [(String, Definition)],
    view: &View<'_>,
) -> Result<&'a Definition, FlowError> {
    let error = |kind| definition.error(kind);
    let value = match view.get(key) {
        None => return Err(error(ErrorKind::MissingInput { field: key.to_owned(), available: view.names() })),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    let arm = arms.iter().find(|(registered, _)| *registered == value);
    let registered = || arms.iter().map(|(registered, _)| registered.clone()).collect();
    arm.map(|(_, arm)| arm).ok_or_else(|| error(ErrorKind::UnknownKey { key: value, registered: registered() }))
}

/// Completes the result of a step: an error gets its path, and outputs get their new names.
fn finished(definition: &Definition, result: Result<Row, FlowError>) -> Result<Row, FlowError> {
    let result = result.map_err(|error| error.map_path(|_| definition.path().clone()))?;
    if definition.outputs.is_empty() { Ok(result) } else { renamed(definition, result) }
}

/// Gives the outputs of a step their new names.
fn renamed(definition: &Definition, result: Row) -> Result<Row, FlowError> {
    let mut renamed = Row::default();
    for (name, value) in result {
        let new = definition.outputs.get(&name);
        match renamed.get(new) {
            Some(other) if *other != value => {
                return Err(conflict(definition, new, &value, "itself under another name", other));
            }
            _ if new == name => renamed.insert(name, value),
            _ => renamed.insert(new.to_owned(), value),
        }
    }
    Ok(renamed)
}
