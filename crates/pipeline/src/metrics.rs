//! The figures for Prometheus, over HTTP.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Response, StatusCode};
use hyper_util::rt::TokioIo;
use streamlings_pipeline::tally::Tally;
use tokio::net::TcpListener;

/// Listens at the address, and answers `/metrics` until the program ends. Gives where it listens.
pub(crate) async fn serve(address: SocketAddr, tally: Tally) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind(address).await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        loop {
            let Ok((stream, _)) = listener.accept().await else {
                // Too many open files; that passes.
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            };
            let tally = tally.clone();
            let answer = service_fn(move |request| {
                let answer = answer(&request, &tally);
                async { Ok::<_, Infallible>(answer) }
            });
            tokio::spawn(async move {
                // Who leaves before the end has no use for an error.
                let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), answer).await;
            });
        }
    });
    Ok(address)
}

fn answer<B>(request: &hyper::Request<B>, tally: &Tally) -> Response<String> {
    if request.uri().path() != "/metrics" {
        let mut nothing = Response::new("The figures are at /metrics.\n".to_owned());
        *nothing.status_mut() = StatusCode::NOT_FOUND;
        return nothing;
    }
    let mut answer = Response::new(tally.metrics());
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    answer.headers_mut().insert(CONTENT_TYPE, kind);
    answer
}
