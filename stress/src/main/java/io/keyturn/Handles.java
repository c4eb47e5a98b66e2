package io.keyturn;

import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * The engine's handles without the engine, which turn as it turns them: a thousand times as often
 * as by a refresh, which matters where the moment to be met is that between two stores.
 */
final class Handles {
  private static final SecretLocation KEY = SecretLocation.parse("memory://app#KEY");
  private static final Node<Secret> NODE = Objects.requireNonNull(new Scene().key().node());
  private static final List<Secret> VERSIONS =
      IntStream.rangeClosed(0, 3).mapToObj(Integer::toString).map(Handles::secret).toList();

  private Handles() {}

  /** A handle that has a version as its first value. */
  static Rotating<Secret> of(int version) {
    Rotating<Secret> handle = new Rotating<>(NODE);
    handle.turnTo(version(version), null, true);
    return handle;
  }

  /** The secret of a version from 0 to 3. */
  static Secret version(int version) {
    return VERSIONS.get(version);
  }

  private static Secret secret(String version) {
    return SecretBundle.builder().field("KEY", version).build().secret(KEY, version);
  }
}
