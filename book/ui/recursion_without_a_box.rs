//! An async function that calls itself, without a `Box`.

struct Folder {
    files: u32,
    folders: Vec<Folder>,
}

// ANCHOR: recursion_without_a_box
async fn count(folder: &Folder) -> u32 {
    let mut files = folder.files;
    for folder in &folder.folders {
        files += count(folder).await;
    }
    files
}
// ANCHOR_END: recursion_without_a_box

fn main() {
    drop(count(&Folder { files: 1, folders: Vec::new() }));
}
