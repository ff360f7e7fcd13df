// A button that copies text and says so for a moment.

import { useSignal } from '@preact/signals';
import { Button } from './button';

export interface CopyButtonProps {
  readonly label: string;
  readonly title?: string;
  /** Asked only on a click: the text may be long. */
  readonly text: () => string | Promise<string>;
  readonly disabled?: boolean;
}

const NOTICE_MS = 1_600;

export function CopyButton({ label, title, text, disabled = false }: CopyButtonProps) {
  const notice = useSignal('');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(await text());
      notice.value = 'Copied';
    } catch {
      notice.value = 'Not allowed'; // the browser refuses the clipboard to pages without focus or permission
    }
    setTimeout(() => {
      notice.value = '';
    }, NOTICE_MS);
  };
  return (
    <Button onClick={() => void copy()} title={title} disabled={disabled}>
      <span aria-live="polite">{notice.value || label}</span>
    </Button>
  );
}
