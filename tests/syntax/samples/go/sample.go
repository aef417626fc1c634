// Package queue holds a bounded work queue.
package queue

import (
	"context"
	"errors"
	"sync"

	log "github.com/rs/zerolog/log"
	_ "net/http/pprof"
)

// MaxWorkers bounds the pool.
const MaxWorkers = 8

const (
	stateIdle = iota // nothing runs
	stateBusy
)

// ErrClosed is returned after Close.
var ErrClosed = errors.New("queue: closed")

var (
	registry   = map[string]*Queue[int]{}
	mu, global sync.Mutex
)

type (
	// Job is a unit of work.
	Job func(ctx context.Context) error

	ID = string
)

// Runner runs jobs.
type Runner interface {
	context.Context
	// Run blocks until the job ends.
	Run(job Job) error
	Stop()
}

// Number is what can be counted.
type Number interface {
	~int | ~float64
}

// Queue is a bounded queue.
//
// The zero value is not usable.
type Queue[T Number] struct {
	sync.Mutex
	*options
	items  []T
	limit  int `json:"limit"`
	onDone func(T) error
}

type options struct{ name, label string }

// New returns a queue.
func New[T Number](limit int, opts ...func(*options)) (*Queue[T], error) {
	if limit <= 0 || limit > MaxWorkers {
		return nil, errors.New("limit")
	}
	q := &Queue[T]{options: &options{}, limit: limit}
	for _, opt := range opts {
		opt(q.options)
	}
	return q, nil
}

// Push adds an item.
func (q *Queue[T]) Push(
	ctx context.Context,
	item T,
) error {
	q.Lock()
	defer q.Unlock()
	select {
	case <-ctx.Done():
		return ctx.Err()
	default:
	}
	q.items = append(q.items, item)
	go func() {
		if err := q.onDone(item); err != nil && !errors.Is(err, ErrClosed) {
			log.Error().Err(err).Msg("done")
		}
	}()
	return nil
}

func (o options) String() string { return o.name }

func (j Job) Run(v any) (n int) {
	switch t := v.(type) {
	case int, int64:
		n = 1
	case *Queue[float64]:
		n = t.limit
	}
	return int(n)
}

func init() {
	registry["main"] = nil
}

func external(a, b int) int
