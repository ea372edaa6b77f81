//! Server-sent events: the browser reloads a page that was rebuilt, and updates what the learner has done.

use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_stream::stream;
use futures::Stream;
use tokio::sync::watch;
use tokio::time::timeout;

/// The time between two signs of life on a stream without events.
const HEARTBEAT_INTERVAL: Duration = Duration::from_secs(15);

/// The current state of the guide, which every open page follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Status {
    /// The folder of the latest build.
    pub(super) site: PathBuf,
    /// The start of this server. It keeps editions of different runs apart.
    started_at: u128,
    builds: u64,
    /// The number of changes to the learner's recordings and progress.
    learner_changes: u64,
    pub(super) is_shutting_down: bool,
}

impl Status {
    pub(super) fn new(site: PathBuf) -> Status {
        let started_at = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
        Status { site, started_at, builds: 0, learner_changes: 0, is_shutting_down: false }
    }

    /// Identifies a build, so that a page can find out whether it is the latest one.
    pub(super) fn edition(&self) -> String {
        format!("{:x}-{}", self.started_at, self.builds)
    }

    pub(super) fn site_was_rebuilt(&mut self, site: PathBuf) {
        self.site = site;
        self.builds += 1;
    }

    pub(super) fn learner_has_changed(&mut self) {
        self.learner_changes += 1;
    }
}

/// Streams events to one page: `pages` with the edition at once and after each build, and `learner` after each change of
/// the learner's files. Ends when the server shuts down.
///
/// Builds that follow each other faster than the page reads are one event.
pub(super) fn stream_of(mut status: watch::Receiver<Status>) -> impl Stream<Item = String> {
    stream! {
        let mut last = status.borrow_and_update().clone();
        yield event("pages", &last.edition());
        while !last.is_shutting_down {
            match timeout(HEARTBEAT_INTERVAL, status.changed()).await {
                Err(_) => yield ": heartbeat\n\n".to_owned(),
                Ok(Err(_)) => break,
                Ok(Ok(())) => {
                    let now = status.borrow_and_update().clone();
                    if now.builds != last.builds {
                        yield event("pages", &now.edition());
                    }
                    if now.learner_changes != last.learner_changes {
                        yield event("learner", "");
                    }
                    last = now;
                }
            }
        }
    }
}

fn event(name: &str, data: &str) -> String {
    format!("event: {name}\ndata: {data}\n\n")
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use futures::StreamExt as _;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_page_gets_each_change_once_and_heartbeats_in_between() {
        let (sender, receiver) = watch::channel(Status::new("one".into()));
        let mut events = pin!(stream_of(receiver));
        let edition = |sender: &watch::Sender<Status>| event("pages", &sender.borrow().edition());
        let first = edition(&sender);
        assert_eq!(events.next().await.as_ref(), Some(&first));
        sender.send_modify(Status::learner_has_changed);
        assert_eq!(events.next().await.as_deref(), Some("event: learner\ndata: \n\n"));
        assert_eq!(events.next().await.as_deref(), Some(": heartbeat\n\n"));
        sender.send_modify(|status| status.site_was_rebuilt("two".into()));
        sender.send_modify(|status| status.site_was_rebuilt("one".into()));
        let third = edition(&sender);
        assert_ne!(third, first);
        assert_eq!(events.next().await, Some(third));
        assert_eq!(events.next().await.as_deref(), Some(": heartbeat\n\n"), "two builds are one event");
    }

    #[tokio::test(start_paused = true)]
    async fn a_stream_ends_with_its_server() {
        let (sender, receiver) = watch::channel(Status::new("one".into()));
        let (open, dropped) = (stream_of(receiver.clone()), stream_of(receiver));
        let mut open = pin!(open);
        assert!(open.next().await.is_some());
        sender.send_modify(|status| status.is_shutting_down = true);
        assert_eq!(open.next().await, None);
        drop(sender);
        assert_eq!(pin!(dropped).count().await, 1);
    }
}
