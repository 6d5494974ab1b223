/** Told what is open, so that a process of its own group can clean up when the core dies. */
export interface WatchdogPort {
  watch(
    resource: { readonly kind: 'process-group' | 'process' | 'cgroup'; readonly id: string } | { readonly kind: 'held-keys' },
  ): { release(): void };
}
