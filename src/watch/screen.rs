//! What watch mode looks like.

use super::keys::BINDINGS;
use super::state::{Known, Line, Question, Scroll, State, View};
use super::terminal::Size;
use crate::ansi;
use crate::course::Place;
use crate::hints;
use crate::page::{BAD, BOLD, DIM, GOOD, Page};
use crate::predict;
use crate::show;

/// A terminal with fewer rows shows no empty lines around the page.
const LOW: usize = 14;

/// The whole screen, a line each, at most as many as there are rows.
pub(super) fn lines(state: &mut State, size: Size) -> Vec<String> {
    let is_low = size.rows < LOW;
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
    let rows = size.rows.saturating_sub(head.len() + foot.len());
    // The last rows belong to the status and the keys, as far as there are any.
    let rows = rows.saturating_sub(2);
    state.page_rows = rows;
    let page = page(state, size);
    let cursor = cursor_row(state, &page);
    let (first, columns) = visible(&mut state.scroll, &page, cursor, rows, size);
    let is_cut = page.lines().len() > rows;
    let mut lines = head;
    let in_sight = page.lines().iter().skip(first).take(rows);
    lines.extend(in_sight.map(|line| part(state, line, columns, size.columns)));
    lines.resize(size.rows.saturating_sub(foot.len() + 2), String::new());
    lines.append(&mut foot);
    lines.push(status(state, size, is_cut.then_some((first, page.lines().len(), rows))));
    lines.push(keys(state, size));
    lines
}

/// The part of a line that is in sight. Where it goes on beyond the edge, it ends with a mark.
fn part(state: &State, line: &str, first: usize, columns: usize) -> String {
    if ansi::width(line) <= first + columns {
        return ansi::cut(line, first, columns);
    }
    ansi::cut(line, first, columns.saturating_sub(1)) + &state.layout.paint(DIM, ">")
}

/// `Streamlings [####--------] 4 of 12   chapter 0 [##--] async-generator`
fn header(state: &State, size: Size) -> String {
    let (all, done) = state.course.count();
    let chapter = state.chapter();
    let (chapter_all, chapter_done) = (chapter.tasks.len(), state.course.done_in(chapter));
    let whole = bar(done, all, all.min(30));
    let part = bar(chapter_done, chapter_all, chapter_all);
    let (number, name) = (chapter.number, chapter.name());
    let wide = format!("Streamlings {whole} {done} of {all}   chapter {number} {part} {name}");
    let narrow = format!("{whole} {done}/{all}  {number} {part}");
    let header = if ansi::width(&wide) <= size.columns { wide } else { narrow };
    state.layout.paint(BOLD, &header)
}

fn bar(done: usize, all: usize, columns: usize) -> String {
    let filled = (done * columns).checked_div(all).unwrap_or(0);
    format!("[{}{}]", "#".repeat(filled), "-".repeat(columns - filled))
}

fn rule(state: &State, size: Size) -> String {
    state.layout.paint(DIM, &"-".repeat(size.columns))
}

/// The row of the list's cursor, which must be in sight.
fn cursor_row(state: &State, page: &Page) -> Option<usize> {
    let is_list = matches!(state.view, View::List(_));
    is_list.then(|| page.lines().iter().position(|line| line.contains("> "))).flatten()
}

/// The first row and column of the page that are in sight. The scroll is brought back to what there is.
fn visible(scroll: &mut Scroll, page: &Page, cursor: Option<usize>, rows: usize, size: Size) -> (usize, usize) {
    let widest = page.lines().iter().map(|line| ansi::width(line)).max().unwrap_or(0);
    scroll.rows = scroll.rows.min(page.lines().len().saturating_sub(rows));
    scroll.columns = scroll.columns.min(widest.saturating_sub(size.columns));
    if let Some(cursor) = cursor {
        // With what stands above it, such as the chapter's name.
        scroll.rows = scroll.rows.min(cursor.saturating_sub(1)).max((cursor + 1).saturating_sub(rows));
    }
    (scroll.rows, scroll.columns)
}

/// What goes on, or the answer to the last key; and where in the page this is.
fn status(state: &State, size: Size, cut: Option<(usize, usize, usize)>) -> String {
    let warning = state.course.warnings.last().map(|warning| format!("warning: {warning}"));
    let (style, text) = if let Some(warning) = warning {
        (BAD, warning)
    } else if !state.notice.is_empty() {
        (BOLD, state.notice.clone())
    } else if !state.status.is_empty() {
        (DIM, format!("{} ...", state.status.trim_end_matches(['.', ' '])))
    } else {
        (DIM, "Save a file, and it is checked at once.".to_owned())
    };
    let position = cut.map_or(String::new(), |(first, all, rows)| {
        let last = (first + rows).min(all);
        format!(" {}-{last} of {all}", (first + 1).min(last))
    });
    let room = size.columns.saturating_sub(position.len());
    let text = ansi::cut(&text, 0, room);
    let gap = " ".repeat(room.saturating_sub(ansi::width(&text)));
    format!("{}{gap}{position}", state.layout.paint(style, &text))
}

