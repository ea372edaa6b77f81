//! The screen of watch mode: the progress at the top, the page of the view, and the status and the keys at the bottom.

use course::ansi;
use course::error::chain;
use course::question::Question as Asked;

use super::background::Progress;
use super::keys::BINDINGS;
use super::page;
use super::prediction::Stage;
use super::state::State;
use super::view::{Question, Scroll, View};
use crate::output::{BAD, BOLD, DIM, Output};
use crate::term::Size;
use crate::wrap::wrap;

/// The longest and the shortest bar for the progress in the whole course.
const MAX_BAR: usize = 30;
const MIN_BAR: usize = 10;

/// The height of the lowest terminal that has room for rules around the page.
const MIN_ROWS_FOR_RULES: usize = 14;

/// Returns the lines of the whole screen, at most as many as it has rows.
pub(super) fn lines(state: &mut State, size: Size) -> Vec<String> {
    let is_low = size.rows < MIN_ROWS_FOR_RULES;
    let mut head = Vec::new();
    if size.rows > 3 {
        head.push(header(state, size));
    }
    if !is_low {
        head.push(rule(state, size));
    }
    let mut foot = Vec::new();
    if !is_low {
        foot.push(rule(state, size));
    }
    let notice = notice(state, size);
    // The last rows are for the status, of one line or the notice's, and the keys.
    let last_rows = notice.len().max(1) + 1;
    let rows = size.rows.saturating_sub(head.len() + foot.len() + last_rows);
    state.page_rows = rows;
    let page = page::lay_out(state, size);
    let cursor = cursor_row(state, &page);
    let (first, columns) = limit_scroll(&mut state.scroll, &page, cursor, rows, size);
    let is_cut = page.lines().len() > rows;
    let mut lines = head;
    let margins = if matches!(state.view, View::Pictures { .. }) { margins(page.lines()) } else { Vec::new() };
    for (index, line) in page.lines().iter().enumerate().skip(first).take(rows) {
        // The names of the lanes stay, unless they leave no room.
        let margin = margins.get(index).copied().filter(|margin| margin * 2 <= size.columns).unwrap_or(0);
        let name = ansi::cut(line, 0, margin);
        let rest = visible_part(state, line, margin + columns, size.columns - margin);
        lines.push(name + &rest);
    }
    lines.resize(size.rows.saturating_sub(foot.len() + last_rows), String::new());
    lines.append(&mut foot);
    lines.append(&mut status(state, size, notice, is_cut.then_some((first, page.lines().len(), rows))));
    lines.push(keys(state, size));
    lines
}

/// Returns the width of the names at the left of each line of a picture, with the bar behind them; 0 for other lines.
///
/// A picture ends with its axis: a corner below the bars, and a line of labels.
fn margins(lines: &[String]) -> Vec<usize> {
    let plain: Vec<String> = lines.iter().map(|line| ansi::without_colors(line)).collect();
    // The column of the corner, and the one after it.
    let corner = |line: &String| {
        let start = line.len() - line.trim_start().len();
        (start > 0 && line[start..].starts_with(['└', '+'])).then_some(start)
    };
    let has_bar = |line: &String, column: usize| matches!(ansi::cut(line, column, 1).as_str(), "│" | "|");
    let mut margins = vec![0; lines.len()];
    // The axis below several groups of lanes, which have headings and remarks between them, is that of all.
    let mut first = 0;
    for (axis, line) in plain.iter().enumerate() {
        let Some(column) = corner(line) else { continue };
        let mut bars = (first..axis).filter(|lane| has_bar(&plain[*lane], column)).peekable();
        if bars.peek().is_some() {
            first = (axis + 2).min(lines.len());
            bars.chain(axis..first).for_each(|line| margins[line] = column + 1);
        }
    }
    margins
}

/// Cuts out the visible part of a line. A mark at the end shows that the line goes on.
fn visible_part(state: &State, line: &str, first: usize, columns: usize) -> String {
    if ansi::width(line) <= first + columns {
        return ansi::cut(line, first, columns);
    }
    ansi::cut(line, first, columns.saturating_sub(1)) + &state.layout.paint(DIM, ">")
}

