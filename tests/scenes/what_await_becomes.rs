//! The scenes on the page "What `await` becomes": an async function and its state machine, awaits that yield and that do
//! not, async functions in traits, and recursion.

use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::future;
use futures::future::BoxFuture;
use pollscope::Recording;
use tokio::sync::mpsc;
use tokio::task::{JoinSet, yield_now};
use tokio::time::sleep;

// ANCHOR: total
pub type Page = Pin<Box<dyn Future<Output = u32>>>;

pub async fn total(first: Page, second: Page) -> u32 {
    let a = first.await;
    let b = second.await;
    a + b
}
// ANCHOR_END: total

// ANCHOR: states
pub enum Total {
    First { first: Page, second: Page },
    Second { a: u32, second: Page },
    Done,
}
// ANCHOR_END: states

// ANCHOR: poll
impl Future for Total {
    type Output = u32;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        loop {
            match mem::replace(&mut *self, Total::Done) {
                Total::First { mut first, second } => match first.as_mut().poll(cx) {
                    Poll::Ready(a) => *self = Total::Second { a, second },
                    Poll::Pending => {
                        *self = Total::First { first, second };
                        return Poll::Pending;
                    }
                },
                Total::Second { a, mut second } => match second.as_mut().poll(cx) {
                    Poll::Ready(b) => return Poll::Ready(a + b),
                    Poll::Pending => {
                        *self = Total::Second { a, second };
                        return Poll::Pending;
                    }
                },
                Total::Done => panic!("it was polled again after its end"),
            }
        }
    }
}
// ANCHOR_END: poll

// ANCHOR: awaits
async fn ready() {
    for _ in 0..3 {
        future::ready(()).await;
    }
}

async fn yields() {
    for _ in 0..3 {
        yield_now().await;
    }
}

async fn receives(mut rows: mpsc::Receiver<u32>) {
    while rows.recv().await.is_some() {}
}
// ANCHOR_END: awaits

/// Runs three tasks with three, three and 301 awaits.
pub async fn tasks_that_await(recording: &Recording) {
    let (send, rows) = mpsc::channel(300);
    for row in 0..300 {
        let _ = send.try_send(row);
    }
    drop(send);
    let tasks = [
        tokio::spawn(recording.future("ready", ready())),
        tokio::spawn(recording.future("yields", yields())),
        tokio::spawn(recording.future("receives", receives(rows))),
    ];
    future::join_all(tasks).await;
}

// ANCHOR: ten_thousand
pub async fn ten_thousand_tasks() {
    let sleeping = (0..10_000).map(|_| sleep(Duration::from_secs(60)));
    let tasks: JoinSet<()> = sleeping.collect();
    tasks.join_all().await;
}
// ANCHOR_END: ten_thousand

// ANCHOR: trait
pub trait Source {
    fn fetch(&self) -> impl Future<Output = u32> + Send;
}

pub struct Cached(pub u32);

impl Source for Cached {
    async fn fetch(&self) -> u32 {
        self.0
    }
}

pub async fn spawned(source: impl Source + Send + 'static) -> Option<u32> {
    tokio::spawn(async move { source.fetch().await }).await.ok()
}
// ANCHOR_END: trait

// ANCHOR: dyn
pub trait DynSource {
    fn fetch(&self) -> BoxFuture<'_, u32>;
}

impl DynSource for Cached {
    fn fetch(&self) -> BoxFuture<'_, u32> {
        Box::pin(async { self.0 })
    }
}

pub async fn sum(sources: &[Box<dyn DynSource>]) -> u32 {
    let mut sum = 0;
    for source in sources {
        sum += source.fetch().await;
    }
    sum
}
// ANCHOR_END: dyn

pub struct Folder {
    pub files: u32,
    pub folders: Vec<Folder>,
}

// ANCHOR: recursion
pub async fn count(folder: &Folder) -> u32 {
    let mut files = folder.files;
    for folder in &folder.folders {
        files += Box::pin(count(folder)).await;
    }
    files
}
// ANCHOR_END: recursion
