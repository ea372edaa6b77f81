// Only on pages that `cargo guide` serves: shows what the reader has done, and renews the page.
"use strict";

(() => {
    async function showFilm(figure) {
        const answer = await fetch(`/__guide/yours/${figure.dataset.yours}`);
        if (answer.status === 200) figure.player?.showYours(await answer.json());
    }

    async function showDone() {
        const done = await (await fetch("/__guide/done")).json();
        for (const task of document.querySelectorAll("section.task")) {
            const isDone = done.includes(task.dataset.task);
            if (task.classList.contains("done") === isDone) continue;
            task.classList.toggle("done", isDone);
            const heading = task.querySelector("h3");
            heading.querySelector(".tick")?.remove();
            if (!isDone) continue;
            const tick = document.createElement("span");
            tick.className = "tick";
            tick.textContent = "✓ done";
            heading.append(tick);
        }
    }

    function showYours() {
        document.querySelectorAll("figure[data-yours]").forEach(showFilm);
        showDone();
    }

    const events = new EventSource("/__guide/events");
    events.addEventListener("pages", () => location.reload());
    events.addEventListener("yours", showYours);
    // After the guide was started again, the page may be another one.
    let wasOpen = false;
    events.addEventListener("open", () => {
        if (wasOpen) location.reload();
        wasOpen = true;
    });
    showYours();
})();
