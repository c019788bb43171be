// What the page of a room decides, without a page: each takes values and gives values.

const TRIES = [1000, 2000, 4000, 8000, 15000]; // milliseconds; a line that is down is tried again after these
const MOST = 500; // signs of one line of the chat

// After how many milliseconds a line is tried again that failed so often before.
export function pause(failed) {
  return TRIES[Math.min(failed, TRIES.length - 1)];
}

// How loud a stretch of sound is, from 0 to 100: the root of the mean square of its samples (-1 to 1) in decibels, from
// 60 below full scale on.
export function loudness(samples) {
  const mean = samples.reduce((sum, one) => sum + one * one, 0) / (samples.length || 1);
  const decibels = 10 * Math.log10(mean || 1e-12);
  return Math.round(Math.max(0, Math.min(100, (decibels + 60) * (100 / 60))));
}

// The name of the sentence that says what was found: `error` is the name of a DOMException, or nothing.
export function verdict({ sound, picture, wantsPicture, error }) {
  if (sound) {
    return picture ? "all-well" : wantsPicture ? "no-camera" : "sound-well";
  }
  return ["NotAllowedError", "SecurityError"].includes(error) ? "not-allowed" : "no-microphone";
}

// What is new between two answers of the site, as names by what happened. Of oneself nothing is told.
export function changes(before, now) {
  const others = (news, list) => (news?.[list] ?? []).filter((one) => !one.own);
  const fresh = (list, holds = () => true) => {
    const known = new Set(others(before, list).filter(holds).map((one) => one.id));
    return others(now, list).filter((one) => holds(one) && !known.has(one.id)).map((one) => one.name);
  };
  const here = new Set(others(now, "people").map((one) => one.id));
  return {
    came: fresh("people"),
    went: others(before, "people").filter((one) => !here.has(one.id)).map((one) => one.name),
    waits: fresh("waiting"),
    hands: fresh("people", (one) => one.hand),
    help: fresh("people", (one) => one.help),
  };
}

// One line of what happened, so that a screen reader is told once and not for each person: at most three sentences, and
// of many people only how it goes on. `sentence(kind, names)` puts one into words.
export function summed(happened, sentence, mostNames = 4) {
  return Object.entries(happened)
    .filter(([, names]) => names.length)
    .slice(0, 3)
    .map(([kind, names]) => {
      const shown = names.slice(0, mostNames).join(", ");
      return sentence(kind, names.length > mostNames ? `${shown} +${names.length - mostNames}` : shown);
    })
    .join(" ");
}

// Two lots of what happened as one: who came and went in the meantime is told of as neither, and who came waits no more.
export function together(first, second) {
  const all = {};
  for (const kind of new Set([...Object.keys(first), ...Object.keys(second)])) {
    all[kind] = [...new Set([...(first[kind] ?? []), ...(second[kind] ?? [])])];
  }
  const both = (all.came ?? []).filter((name) => all.went?.includes(name));
  const without = (kind, names) => (all[kind] ?? []).filter((one) => !names?.includes(one));
  return { ...all, came: without("came", both), went: without("went", both), waits: without("waits", all.came) };
}

// What of a feed is asked for: with sound only no picture, and of data always.
export function wanted(feed, streams, low) {
  return (streams ?? []).filter((one) => !one.disabled && !(low && one.type === "video")).map((one) => ({ feed, mid: one.mid }));
}

// A line of the chat as it is sent, or nothing.
export function line(words) {
  return words.trim().slice(0, MOST);
}

// What came over the data channel of somebody: a line, or whether they are muted and their camera is on; else nothing.
export function read(text) {
  try {
    const said = JSON.parse(text);
    if (said.kind === "line" && typeof said.words === "string" && line(said.words)) {
      return { kind: "line", words: line(said.words) };
    }
    if (said.kind === "state") {
      return { kind: "state", muted: Boolean(said.muted), camera: Boolean(said.camera) };
    }
  } catch {
    // It is none of ours.
  }
  return null;
}

// In which order people stand: whoever leads first, then who raised a hand, then as they came.
export function ordered(people) {
  const weight = (one) => (one.leads ? 0 : one.hand ? 1 : 2);
  return people.map((one, place) => [one, place]).sort(([a, i], [b, j]) => weight(a) - weight(b) || i - j).map(([one]) => one);
}
