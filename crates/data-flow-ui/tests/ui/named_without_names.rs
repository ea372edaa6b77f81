//! In the named form, inputs and outputs have names by `serde`.

use std::convert::Infallible;

use data_flow::named::step;

struct Price {
    _price: f64,
}

async fn check(_price: Price) -> Result<(), Infallible> {
    Ok(())
}

fn main() {
    let _ = step(check);
}
