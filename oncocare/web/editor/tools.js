// The tools above the text, reached with arrow keys, and the three questions that some of them ask.
import { Selection } from "@tiptap/pm/state";
import { ADDRESS } from "./nodes.js";

const ACTS = {
  paragraph: (chain) => chain.setParagraph(),
  heading2: (chain) => chain.toggleHeading({ level: 2 }),
  heading3: (chain) => chain.toggleHeading({ level: 3 }),
  bold: (chain) => chain.toggleBold(),
  italic: (chain) => chain.toggleItalic(),
  bullets: (chain) => chain.toggleBulletList(),
  numbers: (chain) => chain.toggleOrderedList(),
  quote: (chain) => chain.toggleBlockquote(),
  callout: (chain) => chain.toggleWrap("callout"),
  undo: (chain) => chain.undo(),
  redo: (chain) => chain.redo(),
};
const ACTIVE = {
  paragraph: ["paragraph"], heading2: ["heading", { level: 2 }], heading3: ["heading", { level: 3 }], bold: ["bold"],
  italic: ["italic"], bullets: ["bulletList"], numbers: ["orderedList"], quote: ["blockquote"], callout: ["callout"],
  link: ["link"], figure: ["figure"], field: ["field"],
};

export function equip(box, editor) {
  const bar = box.querySelector("[role=toolbar]");
  const tools = [...bar.querySelectorAll("button")];
  tools.forEach((tool, place) => {
    tool.tabIndex = place ? -1 : 0;
    tool.addEventListener("click", () => use(tool, editor));
  });
  bar.addEventListener("keydown", (event) => move(event, tools));
  editor.on("transaction", () => show(tools, editor));
  show(tools, editor);
  box.addEventListener("dblclick", () => change(editor));
  box.addEventListener("keydown", (event) => stop(event, editor), true);
}

function stop(event, editor) {
  if (event.key === "Enter" && change(editor)) {
    event.preventDefault();
    event.stopPropagation();
  }
}

function use(tool, editor) {
  if (tool.dataset.asks) {
    QUESTIONS[tool.dataset.asks](editor);
  } else {
    editor.view.focus(); // at once: the next stroke belongs to the text
    ACTS[tool.dataset.do](editor.chain()).run();
  }
}

// One stop of the tab key; the arrows, Home and End go from tool to tool.
function move(event, tools) {
  const place = tools.indexOf(document.activeElement);
  const steps = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: tools.length - 1 };
  if (!(event.key in steps) || place < 0) {
    return;
  }
  event.preventDefault();
  const next = tools[(steps[event.key] + tools.length) % tools.length];
  tools.forEach((tool) => {
    tool.tabIndex = tool === next ? 0 : -1;
  });
  next.focus();
}

function show(tools, editor) {
  for (const tool of tools) {
    const what = ACTIVE[tool.dataset.do ?? tool.dataset.asks];
    if (what) {
      tool.setAttribute("aria-pressed", String(editor.isActive(...what)));
    }
  }
}

// A figure or a field that is chosen is changed where it stands; whether one was.
function change(editor) {
  const kind = editor.state.selection.node?.type.name;
  if (!(kind in QUESTIONS) || !editor.isFocused) {
    return false;
  }
  QUESTIONS[kind](editor);
  return true;
}

// --- questions ---------------------------------------------------------------------------------------------------------

