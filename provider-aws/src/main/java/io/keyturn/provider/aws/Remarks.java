package io.keyturn.provider.aws;

import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretBundle.Remark;
import io.keyturn.secret.SecretLocation;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which remark a bundle was given last with: who says unchanged neither makes nor takes one back.
 */
final class Remarks {
  private final Map<SecretLocation, Remark> given = new ConcurrentHashMap<>();

  /** Whether a bundle was given last with this remark, or with none. */
  boolean isSame(SecretLocation location, Optional<Remark> now) {
    return Optional.ofNullable(given.get(location)).equals(now);
  }

  /** Notes a bundle that is given. */
  void note(SecretLocation location, SecretBundle bundle) {
    bundle
        .remark()
        .ifPresentOrElse(remark -> given.put(location, remark), () -> given.remove(location));
  }

  /** What a look brought that may know the version. */
  Outcome outcome(SecretLocation location, SecretBundle bundle, Optional<String> known) {
    boolean same = isSame(location, bundle.remark());
    note(location, bundle);
    return same && known.isPresent() && known.equals(bundle.version())
        ? new Outcome.Unchanged()
        : new Outcome.Fetched(bundle);
  }
}
