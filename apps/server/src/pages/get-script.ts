/**
 * What /get does where scripts run: puts the link, whose secret part the browser keeps from the server, into the commands,
 * copies them, and looks again while the agent is being prepared. Without it the page says how to do that by hand.
 */
export const GET_SCRIPT = `'use strict';
const all = (selector) => document.querySelectorAll(selector);
const isLink = /^#e=[A-Za-z0-9_-]{40,64}(&[a-z]+=[A-Za-z0-9_-]{1,128}){0,4}$/.test(location.hash);
const isInvitation = /^#i=[A-Za-z0-9_-]{43}$/.test(location.hash);
// The other language is the same page with the same link.
for (const other of all('a[data-language]')) other.hash = location.hash;
for (const notice of all('[data-with-invitation]')) notice.hidden = !isInvitation;
for (const notice of all('[data-by-hand]')) notice.hidden = true;
for (const notice of all('[data-without-link]')) notice.hidden = isLink || isInvitation;
for (const notice of all('[data-with-link]')) notice.hidden = !isLink;
if (isLink) {
  const link = location.origin + location.pathname + location.hash;
  for (const place of all('[data-link]')) place.textContent = link;
}
for (const button of all('button[data-copy]')) {
  const command = document.getElementById(button.dataset.copy);
  const copied = button.nextElementSibling;
  button.hidden = false;
  button.addEventListener('click', () => {
    navigator.clipboard.writeText(command.textContent).then(() => {
      copied.textContent = copied.dataset.text;
    }, () => getSelection().selectAllChildren(command));
  });
}
const preparing = document.getElementById('preparing');
if (preparing) {
  const look = () => {
    fetch(preparing.dataset.file, { method: 'HEAD', cache: 'no-store' }).then(
      (answer) => { if (answer.status === 202) setTimeout(look, 3000); else location.reload(); },
      () => setTimeout(look, 3000),
    );
  };
  setTimeout(look, 3000);
}
// Another link pasted into the same page changes the fragment alone.
addEventListener('hashchange', () => location.reload());
`;
