// The guide as `cargo guide` serves it: pages reload after a build, and show what the learner has done.

import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { browser, open, served, smallCourse } from "./guide.js";

const course = smallCourse();
let chromium;
let guide;
before(async () => {
    chromium = await browser();
    guide = await served(course);
});
after(async () => {
    await chromium.close();
    guide.close();
});

test("a page is reloaded when its source is saved", async () => {
    const page = await open(chromium, `${guide.url}all.html`);
    const source = join(course, "book/src/all.md");
    writeFileSync(source, `${readFileSync(source, "utf8")}\nA sentence that was just written.\n`);
    await page.getByText("A sentence that was just written.").waitFor();
    assert.deepEqual(page.faults, []);
    await page.context().close();
});

test("a page that cannot be built leaves the guide as it was", async () => {
    const page = await open(chromium, `${guide.url}all.html`);
    const source = join(course, "book/src/all.md");
    const before = readFileSync(source, "utf8");
    writeFileSync(source, `${before}\n{{#trace no-such-recording}}\n`);
    writeFileSync(source, `${before}\nAnd it was fixed.\n`);
    await page.getByText("And it was fixed.").waitFor();
    await page.context().close();
});

test("the learner's recording appears and changes by itself, under the reference's", async () => {
    const page = await open(chromium, `${guide.url}0-async-generator.html`);
    const box = page.locator("section.task").first();
    assert.equal(await box.locator(".stage text.heading").count(), 0);
    const traces = join(course, "target/traces/ex0-async-generator");
    mkdirSync(traces, { recursive: true });
    const mine = join(traces, "async_generator.waits_one_second_before_each_of_ten_numbers.json");
    copyFileSync(join(course, "book/src/traces/0-slow-reader.json"), mine);
    await box.locator(".stage text.heading", { hasText: "Yours" }).waitFor();
    assert.deepEqual(await box.locator(".stage text.heading").allTextContents(), ["The reference's", "Yours"]);
    copyFileSync(join(course, "book/src/traces/1-in-turn.json"), mine);
    await box.locator(".stage text.name", { hasText: "lookup 3" }).waitFor();
    const other = "async_generator.does_nothing_before_it_is_polled.json";
    copyFileSync(join(course, "book/src/traces/0-one-a-second.json"), join(traces, other));
    await box.getByRole("combobox", { name: "check" }).selectOption({ label: "does nothing before it is polled" });
    await box.locator(".stage text.heading", { hasText: "Yours" }).waitFor();
    assert.equal(await box.locator(".stage text.name", { hasText: "lookup 3" }).count(), 0, "each check has its own");
    rmSync(mine);
    assert.deepEqual(page.faults, []);
    await page.context().close();
});

test("a finished task has a tick", async () => {
    const page = await open(chromium, `${guide.url}0-async-generator.html`);
    const tick = page.locator("section.task").nth(1).getByText("✓ done");
    assert.equal(await tick.count(), 0);
    mkdirSync(join(course, ".streamlings"), { recursive: true });
    writeFileSync(join(course, ".streamlings/progress"), "0-async-generator/seeded\n");
    await tick.waitFor();
    writeFileSync(join(course, ".streamlings/progress"), "");
    await tick.waitFor({ state: "detached" });
    await page.context().close();
});

test("a request for another host name is refused", async () => {
    const port = new URL(guide.url).port;
    const status = headers => new Promise(done => {
        request({ host: "127.0.0.1", port, path: "/__guide/done", headers }, answer => done(answer.statusCode)).end();
    });
    assert.equal(await status({}), 200);
    assert.equal(await status({ Host: "guide.example" }), 403);
    assert.equal(await status({ Host: `guide.example:${port}` }), 403);
});

test("more pages can be open than a browser has connections to a server", async () => {
    const context = await chromium.newContext();
    // All pages of a headless browser count as visible, so tabs in the background are simulated.
    const hide = page => page.evaluate(() => {
        Object.defineProperty(document, "hidden", { configurable: true, value: true });
        document.dispatchEvent(new Event("visibilitychange"));
    });
    const show = page => page.evaluate(() => {
        delete document.hidden;
        document.dispatchEvent(new Event("visibilitychange"));
    });
    const pages = [];
    for (let index = 0; index < 8; index++) {
        const page = await context.newPage();
        await page.goto(`${guide.url}all.html`);
        await hide(page);
        pages.push(page);
    }
    const source = join(course, "book/src/all.md");
    writeFileSync(source, `${readFileSync(source, "utf8")}\nWritten while the pages were hidden.\n`);
    await show(pages.at(-1));
    await pages.at(-1).getByText("Written while the pages were hidden.").waitFor();
    await show(pages[0]);
    await pages[0].getByText("Written while the pages were hidden.").waitFor();
    await context.close();
});
