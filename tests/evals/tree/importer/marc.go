// Package importer reads catalogue records of other libraries.
package importer

import (
	"bufio"
	"errors"
	"io"
	"strings"
)

// Record is one book in the MARC exchange format.
type Record struct {
	ISBN   string
	Title  string
	Author string
}

// ErrTruncated says that a record ends before its last field.
var ErrTruncated = errors.New("marc: truncated record")

// ReadRecords reads records until the end of r.
func ReadRecords(r io.Reader) ([]Record, error) {
	var records []Record
	scanner := bufio.NewScanner(r)
	for scanner.Scan() {
		record, err := parseRecord(scanner.Text())
		if err != nil {
			return records, err
		}
		records = append(records, record)
	}
	return records, scanner.Err()
}

func parseRecord(line string) (Record, error) {
	fields := strings.Split(line, "|")
	if len(fields) < 3 {
		return Record{}, ErrTruncated
	}
	return Record{ISBN: fields[0], Title: fields[1], Author: fields[2]}, nil
}
