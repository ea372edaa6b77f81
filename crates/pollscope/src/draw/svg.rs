//! Drawing as SVG.

mod frame;
mod id;
mod shape;

use std::fmt::Write as _;

use frame::{
    COLUMN, COUNT_OFFSET, Frame, MARGIN, NAME_CHARACTER, NOTE_CHARACTER, ROW, SMALL_ROW, TITLE_CHARACTER, indent,
    sign_places,
};
use id::id;
use shape::{escaped, number, shape};

use super::cluster::Counted;
use super::legend::{Seen, Sign, meaning};
use super::scene::{Part, Scene};
use super::timeline::{Line, MarkKind, Span, State};
use super::{Axis, Drawing};
use crate::{time, words};

/// The maximum number of arrows. More would be a tangle, so then there are none.
const MAX_ARROWS: usize = 80;

pub(super) fn draw(drawing: &Drawing<'_>) -> String {
    let scene = Scene::of(drawing);
    let frame = Frame::of(&scene, drawing.width);
    let id = id(drawing, scene.axis);
    let mut page =
        Page { body: String::new(), y: MARGIN, frame, axis: scene.axis, id, seen: Seen::default(), arrows: 0 };
    page.fill(&scene);
    page.finish(&scene)
}

/// The picture while it is being drawn, from top to bottom.
struct Page {
    body: String,
    y: f64,
    frame: Frame,
    axis: Axis,
    id: String,
    seen: Seen,
    arrows: usize,
}

impl Page {
    fn fill(&mut self, scene: &Scene) {
        if let Some(title) = &scene.title {
            let room = ((self.frame.width - 2.0 * MARGIN) / TITLE_CHARACTER) as usize;
            self.text("title", MARGIN, self.y + 12.0, &words::shortened(title, room, "…"));
            self.y += ROW;
        }
        for (index, part) in scene.parts.iter().enumerate() {
            if index > 0 {
                self.y += ROW / 2.0;
            }
            self.part(part);
        }
        if !scene.is_empty() {
            self.labels();
            self.legend();
        }
        for remark in scene.remarks(self.frame.scale.columns) {
            self.sentence(&remark);
        }
    }

