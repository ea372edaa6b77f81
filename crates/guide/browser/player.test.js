// Operates the player and the questions as a reader does.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { browser, built, itemsDrawn, itemsRecorded, open, published, smallCourse } from "./guide.js";

let chromium;
let host;
let page;
before(async () => {
    chromium = await browser();
    host = await published(built(["--course", smallCourse()]));
    page = await open(chromium, host.url + "all.html", { reducedMotion: "reduce" });
});
after(async () => {
    assert.deepEqual(page.faults, []);
    await chromium.close();
    host.close();
});

const figure = index => page.locator("figure.trace").nth(index);
const status = index => figure(index).locator(".status").textContent();

test("a recording can be stepped through by the keyboard, and each event is described", async () => {
    const slider = figure(0).getByRole("slider");
    await slider.focus();
    await page.keyboard.press("Home");
    assert.match(await status(0), /Before the first event\.event 0 of 40/);
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    assert.match(await status(0), /0 s numbers is polled\.event 2 of 40/);
    assert.match(await slider.getAttribute("aria-valuetext"), /event 2 of 40, 2 of 3 at this instant: 0 s numbers is polled\./);
    assert.match(page.url(), /all\.html$/, "the arrow keys turn no page");
    await figure(0).getByRole("button", { name: "One event back" }).click();
    assert.match(await status(0), /event 1 of 40/);
    await page.keyboard.press("End");
});

test("it plays to its end, and does not begin by itself", async () => {
    const play = figure(0).getByRole("button", { name: "Play" });
    await figure(0).getByRole("slider").focus();
    await page.keyboard.press("End");
    await play.click();
    const pause = figure(0).getByRole("button", { name: "Pause" });
    await pause.waitFor();
    await pause.click();
    await play.waitFor();
    await figure(0).getByRole("slider").fill("39");
    await play.click();
    await figure(0).getByText("The end, after 9 s.").waitFor();
    await play.waitFor();
});

test("a drag shows the moment under the pointer", async () => {
    const svg = figure(0).locator(".stage svg");
    const { x, y, width } = await svg.boundingBox();
    await page.mouse.move(x + width - 20, y + 40);
    await page.mouse.down();
    await page.mouse.move(x + width / 2, y + 40);
    const position = Number(await figure(0).getByRole("slider").inputValue());
    assert.ok(position > 5 && position < 35, `${position}`);
    await page.mouse.up();
});

test("a finger that scrolls the page moves nothing, one that swipes or taps does", async () => {
    const touched = await open(chromium, host.url + "all.html",
        { reducedMotion: "reduce", hasTouch: true, viewport: { width: 390, height: 600 } });
    const slider = touched.locator("figure.trace").first().getByRole("slider");
    const svg = touched.locator("figure.trace .stage svg").first();
    await svg.scrollIntoViewIfNeeded();
    const touch = await touched.context().newCDPSession(touched);
    const swipe = async (...points) => {
        const { x, y, width, height } = await svg.boundingBox();
        const at = ([across, down]) => [{ x: x + across * width, y: y + down * height }];
        await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: at(points[0]) });
        for (const point of points.slice(1)) {
            await touch.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: at(point) });
        }
        await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    };
    assert.equal(await slider.inputValue(), "40");
    const scrolled = () => touched.evaluate(() => scrollY);
    const before = await scrolled();
    await swipe([.5, .5], [.51, 0], [.51, -.5], [.52, -1], [.52, -1.5]);
    await touched.waitForFunction(before => scrollY > before, before);
    assert.equal(await slider.inputValue(), "40");
    assert.ok(!await slider.evaluate(slider => slider === document.activeElement));

    await svg.scrollIntoViewIfNeeded();
    await swipe([.9, .5], [.8, .5], [.6, .5], [.3, .5]);
    const dragged = Number(await slider.inputValue());
    assert.ok(dragged > 5 && dragged < 25, `${dragged}`);
    await swipe([.7, .5]);
    assert.ok(Number(await slider.inputValue()) > dragged);
    assert.deepEqual(touched.faults, []);
    await touched.context().close();
});

