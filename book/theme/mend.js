// Mends what mdBook's template does not do for those who use a keyboard or a screen reader.
"use strict";

(() => {
    // A label that acts as a button, and that the keyboard does not reach.
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
    // Paper is white, and browsers leave out dark backgrounds: without this, light letters would be printed on it.
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
    // What scrolls sideways must be reached by the keyboard, to be scrolled by it.
    for (const code of document.querySelectorAll("pre > code, .table-wrapper")) {
        if (code.scrollWidth > code.clientWidth) code.tabIndex = 0;
    }
})();
