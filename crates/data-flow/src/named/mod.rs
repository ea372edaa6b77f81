//! The named form: a step takes a struct and returns a struct, and the fields are its named inputs and outputs.
//!
//! Steps find their inputs by name, so a flow is wired without tuples. Both structs derive `Serialize` and `Deserialize`: by
//! the first one values are handed on, by the second one the flow knows the names before it runs.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread", start_paused = true)]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use std::convert::Infallible;
//! use data_flow::named::{DataFlow, step};
//! use serde::{Deserialize, Serialize};
//! use serde_json::json;
//!
//! #[derive(Serialize, Deserialize)]
//! struct Day { day: u32 }
//! #[derive(Serialize, Deserialize)]
//! struct Price { price: f64 }
//! #[derive(Serialize, Deserialize)]
//! struct Rate { rate: f64 }
//! #[derive(Serialize, Deserialize)]
//! struct Both { price: f64, rate: f64 }
//! #[derive(Serialize, Deserialize, Debug, PartialEq)]
//! struct Total { total: f64 }
//!
//! async fn price(Day { day }: Day) -> Result<Price, Infallible> {
//!     Ok(Price { price: f64::from(day) })
//! }
//! async fn rate(Day { .. }: Day) -> Result<Rate, Infallible> {
//!     Ok(Rate { rate: 1.5 })
//! }
//! async fn total(Both { price, rate }: Both) -> Result<Total, Infallible> {
//!     Ok(Total { total: price * rate })
//! }
//!
//! let flow = DataFlow::new(step(price) & step(rate) | step(total))?;
//! let result: Total = flow.run(json!({"day": 3})).await?;
//! assert_eq!(result, Total { total: 4.5 });
//!
//! // A name that is missing is found before the first step runs.
//! let error = flow.run::<_, Total>(json!({"dya": 3})).await.unwrap_err();
//! assert_eq!(error.to_string(), "the step `1/price` needs the input `day`, and there is only `dya`");
//! # Ok(())
//! # }
//! ```
//!
//! # Rules
//!
//! - A step sees the result of the step before it: that of the first step are the parameters of the run. Names that it does
//!   not know are ignored. A field with `#[serde(default)]` or of the type `Option` may be missing.
//! - A step that takes `()` needs nothing, and one that returns `()` returns nothing. One that takes or returns a map, such as
//!   `HashMap<String, Value>`, has any names.
//! - The results of a group are merged by name. An equal value is fine, a different one is an error with the name and both
//!   steps.
//! - A [`Visibility`] makes earlier data visible, too.
//! - Values are those of JSON: `NaN` and infinities become null.

mod check;
mod data;
mod definition;
mod engine;
mod error;
mod fields;
mod function;
mod input;
mod output;
mod reflect;

pub use definition::{Definition, Dispatch, IntoDefinition, blocking, dispatch, group, sequence, source, step};
pub use engine::DataFlow;
pub use error::DefinitionError;

/// Data with names: all types that serde can write and read back.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the input or output of a step",
    label = "its names are not known",
    note = "derive `serde::Serialize` and `serde::Deserialize` for it; it must own its data"
)]
pub trait Data: serde::Serialize + serde::de::DeserializeOwned + Send + 'static {}

impl<T: serde::Serialize + serde::de::DeserializeOwned + Send + 'static> Data for T {}

/// The earlier data that a step sees beside the result of the step before it, and that are in the result of the run.
///
/// With `Initial` and `All`, a result that has the name of earlier data must have the same value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Visibility {
    /// None.
    #[default]
    None,
    /// The parameters of the run.
    Initial,
    /// The parameters, and the results of all earlier steps.
    All,
}

impl Visibility {
    pub(crate) const ALL: [Visibility; 3] = [Visibility::None, Visibility::Initial, Visibility::All];
}
