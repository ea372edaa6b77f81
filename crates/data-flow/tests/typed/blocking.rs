//! Blocking steps.

use std::sync::mpsc;
use std::sync::{Arc, Barrier};
use std::thread;

use data_flow::{blocking, step};
use tokio::runtime::Builder;
use tokio::sync::oneshot;

use crate::support::{Bad, Counts, get};

#[tokio::test]
async fn a_blocking_step_runs_on_another_thread() {
    let other = blocking(|(): ()| Ok::<_, Bad>(thread::current().id()));
    assert_ne!(other.run(()).await.unwrap(), thread::current().id());
}

/// With one worker and no thread to spare, a step that blocks in place would wait for ever.
#[tokio::test]
async fn blocking_steps_stop_nobody() {
    let barrier = Arc::new(Barrier::new(2));
    let (send, receive) = mpsc::channel();
    let (first, second) = (Arc::clone(&barrier), barrier);
    let flow = blocking(move |(): ()| {
        first.wait();
        Ok::<_, Bad>(())
    }) & blocking(move |(): ()| {
        second.wait();
        Ok::<_, Bad>(())
    }) & step(move |(): ()| {
        let send = send.clone();
        async move { send.send("the async step ran").map_err(|_| Bad("nobody listens")) }
    });
    flow.run(()).await.unwrap();
    assert_eq!(receive.recv().unwrap(), "the async step ran");
}

#[test]
fn a_blocking_step_of_a_cancelled_run_never_starts() {
    let runtime = Builder::new_current_thread().max_blocking_threads(1).enable_time().build().unwrap();
    runtime.block_on(async {
        let (started, is_started) = oneshot::channel();
        let (release, released) = mpsc::channel::<()>();
        // The only thread of the pool is taken.
        let taken = tokio::task::spawn_blocking(move || {
            let _ = started.send(());
            let _ = released.recv();
        });
        is_started.await.unwrap();
        let counts = Counts::default();
        let started = Arc::clone(&counts.started);
        let flow = blocking(move |(): ()| {
            started.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            Ok::<_, Bad>(())
        }) & step(|(): ()| async move {
            tokio::task::yield_now().await;
            Err::<(), _>(Bad("stop"))
        });
        assert_eq!(flow.run(()).await.unwrap_err().downcast_ref(), Some(&Bad("stop")));
        release.send(()).unwrap();
        taken.await.unwrap();
        // Whatever was queued before has had its turn when this has.
        tokio::task::spawn_blocking(|| ()).await.unwrap();
        assert_eq!(get(&counts.started), 0);
    });
}