/// Returns the line `Streamlings [####--------] 4 of 12   chapter 0 [##--] async-generator`.
fn header(state: &State, size: Size) -> String {
    let (all, done) = state.learner.count();
    let chapter = state.chapter();
    let (chapter_all, chapter_done) = (chapter.required_tasks().count(), state.learner.done_in(chapter));
    let chapter_bar = bar(chapter_done, chapter_all, chapter_all);
    let (number, name) = (chapter.number, chapter.name());
    let in_words = |whole: &str| format!("Streamlings {whole} {done} of {all}   chapter {number} {chapter_bar} {name}");
    // The bar takes what the words leave.
    let room = size.columns.saturating_sub(ansi::width(&in_words("[]")));
    let header = if room >= all.min(MIN_BAR) {
        in_words(&bar(done, all, all.min(MAX_BAR).min(room)))
    } else {
        format!("{} {done}/{all}  {number} {chapter_bar}", bar(done, all, all.min(MAX_BAR)))
    };
    state.layout.paint(BOLD, &header)
}

fn bar(done: usize, all: usize, columns: usize) -> String {
    let filled = (done * columns).checked_div(all).unwrap_or(0);
    format!("[{}{}]", "#".repeat(filled), "-".repeat(columns - filled))
}

fn rule(state: &State, size: Size) -> String {
    state.layout.paint(DIM, &"-".repeat(size.columns))
}

/// Returns the row of the cursor, if the view is the list.
fn cursor_row(state: &State, page: &Output) -> Option<usize> {
    let is_list = matches!(state.view, View::List(_));
    is_list.then(|| page.lines().iter().position(|line| line.contains("    > ["))).flatten()
}

/// Limits the scroll to the page, and makes the row of the cursor visible. Returns the first visible row and column.
fn limit_scroll(scroll: &mut Scroll, page: &Output, cursor: Option<usize>, rows: usize, size: Size) -> (usize, usize) {
    let widest = page.lines().iter().map(|line| ansi::width(line)).max().unwrap_or(0);
    scroll.rows = scroll.rows.min(page.lines().len().saturating_sub(rows));
    scroll.columns = scroll.columns.min(widest.saturating_sub(size.columns));
    if let Some(cursor) = cursor {
        // With the line above it, which may be the name of the chapter.
        scroll.rows = scroll.rows.min(cursor.saturating_sub(1)).max((cursor + 1).saturating_sub(rows));
    }
    scroll.is_at_end = scroll.rows > 0 && scroll.rows + rows >= page.lines().len();
    (scroll.rows, scroll.columns)
}

/// Returns the lines of a warning, or of the answer to the last key. Empty if there is neither.
///
/// It is wrapped, because its end is what to do about it. A third of the screen is enough for all but the longest.
fn notice(state: &State, size: Size) -> Vec<String> {
    let warning = state.learner.warnings.last().map(|warning| format!("warning: {}", chain(warning)));
    let (style, text) = match warning {
        Some(warning) => (BAD, warning),
        None if state.notice.is_empty() => return Vec::new(),
        None => (BOLD, state.notice.clone()),
    };
    let mut lines = Vec::new();
    for line in text.lines().flat_map(|line| wrap(line, size.columns, "")) {
        let width = ansi::width(&line);
        // A single word, such as a path, may be wider than the screen.
        let starts = (0..width.max(1)).step_by(size.columns.max(1));
        lines.extend(starts.map(|first| state.layout.paint(style, &ansi::cut(&line, first, size.columns))));
    }
    lines.truncate((size.rows / 3).max(1));
    lines
}

/// Returns the status while no job runs.
fn idle_status(background: Option<Progress>, columns: usize) -> String {
    let idle = "Save a file to check it.";
    let Some(Progress { done, of }) = background else { return idle.to_owned() };
    let texts = [
        format!("{idle} Meanwhile later chapters are built: {done} of {of} crates."),
        format!("{idle} {done} of {of} crates are built."),
        format!("{done} of {of} crates are built."),
    ];
    texts.into_iter().find(|text| text.len() <= columns).unwrap_or_else(|| idle.to_owned())
}

/// Returns the lines of the status: the notice, or the progress of the job; and the visible rows of a page that is longer than
/// the screen, where there is room for them.
fn status(state: &State, size: Size, notice: Vec<String>, cut: Option<(usize, usize, usize)>) -> Vec<String> {
    let position = cut.map_or(String::new(), |(first, all, rows)| {
        let last = (first + rows).min(all);
        format!(" {}-{last} of {all}", (first + 1).min(last))
    });
    let columns = size.columns.saturating_sub(position.len());
    let mut lines = notice;
    let last = lines.pop().unwrap_or_else(|| {
        let text = if let View::List(tasks) = &state.view
            && tasks.is_typing()
        {
            // What is typed is seen wherever the list is scrolled to.
            tasks.summary()
        } else if state.status.is_empty() {
            idle_status(state.background, columns)
        } else {
            format!("{} ...", state.status.trim_end_matches(['.', ' ']))
        };
        state.layout.paint(DIM, &ansi::cut(&text, 0, columns))
    });
    let gap = columns.checked_sub(ansi::width(&last));
    lines.push(gap.map_or(last.clone(), |gap| format!("{last}{}{position}", " ".repeat(gap))));
    lines
}