const QUESTIONS = {
  link(editor) {
    ask("link", editor, {
      given: { address: editor.getAttributes("link").href ?? "" },
      wrong: ({ address }) => !ADDRESS.test(address),
      use({ address }) {
        const chain = editor.chain().extendMarkRange("link");
        const chosen = !editor.state.selection.empty || editor.isActive("link");
        const link = { type: "text", text: address, marks: [{ type: "link", attrs: { href: address } }] };
        (chosen ? chain.setMark("link", { href: address }) : chain.insertContent(link)).run();
      },
      remove: () => editor.chain().extendMarkRange("link").unsetMark("link").run(),
    });
  },
  figure(editor) {
    ask("figure", editor, {
      given: chosen(editor, "figure") ?? { alt: "", caption: "" },
      wrong: ({ medium, alt }) => !alt && !decorates(medium),
      use: (attrs) => put(editor, "figure", attrs),
    });
  },
  field(editor) {
    const given = chosen(editor, "field");
    ask("field", editor, {
      given: given ?? { label: "", name: unused(editor) },
      wrong: ({ label }) => !label,
      use: ({ label, name }) => put(editor, "field", { label, name: name || given?.name || called(label, editor) }),
    });
  },
};

function ask(name, editor, question) {
  const dialog = document.getElementById(`ask-${name}`);
  const form = dialog.querySelector("form");
  const wrong = form.querySelector("[data-wrong]");
  const fields = [...form.querySelectorAll("input, select, textarea")];
  const key = (field) => field.name.replace(`${name}-`, "");
  for (const field of fields) {
    field.value = question.given[key(field)] ?? (field.matches("select") ? field.options[0]?.value ?? "" : "");
  }
  say(wrong, false);
  form.onsubmit = (event) => {
    event.preventDefault();
    const does = event.submitter?.value ?? "use";
    const said = Object.fromEntries(fields.map((field) => [key(field), field.value.trim()]));
    if (does === "use" && question.wrong(said)) {
      say(wrong, true);
      fields[0].focus();
      return;
    }
    dialog.close();
    editor.view.focus(); // at once: the next stroke belongs to the text
    question[does]?.(said);
  };
  dialog.onclose = () => editor.view.focus(); // also by Escape
  dialog.showModal();
}

function say(element, wrong) {
  if (element) {
    element.textContent = wrong ? element.dataset.wrong : "";
  }
}

function chosen(editor, kind) {
  const node = editor.state.selection.node;
  return node?.type.name === kind ? node.attrs : null;
}

// What is chosen changes; anything new stands after the block in which the cursor is, or in its place where that is empty.
function put(editor, kind, attrs) {
  if (chosen(editor, kind)) {
    editor.commands.updateAttributes(kind, attrs);
    return;
  }
  const { $to, to } = editor.state.selection;
  const empty = $to.depth === 1 && $to.parent.content.size === 0;
  const end = $to.depth ? $to.after(1) : to;
  const from = empty ? $to.before(1) : end;
  const last = end === editor.state.doc.content.size ? [{ type: "paragraph" }] : [];
  const goOn = ({ tr }) => Boolean(tr.setSelection(Selection.near(tr.doc.resolve(from + 1))));
  const content = [{ type: kind, attrs }, ...last];
  editor.chain().insertContentAt({ from, to: end }, content, { updateSelection: false }).command(goOn).run();
}

function decorates(medium) {
  return document.querySelector(`[data-kind][data-medium="${CSS.escape(medium)}"]`)?.hasAttribute("data-decorative");
}

function names(editor) {
  const found = [];
  editor.state.doc.descendants((node) => {
    if (node.type.name === "field") {
      found.push(node.attrs.name);
    }
  });
  return found;
}

// The first field of the source that the translation does not have yet.
function unused(editor) {
  const there = [...document.querySelectorAll("#ask-field option")].map((option) => option.value);
  return there.find((name) => !names(editor).includes(name)) ?? there[0];
}

// A name out of the words that it asks, of the letters a to z and _; the second of the same gets another ending.
function called(label, editor) {
  const plain = label.normalize("NFKD").toLowerCase().replace(/[^a-z]+/g, "_").replace(/^_+|_+$/g, "");
  const base = plain.slice(0, 36).replace(/_+$/, "") || "answer";
  let name = base;
  for (let next = 1; names(editor).includes(name); next += 1) {
    name = `${base}_${"abcdefghijklmnopqrstuvwxyz"[next % 26]}`;
  }
  return name;
}
