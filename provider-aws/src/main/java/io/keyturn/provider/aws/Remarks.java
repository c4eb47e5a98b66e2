package io.keyturn.provider.aws;

import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretBundle.Remark;
import io.keyturn.secret.SecretLocation;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which bundles were given last with a remark: who says unchanged takes no remark back. */
final class Remarks {
  private final Set<SecretLocation> given = ConcurrentHashMap.newKeySet();

  /** Whether a bundle was given last with a remark where it has one now, and without where not. */
  boolean isSame(SecretLocation location, Optional<Remark> now) {
    return given.contains(location) == now.isPresent();
  }

  /** Notes a bundle that is given; whether it has a remark and had none, or the reverse. */
  boolean note(SecretLocation location, SecretBundle bundle) {
    return bundle.remark().isPresent() ? given.add(location) : given.remove(location);
  }

  /** What a look brought that may know the version. */
  Outcome outcome(SecretLocation location, SecretBundle bundle, Optional<String> known) {
    boolean news = note(location, bundle);
    return !news && known.isPresent() && known.equals(bundle.version())
        ? new Outcome.Unchanged()
        : new Outcome.Fetched(bundle);
  }
}
