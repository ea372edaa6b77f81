//! Runs that are watched: lanes of pollscope.

use data_flow::{Options, step};
use pollscope::{Outcome, Recording};

use crate::support::{Bad, ms, wait};

#[tokio::test(start_paused = true)]
async fn each_step_is_a_lane_with_its_name() {
    let recording = Recording::start();
    let flow = (wait(100).named("a") & wait(300).named("b")) | source_of_pair();
    flow.run_with(1, &Options::new().record(&recording)).await.unwrap();
    let trace = recording.trace();
    assert_eq!(trace.lane("a").ended_at(), Some(ms(100)));
    assert_eq!(trace.lane("b").ended_at(), Some(ms(300)));
    assert_eq!(trace.lane("pair").started_at(), Some(ms(300)));
    assert_eq!(trace.lane("pair").outcome(), Outcome::Finished);
}

fn source_of_pair() -> data_flow::Flow<(u32, u32), u32, impl data_flow::Step<(u32, u32), Out = u32>> {
    async fn pair((a, b): (u32, u32)) -> Result<u32, Bad> {
        Ok(a + b)
    }
    step(pair)
}
