interface Person {
  readonly name: string;
  readonly email: string;
}

/** Whose name or address has these letters. */
export function foundPeople<P extends Person>(people: readonly P[], text: string): readonly P[] {
  const wanted = plain(text.trim());
  return wanted === '' ? people : people.filter(({ name, email }) => plain(`${name} ${email}`).includes(wanted));
}

/** Who looks for Jurgen finds Jürgen. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
