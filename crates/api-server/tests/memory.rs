//! The memory for a large response. The test has a process of its own, because it measures the peak of the whole process.
#![cfg(target_os = "linux")]

mod common;

use api_server::{ApiServer, Config};
use common::Client;

/// Returns the peak memory of the process, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux has /proc");
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).expect("a peak");
    line.split_whitespace().nth(1).expect("a number").parse().expect("a number")
}

#[test]
fn a_million_posts_in_one_response_are_never_held_as_a_whole() {
    let server = ApiServer::start(Config::new().posts(1_000_000)).expect("a server");
    let mut client = Client::connect(&server);
    let before = peak();
    client.send("GET", "/posts", &[]);
    client.head().expect("a head");
    let mut bytes = 0;
    loop {
        let chunk = client.chunk().expect("a chunk");
        if chunk.is_empty() {
            break;
        }
        bytes += chunk.len();
    }
    let grown = peak() - before;
    assert!(bytes > 100_000_000, "{bytes} bytes came");
    assert!(grown < 16 * 1024, "{grown} KiB more for {bytes} bytes");
    assert_eq!(server.counts().answered, 1);
}
