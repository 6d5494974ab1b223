export * from './fact-formats.ts';
export * from './fact-page.ts';
export * from './fact-texts.ts';
