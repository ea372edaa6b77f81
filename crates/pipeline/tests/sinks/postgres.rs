use futures::future::join_all;
use streamlings_pipeline::Data;
use tokio::net::TcpListener;
use tokio_postgres::{Client, NoTls};

use crate::{
    child::{BATCHES, ROWS, Writer},
    keyed, message, number, open, refused, server,
};

/// A schema for one test in the server of `POSTGRES_URL`, dropped at the end.
struct Schema {
    url: String,
    name: String,
    client: Client,
}

impl Schema {
    /// Creates a schema. Returns `None` if there is no server.
    async fn new(test: &str) -> Option<Self> {
        let server = server::address("POSTGRES_URL", ".ci/postgres.sh")?;
        let name = format!("{test}_{}", std::process::id());
        let separator = if server.contains('?') { '&' } else { '?' };
        let url = format!("{server}{separator}options=-csearch_path%3D{name}&application_name={name}");
        let client = connect(&server).await;
        client.batch_execute(&format!("CREATE SCHEMA {name}; SET search_path = {name}")).await.unwrap();
        Some(Self { url, name, client })
    }

    async fn rows(&self) -> Vec<(String, String, String)> {
        let rows = self.client.query("SELECT key, name, data::text FROM records ORDER BY key", &[]).await.unwrap();
        rows.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect()
    }

    async fn count(&self, query: &str) -> i64 {
        self.client.query_one(query, &[]).await.unwrap().get(0)
    }

    /// Returns a query that counts the connections of the tested program that wait for another.
    fn is_waiting(&self) -> String {
        format!(
            "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)
             WHERE application_name = '{}' AND NOT granted",
            self.name
        )
    }

    /// Ends the connections of the tested program, and waits until the server has closed them.
    async fn hang_up(&self) {
        let theirs = format!("FROM pg_stat_activity WHERE application_name = '{}'", self.name);
        self.client.execute(&format!("SELECT pg_terminate_backend(pid) {theirs}"), &[]).await.unwrap();
        while self.count(&format!("SELECT count(*) {theirs}")).await > 0 {}
    }

    async fn remove(self) {
        self.client.batch_execute(&format!("DROP SCHEMA {} CASCADE", self.name)).await.unwrap();
    }
}

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

#[tokio::test]
async fn a_record_replaces_the_older_one_of_its_key() {
    let Some(schema) = Schema::new("upsert").await else { return };
    for run in ["first", "second"] {
        let mut sink = open(&schema.url).await;
        sink.write(&[number("1", "old", 1), number("2", run, 2), number("1", run, 3)]).await.unwrap();
        sink.write(&[keyed("2", &format!("{run} again"), Data::Text("4".to_owned()))]).await.unwrap();
        sink.finish().await.unwrap();
    }
    let row = |key: &str, name: &str, data: &str| (key.to_owned(), name.to_owned(), data.to_owned());
    // Numbers stay numbers, and texts stay texts.
    assert_eq!(schema.rows().await, [row("1", "second", "3"), row("2", "second again", "\"4\"")]);
    schema.remove().await;
}

#[tokio::test]
async fn stores_any_text_except_one_character_that_it_replaces() {
    let Some(schema) = Schema::new("texts").await else { return };
    let odd = "a\0b'; DROP TABLE records; --\u{202e}日本語\\\"";
    let mut sink = open(&schema.url).await;
    sink.write(&[keyed(odd, odd, Data::Text(odd.to_owned())), number("z", "good", i64::MIN)]).await.unwrap();
    let odd = odd.replace('\0', "\u{fffd}");
    let rows = schema.rows().await;
    assert_eq!((&rows[0].0, &rows[0].1), (&odd, &odd));
    assert_eq!(serde_json::from_str::<String>(&rows[0].2).unwrap(), odd);
    assert_eq!(rows[1].2, i64::MIN.to_string());
    schema.remove().await;
}

#[tokio::test]
async fn several_programs_can_start_at_the_same_time() {
    let Some(schema) = Schema::new("several").await else { return };
    let mut sinks = join_all((0..16).map(|_| open(&schema.url))).await;
    let batch: Vec<_> = (0..200).map(|id| number(&id.to_string(), "name", 1)).collect();
    let turned: Vec<_> = batch.iter().rev().cloned().collect();
    for _ in 0..5 {
        let batches = [&batch, &turned].into_iter().cycle();
        let written = join_all(sinks.iter_mut().zip(batches).map(|(sink, batch)| sink.write(batch))).await;
        written.into_iter().collect::<Result<Vec<_>, _>>().unwrap();
    }
    assert_eq!(schema.rows().await.len(), 200);
    schema.remove().await;
}

#[tokio::test]
async fn waits_for_another_program_that_creates_the_table() {
    let Some(schema) = Schema::new("begins").await else { return };
    let other = connect(&schema.url).await;
    let table = "CREATE TABLE records (source text, key text, name text, data jsonb, PRIMARY KEY (source, key))";
    other.batch_execute(&format!("BEGIN; SELECT pg_advisory_xact_lock(7001); {table}")).await.unwrap();
    let waiting = schema.is_waiting();
    let made = async {
        while schema.count(&waiting).await == 0 {}
        other.batch_execute("COMMIT").await.unwrap();
    };
    let (mut sink, ()) = futures::join!(open(&schema.url), made);
    sink.write(&[number("1", "name", 1)]).await.unwrap();
    schema.remove().await;
}