/// Returns the line of keys, as many as fit.
fn keys(state: &State, size: Size) -> String {
    let special: &[(&str, &str)] = match &state.view {
        View::Verdict => &[],
        View::Question(Question::Solution) => &[("Ctrl+X", "show it"), ("Esc", "back")],
        View::Question(Question::Reset(None)) => &[("t", "the task"), ("c", "the chapter"), ("Esc", "back")],
        View::Question(Question::Reset(Some(_))) => &[("Ctrl+X", "reset it"), ("Esc", "back")],
        View::Predictions(predictions) => match &predictions.stage {
            Stage::Running => &[("Esc", "back")],
            Stage::Asked { question: Asked::Gaps(_), .. } => {
                &[("Enter", "next gap"), ("Enter in an empty gap", "answer"), ("Esc", "back")]
            }
            Stage::Asked { question: Asked::Order(_), .. } => {
                &[("letters", "lines"), ("Enter", "answer"), ("Esc", "back")]
            }
            Stage::Failed(_) if predictions.is_last() => &[("Enter", "back to the task"), ("q", "quit")],
            Stage::Failed(_) => &[("Enter", "the next one"), ("Esc", "back"), ("q", "quit")],
            Stage::Answered { .. } if predictions.is_last() => {
                &[("Enter", "back to the task"), ("a", "again"), ("q", "quit")]
            }
            Stage::Answered { .. } => &[("Enter", "the next one"), ("a", "again"), ("Esc", "back"), ("q", "quit")],
        },
        View::List(tasks) if tasks.is_typing() => &[("Enter", "end the search"), ("Esc", "all tasks")],
        View::List(_) => {
            &[("up/down", "choose"), ("Enter", "go there"), ("/", "search"), ("d", "done or not"), ("Esc", "back")]
        }
        View::Hints if state.hints_left() > 0 => &[("h", "next hint"), ("Esc", "back")],
        View::Pictures { compared: false, .. } => &[("arrows", "scroll"), ("Esc", "back")],
        _ => &[("Esc", "back")],
    };
    let general = BINDINGS.iter().map(|binding| (binding.key.to_string(), binding.word.to_owned()));
    let special = special.iter().map(|(key, word)| ((*key).to_owned(), (*word).to_owned()));
    let is_modal = match &state.view {
        View::Question(_) | View::Predictions(_) => true,
        View::List(tasks) => tasks.is_typing(),
        _ => false,
    };
    let all: Vec<(String, String)> = if is_modal { special.collect() } else { special.chain(general).collect() };
    let (mut line, mut columns) = (String::new(), 0);
    let mut named: Vec<&str> = Vec::new();
    for (key, word) in &all {
        let width = key.len() + 1 + word.len() + if line.is_empty() { 0 } else { 2 };
        if named.contains(&key.as_str()) {
            continue;
        }
        if columns + width > size.columns {
            break;
        }
        if !line.is_empty() {
            line.push_str("  ");
        }
        line.push_str(&state.layout.paint(BOLD, key));
        line.push(' ');
        line.push_str(word);
        columns += width;
        named.push(key);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_lanes_and_the_axis_are_the_margin_of_a_picture() {
        let picture =
            ["happened: a | b", "", "ticks   │──◆", "  sleep │▒▒", "        └┬──", "         0 s", "done", "+ code"];
        let picture: Vec<String> = picture.map(str::to_owned).to_vec();
        assert_eq!(margins(&picture), [0, 0, 9, 9, 9, 9, 0, 0]);
        let groups = ["yours", "a │◆", "and 5 more", "the reference's", "b │◆", "  └─", "   0 s"].map(str::to_owned);
        assert_eq!(margins(&groups), [0, 3, 0, 0, 3, 3, 3]);
        let ascii = ["a |--*", "  +-^-", "    1"].map(str::to_owned);
        assert_eq!(margins(&ascii), [3, 3, 3]);
    }
}
