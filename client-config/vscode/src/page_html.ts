import { randomBytes } from 'node:crypto';

export interface Button {
  title: string;
  /** A `command:` link. */
  link: string;
}

/**
 * A page of a webview. Nothing is loaded but our style sheet and pictures, and no script runs but the
 * one below, whatever the Markdown holds.
 *
 * `begin` is the id of the heading to scroll to; a page drawn anew without one stays where it was read.
 */
export function html(page: { body: string; style: string; source: string; begin: string; buttons: Button[] }): string {
  const nonce = randomBytes(16).toString('base64');
  const policy = `default-src 'none'; img-src ${page.source} data:; style-src ${page.source}; script-src 'nonce-${nonce}'`;
  const links = page.buttons.map(({ title, link }) => `<a class="button" href="${inMarkup(link)}">${inMarkup(title)}</a>`);
  const nav = links.length > 0 ? `<nav>${links.join('')}</nav>` : '';
  return `<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="${page.style}">
</head>
<body>
<main>${page.body}${nav}</main>
<script nonce="${nonce}">
const vscode = acquireVsCodeApi();
const begin = document.getElementById(${inScript(page.begin)});
if (begin && begin.tagName !== 'H1') begin.scrollIntoView();
else scrollTo(0, vscode.getState()?.top ?? 0);
addEventListener('scroll', () => vscode.setState({ top: scrollY }));
</script>
</body>
</html>`;
}

function inScript(text: string): string {
  return JSON.stringify(text).replaceAll('<', '\\u003c');
}

/** Text as it stands in HTML and in its attributes. */
export function inMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
