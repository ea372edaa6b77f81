//! One source to several outputs, and several sources to one output.
//!
//! ```console
//! $ cargo run -p streamlings-data-flow --example split_and_merge
//! ```

use std::convert::Infallible;

use data_flow::{FlowError, map, source, step};

async fn numbers() -> Result<Vec<u32>, Infallible> {
    Ok((1..=10).collect())
}

async fn squares() -> Result<Vec<u32>, Infallible> {
    Ok((1..=10).map(|number| number * number).collect())
}

/// Splits numbers by what they are.
fn split(numbers: Vec<u32>) -> (Vec<u32>, Vec<u32>) {
    numbers.into_iter().partition(|number| number % 2 == 0)
}

fn write(to: &str, numbers: &[u32]) -> usize {
    println!("{to}: {numbers:?}");
    numbers.len()
}

async fn write_even((even, _): (Vec<u32>, Vec<u32>)) -> Result<usize, Infallible> {
    Ok(write("even", &even))
}

async fn write_odd((_, odd): (Vec<u32>, Vec<u32>)) -> Result<usize, Infallible> {
    Ok(write("odd", &odd))
}

async fn merge((mut left, right): (Vec<u32>, Vec<u32>)) -> Result<Vec<u32>, Infallible> {
    left.extend(right);
    left.sort_unstable();
    left.dedup();
    Ok(left)
}

async fn write_all(all: Vec<u32>) -> Result<usize, Infallible> {
    Ok(write("all", &all))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), FlowError> {
    // Each output takes its part of the split data.
    let split = source(numbers) | map(split).named("split") | (step(write_even) & write_odd);
    println!("{}", split.graph());
    let (even, odd) = split.run(()).await?;

    let merge = source(numbers) & source(squares) | merge | write_all;
    println!("{}", merge.graph());
    let all = merge.run(()).await?;
    println!("{even} even, {odd} odd, {all} in all");
    Ok(())
}