    fn finish(&self, scene: &Scene) -> String {
        let height = self.y + MARGIN / 2.0;
        let (id, width) = (&self.id, self.frame.width);
        let title = scene.title.as_deref().unwrap_or("What the futures and streams did");
        let description = description(scene, self.frame.scale.columns);
        let style = include_str!("svg/style.css").replace("#drawing", &format!("#{id}"));
        let mut svg = String::with_capacity(self.body.len() + style.len() + 1024);
        let _ = writeln!(
            svg,
            r#"<svg xmlns="http://www.w3.org/2000/svg" id="{id}" role="img" aria-labelledby="{id}-title {id}-desc" width="{}" height="{}" viewBox="0 0 {} {}" style="max-width:100%;height:auto">"#,
            number(width),
            number(height),
            number(width),
            number(height),
        );
        let _ = writeln!(svg, r#"<title id="{id}-title">{}</title>"#, escaped(title));
        let _ = writeln!(svg, r#"<desc id="{id}-desc">{}</desc>"#, escaped(&description));
        let _ = writeln!(svg, "<style>\n{style}</style>");
        let _ = writeln!(
            svg,
            r#"<defs><pattern id="{id}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0 0V6"/></pattern><marker id="{id}-arrow" viewBox="0 0 6 6" refX="5" refY="3" markerWidth="7" markerHeight="7" orient="auto"><path class="woken" d="M0 0L6 3L0 6Z"/></marker></defs>"#,
        );
        let _ = writeln!(svg, r#"<rect class="back" width="{}" height="{}" rx="8"/>"#, number(width), number(height));
        svg.push_str(&self.body);
        svg.push_str("</svg>\n");
        svg
    }

    fn part(&mut self, part: &Part) {
        if let Some(heading) = &part.heading {
            let room = ((self.frame.width - 2.0 * MARGIN) / NAME_CHARACTER) as usize;
            self.text("heading", MARGIN, self.y + 12.0, &words::shortened(heading, room, "…"));
            self.y += ROW - 4.0;
        }
        let lines = &part.timeline.lines;
        if !lines.is_empty() {
            let (top, bottom) = (self.y, self.y + lines.len() as f64 * ROW);
            let middle = |line: usize| top + (line as f64 + 0.5) * ROW;
            self.grid(top, bottom);
            for (index, line) in lines.iter().enumerate() {
                self.names(line, middle(index));
                for span in &line.spans {
                    self.span(line, span, middle(index));
                }
            }
            self.gaps(top, bottom);
            self.arrows(lines, middle);
            for (index, line) in lines.iter().enumerate() {
                self.marks(line, lines, middle(index));
            }
            self.y = bottom;
        }
        if let Some(below) = part.below() {
            self.sentence(&below);
        }
    }

    fn grid(&mut self, top: f64, bottom: f64) {
        for tick in self.frame.scale.ticks(self.tick_spacing()) {
            if let Some(x) = self.frame.x(tick.position) {
                let x = number(x);
                let _ = writeln!(self.body, r#"<path class="grid" d="M{x} {}V{}"/>"#, number(top), number(bottom));
            }
        }
    }

    fn gaps(&mut self, top: f64, bottom: f64) {
        for gap in self.frame.scale.gaps() {
            let column = self.frame.column;
            let (x, width) = (self.frame.left + gap.start as f64 * column, gap.columns as f64 * column);
            let (top, bottom) = (number(top), number(bottom));
            let (left, right) = (number(x + column / 2.0), number(x + width - column / 2.0));
            let _ = writeln!(
                self.body,
                r#"<path class="gap" d="M{left} {top}H{right}V{bottom}H{left}Z"><title>{}</title></path><path class="edge" d="M{left} {top}V{bottom}M{right} {top}V{bottom}"/>"#,
                escaped(&format!("left out: {} in which nothing happened", gap.label)),
            );
        }
    }

    fn names(&mut self, line: &Line, y: f64) {
        let x = MARGIN + indent(line);
        let room = ((self.frame.left - 12.0 - x) / NAME_CHARACTER + 0.01).max(1.0) as usize;
        self.text("name", x, y + 4.0, &words::shortened(&line.name, room, "…"));
        if self.frame.notes {
            self.text("note", self.frame.right() + self.frame.reserve + 12.0, y + 4.0, &line.note);
        }
    }

    fn span(&mut self, line: &Line, span: &Span, y: f64) {
        let Some(from) = self.frame.x(span.from) else { return };
        let to = match self.frame.x(span.to) {
            Some(to) if span.open => to + self.frame.column / 2.0,
            Some(to) => to,
            None => self.frame.right(),
        };
        // Too short to be seen. Its beginning and end have marks of their own.
        if to - from < 0.5 {
            return;
        }
        self.seen.add(Sign::State(span.state));
        let title = self.span_title(line, span);
        let (left, right) = (number(from), number(to));
        let bar = |half: f64| format!("M{left} {}H{right}V{}H{left}Z", number(y - half), number(y + half));
        let (class, path, fill) = match span.state {
            State::New | State::Idle => ("idle", format!("M{left} {}H{right}", number(y)), String::new()),
            State::Waiting => ("waiting", format!("M{left} {}H{right}", number(y)), String::new()),
            State::Running => ("running", bar(3.5), String::new()),
            State::Woken => ("unpolled", bar(6.0), format!(r#" fill="url(#{}-hatch)""#, self.id)),
        };
        let _ = writeln!(self.body, r#"<path class="{class}" d="{path}"{fill}><title>{title}</title></path>"#);
    }

    fn span_title(&self, line: &Line, span: &Span) -> String {
        let doing = meaning(Sign::State(span.state));
        let title = match self.axis {
            Axis::Steps => format!("{}: {doing}, from step {} to step {}", line.name, span.from, span.to),
            Axis::Clock | Axis::Real => {
                let (from, to) = (time::exact(span.from), time::exact(span.to));
                format!("{}: {doing}, from {from} to {to} ({})", line.name, time::exact(span.to - span.from))
            }
        };
        escaped(&title)
    }

    /// Draws an arrow from the lane that caused a wake to the lane that was woken, unless there are too many.
    fn arrows(&mut self, lines: &[Line], middle: impl Fn(usize) -> f64) {
        let mut arrows: Vec<(usize, usize, f64)> = Vec::new();
        for (index, line) in lines.iter().enumerate() {
            let mut last = f64::NEG_INFINITY;
            for mark in &line.marks {
                let (Some(by), Some(x)) = (mark.by, self.frame.x(mark.at)) else { continue };
                if x - last >= COLUMN - 1.0 {
                    arrows.push((by, index, x));
                    last = x;
                }
            }
        }
        if arrows.len() > MAX_ARROWS {
            return;
        }
        self.arrows += arrows.len();
        for (by, woken, x) in arrows {
            let (from, to) = (middle(by), middle(woken));
            // The arrow ends at the rim of the mark.
            let to = if from < to { to - 6.0 } else { to + 6.0 };
            // A step has its column for itself. At one moment of a clock, there may be marks of other lanes in between.
            let bend = if self.axis == Axis::Steps { x } else { x + 12.0 };
            let _ = writeln!(
                self.body,
                r#"<path class="by" d="M{} {}Q{} {} {} {}" marker-end="url(#{}-arrow)"/>"#,
                number(x),
                number(from),
                number(bend),
                number(f64::midpoint(from, to)),
                number(x),
                number(to),
                self.id,
            );
        }
    }

    fn marks(&mut self, line: &Line, lines: &[Line], y: f64) {
        for cluster in self.frame.clusters(line) {
            let signs = cluster.signs();
            for (sign, x) in signs.iter().zip(sign_places(cluster.at, &signs)) {
                self.seen.add_mark(sign);
                let title = escaped(&self.mark_title(line, lines, sign));
                let mut drawn = shape(sign.kind, x, y);
                if let Some(label) = sign.label() {
                    drawn += &count_label(&label, x, y);
                }
                let _ = writeln!(self.body, "<g>{drawn}<title>{title}</title></g>");
            }
        }
    }

    fn mark_title(&self, line: &Line, lines: &[Line], sign: &Counted) -> String {
        let (first, last) = (sign.first, sign.last);
        let at = match (time::exact(first.time), time::exact(last.time)) {
            (from, to) if from == to => format!("at {from}"),
            (from, to) => format!("from {from} to {to}"),
        };
        let means = meaning(Sign::Mark(sign.kind));
        if let Some(count) = sign.label() {
            return format!("{}: {means}, {count} times, {at}", line.name);
        }
        let by = first.by.map(|by| format!(" by {}", lines[by].name)).unwrap_or_default();
        let step = if self.axis == Axis::Steps { format!(", step {}", first.at) } else { String::new() };
        format!("{}: {means}{by} {at}{step}", line.name)
    }

    fn tick_spacing(&self) -> usize {
        (88.0 / self.frame.column).ceil() as usize
    }

    fn labels(&mut self) {
        let (left, column) = (self.frame.left, self.frame.column);
        let y = self.y + 14.0;
        let half = |label: &str| words::columns(label) as f64 * NOTE_CHARACTER / 2.0 + 4.0;
        let mut labels: Vec<(f64, String)> = Vec::new();
        for gap in self.frame.scale.gaps() {
            labels.push((left + (gap.start as f64 + gap.columns as f64 / 2.0) * column, format!("┄ {} ┄", gap.label)));
        }
        for tick in self.frame.scale.ticks(self.tick_spacing()) {
            let Some(x) = self.frame.x(tick.position) else { continue };
            let x = x.min(self.frame.width - half(&tick.label));
            let is_free = |(there, label): &(f64, String)| (x - there).abs() >= half(label) + half(&tick.label);
            if labels.iter().all(is_free) {
                labels.push((x, tick.label));
            }
        }
        for (x, label) in labels {
            self.text("tick", x, y, &label);
        }
        self.y += 28.0;
    }

    fn legend(&mut self) {
        let mut entries: Vec<(String, &str)> =
            self.seen.legend().into_iter().map(|(sign, means)| (self.sample(sign), means)).collect();
        if let Some(kind) = self.seen.counted() {
            entries.push((shape(kind, 6.0, 0.0) + &count_label("2", 6.0, 0.0), "two in one place"));
        }
        if self.arrows > 0 {
            let arrow = format!(r#"<path class="by" d="M0 0H20" marker-end="url(#{}-arrow)"/>"#, self.id);
            entries.push((arrow, "who woke whom"));
        }
        let means = match self.axis {
            Axis::Clock => None,
            Axis::Real => Some("the axis is real time"),
            Axis::Steps => Some("the axis counts events"),
        };
        entries.extend(means.map(|means| (String::new(), means)));

        let mut x = MARGIN;
        self.y += 10.0;
        for (sample, means) in entries {
            let key = if sample.is_empty() { 0.0 } else { 26.0 };
            let width = key + words::columns(means) as f64 * NOTE_CHARACTER + 18.0;
            if x > MARGIN && x + width > self.frame.width - MARGIN + 16.0 {
                x = MARGIN;
                self.y += SMALL_ROW;
            }
            if !sample.is_empty() {
                let _ = writeln!(
                    self.body,
                    r#"<g transform="translate({} {})">{sample}</g>"#,
                    number(x),
                    number(self.y - 4.0)
                );
            }
            self.text("key", x + key, self.y, means);
            x += width;
        }
        self.y += SMALL_ROW / 2.0;
    }

    /// Returns a sample of a sign for the legend.
    fn sample(&self, sign: Sign) -> String {
        match sign {
            Sign::Mark(kind) => shape(kind, 10.0, 0.0),
            Sign::State(State::New | State::Idle) => r#"<path class="idle" d="M1 0H20"/>"#.to_owned(),
            Sign::State(State::Waiting) => r#"<path class="waiting" d="M0 0H20"/>"#.to_owned(),
            Sign::State(State::Running) => r#"<path class="running" d="M0 -3.5H20V3.5H0Z"/>"#.to_owned(),
            Sign::State(State::Woken) => {
                format!(r#"<path class="unpolled" d="M0 -6H20V6H0Z" fill="url(#{}-hatch)"/>"#, self.id)
            }
        }
    }

    fn sentence(&mut self, sentence: &str) {
        let room = ((self.frame.width - 2.0 * MARGIN) / NOTE_CHARACTER) as usize;
        let words: Vec<String> = sentence.split(' ').map(str::to_owned).collect();
        for line in words::wrapped(&words, " ", room) {
            self.text("sentence", MARGIN, self.y + 13.0, &line);
            self.y += SMALL_ROW;
        }
    }

    fn text(&mut self, class: &str, x: f64, y: f64, text: &str) {
        let _ = writeln!(
            self.body,
            r#"<text class="{class}" x="{}" y="{}">{}</text>"#,
            number(x),
            number(y),
            escaped(text)
        );
    }
}

/// Returns the number beside a mark.
fn count_label(label: &str, x: f64, y: f64) -> String {
    format!(r#"<text class="count" x="{}" y="{}">{label}</text>"#, number(x + COUNT_OFFSET), number(y - 1.0))
}

/// Returns the picture in words, for people who cannot see it.
fn description(scene: &Scene, columns: usize) -> String {
    let mut sentences = Vec::new();
    for part in &scene.parts {
        sentences.extend(part.heading.as_ref().map(|heading| format!("{heading}:")));
        for line in &part.timeline.lines {
            let began = line.marks.iter().find(|mark| mark.kind == MarkKind::Polled);
            let began = began.map(|mark| format!(", first polled at {}", time::exact(mark.time))).unwrap_or_default();
            let end = line.marks.last().filter(|mark| mark.kind >= MarkKind::Ready);
            let end = end.map(|mark| format!(", {} at {}", meaning(Sign::Mark(mark.kind)), time::exact(mark.time)));
            sentences.push(format!("{}: {}{began}{}.", line.name, line.note, end.unwrap_or_default()));
        }
        sentences.extend(part.below().map(|below| format!("{below}.")));
    }
    sentences.extend(scene.remarks(columns).into_iter().map(|remark| format!("{remark}.")));
    sentences.join(" ")
}
