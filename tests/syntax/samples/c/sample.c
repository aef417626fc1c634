/* A tiny arena allocator. */
#include <stdio.h>
#include "arena.h"

#define ARENA_ALIGN 16
#define ARENA_GUARD
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define FOREACH(it, list)              \
    for ((it) = (list)->head; (it);    \
         (it) = (it)->next)

typedef unsigned long ulong_t;
typedef int (*compare_fn)(const void *, const void *);

/* Flags of a block. */
enum block_flags {
    BLOCK_FREE = 1 << 0, /* not in use */
    BLOCK_LARGE,
};

typedef enum { LOW, HIGH } level_t;

/**
 * A run of bytes.
 */
struct block {
    struct block *next;
    size_t size;
    char data[1];
    int (*on_free)(struct block *self);
    union {
        int tag;
        void *owner;
    } u;
};

typedef struct arena_s {
    struct block *head, *tail;
    unsigned flags : 4;
} arena;

typedef struct point {
    int x, y;
} point;

static int block_count = 0;
const char *arena_names[] = { "main", "scratch" };
extern arena *default_arena;
static struct block table[32];

/* Declared here, defined below. */
void *arena_alloc(arena *a, size_t size);
static int compare(const void *, const void *);

/*
 * Returns zeroed memory or NULL.
 */
void *arena_alloc(arena *a, size_t size)
{
    struct block *b;
    for (b = a->head; b; b = b->next) {
        if (b->size >= size && (b->u.tag & BLOCK_FREE))
            return b->data;
    }
    do {
        size += ARENA_ALIGN;
    } while (size % ARENA_ALIGN);
    switch (size) {
    case 0:
        return NULL;
    case 1:
    default:
        break;
    }
    return block_new(a, MIN(size, 4096));
}

static inline struct block **
block_slot(arena *a,
           int index)
{
    return index ? &a->tail : &a->head;
}

/* Old style. */
int legacy_sum(a, b)
    int a;
    int b;
{
    return a + b;
}

#ifdef ARENA_DEBUG
static void arena_dump(const arena *a) { printf("%p %d\n", (void *)a, block_count); }
#else
static void arena_dump(const arena *a) { (void)a; }
#endif

int main(int argc, char **argv)
{
    arena a = { 0 };
    compare_fn cmp = compare;
    a.head->on_free(a.head);
    for (int i = 0; i < argc; i++)
        arena_dump(&a);
    return cmp(argv, argv) || legacy_sum(1, 2);
}
