// The line at the bottom of profiles: what they count, how many samples, of what time, how much was read.

import { formatBytes, formatDuration, groupDigits } from '../../shared/base/format';
import { visibleText } from '../../shared/base/visible-text';
import { utcText } from '../../shared/model/file-line';
import type { ProfileInfo } from '../../shared/model/profile-requests';
import { weightText } from '../../shared/model/weight-text';
import type { ProfileTab } from '../models/profile-tab';

export function ProfileFooter({ tab }: { readonly tab: ProfileTab }) {
  const status = tab.status.value;
  const profiles = status.kind === 'ready' ? status.summary.profiles : [];
  const shown = profiles[tab.graphs.subject.value];
  if (shown === undefined) {
    return (
      <footer className="footer">
        <span>Files never leave this machine.</span>
      </footer>
    );
  }
  const { bytes, samples, durationNs, timeMs, damage, comments } = shown;
  return (
    <footer className="footer">
      <span title={comments.map(visibleText).join('\n')}>{visibleText(shown.what)}</span>
      <span>
        <span title={`${groupDigits(bytes)} bytes`}>{formatBytes(bytes)}</span>
        {` · ${groupDigits(samples)} samples`}
        {periodText(shown)}
      </span>
      {durationNs !== undefined && <span>taken for {formatDuration(durationNs)}</span>}
      {timeMs !== undefined && <span>{utcText(timeMs)}</span>}
      {damage === undefined ? (
        <span className="good">all of it read</span>
      ) : (
        <span className="warning">{damage}: the samples before that were read</span>
      )}
      <span className="space" />
      {tab.adding.value && <span role="status">Reading the other profile …</span>}
    </footer>
  );
}

/** ` · one per 10.0 ms of cpu`; '' where the profile does not tell. */
function periodText({ period, periodType }: ProfileInfo): string {
  if (period === undefined || periodType === undefined || period === 1) return '';
  const { type, unit } = periodType;
  const size =
    unit === 'nanoseconds' || unit === 'bytes'
      ? weightText(period, unit)
      : `${groupDigits(period)} ${visibleText(unit)}`;
  return ` · one per ${size} of ${visibleText(type)}`;
}
