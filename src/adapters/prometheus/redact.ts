/**
 * A text without the secrets, as they are or percent-encoded as a part of an address: programs differ in which
 * characters they encode, so each may be. The longest goes first, because one secret may begin another.
 */
export function redact(text: string, secrets: readonly string[]): string {
  const longestFirst = [...secrets].sort((one, other) => other.length - one.length);
  return longestFirst.reduce((rest, secret) => rest.replace(inAnyForm(secret), "[secret]"), text);
}

// Of each character one form or another, without repetition: linear in the text.
function inAnyForm(secret: string): RegExp {
  return new RegExp([...secret].map(characterForms).join(""), "gu");
}

function characterForms(character: string): string {
  const plain = `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  const encoded = [...Buffer.from(character, "utf8")].map((byte) => `%${anyCase(byte)}`).join("");
  // A blank is a plus in the fields of a form.
  return character === " " ? `(?:${plain}|\\+|${encoded})` : `(?:${plain}|${encoded})`;
}

function anyCase(byte: number): string {
  const digits = byte.toString(16).padStart(2, "0");
  return digits.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}
