// Shared by the tests: builds and serves the guide, and starts a browser.

import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

export const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");

/** The path of the published site in these tests: not the root of its host, as on many hosts of static pages. */
export const BELOW = "/streamlings/";

const CARGO = ["run", "--quiet", "--package", "guide", "--"];

/** Builds the guide, or another course's, into a new folder. */
export function built(args = []) {
    const site = join(mkdtempSync(join(tmpdir(), "guide-")), "site");
    const env = { ...process.env, MDBOOK_OUTPUT__HTML__SITE_URL: JSON.stringify(BELOW) };
    const { status, stderr } = spawnSync("cargo", [...CARGO, ...args, "build", site], { cwd: root, env, encoding: "utf8" });
    if (status !== 0) throw new Error(`the guide could not be built:\n${stderr}`);
    return site;
}

/** Returns the names of the pages of a site, without the ones for printing and for the table of contents. */
export function pagesOf(site) {
    return readdirSync(site).filter(name => name.endsWith(".html") && !["print.html", "toc.html"].includes(name));
}

const KINDS = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml",
    ".png": "image/png", ".woff2": "font/woff2", ".json": "application/json" };

/** Serves a folder below BELOW, like a host of static pages. */
export async function published(site) {
    const server = createServer((request, response) => {
        const path = normalize(decodeURIComponent(new URL(request.url, "http://host").pathname));
        let file = path.startsWith(BELOW) ? join(site, path.slice(BELOW.length)) : undefined;
        if (file && existsSync(file) && statSync(file).isDirectory()) file = join(file, "index.html");
        const found = file && existsSync(file);
        if (!found) file = join(site, "404.html");
        response.writeHead(found ? 200 : 404, { "Content-Type": KINDS[extname(file)] ?? "text/plain" });
        response.end(readFileSync(file));
    });
    await new Promise(done => server.listen(0, "127.0.0.1", done));
    return { url: `http://127.0.0.1:${server.address().port}${BELOW}`, close: () => server.close() };
}

/** Copies the small course with all directives, for tests that change it. */
export function smallCourse() {
    const course = join(mkdtempSync(join(tmpdir(), "course-")), "course");
    cpSync(join(root, "crates/guide/tests/course"), course, { recursive: true });
    cpSync(join(root, "book/theme"), join(course, "book/theme"), { recursive: true });
    return course;
}

/** Runs `cargo guide` on a course. */
export async function served(course) {
    const args = [...CARGO, "--course", course, "--no-open", "--port", "0"];
    const process = spawn("cargo", args, { cwd: root, detached: true, stdio: ["ignore", "pipe", "inherit"] });
    const url = await new Promise((found, failed) => {
        let output = "";
        process.stdout.on("data", data => {
            output += data;
            const url = output.match(/http:\/\/127\.0\.0\.1:\d+\//)?.[0];
            if (url) found(url);
        });
        process.on("exit", () => failed(new Error(`the guide is not served: ${output}`)));
    });
    return { url, close: () => globalThis.process.kill(-process.pid) };
}

export async function browser() {
    return chromium.launch({
        executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
        args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
            "--disable-component-update", "--disable-sync"],
    });
}

/** Returns the number of items that a figure shows: each diamond, or the number beside it. It runs in the browser. */
export function itemsDrawn(figure) {
    const diamonds = [...figure.querySelectorAll(".stage .mark.item")].filter(mark => !mark.closest(".future"));
    return diamonds.reduce((sum, { nextElementSibling: label }) =>
        sum + (label?.matches(".count") ? Number(label.textContent) : 1), 0);
}

/** Returns the number of items in the recordings that a figure shows. It runs in the browser. */
export function itemsRecorded(figure) {
    return figure.player.recordings.flatMap(({ events }) => events).filter(([, , kind]) => kind === "i").length;
}

/** Opens a page, and collects its errors and its requests to other hosts in `faults`. */
export async function open(browser, url, options = {}) {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    page.faults = [];
    page.on("pageerror", error => page.faults.push(`${error}`));
    page.on("request", request => {
        if (new URL(request.url()).host !== new URL(url).host && !request.url().startsWith("data:")) {
            page.faults.push(`a request to ${request.url()}`);
        }
    });
    page.on("response", response => {
        if (response.status() >= 400) page.faults.push(`${response.status()} for ${response.url()}`);
    });
    await page.goto(url);
    return page;
}
