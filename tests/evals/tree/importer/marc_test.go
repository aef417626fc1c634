package importer

import (
	"strings"
	"testing"
)

func TestReadRecordsReportsATruncatedRecord(t *testing.T) {
	_, err := ReadRecords(strings.NewReader("9780141439518|Emma"))
	if err != ErrTruncated {
		t.Fatalf("got %v", err)
	}
}
