//! Checks a definition before it runs: names that no step and no parameter can provide.

use std::collections::BTreeSet;

use super::Visibility;
use super::data::Row;
use super::definition::{Definition, Part, Renames};
use super::error::DefinitionError;
use super::fields::Fields;
use crate::error::{ErrorKind, FlowError};
use crate::path::Path;

/// Checks everything that does not depend on the parameters of a run.
pub(super) fn check(definition: &Definition) -> Result<(), DefinitionError> {
    let empty = |what| if definition.children().is_empty() { Err(DefinitionError::Empty(what)) } else { Ok(()) };
    match &definition.part {
        Part::Step(function) => {
            let step = definition.path().to_string();
            check_inputs(&step, function.inputs(), &definition.inputs)?;
            return check_outputs(&step, function.outputs(), &definition.outputs);
        }
        Part::Sequence { .. } => empty("sequence")?,
        Part::Group { .. } => empty("group")?,
        Part::Dispatch { arms, .. } => {
            empty("dispatch")?;
            let mut keys = BTreeSet::new();
            if let Some((key, _)) = arms.iter().find(|(key, _)| !keys.insert(key)) {
                return Err(DefinitionError::SameKey(key.clone()));
            }
        }
    }
    if !definition.inputs.is_empty() || !definition.outputs.is_empty() {
        return Err(DefinitionError::NotAStep(definition.path().to_string()));
    }
    definition.children().into_iter().try_for_each(check)
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Returns a renamed name that is not among the known ones.
fn unknown<'r>(renames: &'r Renames, known: &[&str]) -> Option<&'r String> {
    renames.old().find(|name| !known.contains(&name.as_str()))
}

fn check_inputs(step: &str, inputs: &Fields, renames: &Renames) -> Result<(), DefinitionError> {
    if let Fields::Nameless(type_name) = inputs {
        return Err(DefinitionError::Nameless { step: step.to_owned(), side: "an input", type_name });
    }
    let Some(known) = inputs.known() else { return Ok(()) };
    unknown(renames, known).map_or(Ok(()), |field| {
        Err(DefinitionError::NoSuchInput { step: step.to_owned(), field: field.clone(), inputs: owned(known) })
    })
}

fn check_outputs(step: &str, outputs: &Fields, renames: &Renames) -> Result<(), DefinitionError> {
    if let Fields::Nameless(type_name) = outputs {
        return Err(DefinitionError::Nameless { step: step.to_owned(), side: "an output", type_name });
    }
    let Some(known) = outputs.known() else { return Ok(()) };
    if let Some(field) = unknown(renames, known) {
        let (step, field) = (step.to_owned(), field.clone());
        return Err(DefinitionError::NoSuchOutput { step, field, outputs: owned(known) });
    }
    let mut names = BTreeSet::new();
    match known.iter().map(|name| renames.get(name)).find(|name| !names.insert(*name)) {
        Some(name) => Err(DefinitionError::SameOutput { step: step.to_owned(), name: name.to_owned() }),
        None => Ok(()),
    }
}

/// A name that a step needs.
#[derive(Debug, Clone)]
struct Need {
    path: Path,
    field: String,
    /// The names that there are in any case, beside the parameters.
    available: Vec<String>,
    /// True if a parameter can provide the name.
    from_parameters: bool,
}

/// The names that the steps of a definition need and no earlier step provides, for one visibility.
#[derive(Debug, Clone)]
pub(super) struct Needs(Vec<Need>);

impl Needs {
    pub(super) fn of(definition: &Definition, visibility: Visibility) -> Needs {
        let mut walk = Walk { visibility, needs: Vec::new(), certain: true };
        walk.node(definition, &Names { known: BTreeSet::new(), open: false, parameters: true });
        Needs(walk.needs)
    }

    /// Finds the first name that these parameters do not provide.
    pub(super) fn check(&self, parameters: &Row) -> Result<(), FlowError> {
        let missing = self.0.iter().find(|need| !(need.from_parameters && parameters.get(&need.field).is_some()));
        let Some(need) = missing else { return Ok(()) };
        let mut available = need.available.clone();
        if need.from_parameters {
            available.extend(parameters.iter().map(|(name, _)| name.to_owned()));
        }
        available.sort();
        available.dedup();
        Err(FlowError::new(need.path.clone(), ErrorKind::MissingInput { field: need.field.clone(), available }))
    }
}

/// The names that a step sees.
#[derive(Clone, Default)]
struct Names {
    known: BTreeSet<String>,
    /// True if there may be more names.
    open: bool,
    /// True if the parameters of the run are visible.
    parameters: bool,
}

impl Names {
    fn add(&mut self, other: Names) {
        self.known.extend(other.known);
        self.open |= other.open;
    }
}

struct Walk {
    visibility: Visibility,
    needs: Vec<Need>,
    /// False in a step that may not run at all.
    certain: bool,
}

impl Walk {
    fn need(&mut self, definition: &Definition, field: &str, names: &Names) {
        if !self.certain || names.open || names.known.contains(field) {
            return;
        }
        self.needs.push(Need {
            path: definition.path().clone(),
            field: field.to_owned(),
            available: names.known.iter().cloned().collect(),
            from_parameters: names.parameters,
        });
    }

    /// Goes through a definition that sees `names`, and returns the names that it provides.
    fn node(&mut self, definition: &Definition, names: &Names) -> Names {
        match &definition.part {
            Part::Step(function) => {
                for field in function.inputs().required() {
                    self.need(definition, definition.inputs.get(field), names);
                }
                let renamed = |name: &&str| definition.outputs.get(name).to_owned();
                match function.outputs().known() {
                    Some(known) => Names { known: known.iter().map(renamed).collect(), ..Names::default() },
                    None => Names { open: true, ..Names::default() },
                }
            }
            Part::Sequence { steps, .. } => self.sequence(steps, names),
            Part::Group { members, .. } => members.iter().fold(Names::default(), |mut all, member| {
                all.add(self.node(member, names));
                all
            }),
            Part::Dispatch { key, arms } => {
                self.need(definition, key, names);
                // Only one of them runs: a name that it lacks is missed by that one.
                let certain = std::mem::replace(&mut self.certain, false);
                let provided: Vec<Names> = arms.iter().map(|(_, arm)| self.node(arm, names)).collect();
                self.certain = certain;
                let always = |name: &&String| provided.iter().all(|names| names.known.contains(*name));
                let known = provided.first().map(|first| first.known.iter().filter(always).cloned().collect());
                let known: BTreeSet<String> = known.unwrap_or_default();
                let open = provided.iter().any(|names| names.open || names.known.len() > known.len());
                Names { known, open, parameters: false }
            }
        }
    }

    fn sequence(&mut self, steps: &[Definition], names: &Names) -> Names {
        let mut provided = Names::default();
        let mut seen: Option<Names> = None;
        for step in steps {
            let result = self.node(step, seen.as_ref().unwrap_or(names));
            match self.visibility {
                Visibility::None => {
                    seen = Some(result.clone());
                    provided = result;
                }
                Visibility::Initial => {
                    seen = Some(Names { parameters: true, ..result.clone() });
                    provided = result;
                }
                Visibility::All => {
                    seen.get_or_insert_with(|| names.clone()).add(result.clone());
                    provided.add(result);
                }
            }
        }
        provided
    }
}