test("two recordings move in step", async () => {
    await figure(1).getByRole("slider").fill("20");
    const lanes = await figure(1).locator(".stage text.heading").allTextContents();
    assert.deepEqual(lanes, ["in turn", "together"]);
    assert.match(await status(1), /(in turn|together): /);
});

test("a control shows the recording for its value, on the same scale", async () => {
    const ends = [];
    for (const limit of ["1", "3", "10"]) {
        await figure(2).getByText(limit, { exact: true }).click();
        ends.push(await figure(2).getByText(/^The end, after/).textContent());
    }
    assert.deepEqual(ends, ["The end, after 17 s.", "The end, after 7 s.", "The end, after 3 s."]);
    await figure(2).getByText("What happened, in words").click();
    assert.match(await figure(2).locator("tbody tr").first().textContent(), /^0 s.*page 10 created; page 1 polled, waits/);
    await figure(2).locator("input:checked").press("ArrowLeft");
    assert.doesNotMatch(await figure(2).locator("tbody tr").first().textContent(), /page 4 polled/);
    assert.equal(await figure(2).getByText(/^The end, after/).textContent(), "The end, after 7 s.");
});

test("the code of a recording is stepped through with it", async () => {
    const marked = () => figure(3).evaluate(figure => {
        const code = figure.querySelector(".listing code");
        const lines = code.textContent.trimEnd().split("\n");
        const { paddingTop, paddingBottom } = getComputedStyle(code);
        const height = (code.clientHeight - parseFloat(paddingTop) - parseFloat(paddingBottom)) / lines.length;
        const top = code.getBoundingClientRect().top + parseFloat(paddingTop);
        return [...figure.querySelectorAll(".lit")].flatMap(lit => {
            const box = lit.getBoundingClientRect();
            const [from, to] = [box.top, box.bottom].map(y => Math.round((y - top) / height));
            return lines.slice(from, to).map(line => line.trim());
        });
    });
    const slider = figure(3).getByRole("slider");
    assert.equal(await figure(3).getByRole("button", { name: "each event" }).getAttribute("aria-pressed"), "true");
    assert.deepEqual(await marked(), [], "it opens at its end, where nothing happens");
    const onward = figure(3).getByRole("button", { name: "One event on" });
    await onward.click();
    assert.match(await status(3), /is created.*event 1 of 40/);
    assert.deepEqual(await marked(), [], "no line creates the stream");
    await onward.click();
    assert.deepEqual(await marked(), ["while let Some(number) = numbers.next().await {"]);
    const item = await figure(3).evaluate(figure => figure.player.events.findIndex(event => event.kind === "i"));
    await slider.fill(`${item + 1}`);
    assert.deepEqual(await marked(), ["store(number).await;"]);
    await page.setViewportSize({ width: 390, height: 600 });
    assert.deepEqual(await marked(), ["store(number).await;"], "also on another screen");
    await page.setViewportSize({ width: 1280, height: 720 });
    await slider.press("End");
    assert.deepEqual(await marked(), []);
});

test("while it is played, the marks of one place are counted as they come", async () => {
    // At 1 s, three of the four lookups are done, and at 0 s a lane is polled more than once.
    const drawn = () => figure(0).evaluate(figure => figure.player.marks.map(({ group }) => group.textContent).join(" ").trim());
    const slider = figure(0).getByRole("slider");
    await slider.fill("0");
    assert.equal(await drawn(), "");
    await slider.fill("40");
    assert.deepEqual(await figure(0).evaluate(itemsDrawn), await figure(0).evaluate(itemsRecorded));
});

