//! A task that borrows what its maker owns.

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: task_borrows
    let names = vec!["Ada".to_owned()];
    let task = tokio::spawn(async { println!("{}", names.len()) });
    // ANCHOR_END: task_borrows
    let _ = task.await;
}
