package io.keyturn;

import io.keyturn.secret.SecretLocation;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * A turn: a bundle's content changed and the application turned to it. Holds no value.
 *
 * @param names the names the turned handle is made of
 * @param bundle the bundle that changed
 * @param oldVersion the version turned from; empty where there was none
 * @param newVersion the version turned to
 * @param seenAt when it was seen, by the engine's time source
 * @param why what made the engine look
 */
public record Rotation(
    List<String> names,
    SecretLocation bundle,
    String oldVersion,
    String newVersion,
    Instant seenAt,
    Why why) {

  /**
   * Copies the names.
   *
   * @param names the names the turned handle is made of
   * @param bundle the bundle that changed
   * @param oldVersion the version turned from; empty where there was none
   * @param newVersion the version turned to
   * @param seenAt when it was seen, by the engine's time source
   * @param why what made the engine look
   */
  public Rotation {
    names = List.copyOf(names);
  }

  /** This and the next turn of the same bundle as one: a slow listener gets fewer, that chain. */
  Rotation followedBy(Rotation next) {
    return new Rotation(names, bundle, oldVersion, next.newVersion, next.seenAt, next.why);
  }

  /** The same turn of two names. */
  Rotation and(Rotation other) {
    List<String> all = Stream.concat(names.stream(), other.names.stream()).toList();
    return new Rotation(all, bundle, oldVersion, newVersion, seenAt, why);
  }

  /** What made the engine look. More may be added. */
  public enum Why {
    /** The time to look had come. */
    POLL,
    /** The time to look had come before that, since what the store gives holds no longer. */
    LEASE,
    /** {@link Secrets#refresh(String)} was called. */
    REFRESH,
    /** A value was rejected: see {@link Rotating#call(Rotating.Use, Rejection)}. */
    REJECTION,
    /** The store said that it had changed. */
    PUSH,
    /** An optional name that was missing has appeared. */
    FOUND,
    /** The version before works where this one is rejected: see {@link Rejection#turnBack}. */
    TURNED_BACK
  }
}