test("a panic is not shown as a cancellation", async () => {
    const other = await open(chromium, host.url + "all.html", { reducedMotion: "reduce" });
    const shown = other.locator("figure.trace").first();
    const lanes = [{ name: "breaks" }, { name: "cancelled" }];
    const show = events => shown.evaluate((figure, recording) => figure.player.show([recording]),
        { heading: "", lanes, events, end: 2e9 });
    await show([[0, 0, "c"], [0, 0, "p"], [1e9, 0, "x"], [1e9, 0, "d"], [2e9, 1, "c"]]);
    const marks = sign => shown.locator(`.stage .mark.${sign}:not(.future *)`).count();
    assert.deepEqual([await marks("panicked"), await marks("dropped")], [1, 0]);
    const legend = shown.locator(".legend");
    assert.match(await legend.textContent(), /panicked/);
    assert.doesNotMatch(await legend.textContent(), /dropped unfinished/);
    await shown.getByRole("slider").fill("3");
    assert.match(await shown.locator(".status").textContent(), /1 s breaks panics\./);
    await shown.getByText("What happened, in words").click();
    assert.match(await shown.locator("tbody").textContent(), /breaks panicked, dropped/);

    await show([[0, 1, "c"], [0, 1, "p"], [1e9, 1, "w"], [1e9, 1, "d"], [2e9, 0, "c"]]);
    assert.deepEqual([await marks("panicked"), await marks("dropped")], [0, 1]);
    await other.context().close();
});

test("the button beside a listing copies the commands without their prompt", async () => {
    const copying = await open(chromium, host.url + "0-async-generator.html", { permissions: ["clipboard-read", "clipboard-write"] });
    const listing = copying.locator("pre:has(code.language-console)").first();
    await listing.hover();
    await listing.locator(".clip-button").click();
    assert.match(await copying.evaluate(() => navigator.clipboard.readText()), /^cargo course check 0\.\d$/);
    await copying.context().close();
});

test("the arrow keys turn the page only where nothing has the focus that they could move", async () => {
    const reading = await open(chromium, host.url + "0-async-generator.html", { viewport: { width: 320, height: 640 } });
    const turned = () => reading.evaluate(() => performance.getEntriesByType("navigation").length && location.pathname);
    const here = await turned();
    const focusable = "main :is(pre > code, summary, .table-wrapper)[tabindex], main summary";
    const count = await reading.locator(focusable).count();
    assert.ok(count > 0);
    for (let index = 0; index < count; index++) {
        const element = reading.locator(focusable).nth(index);
        if (!await element.isVisible()) continue;
        await element.focus();
        await reading.keyboard.press("ArrowRight");
        await reading.keyboard.press("ArrowLeft");
    }
    assert.equal(await turned(), here);
    await reading.evaluate(() => document.activeElement.blur());
    await reading.keyboard.press("ArrowLeft");
    await reading.waitForURL(url => url.pathname !== here);
    await reading.context().close();
});

test("events can be drawn at equal distances instead of by time", async () => {
    const button = figure(0).getByRole("button", { name: "each event" });
    await button.click();
    assert.equal(await button.getAttribute("aria-pressed"), "true");
    await figure(0).getByText("40 events, in order").waitFor();
    await button.click();
});

test("an answer is judged when it is submitted, and remembered", async () => {
    const quiz = page.locator("form.quiz");
    await quiz.getByRole("button", { name: "Check" }).click();
    assert.equal(await quiz.getByRole("status").textContent(), "Choose one of them first.");
    assert.ok(!await quiz.locator("details").isVisible());
    await quiz.getByLabel("2 s").focus();
    await page.keyboard.press("Space");
    assert.ok(!await quiz.locator("details").isVisible(), "moving through the options reveals nothing");
    await page.keyboard.press("Enter");
    assert.match(await quiz.getByRole("status").textContent(), /No\./);
    assert.ok(await quiz.locator("details").isVisible());
    await quiz.getByLabel("4 s").check();
    await quiz.getByRole("button", { name: "Check" }).click();
    assert.match(await quiz.getByRole("status").textContent(), /Right\./);
    await page.reload();
    assert.match(await page.locator("form.quiz").getByRole("status").textContent(), /Right\./);
});

test("a link to a task leads to its box", async () => {
    await page.getByRole("link", { name: "a task" }).click();
    await page.waitForURL(/0-async-generator\.html#task-seeded$/);
    assert.ok(await page.locator("#task-seeded").isVisible());
    const box = page.locator("section.task").nth(1);
    await box.getByText("Hint 2: the API").click();
    assert.ok(await box.locator("details[open]").isVisible());
    await page.goBack();
});
