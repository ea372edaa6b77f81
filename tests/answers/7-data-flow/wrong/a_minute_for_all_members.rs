//! Fails: group::a_member_may_take_half_an_hour
//! Says: there is a timeout
//! A group that takes longer is given up.

pub use solution::*;

use std::time::Duration;

use futures::FutureExt as _;
use tokio::time::timeout;

pub fn group(members: impl IntoIterator<Item = Step>) -> Step {
    let inner = solution::group(members);
    Step::new(inner.name().to_owned(), move |input| {
        let inner = inner.clone();
        async move {
            let late = |_| Err(Cause::Function("it takes too long".into()).at(inner.name()));
            timeout(Duration::from_secs(60), inner.run(input)).await.unwrap_or_else(late)
        }
        .boxed()
    })
}
