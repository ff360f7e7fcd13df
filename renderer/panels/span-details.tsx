// The selected span: what, how long, when, on which processor, and the stack that the trace has for it.

import { formatDuration, formatExactNs, formatTimeAt } from '../../shared/base/format';
import { shortName } from '../../shared/base/function-name';
import type { GoroutineRef, SpanDetail } from '../../shared/model/requests';
import { spanLabel, stackSections } from '../models/selection-text';
import { Button } from '../ui/button';
import { CopyButton } from '../ui/copy-button';
import { Icon } from '../ui/icons';
import { StackList } from '../ui/stack-list';

export interface SpanDetailsProps {
  readonly span: SpanDetail;
  /** What one pixel of the timeline stands for. */
  readonly resolutionNs: number;
  /** Up to where the file was read, while its end is not known: what reaches it may last longer. */
  readonly readToNs: number | undefined;
  readonly onStep: (step: -1 | 1) => void;
  /** Zooms the timeline to the span. */
  readonly onFit: () => void;
  readonly onSelect: (goroutine: GoroutineRef) => void;
  /** The text of the whole selection. */
  readonly copyText: () => string;
}

export function SpanDetails({ span, resolutionNs, readToNs, onStep, onFit, onSelect, copyText }: SpanDetailsProps) {
  const duration = span.endNs - span.startNs;
  // Of spans narrower than a pixel too, the next one must not seem to begin at the same time.
  const startsAt = formatTimeAt(span.startNs, Math.min(resolutionNs, duration));
  return (
    <section className="span-details" aria-label="Span">
      <h3>
        Span{' '}
        <span className="sub" title={`${formatExactNs(duration)}, from ${formatExactNs(span.startNs)}`}>
          {spanLabel(span)} · {formatDuration(duration)}
          {readToNs !== undefined && span.endNs >= readToNs && ' so far'} at {startsAt}
        </span>
      </h3>
      {span.ghost && (
        <p className="facts ghost">
          <span className="ghost-mark" aria-hidden="true" />
          Waits to the end of the trace; nothing woke it.
        </p>
      )}
      {span.lane === 'proc' && <ProcessorLine span={span} onSelect={onSelect} />}
      {span.wokenBy !== undefined && <WakerLine wokenBy={span.wokenBy} onSelect={onSelect} />}
      <div className="button-row">
        <Button title="Previous span of this row ( , )" onClick={() => onStep(-1)}>
          <Icon name="previous" /> previous
        </Button>
        <Button title="Next span of this row ( . )" onClick={() => onStep(1)}>
          next <Icon name="next" />
        </Button>
        <Button title="Zoom to this span (F)" onClick={onFit}>
          Fit
        </Button>
        <CopyButton label="Copy" title="Copy goroutine, span and stack as text" text={copyText} />
      </div>
      <Stacks span={span} />
    </section>
  );
}

function Stacks({ span }: { readonly span: SpanDetail }) {
  const sections = stackSections(span);
  if (sections.length === 0) return <p className="note">The trace has no stack here.</p>;
  return (
    <>
      {sections.map((section) => (
        <div key={section.heading} className="stack-section">
          {section.heading !== '' && <h4>{section.heading}</h4>}
          <StackList lines={section.frames} />
        </div>
      ))}
    </>
  );
}

function WakerLine({
  wokenBy,
  onSelect,
}: Pick<SpanDetailsProps, 'onSelect'> & { readonly wokenBy: NonNullable<SpanDetail['wokenBy']> }) {
  if (wokenBy === 'runtime') return <p className="facts">Woken by the runtime: network poller, timer or scheduler</p>;
  return (
    <p className="facts origin">
      <span>Woken by</span>
      <button type="button" className="link" title={wokenBy.name} onClick={() => onSelect(wokenBy)}>
        g{wokenBy.id} {shortName(wokenBy.name)}
      </button>
    </p>
  );
}

function ProcessorLine({ span, onSelect }: Pick<SpanDetailsProps, 'span' | 'onSelect'>) {
  const { goroutine } = span;
  return (
    <p className="facts origin">
      <span>
        Processor P{span.proc}
        {goroutine && ' runs'}
      </span>
      {goroutine && (
        <button type="button" className="link" title={goroutine.name} onClick={() => onSelect(goroutine)}>
          g{goroutine.id} {shortName(goroutine.name)}
        </button>
      )}
    </p>
  );
}
