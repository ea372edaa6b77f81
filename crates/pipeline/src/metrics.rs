//! The metrics for Prometheus, over HTTP.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Response, StatusCode};
use hyper_util::rt::TokioIo;
use streamlings_pipeline::stats::Stats;
use tokio::net::TcpListener;

/// The pause after a connection could not be accepted.
const ACCEPT_RETRY_DELAY: Duration = Duration::from_millis(100);

/// Serves `/metrics` at the address until the program ends. Returns the address with the actual port.
pub(crate) async fn serve(address: SocketAddr, stats: Stats) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind(address).await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        loop {
            let Ok((stream, _)) = listener.accept().await else {
                // Too many open files, for example. That passes.
                tokio::time::sleep(ACCEPT_RETRY_DELAY).await;
                continue;
            };
            let stats = stats.clone();
            let answer = service_fn(move |request| {
                let answer = answer(&request, &stats);
                async { Ok::<_, Infallible>(answer) }
            });
            tokio::spawn(async move {
                // An error means that the client has gone.
                let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), answer).await;
            });
        }
    });
    Ok(address)
}

fn answer<B>(request: &hyper::Request<B>, stats: &Stats) -> Response<String> {
    if request.uri().path() != "/metrics" {
        let mut not_found = Response::new("The metrics are at /metrics.\n".to_owned());
        *not_found.status_mut() = StatusCode::NOT_FOUND;
        return not_found;
    }
    let mut answer = Response::new(stats.metrics());
    let content_type = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    answer.headers_mut().insert(CONTENT_TYPE, content_type);
    answer
}
