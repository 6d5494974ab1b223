/** Inputs that broke a decoder once, each by the decoder's name: they are tried first in every run. */
export const KEPT: readonly { readonly decoder: string; readonly input: string }[] = [
  // What was taken out stood between a letter and its mark: the rest was not composed.
  { decoder: 'names and texts', input: 'e\u200d\u0301' },
  // Drawn as nothing, and taken for a name.
  { decoder: 'names and texts', input: '\u3164' },
  { decoder: 'names and texts', input: '\u2800\u115f' },
  // A user name before the host: the eye reads another server.
  { decoder: 'enrollment link', input: `https://help.example@evil.example/get#e=${'T'.repeat(43)}` },
];
