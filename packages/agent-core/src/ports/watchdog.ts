/** Told what is open, so that a process of its own group can clean up when the core dies. */
export interface WatchdogPort {
  watch(
    resource: /** `process`: with all that came from it. `process-mark`: all that inherited something, as agent-node's adapters write it. */
      | { readonly kind: 'process-group' | 'process' | 'process-mark' | 'cgroup'; readonly id: string }
      /** In the window system's own numbers. */
      | { readonly kind: 'held-keys'; readonly keycodes?: readonly number[]; readonly buttons?: readonly number[] },
  ): { release(): void };
}
