// Only on pages that `cargo guide` serves: shows what the learner has done, and reloads the page after a build.
"use strict";

(() => {
    const { edition } = document.currentScript.dataset;

    async function showRecordings({ player }) {
        for (const [variant, name] of player.learnerNames.entries()) {
            const response = await fetch(`/__guide/learner/${name}`);
            if (response.status === 200) player.showLearner(variant, await response.json());
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

    function showLearner() {
        document.querySelectorAll("section.task figure.trace").forEach(showRecordings);
        showDone();
    }

    // A browser opens at most six connections to a server, and a stream of events keeps one of them. So only a page that
    // can be seen has a stream; a page that comes back to the front first learns whether it is still the latest edition.
    let events;
    function connect() {
        events?.close();
        if (document.hidden) return;
        events = new EventSource("/__guide/events");
        events.addEventListener("pages", ({ data }) => { if (data !== edition) location.reload(); });
        events.addEventListener("learner", showLearner);
        showLearner();
    }
    document.addEventListener("visibilitychange", connect);
    connect();
})();
