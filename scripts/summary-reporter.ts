import type { Reporter, TestCase, TestModule } from 'vitest/node';

/**
 * Ends a test run with one line, `N passed, N failed`, after the reasons for skipped tests.
 *
 * A file that does not load counts as a failure, and a run without tests fails.
 */
export default class SummaryReporter implements Reporter {
  #passed = 0;
  #failed = 0;
  #skipped = new Map<string, number>();
  #isListening = false;

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    this.#passed = 0;
    this.#failed = unhandledErrors.length;
    this.#skipped.clear();
    for (const module of modules) this.#count(module);
    if (this.#isListening) return;
    this.#isListening = true;
    // On exit, so that nothing (coverage, other reporters) prints below the last line.
    process.on('exit', () => this.#print());
  }

  #count(module: TestModule): void {
    const failedBefore = this.#failed;
    for (const test of module.children.allTests()) this.#countTest(test);
    const isBroken = module.state() === 'failed' && this.#failed === failedBefore;
    if (isBroken) this.#failed += 1;
  }

  #countTest(test: TestCase): void {
    const result = test.result();
    if (result.state === 'passed') this.#passed += 1;
    else if (result.state === 'skipped') this.#countSkipped(test, result.note);
    else this.#failed += 1;
  }

  #countSkipped(test: TestCase, note: string | undefined): void {
    // Tests excluded by `-t` or `.only` were not requested: they are not counted.
    if (test.options.mode === 'run' && note === undefined) return;
    const reason = note ?? `no reason given: ${test.module.relativeModuleId}: ${test.fullName}`;
    this.#skipped.set(reason, (this.#skipped.get(reason) ?? 0) + 1);
  }

  #print(): void {
    let skipped = 0;
    for (const [reason, count] of this.#skipped) {
      skipped += count;
      console.log(`skipped ${count}: ${reason}`);
    }
    if (this.#passed + this.#failed === 0) {
      console.log('expected at least one test to run, found none; check the filter');
      process.exitCode = 1;
    }
    if (this.#failed > 0) process.exitCode ||= 1;
    const tail = skipped > 0 ? `, ${skipped} skipped` : '';
    console.log(`${this.#passed} passed, ${this.#failed} failed${tail}`);
  }
}
