// A graph or flame graph as a file or on the clipboard.

import { useState } from 'preact/hooks';
import { Button } from '../../ui/button';
import { CheckField } from '../../ui/check-field';
import { Dialog } from '../../ui/dialog';
import { Segmented } from '../../ui/segmented';
import {
  EXPORT_FORMATS,
  type ExportFormat,
  type FlamePart,
  flameDotBytes,
  flameFilePicture,
  type GraphPart,
  graphDotBytes,
  graphFilePicture,
  pictureBytes,
  pngOf,
} from '../../views/picture-export';
import { shownLegend } from './legend';
import type { GraphPanelProps } from './props';
import { isOutdated } from './status-line';

export interface ExportProps extends GraphPanelProps {
  readonly what: 'graph' | 'flame';
  /** What is in view; undefined = no part of it can be told. */
  readonly part?: () => GraphPart | undefined;
  /** Flame graph: the node that fills the view. */
  readonly node?: () => number;
}

export function ExportButton(props: ExportProps) {
  const [open, setOpen] = useState(false);
  const { model, what } = props;
  const ready = what === 'graph' ? model.placed.value !== undefined : model.flame.value !== undefined;
  return (
    <>
      <Button onClick={() => setOpen(true)} disabled={!ready || isOutdated(model)} title={outdatedText(props)}>
        Export …
      </Button>
      {open && <ExportDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

/** Why what is shown must not be saved: it is of before, and its file would not tell. Undefined = nothing is against it. */
function outdatedText({ model, what }: ExportProps): string | undefined {
  if (!isOutdated(model)) return undefined;
  const graph = what === 'graph' ? 'graph' : 'flame graph';
  return model.isStopped.value
    ? `The new ${graph} was stopped before it was done: start it again to export it.`
    : `The new ${graph} is not there yet.`;
}

const FORMATS: Readonly<Record<ExportFormat, string>> = { svg: 'SVG', png: 'PNG', pdf: 'PDF', dot: 'DOT' };
const SCALES = ['1', '2', '3'] as const;

function ExportDialog(props: ExportProps & { readonly onClose: () => void }) {
  const { name, what, save, onClose } = props;
  const [format, setFormat] = useState<ExportFormat>('svg');
  const [scale, setScale] = useState<string>('2');
  const [dark, setDark] = useState(false);
  const [caption, setCaption] = useState(true);
  const [onlyPart, setOnlyPart] = useState(false);
  const [said, setSaid] = useState<string | undefined>(undefined);
  const options = { dark, caption, onlyPart };
  const outdated = outdatedText(props);
  const tell = async (work: () => Promise<string | undefined>, done: string): Promise<void> => {
    // Perhaps since the buttons were drawn.
    if (outdatedText(props) !== undefined) return;
    setSaid('Working …');
    try {
      setSaid((await work()) ?? done);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      setSaid(/[.!?]$/.test(message) ? message : `${message}.`);
    }
  };
  const saveFile = (): Promise<void> =>
    tell(async () => {
      const bytes = await bytesOf(props, format, Number(scale), options);
      return save(`${name}.${what}.${format}`, bytes);
    }, 'Saved.');
  const copy = (): Promise<void> =>
    tell(async () => {
      try {
        if (format === 'png') {
          const blob = pngOf(pictureOf(props, options), Number(scale));
          await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
        } else {
          const bytes = await bytesOf(props, format, 1, options);
          await navigator.clipboard.writeText(new TextDecoder().decode(bytes));
        }
      } catch (error) {
        if (!(error instanceof DOMException)) throw error;
        return 'The browser does not let the page use the clipboard here: save the file instead.';
      }
      return undefined;
    }, 'Copied.');
  return (
    <Dialog
      title={what === 'graph' ? 'Export the graph' : 'Export the flame graph'}
      onClose={onClose}
      className="export"
    >
      <Segmented
        label="format"
        choices={EXPORT_FORMATS.map((id) => ({ id, label: FORMATS[id] }))}
        selected={format}
        onChoose={setFormat}
      />
      {format === 'png' && (
        <Segmented
          label="scale"
          choices={SCALES.map((id) => ({ id: id as string, label: `${id}x` }))}
          selected={scale}
          onChoose={setScale}
        />
      )}
      {format !== 'dot' && <CheckField label="dark background" checked={dark} onChange={setDark} />}
      <CheckField label="title, file name, filter and legend" checked={caption} onChange={setCaption} />
      {(format !== 'dot' || what === 'flame') && (
        <CheckField label="only what is in view" checked={onlyPart} onChange={setOnlyPart} />
      )}
      <div className="dialog-actions">
        <Button kind="primary" onClick={() => void saveFile()} disabled={outdated !== undefined}>
          Save
        </Button>
        {format !== 'pdf' && (
          <Button
            onClick={() => void copy()}
            disabled={outdated !== undefined}
            title={format === 'png' ? 'The picture to the clipboard' : 'The text of the file to the clipboard'}
          >
            Copy
          </Button>
        )}
        <span role="status">{outdated ?? said}</span>
      </div>
    </Dialog>
  );
}

interface PictureChoice {
  readonly dark: boolean;
  readonly caption: boolean;
  readonly onlyPart: boolean;
}

function flamePart({ model, node }: ExportProps, { caption, onlyPart }: PictureChoice): FlamePart {
  const flame = model.flame.peek();
  if (flame === undefined) throw new Error('There is no flame graph to export');
  const { tree, callers, caption: lines } = flame;
  return { tree, callers, node: onlyPart ? (node?.() ?? 0) : 0, caption: caption ? lines : undefined };
}

function pictureOf(props: ExportProps, choice: PictureChoice) {
  const { model, what, part } = props;
  const { dark, caption, onlyPart } = choice;
  if (what === 'flame') return flameFilePicture(flamePart(props, choice), dark);
  const graph = model.placed.peek();
  if (graph === undefined) throw new Error('There is no graph to export');
  const seen = onlyPart ? part?.() : undefined;
  return graphFilePicture(graph, {
    dark,
    caption,
    legend: shownLegend(model),
    ...(seen === undefined ? {} : { part: seen }),
  });
}

async function bytesOf(
  props: ExportProps,
  format: ExportFormat,
  scale: number,
  choice: PictureChoice,
): Promise<Uint8Array> {
  if (format !== 'dot') return pictureBytes(pictureOf(props, choice), format, scale);
  if (props.what === 'flame') return flameDotBytes(flamePart(props, choice));
  const drawn = props.model.reply.peek()?.drawn;
  if (drawn === undefined) throw new Error('There is no graph to export');
  const shown = choice.caption ? drawn : { ...drawn, caption: [] };
  const legend = choice.caption ? shownLegend(props.model) : [];
  return graphDotBytes(shown, props.model.placed.peek()?.direction ?? 'down', legend);
}
