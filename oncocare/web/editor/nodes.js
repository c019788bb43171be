// What a text of the library may hold: the blocks of oncocare/library/document.py, and nothing else.
import { Mark, Node } from "@tiptap/core";
import { Blockquote } from "@tiptap/extension-blockquote";
import { Bold } from "@tiptap/extension-bold";
import { Document } from "@tiptap/extension-document";
import { Heading } from "@tiptap/extension-heading";
import { Italic } from "@tiptap/extension-italic";
import { BulletList, ListItem, ListKeymap, OrderedList } from "@tiptap/extension-list";
import { Paragraph } from "@tiptap/extension-paragraph";
import { Text } from "@tiptap/extension-text";
import { Gapcursor, UndoRedo } from "@tiptap/extensions";

export const ADDRESS = /^(https:\/\/[^\s()<>]+|\/[^\s()<>/\\][^\s()<>\\]*|\/|mailto:[^\s()<>]+|tel:\+?[0-9]+)$/;

const Link = Mark.create({
  name: "link",
  inclusive: false,
  addAttributes: () => ({ href: { default: null } }),
  parseHTML: () => [
    { tag: "a[href]", getAttrs: (link) => (ADDRESS.test(link.getAttribute("href")) ? null : false) },
  ],
  renderHTML: ({ HTMLAttributes }) => ["a", HTMLAttributes, 0],
});

const CallOut = Node.create({
  name: "callout",
  group: "block",
  content: "(paragraph|bulletList|orderedList)+",
  defining: true,
  parseHTML: () => [{ tag: "aside" }],
  renderHTML: () => ["aside", { class: "oc-callout", role: "note" }, 0],
});

// A medium stands by its name; what is shown in its place comes from the list that the page carries.
const Figure = Node.create({
  name: "figure",
  group: "block",
  atom: true,
  draggable: true,
  addAttributes: () => ({ medium: { default: "" }, alt: { default: "" }, caption: { default: "" } }),
  parseHTML: () => [{
    tag: "figure",
    getAttrs: (figure) => {
      const picture = figure.querySelector("img");
      const caption = figure.querySelector("figcaption")?.textContent.trim() ?? "";
      return picture && { medium: named(picture), alt: picture.getAttribute("alt") ?? "", caption };
    },
  }],
  renderHTML: ({ node: { attrs } }) => [
    "figure",
    ["img", { src: attrs.medium, alt: attrs.alt }],
    ...(attrs.caption ? [["figcaption", attrs.caption]] : []),
  ],
  addNodeView: () => ({ node }) => {
    const box = made("figure", "oc-editor__figure");
    const medium = document.querySelector(`[data-kind][data-medium="${CSS.escape(node.attrs.medium)}"]`);
    if (medium?.dataset.kind === "image" && medium.dataset.address) {
      const picture = made("img");
      picture.src = medium.dataset.address;
      picture.alt = node.attrs.alt;
      box.append(picture);
    }
    const words = [`[${node.attrs.medium}]`, node.attrs.alt, node.attrs.caption].filter(Boolean).join(" · ");
    box.append(made("figcaption", "", words));
    return { dom: box };
  },
});

function named(picture) {
  return (picture.getAttribute("src") ?? "").replace(/\/$/, "").split("/").pop();
}

// What a reader is asked; its name stays as it is when its words change.
const Field = Node.create({
  name: "field",
  group: "block",
  atom: true,
  draggable: true,
  addAttributes: () => ({ name: { default: "" }, label: { default: "" } }),
  parseHTML: () => [{
    tag: "label[data-field]",
    getAttrs: (label) => ({ name: label.dataset.field, label: label.textContent.trim() }),
  }],
  renderHTML: ({ node: { attrs } }) => ["label", { "data-field": attrs.name }, attrs.label],
  addNodeView: () => ({ node }) => {
    const box = made("div", "oc-editor__field");
    box.append(made("span", "", node.attrs.label), made("code", "oc-soft", node.attrs.name));
    return { dom: box };
  },
});

// A question for the reader alone; it is written as text, and the editor carries it as it is.
const Check = Node.create({
  name: "check",
  group: "block",
  atom: true,
  draggable: true,
  addAttributes: () => ({ source: { default: "" } }),
  parseHTML: () => [{ tag: "div[data-check]", getAttrs: (box) => ({ source: box.dataset.check }) }],
  renderHTML: ({ node: { attrs } }) => ["div", { "data-check": attrs.source }],
  addNodeView: () => ({ node }) => {
    const box = made("div", "oc-editor__field");
    const lines = node.attrs.source.split("\n").slice(1, -1).filter((line) => line.trim());
    box.append(...lines.map((line) => made("div", "", line)));
    return { dom: box };
  },
});

function made(tag, name = "", words = "") {
  const element = document.createElement(tag);
  if (name) {
    element.className = name;
  }
  element.textContent = words;
  return element;
}

export const EXTENSIONS = [
  Document, Paragraph, Text, Bold, Italic, Link, CallOut, Figure, Field, Check, Gapcursor, UndoRedo, ListKeymap,
  Heading.extend({ marks: "italic link" }).configure({ levels: [2, 3] }),
  Blockquote.extend({ content: "paragraph+" }),
  BulletList, OrderedList, ListItem.extend({ content: "paragraph" }),
];
