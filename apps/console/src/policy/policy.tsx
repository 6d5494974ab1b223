import { readRules } from '@alongside/consent';
import type { TrustView } from '../trust/trust-view.ts';
import { useTrustActions } from '../trust/use-trust.ts';
import { PolicySection } from './policy-section.tsx';

/** The policy as this browser verified it, and the press that signs the next one. */
export function Policy({ view }: { readonly view: TrustView }) {
  const { setPolicy } = useTrustActions();
  const { policy, policyTrouble, standing } = view;
  return (
    <PolicySection
      current={
        policy && {
          number: policy.content.number,
          at: policy.content.at,
          by: policy.admin.name,
          rules: readRules(policy.content.rules),
          trouble: policyTrouble,
        }
      }
      canSign={standing === 'in-force' || standing === 'soon'}
      sign={(rules) => setPolicy.mutateAsync({ rules, after: policy?.content.number ?? 0 })}
    />
  );
}
