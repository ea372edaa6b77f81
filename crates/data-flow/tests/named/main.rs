//! The named form: names that are checked, merged, visible and resumed.

mod definitions;
mod groups;
mod inputs;
mod many;
mod observed;
mod visibility;

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::time::Duration;

use data_flow::named::{DataFlow, Definition, step};
use serde_json::{Value, json};

/// Values by name.
type Map = BTreeMap<String, Value>;

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// Returns a step that takes anything and returns these values.
fn returns(values: Value) -> Definition {
    step(move |_: Map| {
        let values: Map = serde_json::from_value(values.clone()).expect("the values have names");
        async move { Ok::<_, Infallible>(values) }
    })
}

/// Returns a step that returns the names that it sees, as `seen`.
fn sees() -> Definition {
    step(|data: Map| async move {
        let names: Vec<String> = data.into_keys().collect();
        Ok::<_, Infallible>(Map::from([("seen".to_owned(), json!(names))]))
    })
}

fn flow(definition: impl data_flow::named::IntoDefinition) -> DataFlow {
    DataFlow::new(definition).expect("the definition is right")
}
