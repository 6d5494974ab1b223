/** Computers to practise with are known by their names: nothing depends on it but what pages say. */
const NAME = /^Practice computer [1-9]$/u;

export function practiceComputerName(number: number): string {
  return `Practice computer ${number}`;
}

export function isPracticeComputer(name: string): boolean {
  return NAME.test(name);
}
