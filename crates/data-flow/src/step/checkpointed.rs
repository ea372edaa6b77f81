//! Steps whose result is kept, so that a run that was killed goes on behind them.

use std::borrow::Cow;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Describe, Step, wraps};
use crate::error::{ErrorKind, FlowError};
use crate::run::Run;

/// A step whose result is kept in the store of a run. See [`Flow::checkpoint`](crate::Flow::checkpoint).
#[derive(Debug, Clone)]
pub struct Checkpointed<S> {
    pub(crate) step: S,
    pub(crate) key: Cow<'static, str>,
}

impl<S: Describe> Checkpointed<S> {
    async fn run<In>(&self, input: In, run: &Run) -> Result<S::Out, FlowError>
    where
        S: Step<In>,
    {
        self.step.call(input, run).await.map_err(|error| error.map_path(|path| path.close(S::WIDTH)))
    }

    fn error(&self, kind: ErrorKind) -> FlowError {
        FlowError::new(self.whole(), kind)
    }
}

wraps!(Checkpointed, |_checkpointed| "checkpoint", close);

impl<In, S> Step<In> for Checkpointed<S>
where
    In: Serialize + Send,
    S: Step<In>,
    S::Out: Serialize + DeserializeOwned,
{
    type Out = S::Out;

    fn call(&self, input: In, run: &Run) -> impl Future<Output = Result<S::Out, FlowError>> + Send {
        async move {
            let Some(checkpoints) = run.checkpoints() else { return self.run(input, run).await };
            let key = match serde_json::to_vec(&input) {
                Ok(key) => key,
                // Without the whole input in its key, a result could be taken for that of another input.
                Err(error) => {
                    Run::warn(&self.key, &error);
                    return self.run(input, run).await;
                }
            };
            let entry = checkpoints.entry(&self.key, &key);
            if let Some(kept) = entry.load().await.map_err(|error| self.error(ErrorKind::Checkpoint(error)))?
                && let Ok(output) = serde_json::from_slice(&kept)
            {
                if let Some(watch) = run.watch() {
                    self.step.steps().iter().for_each(|place| watch.skipped(&place.address));
                }
                return Ok(output);
            }
            let output = self.run(input, run).await?;
            let json = serde_json::to_vec(&output).map_err(|error| self.error(ErrorKind::InvalidOutput(error)))?;
            entry.save(json).await.map_err(|error| self.error(ErrorKind::Checkpoint(error)))?;
            Ok(output)
        }
    }
}
