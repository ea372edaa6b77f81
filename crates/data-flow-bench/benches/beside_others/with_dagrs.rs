//! The same graphs with dagrs.

use std::sync::Arc;

use dagrs::async_trait::async_trait;
use dagrs::{
    Action, Content, DefaultNode, EnvVar, Graph, InChannels, Node as _, NodeId, NodeTable, OutChannels, Output,
};

use crate::Number;
use crate::with_dagx::StepFn;

/// An action that adds up what comes in, and hands on what a step makes of it.
struct Run<F> {
    step: F,
    input: u64,
}

#[async_trait]
impl<Fut, F> Action for Run<F>
where
    F: Fn(u64) -> Fut + Copy + Send + Sync + 'static,
    Fut: Future<Output = Number> + Send + 'static,
{
    async fn run(&self, input: &mut InChannels, output: &mut OutChannels, _: Arc<EnvVar>) -> Output {
        let number = |content: Result<Content, _>| content.ok()?.into_inner::<u64>();
        let numbers: Vec<_> = input.map(number).await;
        let sum: u64 = numbers.into_iter().flatten().map(|number| *number).sum();
        let Ok(result) = (self.step)(sum + self.input).await;
        output.broadcast(Content::new(result)).await;
        Output::Out(Some(Content::new(result)))
    }
}

/// A graph that is being built.
struct Building<F> {
    step: F,
    table: NodeTable,
    graph: Graph,
}

impl<F> Building<F> {
    fn new(step: F) -> Building<F> {
        Building { step, table: NodeTable::new(), graph: Graph::new() }
    }

    fn node<Fut>(&mut self, input: u64) -> NodeId
    where
        F: StepFn<Fut> + Sync,
        Fut: Future<Output = Number> + Send + 'static,
    {
        let action = Run { step: self.step, input };
        let node = DefaultNode::with_action("step".to_owned(), action, &mut self.table);
        let id = node.id();
        self.graph.add_node(node).expect("the node is new");
        id
    }

    fn edges(&mut self, from: NodeId, to: Vec<NodeId>) {
        self.graph.add_edge(from, to).expect("the edge is new");
    }

    async fn run(mut self, last: NodeId) -> u64 {
        self.graph.set_env(EnvVar::new(self.table));
        self.graph.async_start().await.expect("the graph runs");
        let results = self.graph.get_results::<u64>();
        results.get(&last).and_then(Clone::clone).map(|result| *result).expect("the last step has run")
    }
}

pub(crate) async fn chain<Fut: Future<Output = Number> + Send + 'static>(
    step: impl StepFn<Fut> + Sync,
    input: u64,
) -> u64 {
    let mut building = Building::new(step);
    let mut last = building.node(input);
    for _ in 1..5 {
        let next = building.node(0);
        building.edges(last, vec![next]);
        last = next;
    }
    building.run(last).await
}

pub(crate) async fn diamond<Fut: Future<Output = Number> + Send + 'static>(
    step: impl StepFn<Fut> + Sync,
    input: u64,
) -> u64 {
    let mut building = Building::new(step);
    let [first, left, right, last] = [input, 0, 0, 0].map(|input| building.node(input));
    building.edges(first, vec![left, right]);
    building.edges(left, vec![last]);
    building.edges(right, vec![last]);
    building.run(last).await
}

pub(crate) async fn fan_out<Fut: Future<Output = Number> + Send + 'static>(
    step: impl StepFn<Fut> + Sync,
    members: u64,
) -> u64 {
    let mut building = Building::new(step);
    let first = building.node(0);
    let all: Vec<NodeId> = (0..members).map(|index| building.node(index)).collect();
    building.edges(first, all.clone());
    building.run(all[0]).await
}
