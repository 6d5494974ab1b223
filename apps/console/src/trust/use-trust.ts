import { AppError } from '@alongside/base';
import { signingKeyOf } from '@alongside/crypto';
import { requestAdminCertificate } from '@alongside/identity';
import { http, type PolicyRules, type SignedByAdmin } from '@alongside/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useDesk } from '../desk/desk-context.ts';
import { type Services, useServices } from '../shared/services.ts';
import { useObservable } from '../shared/use-observable.ts';
import { type Certified, certifyKey, nextPolicy, nextRevocations, type Signing } from './sign-trust.ts';
import { type TrustView, viewTrust } from './trust-view.ts';

const REFRESH_MS = 10 * 60_000;

/** This browser's admin key: another one than it helps with, so that what each may sign stays apart. */
export async function adminKey({ keys }: Services, userId: string) {
  return signingKeyOf(await keys.keyPair(`admin.${userId}`));
}

/** What the admin hands to the keeper of the organisation's key. */
export function useAdminRequest(name: string) {
  const services = useServices();
  const { user } = useDesk();
  return useMutation({
    mutationFn: async () => {
      const key = await adminKey(services, user.id);
      return { key: key.publicKey, request: await requestAdminCertificate(key, { name, at: services.clock.now() }) };
    },
  });
}

/** What holds under the organisation that was compared in this browser; null as long as none was. */
export function useTrust() {
  const { api, crypto, clock, trustMemory } = useServices();
  const { user } = useDesk();
  const memory = trustMemory.of(user.id);
  const remembered = useObservable(memory);
  const query = useQuery({
    queryKey: ['trust', remembered],
    enabled: remembered !== null,
    refetchInterval: REFRESH_MS,
    // What was signed here is remembered before it is published: whoever signs must still be there to read what came of it.
    placeholderData: (before) => (before?.organisation === remembered?.organisation ? before : undefined),
    queryFn: async (): Promise<TrustView | null> => {
      if (remembered === null) return null;
      const { organisations } = await api.callRoute(http.trust);
      const mine = organisations.find(({ hash }) => hash === remembered.organisation);
      const published = {
        admins: mine?.admins ?? [],
        certificates: mine?.technicians ?? [],
        documents: mine?.documents ?? { revocations: null, policy: null },
      };
      const found = await viewTrust(remembered, published, { crypto, now: clock.now() });
      const newest = found?.list?.signed;
      // Another admin signed a newer list: from now on no older one passes here.
      const policy = found?.policy?.signed;
      const isNewer = newest && newest.document !== remembered.revocations?.document;
      const isNews = isNewer || (policy && policy.document !== remembered.policy?.document);
      // What was signed here while this was on its way is newer still.
      if (isNews && memory.value === remembered) {
        memory.set({ ...remembered, revocations: newest ?? remembered.revocations, policy: policy ?? remembered.policy });
      }
      return found ?? null;
    },
  });
  return { ...query, remembered, memory, view: query.data ?? undefined };
}

/** Everything that is signed here, by this browser's admin key, and then published. */
export function useTrustActions() {
  const services = useServices();
  const { api, clock, random } = services;
  const { user } = useDesk();
  const queries = useQueryClient();
  const { memory, remembered, refetch } = useTrust();

  /** On what is published now: another admin may have signed since this page looked. */
  const signing = async (): Promise<Signing> => {
    const { data: view } = remembered === null ? {} : await refetch({ throwOnError: true });
    if (remembered === null || !view) throw new AppError('request.invalid', 'no organisation was compared here');
    const signer = { key: await adminKey(services, user.id), certificate: remembered.certificate };
    return { signer, view, now: clock.now(), random };
  };
  const publishList = async (more: readonly string[], parts: Signing) => {
    const signed = await nextRevocations(more, parts);
    // Kept first: should the server lose it, the next number is higher all the same.
    if (memory.value !== null) memory.set({ ...memory.value, revocations: signed });
    await api.callRoute(http.trustRevocationsAdd, { body: signed });
  };
  const done = () => queries.invalidateQueries({ queryKey: ['trust'] });

  return {
    revoke: useMutation({
      mutationFn: async (publicKeys: readonly string[]) => publishList(publicKeys, await signing()),
      onSettled: done,
    }),
    certify: useMutation({
      mutationFn: async (technicians: readonly Certified[]) => {
        const parts = await signing();
        await api.callRoute(http.trustAdminAdd, { body: { certificate: parts.signer.certificate } });
        // Without a fresh list no computer believes any certificate.
        if (parts.view.revocations?.state !== 'fresh' || parts.view.isServerBehind) await publishList([], parts);
        for (const technician of technicians) {
          await api.callRoute(http.trustTechnicianAdd, { body: await certifyKey(technician, parts) });
        }
      },
      onSettled: done,
    }),
    publish: useMutation({
      mutationFn: async (signed: SignedByAdmin) => {
        if (memory.value !== null) memory.set({ ...memory.value, revocations: signed });
        await api.callRoute(http.trustRevocationsAdd, { body: signed });
      },
      onSettled: done,
    }),
    setPolicy: useMutation({
      /** `after`: the number of what was there to be changed. */
      mutationFn: async ({ rules, after }: { readonly rules: PolicyRules; readonly after: number }) => {
        const parts = await signing();
        if ((parts.view.policy?.content.number ?? 0) !== after)
          throw new AppError('trust.older', 'other rules were signed meanwhile');
        const signed = await nextPolicy(rules, parts);
        if (memory.value !== null) memory.set({ ...memory.value, policy: signed });
        await api.callRoute(http.trustAdminAdd, { body: { certificate: parts.signer.certificate } });
        await api.callRoute(http.trustPolicyAdd, { body: signed });
      },
      onSettled: done,
    }),
    accept: useMutation({
      mutationFn: async (accepted: { readonly jws: string; readonly organisation: string }) => {
        const before = memory.value?.organisation === accepted.organisation ? memory.value : null;
        memory.set({
          organisation: accepted.organisation,
          certificate: accepted.jws,
          revocations: before?.revocations ?? null,
          policy: before?.policy ?? null,
        });
        await api.callRoute(http.trustAdminAdd, { body: { certificate: accepted.jws } });
      },
      onSettled: done,
    }),
  };
}
