// Plays recordings. A `figure.trace` contains them as JSON, beside a picture and a table for readers without a script.
//
// A recording is written by crates/guide/src/player_data.rs: lanes, and events `[nanoseconds, lane, kind, woken by]` in the
// order in which they happened. Nothing is computed here about futures: the player only draws recorded events.
"use strict";

(() => {
    const ROW = 26, ROW_WITH_NAME = 40, NARROW = 520, CHARACTER = 7.3, INDENT = 12;
    /** The time for playing a whole recording, and the limits of the least time for one event, in milliseconds. */
    const TOTAL_TIME = 9000, MIN_EVENT_TIME = 60, MAX_EVENT_TIME = 340;

    const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");

    const SENTENCES = {
        c: "is created. Nothing of it runs yet.",
        p: "is polled.",
        w: "waits.",
        k: "is woken: it can go on.",
        i: "yields an item.",
        r: "is ready.",
        e: "ends.",
        x: "panics.",
        d: "is dropped.",
    };
    /** The words for events in the table. event_table.rs has the same ones. */
    const WORDS = {
        c: "created", p: "polled", w: "waits", k: "woken", i: "yields an item", r: "ready", e: "ended", x: "panicked",
        d: "dropped",
    };
    /** The space of marks: the distance of two side by side, that at which two can be told apart, and that of a digit. */
    const MARK = 13, MIN_DISTANCE = 7, DIGIT = 6;
    /** The distance in pixels that a finger moves before it is a swipe, and not a tap. */
    const MIN_SWIPE = 8;
    const CANCELLED = "is dropped before its end: it is cancelled.";

    const LEGEND = [
        ["polled", "polled"], ["waiting", "waiting"], ["unpolled", "woken, but not polled"], ["running", "being polled"],
        ["item", "item"], ["done", "ready, or ended"], ["panicked", "panicked"], ["dropped", "dropped unfinished"], ["idle", "nobody asks"],
    ];

    function make(parent, name, attributes = {}, text) {
        const isDrawn = parent.namespaceURI === "http://www.w3.org/2000/svg" || name === "svg";
        const element = isDrawn
            ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
        for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
        if (text !== undefined) element.textContent = text;
        parent.append(element);
        return element;
    }

    function timeInWords(nanoseconds) {
        const [value, unit] = nanoseconds === 0 ? [0, "s"]
            : nanoseconds < 1e6 ? [nanoseconds / 1e3, "µs"]
            : nanoseconds < 1e9 ? [nanoseconds / 1e6, "ms"] : [nanoseconds / 1e9, "s"];
        return `${Number(value.toFixed(3))} ${unit}`;
    }

    /** Orders the lanes for drawing: each under the lane that created it, and indented. */
    function rowsOf(recording) {
        const rows = [];
        const add = (index, depth) => {
            rows.push({ index, depth, name: recording.lanes[index].name, stream: recording.lanes[index].stream });
            recording.lanes.forEach((lane, child) => { if (lane.in === index && child !== index) add(child, depth + 1); });
        };
        recording.lanes.forEach((lane, index) => { if (lane.in === undefined) add(index, 0); });
        return rows;
    }

    /** Merges the events of all recordings by time. At one instant, those of the first recording come first. */
    function merge(recordings) {
        const events = recordings.flatMap((recording, of) =>
            recording.events.map(([at, lane, kind, by]) => ({ of, at, lane, kind, by })));
        const inOrder = events.map((event, index) => [event, index]).sort(([a, i], [b, j]) => a.at - b.at || i - j);
        return inOrder.map(([event]) => event);
    }

    /** Computes the spans and marks of each lane: its state from one event to the next, and a mark at some events. */
    function linesOf(recording, of, events) {
        const lines = recording.lanes.map(() => ({ spans: [], marks: [], state: null, since: 0, over: false }));
        const enter = (line, index, state) => {
            if (line.state) line.spans.push({ state: line.state, from: line.since, to: index });
            [line.state, line.since] = [state, index];
        };
        events.forEach((event, index) => {
            if (event.of !== of) return;
            const line = lines[event.lane];
            if (line.over) return;
            switch (event.kind) {
                case "c": enter(line, index, "idle"); break;
                case "p": enter(line, index, "running"); line.marks.push({ sign: "polled", index }); break;
                case "w": enter(line, index, "waiting"); break;
                case "k": if (line.state === "waiting") enter(line, index, "unpolled"); break;
                case "i": enter(line, index, "idle"); line.marks.push({ sign: "item", index }); break;
                case "r": case "e": case "x":
                    enter(line, index, null);
                    line.marks.push({ sign: event.kind === "x" ? "panicked" : "done", index });
                    line.over = true;
                    break;
                case "d":
                    enter(line, index, null);
                    event.cancelled = line.marks.length > 0;
                    if (event.cancelled) line.marks.push({ sign: "dropped", index });
                    line.over = true;
            }
        });
        for (const line of lines) enter(line, events.length, null);
        return lines;
    }

    /** Draws a mark around `x, y`. Each sign has its own shape, so that colour is not needed. */
    function mark(parent, sign, x, y) {
        const place = { transform: `translate(${x.toFixed(1)} ${y})`, class: `mark ${sign}` };
        const group = make(parent, "g", place);
        const shape = {
            polled: ["circle", { r: 4 }],
            item: ["path", { d: "M0-6.5 6.5 0 0 6.5-6.5 0Z" }],
            done: ["circle", { r: 6.5 }],
            panicked: ["path", { d: "M-7 6 0-7 7 6Z" }],
            dropped: ["path", { d: "M-5-5 5 5M5-5-5 5" }],
        }[sign];
        make(group, ...shape);
        if (sign === "panicked") make(group, "path", { class: "check", d: "M0-2V1.2M0 3.8V3.9" });
        if (sign === "done") make(group, "path", { class: "check", d: "M-3 .2-.8 2.4 3-2" });
        return group;
    }

    /** Returns the number beside a mark: none for a single one. */
    const label = indexes => indexes.length > 1 ? `${indexes.length}` : "";

    /**
     * Returns the signs to draw for the marks in one place, side by side: the items, and then the end. What a poll has led
     * to stands for the poll. Pollscope's pictures have the same rule. Marks from `position` on have not happened yet.
     */
    function signsOf(indexesOf, position = Infinity) {
        const of = sign => ({ sign, indexes: (indexesOf[sign] ?? []).filter(index => index < position) });
        const results = ["item", "done", "panicked"].map(of);
        const shown = results.some(({ indexes }) => indexes.length) ? results : [of("polled")];
        return [...shown, of("dropped")].filter(({ indexes }) => indexes.length);
    }

    /** Groups the marks of a line that would cover each other. */
    function clustersOf(marks, xOf) {
        const clusters = [];
        let end = -Infinity;
        for (const { sign, index } of marks) {
            const x = xOf(index);
            if (x >= end) clusters.push({ x, indexesOf: {} });
            const cluster = clusters.at(-1);
            (cluster.indexesOf[sign] ??= []).push(index);
            // The width changes only with the number of signs and digits.
            const { length } = cluster.indexesOf[sign];
            if (length === 1 || `${length}`.length > `${length - 1}`.length || length === 2) {
                end = cluster.x + widthOf(signsOf(cluster.indexesOf));
            }
        }
        return clusters;
    }

    /** Returns the space from the middle of the first sign in which another mark could not be told apart. */
    function widthOf(signs) {
        return signs.reduce((width, { indexes }) => width + label(indexes).length * DIGIT + MARK, MIN_DISTANCE - MARK);
    }

    function bar(parent, state, from, to, y) {
        const half = { running: 4, unpolled: 6 }[state];
        const d = half ? `M${from} ${y - half}H${to}V${y + half}H${from}Z` : `M${from} ${y}H${to}`;
        make(parent, "path", { class: `span ${state}`, d });
    }

    /** Returns the times of the axis in round steps, as many as there is room for labels. */
    function ticks(end, room) {
        if (end === 0) return [0];
        const rough = end / Math.max(1, Math.floor(room / 64));
        const power = 10 ** Math.floor(Math.log10(rough));
        const step = [1, 2, 5, 10].map(factor => factor * power).find(step => step >= rough);
        return Array.from({ length: Math.floor(end / step + 1e-9) + 1 }, (_, index) => index * step);
    }

    /** The code below a player. It marks the lines that belong to the current event, and scrolls to them. */
    class Listing {
        /** `lines` has, for each kind of event, the first line and the one after the last, counted from 0. */
        constructor(box, lines) {
            this.box = box;
            this.lines = lines;
            this.code = box.querySelector("code");
            this.count = this.code.textContent.trimEnd().split("\n").length;
        }

        show(kind) {
            if (kind === this.kind) return;
            this.kind = kind;
            this.place();
            const [first] = this.box.querySelectorAll(".lit");
            if (!first) return;
            const [from, to] = [first.offsetTop, first.offsetTop + first.offsetHeight];
            const { scrollTop, clientHeight } = this.box;
            if (from < scrollTop || to > scrollTop + clientHeight) this.box.scrollTop = from - clientHeight / 3;
        }

        /** Places the marks. The height of a line depends on the width of the page. */
        place() {
            this.box.querySelectorAll(".lit").forEach(lit => lit.remove());
            const { paddingTop, paddingBottom } = getComputedStyle(this.code);
            const [top, bottom] = [parseFloat(paddingTop), parseFloat(paddingBottom)];
            const line = (this.code.clientHeight - top - bottom) / this.count;
            for (const [from, to] of this.lines[this.kind] ?? []) {
                const lit = make(this.code.parentElement, "span", { class: "lit", "aria-hidden": "true" });
                lit.style.top = `${this.code.offsetTop + top + from * line}px`;
                lit.style.height = `${(to - from) * line}px`;
            }
        }
    }

    let count = 0;

    class Player {
        constructor(figure, { controls, variants, learner, listing }) {
            this.figure = figure;
            this.id = `player-${count++}`;
            this.controls = controls;
            /** The recordings for each combination of the controls' values: one or two. */
            this.variants = variants;
            /** The names of the learner's own recordings, for each variant of a task. */
            this.learnerNames = learner;
            /** The learner's own recordings that exist, by variant. */
            this.learner = new Map();
            this.variant = 0;
            // A listing is stepped through, event by event.
            this.bySteps = Boolean(listing);
            this.listing = listing && new Listing(figure.querySelector(".listing"), listing);
            this.build();
            this.show(variants[0]);
            new ResizeObserver(() => this.draw()).observe(this.stage);
        }

        build() {
            const caption = this.figure.querySelector("figcaption")?.textContent ?? "a recording";
            const box = make(this.figure, "div", { class: "player", role: "group", "aria-label": `Player: ${caption}` });
            this.figure.insertBefore(box, this.figure.querySelector("noscript"));
            // With these keys, mdBook goes to another page.
            box.addEventListener("keydown", event => event.stopPropagation());
            this.controls.forEach(([name, values], control) => this.buildControl(box, name, values, control));
            this.stage = make(box, "div", { class: "stage" });
            const bar = make(box, "div", { class: "bar" });
            const button = (label, sign, act) => {
                const button = make(bar, "button", { type: "button", "aria-label": label, title: label }, sign);
                button.addEventListener("click", act);
                return button;
            };
            bar.addEventListener("keydown", event => {
                if (event.key !== " " || event.target !== this.slider) return;
                event.preventDefault();
                this.playing.click();
            });
            button("One event back", "‹", () => this.step(-1));
            this.playing = button("Play", "▶", () => this.isPlaying ? this.pause() : this.play());
            button("One event on", "›", () => this.step(1));
            this.slider = make(bar, "input", { type: "range", min: 0, step: 1, "aria-label": "Position in the recording" });
            this.slider.addEventListener("input", () => { this.pause(); this.goTo(Number(this.slider.value)); });
            const axis = make(bar, "button", { type: "button", class: "axis", "aria-pressed": this.bySteps }, "each event");
            axis.title = "Give each event the same space, also events at one instant";
            axis.addEventListener("click", () => {
                this.bySteps = !this.bySteps;
                axis.setAttribute("aria-pressed", this.bySteps);
                this.draw();
            });
            const status = make(box, "p", { class: "status" });
            this.description = make(status, "span", { "aria-live": "polite" });
            this.counted = make(status, "span", { class: "counted" });
            this.legend = make(box, "p", { class: "legend", "aria-hidden": "true" });
            this.eventTable = make(this.figure, "details", { class: "trace-events" });
            make(this.eventTable, "summary", {}, "What happened, in words");
            this.eventTable.addEventListener("toggle", () => this.write());
            addEventListener("beforeprint", () => this.write(true));
        }

        /** Writes the table of the shown recordings, with a row for each instant. On paper it is there even if it is folded. */
        write(isForPaper) {
            // The summary stays, because it may have the focus.
            this.eventTable.querySelectorAll("table").forEach(table => table.remove());
            if (!this.eventTable.open && !isForPaper) return;
            for (const recording of this.recordings) {
                const table = make(this.eventTable, "table");
                if (recording.heading) make(table, "caption", {}, recording.heading);
                const head = make(make(table, "thead"), "tr");
                for (const name of ["time", "what happened, in order"]) make(head, "th", { scope: "col" }, name);
                const body = make(table, "tbody");
                let last, cell;
                for (const [at, lane, kind, by] of recording.events) {
                    if (at !== last?.at) {
                        const row = make(body, "tr");
                        make(row, "th", { scope: "row" }, timeInWords(at));
                        cell = make(row, "td");
                    }
                    if (at !== last?.at || lane !== last.lane) {
                        if (at === last?.at) cell.append("; ");
                        make(cell, "code", {}, recording.lanes[lane].name);
                        cell.append(" ");
                    } else cell.append(", ");
                    cell.append(WORDS[kind]);
                    if (by !== undefined) {
                        cell.append(" by ");
                        make(cell, "code", {}, recording.lanes[by].name);
                    }
                    last = { at, lane };
                }
            }
        }

        buildControl(box, name, values, control) {
            const field = make(box, "fieldset", { class: "control" });
            make(field, "legend", {}, name);
            if (values.some(value => value.length > 12)) {
                const select = make(field, "select", { "aria-label": name });
                values.forEach((value, index) => make(select, "option", { value: index }, value));
                select.addEventListener("change", () => this.choose());
                return;
            }
            values.forEach((value, index) => {
                const label = make(field, "label");
                const input = make(label, "input", { type: "radio", name: `${this.id}-${control}`, value: index });
                input.checked = index === 0;
                input.addEventListener("change", () => this.choose());
                make(label, "span", {}, value);
            });
        }

        /** Shows the variant that the controls select, at the same time as before, or at its end if the old one was. */
        choose() {
            const chosen = [...this.figure.querySelectorAll(".control")]
                .map(field => Number(field.querySelector("input:checked, select").value));
            this.variant = chosen.reduce((index, value, control) => index * this.controls[control][1].length + value, 0);
            const time = this.position === this.events.length ? Infinity : this.time;
            this.showVariant();
            this.goToTime(time);
        }

        showVariant() {
            const recordings = this.variants[this.variant];
            const learner = this.learner.get(this.variant);
            this.show(learner ? [{ ...recordings[0], heading: "The reference's" }, learner] : recordings);
        }

        /** Takes the learner's own recording of a variant, and shows it under the reference's. */
        showLearner(variant, recording) {
            if (JSON.stringify(recording) === JSON.stringify(this.learner.get(variant))) return;
            this.learner.set(variant, recording);
            if (variant === this.variant) this.showVariant();
        }

        /** Shows one recording, or two, the second under the first. */
        show(recordings) {
            this.recordings = recordings;
            this.events = merge(recordings);
            this.lines = recordings.map((recording, of) => linesOf(recording, of, this.events));
            // All variants have one scale, so that shorter ones look shorter. The checks of a task are not compared.
            const compared = this.learnerNames.length ? recordings : this.variants.flat();
            this.end = Math.max(...compared.map(recording => recording.end));
            this.slider.max = this.events.length;
            this.write();
            this.goTo(this.events.length);
            this.draw();
        }

        timeOf(position) {
            return position === 0 ? 0 : position > this.events.length ? this.end : this.events[position - 1].at;
        }

        x(index, time) {
            const part = this.bySteps || this.end === 0 ? (index + 0.5) / this.events.length : time / this.end;
            return this.left + part * this.room;
        }

        draw() {
            const width = this.stage.clientWidth;
            if (!width) return;
            this.listing?.place();
            const narrow = width < NARROW;
            const rows = this.recordings.map(rowsOf);
            const longest = Math.max(...rows.flat().map(row => row.name.length * CHARACTER + row.depth * INDENT));
            this.left = narrow ? 10 : Math.min(longest, width * 0.36) + 16;
            this.room = width - this.left - 14;
            this.placeMarks();
            // Marks side by side at the end of the axis need more space than the axis.
            const ends = this.clusters.flat(2).map(({ x, indexesOf }) => x + widthOf(signsOf(indexesOf)) - MIN_DISTANCE);
            const overhang = Math.max(0, ...ends) - this.left - this.room;
            if (overhang > 0.5) {
                this.room -= overhang;
                this.placeMarks();
            }
            const height = narrow ? ROW_WITH_NAME : ROW;
            this.stage.replaceChildren();
            const svg = make(this.stage, "svg", { "aria-hidden": "true", width });
            const hatch = make(make(svg, "defs"), "pattern", {
                id: `${this.id}-hatch`, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)",
            });
            make(hatch, "path", { class: "hatch", d: "M0 0V6" });
            const clip = make(make(svg, "clipPath", { id: `${this.id}-past` }), "rect", { x: 0, y: 0 });
            const grid = make(svg, "g", { class: "grid" });
            const names = make(svg, "g");
            const future = make(svg, "g", { class: "future" });
            const past = make(svg, "g", { "clip-path": `url(#${this.id}-past)` });
            const marks = make(svg, "g");
            // The marks that have happened, in the places where they are drawn.
            this.marks = [];
            this.places = this.recordings.map(() => []);
            let y = 4;
            this.recordings.forEach((recording, of) => {
                if (recording.heading) {
                    make(names, "text", { class: "heading", x: 4, y: y + 15 }, recording.heading);
                    y += ROW;
                }
                for (const row of rows[of]) {
                    const indent = row.depth * INDENT;
                    const room = Math.floor(((narrow ? width : this.left) - indent - 8) / CHARACTER);
                    const name = row.name.length > room ? `${row.name.slice(0, room - 1)}…` : row.name;
                    const middle = narrow ? y + 26 : y + ROW / 2;
                    make(names, "rect", { class: "row", x: 0, y, width, height, rx: 4 });
                    make(names, "text", { class: "name", x: 4 + indent, y: narrow ? y + 13 : middle + 4 }, name);
                    this.places[of][row.index] = { y: middle, row: names.children[names.children.length - 2] };
                    const line = this.lines[of][row.index];
                    for (const span of line.spans) {
                        const [from, to] = [this.xOf(span.from, recording), this.xOf(span.to, recording)];
                        if (to - from < 0.5) continue;
                        bar(future, span.state, from, to, middle);
                        bar(past, span.state, from, to, middle);
                    }
                    for (const { x, indexesOf } of this.clusters[of][row.index]) {
                        this.drawSigns(make(future, "g"), signsOf(indexesOf), x, middle);
                        this.marks.push({ indexesOf, x, y: middle, group: make(marks, "g"), shown: "" });
                    }
                    y += height;
                }
                y += 8;
            });
            for (const element of svg.querySelectorAll(".unpolled")) element.style.fill = `url(#${this.id}-hatch)`;
            this.drawAxis(grid, y);
            this.head = make(svg, "path", { class: "head", d: `M0 0V${y}` });
            this.arrow = make(svg, "path", { class: "by" });
            svg.setAttribute("height", y + 24);
            svg.setAttribute("viewBox", `0 0 ${width} ${y + 24}`);
            clip.setAttribute("height", y);
            this.clip = clip;
            this.listen(svg);
            this.drawLegend(svg);
            this.move(this.time);
        }

        placeMarks() {
            this.clusters = this.recordings.map((recording, of) =>
                this.lines[of].map(line => clustersOf(line.marks, index => this.xOf(index, recording))));
        }

        /** Draws the signs for the marks in one place, each with the number of its marks. */
        drawSigns(parent, signs, x, y) {
            for (const { sign, indexes } of signs) {
                mark(parent, sign, x, y);
                const number = label(indexes);
                if (number) make(parent, "text", { class: "count", x: (x + MIN_DISTANCE).toFixed(1), y: y - 1 }, number);
                x += MARK + number.length * DIGIT;
            }
        }

        /** Returns the position of an event. The end of its recording is after the last event. */
        xOf(index, recording) {
            return index >= this.events.length ? this.x(index - 0.5, recording.end) : this.x(index, this.events[index].at);
        }

        drawAxis(grid, y) {
            if (this.bySteps || this.end === 0) {
                make(grid, "text", { x: this.left, y: y + 16 }, `${this.events.length} events, in order`);
                return;
            }
            for (const time of ticks(this.end, this.room)) {
                const x = this.x(0, time);
                make(grid, "path", { d: `M${x} 4V${y}` });
                const anchor = x > this.left + this.room - 24 ? "end" : x < 20 ? "start" : "middle";
                make(grid, "text", { x: anchor === "end" ? x + 12 : x, y: y + 16, "text-anchor": anchor }, timeInWords(time));
            }
        }

        drawLegend(svg) {
            this.legend.replaceChildren();
            const isPolled = this.lines.flat().some(line => line.marks.length);
            for (const [sign, means] of LEGEND) {
                // While the recording is played, each poll is seen before what it leads to.
                if (!svg.querySelector(`.${sign}`) && !(sign === "polled" && isPolled)) continue;
                const entry = make(this.legend, "span");
                const sample = make(entry, "svg", { width: 22, height: 14 });
                if (svg.querySelector(`.span.${sign}`)) {
                    bar(sample, sign, 0, 22, 7);
                    if (sign === "unpolled") sample.lastChild.style.fill = `url(#${this.id}-hatch)`;
                } else mark(sample, sign, 11, 7);
                entry.append(means);
            }
            const counted = this.marks.flatMap(({ indexesOf }) => signsOf(indexesOf)).find(({ indexes }) => indexes.length > 1);
            if (!counted) return;
            const entry = make(this.legend, "span");
            const sample = make(entry, "svg", { width: 22, height: 14 });
            mark(sample, counted.sign, 8, 7);
            make(sample, "text", { class: "count", x: 15, y: 7 }, "2");
            entry.append("two in one place");
        }

        /** Drags by mouse, pen or finger. A finger that moves up or down scrolls the page, and moves nothing here. */
        listen(svg) {
            // The place where a finger was put down, until it is known whether it taps, drags or scrolls.
            let pressed;
            let dragging = false;
            const begin = event => {
                dragging = true;
                svg.setPointerCapture(event.pointerId);
                // The keys go on from there.
                this.slider.focus({ preventScroll: true });
                this.drag(event, svg);
            };
            svg.addEventListener("pointerdown", event => {
                if (!event.isPrimary) return;
                if (event.pointerType === "touch") {
                    pressed = { x: event.clientX, y: event.clientY };
                    return;
                }
                event.preventDefault();
                begin(event);
            });
            svg.addEventListener("pointermove", event => {
                if (dragging && event.buttons) return this.drag(event, svg);
                if (!pressed || !event.isPrimary) return;
                const [across, down] = [Math.abs(event.clientX - pressed.x), Math.abs(event.clientY - pressed.y)];
                if (Math.max(across, down) < MIN_SWIPE) return;
                pressed = undefined;
                if (across > down) begin(event);
            });
            svg.addEventListener("pointerup", event => {
                if (pressed) this.drag(event, svg);
                [pressed, dragging] = [undefined, false];
            });
            // The browser has taken the finger, to scroll the page.
            svg.addEventListener("pointercancel", () => { [pressed, dragging] = [undefined, false]; });
        }

        drag(event, svg) {
            this.pause();
            const x = event.clientX - svg.getBoundingClientRect().left;
            const part = Math.min(1, Math.max(0, (x - this.left) / this.room));
            if (this.bySteps || this.end === 0) this.goTo(Math.round(part * this.events.length));
            else this.goToTime(part * this.end);
        }

        /** Goes to the last event at or before a time. */
        goToTime(time) {
            const after = this.events.findIndex(event => event.at > time);
            this.goTo(after < 0 ? this.events.length : after, Math.min(time, this.end));
        }

        /** Goes on or back by some events. After the end it begins again, as `play` does. */
        step(by) {
            this.pause();
            const from = by > 0 && this.position === this.events.length ? 0 : this.position;
            this.goTo(Math.min(this.events.length, Math.max(0, from + by)));
        }

        /** Shows the recording after its first `position` events. */
        goTo(position, time = this.timeOf(position)) {
            this.position = position;
            this.slider.value = position;
            this.describe();
            this.move(time);
        }

        move(time) {
            this.time = time;
            if (!this.head) return;
            const { position, events } = this;
            const atEnd = position === events.length;
            const x = this.bySteps || this.end === 0 ? this.x(position - 0.5, 0) : this.x(0, time);
            this.head.setAttribute("transform", `translate(${x.toFixed(1)} 0)`);
            this.clip.setAttribute("width", atEnd ? this.left + this.room + 14 : Math.max(0, x));
            this.head.classList.toggle("hidden", atEnd && !this.isPlaying);
            for (const place of this.marks) {
                const signs = signsOf(place.indexesOf, position);
                const shown = signs.map(({ sign, indexes }) => sign + indexes.length).join();
                if (shown === place.shown) continue;
                place.shown = shown;
                place.group.replaceChildren();
                this.drawSigns(place.group, signs, place.x, place.y);
            }
            const event = atEnd && !this.isPlaying ? undefined : events[position - 1];
            this.listing?.show(event?.kind);
            this.places.flat().forEach(place => place.row.classList.remove("now"));
            const place = event && this.places[event.of][event.lane];
            if (place) place.row.classList.add("now");
            const by = event && event.by !== undefined && event.by !== event.lane && this.places[event.of][event.by];
            this.arrow.setAttribute("d", by ? `M${x} ${by.y}Q${x + 16} ${(by.y + place.y) / 2} ${x} ${place.y}` : "");
        }

        /** Describes the current event. */
        describe() {
            const { position, events } = this;
            const event = events[position - 1];
            this.description.replaceChildren();
            if (!event) this.description.append("Before the first event.");
            else if (position === events.length) this.description.append(`The end, after ${timeInWords(event.at)}.`);
            else {
                const recording = this.recordings[event.of];
                make(this.description, "strong", {}, timeInWords(event.at));
                this.description.append(recording.heading ? ` ${recording.heading}: ` : " ");
                make(this.description, "code", {}, recording.lanes[event.lane].name);
                if (event.by === undefined) this.description.append(` ${event.cancelled ? CANCELLED : SENTENCES[event.kind]}`);
                else {
                    this.description.append(event.by === event.lane ? " wakes itself: it asks to be polled again." : " is woken by ");
                    if (event.by !== event.lane) make(this.description, "code", {}, recording.lanes[event.by].name);
                }
            }
            const atThisInstant = event ? events.filter(({ at }) => at === event.at) : [];
            const place = atThisInstant.indexOf(event) + 1;
            const ofInstant = atThisInstant.length > 1 ? `, ${place} of ${atThisInstant.length} at this instant` : "";
            this.counted.textContent = `event ${position} of ${events.length}${ofInstant}`;
            this.slider.setAttribute("aria-valuetext", `${this.counted.textContent}: ${this.description.textContent}`);
        }

        get isPlaying() { return this.frame !== undefined; }

        play() {
            if (this.position === this.events.length) this.goTo(0);
            this.playing.textContent = "❚❚";
            this.playing.setAttribute("aria-label", "Pause");
            this.playing.title = "Pause";
            // While it plays, a screen reader would not keep up. It has the table, and each event when the player is paused.
            this.description.setAttribute("aria-live", "off");
            let last;
            let spent = 0;
            const minimum = Math.min(MAX_EVENT_TIME, Math.max(MIN_EVENT_TIME, TOTAL_TIME / this.events.length));
            const frame = now => {
                spent += last === undefined ? 0 : now - last;
                last = now;
                for (;;) {
                    const [from, to] = [this.timeOf(this.position), this.timeOf(this.position + 1)];
                    const takes = Math.max(minimum, this.end ? (to - from) / this.end * TOTAL_TIME : 0);
                    if (spent < takes) {
                        if (!reducedMotion.matches) this.move(from + (to - from) * spent / takes);
                        break;
                    }
                    spent -= takes;
                    if (this.position === this.events.length) return this.pause();
                    this.goTo(this.position + 1);
                    if (this.position === this.events.length) return this.pause();
                }
                this.frame = requestAnimationFrame(frame);
            };
            this.frame = requestAnimationFrame(frame);
        }

        pause() {
            if (!this.isPlaying) return;
            cancelAnimationFrame(this.frame);
            this.frame = undefined;
            this.playing.textContent = "▶";
            this.playing.setAttribute("aria-label", "Play");
            this.playing.title = "Play";
            this.description.setAttribute("aria-live", "polite");
            this.move(this.time);
        }
    }

    for (const figure of document.querySelectorAll("figure.trace")) {
        const data = figure.querySelector("script[type='application/json']");
        if (data) figure.player = new Player(figure, JSON.parse(data.textContent));
    }
})();
