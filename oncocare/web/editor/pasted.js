// What a word processor puts on the clipboard, as blocks that the editor knows. Whatever passes is read once more by the
// server, whose oncocare/library/cleaned.py is the law: this does the same early enough to be seen.

const SIGN = /^[\s\u00a0]*(?:[·•▪‣◦●○■][\s\u00a0]*|[o§–-][ \u00a0\t]{2,})(?=\S)/;
const NUMBER = /^[\s\u00a0]*(?:\d{1,2}|[a-z])[.)][\s\u00a0]{2,}(?=\S)/;
const BLOCKS = "p, div, h1, h2, h3, h4, h5, h6, li, blockquote, ul, ol, table, tr, figure, aside, label";

export function mended(html) {
  if (html.includes("data-pm-slice")) {
    return html; // copied in an editor like this one, which knows what it took
  }
  // Without styles, which the policy of the page refuses aloud even in a page that nobody sees.
  const inert = html
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<style[\s\S]*?<\/style>/gi, "")
    .replace(/\sstyle\s*=/gi, " data-style=");
  const page = new DOMParser().parseFromString(inert, "text/html");
  for (const one of page.querySelectorAll("script, style, title, meta, link")) {
    one.remove();
  }
  return new Lines(page.body).html();
}

class Lines {
  constructor(body) {
    this.blocks = [];
    this.line = [];
    this.walk(body, { bold: false, italic: false, href: "" }, "p");
    this.end("p");
  }

  html() {
    const parts = [];
    let list = "";
    for (const { kind, words } of this.blocks) {
      const item = kind === "ul" || kind === "ol";
      if (list && kind !== list) {
        parts.push(`</${list}>`);
      }
      if (item && kind !== list) {
        parts.push(`<${kind}>`);
      }
      list = item ? kind : "";
      parts.push(item ? `<li><p>${words}</p></li>` : written(kind, words));
    }
    return parts.join("") + (list ? `</${list}>` : "");
  }

  walk(element, style, kind) {
    for (const node of element.childNodes) {
      if (node.nodeType === 3) {
        this.say(node.data, style);
      } else if (node.nodeType === 1) {
        this.open(node, style, kind);
      }
    }
  }

  open(element, style, kind) {
    if (element.matches("figure, aside, label[data-field], div[data-check]")) { // ours, from another text
      this.end(kind);
      this.blocks.push({ kind: "whole", words: element.outerHTML });
    } else if (element.matches("br")) {
      this.breaks(kind);
    } else if (element.matches("td, th")) {
      if (element.previousElementSibling) {
        this.say(" – ", style);
      }
      this.walk(element, style, kind);
    } else if (element.matches("td p, td div, th p, th div")) { // what stands in a row is read as one line
      this.say(" ", style);
      this.walk(element, style, kind);
    } else if (element.matches(BLOCKS)) {
      const own = kindOf(element, kind);
      this.end(kind);
      this.walk(element, style, own);
      this.end(own);
    } else {
      this.walk(element, styled(element, style), kind);
    }
  }

  breaks(kind) {
    if (this.line.at(-1)?.words === "\n") {
      this.end(kind);
    } else {
      this.line.push({ words: "\n", style: {} });
    }
  }

  say(words, style) {
    if (words.trim() || this.line.at(-1)?.words !== "\n") {
      this.line.push({ words, style });
    }
  }

  end(kind) {
    const runs = this.line;
    this.line = [];
    const said = runs.map((run) => run.words).join("");
    if (!said.trim()) {
      return;
    }
    const mark = kind === "p" && [[SIGN, "ul"], [NUMBER, "ol"]].find(([sign]) => sign.test(said));
    cut(runs, mark ? mark[0].exec(said)[0].length : 0);
    this.blocks.push({ kind: mark ? mark[1] : kind, words: runs.map(run).join("").trim() });
  }
}

function written(kind, words) {
  if (kind === "whole") {
    return words;
  }
  return kind === "blockquote" ? `<blockquote><p>${words}</p></blockquote>` : `<${kind}>${words}</${kind}>`;
}

function kindOf(element, around) {
  const tag = element.localName;
  if (/^h[1-6]$/.test(tag)) {
    return tag < "h3" ? "h2" : "h3";
  }
  if (tag === "li") {
    return element.closest("ul, ol")?.localName ?? "ul";
  }
  if (tag === "p" && (element.getAttribute("role") === "heading" || element.classList.contains("MsoTitle"))) {
    return (element.getAttribute("aria-level") ?? "1") > "2" ? "h3" : "h2";
  }
  return tag === "blockquote" ? tag : around;
}

function styled(element, style) {
  const given = element.dataset.style ?? "";
  const weight = /(?:^|[;\s])font-weight:\s*(\w+)/.exec(given)?.[1];
  const slant = /(?:^|[;\s])font-style:\s*(\w+)/.exec(given)?.[1];
  const bold = weight ? /^(bold|[6-9]00)/.test(weight) : style.bold || element.matches("b, strong");
  const italic = slant ? /^(italic|oblique)/.test(slant) : style.italic || element.matches("i, em");
  return { bold, italic, href: element.matches("a[href]") ? element.getAttribute("href") : style.href };
}

// Takes so many characters off the beginning.
function cut(runs, count) {
  for (const one of runs) {
    const less = Math.min(count, one.words.length);
    one.words = one.words.slice(less);
    count -= less;
  }
}

function run({ words, style }) {
  let html = escaped(words.replace(/[ \t\r\n\u00a0]+/g, " "));
  if (!html.trim()) {
    return html;
  }
  html = style.italic ? `<em>${html}</em>` : html;
  html = style.bold ? `<strong>${html}</strong>` : html;
  return style.href ? `<a href="${escaped(style.href)}">${html}</a>` : html;
}

function escaped(words) {
  return words.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
