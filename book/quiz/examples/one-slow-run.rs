//! The effect of one slow run on the mean and on the median.

fn mean(runs: &[f64]) -> f64 {
    runs.iter().sum::<f64>() / runs.len() as f64
}

fn median(runs: &[f64]) -> f64 {
    let mut runs = runs.to_vec();
    runs.sort_by(f64::total_cmp);
    f64::midpoint(runs[(runs.len() - 1) / 2], runs[runs.len() / 2])
}

fn main() {
    let (all, without) = ([21.0, 20.0, 95.0, 22.0, 21.0], [21.0, 20.0, 22.0, 21.0]);
    let moves = |of: fn(&[f64]) -> f64| (of(&all) - of(&without)).abs() > 1.0;
    println!(
        "{}",
        match (moves(mean), moves(median)) {
            (true, true) => "both",
            (true, false) => "the mean",
            (false, true) => "the median",
            (false, false) => "none",
        }
    );
}
