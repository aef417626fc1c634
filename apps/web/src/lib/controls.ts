// Controls of terminals, and what turns the order in which text is read: a line could read otherwise than it is.
const HIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const PICTURES = 0x2400; // where Unicode has a picture of each of the first 32
const PICTURES_END = 0x20;

/** The text of a repository with a sign in the place of each character that would hide or turn others; as long as it was. */
export function showControls(text: string): string {
  return text.replace(HIDDEN, (found) => {
    const code = found.charCodeAt(0);
    return code < PICTURES_END ? String.fromCharCode(PICTURES + code) : "\ufffd";
  });
}
