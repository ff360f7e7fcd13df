// How each kind of dump is taken, what it has and what it costs the service.

import type { GuideCapture } from '../../../model/dump-guide';

export const CAPTURES: readonly GuideCapture[] = [
  {
    name: 'debug=2: every goroutine with its state',
    how: [
      {
        note: 'from a running service that has imported net/http/pprof',
        text: "curl -s -o goroutines.txt 'http://HOST:6060/debug/pprof/goroutine?debug=2'",
      },
      {
        note: 'three of them, ten seconds apart, to compare',
        text: "for i in 1 2 3; do curl -s -o goroutines-$i.txt 'http://HOST:6060/debug/pprof/goroutine?debug=2'; sleep 10; done",
      },
      { note: 'in the program', text: 'pprof.Lookup("goroutine").WriteTo(file, 2)' },
    ],
    has: [
      'ids',
      'states and waits in minutes',
      'arguments',
      'go statements, with the id of the creator since Go 1.21',
      'labels since Go 1.27 (1.26 with GODEBUG=tracebacklabels=1)',
      '(leaked) marks of the last leak profile',
    ],
    lacks: ['runtime frames', 'system goroutines', 'channel addresses', 'goroutines beyond 64 MiB of text'],
    cost: 'The service goes on. It stands still while the text is made, the longer the more goroutines there are: with 100 000 of them take debug=1.',
  },
  {
    name: 'debug=1: counted stacks as text',
    how: [{ text: "curl -s -o counts.txt 'http://HOST:6060/debug/pprof/goroutine?debug=1'" }],
    has: ['distinct stacks with counts', 'labels', 'the runtime roots that older debug=2 hides (runtime.runfinq)'],
    lacks: ['ids', 'states and waits', 'go statements', 'arguments'],
    cost: 'Cheap: the service stands still for a moment only, also with 100 000 goroutines (since Go 1.19).',
  },
  {
    name: 'debug=0: counted stacks for tools',
    how: [
      { text: "curl -s -o goroutine.pb.gz 'http://HOST:6060/debug/pprof/goroutine'" },
      {
        note: 'a delta over 30 s; counts may be negative',
        text: "curl -s -o delta.pb.gz 'http://HOST:6060/debug/pprof/goroutine?seconds=30'",
      },
    ],
    has: [
      'distinct stacks with counts, names and lines',
      'labels',
      'runtime frames such as runtime.chanrecv1, which tell the kind of wait',
    ],
    lacks: ['ids', 'waits', 'go statements', 'arguments'],
    cost: 'As debug=1, and the file is small.',
  },
  {
    name: 'goroutineleak: proved leaks only',
    how: [
      { text: "curl -s -o leaks.txt 'http://HOST:6060/debug/pprof/goroutineleak?debug=1'" },
      {
        note: 'all goroutines, the leaked ones marked',
        text: "curl -s -o all-marked.txt 'http://HOST:6060/debug/pprof/goroutineleak?debug=2'",
      },
    ],
    has: ['goroutines that nothing can wake any more, found by a garbage collection of its own'],
    lacks: [
      'leaks that a global variable, a timer or a running goroutine can still reach',
      'what waits for the network, sleeps or runs',
    ],
    cost: 'A full garbage collection. Go 1.27; Go 1.26 only when it was built with GOEXPERIMENT=goroutineleakprofile.',
  },
  {
    name: 'runtime.Stack: from inside of the program',
    how: [
      {
        note: 'all goroutines; the buffer has to be large enough, or the dump is cut',
        text: 'buf := make([]byte, 64<<20); os.Stderr.Write(buf[:runtime.Stack(buf, true)])',
      },
      {
        note: 'on a signal of your own, without ending the process',
        text: 'signal.Notify(c, syscall.SIGUSR1); go func() { for range c { pprof.Lookup("goroutine").WriteTo(os.Stderr, 2) } }()',
      },
    ],
    has: ['the same as debug=2'],
    lacks: ['the same as debug=2', 'what does not fit into the buffer'],
    cost: 'The service stands still while the text is made.',
  },
  {
    name: 'SIGQUIT: when nothing else answers',
    how: [
      { note: 'ENDS THE PROCESS; the dump goes to its standard error', text: 'kill -QUIT PID' },
      { note: 'in a terminal, with the same effect', text: 'Ctrl-\\' },
    ],
    has: [
      'the same as debug=2',
      'with GOTRACEBACK=system, set when the program started: system goroutines, threads, registers and channel addresses',
    ],
    lacks: ['the process, afterwards'],
    cost: 'The process is gone. It works where the HTTP server hangs.',
  },
  {
    name: 'Panic and fatal error',
    how: [
      { note: 'all goroutines instead of the one that failed', text: 'GOTRACEBACK=all ./program' },
      { note: 'system goroutines too, and a core file', text: 'GOTRACEBACK=crash ./program' },
      { note: 'stacks of ended ancestors', text: 'GODEBUG=tracebackancestors=5 ./program' },
    ],
    has: ['why the process ended', 'with GOTRACEBACK=all the state of the others at that moment'],
    lacks: ['by default all but the goroutine that failed (a fatal error of the runtime shows all of them)'],
    cost: 'The process has ended already.',
  },
  {
    name: 'Core file: look later, let the service go on',
    how: [
      { note: 'the process is stopped for as long as writing its memory takes', text: 'gcore -o core PID' },
      { text: 'dlv core ./program core.PID' },
      { note: 'in Delve', text: 'goroutines -t' },
    ],
    has: ['every value: channels with their buffers, who waits at them, locks'],
    lacks: ['anything that happened afterwards'],
    cost: 'Stands still while the memory is written: seconds per GB.',
  },
  {
    name: 'Debugger: look now',
    how: [
      { text: 'dlv attach PID' },
      {
        note: 'in Delve: all goroutines by their own line, then one of them',
        text: 'goroutines -with user -group userloc\ngoroutine 42 bt',
      },
    ],
    has: ['every value, and you may go on step by step'],
    lacks: ['a service that answers while you look'],
    cost: 'The process stands still for as long as you look.',
  },
];
