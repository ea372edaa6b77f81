// Multiple-choice questions. Without this script, the answer is folded under its question.
"use strict";

(() => {
    // The key in the local storage. Its number grows with each incompatible change of the stored value.
    const STORAGE_KEY = "streamlings-quiz-1";

    function loadAnswers() {
        try { return JSON.parse(localStorage.getItem(STORAGE_KEY)) ?? {}; } catch { return {}; }
    }

    function saveAnswer(name, chosen) {
        // The question also works if the browser refuses to store anything.
        try { localStorage.setItem(STORAGE_KEY, JSON.stringify({ ...loadAnswers(), [name]: chosen })); } catch { }
    }

    for (const form of document.querySelectorAll("form.quiz")) {
        const { quiz, answer } = form.dataset;
        const explanation = form.querySelector("details");
        const options = [...form.querySelectorAll("input")];
        form.querySelector(".verdict").hidden = false;
        const status = form.querySelector("[role='status']");

        const judge = chosen => {
            const right = chosen === answer;
            options.forEach(option => {
                option.checked = option.value === chosen;
                option.parentNode.classList.toggle("right", option.checked && right);
                option.parentNode.classList.toggle("wrong", option.checked && !right);
            });
            status.textContent = right ? "✓ Right." : "✗ No. Read the explanation below, or try again.";
            explanation.hidden = false;
        };

        explanation.hidden = true;
        // The verdict was about another option.
        form.addEventListener("change", () => {
            status.textContent = "";
            options.forEach(option => option.parentNode.classList.remove("right", "wrong"));
        });
        form.addEventListener("keydown", event => event.stopPropagation());
        form.addEventListener("submit", event => {
            event.preventDefault();
            const chosen = options.find(option => option.checked);
            if (!chosen) {
                status.textContent = "Choose one of them first.";
                return;
            }
            judge(chosen.value);
            explanation.open = true;
            saveAnswer(quiz, chosen.value);
        });
        const before = loadAnswers()[quiz];
        if (before !== undefined && options.some(option => option.value === before)) judge(before);
    }
})();
