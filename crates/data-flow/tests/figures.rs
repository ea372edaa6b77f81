//! The figures in the README are those of the saved results of the benches, and they say what the README says.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

const BEGIN: &str = "<!-- figures: written by `cargo author bless data-flow-figures` -->\n\n";
const END: &str = "\n<!-- end of figures -->";

fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn results(name: &str) -> Value {
    let text = fs::read_to_string(root().join(format!("benches/results/data-flow-{name}.json"))).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Returns the mean of each case, in nanoseconds.
fn means(name: &str) -> BTreeMap<String, f64> {
    let results = results(name);
    let cases = results["cases"].as_array().unwrap().iter();
    cases.map(|case| (case["name"].as_str().unwrap().to_owned(), case["mean_ns"].as_f64().unwrap())).collect()
}

fn time(nanos: f64) -> String {
    if nanos < 1000.0 { format!("{nanos:.0} ns") } else { format!("{:.1} µs", nanos / 1000.0) }
}

fn ratio(ratio: f64) -> String {
    if ratio < 10.0 { format!("{ratio:.2}") } else { format!("{ratio:.0}") }
}

/// Returns the table of the README.
fn table() -> String {
    let columns = ["typed", "named", "futures-concurrency", "dagx", "dagrs", "async-data-flow"];
    let rows = [
        ("chain-ready", "by hand", "five steps, ready at once"),
        ("chain-suspended", "by hand", "five steps, suspended once"),
        ("diamond-ready", "try_join!", "diamond, ready at once"),
        ("diamond-suspended", "try_join!", "diamond, suspended once"),
        ("fan-out-ready", "join_all", "100 items, ready at once"),
        ("fan-out-suspended", "join_all", "100 items, suspended once"),
    ];
    let mut table = format!("| | by hand | {} |\n|---|{}\n", columns.join(" | "), "---:|".repeat(columns.len() + 1));
    for (name, by_hand, title) in rows {
        let means = means(name);
        let by_hand_ns = means[by_hand];
        write!(table, "| {title} | {}, `{by_hand}` |", time(by_hand_ns).replace(' ', "\u{a0}")).unwrap();
        for column in columns {
            // What runs for each item is the fan-out of the typed form.
            let mean = means.get(column).or_else(|| means.get(&format!("{column} fan_out")));
            let cell = mean.map_or("-".to_owned(), |mean| ratio(mean / by_hand_ns));
            write!(table, " {cell} |").unwrap();
        }
        table.push('\n');
    }
    let results = results("chain-ready");
    let (machine, date) = (results["machine"].as_str().unwrap(), results["date"].as_str().unwrap());
    write!(table, "\nMeasured on {date}: {}.\n", machine.replace("(R)", "")).unwrap();
    table
}

#[test]
fn the_figures_of_the_readme_are_those_of_the_saved_results() {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md"));
    let readme = fs::read_to_string(&path).unwrap();
    let (before, rest) = readme.split_once(BEGIN).expect("the README has figures");
    let (shown, after) = rest.split_once(END).expect("the figures end");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, format!("{before}{BEGIN}{}{END}{after}", table())).unwrap();
    } else {
        assert_eq!(shown, table(), "`cargo author bless data-flow-figures` writes them");
    }
}

/// Asserts with wide limits: the benches may be run again on another machine, and the README should still be true.
#[test]
fn the_results_show_what_the_readme_says() {
    for (name, by_hand) in [("chain-suspended", "by hand"), ("diamond-suspended", "try_join!")] {
        let means = means(name);
        assert!(means["typed"] < 1.5 * means[by_hand], "{name}: {means:?}");
        assert!(means["named"] < 4.0 * means[by_hand], "{name}: {means:?}");
    }
    for (name, by_hand) in [("chain-ready", "by hand"), ("diamond-ready", "try_join!")] {
        let means = means(name);
        assert!(means["typed"] - means[by_hand] < 500.0, "{name}: {means:?}");
        assert!(means["dagx"] > 10.0 * means["typed"], "{name}: {means:?}");
        assert!(means["dagrs"] > 10.0 * means["typed"], "{name}: {means:?}");
    }
    let fan = means("fan-out-ready");
    assert!(fan["typed fan_out"] < 0.6 * fan["join_all"], "{fan:?}");
    let length = means("length");
    for form in ["typed", "named"] {
        let [short, long] = ["10", "10000"].map(|steps| length[&format!("{form}, {steps}")]);
        assert!(long < 1.5 * short, "{length:?}");
    }
    let overlapping = means("overlapping");
    assert!(overlapping["typed"] < 2.0 * overlapping["try_join!"], "{overlapping:?}");
}
