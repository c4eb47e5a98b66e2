package io.keyturn.testkit;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Has a place for four bundles, one for each thread, and gives up at the fifth. */
final class FewBundles extends BrokenProvider {
  private final Set<SecretLocation> bundles = ConcurrentHashMap.newKeySet();

  FewBundles(SecretProvider sound) {
    super(sound);
  }

  @Override
  public SecretBundle fetch(SecretLocation bundle) {
    bundles.add(bundle);
    if (bundles.size() > 4) {
      throw new SecretUnavailableException(bundle, "too many bundles");
    }
    return sound.fetch(bundle);
  }
}
