// The editor of the library, in the place of the field in which the text is written as Markdown. Without this file that
// field is there. Made into one file by esbuild: see the Makefile.
import { Editor } from "@tiptap/core";
import { Keeper } from "./keeping.js";
import { EXTENSIONS } from "./nodes.js";
import { mended } from "./pasted.js";
import { equip } from "./tools.js";
import "./notice.js";

const form = document.getElementById("writing");
const box = document.getElementById("editor");
const plain = document.getElementById("plain-text");

const editor = new Editor({
  element: document.getElementById("editor-text"),
  extensions: EXTENSIONS,
  content: document.getElementById("written").innerHTML,
  injectCSS: false,
  editorProps: {
    attributes: {
      role: "textbox", "aria-multiline": "true", "aria-labelledby": "editor-label", lang: box.dataset.language, spellcheck: "true",
    },
    transformPastedHTML: mended,
  },
});
const keeper = new Keeper(form);

box.hidden = false;
plain.hidden = true;
plain.querySelector("textarea").disabled = true;
equip(box, editor);
if (window.matchMedia("(min-width: 64em)").matches) {
  document.querySelector("[data-beside] > details:last-of-type")?.setAttribute("open", ""); // folded on a phone
}
document.getElementById("editor-label").addEventListener("click", () => editor.view.focus());
editor.on("update", () => keeper.changed());
form.addEventListener("input", (event) => event.target.closest("#editor") || keeper.changed());

// A link in the list of problems leads to the text, which is another element now.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-error-summary] a[href='#id_text']")) {
    editor.view.focus();
  }
});

// What goes on to another page goes on only once all is kept; saving stays here.
form.addEventListener("submit", async (event) => {
  if (keeper.leaving) {
    return;
  }
  event.preventDefault();
  const button = event.submitter;
  if (button?.value === "save" || !button) {
    keeper.changed();
    await keeper.keep();
  } else if (await keeper.keep()) {
    keeper.leaving = true;
    setTimeout(() => form.requestSubmit(button)); // a form that is just being sent cannot be sent
  }
});
form.addEventListener("formdata", (event) => event.formData.set("html", editor.getHTML()));

document.addEventListener("submit", (event) => event.target.matches("[data-leaves]") && leave());
document.addEventListener("click", (event) => event.target.closest("a[data-leaves]") && leave());

function leave() {
  keeper.leaving = true;
}
