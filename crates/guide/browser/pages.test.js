// Checks every page of the guide: accessibility, narrow screens, a site below another folder, valid HTML, print.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

import { HtmlValidate } from "html-validate";

import { browser, built, itemsDrawn, itemsRecorded, open, pagesOf, published } from "./guide.js";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// GUIDE_COURSE is another course, for work on the guide itself.
const site = built(process.env.GUIDE_COURSE ? ["--course", process.env.GUIDE_COURSE] : []);
// index.html is a copy of the first page.
const pages = pagesOf(site).filter(name => name !== "index.html" || !existsSync(join(site, "introduction.html")));

let chromium;
let host;
before(async () => {
    chromium = await browser();
    host = await published(site);
});
after(async () => {
    await chromium.close();
    host.close();
});

/** Returns the violations that axe finds on a page, with all <details> open. */
async function violations(name, colorScheme) {
    const page = await open(chromium, host.url + name, { colorScheme });
    await page.evaluate(() => document.querySelectorAll("details").forEach(details => { details.open = true; }));
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ["violations"] }));
    assert.deepEqual(page.faults, []);
    await page.context().close();
    return violations.flatMap(({ id, nodes }) => nodes.map(node => `${name}: ${id}: ${node.target} ${node.failureSummary}`));
}

describe("accessibility", () => {
    for (const colorScheme of ["light", "dark"]) {
        for (const name of pages) {
            test(`axe finds nothing on ${name} in ${colorScheme}`, async () => {
                const found = await violations(name, colorScheme);
                assert.equal(found.join("\n"), "");
            });
        }
    }
});

test("no page scrolls sideways on a screen of 320 pixels", async () => {
    const found = [];
    for (const name of pages) {
        const page = await open(chromium, host.url + name, { viewport: { width: 320, height: 640 } });
        const wide = await page.evaluate(() => {
            document.querySelectorAll("details").forEach(details => { details.open = true; });
            return document.documentElement.scrollWidth > 320
                ? [...document.querySelectorAll("main *")].filter(e => e.getBoundingClientRect().right > 321
                    && !e.closest("pre, .table-wrapper")).slice(0, 3).map(e => e.outerHTML.slice(0, 120)) : [];
        });
        found.push(...wide.map(element => `${name}: ${element}`));
        const wider = await page.evaluate(() => document.documentElement.scrollWidth);
        const outside = await page.evaluate(() => [...document.querySelectorAll("figure.trace, section.task, form.quiz, figure.bench")]
            .flatMap(box => [...box.querySelectorAll("button, input, select, svg, p")]
                .filter(part => part.getBoundingClientRect().right > box.getBoundingClientRect().right + 1))
            .map(part => part.outerHTML.slice(0, 120)));
        found.push(...outside.map(element => `${name}: out of its box: ${element}`));
        if (wider > 320) found.push(`${name} is ${wider} pixels wide`);
        await page.context().close();
    }
    assert.equal(found.join("\n"), "");
});

test("each picture shows as many items as there were", async () => {
    let pictures = 0;
    for (const width of [1280, 390]) {
        for (const name of pages) {
            const page = await open(chromium, host.url + name, { viewport: { width, height: 800 } });
            for (const figure of await page.locator("figure.trace:has(.player)").all()) {
                const recorded = await figure.evaluate(itemsRecorded);
                assert.equal(await figure.evaluate(itemsDrawn), recorded, `${name}, ${width} pixels: ${await figure.locator("figcaption").textContent()}`);
                pictures += recorded > 0;
            }
            await page.context().close();
        }
    }
    assert.ok(pictures > 0);
});

test("the 404 page has its style, also below another folder", async () => {
    const context = await chromium.newContext();
    const page = await context.newPage();
    const answer = await page.goto(`${host.url}no/such/page.html`);
    assert.equal(answer.status(), 404);
    assert.match(await page.textContent("h1.menu-title"), /Streamlings|All directives/);
    const failed = await page.evaluate(() => [...document.styleSheets].filter(sheet => sheet.href && !sheet.cssRules.length).length);
    assert.equal(failed, 0);
    assert.match(await page.evaluate(() => document.querySelector("mdbook-sidebar-scrollbox a").href), /\/streamlings\//);
    await context.close();
});

test("the content of each page is valid HTML", async () => {
    // Rules of style that mdBook's own output breaks, without harm to a reader. Around <main> is mdBook's template.
    const style = ["no-inline-style", "no-trailing-whitespace", "attribute-boolean-style", "attribute-empty-style",
        "doctype-style", "no-raw-characters", "void-style", "long-title", "prefer-native-element"];
    const validator = new HtmlValidate({
        extends: ["html-validate:recommended"],
        rules: Object.fromEntries(style.map(rule => [rule, "off"])),
    });
    const found = [];
    for (const name of pages) {
        const [main] = readFileSync(join(site, name), "utf8").match(/<main>[^]*<\/main>/);
        const html = `<!DOCTYPE html><html lang="en"><head><title>A page</title></head><body>${main}</body></html>`;
        const report = await validator.validateString(html);
        for (const { messages } of report.results) {
            found.push(...messages.map(({ selector, ruleId, message }) => `${name}: ${selector}: ${ruleId}: ${message}`));
        }
    }
    assert.equal(found.join("\n"), "");
});

test("without a script there are the pictures, the tables and the answers", async () => {
    const name = pages.find(name => readFileSync(join(site, name), "utf8").includes("<figure class=\"trace\""));
    const page = await open(chromium, host.url + name, { javaScriptEnabled: false });
    assert.ok(await page.isVisible("figure.trace .trace-static svg"));
    assert.equal(await page.locator("figure.trace .player").count(), 0);
    await page.click("figure.trace summary");
    assert.ok(await page.isVisible("figure.trace table"));
    await page.context().close();
});

test("on paper there are the picture and the table, and no buttons", async () => {
    const name = pages.find(name => readFileSync(join(site, name), "utf8").includes("<figure class=\"trace\""));
    const page = await open(chromium, host.url + name, { colorScheme: "dark" });
    await page.emulateMedia({ media: "print" });
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    assert.ok(await page.evaluate(() => document.documentElement.matches(".light:not(.navy)")));
    assert.ok(await page.isVisible("figure.trace .stage svg"));
    assert.ok(await page.isVisible("figure.trace table"));
    assert.ok(!await page.isVisible("figure.trace .bar"));
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    assert.ok(await page.evaluate(() => document.documentElement.matches(".navy:not(.light)")));
    await page.context().close();
});

test("the table of contents can be opened and closed by the keyboard", async () => {
    const page = await open(chromium, host.url + "index.html", { viewport: { width: 1280, height: 800 } });
    const toggle = page.getByRole("button", { name: "Toggle Table of Contents" });
    assert.equal(await toggle.getAttribute("aria-expanded"), "true");
    await toggle.press("Enter");
    assert.equal(await toggle.getAttribute("aria-expanded"), "false");
    await toggle.click();
    assert.equal(await toggle.getAttribute("aria-expanded"), "true");
    await page.context().close();
});

test("the search finds a page and leads to it", async () => {
    const page = await open(chromium, host.url + "index.html");
    await page.keyboard.press("s");
    await page.keyboard.type("async");
    const result = page.locator("#mdbook-searchresults a").first();
    await result.waitFor();
    await result.click();
    await page.waitForURL(/highlight=async/);
    assert.deepEqual(page.faults, []);
    await page.context().close();
});
