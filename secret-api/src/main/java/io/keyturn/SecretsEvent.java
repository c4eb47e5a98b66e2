package io.keyturn;

import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretLocation;
import java.time.Duration;
import java.util.List;

/**
 * Something that happened to a {@link Secrets}, told to its {@link SecretsListener}s. Holds no
 * value. More kinds may be added: a {@code switch} over them has a default.
 */
public sealed interface SecretsEvent {
  /**
   * A look at a bundle has ended; the first ones are those of the start.
   *
   * @param bundle the bundle that was looked at
   * @param result how it ended
   * @param took the time from when it was due to its end, including its wait for other looks at the
   *     store
   */
  record Looked(SecretLocation bundle, Result result, Duration took) implements SecretsEvent {
    /** How a look ended. More may be added. */
    public enum Result {
      /**
       * Nothing was taken: the store has what is here already, or the version that was just left or
       * turned back from.
       */
      UNCHANGED,
      /** The store has other content, and it is served now. */
      TAKEN,
      /** The store has other content, which was refused. */
      REFUSED,
      /** Nothing was read. */
      FAILED
    }
  }

  /**
   * A bundle has turned.
   *
   * @param rotation the turn, with the names whose value was replaced
   */
  record Turned(Rotation rotation) implements SecretsEvent {}

  /**
   * Another version was not taken. It is told once, until another one takes its place.
   *
   * @param bundle the bundle whose values stay
   * @param version the version that was refused
   * @param reason what refused it
   */
  record Refused(SecretLocation bundle, String version, String reason) implements SecretsEvent {}

  /**
   * Looks at a bundle fail; its last values are served. It is told once until they succeed or fail
   * in another way.
   *
   * @param bundle the bundle that cannot be read
   * @param kind what kind of failure it is; an outage is told by {@link StoreAway}
   * @param reason why
   */
  record Failing(SecretLocation bundle, SecretException.Kind kind, String reason)
      implements SecretsEvent {}

  /**
   * Looks at a bundle succeed again, after {@link Refused} or {@link Failing}.
   *
   * @param bundle the bundle
   */
  record Recovered(SecretLocation bundle) implements SecretsEvent {}

  /**
   * A bundle is served no longer, since no look has confirmed it for too long or its lease has
   * ended.
   *
   * @param bundle the bundle
   * @param age the time since a look last confirmed it
   */
  record TooOld(SecretLocation bundle, Duration age) implements SecretsEvent {}

  /**
   * An outage has begun.
   *
   * @param store the id of the store that is unavailable
   * @param reason why
   */
  record StoreAway(String store, String reason) implements SecretsEvent {}

  /**
   * An outage has ended.
   *
   * @param store the id of the store that answers again
   * @param after how long it was away
   */
  record StoreBack(String store, Duration after) implements SecretsEvent {}

  /**
   * An object could not be built in a turn; its old one is kept, and it is tried again.
   *
   * @param names the names it is made of
   * @param reason what the build did, without its words
   */
  record BuildFailed(List<String> names, String reason) implements SecretsEvent {
    /**
     * Copies the names.
     *
     * @param names the names it is made of
     * @param reason what the build did, without its words
     */
    public BuildFailed {
      names = List.copyOf(names);
    }
  }
}
