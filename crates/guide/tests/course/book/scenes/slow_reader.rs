//! The scene of `0-slow-reader.json`.

// ANCHOR: slow_reader
pub async fn slow_reader(numbers: impl Stream<Item = f64>) {
    let mut numbers = pin!(numbers);
    // ANCHOR: polled
    while let Some(number) = numbers.next().await {
        // ANCHOR_END: polled
        // ANCHOR: item
        store(number).await;
        // ANCHOR_END: item
    }
    // ANCHOR: dropped
}
// ANCHOR_END: dropped
// ANCHOR_END: slow_reader
