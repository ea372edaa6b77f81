//! The program, run as a process.
#![cfg(feature = "cli")]

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    process::{Command, Output, Stdio},
};

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_api-server"))
}

fn run(arguments: &[&str]) -> Output {
    program().args(arguments).output().expect("the program runs")
}

#[test]
fn help_describes_every_option_and_fault() {
    let output = run(&["--help"]);
    let help = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(output.status.success());
    for word in
        ["--port", "--posts", "--latency", "--barrier", "--fault", "--rate-limit", "--seed", "429:2:date", "no-answer"]
    {
        assert!(help.contains(word), "{word} is not in:\n{help}");
    }
}

#[test]
fn a_wrong_value_ends_it_with_a_message_and_exit_code_2() {
    for (arguments, sentence) in [
        (["--latency", "20"], "invalid latency \"20\""),
        (["--fault", "posts"], "invalid fault rule \"posts\""),
        (["--fault", "posts=oops"], "unknown fault \"oops\""),
        (["--fault", "tweets=503"], "unknown target \"tweets\""),
        (["--fault", "posts=503@2"], "invalid share of requests \"2\""),
        (["--fault", "posts=503x0"], "invalid number of requests \"0\""),
    ] {
        let output = run(&arguments);
        let error = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(error.contains(sentence), "{error}");
    }
}

#[test]
fn an_occupied_port_ends_it_with_one_line_and_exit_code_2() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let output = run(&["--port", &address.port().to_string()]);
    let error = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(2));
    assert!(error.starts_with(&format!("error: cannot listen at {address}: ")), "{error}");
    assert_eq!(error.lines().count(), 1, "{error}");
}

#[test]
fn it_prints_its_urls_and_each_request() {
    let arguments = ["--port", "0", "--verbose", "--fault", "posts=503x1"];
    let mut child = program().args(arguments).stdout(Stdio::piped()).spawn().expect("the program runs");
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines().map(|line| line.expect("a line"));
    let head: Vec<_> = lines.by_ref().take(4).collect();
    let address = head[1].split("http://").nth(1).and_then(|url| url.split('/').next()).expect("a URL");
    for (line, path) in head.iter().zip(["/search/repositories?q=", "/posts?", "/api/?"]) {
        assert!(line.contains(&format!("curl 'http://{address}{path}")), "{line}");
    }
    for status in ["503", "200"] {
        let mut stream = TcpStream::connect(address).expect("it listens");
        stream.write_all(b"GET /posts/1 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").expect("it reads");
        let mut response = String::new();
        stream.read_to_string(&mut response).expect("it responses");
        assert!(response.starts_with(&format!("HTTP/1.1 {status}")), "{response}");
        assert_eq!(lines.next().as_deref(), Some("GET /posts/1"));
    }
    #[cfg(unix)]
    {
        let interrupted = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
        assert!(interrupted.success());
        assert!(child.wait().expect("it ends").success());
        let end: Vec<_> = lines.collect();
        assert!(end.iter().any(|line| line.starts_with("2 started, 2 answered")), "{end:?}");
    }
    #[cfg(not(unix))]
    child.kill().expect("it ends");
}
