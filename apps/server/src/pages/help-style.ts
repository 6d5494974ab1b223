/** Of the pages with articles, beside what all plain pages have. */
export const HELP_STYLES = `main { padding: 32px 16px; }
h1 { margin: 16px 0; }
li { margin: 6px 0; }
article li { margin: 10px 0; }
article img { display: block; max-width: 100%; height: auto; }
nav { font-size: 14px; }
mark { background: none; color: inherit; font-weight: 700; text-decoration: underline; text-decoration-color: var(--accent); text-underline-offset: 3px; }
form label { display: block; margin-bottom: 4px; }
.search > div { display: flex; gap: 8px; }
input, textarea, select { box-sizing: border-box; width: 100%; min-height: 44px; padding: 8px 12px; border: 1px solid var(--soft); border-radius: 8px; background: var(--paper); color: var(--ink); font: inherit; }
input:focus-visible, textarea:focus-visible, select:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
button, .button { min-height: 44px; box-sizing: border-box; white-space: nowrap; cursor: pointer; }
[aria-invalid] { border-color: #b91c1c; }
.flaw { display: block; margin-top: 4px; font-weight: 600; }
.flaw::before { content: '⚠ ' / ''; }
/* For programs alone: not seen, and not heard. */
.apart { position: absolute; left: -9999px; visibility: hidden; }
.found { list-style: none; padding: 0; }
.found li { border-top: 1px solid var(--line); padding: 12px 0 4px; margin: 0; }
.found p { margin: 4px 0 8px; }
form.notice h2, .ask h2 { margin-top: 12px; }
form.notice { margin: 24px 0; padding: 4px 16px 8px; }
.ask { border-top: 1px solid var(--line); margin-top: 32px; }
@media print { .search, form.notice, .ask { display: none; } }
`;
