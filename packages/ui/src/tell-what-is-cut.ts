const WHOLE: ReadonlySet<string> = new Set(['insertFromPaste', 'insertFromDrop']);

type Field = HTMLInputElement | HTMLTextAreaElement;

/**
 * A field with a bound lets in the beginning of what is pasted or dropped, and browsers leave the rest out without a word: it
 * is said at the field, until something else is done there. `words` gets how many characters were left out. Returns what ends it.
 */
export function tellWhatIsCut(document: Document, words: (count: number) => string): () => void {
  const ends = new AbortController();
  let told: Field | undefined;
  const clear = () => {
    told?.setCustomValidity('');
    told = undefined;
  };
  const tell = (field: Field, count: number) => {
    if (ends.signal.aborted) return;
    clear();
    told = field;
    field.setCustomValidity(words(count));
    field.reportValidity();
  };
  const options = { capture: true, signal: ends.signal };
  document.addEventListener(
    'beforeinput',
    ({ target, inputType, data }) => {
      if (!isField(target) || !WHOLE.has(inputType) || data === null) return;
      const count = lengthWith(target, data) - target.maxLength;
      // After its own `input`, which does not come where the field was full.
      if (target.maxLength >= 0 && count > 0) setTimeout(() => tell(target, count));
    },
    options,
  );
  for (const type of ['input', 'keydown', 'focusout']) document.addEventListener(type, clear, options);
  return () => {
    clear();
    ends.abort();
  };
}

function isField(target: EventTarget | null): target is Field {
  return target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
}

/** As many UTF-16 units as the field would have; a new line is one (HTML, the API value). */
function lengthWith({ value, selectionStart, selectionEnd }: Field, data: string): number {
  const replaced = (selectionEnd ?? 0) - (selectionStart ?? 0);
  return value.length - replaced + data.replaceAll(/\r\n?/gu, '\n').length;
}
