//! The check of a manager's wiring, before anything runs.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::error::WiringError;
use crate::manager::{Kind, Manager};
use crate::outbox::Outlet;

/// The wiring of a manager, by the places of its members.
pub(crate) struct Checked {
    /// The outlets of each member.
    pub(crate) outlets: Vec<Arc<[Outlet]>>,
    /// The processors, in an order in which all messages lead forwards.
    pub(crate) order: Vec<usize>,
}

/// Checks all that can be wrong in a manager.
pub(crate) fn check(manager: &Manager) -> Result<Checked, WiringError> {
    let name = || manager.name.clone();
    if let Some(reason) = manager.restart.invalid() {
        return Err(WiringError::InvalidRestart { manager: name(), reason });
    }
    let mut places = HashMap::new();
    for (place, member) in manager.members.iter().enumerate() {
        if places.insert(&*member.name, place).is_some() {
            return Err(WiringError::DuplicateMember { manager: name(), member: member.name.clone() });
        }
        let mut events = HashSet::new();
        if let Some(event) = member.events.iter().find(|event| !events.insert(event.name)) {
            let (member, event) = (member.name.clone(), event.name.to_owned());
            return Err(WiringError::DuplicateEvent { manager: name(), member, event });
        }
        if matches!(&member.kind, Kind::Processor { queue, .. } if queue.capacity == 0) {
            return Err(WiringError::NoCapacity { manager: name(), member: member.name.clone() });
        }
    }
    if !manager.members.iter().any(|member| matches!(member.kind, Kind::Source(_))) {
        return Err(WiringError::NoSource(name()));
    }
    let mut outlets: Vec<Vec<Outlet>> = Vec::new();
    for member in &manager.members {
        outlets.push(member.events.iter().map(|event| Outlet { event: *event, targets: Vec::new() }).collect());
    }
    let place_of = |member: &str| {
        places.get(member).copied().ok_or_else(|| WiringError::UnknownMember {
            manager: name(),
            member: member.to_owned(),
            known: manager.members.iter().map(|member| member.name.clone()).collect(),
        })
    };
    for route in &manager.routes {
        let (from, to) = (place_of(&route.from)?, place_of(&route.to)?);
        let Kind::Processor { input, .. } = &manager.members[to].kind else {
            return Err(WiringError::RouteToSource { manager: name(), member: route.to.clone() });
        };
        let known = || outlets[from].iter().map(|outlet| outlet.event.name.to_owned()).collect();
        let Some(outlet) = outlets[from].iter().position(|outlet| outlet.event.name == route.event) else {
            let (member, event, known) = (route.from.clone(), route.event.clone(), known());
            return Err(WiringError::UnknownEvent { manager: name(), member, event, known });
        };
        let outlet = &mut outlets[from][outlet];
        let (from, event, to_name) = (route.from.clone(), route.event.clone(), route.to.clone());
        if outlet.event.message != *input {
            let (emitted, taken) = (outlet.event.message.name, input.name);
            let (manager, from, event, to) = (name().into(), from.into(), event.into(), to_name.into());
            return Err(WiringError::TypeMismatch { manager, from, event, emitted, to, taken });
        }
        if outlet.targets.contains(&to) {
            return Err(WiringError::DuplicateRoute { manager: name(), from, event, to: to_name });
        }
        outlet.targets.push(to);
    }
    let order = order(manager, &outlets)?;
    Ok(Checked { outlets: outlets.into_iter().map(Arc::from).collect(), order })
}

/// Sorts the processors so that all messages lead forwards.
fn order(manager: &Manager, outlets: &[Vec<Outlet>]) -> Result<Vec<usize>, WiringError> {
    let targets = |place: usize| outlets[place].iter().flat_map(|outlet| outlet.targets.iter().copied());
    let is_source = |place: usize| matches!(manager.members[place].kind, Kind::Source(_));
    let mut routes_to = vec![0_usize; outlets.len()];
    (0..outlets.len()).flat_map(targets).for_each(|target| routes_to[target] += 1);
    if let Some(member) = (0..outlets.len()).find(|place| routes_to[*place] == 0 && !is_source(*place)) {
        let member = manager.members[member].name.clone();
        return Err(WiringError::Unreachable { manager: manager.name.clone(), member });
    }
    let mut free: Vec<usize> = (0..outlets.len()).filter(|place| routes_to[*place] == 0).collect();
    let mut order = Vec::new();
    while let Some(place) = free.pop() {
        order.push(place);
        for target in targets(place) {
            routes_to[target] -= 1;
            if routes_to[target] == 0 {
                free.push(target);
            }
        }
    }
    let Some(first) = (0..outlets.len()).find(|place| !order.contains(place)) else {
        order.retain(|place| !is_source(*place));
        return Ok(order);
    };
    // Each member that is left has a route from another one that is left, so going backwards ends in a circle.
    let mut way = vec![first];
    loop {
        let last = way[way.len() - 1];
        let before = (0..outlets.len()).find(|place| !order.contains(place) && targets(*place).any(|to| to == last));
        let Some(before) = before else { unreachable!("a member that is left has a route from another one") };
        way.push(before);
        if let Some(begin) = way[..way.len() - 1].iter().position(|place| *place == before) {
            let members = way[begin..].iter().rev().map(|place| manager.members[*place].name.clone()).collect();
            return Err(WiringError::Circle { manager: manager.name.clone(), members });
        }
    }
}
