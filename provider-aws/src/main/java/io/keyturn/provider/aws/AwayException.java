package io.keyturn.provider.aws;

import java.io.Serial;
import java.util.Collection;
import java.util.List;

/** A store's region is away, and no other one has given what was asked. */
final class AwayException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final transient List<RuntimeException> failures;

  /** A message that quotes nothing, and what each region said that was asked. */
  AwayException(String message, Collection<RuntimeException> failures) {
    super(message);
    this.failures = List.copyOf(failures);
  }

  List<RuntimeException> failures() {
    return failures;
  }
}
