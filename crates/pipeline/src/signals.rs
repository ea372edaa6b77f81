//! The signal handlers for Ctrl-C and SIGTERM.

use std::process::exit;

use streamlings_pipeline::http::CancellationToken;
use tokio::select;
use tokio::signal::ctrl_c;
#[cfg(unix)]
use tokio::signal::unix::{SignalKind, signal};

use crate::{INTERRUPTED, stderr};

/// Returns a token that is cancelled by the first Ctrl-C or SIGTERM. The second one ends the program, whatever it waits for.
pub(crate) fn stop_on_signal() -> CancellationToken {
    let stop = CancellationToken::new();
    let token = stop.clone();
    tokio::spawn(async move {
        next_signal().await;
        stderr::write("\nstopping: writing what has been fetched (Ctrl-C again ends the program at once)\n");
        stop.cancel();
        next_signal().await;
        exit(INTERRUPTED.into());
    });
    token
}

/// Waits for the next signal. If no signal handler can be installed, waits forever, and a signal ends the program as usual.
async fn next_signal() {
    select! {
        Ok(()) = ctrl_c() => {}
        () = terminated() => {}
        else => std::future::pending().await,
    }
}

#[cfg(unix)]
async fn terminated() {
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => drop(terminate.recv().await),
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}
