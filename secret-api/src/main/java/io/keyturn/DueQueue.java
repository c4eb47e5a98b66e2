package io.keyturn;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is due, the earliest first: a heap whose entries know where they are, so that any can go.
 */
final class DueQueue {
  private @Nullable Due[] heap = new Due[16];
  private int size;

  /** Something that is due at a time; in at most one queue. */
  abstract static class Due {
    private static final int NOWHERE = -1;

    private long at;
    private long sequence;
    private int index = NOWHERE;

    /** Its time has come. */
    abstract void ring();

    long at() {
      return at;
    }

    private boolean isBefore(Due other) {
      return at == other.at ? sequence < other.sequence : at - other.at < 0; // nanoTime may wrap
    }
  }

  @Nullable Due first() {
    return heap[0];
  }

  /**
   * Puts something in, or at another time.
   *
   * @param sequence of two that are due together the smaller one is first
   */
  void put(Due due, long at, long sequence) {
    remove(due);
    due.at = at;
    due.sequence = sequence;
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    place(due, size++);
    rise(due);
  }

  /** Takes something out, if it is in. */
  void remove(Due due) {
    int hole = due.index;
    if (hole == Due.NOWHERE) {
      return;
    }
    due.index = Due.NOWHERE;
    Due last = get(--size);
    heap[size] = null;
    if (last != due) {
      place(last, hole);
      sink(last);
      rise(last);
    }
  }

  void clear() {
    for (int i = 0; i < size; i++) {
      get(i).index = Due.NOWHERE;
      heap[i] = null;
    }
    size = 0;
  }

  private void rise(Due due) {
    while (due.index > 0 && due.isBefore(get((due.index - 1) / 2))) {
      swap(due, get((due.index - 1) / 2));
    }
  }

  private void sink(Due due) {
    for (Due next = earlierChild(due); next != null; next = earlierChild(due)) {
      swap(due, next);
    }
  }

  /** The earlier one of its children, if that is before it. */
  private @Nullable Due earlierChild(Due due) {
    int left = 2 * due.index + 1;
    if (left >= size) {
      return null;
    }
    Due first = get(left);
    if (left + 1 < size && get(left + 1).isBefore(first)) {
      first = get(left + 1);
    }
    return first.isBefore(due) ? first : null;
  }

  private void swap(Due one, Due other) {
    int index = one.index;
    place(one, other.index);
    place(other, index);
  }

  private void place(Due due, int index) {
    heap[index] = due;
    due.index = index;
  }

  private Due get(int index) {
    return Objects.requireNonNull(heap[index]);
  }
}
