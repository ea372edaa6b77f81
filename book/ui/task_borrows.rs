//! A task that borrows a variable of the function that spawns it.

// ANCHOR: task_borrows
#[tokio::main(flavor = "current_thread")]
async fn main() {
    let names = vec!["Ada".to_owned()];
    let task = tokio::spawn(async { println!("{}", names.len()) });
    let _ = task.await;
}
// ANCHOR_END: task_borrows
