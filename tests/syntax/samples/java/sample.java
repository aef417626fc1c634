package com.example.store;

import static java.util.Objects.requireNonNull;

import java.util.*;
import java.util.function.Function;

/**
 * A cache with a bound.
 *
 * @param <K> keys
 */
@SuppressWarnings("unchecked")
public final class Cache<K extends Comparable<K>, V> extends AbstractMap<K, V> implements Iterable<V>, AutoCloseable {

  /** Entries kept by default. */
  public static final int DEFAULT_LIMIT = 128;

  private final Map<K, Entry<V>> entries = new LinkedHashMap<>();
  private int hits, misses; // since start

  static {
    System.loadLibrary("cache");
  }

  // Only for tests.
  Cache() {
    this(DEFAULT_LIMIT);
  }

  @Inject
  public Cache(final int limit) {
    super();
    requireNonNull(limit);
  }

  @Override
  @Deprecated(since = "2")
  public V get(Object key) throws CacheException {
    Entry<V> entry = entries.get(key);
    if (entry == null || entry.isStale()) {
      misses++;
      return null;
    }
    return entry.value;
  }

  /** Loads what is missing. */
  public <R extends V> R getOrLoad(
      K key,
      Function<? super K, ? extends R> loader) {
    for (K each : entries.keySet()) {
      if (each.compareTo(key) == 0) {
        return (R) entries.get(each).value;
      }
    }
    Runnable log = () -> System.out.println(key);
    log.run();
    return Optional.of(key).map(loader::apply).orElseThrow(CacheException::new);
  }

  @Override
  public Iterator<V> iterator() {
    return new Iterator<V>() {
      @Override
      public boolean hasNext() {
        return false;
      }

      @Override
      public V next() {
        throw new NoSuchElementException();
      }
    };
  }

  private static class Entry<V> {
    final V value;

    Entry(V value) {
      this.value = value;
    }

    boolean isStale() {
      return switch (value.hashCode()) {
        case 0, 1 -> true;
        default -> false;
      };
    }
  }

  public enum Policy implements Function<Integer, Integer> {
    LRU("recent") {
      @Override
      public Integer apply(Integer n) {
        return n;
      }
    },
    /** Least often. */
    LFU("often");

    private final String label;

    Policy(String label) {
      this.label = label;
    }

    public Integer apply(Integer n) {
      return n > 0 ? n : -n;
    }
  }
}

record Point<T>(int x, int y) implements Comparable<Point<T>> {
  static final Point<?> ORIGIN = new Point<>(0, 0);

  Point {
    if (x < 0) throw new IllegalArgumentException();
  }

  public int compareTo(Point<T> other) {
    return Integer.compare(x, other.x);
  }
}

sealed interface Shape extends java.io.Serializable permits Circle {
  double PI = 3.14;

  double area();

  default String label() {
    return getClass().getSimpleName();
  }
}

@interface Inject {
  String value() default "";
}
