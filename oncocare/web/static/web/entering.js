// Typing answers from paper: a whole answer leads to the next field, Backspace in an empty one back, Enter on.
// The page works without this file, by Tab.
"use strict";

const fields = [...document.querySelectorAll("[data-codes]")];

for (const [place, field] of fields.entries()) {
  field.addEventListener("input", () => {
    if (isWhole(field)) {
      goTo(place + 1);
    }
  });
  field.addEventListener("keydown", (event) => {
    const step = stepOf(event, field);
    if (step && fields[place + step]) {
      event.preventDefault();
      goTo(place + step);
    }
  });
}

// Whether it holds an answer, and no longer one begins with it: 1 of 0 to 3, but not 1 of 0 to 10.
function isWhole(field) {
  const typed = field.value.trim();
  const codes = field.dataset.codes.split(" ");
  return codes.includes(typed) && !codes.some((code) => code !== typed && code.startsWith(typed));
}

// On the last field Enter does what it does on every form: it sends.
function stepOf(event, field) {
  if (event.key === "Enter") {
    return 1;
  }
  return event.key === "Backspace" && field.value === "" ? -1 : 0;
}

function goTo(place) {
  fields[place]?.focus();
  fields[place]?.select();
}