/// As many keys as there is room for.
fn keys(state: &State, size: Size) -> String {
    let special: &[(&str, &str)] = match &state.view {
        View::Verdict => &[],
        View::Question(Question::Solution) => &[("y", "show it"), ("Esc", "back")],
        View::Question(Question::Reset) => &[("t", "the task"), ("c", "the chapter"), ("Esc", "back")],
        View::Predictions(predictions) if predictions.printed.is_some() => {
            if predictions.is_last() {
                &[("Enter", "back to the task"), ("q", "quit")]
            } else {
                &[("Enter", "the next one"), ("Esc", "back"), ("q", "quit")]
            }
        }
        View::Predictions(_) => &[("Enter", "next line"), ("Enter on an empty line", "run it"), ("Esc", "back")],
        View::List(_) => &[("up/down", "choose"), ("Enter", "go there"), ("Esc", "back")],
        View::Hints if state.hints_left() > 0 => &[("h", "one more"), ("Esc", "back")],
        View::Pictures { compared: false, .. } => &[("arrows", "move"), ("Esc", "back")],
        _ => &[("Esc", "back")],
    };
    let general = BINDINGS.iter().map(|binding| (binding.key.to_string(), binding.word.to_owned()));
    let special = special.iter().map(|(key, word)| ((*key).to_owned(), (*word).to_owned()));
    let is_closed = matches!(state.view, View::Question(_) | View::Predictions(_));
    let all: Vec<(String, String)> = if is_closed { special.collect() } else { special.chain(general).collect() };
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

/// The whole page of the view, however long it is.
fn page(state: &State, size: Size) -> Page {
    let mut page = Page::new(state.layout.of_width(size.columns));
    match &state.view {
        View::Verdict => verdict(&mut page, state),
        View::Hints => hints_shown(&mut page, state),
        View::List(cursor) => list(&mut page, state, *cursor),
        View::Pictures { lines, .. } => {
            for line in lines {
                match line {
                    Line::Heading(text) => page.heading(text),
                    Line::Text(text) => page.line(text, 0),
                    Line::AsItIs(text) => page.raw(text),
                }
            }
        }
        View::Program { lines, end } => {
            lines.lines().for_each(|line| page.raw(line));
            if let Some(end) = end {
                page.blank();
                page.line(&page.paint(DIM, end), 0);
            }
        }
        View::Predictions(predictions) => {
            predict::ask(predictions.program(), &mut page, &predictions.title());
            page.blank();
            match &predictions.printed {
                None if predictions.is_running => page.line("...", 0),
                None => {
                    page.line("What does it print? Type it line by line, and end with an empty line.", 0);
                    let lines = predictions.typed.lines();
                    for (index, line) in lines.iter().enumerate() {
                        let cursor = if index + 1 == lines.len() { "_" } else { "" };
                        page.raw(&format!("> {line}{cursor}"));
                    }
                }
                Some(Ok(printed)) => {
                    predict::answer(predictions.program(), &mut page, predictions.typed.lines(), printed)
                }
                Some(Err(error)) => error.lines().for_each(|line| page.line(line, 0)),
            }
        }
        View::Introduction(text) => page.markdown(text),
        View::Solution(code) => {
            let file = state.layout.path(&state.chapter().solution_file());
            page.heading(&format!("One way to write `{}`, from {file}", state.task().id));
            page.blank();
            page.raw(code);
        }
        View::Question(question) => ask(&mut page, state, *question),
        View::Keys => {
            for binding in &BINDINGS {
                page.line(&format!("  {}  {}", page.paint(BOLD, &binding.key.to_string()), binding.sentence), 5);
            }
            page.blank();
            page.line(
                "The arrow keys, Page Up and Down, Home and End move a page that is longer than the terminal.",
                0,
            );
            page.line("Whenever you save a file of an exercise, it is checked, wherever you are.", 0);
        }
    }
    page
}

fn verdict(page: &mut Page, state: &State) {
    let (chapter, task) = (state.chapter(), state.task());
    page.heading(&show::task::heading(chapter, task));
    show::course::news(page, &state.news);
    if let Some(kept) = &state.kept {
        page.line(&format!("Your version is kept in {}", page.layout.path(kept)), 2);
    }
    page.blank();
    match &state.known {
        Known::Nothing => {}
        Known::Cannot(error) => error.lines().for_each(|line| page.line(line, 2)),
        Known::Errors(errors) => show::verdict::errors(page, chapter, errors),
        Known::Verdict(verdict) if verdict.passes() => return passed(page, state),
        Known::Verdict(verdict) => show::verdict::verdict(page, &state.course.root, chapter, verdict),
    }
    if !matches!(state.known, Known::Nothing) {
        page.blank();
    }
    page.line(&format!("Next: {}", show::task::place(page, chapter, state.file.line)), 2);
    if state.file.is_untouched && predict::programs(chapter).is_ok() {
        page.line("New here? `i` shows what the chapter is about, and with `o` you predict what programs print.", 2);
    }
    page.line("Stuck? `h` shows a hint.", 2);
    page.blank();
    page.heading("What it must do");
    show::task::contract(page, chapter, state.file.definitions.as_deref());
}

/// What to do after a task has passed.
fn passed(page: &mut Page, state: &State) {
    let (chapter, task) = (state.chapter(), state.task());
    page.line(&page.paint(GOOD, &format!("`{}` passes all its checks.", task.id)), 0);
    page.blank();
    page.line("`c` shows your recording over the reference's, and the reference's code.", 2);
    let (all, done) = state.course.count();
    if done == all {
        page.blank();
        page.line(&page.paint(GOOD, "Every task of the course is done."), 0);
        page.line("`r` runs what you wrote, `g` opens the guide, and `l` goes to any task once more.", 2);
        return;
    }
    if state.course.is_chapter_done(chapter) {
        page.blank();
        page.line(&page.paint(GOOD, &format!("Every task of chapter {} is done.", chapter.number)), 0);
        page.line("`r` runs what you wrote, and `g` opens the chapter's page of the guide.", 2);
    }
    let next = state.course.next(state.at);
    let to = show::task::heading(state.course.chapter(next), state.course.task(next));
    page.line(&format!("`n` goes on. {to}"), 2);
}

fn hints_shown(page: &mut Page, state: &State) {
    let (chapter, task) = (state.chapter(), state.task());
    let hints = match hints::of(chapter, task) {
        Ok(hints) => hints,
        Err(error) => return page.line(&error.to_string(), 0),
    };
    let shown = state.course.progress.hints_shown(&state.course.key(state.at)).min(hints.len());
    for (index, hint) in hints.iter().take(shown).enumerate() {
        page.heading(&hints::title(task, index, hints.len()));
        page.blank();
        page.markdown(hint);
        page.blank();
    }
    if shown < hints.len() {
        page.line("`h` shows one more.", 0);
    } else {
        page.line("There are no more hints. `s` shows one way to write it.", 0);
    }
}

fn list(page: &mut Page, state: &State, cursor: Place) {
    for (index, chapter) in state.course.chapters.iter().enumerate() {
        if index > 0 {
            page.blank();
        }
        page.raw(&format!("  {:>2}  {}", chapter.number, chapter.name()));
        for (number, task) in chapter.tasks.iter().enumerate() {
            let place = Place { chapter: index, task: number };
            let mark = if state.course.is_done(place) { "[x]" } else { "[ ]" };
            let arrow = if place == cursor { '>' } else { ' ' };
            let line = format!("    {arrow} {mark} {}  {}", number + 1, task.id);
            let style = match (place == cursor, state.course.is_done(place)) {
                (true, _) => Some(BOLD),
                (_, true) => Some(GOOD),
                _ => None,
            };
            page.raw(&style.map_or(line.clone(), |style| page.paint(style, &line)));
        }
    }
}

fn ask(page: &mut Page, state: &State, question: Question) {
    let (chapter, task) = (state.chapter(), state.task());
    match question {
        Question::Solution => {
            page.heading(&format!("Show how the reference writes `{}`?", task.id));
            page.blank();
            let left = match state.hints_left() {
                0 => "",
                1 => " One more hint is left: `Esc`, then `h`.",
                _ => " There are more hints: `Esc`, then `h`.",
            };
            page.line(&format!("It does not pass yet.{left}"), 0);
            page.line("`y` shows the code.", 0);
        }
        Question::Reset => {
            page.heading("Reset what?");
            page.blank();
            let file = page.layout.path(&chapter.lib_file());
            page.line(&format!("  `t`  the task `{}`: its part of {file}", task.id), 5);
            page.line(&format!("  `c`  the whole chapter: all of {file}"), 5);
            page.blank();
            page.line("Either way your version is kept beside it, in the folder `kept` of the exercise.", 0);
        }
    }
}