#[tokio::test]
async fn the_error_of_a_lost_connection_hides_the_password() {
    let Some(schema) = Schema::new("lost").await else { return };
    let mut sink = open(&schema.url).await;
    sink.write(&[number("1", "name", 1)]).await.unwrap();
    schema.hang_up().await;
    let error = sink.write(&[number("2", "name", 1)]).await.unwrap_err();
    let password = password(&schema.url);
    let text = message(&error);
    assert!(text.contains("run again"), "{text}");
    assert!(!format!("{text} {error:?} {sink:?}").contains(&password), "{text}");
    assert_eq!(schema.rows().await.len(), 1);
    schema.remove().await;
}

#[tokio::test]
async fn a_table_with_other_columns_and_a_wrong_password_fail_at_once() {
    let Some(schema) = Schema::new("refused").await else { return };
    schema.client.batch_execute("CREATE TABLE records (id int)").await.unwrap();
    let error = refused(&schema.url).await;
    assert!(error.contains("column \"source\"") && error.contains("cannot use Postgres at"), "{error}");

    let wrong = schema.url.replacen(&password(&schema.url), "wr0ng", 1);
    let error = refused(&wrong).await;
    assert!(error.contains("password authentication failed") && !error.contains("wr0ng"), "{error}");
    schema.remove().await;
}

#[tokio::test]
async fn the_password_can_come_from_the_environment() {
    let Some(schema) = Schema::new("environment").await else { return };
    let password = password(&schema.url);
    let url = schema.url.replacen(&format!(":{password}@"), "@", 1);
    let mut child = Writer::with("PGPASSWORD", &password, &url, "first");
    child.until("finished");
    assert_eq!(schema.rows().await.len(), BATCHES * ROWS);
    schema.remove().await;
}

fn password(url: &str) -> String {
    let config: tokio_postgres::Config = url.parse().unwrap();
    let password = config.get_password().expect("the server of POSTGRES_URL asks for a password");
    String::from_utf8(password.to_vec()).unwrap()
}

#[tokio::test]
async fn the_error_of_another_server_hides_the_password() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let hangs_up = async { drop(listener.accept().await) };
    let url = format!("postgres://me:s3cret@{address}/lake");
    let ((), error) = futures::join!(hangs_up, refused(&url));
    assert!(
        error.contains(&format!("cannot use Postgres at {address}/lake: ")) && !error.contains("s3cret"),
        "{error}"
    );
}

#[tokio::test]
async fn a_run_killed_in_a_batch_leaves_whole_batches_and_the_next_one_stores_every_record_once() {
    let Some(schema) = Schema::new("killed").await else { return };
    open(&schema.url).await.finish().await.unwrap();

    // Another transaction holds the last record of the second batch, so the child waits there.
    let last = 2 * ROWS - 1;
    let other = connect(&schema.url.replace("&application_name=", "&application_name=other_than_")).await;
    let insert = format!("BEGIN; INSERT INTO records VALUES ('github', '{last:06}', 'of another', '0')");
    other.batch_execute(&insert).await.unwrap();
    let mut child = Writer::start(&schema.url, "first");
    child.until("writing 1");
    let waiting = schema.is_waiting();
    while schema.count(&waiting).await == 0 {
        assert!(child.process.try_wait().unwrap().is_none(), "the child has ended without waiting");
    }
    child.kill();
    // The child's connection ends first: a statement that stops waiting would complete even without a client.
    schema.hang_up().await;
    other.batch_execute("ROLLBACK").await.unwrap();
    let stored = schema.rows().await;
    assert_eq!(stored.len(), ROWS, "the first batch is stored, and nothing of the second");

    let mut child = Writer::start(&schema.url, "second");
    child.until("finished");
    let stored = schema.rows().await;
    assert_eq!(stored.len(), BATCHES * ROWS);
    assert!(stored.iter().enumerate().all(|(id, row)| row.0 == format!("{id:06}") && row.1.starts_with("second")));
    schema.remove().await;
}

#[tokio::test]
async fn a_run_killed_at_any_time_leaves_whole_batches() {
    let Some(schema) = Schema::new("moments").await else { return };
    for killed_in in 0..4 {
        schema.client.batch_execute("DROP TABLE IF EXISTS records").await.unwrap();
        let mut child = Writer::start(&schema.url, "first");
        child.until(&format!("writing {killed_in}"));
        child.kill();
        schema.hang_up().await;
        let stored = schema.rows().await.len();
        assert_eq!(stored % ROWS, 0, "a part of a batch is stored");
        assert!(stored >= killed_in * ROWS, "a written batch is missing");
    }
    schema.remove().await;
}

/// The timeout is that of the URL, or ten seconds.
#[tokio::test]
async fn a_silent_server_is_a_timeout() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let error = refused(&format!("postgres://me@127.0.0.1:{port}/db?connect_timeout=1")).await;
    assert!(error.contains("no response within 1 s"), "{error}");
}
