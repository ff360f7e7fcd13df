// What is often read about goroutine dumps and is not so.

import type { GuideCorrection } from '../../../model/dump-guide';

export const CORRECTIONS: readonly GuideCorrection[] = [
  {
    claim: 'Status 4 of a goroutine means system call and 6 means waiting.',
    fact: 'In the runtime 0 is idle, 1 runnable, 2 running, 3 system call, 4 waiting, 6 dead, 8 copying its stack, 9 preempted, 10 leaked and 11 a spare one for C. 5 and 7 are not used. 0x1000 is added while its stack is scanned.',
  },
  {
    claim: 'debug=1 lists only the ids of goroutines.',
    fact: 'debug=1 has no ids at all. It has each distinct stack with its count and labels. Ids, states and waits are in debug=2.',
  },
  {
    claim: 'debug=0 has no symbols.',
    fact: 'Profiles of Go programs carry the names and lines; go tool pprof needs no binary for them.',
  },
  {
    claim: 'A goroutine id belongs to a thread or processor and is used again.',
    fact: 'Ids are unique in the process and never used again. They are given to processors in batches of 16, so their order is only roughly that of creation. Goroutine 0 is the scheduler of each thread and no goroutine of the program.',
  },
  {
    claim: 'The header of a goroutine tells the wait in seconds and the address of the channel.',
    fact: 'The wait is in whole minutes, at least 1, counted from the first garbage collection that saw the goroutine wait. There is no address in the header. Channel addresses are arguments of runtime.chanrecv and runtime.chansend in system tracebacks only.',
  },
  {
    claim: 'A goroutine without minutes has just begun to wait.',
    fact: 'It may also be running, marked (leaked), or no garbage collection may have run since: they are forced only every two minutes.',
  },
  {
    claim: 'A goroutine in select {} is invisible to the garbage collector.',
    fact: 'Its stack is scanned like any other: exactly therefore what it refers to is never freed. Since Go 1.26 the collector can even report it as leaked.',
  },
  {
    claim: 'In a gctrace line the three times with slashes are mark, sweep and idle.',
    fact: 'They are the CPU time of marking: by goroutines that had to assist, by the workers of the collector (dedicated and fractional), and by idle processors. A first number that is high means that the program allocates faster than the collector works.',
  },
  {
    claim: 'Creating and waking goroutines writes magic numbers that can be searched in memory.',
    fact: 'There are none. An execution trace has events for it: GoCreate, GoStart, GoBlock, GoUnblock, GoDestroy.',
  },
  {
    claim: 'go tool trace cuts a time window with -start and -end.',
    fact: 'It has no such options. Select a stretch of time in the timeline here, or export it.',
  },
  {
    claim: 'go tool trace -pprof=goroutine makes a goroutine profile.',
    fact: 'The kinds are net, sync, syscall and sched: where time was spent blocked. A goroutine profile comes from /debug/pprof/goroutine.',
  },
  {
    claim: 'trace.WithRegion belongs to OpenTelemetry.',
    fact: 'WithRegion, NewTask and Log are functions of runtime/trace in the standard library; they appear in execution traces.',
  },
  {
    claim: 'runtime.GoroutineProfile leaves out goroutines that wait.',
    fact: 'It has all goroutines of the program, those that wait first of all. System goroutines of the runtime are left out, and runtime.NumGoroutine does not count them either.',
  },
  {
    claim: 'dlv exec --api-version=2 records a session like gdb record.',
    fact: 'The option chooses the protocol for editors. Recording is done with rr: dlv replay plays such a recording, and Go programs do not support gdb record well.',
  },
  {
    claim: 'gdb is the tool to look at goroutines.',
    fact: 'gdb knows goroutines only by a Python script that follows the runtime badly. Use Delve, or a dump.',
  },
  {
    claim: 'A goroutine that the leak profile does not list is no leak.',
    fact: 'The profile proves what it lists. What a global variable, a timer or a running goroutine can still reach, what sleeps and what waits for the network is not listed, even in a true deadlock.',
  },
  {
    claim: 'goroutineleak?debug=2 lists the leaked goroutines.',
    fact: 'debug=0 and debug=1 do. debug=2 lists all goroutines and marks the leaked ones; the mark stays in ordinary dumps until the next leak profile.',
  },
  {
    claim: 'SIGQUIT just writes a dump.',
    fact: 'It writes the dump and ends the process. Use debug=2, or handle a signal of your own.',
  },
];
