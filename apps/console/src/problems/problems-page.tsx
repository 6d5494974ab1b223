import { EmptyState, useTexts } from '@alongside/ui';
import { useMay } from '../desk/desk-context.ts';
import { ProblemForm } from './problem-form.tsx';
import { ProblemList } from './problem-list.tsx';
import { ProblemView } from './problem-view.tsx';
import classes from './problems.module.css';
import { useProblemAddress } from './use-problems.ts';

/** Known problems: which there are, one with its cases, its signature. */
export function ProblemsPage() {
  const { t } = useTexts();
  const may = useMay();
  if (!may('problems.read')) return <EmptyState title={t('problems.notYours')}>{t('problems.notYoursMore')}</EmptyState>;
  return (
    <div className={classes.page}>
      <Shown />
    </div>
  );
}

function Shown() {
  const { problem, search } = useProblemAddress();
  const may = useMay();
  const isEdit = search.act === 'edit' && may('problems.write');
  // Its own for each problem: what is typed for one is not the other's.
  if (isEdit) return <ProblemForm key={problem ?? search.from ?? ''} problem={problem} ticketId={search.from} />;
  return problem === undefined ? <ProblemList /> : <ProblemView key={problem} id={problem} />;
}
