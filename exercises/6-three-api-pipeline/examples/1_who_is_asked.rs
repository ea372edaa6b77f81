//! Three generators feed one another, and the caller takes two of three records. In which order do they run, and how often?

fn fetched() -> impl Iterator<Item = u32> {
    [1, 2, 3, 4, 5, 6].into_iter().inspect(|item| println!("item {item}"))
}

fn even(items: impl Iterator<Item = u32>) -> impl Iterator<Item = u32> {
    items.filter(|item| item.is_multiple_of(2))
}

fn records(items: impl Iterator<Item = u32>) -> impl Iterator<Item = String> {
    items.map(|item| {
        println!("transform {item}");
        format!("record {item}")
    })
}

fn main() {
    let records = records(even(fetched()));
    println!("the pipeline is built");
    for record in records.take(2) {
        println!("{record}");
    }
}

//? Building the pipeline runs nothing. A record that is requested pulls items through the whole chain until one passes the
//? filter and is transformed; then the next record is requested. Items 5 and 6 are never pulled, and no step builds a list.
//? Python's generators do the same, and here the compiler turns them into one loop.
