// Only on pages that `cargo guide` serves: shows what the reader has done, and renews the page.
"use strict";

(() => {
    async function showFilms({ player }) {
        for (const [setting, name] of player.names.entries()) {
            const answer = await fetch(`/__guide/yours/${name}`);
            if (answer.status === 200) player.showYours(setting, await answer.json());
        }
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
        document.querySelectorAll("section.task figure.trace").forEach(showFilms);
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
