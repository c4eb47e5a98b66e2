package io.keyturn.secret;

import java.io.Serial;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A secret could not be read.
 *
 * <p>Act on the leaf, or on {@link #kind()}, not on the message. The message says what failed, the
 * secret's name and location, and what to do, and ends with the anchor in {@code docs/errors.md};
 * it never has a value. There is never a cause or a suppressed exception, since a parser's or an
 * HTTP client's may quote one.
 */
public abstract sealed class SecretException extends RuntimeException
    permits SecretNotFoundException,
        SecretAccessDeniedException,
        SecretUnavailableException,
        SecretFormatException {
  @Serial private static final long serialVersionUID = 1;

  /** The name that was asked for; null while a provider reads. */
  private final @Nullable String name;

  /** Where it was looked for. */
  private final SecretLocation location;

  /** Why, without any text from a response. */
  private final String reason;

  SecretException(Kind kind, @Nullable String name, SecretLocation location, String reason) {
    this(message(kind, name, location, reason), name, location, reason);
  }

  SecretException(String message, @Nullable String name, SecretLocation location, String reason) {
    super(message, null, false, true);
    this.name = name;
    this.location = Objects.requireNonNull(location, "location");
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  private static String message(
      Kind kind, @Nullable String name, SecretLocation location, String reason) {
    String subject = name == null ? "Secret" : "Secret '" + name + "'";
    return subject
        + " "
        + kind.what
        + " at "
        + location
        + ": "
        + reason
        + ". "
        + kind.advice
        + " (Keyturn docs/errors.md#"
        + kind.anchor
        + ")";
  }

  /** {@return what kind of failure it is; one for each leaf} */
  public abstract Kind kind();

  /** {@return the name that was asked for; empty while a provider reads, which knows no names} */
  public Optional<String> name() {
    return Optional.ofNullable(name);
  }

  /** {@return where it was looked for} */
  public SecretLocation location() {
    return location;
  }

  /** {@return why, in a constant phrase or the vendor's error code} */
  public String reason() {
    return reason;
  }

  /**
   * {@return a new exception of the same leaf, for the reader of this name, with his own stack
   * trace}
   *
   * @param name the name that he asked for
   */
  public abstract SecretException forName(String name);

  /**
   * {@return a new exception for several failures: of the gravest leaf among them, its message
   * naming all}
   *
   * @param failures at least one
   * @throws IllegalArgumentException if there are none
   */
  public static SecretException all(List<SecretException> failures) {
    SecretException gravest =
        failures.stream()
            .max(Comparator.comparing(SecretException::kind))
            .orElseThrow(() -> new IllegalArgumentException("no failures"));
    String head = failures.size() + " secrets could not be read:\n  ";
    return gravest.withMessage(
        failures.stream()
            .map(SecretException::getMessage)
            .collect(Collectors.joining("\n  ", failures.size() == 1 ? "" : head, "")));
  }

  abstract SecretException withMessage(String message);

  /** The kinds of failure, from the mildest to the gravest. */
  public enum Kind {
    /** The store could not be asked; it is asked again. */
    UNAVAILABLE(
        "unavailable",
        "Check the store and the way to it; a running application tries again by itself, one that"
            + " failed to start does not",
        "unavailable"),
    /** It is there, and cannot be read as asked. */
    FORMAT("unreadable", "Fix the value or the location", "format"),
    /** The store says that there is none. */
    NOT_FOUND("not found", "Fix the name or the location, or create it", "not-found"),
    /** The store refuses it to this application. */
    ACCESS_DENIED("denied", "Fix the credentials or the policy", "access-denied");

    private final String what;
    private final String advice;
    private final String anchor;

    Kind(String what, String advice, String anchor) {
      this.what = what;
      this.advice = advice;
      this.anchor = anchor;
    }
  }
}
