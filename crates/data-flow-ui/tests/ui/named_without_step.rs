//! In the named form, a function is no step by itself.

use std::collections::BTreeMap;
use std::convert::Infallible;

use data_flow::named::{DataFlow, step};

async fn double(values: BTreeMap<String, f64>) -> Result<BTreeMap<String, f64>, Infallible> {
    Ok(values)
}

fn main() {
    let _ = DataFlow::new(step(double) | double);
    let _ = DataFlow::new(double);
}
