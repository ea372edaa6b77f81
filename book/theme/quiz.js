// Questions with options. Without this script, the answer is folded under its question.
"use strict";

(() => {
    // Grows when what is kept means something else.
    const VERSION = "streamlings-quiz-1";

    function kept() {
        try { return JSON.parse(localStorage.getItem(VERSION)) ?? {}; } catch { return {}; }
    }

    function keep(name, chosen) {
        // Where nothing may be kept, the question still works.
        try { localStorage.setItem(VERSION, JSON.stringify({ ...kept(), [name]: chosen })); } catch { }
    }

    for (const form of document.querySelectorAll("form.quiz")) {
        const { quiz, answer } = form.dataset;
        const explained = form.querySelector("details");
        const options = [...form.querySelectorAll("input")];
        form.querySelector(".verdict").hidden = false;
        const said = form.querySelector("[role='status']");

        const judge = chosen => {
            const right = chosen === answer;
            options.forEach(option => {
                option.checked = option.value === chosen;
                option.parentNode.classList.toggle("right", option.checked && right);
                option.parentNode.classList.toggle("wrong", option.checked && !right);
            });
            said.textContent = right ? "✓ Right." : "✗ No. Read why below, or try again.";
            explained.hidden = false;
        };

        explained.hidden = true;
        // What was said is not about the option that is chosen now.
        form.addEventListener("change", () => {
            said.textContent = "";
            options.forEach(option => option.parentNode.classList.remove("right", "wrong"));
        });
        form.addEventListener("keydown", event => event.stopPropagation());
        form.addEventListener("submit", event => {
            event.preventDefault();
            const chosen = options.find(option => option.checked);
            if (!chosen) {
                said.textContent = "Choose one of them first.";
                return;
            }
            judge(chosen.value);
            explained.open = true;
            keep(quiz, chosen.value);
        });
        const before = kept()[quiz];
        if (before !== undefined && options.some(option => option.value === before)) judge(before);
    }
})();
