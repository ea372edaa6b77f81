//! The function returns no `Result`.

use data_flow::map;

async fn shout(text: String) -> String {
    text.to_uppercase()
}

fn main() {
    let _ = map(|text: String| text) | shout;
}
