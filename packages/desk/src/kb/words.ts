/** Words that stand in any sentence and tell nothing of what is wrong; English, then German without its marks. */
const EMPTY_WORDS = new Set(
  `a about after again all also am an and any anymore are as at be because been but by can cannot cant come comes computer could did do
  does doesnt doing dont for from get gets getting got had has have hello help her hey hi him his how i if im in into is isnt it
  its ive just laptop let like make makes me more much my need no not now of on one only or our out pc please problem really same she since
  so some something somehow still such suddenly than thank thanks that the their them then there they thing this to today too try
  trying us very want wants was we well were what when where which while who why will with won wont work working works would yes you your`
    .concat(` aber alle alles als am an auch auf aus bei beim bin bis bitte da damit danke dann das dass dem den der des die dies diese diesem
  diesen dieser dieses doch du ein eine einem einen einer eines er es etwas fur ganz gar geht gehen gerade habe haben hallo hat hatte heute
  hier hilfe ich ihm ihn ihr ihre ihrem ihren im immer ist ja jetzt kann kein keine keinen klappt konnen kommt lasst machen macht man mehr
  mein meine meinem meinen meiner mich mir mit nach nicht nichts noch nun nur ob oder ohne pc plotzlich rechner schon sehr seit seite sich
  sie sind so soll und uns unser unsere vom von vor wann war was wenn werden wie wieder will wir wird wo zu zum zur`)
    .split(/\s+/u)
    .filter((word) => word !== ''),
);
const MAX_WORD = 40;
const COMPOUND = /\p{L}+(?:[-\u2010\u2011]\p{L}+)+/gu;
const WORD = /[\p{L}\p{N}]+/gu;

/** Without accents and capitals, apostrophes closed up: `Doesn’t` is `doesnt`. */
function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}'\u2018\u2019]/gu, '')
    .toLowerCase();
}

/** What a text can be found by, each once: `Wi-Fi` is `wifi`, and `wi` and `fi`. At most `max`, the last ones. */
export function searchWords(text: string, max: number): string[] {
  const plain = fold(text);
  const joined = (plain.match(COMPOUND) ?? []).map((word) => word.replace(/[^\p{L}]/gu, ''));
  const found = [...joined, ...(plain.match(WORD) ?? [])].filter((word) => word.length > 1 && !EMPTY_WORDS.has(word));
  return [...new Set(found.map((word) => word.slice(0, MAX_WORD)))].slice(-max);
}

/** Where slips begin: the first letter is there, is missing, or comes second. */
function mayBeNear(typed: string, word: string): boolean {
  return typed[0] === word[0] || typed[0] === word[1] || typed[1] === word[0];
}

/** How many slips are forgiven in a word of such a length. */
function forgiven(length: number): number {
  if (length < 4) return 0;
  return length < 8 ? 1 : 2;
}

/**
 * Whether two words differ by no more than slips of a hand: letters that are missing, too many, others, or two that
 * changed places (optimal string alignment distance).
 */
export function isNear(typed: string, word: string): boolean {
  const most = forgiven(typed.length);
  if (Math.abs(typed.length - word.length) > most) return false;
  if (typed === word) return true;
  if (most === 0 || !mayBeNear(typed, word)) return false;
  let before: number[] = [];
  let last = Array.from({ length: word.length + 1 }, (_, index) => index);
  for (let row = 1; row <= typed.length; row++) {
    const next = [row];
    for (let column = 1; column <= word.length; column++) {
      const same = typed[row - 1] === word[column - 1];
      let least = Math.min((last[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + (same ? 0 : 1));
      const swapped = row > 1 && column > 1 && typed[row - 1] === word[column - 2] && typed[row - 2] === word[column - 1];
      if (swapped) least = Math.min(least, (before[column - 2] ?? 0) + 1);
      next.push(least);
    }
    if (Math.min(...next) > most) return false;
    before = last;
    last = next;
  }
  return (last[word.length] ?? 0) <= most;
}

/** Forms of one word: `print` and `printing`, `connect` and `connection`. */
export function isForm(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return short.length >= 4 && long.length - short.length <= 4 && long.startsWith(short.replace(/[ey]$/u, ''));
}
