import type { ProblemTrend } from '@alongside/protocol';
import { Sparkline, useFormats, useTexts } from '@alongside/ui';

/** Cases of the last 30 days, a point a day, with the last week's number beside it. */
export function TrendPicture({ trend }: { readonly trend: ProblemTrend }) {
  const { t } = useTexts();
  const { number } = useFormats();
  const values = { last7: number(trend.last7), before7: number(trend.before7), last30: number(trend.last30) };
  return (
    <Sparkline
      points={trend.days.map((y, x) => ({ x, y }))}
      low={0}
      high={Math.max(2, ...trend.days)}
      label={t('problems.trend', values)}
    />
  );
}
