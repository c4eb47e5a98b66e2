package io.keyturn;

import org.jspecify.annotations.Nullable;

/**
 * A version of a bundle that was fetched, as long as anybody uses it; then its store is told, once.
 * Guarded by the engine's lock.
 */
final class Version {
  final Cell cell;
  final String id;

  /** Whether the store gave it, and it is not counted here. */
  private final boolean ofStore;

  Lease lease = new Lease();

  /** The next one of the same bundle. */
  @Nullable Version next;

  private int users;

  Version(Cell cell, String id, boolean ofStore) {
    this.cell = cell;
    this.id = id;
    this.ofStore = ofStore;
  }

  void use() {
    users++;
  }

  /** One of those who use it does so no longer. */
  void leave() {
    users--;
    if (users == 0) {
      cell.forget(this);
      if (ofStore) {
        cell.store.unused.add(this);
      }
    }
  }

  boolean isUsed() {
    return users > 0;
  }
}
