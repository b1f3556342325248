import type { Data } from "../data.ts";

/**
 * Writes an object as Flux writes it before it fills variables in: without comments, anchors and the quotes of the
 * source, because it comes out of JSON. So `"${PORT}"` becomes `${PORT}`, which is a number once it is filled in.
 * Only the quotes around dollars matter; other texts are quoted whenever that is safe.
 * Source: sigs.k8s.io/yaml, goyaml.v2 (emitterc.go).
 */
export function writeObject(data: Data): string {
  return `${linesOf(data, "").join("\n")}\n`;
}

function linesOf(data: Data, pad: string): readonly string[] {
  if (data instanceof Map && data.size > 0)
    return [...data].flatMap(([key, value]) => pairLines(String(key), value as Data, pad));
  if (Array.isArray(data) && data.length > 0) return data.flatMap((item: Data) => itemLines(item, pad));
  return [pad + inlineOf(data, pad)];
}

function pairLines(key: string, value: Data, pad: string): readonly string[] {
  const head = `${pad}${key.includes("\n") ? quoted(key) : textOf(key, pad)}:`;
  if (!isBlock(value)) return [`${head} ${inlineOf(value, pad)}`];
  return [head, ...linesOf(value, Array.isArray(value) ? pad : `${pad}  `)];
}

function itemLines(item: Data, pad: string): readonly string[] {
  if (!isBlock(item)) return [`${pad}- ${inlineOf(item, pad)}`];
  const [first = "", ...rest] = linesOf(item, `${pad}  `);
  return [`${pad}- ${first.slice(pad.length + 2)}`, ...rest];
}

function isBlock(data: Data): boolean {
  return (data instanceof Map && data.size > 0) || (Array.isArray(data) && data.length > 0);
}

function inlineOf(data: Data, pad: string): string {
  if (data instanceof Map) return "{}";
  if (Array.isArray(data)) return "[]";
  return typeof data === "string" ? textOf(data, pad) : String(data ?? null);
}

function textOf(text: string, pad: string): string {
  if (!text.includes("$")) return isPlainEverywhere(text) ? text : quoted(text);
  const special = /[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/.test(text);
  if (special || / \n/.test(text) || (text.includes("\n") && text.endsWith(" "))) return quoted(text);
  if (text.includes("\n")) return literal(text, pad);
  if (isPlainInBlock(text)) return text;
  return `'${text.replace(/'/g, "''")}'`;
}

// Keys of Kubernetes and most names; no parser takes them for anything else.
function isPlainEverywhere(text: string): boolean {
  return /^[A-Za-z][\w./-]*$/.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text);
}

function isPlainInBlock(text: string): boolean {
  return !/^[#,[\]{}&*!|>'"%@`]|^[?:-](?: |$)|^(?:---|\.\.\.)|: |:$| #|^ | $/.test(text);
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\x7f-\x9f\u2028\u2029\ufeff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function literal(text: string, pad: string): string {
  const indent = /^[ \n]/.test(text) ? "2" : "";
  const body = text.endsWith("\n") ? text.slice(0, -1) : text;
  const chomp = !text.endsWith("\n") ? "-" : body === "" || body.endsWith("\n") ? "+" : "";
  const lines = body.split("\n").map((line) => (line === "" ? "" : `${pad}  ${line}`));
  return [`|${indent}${chomp}`, ...lines].join("\n");
}
