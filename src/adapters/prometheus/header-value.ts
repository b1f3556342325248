// Visible ASCII, Latin-1 and blanks within (RFC 9110, section 5.5); the end of a file's last line is dropped.
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/** A text as the value of a header, without blanks around it; `null` where none can carry it. */
export function asHeaderValue(text: string): string | null {
  const trimmed = text.trim();
  return headerValue.test(trimmed) ? trimmed : null;
}
