// Command readall reads every event of a trace with Go's own reader and counts them: the reference that speeds are
// compared with. Built by go-programs.mjs, which puts a copy of that reader beside it.
package main

import (
	"bufio"
	"fmt"
	"io"
	"os"

	"readall/trace"
)

func main() {
	file, err := os.Open(os.Args[1])
	if err != nil {
		fail(0, err)
	}
	reader, err := trace.NewReader(bufio.NewReaderSize(file, 1<<20))
	if err != nil {
		fail(0, err)
	}
	events := 0
	for {
		_, err := reader.ReadEvent()
		if err == io.EOF {
			break
		}
		if err != nil {
			fail(events, err)
		}
		events++
	}
	fmt.Println("events", events)
}

func fail(events int, err error) {
	fmt.Fprintln(os.Stderr, "after", events, "events:", err)
	os.Exit(1)
}
