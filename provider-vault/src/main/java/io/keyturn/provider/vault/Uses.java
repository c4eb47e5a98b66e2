package io.keyturn.provider.vault;

/** What a request costs a token that is good for a number of them, its {@code num_uses}. */
enum Uses {
  /** {@code sys/internal/ui/mounts}, which Vault does not count. */
  NONE(1, 0),
  ONE(1, 1),
  /** What makes a lease: Vault makes none with the last use, and the last use ends all leases. */
  LEASE(3, 1);

  /** How many must be left before. */
  final int left;

  final int spent;

  Uses(int left, int spent) {
    this.left = left;
    this.spent = spent;
  }
}
