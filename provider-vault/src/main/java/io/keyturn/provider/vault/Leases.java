package io.keyturn.provider.vault;

import io.keyturn.secret.SecretLocation;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * The leases of one Vault that are held, and what is to be done about each. Sends nothing;
 * thread-safe.
 *
 * <p>Vault tells the maximum life of no lease. It shows by a renewal that brings less than was
 * asked for: then the end is known.
 */
final class Leases {
  /** What is to be done about a lease. */
  enum Step {
    KEEP,
    RENEW,
    REPLACE
  }

  /** A look is not in vain that the engine makes a little sooner, to spread them. */
  private static final long SOONER = Duration.ofSeconds(1).toNanos();

  private final long drain;
  private final LongSupplier nanoTime;
  private final DoubleSupplier random;
  private final Map<String, HeldLease> held = new ConcurrentHashMap<>();

  /**
   * No leases yet.
   *
   * @param drain how long what was made from a lease may be in use after it was replaced
   * @param random from 0 on, below 1: what spreads the renewals of many processes
   */
  Leases(Duration drain, LongSupplier nanoTime, DoubleSupplier random) {
    this.drain = nanos(drain);
    this.nanoTime = nanoTime;
    this.random = random;
  }

  private static long nanos(Duration duration) {
    return TimeUnit.NANOSECONDS.convert(duration); // at most 292 years
  }

  long now() {
    return nanoTime.getAsLong();
  }

  /** The lease of this id, if it is held: a Vault Agent gives one again. */
  Optional<HeldLease> same(Lease lease) {
    return held.values().stream().filter(known -> known.id().equals(lease.id())).findAny();
  }

  /**
   * Holds a lease that was read, and forgets those that are over.
   *
   * @param by the token that made it
   * @param made when, or before
   */
  HeldLease hold(SecretLocation bundle, Lease lease, SessionToken by, long made) {
    HeldLease.Term term = term(made, lease.duration(), !lease.renewable());
    HeldLease added = new HeldLease(bundle, lease, by, made, term);
    held.values().removeIf(this::isOver);
    held.put(added.version(), added);
    return added;
  }

  /** A renewal, asked for at this time with the first duration, brought this duration. */
  void renewed(HeldLease lease, long asked, Duration duration) {
    lease.renew(term(asked, duration, duration.compareTo(lease.first()) < 0));
  }

  /** It cannot be renewed. */
  void unrenewable(HeldLease lease) {
    lease.renew(new HeldLease.Term(lease.term().due(), lease.term().end(), true));
  }

  private HeldLease.Term term(long asked, Duration duration, boolean last) {
    long left = nanos(duration);
    return new HeldLease.Term(asked + untilRenewal(left), asked + left, last);
  }

  /**
   * Two thirds of what is left, or a little less; and before the drain begins, since the renewal
   * may show that there will be no other.
   */
  private long untilRenewal(long left) {
    long wait = (long) (left / 3 * 2 * (1 - random.getAsDouble() / 10));
    return left / 2 < drain ? wait : Math.min(wait, left - drain);
  }

  /** The lease that is told as this version, if it is held and not retired. */
  Optional<HeldLease> find(String version) {
    return Optional.ofNullable(held.get(version)).filter(lease -> !lease.isRetired());
  }

  /**
   * Takes a lease away, so that nobody else revokes it too.
   *
   * @return whether it was there
   */
  boolean take(HeldLease lease) {
    return held.remove(lease.version(), lease);
  }

  /** It could not be revoked. */
  void putBack(HeldLease lease) {
    held.put(lease.version(), lease);
  }

  Collection<HeldLease> all() {
    return List.copyOf(held.values());
  }

  /**
   * What is to be done about a lease now.
   *
   * @param current the token that requests are sent with now
   */
  Step step(HeldLease lease, SessionToken current) {
    long now = now();
    long rest = lease.rest(now, current);
    long left = lease.left(now);
    long sooner = Math.min(lease.age(now) / 10 + left / 10, SOONER);
    if (left <= 0 || rest - sooner <= drain(lease, now, rest)) {
      return Step.REPLACE;
    }
    boolean due = lease.term().due() - now <= sooner;
    return due && !lease.term().last() ? Step.RENEW : Step.KEEP;
  }

  /** The drain, or a third of a whole life that has no room for two. */
  private long drain(HeldLease lease, long now, long rest) {
    return isShort(lease, now, rest) ? third(lease.age(now) + rest) : drain;
  }

  private boolean isShort(HeldLease lease, long now, long rest) {
    return rest != Long.MAX_VALUE && lease.age(now) / 2 + rest / 2 < drain;
  }

  /** What two thirds leave. */
  private static long third(long life) {
    return life - life / 3 * 2;
  }

  /** Whether a lease on this bundle lives too short for the whole drain, as far as is known. */
  boolean areShort(SecretLocation bundle, SessionToken current) {
    long now = now();
    return held.values().stream()
        .anyMatch(
            lease ->
                lease.bundle().equals(bundle) && isShort(lease, now, lease.rest(now, current)));
  }

  /** Whether a lease is so near its end that another is better than one that may not be renewed. */
  boolean isEnding(HeldLease lease) {
    long now = now();
    long left = lease.left(now);
    return left <= drain(lease, now, left) / 3;
  }

  boolean isOver(HeldLease lease) {
    return lease.left(now()) <= 0;
  }

  /** How long a lease holds. */
  Duration validFor(HeldLease lease) {
    return Duration.ofNanos(Math.max(lease.left(now()), 0));
  }

  /** When something is to be done about it; what was to be done and was not: after a third. */
  Duration lookAgainIn(HeldLease lease, SessionToken current) {
    long now = now();
    if (step(lease, current) != Step.KEEP) {
      return Duration.ofNanos(Math.max(lease.left(now), 0) / 3);
    }
    long rest = lease.rest(now, current);
    long replaced = rest == Long.MAX_VALUE ? rest : rest - drain(lease, now, rest);
    long renewed = lease.term().last() ? Long.MAX_VALUE : lease.term().due() - now;
    return Duration.ofNanos(Math.min(lease.left(now), Math.min(replaced, renewed)));
  }
}
