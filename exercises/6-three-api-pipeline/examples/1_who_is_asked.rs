//! Three generators, one behind the other, and two of the three records are taken. In which order do they work, and how often?

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

//? Building it does nothing. A record that is asked for pulls items through the whole chain until one passes the filter, and
//? is transformed; then the next is asked for. Items 5 and 6 are never looked at, and no list is made between the steps. It
//? is the same as with Python's generators, and here the compiler makes one loop of it.
