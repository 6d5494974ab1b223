/** The steps that were announced so far; the script that follows goes on counting (scripts/lib/steps.ts). */
let announced = 0;

/** Announces a numbered step on standard output. */
export function announce(what) {
  announced += 1;
  process.env.ALONGSIDE_STEPS_DONE = String(announced);
  process.stdout.write(`${announced}. ${what} …\n`);
}

/** A line that belongs to the step. */
export function say(line) {
  process.stdout.write(`   ${line}\n`);
}

/** Ends the process with what to do next. */
export function stop(code, message) {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}
