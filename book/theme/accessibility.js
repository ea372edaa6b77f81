// Fixes for mdBook's template: keyboard, screen reader, print and copying.
"use strict";

(() => {
    // The sidebar toggle is a label, which the keyboard does not reach: a real button replaces it.
    const label = document.getElementById("mdbook-sidebar-toggle");
    const checkbox = document.getElementById("mdbook-sidebar-toggle-anchor");
    const button = document.createElement("button");
    for (const { name, value } of label.attributes) if (name !== "for") button.setAttribute(name, value);
    button.type = "button";
    button.append(...label.childNodes);
    button.addEventListener("click", () => checkbox.click());
    checkbox.addEventListener("change", () => button.setAttribute("aria-expanded", checkbox.checked));
    label.replaceWith(button);
    document.getElementById("mdbook-menu-bar").setAttribute("role", "banner");
    // Browsers do not print dark backgrounds. Without this, a dark theme would print light letters on white paper.
    const sheets = ["highlight", "tomorrow-night", "ayu-highlight"].map(name => document.getElementById(`mdbook-${name}-css`));
    let before;
    addEventListener("beforeprint", () => {
        before ??= { theme: document.documentElement.className, disabled: sheets.map(sheet => sheet.disabled) };
        document.documentElement.classList.remove("rust", "coal", "navy", "ayu");
        document.documentElement.classList.add("light");
        sheets.forEach((sheet, index) => { sheet.disabled = index > 0; });
    });
    addEventListener("afterprint", () => {
        if (!before) return;
        document.documentElement.className = before.theme;
        sheets.forEach((sheet, index) => { sheet.disabled = before.disabled[index]; });
        before = undefined;
    });
    // An element that scrolls sideways needs the keyboard focus to be scrolled by the keyboard.
    for (const code of document.querySelectorAll("pre > code, .table-wrapper")) {
        if (code.scrollWidth > code.clientWidth) code.tabIndex = 0;
    }
    // With these keys, mdBook turns the page. In an element that has the focus they mean something else, or nothing.
    document.querySelector("main").addEventListener("keydown", event => {
        if (["ArrowLeft", "ArrowRight"].includes(event.key) && !event.target.closest("main a")) event.stopPropagation();
    });
    // The button beside a listing of a terminal copies the commands, without the prompt and without what they print.
    // mdBook copies what `innerText` returns.
    for (const code of document.querySelectorAll("code.language-console")) {
        const lines = code.textContent.split("\n");
        const commands = lines.filter(line => line.startsWith("$ ")).map(line => line.slice(2));
        if (commands.length) Object.defineProperty(code, "innerText", { get: () => commands.join("\n") });
    }
})();
