package io.keyturn;

import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretLocation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a {@link Secrets} is doing at a moment: what it reads from where, since when something fails,
 * and which callbacks are under way. Holds no value; it may be shown and logged.
 *
 * @param bundles those that names are read from, in no order
 * @param callbacks the user's code that runs just now; one that never ends is seen by its age
 */
public record SecretsStatus(List<Bundle> bundles, List<Callback> callbacks) {
  /**
   * Copies the lists.
   *
   * @param bundles those that names are read from
   * @param callbacks the user's code that runs just now
   */
  public SecretsStatus {
    bundles = List.copyOf(bundles);
    callbacks = List.copyOf(callbacks);
  }

  /**
   * A bundle.
   *
   * @param location where it is
   * @param names the names that are read from it, each with its place
   * @param version the version that is served; empty where there has been none
   * @param confirmedAt when a look last confirmed it; empty where none has
   * @param failure why the last look brought nothing, if it did not
   * @param refused the version that is held back, if one is: it was refused and is tried again, or
   *     the application has turned back from it and does not try it
   * @param served whether readers get its values
   * @param remark what its store has to say of it: that changes cannot be seen, that others can
   *     read it; empty where it says nothing
   */
  public record Bundle(
      SecretLocation location,
      Map<String, SecretLocation> names,
      Optional<String> version,
      Optional<Instant> confirmedAt,
      Optional<Failure> failure,
      Optional<String> refused,
      boolean served,
      Optional<String> remark) {
    /**
     * Copies the names.
     *
     * @param location where it is
     * @param names the names that are read from it
     * @param version the version that is served
     * @param confirmedAt when a look last confirmed it
     * @param failure why the last look brought nothing
     * @param refused the version that is held back
     * @param served whether readers get its values
     * @param remark what its store has to say of it
     */
    public Bundle {
      names = Map.copyOf(names);
    }
  }

  /**
   * Looks that fail.
   *
   * @param since when the first one in a row failed
   * @param kind the kind of the last failure
   * @param reason why the last one failed
   */
  public record Failure(Instant since, SecretException.Kind kind, String reason) {}

  /**
   * Code of the user's that runs.
   *
   * @param role what it is called for
   * @param names the names it is about; none for a {@link SecretsListener}
   * @param since when it was called
   */
  public record Callback(Role role, List<String> names, Instant since) {
    /**
     * Copies the names.
     *
     * @param role what it is called for
     * @param names the names it is about
     * @param since when it was called
     */
    public Callback {
      names = List.copyOf(names);
    }

    /** What code is called for. More may be added. */
    public enum Role {
      /** It tries a candidate. */
      VERIFIER,
      /** It builds an object, or makes a record. */
      BUILD,
      /** It hears of a turn or an event. */
      LISTENER,
      /** It retires an object. */
      RETIRE
    }
  }
}
