// Mends what mdBook's template does not do for those who use a keyboard or a screen reader.
"use strict";

(() => {
    // A label that acts as a button, and that the keyboard does not reach.
    const toggle = document.getElementById("mdbook-sidebar-toggle");
    toggle.setAttribute("role", "button");
    toggle.tabIndex = 0;
    toggle.addEventListener("keydown", event => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        toggle.click();
    });
    document.getElementById("mdbook-menu-bar").setAttribute("role", "banner");
    // What scrolls sideways must be reached by the keyboard, to be scrolled by it.
    for (const code of document.querySelectorAll("pre > code, .table-wrapper")) {
        if (code.scrollWidth > code.clientWidth) code.tabIndex = 0;
    }
})();
