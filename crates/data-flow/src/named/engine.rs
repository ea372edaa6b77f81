//! Runs a definition.

use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures_util::{Stream, StreamExt as _};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Visibility;
use super::check::{Needs, check};
use super::data::{Map, View, agree, conflict, merge};
use super::definition::{Definition, Limit, Part};
use super::error::DefinitionError;
use super::function::Function;
use super::input::Input;
use crate::error::{ErrorKind, FlowError};
use crate::graph::Graph;
use crate::path::Path;
use crate::run::{Options, Run};
use crate::step::try_all;

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
    pub fn new(definition: impl Into<Definition>) -> Result<DataFlow, DefinitionError> {
        let mut root = definition.into();
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
        self.run_with(parameters, &Options::default()).await
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
        let error = |kind| FlowError::new(Path::unnamed(), kind);
        let parameters =
            object(parameters).map_err(|source| error(ErrorKind::Convert { what: "its parameters", source }))?;
        let result = self.run_map(parameters, options).await?;
        let result = from_object(result).map_err(|source| error(ErrorKind::Convert { what: "its result", source }))?;
        Ok(result)
    }

    async fn run_map(&self, parameters: Map, options: &Options) -> Result<Map, FlowError> {
        let visibility = options.visibility;
        self.needs[visibility as usize].check(&parameters)?;
        let run = Run::new(options);
        let initial = View { current: parameters, below: None };
        let engine = Engine { run: &run, visibility, initial: &initial };
        let mut result = engine.sequence(std::slice::from_ref(&self.root), &initial).await?;
        if visibility != Visibility::None {
            // What both have is equal.
            result.extend(initial.current);
        }
        if let Some(checkpoints) = run.checkpoints() {
            let forgotten = checkpoints.forget().await;
            forgotten.map_err(|error| FlowError::new(Path::unnamed(), ErrorKind::Checkpoint(error)))?;
        }
        Ok(result)
    }

    /// Runs the flow again and again with the same parameters, with a pause after each run, until a run fails. Returns its
    /// error. It can be cancelled at every moment.
    pub async fn run_forever<P: Serialize>(&self, parameters: P, pause: Duration) -> FlowError {
        let convert = |source| FlowError::new(Path::unnamed(), ErrorKind::Convert { what: "its parameters", source });
        let parameters = match object(parameters).map_err(convert) {
            Ok(parameters) => parameters,
            Err(error) => return error,
        };
        loop {
            if let Err(error) = self.run_map(parameters.clone(), &Options::default()).await {
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

/// Converts parameters to values by name.
fn object(parameters: impl Serialize) -> Result<Map, serde_json::Error> {
    match serde_json::to_value(parameters)? {
        Value::Object(map) => Ok(map),
        Value::Null => Ok(Map::new()),
        other => serde_json::from_value(other),
    }
}

/// Converts values by name to a result. `()` is the result without names.
fn from_object<Out: DeserializeOwned>(result: Map) -> Result<Out, serde_json::Error> {
    let nothing = result.is_empty();
    match serde_json::from_value(Value::Object(result)) {
        Err(_) if nothing => serde_json::from_value(Value::Null),
        result => result,
    }
}

type Running<'a> = Pin<Box<dyn Future<Output = Result<Map, FlowError>> + Send + 'a>>;

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
                        Err(_) => Err(FlowError::new(definition.path().clone(), ErrorKind::TimedOut(*limit))),
                    }
                }
                Some((Limit::Attempts(policy), inner)) => {
                    let mut attempt = 1;
                    loop {
                        match self.limited(definition, inner, view).await {
                            Err(error) if policy.waits(attempt, &error).await => attempt += 1,
                            result => return result.map_err(|error| error.with_attempts(attempt)),
                        }
                    }
                }
            }
        })
    }

    async fn part<'a>(&'a self, definition: &'a Definition, view: &'a View<'a>) -> Result<Map, FlowError> {
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

    async fn sequence<'a>(&'a self, steps: &'a [Definition], outer: &'a View<'a>) -> Result<Map, FlowError> {
        let mut produced = Map::new();
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
                Part::Step(function) if step.limits.is_empty() => self.step(step, &**function, seen).await?,
                _ => self.node(step, seen).await?,
            };
            match self.visibility {
                Visibility::None => produced = result,
                Visibility::Initial => {
                    agree(&result, self.initial, step, "the parameters of the run")?;
                    produced = result;
                }
                Visibility::All => {
                    agree(&result, seen, step, "the earlier data")?;
                    produced = view.current;
                    produced.extend(result);
                }
            }
        }
        Ok(produced)
    }

    async fn group<'a>(
        &'a self,
        members: &'a [Definition],
        collects: bool,
        view: &'a View<'a>,
    ) -> Result<Map, FlowError> {
        if !collects {
            let running: Vec<_> = members.iter().map(|member| self.node(member, view)).collect();
            let results = try_all(running, usize::MAX).await?;
            return merge(results, members);
        }
        let errors = Mutex::new(Vec::new());
        let settled = members.iter().map(|member| {
            let (running, errors) = (self.node(member, view), &errors);
            async move {
                let failed = |error| {
                    errors.lock().unwrap_or_else(PoisonError::into_inner).push(error);
                    Map::new()
                };
                Ok::<_, FlowError>(running.await.unwrap_or_else(failed))
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

    async fn step<'a>(
        &'a self,
        definition: &'a Definition,
        function: &'a dyn Function,
        view: &'a View<'a>,
    ) -> Result<Map, FlowError> {
        let error = |kind| FlowError::new(definition.path().clone(), kind);
        let input = Input { view, renames: &definition.inputs };
        let Some(checkpoints) = self.run.checkpoints() else {
            return renamed(definition, self.call(definition, function, input).await.map_err(error)?);
        };
        let invalid = |source| error(ErrorKind::InvalidOutput(source));
        let store = |source| error(ErrorKind::Checkpoint(source));
        let key = serde_json::to_vec(&input.values(function.inputs())).map_err(invalid)?;
        let entry = checkpoints.entry(&definition.path().to_string(), &key);
        if let Some(kept) = entry.load().await.map_err(store)?
            && let Ok(result) = serde_json::from_slice(&kept)
        {
            return renamed(definition, result);
        }
        let result = self.call(definition, function, input).await.map_err(error)?;
        entry.save(serde_json::to_vec(&result).map_err(invalid)?).await.map_err(store)?;
        renamed(definition, result)
    }

    async fn call<'a>(
        &'a self,
        definition: &'a Definition,
        function: &'a dyn Function,
        input: Input<'a>,
    ) -> Result<Map, ErrorKind> {
        let called = function.call(input);
        match self.run.watch() {
            None => called.await,
            Some(watch) => watch.observe(definition.name.as_deref().unwrap_or("step"), called).await,
        }
    }
}

/// Returns the arm of a dispatch that the data ask for.
fn chosen<'a>(
    definition: &Definition,
    key: &str,
    arms: &'a [(String, Definition)],
    view: &View<'_>,
) -> Result<&'a Definition, FlowError> {
    let error = |kind| FlowError::new(definition.path().clone(), kind);
    let value = match view.get(key) {
        None => return Err(error(ErrorKind::MissingInput { field: key.to_owned(), available: view.names() })),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    let arm = arms.iter().find(|(registered, _)| *registered == value);
    let registered = || arms.iter().map(|(registered, _)| registered.clone()).collect();
    arm.map(|(_, arm)| arm).ok_or_else(|| error(ErrorKind::UnknownKey { key: value, registered: registered() }))
}

/// Gives the outputs of a step their new names.
fn renamed(definition: &Definition, result: Map) -> Result<Map, FlowError> {
    if definition.outputs.is_empty() {
        return Ok(result);
    }
    let mut renamed = Map::new();
    for (name, value) in result {
        let name = definition.outputs.get(&name).to_owned();
        match renamed.get(&name) {
            Some(other) if *other != value => {
                return Err(conflict(definition, &name, &value, "itself under another name", other));
            }
            _ => renamed.insert(name, value),
        };
    }
    Ok(renamed)
}
